# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Each model is loaded once, however they alternate: test-loads.py ITEMS LOAD_MS"""

import json
import re
import sys
import time

from harness import Simulator, assert_answers, main

MODELS = 150                    # more than are all looked at for each load
ITEMS = int(sys.argv[1])
LOAD_MS = int(sys.argv[2])


def three_models_that_alternate_take_three_loads(place):
    models = ",".join(f"{name}:{LOAD_MS}" for name in "abc")
    with Simulator("--models", models, "--capacity", "1", "--fail", "503:0.02") as server:
        batch = place.write_batch("in.jsonl", ITEMS)
        begin = time.monotonic()
        place.run("run", batch, "--parallel", "8", "--backend", server.url,
                  timeout=300 + ITEMS / 100)
        seconds = time.monotonic() - begin
        assert_answers(place.read_lines("in.output.jsonl"), ITEMS)

        log = server.get_lines("/__log")
        counts = server.get("/__log?summary=1")
    loads = [entry["model"] for entry in log if entry["event"] == "load"]
    failed = counts["statuses"]["503"]
    print(f"# {ITEMS} items, {LOAD_MS} ms a load: {len(loads)} loads, {failed} answers 503, "
          f"{seconds:.1f} s", flush=True)
    assert sorted(loads) == ["a", "b", "c"], loads
    assert 0.01 * ITEMS < failed < 0.04 * ITEMS, failed
    assert counts["requests"] == ITEMS + failed and counts["answered_again"] == 0, counts


def each_of_very_many_models_is_loaded_once_in_the_order_of_the_file(place):
    models = [f"model-{number * 37 % MODELS}" for number in range(MODELS)]
    with Simulator("--any-model", "--capacity", "1") as server:
        batch = place.write_batch("many.jsonl", MODELS, models=models)
        place.run("run", batch, "--backend", server.url)
        assert_answers(place.read_lines("many.output.jsonl"), MODELS)
        loads = [entry["model"] for entry in server.get_lines("/__log")
                 if entry["event"] == "load"]
    assert loads == models, loads

    row = place.run("list").stdout.splitlines()[1]
    assert row.endswith(f"{', '.join(models[:5])} and {MODELS - 5} more"), row
    assert json.loads(place.run("list", "--json").stdout.splitlines()[0])["models"] == models
    assert f"{models[4]} and {MODELS - 5} more\n" in place.run("validate", batch).stdout


def what_a_server_holds_is_no_load(place):
    with Simulator("--models", "a:2000,b:2000,c:2000", "--capacity", "3",
                   "--delay", "20") as server:
        batch = place.write_batch("held.jsonl", 9)
        ends = [place.run("run", batch, "--backend", server.url, "--new", "--force").stdout
                for _ in range(4)]
        loads = server.get("/__log?summary=1")["loads"]
        place.run("submit", batch, "--backend", server.url, "--new", "--force")
        plan = json.loads(place.run("plan", "--json").stdout)
    assert loads == 3 and "3 loads)" in ends[0], ends[0]
    assert all("0 loads)" in end for end in ends[1:]), ends
    assert "\n3 model loads, " in place.run("stats").stdout
    # What a load takes is known of the ones that were there.
    for group in plan["groups"]:
        assert group["needs_load"] == (group is not plan["groups"][0]), plan
        assert not group["needs_load"] or 1500 < group["load_ms"] < 3000, plan


def where_models_are_always_there_nobody_speaks_of_loads(place):
    with Simulator("--models", "a:300,b:300,c:300", "--capacity", "3") as server:
        place.run("backend", "add", "provider", server.url, "--kind", "openai")
        tested = place.run("backend", "test", "provider").stdout
        batch = place.write_batch("cloud.jsonl", 9)
        texts = []
        for _ in range(2):
            place.run("submit", batch, "--backend", "provider", "--new", "--force")
            plan = json.loads(place.run("plan", "--json").stdout)
            texts.append(place.run("plan").stdout)
            end = place.run("run")
            texts += [end.stdout, end.stderr]
            assert len(plan["groups"]) == 3 and plan["arrival_loads"] == 0, plan
            assert not any(group["needs_load"] for group in plan["groups"]), plan
        texts.append(place.run("stats").stdout)
    assert tested.startswith("OpenAI answers: 3 models"), tested
    assert not any(re.search(r"\bload", text) for text in texts), texts


def what_is_not_there_is_not_taken_for_loaded(place):
    for personality in ("openai", "ollama", "llama-router"):
        with Simulator("--models", "a:300", "--personality", personality) as server:
            for _ in range(2):
                batch = place.write_batch("missing.jsonl", 6, models=("a", "nope"))
                place.run("run", batch, "--backend", server.url, "--new", "--force", expect=1)
            job = place.run("submit", batch, "--backend", server.url, "--new",
                            "--force").stdout.strip()
            groups = json.loads(place.run("plan", "--json").stdout)["groups"]
            missing = [group for group in groups if group["model"] == "nope"]
            assert len(missing) == 1 and missing[0]["needs_load"], groups
            place.run("cancel", job)


main([three_models_that_alternate_take_three_loads,
      each_of_very_many_models_is_loaded_once_in_the_order_of_the_file,
      what_a_server_holds_is_no_load,
      where_models_are_always_there_nobody_speaks_of_loads,
      what_is_not_there_is_not_taken_for_loaded])
