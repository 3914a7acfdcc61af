# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The order of the work, and pausing, from another process: what the server saw is the witness."""

import json

from harness import Simulator, communicate, main, wait_until


def submit(place, server, name, count, models):
    batch = place.write_batch(f"{name}.jsonl", count, models)
    out = place.run("submit", batch, "--backend", server.url, "--parallel", "1").stdout
    return next(word for word in out.split() if word.startswith("batch_"))


def plan(place):
    return json.loads(place.run("plan", "--json").stdout)


def planned(place):
    return [group["model"] for group in plan(place)["groups"]]


def asked_for(server):
    """The models in the order in which the server was asked for them, each stretch once."""
    models = [entry["model"] for entry in server.get_lines("/__log") if entry["event"] == "request"]
    return [model for before, model in zip([None] + models, models) if model != before]


def a_job_is_moved_in_the_list(place):
    with Simulator("--models", "a,b,c", "--capacity", "1") as server:
        one, two, three = (submit(place, server, model, 3, model) for model in "abc")
        assert planned(place) == ["a", "b", "c"]
        place.run("move", three, "first")
        assert planned(place) == ["c", "a", "b"]
        place.run("move", one, "last")
        assert planned(place) == ["c", "b", "a"]
        place.run("move", one, "up")
        place.run("move", three, "down")
        assert planned(place) == ["a", "c", "b"]
        assert "no place" in place.run("move", two, "sideways", expect=2).stderr
        place.run("run")
        assert asked_for(server) == ["a", "c", "b"]
        assert "has ended" in place.run("move", two, "first", expect=2).stderr


def a_job_runs_next(place):
    with Simulator("--models", "a,b", "--capacity", "1", "--delay", "30") as server:
        submit(place, server, "long", 1000, "a")
        short = submit(place, server, "short", 2, "b")
        runner = place.start("run")
        wait_until(lambda: server.get("/__log?summary=1")["requests"] >= 3)
        place.run("move", short, "next")
        server.post("/__pace?times=0.1")
        assert communicate(runner)
        assert runner.returncode == 0
        assert asked_for(server) == ["a", "b", "a"]


def the_policy_is_kept(place):
    with Simulator("--models", "a,b", "--capacity", "1") as server:
        submit(place, server, "one", 2, "a")
        submit(place, server, "two", 2, "b")
        last = submit(place, server, "three", 2, "a")
        place.run("move", last, "last")
        assert plan(place)["policy"] == "fewest_swaps" and planned(place) == ["a", "b"]
        assert "no policy" in place.run("plan", "--policy", "whatever", expect=2).stderr
        place.run("plan", "--policy", "exact-order")
        assert plan(place)["policy"] == "exact_order" and planned(place) == ["a", "b", "a"]
        place.run("run")
        assert asked_for(server) == ["a", "b", "a"]


def each_policy_comes_to_its_end(place):
    """Also where every model has to wait until another is done."""
    for policy in ("fair", "exact-order", "fewest-swaps"):
        place.run("plan", "--policy", policy)
        with Simulator("--models", "a:20,b:20,c:20", "--capacity", "1") as server:
            batch = place.write_batch(f"{policy}.jsonl", 90, "abc")
            place.run("run", batch, "--backend", server.url)
            counts = server.get("/__log?summary=1")
        assert counts["answered"] == 90 and counts["loads"] == 3, (policy, counts)


def arrival_order_is_counted_by_item(place):
    with Simulator("--models", "a,b", "--capacity", "1") as server:
        submit(place, server, "mixed", 100, "ab")
        now = plan(place)
        assert (now["loads"], now["arrival_loads"]) == (2, 100), now


def what_is_under_way_is_broken_off(place):
    with Simulator("--models", "a", "--delay", "60000") as server:
        job = submit(place, server, "one", 4, "a")
        runner = place.start("run")
        wait_until(lambda: server.get("/__log?summary=1")["in_flight"] == 1)
        place.run("pause", job, "--now")
        wait_until(lambda: server.get("/__log?summary=1")["closed_by_client"] == 1)
        server.post("/__pace?times=0.001")
        place.run("resume", job)
        assert communicate(runner)
        assert runner.returncode == 0
        assert server.get("/__log?summary=1")["answered"] == 4


def what_is_at_work_is_not_unloaded(place):
    """These would cut off what is under way. The queue knows what it has sent there, by whichever
    name of the server; of what others have sent, some say whether they are at work."""
    for personality in "llama-router", "llama-swap", "lm-studio":
        with Simulator("--personality", personality, "--models", "a", "--delay", "60000") as server:
            place.run("backend", "add", personality, server.url, "--kind", personality)
            place.run("submit", place.write_batch(f"{personality}.jsonl", 1, models=["a"]),
                      "--backend", personality)
            runner = place.start("run")
            wait_until(lambda server=server:
                       server.get("/__log?summary=1")["in_flight"] == 1)
            wait_until(lambda: any(json.loads(job)["running"] for job in
                                   place.run("list", "--json").stdout.splitlines()))
            for name in server.url, personality:
                said = place.run("backend", "unload", name, "a", expect=2).stderr
                assert "--force" in said, said
            if personality == "llama-router":
                other = place.below("other")
                said = other.run("backend", "unload", server.url, "a", expect=2).stderr
                assert "cut off what is under way" in said, said
            counts = server.get("/__log?summary=1")
            assert (counts["in_flight"], counts["answered"]) == (1, 0), counts
            place.run("backend", "unload", personality, "a", "--force")
            server.post("/__pace?times=0.001")
            assert communicate(runner)
            assert runner.returncode == 0
            place.run("backend", "unload", personality, "a")


def a_server_that_keeps_its_models_is_told_of(place):
    with Simulator("--models", "a", "--delay", "30") as server:
        job = submit(place, server, "kept", 200, "a")
        runner = place.start("run")
        wait_until(lambda: server.get("/__log?summary=1")["requests"] >= 1)
        said = place.run("pause", job, "--free-memory", expect=4)
        assert f"Paused {job}" in said.stdout, said
        assert "cannot be told to unload" in said.stderr, said
        server.post("/__pace?times=0.001")
        place.run("resume", job)
        assert communicate(runner)
        assert runner.returncode == 0


main([a_job_is_moved_in_the_list, a_job_runs_next, the_policy_is_kept,
      each_policy_comes_to_its_end, arrival_order_is_counted_by_item,
      what_is_under_way_is_broken_off, what_is_at_work_is_not_unloaded,
      a_server_that_keeps_its_models_is_told_of])
