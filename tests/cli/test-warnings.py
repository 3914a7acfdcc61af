# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What is known of a model is held against a batch before it is sent."""

import json
import socket
import time

from harness import Simulator, communicate, line, main, wait_until

BLIND = {"kind": "body", "status": 400, "count": 1,
         "body": json.dumps({"error": {"message": "image input is not supported", "code": 400}})}


def picture(number, model="m"):
    content = [{"type": "text", "text": f"number {number}"},
               {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]
    request = json.loads(line(number, model))
    request["body"]["messages"][0]["content"] = content
    return json.dumps(request) + "\n"


def refuse_once(place, server):
    """The model is found out not to see."""
    server.post("/__fail", json.dumps(BLIND).encode())
    place.run("run", place.write("first.jsonl", picture(0)), "--backend", server.url, expect=1)


def what_was_refused_is_told(place):
    with Simulator("--models", "m,n") as server:
        refuse_once(place, server)
        batch = place.write("in.jsonl", line(0, "m") + "\n" + picture(1) + picture(2, "n")
                            + picture(3))
        told = ("May fail: 2 requests use pictures, which “m” has refused before, the first in "
                "line 3: choose a model that sees pictures\n")
        before = server.get("/__log?summary=1")["requests"]
        done = place.run("submit", batch, "--backend", server.url)
        assert done.stderr == told, done.stderr
        assert done.stdout.startswith("batch_"), done.stdout
        assert server.get("/__log?summary=1")["requests"] == before

        done = place.run("run", batch, "--backend", server.url, "--new", "--force", "--json")
        assert told in done.stderr, done.stderr
        job = json.loads(done.stdout)
        assert job["succeeded"] == 4, job
        assert job["warnings"] == [{
            "reason": "vision", "model": "m", "count": 2, "line": 3,
            "message": told.removeprefix("May fail: ").strip()}], job

        done = place.run("submit", batch, "--backend", server.url, "--quiet", "-o", "o", "-e", "e")
        assert done.stderr == "", done.stderr


def what_is_too_long_is_told(place):
    with Simulator("--personality", "vllm", "--models", "m", "--context", "200") as server:
        batch = place.write("in.jsonl", line(0, "m") + line(1, "m", "four" * 201)
                            + line(2, "m", "four" * 190))
        done = place.run("submit", batch, "--backend", server.url, "--json")
        warnings = json.loads(done.stdout)["warnings"]
        assert [(w["reason"], w["count"], w["line"]) for w in warnings] == [("context", 1, 2)], \
            warnings
        assert "1 request may need more than the 200 tokens" in done.stderr, done.stderr


def a_model_that_nobody_has_is_told(place):
    """Before anything is sent, and in the plan; not where a server may have more than it lists."""
    for personality in ("ollama", "openai", "vllm"):
        with Simulator("--personality", personality, "--models", "m,k") as server:
            here = place.below(personality)
            batch = here.write("in.jsonl", line(0, "m") + line(1, "n") + line(2, "n"))
            done = here.run("submit", batch, "--backend", server.url, "--json")
            told = ("2 requests ask for “n”, which is not on the list of their server, the first "
                    "in line 2: choose a model that is, or get this one")
            assert done.stderr == f"May fail: {told}\n", done.stderr
            job = json.loads(done.stdout)
            warning = {"reason": "missing", "model": "n", "count": 2, "line": 2, "message": told}
            assert job["warnings"] == [warning], job["warnings"]

            plan = here.run("plan").stdout.splitlines()
            n_at = next(at for at, text in enumerate(plan) if " n: 2 requests" in text)
            assert plan[n_at + 2] == f"    May fail: {told}", plan
            assert sum("May fail" in text for text in plan) == 1, plan
            groups = json.loads(here.run("plan", "--json").stdout)["groups"]
            assert {group["model"]: group["warnings"] for group in groups} == {
                "m": [], "n": [{"job": job["id"], **warning}]}, groups
            assert server.get("/__log?summary=1")["requests"] == 0
    for personality, models in (("llama-swap", "m,k"), ("openai", "m")):
        with Simulator("--personality", personality, "--models", models) as server:
            batch = place.write(f"{personality}.jsonl", line(1, "n"))
            done = place.run("submit", batch, "--backend", server.url)
            assert done.stderr == "", done.stderr


def what_a_job_waits_for_is_in_the_plan(place):
    with Simulator("--models", "m", "--fail", "429:1") as server:
        batch = place.write_batch("in.jsonl", 5, models=["m"])
        run = place.start("run", batch, "--backend", server.url)

        def told():
            groups = json.loads(place.run("plan", "--json").stdout)["groups"]
            return [(warning["reason"], warning["message"]) for group in groups
                    for warning in group["warnings"]]
        wait_until(lambda: any(reason == "standstill" and "The model server is busy" in message
                               for reason, message in told()))
        wait_until(lambda: "The model server is busy" in place.run("plan").stdout)
        run.terminate()
        communicate(run)


def of_what_is_good_nothing_is_said(place):
    with Simulator("--models", "m") as server:
        refuse_once(place, server)
        batch = place.write("in.jsonl", line(0, "m") + line(1, "m"))
        done = place.run("submit", batch, "--backend", server.url, "--json")
        assert json.loads(done.stdout)["warnings"] == [], done.stdout
        assert done.stderr == "", done.stderr


def it_is_known_while_the_server_is_away(place):
    with Simulator("--models", "m") as server:
        refuse_once(place, server)
        url = server.url
    done = place.run("submit", place.write("in.jsonl", picture(1)), "--backend", url)
    assert "1 request uses pictures, which “m” has refused before, in line 1" in done.stderr, \
        done.stderr


def a_named_server_is_asked_too(place):
    with Simulator("--models", "m") as server:
        refuse_once(place, server)
        place.run("backend", "add", "here", server.url)
        done = place.run("submit", place.write("in.jsonl", picture(1)))
        assert "1 request uses pictures" in done.stderr, done.stderr


def a_silent_server_is_waited_for_two_seconds_in_all(place):
    """Not for each thing that it is asked. The machine may be slow at times, but not each time."""
    batch = place.write("in.jsonl", line(0, "m"))
    took = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        for number in range(10):
            began = time.monotonic()
            place.run("submit", batch, "--backend", url, "-o", f"o{number}", "-e", f"e{number}")
            took.append(time.monotonic() - began)
            if number >= 2 and min(took) < 3:
                break
    assert 1.5 < min(took) < 3, took


main([
    what_was_refused_is_told,
    what_is_too_long_is_told,
    a_model_that_nobody_has_is_told,
    what_a_job_waits_for_is_in_the_plan,
    of_what_is_good_nothing_is_said,
    it_is_known_while_the_server_is_away,
    a_named_server_is_asked_too,
    a_silent_server_is_waited_for_two_seconds_in_all,
])
