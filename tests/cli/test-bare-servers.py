# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Servers that have one endpoint and nothing else, no list of models either, so that only what
they answer tells what they are: one odd answer is no reason to give them up."""

import http.server
import json
import threading
import time

from harness import assert_answers, interrupt, main, wait_until

N_ITEMS = 10


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass

    def reply(self, status, body, kind="application/json", extra=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in extra:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def do_GET(self):  # pylint: disable=invalid-name
        self.reply(404, "not found", "text/plain")

    def do_POST(self):  # pylint: disable=invalid-name
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = body["messages"][-1]["content"]
        odd = self.server.choose(said)
        if odd == "close":
            self.close_connection = True
        elif odd is not None:
            self.reply(*odd)
        else:
            self.reply(200, json.dumps({
                "id": "c", "object": "chat.completion", "model": "a",
                "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
                "choices": [{"index": 0, "finish_reason": "stop",
                             "message": {"role": "assistant", "content": said}}]}))


class Server(http.server.ThreadingHTTPServer):
    """@odd: what it says to the requests of which @is_odd is true, given the text and how many
    came before."""

    def __init__(self, odd, is_odd):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.odd = odd
        self.is_odd = is_odd
        self.asked = []
        self.hold_after = None  # so many requests; the next ones are answered …
        self.release = threading.Event()  # … once this is set
        self.lock = threading.Lock()

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.shutdown()
        super().__exit__(*failure)

    def handle_error(self, *_):
        """What it does not understand it hangs up on."""

    def choose(self, said):
        with self.lock:
            n_before = len(self.asked)
            self.asked.append(said)
        if self.hold_after is not None and n_before >= self.hold_after:
            self.release.wait()
        return self.odd if self.is_odd(said, n_before) else None


ODD = {
    "page": (200, "<html></html>", "text/html"),
    "array": (200, "[]"),
    "nothing": (200, ""),
    "elsewhere": (302, "", "text/html", [("Location", "/elsewhere")]),
    "no-such-thing": (404, '{"error":{"message":"No such thing"}}'),
    "policy": (403, '{"error":{"message":"Blocked by policy"}}'),
    "close": "close",
}


def is_first_item(said, _):
    return said.endswith(" 0")


def one_odd_answer_stops_nobody(place):
    for name, odd in ODD.items():
        with Server(odd, is_first_item) as server:
            batch = place.write_batch(f"{name}.jsonl", N_ITEMS, models=["a"])
            begin = time.monotonic()
            said = place.run("run", batch, "--backend", server.url, expect=1).stdout
            assert "9 of 10 answered, 1 not" in said, (name, said)
            assert time.monotonic() - begin < 40, name
            assert [entry["custom_id"] for entry in place.read_lines(f"{name}.errors.jsonl")] \
                == ["r0"]


def what_was_answered_before_is_remembered(place):
    """Only the odd one is left, and nothing else can show any more what it means."""
    for name in "array", "no-such-thing", "policy":
        with Server(ODD[name], is_first_item) as server:
            batch = place.write_batch(f"again-{name}.jsonl", N_ITEMS, models=["a"])
            place.run("run", batch, "--backend", server.url, expect=1)
            job = json.loads(place.run("list", "--json").stdout.splitlines()[-1])["id"]
            place.run("retry", job)
            said = place.run("run", batch, "--backend", server.url, expect=1).stdout
            assert "9 of 10 answered, 1 not" in said, (name, said)
            server.is_odd = lambda *_: False
            place.run("retry", job)
            place.run("run", batch, "--backend", server.url)
            assert_answers(place.read_lines(f"again-{name}.output.jsonl"), N_ITEMS)


def two_odd_answers_stop_nobody(place):
    for name in "page", "policy":
        with Server(ODD[name], lambda said, _: said.endswith((" 0", " 1"))) as server:
            batch = place.write_batch(f"two-{name}.jsonl", N_ITEMS, models=["a"])
            said = place.run("run", batch, "--backend", server.url, expect=1).stdout
            assert "8 of 10 answered, 2 not" in said, (name, said)


def a_batch_is_not_used_up_by_who_took_the_place_of_its_server(place):
    """Half of it is done, and then something else answers, or lets nobody in."""
    for name in "page", "policy":
        with Server(ODD[name], lambda *_: False) as server:
            batch = place.write_batch(f"half-{name}.jsonl", N_ITEMS, models=["a"])
            server.hold_after = 4
            runner = place.start("run", batch, "--parallel", "1", "--backend", server.url)
            wait_until(lambda: len(server.asked) > 4)
            interrupt(runner)
            server.release.set()
            server.is_odd = lambda *_: True
            place.run("run", batch, "--backend", server.url, expect=4)
            place.run("run", batch, "--backend", server.url, expect=4)
            server.is_odd = lambda *_: False
            place.run("run", batch, "--backend", server.url)
            assert_answers(place.read_lines(f"half-{name}.output.jsonl"), N_ITEMS)


def who_only_ever_answers_oddly_is_no_model_server(place):
    for name in "page", "elsewhere", "array":
        with Server(ODD[name], lambda *_: True) as server:
            for n_items in N_ITEMS, 1:
                batch = place.write_batch(f"all-{name}-{n_items}.jsonl", n_items, models=["a"])
                begin = time.monotonic()
                said = place.run("run", batch, "--backend", server.url, expect=4).stderr
                assert "To go on:" in said, said
                assert time.monotonic() - begin < 20, said
                assert 3 <= len(server.asked) <= 12, server.asked
                server.asked.clear()


def a_server_that_fails_at_first_is_waited_for(place):
    """A burst of failures before the first answer; and each request fails the first time."""
    unavailable = (503, '{"error":{"message":"Overloaded"}}')
    for name, is_odd in (("burst", lambda _, n_before: n_before < 7),
                         ("each", lambda said, _: server.asked.count(said) == 1)):
        with Server(unavailable, is_odd) as server:
            batch = place.write_batch(f"late-{name}.jsonl", N_ITEMS, models=["a"])
            place.run("run", batch, "--backend", server.url)
            assert_answers(place.read_lines(f"late-{name}.output.jsonl"), N_ITEMS)


main([
    one_odd_answer_stops_nobody,
    two_odd_answers_stop_nobody,
    what_was_answered_before_is_remembered,
    a_batch_is_not_used_up_by_who_took_the_place_of_its_server,
    who_only_ever_answers_oddly_is_no_model_server,
    a_server_that_fails_at_first_is_waited_for,
])
