# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What batchq says about the time left."""

import http.server
import json
import re
import subprocess
import threading
import time

from harness import Simulator, line, main, on_terminal, wait_until

COUNT = 120
SERVER = ("--models", "a:300,b:300,c:300", "--capacity", "1", "--slots", "4", "--delay", "60",
          "--jitter", "0.3")
LOAD_MS = 6000


def write(place, name, count=COUNT):
    return place.write(name, "".join(line(i, "abc"[i % 3], f"{name} {i}") for i in range(count)))


def start(place, batch, server):
    return place.start("run", batch, "--backend", server.url, "--parallel", "4",
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def job_of(place, title):
    jobs = [json.loads(text) for text in place.run("list", "--json").stdout.splitlines()]
    return next((job for job in jobs if job["title"] == title), None)


def eta_of(place, title):
    listed = job_of(place, title)
    if listed is None or listed["state"] not in ("queued", "running"):
        return None
    shown = json.loads(place.run("show", listed["id"], "--json").stdout)
    assert (shown["eta"] is None) == (listed["eta"] is None), (shown, listed)
    return listed["eta"]


def a_second_run_of_the_same_shape_starts_with_a_number(place):
    with Simulator(*SERVER) as server:
        first = write(place, "first.jsonl")
        begin = time.monotonic()
        place.run("run", first, "--backend", server.url, "--parallel", "4")
        took_ms = (time.monotonic() - begin) * 1000

        place.run("submit", write(place, "second.jsonl"), "--backend", server.url,
                  "--parallel", "4")
        eta = eta_of(place, "second.jsonl")
        assert eta is not None and COUNT / 2 < eta["samples"] <= COUNT, eta
        assert eta["low_ms"] < eta["expected_ms"] < eta["high_ms"], eta
        assert took_ms / 4 < eta["expected_ms"] < took_ms * 4, (eta, took_ms)
        listed = place.run("list").stdout
        assert re.search(r" 0/120 +\d\d:\d\d +second.jsonl", listed), listed
        later = time.strftime("%H:%M", time.localtime(time.time() + 4 * 3600))
        ready = json.loads(place.run("plan", "--ready-by", later, "--json").stdout)["ready_by"]
        assert ready["chance"] > 0.9, ready
        assert f"Ready by {later}: very likely (99 %)" in place.run("plan", "--ready-by",
                                                                    later).stdout


def what_was_learnt_outlives_a_kill(place):
    with Simulator(*SERVER) as server:
        batch = write(place, "in.jsonl", 10 * COUNT)
        process = start(place, batch, server)
        wait_until(lambda: (eta_of(place, "in.jsonl") or {"samples": 0})["samples"] > 10)
        process.kill()
        process.wait()
        assert eta_of(place, "in.jsonl")["samples"] > 10


def who_only_looks_learns_from_who_works(place):
    with Simulator(*SERVER) as server:
        process = start(place, write(place, "in.jsonl", 20 * COUNT), server)
        wait_until(lambda: place.run("list", "--json").stdout)
        job = json.loads(place.run("list", "--json").stdout)
        watch = place.start("watch", job["id"])
        assert any(re.search(r"\d (s|min)\b", text) for text in watch.stderr), "no time left"
        for each in watch, process:
            each.kill()
            each.communicate()


def of_one_model(place, name, count):
    return place.write(name, "".join(line(i, "a", f"{name} {i}") for i in range(count)))


def a_load_that_another_began_is_no_time_of_an_item(place):
    with Simulator("--models", f"a:{LOAD_MS}", "--slots", "4", "--delay", "30") as server:
        first = start(place, of_one_model(place, "first.jsonl", 24), server)
        wait_until(lambda: '"running"' in place.run("list", "--json").stdout)
        second = start(place, of_one_model(place, "second.jsonl", COUNT // 3), server)
        assert (first.wait(), second.wait()) == (0, 0)

        place.run("submit", of_one_model(place, "third.jsonl", COUNT), "--backend", server.url,
                  "--parallel", "4")
        group, = json.loads(place.run("plan", "--json").stdout)["groups"]
        assert not group["needs_load"], group
        assert 0 < group["eta"]["expected_ms"] < LOAD_MS, group


def etas_while_loading(said, model):
    """The latest end, in seconds, beside each time that the load is shown."""
    screens = re.findall(rf"loading {model}.*?(\d+) s, ready", said, re.DOTALL)
    return [int(seconds) for seconds in screens]


def what_a_load_has_taken_is_not_to_come(place):
    """Though nothing else changes meanwhile."""
    with Simulator("--personality", "ollama", "--models", f"a:{LOAD_MS},b:100", "--capacity", "1",
                   "--delay", "30") as server:
        place.run("run", of_one_model(place, "first.jsonl", 6), "--backend", server.url)
        place.run("run", place.write("other.jsonl", line(0, "b")), "--backend", server.url)
        said = on_terminal(place, "run", of_one_model(place, "second.jsonl", 6), "--backend",
                           server.url)
        shown = etas_while_loading(said, "a")
        # What the first load took, which may be longer than this one on a machine that is busy.
        assert shown[0] >= LOAD_MS / 1000 and shown[0] - shown[-1] >= LOAD_MS / 2000, shown
        assert shown == sorted(shown, reverse=True), shown


def what_a_request_has_taken_is_not_to_come(place):
    """Though none ends meanwhile."""
    with Simulator("--personality", "ollama", "--models", "a:0", "--delay", "13000") as server:
        place.run("run", of_one_model(place, "first.jsonl", 4), "--backend", server.url,
                  "--parallel", "4")
        said = on_terminal(place, "run", of_one_model(place, "second.jsonl", 1), "--backend",
                           server.url)
        shown = [int(seconds) for seconds in re.findall(r"(\d+) s, ready", said)]
        assert min(shown) < 0.8 * shown[0], shown


def what_all_answers_said_others_know_before_the_next(place):
    """The first one of those that come together is not all that they are told."""
    with Simulator("--models", "a:0", "--slots", "4", "--delay", "6000") as server:
        process = start(place, of_one_model(place, "in.jsonl", 16), server)
        wait_until(lambda: (job_of(place, "in.jsonl") or {"succeeded": 0})["succeeded"] >= 8)
        wait_until(lambda: job_of(place, "in.jsonl")["eta"]["samples"] >= 4)
        assert job_of(place, "in.jsonl")["succeeded"] == 8, job_of(place, "in.jsonl")
        process.kill()
        process.wait()


def etas_until_answered(place, title):
    """What another process says is expected, each time that it is asked."""
    expected = []
    while not (job := job_of(place, title) or {"succeeded": 0})["succeeded"]:
        if job.get("eta"):
            expected.append(job["eta"]["expected_ms"])
    return expected


def time_passes_for_who_only_looks(place):
    """Though nothing ends meanwhile."""
    with Simulator("--personality", "ollama", "--models", f"a:{LOAD_MS},b:100", "--capacity", "1",
                   "--delay", f"{LOAD_MS}") as server:
        place.run("run", of_one_model(place, "first.jsonl", 4), "--backend", server.url,
                  "--parallel", "4")
        place.run("run", place.write("other.jsonl", line(0, "b")), "--backend", server.url)
        process = start(place, of_one_model(place, "second.jsonl", 1), server)
        expected = etas_until_answered(place, "second.jsonl")
        process.wait()
        # The load, and then the request, of which each is as long.
        assert max(expected) - min(expected) > 1.2 * LOAD_MS, expected
        assert len(set(expected)) > 10, expected


def loads_count_for_who_only_looks(place):
    """Also in a process that has never worked with the server."""
    load_ms = 2000
    with Simulator("--personality", "ollama", "--models",
                   ",".join(f"{model}:{load_ms}" for model in "abc"), "--capacity", "1",
                   "--delay", "30") as server:
        place.run("run", write(place, "first.jsonl", 12), "--backend", server.url)
        place.run("submit", write(place, "second.jsonl", 12), "--backend", server.url)
        planned = json.loads(place.run("plan", "--json").stdout)["eta"]
        eta = eta_of(place, "second.jsonl")
        assert 2 * 0.8 * load_ms < eta["expected_ms"] < 2 * load_ms + 5000, eta
        assert abs(eta["expected_ms"] - planned["expected_ms"]) < load_ms / 4, (eta, planned)


class Loading(http.server.BaseHTTPRequestHandler):
    """Turns requests away until their model is there, and has one at a time."""

    protocol_version = "HTTP/1.1"
    load_s = 4
    model = None
    there_at = 0

    def say(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if status == 503:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path.endswith("/models"):
            self.say(200, {"object": "list", "data": [{"id": model, "object": "model"}
                                                      for model in "abc"]})
        else:
            self.say(404, {"error": {"message": "There is no such place"}})

    def do_POST(self):
        model = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["model"]
        if Loading.model != model:
            Loading.model, Loading.there_at = model, time.monotonic() + self.load_s
        if time.monotonic() < Loading.there_at:
            self.say(503, {"error": {"message": "Loading model", "code": 503}})
        else:
            message = {"role": "assistant", "content": "yes"}
            self.say(200, {"id": "x", "object": "chat.completion", "model": model,
                           "choices": [{"index": 0, "message": message,
                                        "finish_reason": "stop"}]})

    def log_message(self, *_):
        pass


def a_load_that_requests_were_told_of_is_measured(place):
    """Though none of them has waited for it: the other models are thought to take as long."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Loading)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/v1"
    begin = time.monotonic()
    place.run("run", place.write_batch("first.jsonl", 4, ["a"]), "--parallel", "1",
              "--backend", url)
    took_ms = (time.monotonic() - begin) * 1000
    place.run("submit", place.write_batch("second.jsonl", 4, ["b"]), "--parallel", "1",
              "--backend", url)
    group = json.loads(place.run("plan", "--json").stdout)["groups"][0]
    # One load of another model, beside which ten seconds count for a fifth.
    least_ms, most_ms = ((ms + 0.2 * 10000) / 1.2 for ms in (Loading.load_s * 1000, took_ms))
    assert 0.9 * least_ms < group["load_ms"] < most_ms < 9000, (group, took_ms)
    server.shutdown()
    server.server_close()


main([
    a_load_that_requests_were_told_of_is_measured,
    loads_count_for_who_only_looks,
    what_a_load_has_taken_is_not_to_come,
    what_a_request_has_taken_is_not_to_come,
    a_second_run_of_the_same_shape_starts_with_a_number,
    what_was_learnt_outlives_a_kill,
    what_all_answers_said_others_know_before_the_next,
    time_passes_for_who_only_looks,
    who_only_looks_learns_from_who_works,
    a_load_that_another_began_is_no_time_of_an_item,
])
