# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Servers that have no streams, or not all that is asked of them."""

import http.server
import json
import threading

from harness import assert_answers, main

N_ITEMS = 40
USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}


class Server(http.server.ThreadingHTTPServer):
    """@refuse: what it says to a body that it does not like; None: it likes it."""

    def __init__(self, refuse, counts=True):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.refuse = refuse
        self.counts = counts
        self.asked = []
        self.lock = threading.Lock()

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.shutdown()
        super().__exit__(*failure)

    @property
    def n_streams(self):
        return sum(bool(body.get("stream")) for body in self.asked)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass

    def reply(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def do_GET(self):  # pylint: disable=invalid-name
        if self.path == "/v1/models":
            self.reply(200, json.dumps({"object": "list", "data": [{"id": "a"}]}))
        else:
            self.reply(404, "{}")

    def do_POST(self):  # pylint: disable=invalid-name
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.asked.append(body)
        refused = self.server.refuse(body)
        if refused is not None:
            self.reply(*refused)
        elif body.get("stream"):
            self.reply(200, self.stream(body), "text/event-stream")
        else:
            self.reply(200, json.dumps({
                "id": "c", "object": "chat.completion", "model": "a", "usage": USAGE,
                "choices": [{"index": 0, "finish_reason": "stop",
                             "message": {"role": "assistant", "content": said(body)}}]}))

    def stream(self, body):
        def choice(delta, reason=None):
            return {"object": "chat.completion.chunk",
                    "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}

        events = [choice({"role": "assistant", "content": ""}), choice({"content": said(body)}),
                  choice({}, "stop")]
        if self.server.counts and "stream_options" in body:
            events.append({"choices": [], "usage": USAGE})
        return "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"


def said(body):
    return "It is " + body["messages"][0]["content"]


def run(place, server):
    name = f"{server.server_port}.jsonl"
    place.run("run", place.write_batch(name, N_ITEMS, models=["a"]), "--backend", server.url)
    lines = place.read_lines(f"{server.server_port}.output.jsonl")
    assert_answers(lines, N_ITEMS)
    return [line["response"]["body"].get("usage") for line in lines]


def refusal(status, body, wherever="stream"):
    return lambda asked: (status, json.dumps(body)) if asked.get(wherever) else None


def what_has_no_streams_is_asked_in_one_piece(place):
    """However it says so: the first requests find out."""
    for status, body in ((400, {"error": {"message": "Streaming is not supported"}}),
                         (400, {"detail": [{"loc": ["body", "stream"], "msg": "No"}]}), (415, {}),
                         (422, {"error": "`stream` must be false"}),
                         (501, {"error": "not implemented"})):
        with Server(refusal(status, body)) as server:
            assert run(place, server) == [USAGE] * N_ITEMS
            assert server.n_streams < N_ITEMS / 2, (status, server.n_streams)
            assert len(server.asked) == N_ITEMS + server.n_streams, (status, len(server.asked))


def what_breaks_by_streams_is_asked_in_one_piece(place):
    """It does not call the request bad: that costs an attempt until it is known, but only one."""
    for status, body in ((500, {"error": "Internal"}), (200, {"error": {"message": "no"}})):
        with Server(refusal(status, body)) as server:
            assert run(place, server) == [USAGE] * N_ITEMS
            assert 0 < server.n_streams <= N_ITEMS, (status, server.n_streams)
            assert len(server.asked) == N_ITEMS + server.n_streams, (status, len(server.asked))


def what_does_not_know_the_options_streams_without(place):
    body = {"error": {"message": "Unrecognized request argument supplied: stream_options"}}
    with Server(refusal(400, body, "stream_options")) as server:
        run(place, server)
        assert server.n_streams > 0 and len(server.asked) < 2 * N_ITEMS, server.n_streams


def who_counts_no_tokens_in_streams_counts_them(place):
    with Server(lambda asked: None, counts=False) as server:
        counts = run(place, server)
        assert server.n_streams < N_ITEMS / 2, server.n_streams
        assert counts.count(USAGE) == N_ITEMS - server.n_streams, counts


def what_is_not_about_streams_is_believed(place):
    batch = place.write_batch("in.jsonl", 3, models=["a"])
    with Server(lambda asked: (400, json.dumps({"error": "no such thing"}))) as server:
        place.run("run", batch, "--backend", server.url, expect=1)
        assert len(server.asked) == 3 and server.n_streams == 3, server.asked


def who_has_streamed_is_believed(place):
    batch = place.write_batch("in.jsonl", N_ITEMS, models=["a"])
    last = f"number {N_ITEMS - 1}"

    def refuse(asked):
        return (415, "{}") if asked["messages"][0]["content"] == last else None

    with Server(refuse) as server:
        place.run("run", batch, "--parallel", "1", "--backend", server.url, expect=1)
        assert len(server.asked) == N_ITEMS, len(server.asked)


main([
    what_has_no_streams_is_asked_in_one_piece,
    what_breaks_by_streams_is_asked_in_one_piece,
    what_does_not_know_the_options_streams_without,
    who_counts_no_tokens_in_streams_counts_them,
    what_is_not_about_streams_is_believed,
    who_has_streamed_is_believed,
])
