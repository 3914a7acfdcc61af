# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Tools, schemas, choices and dimensions, with the official clients of OpenAI and Anthropic: each
with servers of both, in one piece, in a stream and in a batch."""

import io
import json

from clients import wait_for

import anthropic
import openai

from harness import Simulator, main, wait_until
from serving import Serving

SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "unit": {"type": "string", "enum": ["c", "f"]},
                   "days": {"type": "integer", "minimum": 2}},
    "required": ["city", "unit", "days"],
    "additionalProperties": False,
}
ARGUMENTS = {"city": "Köln?", "unit": "c", "days": 2}
MESSAGES = [{"role": "user", "content": "Köln?"}]
FUNCTION = {"name": "weather", "parameters": SCHEMA}
CHAT = {"messages": MESSAGES, "tools": [{"type": "function", "function": FUNCTION}],
        "tool_choice": "required"}
MESSAGE = {"max_tokens": 100, "messages": MESSAGES, "tool_choice": {"type": "any"},
           "tools": [{"name": "weather", "input_schema": SCHEMA}]}
MODELS = ("gpt", "claude")


class Both:
    """A server of ours before one of OpenAI's, which has gpt, and one of Anthropic's, which
    has claude; and the clients."""

    def __init__(self, place):
        self.servers = [Simulator("--personality", kind, "--models", f"{model}:0")
                        for kind, model in (("openai", "gpt"), ("anthropic", "claude"))]
        for kind, server in zip(("openai", "anthropic"), self.servers):
            place.run("backend", "add", kind, server.url, "--kind", kind)
        self.serving = Serving(place)

    def __enter__(self):
        url, token = self.serving.url, self.serving.token
        return (openai.OpenAI(base_url=url, api_key=token, max_retries=0),
                anthropic.Anthropic(base_url=url.removesuffix("/v1"), api_key=token,
                                    max_retries=0))

    def __exit__(self, *failure):
        self.serving.__exit__(*failure)
        for server in self.servers:
            server.__exit__()


def assert_call(message):
    call, = message.tool_calls
    assert (call.type, call.function.name) == ("function", "weather"), call
    assert json.loads(call.function.arguments) == ARGUMENTS, call


def assert_use(message):
    block, = message.content
    assert (block.type, block.name, block.input) == ("tool_use", "weather", ARGUMENTS), block
    assert message.stop_reason == "tool_use", message


def chats_call_tools(place):
    with Both(place) as (api, _):
        for model in MODELS:
            choice, = api.chat.completions.create(model=model, **CHAT).choices
            assert choice.finish_reason == "tool_calls", choice
            assert_call(choice.message)
            with api.chat.completions.stream(model=model, **CHAT) as stream:
                choice, = stream.get_final_completion().choices
            assert choice.finish_reason == "tool_calls", choice
            assert_call(choice.message)
            free = api.chat.completions.create(model=model, **{**CHAT, "tool_choice": "auto"})
            assert free.choices[0].message.tool_calls is None, free


def messages_call_tools(place):
    with Both(place) as (_, api):
        for model in MODELS:
            assert_use(api.messages.create(model=model, **MESSAGE))
            with api.messages.stream(model=model, **MESSAGE) as stream:
                assert_use(stream.get_final_message())


def responses_call_tools(place):
    with Both(place) as (api, _):
        asked = {"model": "gpt", "input": "Köln?", "tool_choice": "required",
                 "tools": [{"type": "function", "strict": True, **FUNCTION}]}
        with api.responses.stream(**asked) as stream:
            streamed = stream.get_final_response()
        for response in (api.responses.create(**asked), streamed):
            call, = response.output
            assert (call.type, call.name) == ("function_call", "weather"), call
            assert json.loads(call.arguments) == ARGUMENTS, call


def batches_call_tools(place):
    lines = "".join(json.dumps({"custom_id": f"r{i}", "method": "POST",
                                "url": "/v1/chat/completions",
                                "body": {"model": "claude", **CHAT}}) + "\n" for i in range(3))
    with Both(place) as (chats, messages):
        file = chats.files.create(file=("in.jsonl", io.BytesIO(lines.encode())), purpose="batch")
        batch = chats.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions",
                                     completion_window="24h")
        batch = wait_for(lambda: chats.batches.retrieve(batch.id))
        assert batch.request_counts.completed == 3, batch
        for text in chats.files.content(batch.output_file_id).text.splitlines():
            body = json.loads(text)["response"]["body"]
            assert_call(openai.types.chat.ChatCompletion.model_validate(body).choices[0].message)

        other = messages.messages.batches.create(
            requests=[{"custom_id": "one", "params": {"model": "gpt", **MESSAGE}}])
        wait_until(lambda: messages.messages.batches.retrieve(other.id).processing_status
                   == "ended")
        result, = messages.messages.batches.results(other.id)
        assert_use(result.result.message)


def schemas_are_kept_to(place):
    schema = {"name": "weather", "schema": SCHEMA, "strict": True}
    with Both(place) as (chats, messages):
        for model in MODELS:
            answer = chats.chat.completions.create(
                model=model, messages=MESSAGES,
                response_format={"type": "json_schema", "json_schema": schema})
            assert json.loads(answer.choices[0].message.content) == ARGUMENTS, answer
        answer = chats.responses.create(model="gpt", input="Köln?",
                                        text={"format": {"type": "json_schema", **schema}})
        assert json.loads(answer.output_text) == ARGUMENTS, answer
        for model in MODELS:
            answer = messages.messages.create(
                model=model, max_tokens=100, messages=MESSAGES,
                output_config={"format": {"type": "json_schema", "schema": SCHEMA}})
            assert json.loads(answer.content[0].text) == ARGUMENTS, answer


def choices_tokens_and_dimensions(place):
    with Both(place) as (api, _):
        one, two = api.chat.completions.create(model="gpt", messages=MESSAGES, n=2,
                                               logprobs=True).choices
        assert one.message.content == two.message.content and two.index == 1, (one, two)
        for choice in (one, two):
            assert "".join(token.token for token in choice.logprobs.content) \
                == choice.message.content, choice
        with api.chat.completions.stream(model="gpt", messages=MESSAGES, n=2) as stream:
            streamed = stream.get_final_completion()
        assert [choice.message.content for choice in streamed.choices] \
            == [one.message.content] * 2, streamed
        # The client asks for base64 by itself, and reads it.
        answer = api.embeddings.create(model="gpt", input=["a", "b"], dimensions=256)
        assert [len(item.embedding) for item in answer.data] == [256, 256], answer


main([chats_call_tools, messages_call_tools, responses_call_tools, batches_call_tools,
      schemas_are_kept_to, choices_tokens_and_dimensions])
