# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Responses that are streamed while a server that has only chats makes them, for the official
client."""

import clients

# pylint: disable=wrong-import-position
import contextlib
import http.client
import json
import threading

import openai

import answering
from answering import Answering
from harness import Simulator, main
from serving import Serving

WORDS = "Grün \"“\\ 😀\n"
TOOL = {"type": "function", "name": "weather", "strict": True, "parameters": {
    "type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"],
    "additionalProperties": False}}


class ChatsOnly(Answering):
    """A model server behind a proxy that lets only its chats through, and of a stream the first
    words, until the rest of it is released."""

    def __init__(self, url):
        super().__init__(self.Handler)
        self.upstream = url.removeprefix("http://").removesuffix("/v1")
        self.released = threading.Event()
        self.seen = []
        self.deltas = []           # what is streamed in place of what the server says

    class Handler(answering.Handler):
        def forward(self, method, body=None):
            connection = http.client.HTTPConnection(self.server.upstream)
            connection.request(method, self.path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.end_headers()
            try:
                said = False
                for text in answer:
                    self.wfile.write(text)
                    said |= b'"content":"' in text and b'"content":""' not in text
                    if said and text == b"\n":
                        assert self.server.released.wait(300)
            except http.client.HTTPException:
                pass
            connection.close()

        def say(self, deltas):
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for number, delta in enumerate(deltas, 1):
                last = number == len(deltas)
                if last:
                    assert self.server.released.wait(30)
                choice = {"index": 0, "delta": delta, "finish_reason": "stop" if last else None}
                chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1,
                         "model": "m", "choices": [choice]}
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def do_GET(self):  # pylint: disable=invalid-name
            self.forward("GET")

        def do_POST(self):  # pylint: disable=invalid-name
            body = self.read_body()
            if self.path != "/v1/chat/completions":
                self.send_error(404)
                return
            self.server.seen.append(json.loads(body))
            if self.server.deltas:
                self.say(self.server.deltas)
            else:
                self.forward("POST", body)


@contextlib.contextmanager
def serving_chats(place):
    """The proxy, and a client of what is behind it."""
    with Simulator("--models", "m:0") as model, ChatsOnly(model.url) as server, \
            Serving(place, "--backend", server.url) as serving:
        yield server, openai.OpenAI(base_url=serving.url, api_key=serving.token, max_retries=0)


def they_come_as_they_are_made(place):
    """The first words are there before the server has said the last ones."""
    with serving_chats(place) as (server, api):
        told = ""
        with api.responses.stream(model="m", input=WORDS, instructions="short",
                                  metadata={"a": "b"}) as stream:
            kinds = []
            for event in stream:
                kinds.append(event.type)
                if event.type == "response.output_text.delta":
                    assert event.logprobs == [] and event.snapshot == told + event.delta, event
                    told += event.delta
                    server.released.set()
            final = stream.get_final_response()
        assert kinds[:4] == ["response.created", "response.in_progress",
                             "response.output_item.added", "response.content_part.added"], kinds
        assert kinds[-4:] == ["response.output_text.done", "response.content_part.done",
                              "response.output_item.done", "response.completed"], kinds
        assert final.output_text == told and WORDS.split()[0] in told, (final, told)
        assert server.seen[-1]["stream"] and final.usage.output_tokens > 1, final
        assert final.instructions == "short" and final.metadata == {"a": "b"}, final


def the_last_event_is_the_whole_answer(place):
    with serving_chats(place) as (server, api):
        events = []
        for event in api.responses.create(model="m", input=WORDS, stream=True):
            events.append(event)
            if event.type == "response.output_text.delta":
                server.released.set()
        assert [event.sequence_number for event in events] == list(range(len(events))), events
        whole = api.responses.create(model="m", input=WORDS)
        last, begun = events[-1].response, events[0].response
        assert begun.id == last.id and begun.created_at == last.created_at, (begun, last)
        assert begun.status == "in_progress" and begun.output == [], begun
        assert last.output_text == whole.output_text and last.usage == whole.usage, (last, whole)


def calls_come_by_their_arguments(place):
    with serving_chats(place) as (server, api):
        server.released.set()
        with api.responses.stream(model="m", input=WORDS, tools=[TOOL],
                                  tool_choice="required") as stream:
            arguments = "".join(event.delta for event in stream
                                if event.type == "response.function_call_arguments.delta")
            call = stream.get_final_response().output[-1]
        assert call.type == "function_call" and call.arguments == arguments, call
        assert "place" in json.loads(arguments), call


def call(index, call_id, arguments):
    return {"tool_calls": [{"index": index, "id": call_id, "type": "function",
                            "function": {"name": "weather", "arguments": arguments}}]}


def items_are_done_as_the_next_begin(place):
    """Who shows thoughts, or calls tools, need not wait for the rest."""
    with serving_chats(place) as (server, api):
        server.deltas = [{"role": "assistant", "reasoning_content": "hm"}, {"content": WORDS},
                         call(0, "c1", '{"place": "Ulm"}'), call(1, "c2", '{"place":'),
                         {"tool_calls": [{"index": 1, "function": {"arguments": '"Bonn"}'}}]}]
        done = []
        for event in api.responses.create(model="m", input="a", tools=[TOOL], stream=True):
            if event.type == "response.output_item.done":
                done.append(event.item)
            if len(done) == 3:
                server.released.set()
        final = event.response
        assert done == final.output and final.output_text == WORDS, (done, final)
        assert [item.type for item in done] == ["reasoning", "message"] + 2 * ["function_call"]
        assert done[0].content[0].text == "hm", done
        assert [json.loads(item.arguments)["place"] for item in done[2:]] == ["Ulm", "Bonn"], done


def how_they_end_is_told(place):
    with serving_chats(place) as (server, api):
        server.released.set()
        short = list(api.responses.create(model="m", input="[[fail length]] Tea?", stream=True))
        assert short[-1].type == "response.incomplete", short[-1]
        assert short[-1].response.output[-1].status == "incomplete", short[-1]
        failed = list(api.responses.create(model="m", input="[[fail stream-error]] " + "word " * 30,
                                           stream=True))
        assert failed[-1].type == "response.failed" and failed[-1].response.error, failed
        cut = list(api.responses.create(model="m", input="[[fail cut]] " + "word " * 30,
                                        stream=True))
        assert cut[-1].type == "response.failed", cut
        assert "broke off" in cut[-1].response.error.message, cut


main([
    they_come_as_they_are_made,
    the_last_event_is_the_whole_answer,
    calls_come_by_their_arguments,
    items_are_done_as_the_next_begin,
    how_they_end_is_told,
])
