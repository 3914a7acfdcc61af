# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What a server has in memory when a run begins is used first, whoever had it loaded."""

import collections
import http.server
import json
import threading
import urllib.request

from harness import Simulator, assert_answers, main

MODELS = "small:50,large:100"
BOTH = ("small", "large")
ITEMS = 20


def simulate(personality=None, capacity="1"):
    kind = ("--personality", personality) if personality else ()
    return Simulator(*kind, "--models", MODELS, "--capacity", capacity)


def loads(server):
    return [entry["model"] for entry in server.get_lines("/__log") if entry["event"] == "load"]


def ask(server, model):
    """Another client uses the server."""
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": "hello"}]})
    request = urllib.request.Request(server.url + "/chat/completions", body.encode(),
                                     {"Content-Type": "application/json"})
    urllib.request.urlopen(request).close()


def run(place, server, name, models=BOTH):
    batch = place.write_batch(f"{name}.jsonl", ITEMS, models=models)
    out = place.run("run", batch, "--backend", server.url)
    assert_answers(place.read_lines(f"{name}.output.jsonl"), ITEMS)
    return out


def the_next_run_begins_with_what_the_last_one_left(place, personality=None):
    with simulate(personality) as server:
        run(place, server, "first")
        assert loads(server) == ["small", "large"], loads(server)
        run(place, server, "second")
        assert loads(server) == ["small", "large", "small"], loads(server)


def what_another_client_has_loaded_goes_first(place, personality):
    with simulate(personality) as server:
        ask(server, "large")
        run(place, server, "in")
        assert loads(server) == ["large", "small"], loads(server)


def what_another_client_has_loaded_since_goes_first(place, personality):
    """What the last run has left is known to be gone."""
    with simulate(personality) as server:
        run(place, server, "first")
        ask(server, "small")
        run(place, server, "second")
        assert loads(server) == ["small", "large", "small", "large"], loads(server)


def a_generic_server_is_believed_to_hold_what_the_last_run_left(place):
    the_next_run_begins_with_what_the_last_one_left(place)


def ollama_is_asked_what_the_last_run_left(place):
    the_next_run_begins_with_what_the_last_one_left(place, "ollama")


def llama_router_is_asked_what_the_last_run_left(place):
    the_next_run_begins_with_what_the_last_one_left(place, "llama-router")


def ollama_is_asked_what_another_client_has_loaded(place):
    what_another_client_has_loaded_goes_first(place, "ollama")


def llama_router_is_asked_what_another_client_has_loaded(place):
    what_another_client_has_loaded_goes_first(place, "llama-router")


def ollama_is_asked_what_another_client_has_loaded_since(place):
    what_another_client_has_loaded_since_goes_first(place, "ollama")


def llama_router_is_asked_what_another_client_has_loaded_since(place):
    what_another_client_has_loaded_since_goes_first(place, "llama-router")


def planned_loads(place):
    plan = json.loads(place.run("plan", "--json").stdout)
    return [group["needs_load"] for group in plan["groups"]]


def submit(place, server):
    place.run("submit", place.write_batch("second.jsonl", ITEMS, models=BOTH),
              "--backend", server.url)


def what_was_given_back_is_not_planned_with(place):
    """LM Studio keeps what it was told to load until it is told otherwise, so that the end of a
    run unloads it."""
    with simulate("lm-studio") as server:
        run(place, server, "first")
        submit(place, server)
        assert planned_loads(place) == [True, True]
        place.run("run")
        assert loads(server) == ["small", "large", "small", "large"], loads(server)


def what_was_unloaded_is_not_planned_with(place):
    with simulate("ollama") as server:
        run(place, server, "first")
        submit(place, server)
        assert planned_loads(place) == [False, True]
        place.run("pause", "--free-memory")
        place.run("resume")
        assert planned_loads(place) == [True, True]


class Mute(http.server.BaseHTTPRequestHandler):
    """Answers prompts, and leaves whoever asks what it is without a word."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked[self.path] += 1
        self.server.over.wait()

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        message = {"role": "assistant", "content": request["messages"][-1]["content"]}
        body = json.dumps({"model": request["model"], "choices": [
            {"index": 0, "message": message, "finish_reason": "stop"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def times_asked(place, name, models):
    """How often a server that stays silent was asked what it is."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mute)
    server.daemon_threads = True
    server.asked = collections.Counter()
    server.over = threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        run(place, server, name, models)
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
    # One of the first paths that are asked for, and for nothing else; a silent one hears no more.
    return server.asked["/running"]


def a_silent_server_is_waited_for_once_for_each_model(place):
    """The look before the choice costs no wait of its own."""
    alone = times_asked(place, "one", ("small",))
    assert alone > 0
    assert times_asked(place, "two", BOTH) == alone + 1


main([
    a_generic_server_is_believed_to_hold_what_the_last_run_left,
    ollama_is_asked_what_the_last_run_left,
    llama_router_is_asked_what_the_last_run_left,
    ollama_is_asked_what_another_client_has_loaded,
    llama_router_is_asked_what_another_client_has_loaded,
    ollama_is_asked_what_another_client_has_loaded_since,
    llama_router_is_asked_what_another_client_has_loaded_since,
    what_was_given_back_is_not_planned_with,
    what_was_unloaded_is_not_planned_with,
    a_silent_server_is_waited_for_once_for_each_model,
])
