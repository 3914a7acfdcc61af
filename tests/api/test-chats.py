# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Requests whose clients wait, with the official clients as they are."""

from clients import wait_for

# pylint: disable=wrong-import-position
import concurrent.futures
import contextlib
import http.server
import json
import signal
import socket
import threading
import time
import urllib.parse

import anthropic
import openai

from harness import Simulator, assert_answers, line, main, wait_until
from serving import Serving, assert_bounded, get_memory
from streaming import Streaming

HELLO = [{"role": "user", "content": "hello"}]


def client(serving, key=None):
    return openai.OpenAI(base_url=serving.url, api_key=key or serving.token, max_retries=0)


def other_client(serving):
    return anthropic.Anthropic(base_url=serving.url.removesuffix("/v1"), api_key=serving.token,
                               max_retries=0)


def refused(error, call):
    """What the server says."""
    try:
        call()
    except error as reason:
        return reason
    raise AssertionError(f"this was not refused with {error.__name__}")


def ask(api, model, text="hello", **more):
    answer = api.chat.completions.create(model=model, messages=[{"role": "user", "content": text}],
                                         **more)
    return answer.choices[0].message.content


def count_requests(server):
    return server.get("/__log?summary=1")["requests"]


def chats_are_answered(place):
    with Simulator("--models", "a:20,b:20", "--capacity", "1") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        answer = api.chat.completions.create(model="a", messages=HELLO)
        assert "model: a; prompt: hello" in answer.choices[0].message.content, answer
        assert answer.usage.completion_tokens > 0 and answer._request_id, answer
        pieces = list(api.chat.completions.create(model="b", messages=HELLO, stream=True,
                                                  stream_options={"include_usage": True}))
        text = "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices)
        assert "model: b; prompt: hello" in text and len(pieces) > 3, pieces
        assert pieces[-1].usage.completion_tokens > 0 and not pieces[-1].choices, pieces[-1]
        assert [piece.usage for piece in pieces[:-1]] == [None] * (len(pieces) - 1)
        found = api.embeddings.create(model="a", input=["one", "two"])
        assert [entry.index for entry in found.data] == [0, 1], found
        assert len(found.data[0].embedding) > 2, found
        assert "a" in api.completions.create(model="a", prompt="hello").choices[0].text


def messages_are_answered(place):
    with Simulator("--models", "a:20") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = other_client(serving)
        message = api.messages.create(model="a", max_tokens=50, messages=HELLO)
        assert "model: a; prompt: hello" in message.content[0].text, message
        assert message.stop_reason == "end_turn" and message.usage.output_tokens > 0, message
        with api.messages.stream(model="a", max_tokens=50, messages=HELLO) as stream:
            text = "".join(stream.text_stream)
            assert stream.get_final_message().stop_reason == "end_turn"
        assert "model: a; prompt: hello" in text, text
        reason = refused(anthropic.NotFoundError, lambda: api.messages.create(
            model="none", max_tokens=5, messages=HELLO))
        assert reason.body["error"]["type"] == "not_found_error", reason.body


def each_api_reaches_servers_of_the_other(place):
    with Simulator("--personality", "openai", "--models", "a:0") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = other_client(serving)
        message = api.messages.create(model="a", max_tokens=50, messages=HELLO)
        assert "model: a; prompt: hello" in message.content[0].text, message
        with api.messages.stream(model="a", max_tokens=50, messages=HELLO) as stream:
            text = "".join(stream.text_stream)
            final = stream.get_final_message()
        assert "model: a; prompt: hello" in text and final.stop_reason == "end_turn", final
        assert final.usage.output_tokens > 0, final
    with Simulator("--personality", "anthropic", "--models", "a:0") as server:
        place.run("backend", "add", "claude", server.url, "--kind", "anthropic")
        with Serving(place) as serving:
            api = client(serving)
            assert "model: a; prompt: hello" in ask(api, "a", max_tokens=50)
            pieces = list(api.chat.completions.create(
                model="a", messages=HELLO, stream=True, max_tokens=50,
                stream_options={"include_usage": True}))
            text = "".join(piece.choices[0].delta.content or "" for piece in pieces
                           if piece.choices)
            assert "model: a; prompt: hello" in text, pieces
            assert pieces[-1].usage.completion_tokens > 0, pieces[-1]


def servers_are_chosen_by_model(place):
    with Simulator("--models", "a:0,both:0") as one, Simulator("--models", "c:0,both:0") as other:
        place.run("backend", "add", "one", one.url)
        place.run("backend", "add", "other", other.url)
        with Serving(place) as serving:
            api = client(serving)
            for model, server in (("a", one), ("c", other), ("both", one)):
                before = count_requests(server)
                assert f"model: {model};" in ask(api, model)
                assert count_requests(server) == before + 1, model
            reason = refused(openai.NotFoundError, lambda: ask(api, "none"))
            assert reason.code == "model_not_found" and reason.param == "model", reason.body


def ollama_is_spoken_to_in_its_words(place):
    with Simulator("--personality", "ollama", "--models", "a:20") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        assert "model: a; prompt: hello" in ask(api, "a")
        pieces = list(api.chat.completions.create(model="a", messages=HELLO, stream=True))
        assert len({piece.id for piece in pieces}) == 1, pieces
        assert pieces[-1].choices[0].finish_reason == "stop", pieces[-1]
        assert not any(piece.usage for piece in pieces), pieces
        with api.chat.completions.stream(model="a", messages=HELLO,
                                         stream_options={"include_usage": True}) as stream:
            whole = stream.get_final_completion()
        assert whole.choices[0].message.role == "assistant", whole
        assert whole.usage.completion_tokens > 0, whole
        assert len(api.embeddings.create(model="a", input="one").data) == 1
        paths = {entry["path"] for entry in server.get_lines("/__log")
                 if entry["event"] == "request"}
        assert "/api/chat" in paths, paths


def two_names_of_a_model_are_one_load(place):
    """Under either, chats take the next free slot, though other models wait for their turn."""
    text = "".join(line(i, "a:latest") for i in range(20000))
    with Simulator("--personality", "ollama", "--models", "a:latest:20,b:20", "--capacity", "1",
                   "--slots", "2", "--delay", "1000") as server:
        place.run("backend", "add", "here", server.url)
        with Serving(place) as serving:
            api = client(serving)
            file = api.files.create(file=("in.jsonl", text.encode()), purpose="batch")
            batch = api.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions",
                                       completion_window="24h")
            wait_until(lambda: count_requests(server) > 5)
            for i, name in enumerate(("a", "a:latest") * 3):
                before = count_requests(server)
                answer = api.chat.completions.create(
                    model=name, messages=[{"role": "user", "content": f"chat {i}"}])
                assert answer.model == name, answer
                log = [entry for entry in server.get_lines("/__log")
                       if entry["event"] == "request"]
                position = next(at for at, entry in enumerate(log)
                                if entry["prompt"] == f"chat {i}")
                assert position - before <= 8, (position, before)
            assert server.get("/__log?summary=1")["loads"] == 1
            api.batches.cancel(batch.id)
            wait_for(lambda: api.batches.retrieve(batch.id))


def put_batch(api):
    text = "".join(line(i) for i in range(20000))
    file = api.files.create(file=("in.jsonl", text.encode()), purpose="batch")
    return api.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions",
                              completion_window="24h")


def assert_quick(server, times):
    """Each was answered after the item that was being worked on, and not after two. What one takes
    the server knows; a machine that is too busy may spoil one chat."""
    log = [entry for entry in server.get_lines("/__log") if entry["event"] == "request"]
    ends = sorted(entry["end_ms"] for entry in log if "end_ms" in entry)
    item = (ends[-1] - ends[0]) / (len(ends) - 1) / 1000
    print(f"# items take {item:.2f} s, chats {' '.join(f'{it:.2f}' for it in times)}", flush=True)
    assert sorted(times)[-2] < 2.75 * item, (times, item)


def chats_wait_for_an_item_and_no_more(place):
    """The server hides that it works on one at a time. The first chat finds that out."""
    for kind in ("openai", "ollama"):
        with Simulator("--personality", kind, "--models", "a:0", "--slots", "1", "--delay",
                       "1200") as server, Serving(place, "--backend", server.url) as serving:
            api = client(serving)
            batch = put_batch(api)
            wait_until(lambda: count_requests(server) > 16)
            times = []
            for i in range(7):
                before = count_requests(server)
                began = time.monotonic()
                ask(api, "a", f"chat {i}")
                times.append(time.monotonic() - began)
                wait_until(lambda: count_requests(server) > before + 1)
            assert_quick(server, times[1:])
            api.batches.cancel(batch.id)
            wait_for(lambda: api.batches.retrieve(batch.id))


def chats_go_before_batches(place):
    with Simulator("--models", "a:0,b:0", "--capacity", "1", "--slots", "2", "--delay", "1000") \
            as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = put_batch(api)
        wait_until(lambda: count_requests(server) > 20)
        for i in range(10):
            before = count_requests(server)
            ask(api, "a", f"chat {i}")
            log = [entry for entry in server.get_lines("/__log") if entry["event"] == "request"]
            position = next(at for at, entry in enumerate(log) if entry["prompt"] == f"chat {i}")
            assert position - before <= 8, (position, before)
        # Of another model: at once the first time, as none has come for a minute.
        assert "model: b;" in ask(api, "b")
        assert server.get("/__log?summary=1")["loads"] <= 3
        wait_until(lambda: server.get_lines("/__log")[-1]["model"] == "a")
        api.batches.cancel(batch.id)
        wait_for(lambda: api.batches.retrieve(batch.id))


def models_are_told_to_both(place):
    with Simulator("--models", "org/a:0,b:0,c:0") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        assert sorted(model.id for model in api.models.list()) == ["b", "c", "org/a"]
        assert api.models.retrieve("org/a").id == "org/a"
        assert refused(openai.NotFoundError,
                       lambda: api.models.retrieve("none")).code == "model_not_found"
        other = other_client(serving)
        page = other.models.list(limit=2)
        assert page.has_more and len(page.data) == 2 and page.data[0].type == "model", page
        assert page.first_id == page.data[0].id and page.last_id == page.data[1].id, page
        assert sorted(model.id for model in other.models.list(limit=1)) == ["b", "c", "org/a"]
        before = other.models.list(before_id=page.last_id)
        assert [model.id for model in before.data] == [page.first_id], before
        model = other.models.retrieve("b")
        assert (model.display_name, model.lifecycle) == ("b", "active"), model
        assert refused(anthropic.NotFoundError,
                       lambda: other.models.retrieve("none")).body["type"] == "error"
        refused(anthropic.NotFoundError, lambda: other.models.list(after_id="none"))
        refused(anthropic.BadRequestError, lambda: other.models.list(limit=0))


class Whole(http.server.BaseHTTPRequestHandler):
    """A server that has no streams, whatever it is asked for."""

    def do_GET(self):
        self.give({"object": "list", "data": [{"id": "a", "object": "model"}]})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == self.server.missing:
            self.send_error(404)
            return
        if self.path == "/v1/messages":
            self.give({"id": "x", "type": "message", "role": "assistant", "model": "a", "content": [
                {"type": "text", "text": "Good tea"},
                {"type": "tool_use", "id": "c", "name": "f", "input": {"hot": True}}],
                "stop_reason": "tool_use", "stop_sequence": None,
                "usage": {"input_tokens": 3, "output_tokens": 4}})
            return
        if self.path == "/v1/responses":
            self.give({"id": "x", "object": "response", "created_at": 1, "model": "a",
                       "status": "completed", "output": [
                {"id": "r", "type": "reasoning",
                 "summary": [{"type": "summary_text", "text": "Hm"}]},
                {"id": "m", "type": "message", "role": "assistant", "status": "completed",
                 "content": [{"type": "output_text", "text": "Good tea", "annotations": []}]},
                {"id": "f", "type": "function_call", "call_id": "c", "name": "f",
                 "arguments": '{"hot": true}', "status": "completed"}],
                "usage": {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}})
            return
        call = {"id": "c", "type": "function", "function": {"name": "f",
                                                            "arguments": '{"hot": true}'}}
        self.give({"id": "x", "object": "chat.completion", "created": 1, "model": "a", "choices": [
            {"index": 0, "finish_reason": "stop",
             "message": {"role": "assistant", "content": "Good tea", "tool_calls": [call]}}]})

    def give(self, value):
        data = json.dumps(value, indent=1).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def messages_of_a_whole_answer_are_streamed(place):
    """The server speaks the API that is asked for, or only the other one."""
    for missing in (None, "/v1/messages"):
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Whole) as server:
            server.missing = missing
            threading.Thread(target=server.serve_forever, daemon=True).start()
            with Serving(place, "--backend", f"http://127.0.0.1:{server.server_port}") as serving:
                api = other_client(serving)
                asked = {"model": "a", "messages": HELLO, "max_tokens": 50}
                kinds = [event.type for event in api.messages.create(stream=True, **asked)]
                assert kinds[0] == "message_start" and kinds[-1] == "message_stop", kinds
                with api.messages.stream(**asked) as stream:
                    text = "".join(stream.text_stream)
                    final = stream.get_final_message()
                assert text == "Good tea" and final.content[1].input == {"hot": True}, final
                assert final.stop_reason == "tool_use", final
            server.shutdown()


def responses_of_a_whole_answer_are_streamed(place):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Whole) as server:
        server.missing = None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with Serving(place, "--backend", f"http://127.0.0.1:{server.server_port}") as serving:
            api = client(serving)
            events = list(api.responses.create(model="a", input="Tea?", stream=True))
            kinds = [event.type for event in events]
            assert kinds[0] == "response.created" and kinds[-1] == "response.completed", kinds
            assert [event.sequence_number for event in events] == list(range(len(events)))
            with api.responses.stream(model="a", input="Tea?") as stream:
                texts = [event.snapshot for event in stream
                         if event.type == "response.output_text.delta"]
                final = stream.get_final_response()
            assert texts == ["Good tea"] and final.output_text == "Good tea", final
            assert final.output[2].arguments == '{"hot": true}', final
            assert final == api.responses.parse(model="a", input="Tea?"), final
        server.shutdown()


def responses_are_streamed_as_they_come(place):
    """Event by event, as the server says them, to the one that ends it; one that breaks off, or
    whose client goes, is no answer."""
    with Simulator("--models", "a:0", "--output-rate", "40") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        kinds, times = [], []
        with api.responses.stream(model="a", input="Tea? " * 60) as stream:
            for event in stream:
                kinds.append(event.type)
                times.append(time.monotonic())
            final = stream.get_final_response()
        assert times[-1] - times[0] > 0.2, times
        assert kinds[:4] == ["response.created", "response.in_progress",
                             "response.output_item.added", "response.content_part.added"], kinds
        assert kinds[-1] == "response.completed" and kinds.count("response.output_text.delta") > 5
        whole = api.responses.create(model="a", input="Tea? " * 60)
        assert final.output_text == whole.output_text and "Tea?" in final.output_text, final
        assert final.usage == whole.usage and final.status == "completed", final
        short = list(api.responses.create(model="a", input="[[fail length]] Tea?", stream=True))
        assert short[-1].type == "response.incomplete", short[-1]
        assert short[-1].response.incomplete_details.reason == "max_output_tokens"
        for failure in ("cut", "stream-error"):
            refused(Exception, lambda: list(api.responses.create(
                model="a", input=f"[[fail {failure}]] " + "word " * 30, stream=True)))
        with api.responses.create(model="a", input="word " * 100, stream=True) as stream:
            next(stream)
        assert "model: a;" in api.responses.create(model="a", input="Tea?").output_text


class Odd(Whole):
    """Answers as its model is called, well by its status but for what has moved."""

    ANSWERS = {
        "error": (b'{"error": {"message": "something broke"}}', {}),
        "empty": (b"", {}),
        "packed": (b"\x1b\x05\x00\xf8\x8d\x94\x6e", {"Content-Encoding": "br"}),
        "page": (b"<html><body>Log in</body></html>", {"Content-Type": "text/html"}),
        "moved": (b"", {"Location": "https://elsewhere.example/v1"}),
        "queued": (b'{"status": "queued"}', {}),
        "none": (b'{"object": "chat.completion", "choices": []}', {}),
        "events": (
            b'data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"a","choices":'
            b'[{"index":0,"delta":{"role":"assistant","content":"Good "}}]}\n\n'
            b'data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"a","choices":'
            b'[{"index":0,"delta":{"content":"tea"},"finish_reason":"stop"}]}\n\n'
            b'data: [DONE]\n\n', {"Content-Type": "text/event-stream"}),
    }

    def do_GET(self):
        self.give({"object": "list", "data": [{"id": name} for name in self.ANSWERS]})

    def do_POST(self):
        model = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["model"]
        if self.path != "/v1/chat/completions":
            self.send_error(404)
            return
        body, headers = self.ANSWERS[model]
        self.send_response(307 if "Location" in headers else 200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def serving_odd(place):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with Serving(place, "--backend", f"http://127.0.0.1:{server.server_port}") as serving:
            yield serving
        server.shutdown()


def what_is_no_answer_is_not_passed_on(place):
    """Neither as an answer nor as a stream, which would be empty."""
    words = {
        "error": "reports an error in place of an answer: something broke",
        "empty": "The answer of the model server is empty",
        "packed": "is packed by “br”",
        "page": "answers with a web page: Log in",
        "moved": "give it in place of the old one: https://elsewhere.example",
        # Of messages, it is said what could not be put in their words.
        "queued": ("has no answer in it: {", "“choices"),
        "none": ("has no answer in it: {", "“choices"),
    }
    with serving_odd(place) as serving:
        api, other = client(serving), other_client(serving)
        for model, said in words.items():
            for stream in (False, True):
                for error, call in (
                        (openai.APIStatusError, lambda: api.chat.completions.create(
                            model=model, messages=HELLO, stream=stream)),
                        (anthropic.APIStatusError, lambda: other.messages.create(
                            model=model, messages=HELLO, max_tokens=9, stream=stream))):
                    reason = refused(error, call)
                    case = (model, stream, reason.status_code, reason.body)
                    assert reason.status_code == 502 and isinstance(reason.body, dict), case
                    ways = (said,) if isinstance(said, str) else said
                    assert any(way in reason.message for way in ways), case


def an_unasked_stream_is_put_together(place):
    with serving_odd(place) as serving:
        answer = client(serving).chat.completions.create(model="events", messages=HELLO)
        assert answer.choices[0].message.content == "Good tea", answer
        assert answer.object == "chat.completion", answer
        message = other_client(serving).messages.create(model="events", messages=HELLO,
                                                        max_tokens=9)
        assert message.content[0].text == "Good tea", message
        pieces = list(client(serving).chat.completions.create(model="events", messages=HELLO,
                                                              stream=True))
        assert [piece.choices[0].delta.content for piece in pieces] == ["Good ", "tea"], pieces


def who_wants_a_stream_gets_one(place):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Whole) as server:
        server.missing = None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with Serving(place, "--backend", f"http://127.0.0.1:{server.server_port}") as serving:
            events = list(client(serving).chat.completions.create(model="a", messages=HELLO,
                                                                  stream=True))
            assert [event.object for event in events] == ["chat.completion.chunk"], events
            delta = events[0].choices[0].delta
            assert delta.content == "Good tea" and delta.tool_calls[0].index == 0, delta
            with client(serving).chat.completions.stream(model="a", messages=HELLO) as stream:
                said = stream.get_final_completion().choices[0].message
            assert said.content == "Good tea", said
            assert said.tool_calls[0].function.arguments == '{"hot": true}', said
        server.shutdown()


def a_wrong_base_url_is_told(place):
    with Serving(place) as serving:
        host = serving.url.removesuffix("/v1")
        for url in (host, host + "/v1/v1/", host + "//v1"):
            api = openai.OpenAI(base_url=url, api_key=serving.token, max_retries=0)
            assert "/v1/models meant" in str(refused(openai.NotFoundError, api.models.list)), url
        other = anthropic.Anthropic(base_url=serving.url, api_key=serving.token, max_retries=0)
        assert "/v1/models meant" in str(refused(anthropic.NotFoundError, other.models.list))
        wrong = openai.OpenAI(base_url=serving.url + "/x", api_key=serving.token, max_retries=0)
        assert "meant" not in str(refused(openai.NotFoundError, wrong.models.list))


def what_fails_is_told_in_the_words_of_the_api(place):
    with Simulator("--models", "a:0") as server, \
            Serving(place, "--backend", server.url) as serving:
        api, other = client(serving), other_client(serving)
        assert refused(openai.BadRequestError, lambda: ask(api, "a", "[[fail 400]]")).body
        assert refused(openai.InternalServerError, lambda: ask(api, "a", "[[fail 500]]")).body
        assert refused(anthropic.BadRequestError, lambda: other.messages.create(
            model="a", max_tokens=5, messages=[{"role": "user", "content": "[[fail 400]]"}])
        ).body["type"] == "error"
        # One that is busy for a moment is asked again.
        assert "model: a;" in ask(api, "a", "[[fail 503:2]]")
        assert "model: a;" in ask(api, "a", "[[fail 429:1:0]]")
        reason = refused(openai.BadRequestError, lambda: api.post(
            "/chat/completions", body={"messages": HELLO}, cast_to=object))
        assert reason.code == "missing_required_parameter" and reason.param == "model"
        refused(openai.AuthenticationError, lambda: ask(client(serving, "sk-wrong"), "a"))


def a_stream_that_breaks_is_seen_to_break(place):
    with Simulator("--models", "a:0") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        refused(Exception, lambda: list(api.chat.completions.create(
            model="a", messages=[{"role": "user", "content": "[[fail cut]] " + "word " * 50}],
            stream=True)))
        assert "model: a;" in ask(api, "a")


def without_a_server_it_is_said_so(place):
    with Serving(place) as serving:
        reason = refused(openai.InternalServerError, lambda: ask(client(serving), "a"))
        assert reason.status_code == 503 and "batchq backend add" in reason.message, reason
    with Simulator("--models", "a:0") as server:
        url = server.url
    with Serving(place, "--backend", url) as serving:
        reason = refused(openai.InternalServerError, lambda: ask(client(serving), "a"))
        assert reason.status_code == 503 and reason.message, reason


def a_server_is_used_as_soon_as_it_is_named(place):
    with Simulator("--models", "a:0") as server, Serving(place) as serving:
        for i in range(20):
            place.run("backend", "add", f"s{i}", server.url, "--kind", "openai-compatible")
            assert "model: a;" in ask(client(serving), "a")
            place.run("backend", "remove", f"s{i}")


def a_server_that_moves_is_found_at_once(place):
    with Simulator("--models", "a:0") as one, Simulator("--models", "a:0") as other, \
            Serving(place) as serving:
        for i in range(8):
            there, gone = (one, other) if i % 2 == 0 else (other, one)
            had = [count_requests(server) for server in (there, gone)]
            place.run("backend", "add", "s", there.url, "--kind", "openai-compatible")
            for _ in range(2):
                assert "model: a;" in ask(client(serving), "a")
            assert [count_requests(server) for server in (there, gone)] == [had[0] + 2, had[1]]


def begin(serving, body, path="/v1/chat/completions", key=None):
    """A request on a plain socket."""
    address = urllib.parse.urlsplit(serving.url)
    wire = socket.create_connection((address.hostname, address.port), 20)
    text = json.dumps(body).encode()
    wire.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(text)}\r\n"
                 f"Authorization: Bearer {key or serving.token}\r\n\r\n".encode() + text)
    return wire


def who_leaves_takes_the_request_along(place):
    """Also one that has sent its next request already."""
    with Simulator("--models", "a:0", "--delay", "300000") as server, \
            Serving(place, "--backend", server.url) as serving:
        for stream in (False, True):
            for next_one in (b"", b"GET /v1/models HTTP/1.1\r\n\r\n"):
                wire = begin(serving, {"model": "a", "messages": HELLO, "stream": stream})
                wire.sendall(next_one)
                wait_until(lambda: server.get("/__log?summary=1")["in_flight"] == 1)
                wire.close()
                wait_until(lambda: server.get("/__log?summary=1")["in_flight"] == 0)
    with Simulator("--models", "a:0", "--output-rate", "20") as server, \
            Serving(place, "--backend", server.url) as serving:
        wire = begin(serving, {"model": "a", "stream": True, "messages": [
            {"role": "user", "content": "word " * 400}]})
        assert b"text/event-stream" in wire.recv(65536)
        wire.close()
        wait_until(lambda: server.get("/__log?summary=1")["in_flight"] == 0)


def pieces_come_at_once(place):
    with Simulator("--models", "a:0", "--output-rate", "20") as server, \
            Serving(place, "--backend", server.url) as serving:
        times = [time.monotonic() for _ in client(serving).chat.completions.create(
            model="a", messages=[{"role": "user", "content": "word " * 60}], stream=True)]
        assert len(times) > 4 and times[-1] - times[0] > 0.3, times


def who_takes_nothing_is_hung_up_on(place):
    with Streaming(100000, 0) as server, \
            Serving(place, "--backend", server.url, patience=1) as serving:
        before = get_memory(serving)
        wires = [begin(serving, {"model": "a", "messages": HELLO, "stream": True})
                 for _ in range(4)]
        wait_until(lambda: server.broken == 4)
        assert server.sent < 100000, server.sent
        assert_bounded(serving, before, 40)
        for wire in wires:
            wire.close()


def slow_streams_come_to_their_end(place):
    with Streaming(8, 0.8) as server, \
            Serving(place, "--backend", server.url, patience=1) as serving:
        pieces = list(client(serving).chat.completions.create(model="a", messages=HELLO,
                                                              stream=True))
        assert len(pieces) == 8 and server.broken == 0, pieces


def a_model_server_may_think_for_long_before_its_first_piece(place):
    """It says at once that a stream is to come: nobody is slow who has nothing to take yet."""
    with Streaming(2, 3) as server, \
            Serving(place, "--backend", server.url, patience=1) as serving:
        pieces = list(client(serving).chat.completions.create(model="a", messages=HELLO,
                                                              stream=True))
        assert len(pieces) == 2 and server.broken == 0, pieces
        with other_client(serving).messages.stream(model="a", max_tokens=50,
                                                   messages=HELLO) as stream:
            assert "".join(stream.text_stream) == "a" * 2000
        assert server.broken == 0


def so_many_wait_and_no_more(place):
    with Simulator("--models", "a:0", "--slots", "1", "--delay", "30000") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        wires = [begin(serving, {"model": "a", "messages": HELLO}) for _ in range(64)]
        wait_until(lambda: chats(api) == 64)
        reason = refused(openai.RateLimitError, lambda: ask(api, "a"))
        assert reason.response.headers["retry-after"] == "2", reason.response.headers
        assert reason.type == "rate_limit_error", reason.body
        assert server.get("/__log?summary=1")["max_in_flight"] <= 4
        for wire in wires:
            wire.close()
        wait_until(lambda: chats(api) == 0)


def one_key_leaves_room_for_another(place):
    with Simulator("--models", "a:0", "--slots", "1", "--delay", "30000") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        body = {"model": "a", "messages": HELLO}
        wires = [begin(serving, body) for _ in range(64)]
        wait_until(lambda: chats(api) == 64)
        ada = serving.add_key("ada")
        wires.append(begin(serving, body, key=ada))
        wait_until(lambda: chats(api) == 65)
        # The second one has a place as those of the first one end, who gets none any more.
        for wire in wires[:5]:
            wire.close()
        wait_until(lambda: chats(api) == 60)
        reason = refused(openai.RateLimitError, lambda: ask(api, "a"))
        assert "of this API key" in reason.message, reason.message
        wires.append(begin(serving, body, key=ada))
        wait_until(lambda: chats(api) == 61)
        for wire in wires:
            wire.close()
        wait_until(lambda: chats(api) == 0)


def chats(api):
    """How many there are, as a monitor sees it."""
    address = str(api.base_url).removesuffix("/v1/")
    text = api.get(f"{address}/metrics", cast_to=str)
    return sum(int(text_line.split()[1]) for text_line in text.splitlines()
               if text_line.startswith("batchq_chats{"))


def odd_requests_are_refused(place):
    with Simulator("--models", "a:0") as server, \
            Serving(place, "--backend", server.url) as serving:
        for body in ([], {}, {"model": ""}, {"model": 3}, {"model": "a" * 600},
                     {"model": "a", "stream": "yes"}, {"model": None}, "text"):
            with begin(serving, body) as wire:
                answer = wire.recv(65536)
            assert answer.split()[1] == b"400", (body, answer)
        for path in ("/v1/models/", "/v1/models/" + "x" * 600, "/v1/models/%ff"):
            with begin(serving, {}, path) as wire:
                assert wire.recv(65536).split()[1] in (b"404", b"405"), path
        assert count_requests(server) == 0
        assert "model: a;" in ask(client(serving), "a")


def it_ends_with_chats_under_way(place):
    with Simulator("--models", "a:0", "--delay", "3600000") as server:
        with Serving(place, "--backend", server.url) as serving:
            wires = [begin(serving, {"model": "a", "messages": HELLO, "stream": i % 2 == 0})
                     for i in range(8)]
            wait_until(lambda: server.get("/__log?summary=1")["in_flight"] > 0)
            began = time.monotonic()
            serving.process.send_signal(signal.SIGTERM)
            serving.process.wait(timeout=300)
            assert time.monotonic() - began < 100
            for wire in wires:
                wire.close()


def batches_and_chats_get_all_their_answers(place):
    text = "".join(line(i, "ab"[i % 2]) for i in range(200))
    with Simulator("--models", "a:20,b:20,c:20", "--capacity", "1", "--slots", "3",
                   "--delay", "5") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        file = api.files.create(file=("in.jsonl", text.encode()), purpose="batch")
        batch = api.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions",
                                   completion_window="24h")
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            found = list(pool.map(lambda i: ask(api, "abc"[i % 3], f"chat {i}"), range(36)))
        assert all(f"model: {'abc'[i % 3]}; prompt: chat {i};" in text
                   for i, text in enumerate(found)), found
        batch = wait_for(lambda: api.batches.retrieve(batch.id), 120)
        assert batch.status == "completed", batch
        assert_answers([json.loads(text) for text in
                        api.files.content(batch.output_file_id).text.splitlines()], 200)


main([
    chats_are_answered,
    messages_are_answered,
    each_api_reaches_servers_of_the_other,
    servers_are_chosen_by_model,
    ollama_is_spoken_to_in_its_words,
    two_names_of_a_model_are_one_load,
    chats_wait_for_an_item_and_no_more,
    chats_go_before_batches,
    models_are_told_to_both,
    who_wants_a_stream_gets_one,
    what_is_no_answer_is_not_passed_on,
    an_unasked_stream_is_put_together,
    messages_of_a_whole_answer_are_streamed,
    responses_of_a_whole_answer_are_streamed,
    responses_are_streamed_as_they_come,
    a_wrong_base_url_is_told,
    what_fails_is_told_in_the_words_of_the_api,
    a_stream_that_breaks_is_seen_to_break,
    without_a_server_it_is_said_so,
    a_server_is_used_as_soon_as_it_is_named,
    a_server_that_moves_is_found_at_once,
    who_leaves_takes_the_request_along,
    pieces_come_at_once,
    who_takes_nothing_is_hung_up_on,
    slow_streams_come_to_their_end,
    a_model_server_may_think_for_long_before_its_first_piece,
    so_many_wait_and_no_more,
    one_key_leaves_room_for_another,
    odd_requests_are_refused,
    it_ends_with_chats_under_way,
    batches_and_chats_get_all_their_answers,
])
