# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""batchq run --reuse: of a file that has grown, only what is new is sent."""

import json

from harness import Simulator, assert_answers, line, main


def requests(server):
    return server.get("/__log?summary=1")["requests"]


def only_what_is_new_is_sent(place):
    with Simulator("--any-model") as server:
        place.write_batch("in.jsonl", 50)
        place.run("run", place.path("in.jsonl"), "--backend", server.url)
        first = {entry["custom_id"]: entry["response"] for entry in
                 place.read_lines("in.output.jsonl")}
        place.write_batch("grown.jsonl", 80)
        done = place.run("run", place.path("grown.jsonl"), "--backend", server.url, "--reuse")
        assert "50 requests were answered earlier" in done.stdout, done.stdout
        answers = place.read_lines("grown.output.jsonl")
        assert_answers(answers, 80)
        assert requests(server) == 80
        for answer in answers[:50]:
            assert answer["response"]["body"] == first[answer["custom_id"]]["body"], answer


def a_file_that_is_all_answered_is_done(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 20)
        place.run("run", batch, "--backend", server.url)
        done = place.run("run", batch, "--backend", server.url, "--reuse", "--force", "--json")
        job = json.loads(done.stdout)
        assert job["state"] == "completed" and job["succeeded"] == 20, job
        assert_answers(place.read_lines("in.output.jsonl"), 20)
        assert requests(server) == 20


def what_differs_or_failed_is_sent(place):
    with Simulator("--any-model") as server:
        failing = line(1, prompt="[[fail 400]] one")
        place.write("in.jsonl", line(0, prompt="same") + failing)
        place.run("run", place.path("in.jsonl"), "--backend", server.url, expect=1)
        before = requests(server)
        place.write("more.jsonl", line(0, prompt="other") + failing + line(2, prompt="same")
                    + line(3, model="b", prompt="same"))
        done = place.run("run", place.path("more.jsonl"), "--backend", server.url, "--reuse",
                         expect=1)
        assert "1 request was answered earlier" in done.stdout, done.stdout
        assert requests(server) == before + 3


def what_was_asked_otherwise_is_sent(place):
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", line(0, prompt="[[fail length]] long") + line(1))
        place.run("run", batch, "--backend", server.url)
        job = json.loads(place.run("list", "--json").stdout.splitlines()[0])["id"]
        place.run("retry", job, "--cut-off", "--set", "max_tokens=9")
        place.run("run", batch, "--backend", server.url)
        before = requests(server)
        done = place.run("run", batch, "--backend", server.url, "--reuse", "--force", "--new")
        assert "1 request was answered earlier" in done.stdout, done.stdout
        assert requests(server) == before + 1


def without_being_asked_all_is_sent(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 10)
        place.run("run", batch, "--backend", server.url)
        place.run("run", batch, "--backend", server.url, "--force", "--new")
        assert requests(server) == 20


main([
    only_what_is_new_is_sent,
    a_file_that_is_all_answered_is_done,
    what_differs_or_failed_is_sent,
    what_was_asked_otherwise_is_sent,
    without_being_asked_all_is_sent,
])
