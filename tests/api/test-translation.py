# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Batches for one API at servers that have only the other: both official clients, unmodified, put
them in and read what comes of them."""

import clients

# pylint: disable=wrong-import-position
import json

import anthropic
import openai

import answering
from answering import Answering
from harness import Simulator, line, main
from serving import Serving

PIXEL = "iVBORw0KGgo="
SCHEMA = {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"],
          "additionalProperties": False}
WORDS = "Grün \"“\\ 😀\n"


class Server(Answering):
    """A model server with one endpoint; `answer` makes an object of a request, or a list of
    events."""

    def __init__(self, path, answer):
        super().__init__(Handler)
        self.path = path
        self.answer = answer
        self.seen = []


class Handler(answering.Handler):
    def do_POST(self):  # pylint: disable=invalid-name
        body = json.loads(self.read_body())
        if self.path != self.server.path:
            self.say(404, {"detail": "Not Found"})
            return
        self.server.seen.append(body)
        answer = self.server.answer(body)
        self.say(*(answer if isinstance(answer, tuple) else (200, answer)))

    def say(self, status, answer):
        data, kind = json.dumps(answer), "application/json"
        if isinstance(answer, list):
            kind = "text/event-stream"
            data = "".join(f"data: {event if isinstance(event, str) else json.dumps(event)}\n\n"
                           for event in answer)
        self.reply(data.encode(), kind, status)


# --- Message batches at a server for chats ---


def answer_chat(body):
    """Calls the first tool that it has, until it gets the result."""
    last = body["messages"][-1]
    message = {"role": "assistant", "content": f"I see: {json.dumps(last)}", "refusal": None,
               "annotations": []}
    reason = "stop"
    if body.get("tools") and last["role"] != "tool":
        name = body["tools"][0]["function"]["name"]
        message.update(content=None, tool_calls=[{
            "id": "call_1", "type": "function",
            "function": {"name": name, "arguments": json.dumps({"place": "Köln"})}}])
        reason = "tool_calls"
    return {"id": "chatcmpl-9", "object": "chat.completion", "created": 1, "model": body["model"],
            "choices": [{"index": 0, "message": message, "logprobs": None,
                         "finish_reason": reason}],
            "usage": {"prompt_tokens": 30, "completion_tokens": 5, "total_tokens": 35,
                      "prompt_tokens_details": {"cached_tokens": 20}}}


def message(custom_id, content, **more):
    return {"custom_id": custom_id,
            "params": {"model": "m", "max_tokens": 64,
                       "messages": [{"role": "user", "content": content}], **more}}


def results(serving, requests):
    """By custom_id; waits for the batch."""
    api = anthropic.Anthropic(base_url=serving.url.removesuffix("/v1"), api_key=serving.token,
                              max_retries=0)
    batches = api.messages.batches
    batch = batches.create(requests=requests)
    clients.wait_until(lambda: batches.retrieve(batch.id).processing_status == "ended")
    return {entry.custom_id: entry.result for entry in batches.results(batch.id)}


TOOL = {"name": "weather", "description": "Of a place", "input_schema": SCHEMA}
CALL = {"type": "tool_use", "id": "call_1", "name": "weather", "input": {"place": "Köln"}}


def messages_with_tools_and_images(place):
    image = {"type": "image",
             "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}}
    requests = [
        message("text", WORDS, system="short", temperature=0.5, stop_sequences=["##"]),
        message("image", [{"type": "text", "text": "what?"}, image]),
        message("tool", "weather?", tools=[TOOL],
                tool_choice={"type": "any", "disable_parallel_tool_use": True}),
        {"custom_id": "result", "params": {
            "model": "m", "max_tokens": 64, "tools": [TOOL], "messages": [
                {"role": "user", "content": "weather?"},
                {"role": "assistant", "content": [{"type": "text", "text": "so"}, CALL]},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "call_1",
                                              "is_error": True, "content": "no idea"}]}]}},
    ]
    with Server("/v1/chat/completions", answer_chat) as server, \
            Serving(place, "--backend", server.url) as serving:
        found = results(serving, requests)
        assert {result.type for result in found.values()} == {"succeeded"}, found

        text = found["text"].message
        assert text.type == "message" and text.role == "assistant" and text.model == "m", text
        assert json.loads(text.content[0].text.removeprefix("I see: "))["content"] == WORDS, text
        assert text.stop_reason == "end_turn" and text.stop_sequence is None, text
        usage = text.usage
        assert (usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens) == \
            (10, 20, 5), usage

        call = found["tool"].message
        assert call.stop_reason == "tool_use", call
        assert [block.to_dict() for block in call.content] == [CALL], call
        assert found["result"].message.stop_reason == "end_turn", found

        seen = {json.dumps(body["messages"][-1]["content"]): body for body in server.seen}
        asked = seen[json.dumps(WORDS)]
        assert asked["messages"][0] == {"role": "system", "content": "short"}, asked
        assert (asked["max_tokens"], asked["temperature"], asked["stop"]) == (64, 0.5, ["##"])
        assert [part["type"] for body in server.seen for part in body["messages"][-1]["content"]
                if isinstance(part, dict)] == ["text", "image_url"], server.seen
        asked = seen['"weather?"']
        assert asked["tools"] == [{"type": "function", "function": {
            "name": "weather", "description": "Of a place", "parameters": SCHEMA}}], asked
        assert asked["tool_choice"] == "required" and asked["parallel_tool_calls"] is False, asked
        asked = seen['"Error: no idea"']
        assert asked["messages"][-1]["role"] == "tool", asked
        assert asked["messages"][-2]["tool_calls"][0]["function"]["name"] == "weather", asked


def what_a_message_says_is_not_dropped(place):
    requests = [message("fine", "hello"),
                message("thinks", "hello", thinking={"type": "enabled", "budget_tokens": 1024}),
                message("paper", [{"type": "document", "source": {
                    "type": "base64", "media_type": "application/pdf", "data": PIXEL}}]),
                message("new", "hello", something_new=1)]
    with Server("/v1/chat/completions", answer_chat) as server, \
            Serving(place, "--backend", server.url) as serving:
        found = results(serving, requests)
        assert found["fine"].type == "succeeded", found
        for name, member in (("thinks", "thinking.budget_tokens"),
                             ("paper", "messages[0].content[0].type"), ("new", "something_new")):
            error = found[name].error.error
            assert found[name].type == "errored", found
            assert error.type == "invalid_request_error" and f"“{member}”" in error.message, error
        assert len(server.seen) == 1, server.seen


def errors_of_chats_become_those_of_messages(place):
    with Simulator("--personality", "openai", "--any-model") as server, \
            Serving(place, "--backend", server.url) as serving:
        found = results(serving, [message("bad", "[[fail 400]]"), message("good", "hello")])
        assert found["good"].type == "succeeded", found
        assert "prompt: hello" in found["good"].message.content[0].text, found
        error = found["bad"].error
        assert error.type == "error" and error.error.type == "invalid_request_error", error
        assert error.error.message == "This failure was asked for", error
        assert error.request_id.startswith("req_"), error
        api = anthropic.Anthropic(base_url=serving.url.removesuffix("/v1"),
                                  api_key=serving.token, max_retries=0)
        try:
            api.messages.create(**message("bad", "[[fail 400]]")["params"])
        except anthropic.BadRequestError as reason:
            assert reason.body["request_id"] == reason.response.headers["request-id"], reason.body
        else:
            raise AssertionError("this was not refused")


def tokens_are_counted_by_who_can(place):
    """A server that loads its models for that is not asked."""
    def answer(body):
        if body["model"] == "bad":
            return 400, {"error": {"message": "no such field", "type": "BadRequestError"}}
        return {"input_tokens": 7} if body["model"] == "a" else {"tokens": 7}

    with Server("/v1/messages/count_tokens", answer) as server, Simulator("--models", "s:0") as sim:
        with Serving(place) as serving:
            api = anthropic.Anthropic(base_url=serving.url.removesuffix("/v1"),
                                      api_key=serving.token, max_retries=0)

            def count(model, **more):
                return api.messages.count_tokens(
                    model=model, messages=[{"role": "user", "content": "hello"}], **more)

            def refused(status, kind, text, model, **more):
                try:
                    count(model, **more)
                except anthropic.APIStatusError as reason:
                    assert reason.status_code == status, reason
                    assert reason.body["error"]["type"] == kind, reason.body
                    assert text in reason.body["error"]["message"], reason.body
                    assert reason.body["request_id"] == reason.response.headers["request-id"]
                else:
                    raise AssertionError("this was not refused")

            refused(503, "overloaded_error", "backend add", "a")
            place.run("backend", "add", "sim", sim.url, "--kind", "openai-compatible")
            refused(404, "not_found_error", "'usage'", "s")
            refused(404, "not_found_error", "'none' does not exist", "none")
            place.run("backend", "add", "vllm", server.url, "--kind", "vllm")
            assert count("a", system="short").input_tokens == 7
            assert server.seen[-1]["system"] == "short", server.seen
            refused(400, "invalid_request_error", "no such field", "bad")
            refused(502, "api_error", "something else", "strange")
            refused(404, "not_found_error", "'usage'", "s")
            refused(400, "invalid_request_error", "model", "")
            assert sim.get("/__log?summary=1")["loads"] == 0


def what_cannot_be_told_is_asked_for_again(place):
    good = [False, True, False]

    def answer(body):
        answer = answer_chat(body)
        if not good.pop(0):
            call = answer["choices"][0]["message"]["tool_calls"][0]
            call["function"]["arguments"] = '{"place":'
        return answer

    with Server("/v1/chat/completions", answer) as server, \
            Serving(place, "--backend", server.url) as serving:
        found = results(serving, [message("tool", "weather?", tools=[TOOL])])
        assert found["tool"].message.content[0].input == {"place": "Köln"}, found
        api = anthropic.Anthropic(base_url=serving.url.removesuffix("/v1"),
                                  api_key=serving.token, max_retries=0)
        for status, more in ((502, {}), (400, {"container": "c"})):
            try:
                api.post("/v1/messages", cast_to=object,
                         body={**message("", "weather?")["params"], "tools": [TOOL], **more})
            except anthropic.APIStatusError as reason:
                assert reason.status_code == status, reason
                text = reason.body["error"]["message"]
                assert "“container”" in text if more else "arguments”" in text, reason.body
            else:
                raise AssertionError("this was not refused")


# --- Responses at a server for chats ---


def response_line(custom_id, **body):
    return json.dumps({"custom_id": custom_id, "method": "POST", "url": "/v1/responses",
                       "body": {"model": "m", **body}}) + "\n"


def responses_at_a_server_for_chats(place):
    """Also what came of one as a part of the next."""
    tool = {"type": "function", "name": "weather", "description": "Of a place",
            "parameters": SCHEMA, "strict": True}
    call = {"type": "function_call", "call_id": "call_1", "name": "weather",
            "arguments": '{"place": "Köln"}'}
    image = {"type": "input_image", "image_url": f"data:image/png;base64,{PIXEL}",
             "detail": "auto"}
    text = response_line("text", input=WORDS, instructions="short", max_output_tokens=64,
                         metadata={"a": "b"}, text={"format": {
                             "type": "json_schema", "name": "n", "schema": SCHEMA}}) \
        + response_line("image", input=[{"role": "user", "content": [
            {"type": "input_text", "text": "what?"}, image]}]) \
        + response_line("tool", input="weather?", tools=[tool], tool_choice="required") \
        + response_line("result", tools=[tool], input=[
            {"role": "user", "content": "weather?"}, call,
            {"type": "function_call_output", "call_id": "call_1", "output": "rain"}]) \
        + response_line("kept", input="go on", previous_response_id="resp_1") \
        + response_line("web", input="search", tools=[{"type": "web_search"}])
    with Server("/v1/chat/completions", answer_chat) as server, \
            Serving(place, "--backend", server.url) as serving:
        found = run_chats(serving, text, "/v1/responses")
        answers = {name: openai.types.responses.Response.model_validate(
            found[name]["response"]["body"]) for name in ("text", "image", "tool", "result")}

        answer = answers["text"]
        assert answer.id == "resp_9" and answer.object == "response", answer
        assert answer.status == "completed" and answer.error is None, answer
        assert json.loads(answer.output_text.removeprefix("I see: "))["content"] == WORDS, answer
        assert answer.instructions == "short" and answer.metadata == {"a": "b"}, answer
        assert answer.text.format.name == "n" and answer.max_output_tokens == 64, answer
        usage = answer.usage
        assert (usage.input_tokens, usage.input_tokens_details.cached_tokens,
                usage.output_tokens, usage.total_tokens) == (30, 20, 5, 35), usage
        called = answers["tool"].output[0]
        assert called.type == "function_call" and called.call_id == "call_1", called
        assert json.loads(called.arguments) == {"place": "Köln"}, called
        assert answers["tool"].tools[0].name == "weather", answers["tool"]
        assert "rain" in answers["result"].output_text, answers["result"]

        for name, member in (("kept", "previous_response_id"), ("web", "tools[0].type")):
            assert f"“{member}”" in found[name]["error"]["message"], found[name]
            assert "/v1/responses" in found[name]["error"]["message"], found[name]
        assert len(server.seen) == 4, server.seen
        seen = {json.dumps(body["messages"][-1]["content"]): body for body in server.seen}
        asked = seen[json.dumps(WORDS)]
        assert asked["messages"][0] == {"role": "system", "content": "short"}, asked
        assert asked["max_tokens"] == 64, asked
        assert asked["response_format"]["json_schema"] == {"name": "n", "schema": SCHEMA}, asked
        assert seen['"rain"']["messages"][-2]["tool_calls"][0]["id"] == "call_1", seen

        api = openai.OpenAI(base_url=serving.url, api_key=serving.token, max_retries=0)
        whole = api.responses.create(model="m", input="Tea?")
        assert "Tea?" in whole.output_text, whole
        with api.responses.stream(model="m", input="Tea?") as stream:
            kinds = [event.type for event in stream]
            final = stream.get_final_response()
        assert kinds[0] == "response.created" and kinds[-1] == "response.completed", kinds
        assert final.output_text == whole.output_text, final
        try:
            api.responses.create(model="m", input="Tea?", background=True)
        except openai.BadRequestError as reason:
            assert "“background”" in reason.body["message"], reason.body
        else:
            raise AssertionError("this was not refused")


def answer_as_asked(body):
    answer = answer_chat(body)
    if not body.get("stream"):
        return answer
    choice = answer["choices"][0]
    head = {"id": "chatcmpl-9", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    calls = [{"index": i, **call} for i, call in enumerate(choice["message"].get("tool_calls", []))]
    return [{**head, "choices": [{"index": 0, "delta": {"role": "assistant", "content":
                                                        choice["message"]["content"]}}]},
            {**head, "choices": [{"index": 0, "delta": {"tool_calls": calls} if calls else {},
                                  "finish_reason": choice["finish_reason"]}]},
            {**head, "choices": [], "usage": answer["usage"]}, "[DONE]"]


def responses_of_streamed_chats(place):
    tool = {"type": "function", "name": "weather", "parameters": SCHEMA, "strict": True}
    with Server("/v1/chat/completions", answer_as_asked) as server, \
            Serving(place, "--backend", server.url) as serving:
        api = openai.OpenAI(base_url=serving.url, api_key=serving.token, max_retries=0)
        for more, kind in (({}, "message"), ({"tools": [tool]}, "function_call")):
            with api.responses.stream(model="m", input="Tea?", **more) as stream:
                kinds = [event.type for event in stream]
                final = stream.get_final_response()
            assert kinds[-1] == "response.completed", kinds
            assert [item.type for item in final.output] == [kind], final
            assert final.usage.total_tokens == 35, final
        assert all(body["stream"] for body in server.seen), server.seen
        found = run_chats(serving, response_line("r", input="Tea?", stream=True), "/v1/responses")
        answer = openai.types.responses.Response.model_validate(found["r"]["response"]["body"])
        assert "Tea?" in answer.output_text and answer.usage.total_tokens == 35, answer


def responses_at_an_older_ollama(place):
    """It is asked for them once, and then for chats; what cannot be told has its name."""
    def answer(body):
        return {"model": body["model"], "created_at": "2025-01-01T00:00:00Z", "done": True,
                "done_reason": "length", "prompt_eval_count": 4, "eval_count": 2,
                "message": {"role": "assistant", "content": f"{body['messages'][-1]['content']}!"}}

    text = "".join(response_line(f"r{i}", input=f"t{i}") for i in range(3)) \
        + response_line("kept", input="go on", conversation="c")
    with Server("/api/chat", answer) as server:
        place.run("backend", "add", "old", server.url, "--kind", "ollama")
        with Serving(place, "--backend", "old") as serving:
            found = run_chats(serving, text, "/v1/responses")
    for i in range(3):
        answer = openai.types.responses.Response.model_validate(found[f"r{i}"]["response"]["body"])
        assert answer.output_text == f"t{i}!" and answer.status == "incomplete", answer
        assert answer.incomplete_details.reason == "max_output_tokens", answer
        assert answer.usage.total_tokens == 6, answer
    assert "“conversation”" in found["kept"]["error"]["message"], found["kept"]


# --- Batches of chats at a server for messages ---


def answer_message(body):
    content = [{"type": "text", "text": f"I see: {json.dumps(body['messages'][-1])}"}]
    if body.get("tools"):
        content.append({**CALL, "name": body["tools"][0]["name"]})
    return {"id": "msg_9", "type": "message", "role": "assistant", "model": body["model"],
            "content": content, "stop_reason": "tool_use" if body.get("tools") else "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": 10, "cache_read_input_tokens": 20, "output_tokens": 5}}


def chat(custom_id, messages, **more):
    return json.dumps({"custom_id": custom_id, "method": "POST", "url": "/v1/chat/completions",
                       "body": {"model": "m", "max_completion_tokens": 64,
                                "messages": messages, **more}}) + "\n"


def run_chats(serving, text, endpoint="/v1/chat/completions"):
    """The lines of both files by custom_id."""
    api = openai.OpenAI(base_url=serving.url, api_key=serving.token, max_retries=0)
    file = api.files.create(file=("in.jsonl", text.encode()), purpose="batch")
    batch = api.batches.create(input_file_id=file.id, endpoint=endpoint,
                               completion_window="24h")
    batch = clients.wait_for(lambda: api.batches.retrieve(batch.id))
    texts = [api.files.content(name).text for name in (batch.output_file_id, batch.error_file_id)
             if name]
    return {entry["custom_id"]: entry
            for entry in map(json.loads, "".join(texts).splitlines())}


def parse_chat(entry):
    """As the client reads an answer."""
    return openai.types.chat.ChatCompletion.model_validate(entry["response"]["body"])


def chats_with_tools_and_images(place):
    function = {"name": "weather", "description": "Of a place", "parameters": SCHEMA}
    user = {"role": "user", "content": [
        {"type": "text", "text": WORDS},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL}"}}]}
    call = {"id": "call_1", "type": "function",
            "function": {"name": "weather", "arguments": '{"place": "Köln"}'}}
    text = chat("text", [{"role": "system", "content": "short"}, user], stop="##") \
        + chat("tool", [{"role": "user", "content": "weather?"}], tool_choice="required",
               tools=[{"type": "function", "function": function}]) \
        + chat("result", [{"role": "user", "content": "weather?"},
                          {"role": "assistant", "content": None, "tool_calls": [call]},
                          {"role": "tool", "tool_call_id": "call_1", "content": "rain"}]) \
        + chat("seeded", [user], seed=7)
    with Server("/v1/messages", answer_message) as server, \
            Serving(place, "--backend", server.url) as serving:
        found = run_chats(serving, text)
        answer = parse_chat(found["text"])
        assert answer.object == "chat.completion" and answer.model == "m", answer
        assert answer.choices[0].finish_reason == "stop", answer
        assert WORDS in json.loads(answer.choices[0].message.content.removeprefix("I see: ")
                                   )["content"][0]["text"], answer
        assert (answer.usage.prompt_tokens, answer.usage.completion_tokens,
                answer.usage.prompt_tokens_details.cached_tokens) == (30, 5, 20), answer

        answer = parse_chat(found["tool"])
        assert answer.choices[0].finish_reason == "tool_calls", answer
        called, = answer.choices[0].message.tool_calls
        assert (called.id, called.function.name) == ("call_1", "weather"), called
        assert json.loads(called.function.arguments) == {"place": "Köln"}, called
        assert parse_chat(found["result"]).choices[0].message.content, found

        assert "“seed”" in found["seeded"]["error"]["message"], found

        seen = {len(body["messages"]): body for body in server.seen if not body.get("tools")}
        assert (seen[1]["system"], seen[1]["stop_sequences"]) == ("short", ["##"]), seen
        assert seen[1]["messages"][0]["content"][1]["source"] == {
            "type": "base64", "media_type": "image/png", "data": PIXEL}, seen
        assert seen[3]["messages"][1]["content"] == [CALL], seen
        assert seen[3]["messages"][2] == {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "call_1", "content": "rain"}]}, seen
        asked, = (body for body in server.seen if body.get("tools"))
        assert asked["tools"] == [{"name": "weather", "description": "Of a place",
                                   "input_schema": SCHEMA}], asked
        assert asked["tool_choice"] == {"type": "any"} and asked["max_tokens"] == 64, asked


def errors_of_messages_become_those_of_chats(place):
    ask = lambda text: [{"role": "user", "content": text}]
    with Simulator("--personality", "anthropic", "--any-model") as server, \
            Serving(place, "--backend", server.url) as serving:
        found = run_chats(serving, chat("bad", ask("[[fail 400]]")) + chat("good", ask("hello")))
        assert "prompt: hello" in parse_chat(found["good"]).choices[0].message.content, found
        error = found["bad"]["response"]["body"]["error"]
        assert error == {"message": "This failure was asked for", "type": "invalid_request_error",
                         "param": None, "code": None}, error


# --- Streams, to clients that wait ---


def stream_chat(body):
    """Thoughts, words, and two calls whose parts come in turn."""
    assert body["stream"] and body["stream_options"] == {"include_usage": True}, body

    def chunk(delta, reason=None):
        return {"id": "chatcmpl-9", "object": "chat.completion.chunk", "created": 1, "model": "m",
                "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}

    def call(index, arguments, **more):
        return chunk({"tool_calls": [{"index": index, "function": {"arguments": arguments, **more},
                                      **({"id": f"call_{index}", "type": "function"}
                                         if more else {})}]})

    return [chunk({"role": "assistant", "content": ""}), chunk({"reasoning_content": "hm"}),
            chunk({"content": WORDS}), call(0, "", name="weather"), call(1, "{}", name="time"),
            call(0, '{"place":'), call(0, ' "Köln"}'), chunk({}, "tool_calls"),
            {**chunk({}), "choices": [],
             "usage": {"prompt_tokens": 30, "completion_tokens": 5, "total_tokens": 35}}, "[DONE]"]


def stream_message(body):
    assert body["stream"] and "stream_options" not in body, body
    usage = {"input_tokens": 10, "cache_read_input_tokens": 20, "output_tokens": 1}
    return [{"type": "message_start", "message": {**answer_message(body), "content": [],
                                                  "stop_reason": None, "usage": usage}},
            {"type": "content_block_start", "index": 0, "content_block":
             {"type": "text", "text": ""}},
            {"type": "content_block_delta", "index": 0, "delta":
             {"type": "text_delta", "text": WORDS}},
            {"type": "content_block_stop", "index": 0},
            {"type": "content_block_start", "index": 1, "content_block": {**CALL, "input": {}}},
            {"type": "content_block_delta", "index": 1, "delta":
             {"type": "input_json_delta", "partial_json": json.dumps(CALL["input"])}},
            {"type": "content_block_stop", "index": 1},
            {"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": None},
             "usage": {"output_tokens": 5}}, {"type": "message_stop"}]


def streams_are_followed(place):
    with Server("/v1/chat/completions", stream_chat) as server, \
            Serving(place, "--backend", server.url) as serving:
        api = anthropic.Anthropic(base_url=serving.url.removesuffix("/v1"),
                                  api_key=serving.token, max_retries=0)
        with api.messages.stream(**message("", "weather?")["params"], tools=[TOOL]) as stream:
            final = stream.get_final_message()
        thought, text, first, second = final.content
        assert (thought.type, thought.thinking, text.text) == ("thinking", "hm", WORDS), final
        assert (first.id, first.name, first.input) == ("call_0", "weather", {"place": "Köln"})
        assert (second.id, second.name, second.input) == ("call_1", "time", {}), final
        assert final.stop_reason == "tool_use" and final.usage.input_tokens == 30, final
    with Server("/v1/messages", stream_message) as server, \
            Serving(place, "--backend", server.url) as serving:
        api = openai.OpenAI(base_url=serving.url, api_key=serving.token, max_retries=0)
        with api.chat.completions.stream(
                model="m", max_tokens=64, messages=[{"role": "user", "content": "weather?"}],
                stream_options={"include_usage": True}) as stream:
            final = stream.get_final_completion()
        answer = final.choices[0].message
        assert answer.content == WORDS, final
        called, = answer.tool_calls
        assert (called.id, called.function.name) == ("call_1", "weather"), final
        assert json.loads(called.function.arguments) == CALL["input"], final
        assert final.choices[0].finish_reason == "tool_calls", final
        assert (final.usage.prompt_tokens, final.usage.completion_tokens) == (30, 5), final


def follow(api, **more):
    """The first error of a stream."""
    try:
        with api.messages.stream(**message("", "hello")["params"], **more) as stream:
            return stream.get_final_message()
    except anthropic.APIStatusError as reason:
        return reason.body["error"]


def parts_are_followed(place):
    """The content of a chat as models of Mistral tell it, and what has no place in a message."""
    text = lambda words: {"type": "text", "text": words}
    pieces = ["", [{"type": "thinking", "thinking": [text("h")]}],
              [{"type": "thinking", "thinking": [text("m")]}], [text("Grü")], "n"]

    def chunk(delta, reason=None):
        return {"id": "chatcmpl-9", "object": "chat.completion.chunk", "created": 1, "model": "m",
                "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}

    def answer(body):
        if body.get("stream"):
            return [*(chunk({"content": piece}) for piece in pieces), chunk({}, "stop"), "[DONE]"]
        whole = answer_chat(body)
        whole["choices"][0]["message"]["content"] = [
            {"type": "thinking", "thinking": [text("hm")]}, text("Grün")]
        return whole

    with Server("/v1/chat/completions", answer) as server, \
            Serving(place, "--backend", server.url) as serving:
        api = anthropic.Anthropic(base_url=serving.url.removesuffix("/v1"),
                                  api_key=serving.token, max_retries=0)
        for final in (follow(api), api.messages.create(**message("", "hello")["params"]),
                      results(serving, [message("a", "hello")])["a"].message):
            thought, said = final.content
            assert (thought.type, thought.thinking) == ("thinking", "hm"), final
            assert (said.type, said.text) == ("text", "Grün"), final
        pieces[3] = [text("Grü"), {"type": "reference", "reference_ids": [1]}]
        error = follow(api)
        assert "“choices[0].delta.content[1].type”" in error["message"], error


# --- What an error says of the request ---


def refused_chats_name_their_member(place):
    def refused(api, model, **more):
        try:
            api.chat.completions.create(
                model=model, messages=[{"role": "user", "content": "hello"}], **more)
        except openai.BadRequestError as reason:
            assert f"“{reason.param}”" in reason.body["message"], reason.body
            return reason.param
        raise AssertionError("this was not refused")

    with Simulator("--personality", "anthropic", "--models", "m") as claude, \
            Simulator("--personality", "ollama", "--models", "l") as ollama:
        place.run("backend", "add", "claude", claude.url, "--kind", "anthropic")
        place.run("backend", "add", "ollama", ollama.url, "--kind", "ollama")
        with Serving(place) as serving:
            api = openai.OpenAI(base_url=serving.url, api_key=serving.token, max_retries=0)
            assert refused(api, "m", seed=7) == "seed"
            assert refused(api, "m", tools=[{"type": "custom"}]) == "tools[0].type"
            assert refused(api, "l", logit_bias={"1": 2},
                           extra_body={"num_ctx": 99}) == "logit_bias"
            assert refused(api, "l", n=2) == "n"
            assert api.chat.completions.create(
                model="l", messages=[{"role": "user", "content": "hello"}], n=1).choices


# --- Without a client ---


def a_file_with_both_runs_anywhere(place):
    def in_words(custom_id, url):
        return json.dumps({"custom_id": custom_id, "method": "POST", "url": url,
                           "body": message(custom_id, f"hello {custom_id}")["params"]}) + "\n"

    text = in_words("a", "/v1/messages") + in_words("b", "/v1/chat/completions") \
        + in_words("c", "/v1/messages")
    for personality in ("openai", "anthropic", "ollama", "llama-server"):
        name = place.write(f"{personality}.jsonl", text)
        with Simulator("--personality", personality, "--models", "m") as server:
            place.run("run", name, "--backend", server.url)
        found = place.read_lines(f"{personality}.output.jsonl")
        assert [entry["custom_id"] for entry in found] == ["a", "b", "c"], found
        first, second, third = (entry["response"]["body"] for entry in found)
        for answer, custom_id in ((first, "a"), (third, "c")):
            assert answer["type"] == "message", answer
            assert f"hello {custom_id}" in answer["content"][0]["text"], answer
        assert "hello b" in second["choices"][0]["message"]["content"], second


def chats_are_left_as_they_are(place):
    text = line(0)
    with Server("/v1/chat/completions", answer_chat) as server, \
            Serving(place, "--backend", server.url) as serving:
        found = run_chats(serving, text)
        streamed = {"stream": True, "stream_options": {"include_usage": True}}
        assert server.seen == [{**json.loads(text)["body"], **streamed}], server.seen
        assert found["r0"]["response"]["body"]["id"] == "chatcmpl-9", found


main([
    messages_with_tools_and_images,
    what_a_message_says_is_not_dropped,
    errors_of_chats_become_those_of_messages,
    tokens_are_counted_by_who_can,
    what_cannot_be_told_is_asked_for_again,
    responses_at_a_server_for_chats,
    responses_of_streamed_chats,
    responses_at_an_older_ollama,
    chats_with_tools_and_images,
    errors_of_messages_become_those_of_chats,
    streams_are_followed,
    parts_are_followed,
    refused_chats_name_their_member,
    a_file_with_both_runs_anywhere,
    chats_are_left_as_they_are,
])
