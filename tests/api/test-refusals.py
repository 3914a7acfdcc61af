# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What the official clients for Python make of each way in which they are refused: the class of the
exception, and the words of their API in it."""

import clients  # pylint: disable=unused-import

# pylint: disable=wrong-import-position
import socket

import anthropic
import openai

from harness import Simulator, line, main
from serving import Serving, assert_bounded, forget_peak, get_memory

MIB = 1024 * 1024
EVIL = {"Origin": "https://evil.example"}
# As statuses of a model server become those of an answer, and what the clients call them.
PASSED_ON = {400: ("BadRequestError",) * 2, 404: ("NotFoundError",) * 2,
             409: ("ConflictError",) * 2, 413: ("APIStatusError", "ContentTooLargeError"),
             415: ("APIStatusError",) * 2, 422: ("UnprocessableEntityError",) * 2,
             429: ("RateLimitError",) * 2, 500: ("InternalServerError",) * 2,
             502: ("InternalServerError",) * 2, 504: ("InternalServerError", "GatewayTimeoutError")}


class Pair:
    """Both clients, with one key."""

    def __init__(self, url, key):
        self.openai = openai.OpenAI(base_url=url, api_key=key, max_retries=0)
        self.anthropic = anthropic.Anthropic(base_url=url.removesuffix("/v1"), api_key=key,
                                             max_retries=0)

    def chat(self, prompt, **more):
        return self.openai.chat.completions.create(
            model="a", messages=[{"role": "user", "content": prompt}], **more)

    def message(self, prompt, **more):
        return self.anthropic.messages.create(
            model="a", max_tokens=5, messages=[{"role": "user", "content": prompt}], **more)


def refused(error, status, call, *arguments, **options):
    """The exception, which is of that class itself and no other one below it."""
    try:
        call(*arguments, **options)
    except (openai.APIError, anthropic.APIError) as reason:
        assert type(reason).__name__ == error, (type(reason), reason)
        if status is None:
            return reason
        assert reason.status_code == status, reason
        if isinstance(reason, openai.APIStatusError):
            assert reason.body["message"] and reason.request_id, reason.body
        else:
            assert reason.body["type"] == "error" and reason.body["error"]["message"], reason.body
            assert reason.body["request_id"] == reason.request_id, reason.body
        return reason
    raise AssertionError(f"this was not refused with {error}")


def who_may_not(place):
    with Simulator("--models", "a:0") as server, Serving(place, "--backend", server.url) as serving:
        pair, wrong = Pair(serving.url, serving.token), Pair(serving.url, "bq-wrong")
        for call in (wrong.openai.models.list, wrong.openai.batches.list, wrong.openai.files.list):
            assert refused("AuthenticationError", 401, call).code == "invalid_api_key"
        assert refused("AuthenticationError", 401, wrong.chat, "hello").code == "invalid_api_key"
        for call in (wrong.anthropic.models.list, wrong.anthropic.messages.batches.list):
            reason = refused("AuthenticationError", 401, call)
            assert reason.body["error"]["type"] == "authentication_error", reason.body
        for headers, code in ((EVIL, "invalid_origin"), ({"Host": "evil.example"}, "invalid_host")):
            for call in (pair.openai.models.list, pair.openai.files.list):
                assert refused("PermissionDeniedError", 403, call,
                               extra_headers=headers).code == code
            for call in (pair.anthropic.models.list, pair.anthropic.messages.batches.list):
                reason = refused("PermissionDeniedError", 403, call, extra_headers=headers)
                assert reason.body["error"]["type"] == "permission_error", reason.body
            refused("PermissionDeniedError", 403, pair.message, "hello", extra_headers=headers)


def what_is_too_large(place):
    """It is sent as a whole before the answer is read, and the answer is there all the same."""
    with Simulator("--models", "a:0") as server, Serving(place, "--backend", server.url) as serving:
        pair, wrong = Pair(serving.url, serving.token), Pair(serving.url, "bq-wrong")
        huge = "x" * (33 * MIB)
        before = get_memory(serving)
        forget_peak(serving)
        for _ in range(3):
            reason = refused("APIStatusError", 413, pair.chat, huge)
            assert reason.code == "request_too_large", reason.body
            reason = refused("ContentTooLargeError", 413, pair.message, huge)
            assert reason.body["error"]["type"] == "request_too_large", reason.body
            refused("APIStatusError", 413, pair.openai.post, "/batches", cast_to=object,
                    body={"input_file_id": huge[:2 * MIB]})
            refused("NotFoundError", 404, pair.openai.post, "/nowhere", cast_to=object,
                    body={"text": huge})
            refused("AuthenticationError", 401, wrong.chat, huge[:30 * MIB])
            refused("AuthenticationError", 401, wrong.message, huge[:30 * MIB])
            refused("AuthenticationError", 401, wrong.openai.files.create, purpose="batch",
                    file=("in.jsonl", huge.encode()))
            refused("PermissionDeniedError", 403, pair.openai.files.create, purpose="batch",
                    file=("in.jsonl", huge.encode()), extra_headers=EVIL)
        assert_bounded(serving, before, 16, "VmHWM")
        assert server.get("/__log?summary=1")["requests"] == 0
        assert "model: a;" in pair.chat("hello").choices[0].message.content


def what_is_not_as_it_has_to_be(place):
    with Simulator("--models", "a:0") as server, Serving(place, "--backend", server.url) as serving:
        pair = Pair(serving.url, serving.token)
        packed = {"Content-Encoding": "gzip"}
        assert refused("APIStatusError", 415, pair.chat, "hello", extra_headers=packed).code == \
            "unsupported_content_encoding"
        refused("APIStatusError", 415, pair.message, "hello", extra_headers=packed)
        refused("APIStatusError", 415, pair.openai.post, "/files", cast_to=object,
                body={"purpose": "batch"})
        assert refused("APIStatusError", 405, pair.openai.put, "/models",
                       cast_to=object).response.headers["allow"] == "GET, HEAD"
        refused("APIStatusError", 405, pair.anthropic.put, "/v1/models", cast_to=object)
        refused("NotFoundError", 404, pair.openai.post, "/nowhere", cast_to=object)
        refused("NotFoundError", 404, pair.anthropic.post, "/v1/nowhere", cast_to=object)
        refused("BadRequestError", 400, pair.chat, "hello", extra_body={"model": None})
        refused("BadRequestError", 400, pair.message, "hello", extra_body={"model": None})
        file = pair.openai.files.create(file=("in.jsonl", line(0).encode()), purpose="batch")
        refused("APIStatusError", 416, pair.openai.files.content, file.id,
                extra_headers={"Range": "bytes=100000-"})


def what_a_model_server_says(place):
    """What is wrong with the key of the server, or its account, is no fault of the client."""
    with Simulator("--models", "a:0") as server, Serving(place, "--backend", server.url) as serving:
        pair = Pair(serving.url, serving.token)
        for status, (first, second) in PASSED_ON.items():
            refused(first, status, pair.chat, f"[[fail {status}]]")
            refused(second, status, pair.message, f"[[fail {status}]]")
        for status in (401, 402, 403):
            refused("InternalServerError", 502, pair.chat, f"[[fail {status}]]")
            refused("InternalServerError", 502, pair.message, f"[[fail {status}]]")


def what_comes_in_mid_stream(place):
    with Simulator("--models", "a:0") as server, Serving(place, "--backend", server.url) as serving:
        pair = Pair(serving.url, serving.token)
        text = "[[fail stream-error]]" + " word" * 50
        reason = refused("APIError", None, lambda: list(pair.chat(text, stream=True)))
        assert "asked for" in reason.message, reason
        reason = refused("APIStatusError", None, lambda: list(pair.message(text, stream=True)))
        assert "asked for" in reason.body["error"]["message"], reason.body


def nobody_is_there(place):
    with Serving(place) as serving:
        pair = Pair(serving.url, serving.token)
        assert refused("InternalServerError", 503, pair.chat, "hello").code == "no_model_server"
        reason = refused("ServiceUnavailableError", 503, pair.message, "hello")
        assert reason.body["error"]["type"] == "overloaded_error", reason.body
    refused("APIConnectionError", None, pair.openai.models.list)
    refused("APIConnectionError", None, pair.anthropic.models.list)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        pair = Pair(f"http://127.0.0.1:{silent.getsockname()[1]}/v1", "any")
        refused("APITimeoutError", None, pair.openai.models.list, timeout=0.2)
        refused("APITimeoutError", None, pair.anthropic.models.list, timeout=0.2)


main([
    who_may_not,
    what_is_too_large,
    what_is_not_as_it_has_to_be,
    what_a_model_server_says,
    what_comes_in_mid_stream,
    nobody_is_there,
])
