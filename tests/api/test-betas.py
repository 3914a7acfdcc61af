# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What Anthropic's client asks for by a header goes on to a server that is asked in its words;
a batch, which keeps no headers, is refused for it, unless it changes nothing."""

import clients  # pylint: disable=unused-import

# pylint: disable=wrong-import-position
import json

import anthropic

from answering import Answering, Handler
from harness import Simulator, main
from serving import Serving

HELLO = [{"role": "user", "content": "hello"}]
# As a client sends them with all that it asks for.
USUAL = ["claude-code-20250219", "interleaved-thinking-2025-05-14",
         "fine-grained-tool-streaming-2025-05-14"]
ODD = "dreaming-2031-01-01"


class Recorder(Answering):
    """A server for messages that keeps the header."""

    def __init__(self):
        super().__init__(Recording)
        self.seen = []


class Recording(Handler):
    def do_POST(self):  # pylint: disable=invalid-name
        body = json.loads(self.read_body())
        self.server.seen.append((self.path, self.headers.get_all("anthropic-beta")))
        if self.path.endswith("count_tokens"):
            self.reply(b'{"input_tokens":3}')
            return
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": body["model"],
                   "content": [{"type": "text", "text": "seen"}], "stop_reason": "end_turn",
                   "stop_sequence": None, "usage": {"input_tokens": 3, "output_tokens": 2}}
        self.reply(json.dumps(message).encode())


def client(serving):
    return anthropic.Anthropic(base_url=serving.url.removesuffix("/v1"), api_key=serving.token,
                               max_retries=0)


def refused(call, error=anthropic.BadRequestError):
    """What the server says."""
    try:
        call()
    except error as reason:
        return reason.body["error"]["message"]
    raise AssertionError("this was not refused")


def those_of_messages_arrive(place):
    """Also one that nobody here knows, in a stream, and where tokens are counted."""
    with Recorder() as server:
        place.run("backend", "add", "claude", server.url, "--kind", "anthropic")
        with Serving(place) as serving:
            beta = client(serving).beta.messages
            asked = {"model": "a", "messages": HELLO}
            answer = beta.create(**asked, max_tokens=5, betas=[*USUAL, ODD])
            assert answer.content[0].text == "seen", answer
            with beta.stream(**asked, max_tokens=5, betas=[ODD]) as stream:
                assert "".join(stream.text_stream) == "seen"
            beta.count_tokens(**asked, betas=[ODD])
            client(serving).messages.create(**asked, max_tokens=5)
        sent = [(path, [beta.strip() for header in headers or [] for beta in header.split(",")])
                for path, headers in server.seen]
        assert sent[:2] == [("/v1/messages", [*USUAL, ODD]), ("/v1/messages", [ODD])], sent
        assert sent[2][0] == "/v1/messages/count_tokens" and ODD in sent[2][1], sent
        assert sent[3:] == [("/v1/messages", [])], sent


def a_translation_needs_none(place):
    """What they allow is in the request. What can be no header is refused."""
    with Simulator("--personality", "openai", "--models", "a:0") as server, \
            Serving(place, "--backend", server.url) as serving:
        beta = client(serving).beta.messages
        asked = {"model": "a", "messages": HELLO, "max_tokens": 50}
        answer = beta.create(**asked, betas=[*USUAL, ODD])
        assert "prompt: hello" in answer.content[0].text, answer
        with beta.stream(**asked, betas=[ODD]) as stream:
            assert "prompt: hello" in "".join(stream.text_stream)
        said = refused(lambda: beta.create(**asked, extra_headers={"anthropic-beta": "a;b"}))
        assert "anthropic-beta" in said, said


def what_a_batch_loses_is_refused(place):
    """The client itself sends the one that batches were once."""
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        batches = client(serving).beta.messages.batches
        wanted = [{"custom_id": "r", "params": {"model": "a", "max_tokens": 5, "messages": HELLO}}]
        for lost in (ODD, "interleaved-thinking-2025-05-14"):
            said = refused(lambda: batches.create(
                requests=wanted, betas=[lost]))  # pylint: disable=cell-var-from-loop
            assert lost in said and "anthropic-beta" in said, said
        assert not batches.list().data
        made = batches.create(requests=wanted, betas=["claude-code-20250219"])
        assert [batch.id for batch in batches.list()] == [made.id]


main([
    those_of_messages_arrive,
    a_translation_needs_none,
    what_a_batch_loses_is_refused,
])
