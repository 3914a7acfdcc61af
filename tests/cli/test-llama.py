# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""batchq run on a real llama-server that has room for one model at a time."""

import json
import os
import signal
import subprocess
import sys
import urllib.request

import llama
from harness import main, wait_until

COUNT = 900


def write_batch(place, tokens=8):
    return place.write("in.jsonl", "".join(
        llama.line(number, llama.MODELS[number % 3], tokens) for number in range(COUNT)))


def assert_all_answered(place):
    lines = place.read_lines("in.output.jsonl")
    assert [entry["custom_id"] for entry in lines] == [f"r{i}" for i in range(COUNT)]
    for number, entry in enumerate(lines):
        body = entry["response"]["body"]
        assert body["model"] == llama.MODELS[number % 3], body
        assert body["usage"]["completion_tokens"] > 0, body
        assert isinstance(body["choices"][0]["message"]["content"], str), body


def alternating_models_are_loaded_once_each(place):
    with llama.Server() as server:
        done = place.run("run", write_batch(place), "--parallel", "8", "--backend", server.url)
        assert "900" in done.stdout, done.stdout
        assert_all_answered(place)
        assert server.loads() == llama.MODELS, server.loads()
        assert server.resident() == ["gamma"], server.resident()


def a_killed_run_goes_on_with_the_model_that_is_there(place):
    with llama.Server() as server:
        batch = write_batch(place, tokens=40)
        process = place.start("run", batch, "--parallel", "4", "--backend", server.url,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: "beta" in server.loads(), seconds=180)
        process.send_signal(signal.SIGKILL)
        process.wait()
        place.run("run", batch, "--parallel", "4", "--backend", server.url)
        assert_all_answered(place)
        assert server.loads() == llama.MODELS, server.loads()


def show(place, *arguments):
    place.run("backend", "add", "here", *arguments)
    return json.loads(place.run("backend", "show", "here", "--json").stdout)


def a_router_says_what_it_takes(place):
    with llama.Server("--parallel", "3") as server:
        shown = show(place, server.url)
        assert shown["kind"] == "llama-router" and shown["version"].startswith("b"), shown
        assert shown["limits"]["resident_models"] == {"value": 1, "source": "server"}, shown
        assert shown["limits"]["context_length"]["source"] == "unknown", shown
        assert server.loads() == [], server.loads()

        place.run("run", place.write("one.jsonl", llama.line(0, "beta")), "--backend", "here")
        shown = show(place, server.url)
        assert shown["limits"]["slots"] == {"value": 3, "source": "server"}, shown
        assert shown["limits"]["context_length"]["source"] == "server", shown
        states = {model["id"]: model["state"] for model in shown["details"]}
        assert states == {"alpha": "unloaded", "beta": "loaded", "gamma": "unloaded"}, states
        assert "requests at a time 3 (says the server)" in place.run("backend", "show",
                                                                     "here").stdout
        assert server.loads() == ["beta"], server.loads()


def one_with_a_single_model_says_what_it_takes(place):
    with llama.Server("--model", "/srv/models/alpha.gguf", "--parallel", "4") as server:
        shown = show(place, server.url)
        assert shown["kind"] == "llama-server", shown
        assert shown["limits"]["slots"] == {"value": 4, "source": "server"}, shown
        assert shown["limits"]["context_length"] == {"value": 512, "source": "server"}, shown
        shown = show(place, server.url, "--parallel", "2")
        assert shown["limits"]["slots"] == {"value": 2, "source": "user"}, shown


def one_with_a_key_is_known_by_those_who_have_it(place):
    with llama.Server("--api-key", "sk-test-1", "--model", "/srv/models/alpha.gguf",
                      "--parallel", "2") as server:
        shown = show(place, server.url)
        assert shown["kind"] == "llama-server", shown
        assert "does not accept the key" in shown["problem"] and "limits" not in shown, shown
        os.environ["LLAMA_KEY"] = "sk-test-1"
        shown = show(place, server.url, "--key-from-env", "LLAMA_KEY")
        assert shown["limits"]["slots"] == {"value": 2, "source": "server"}, shown


def with_room_for_two_each_is_loaded_once(place):
    with llama.Server("--models-max", "2") as server:
        place.run("run", write_batch(place), "--parallel", "8", "--backend", server.url)
        assert_all_answered(place)
        assert server.loads() == llama.MODELS, server.loads()


def a_key_opens_everything(place):
    os.environ["BATCHQ_API_KEY"] = "sesame"
    try:
        with llama.Server("--api-key", "sesame") as server:
            place.run("run", write_batch(place), "--parallel", "8", "--backend", server.url)
            assert_all_answered(place)
            assert server.loads() == llama.MODELS, server.loads()
    finally:
        del os.environ["BATCHQ_API_KEY"]


def one_model_works_on_as_many_as_it_has_slots(place):
    batch = place.write("in.jsonl", "".join(llama.line(i, "alpha", 200) for i in range(120)))
    with llama.Server("-m", "/srv/models/alpha.gguf", "--parallel", "6", "--slots") as server:
        place.run("backend", "add", "one", server.url)
        listed = json.loads(place.run("backend", "list", "--json").stdout)
        assert listed["kind"] == "llama-server", listed
        process = place.start("run", batch, "--backend", "one")
        most = 0
        while process.poll() is None:
            slots = json.load(urllib.request.urlopen(server.url.removesuffix("/v1") + "/slots"))
            most = max(most, sum(slot["is_processing"] for slot in slots))
        process.communicate()
        assert process.returncode == 0, process.returncode
        assert len(place.read_lines("in.output.jsonl")) == 120
        assert 4 < most <= 6, most


def check_comes_back(place, leave):
    """Once it has begun with the second model, the server ends by @leave."""
    batch = write_batch(place, tokens=40)
    with llama.Server() as server:
        process = place.start("run", batch, "--parallel", "4", "--backend", server.url,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: "beta" in server.loads(), seconds=180)
        leave(server)
        assert server.process.poll() is not None
    with llama.Server(port=server.port) as again:
        assert process.wait(300) == 0
        assert_all_answered(place)
        assert sorted(again.loads()) == ["beta", "gamma"], again.loads()


def a_server_that_ends_and_comes_back_loses_nothing(place):
    check_comes_back(place, lambda server: (server.process.terminate(), server.process.wait(60)))


def a_server_that_is_killed_and_comes_back_loses_nothing(place):
    check_comes_back(place, lambda server: server.kill())


DOCUMENTS = 8
QUESTIONS = 5


def question(number):
    """All documents with the first question, then all with the second, …"""
    words = " ".join(f"{number % DOCUMENTS}.{word}" for word in range(170))
    body = {"model": "alpha", "max_tokens": 4, "messages": [
        {"role": "system", "content": "You answer questions. " * 18},
        {"role": "user", "content": f"{words} Question {number // DOCUMENTS}?"}]}
    return json.dumps({"custom_id": f"q{number}", "method": "POST",
                       "url": "/v1/chat/completions", "body": body}) + "\n"


def read_and_known(server, place, name, *options):
    """How many tokens of the prompts the server has read, by what it says, and knew already."""
    batch = place.write(f"{name}.jsonl", "".join(map(question, range(DOCUMENTS * QUESTIONS))))
    place.run("backend", "add", name, server.url)
    place.run("run", batch, "--backend", name, *options)
    lines = place.read_lines(f"{name}.output.jsonl")
    assert [entry["custom_id"] for entry in lines] == [f"q{i}" for i in range(len(lines))]
    assert len(lines) == DOCUMENTS * QUESTIONS, len(lines)
    timings = [entry["response"]["body"]["timings"] for entry in lines]
    job = [job for job in map(json.loads, place.run("list", "--json").stdout.splitlines())
           if job["backend"] == name][0]
    known = sum(timing["cache_n"] for timing in timings)
    assert job["cached_tokens"] == known, (job, known)
    assert job["prompt_tokens"] == known + sum(timing["prompt_n"] for timing in timings), job
    return job["prompt_tokens"] - known, known


def prompts_that_begin_alike_are_read_once(place):
    """Without its memory for more prompts than it has slots, as with larger models."""
    options = ("-m", "/srv/models/alpha.gguf", "-c", "8192", "--cache-ram", "0")
    for slots in 1, 4:
        place.run("plan", "--policy", "exact-order")
        with llama.Server(*options, "--parallel", str(slots)) as server:
            theirs, _ = read_and_known(server, place, f"file-{slots}")
        place.run("plan", "--policy", "fewest-swaps")
        with llama.Server(*options, "--parallel", str(slots)) as server:
            ours, known = read_and_known(server, place, f"ours-{slots}")
        print(f"# {slots} at a time: {ours} prompt tokens read and {known} known,"
              f" {theirs} read in the order of the file")
        assert ours < theirs / 2, (slots, ours, theirs)


def no_process_of_the_server_is_left(_place):
    with llama.Server() as server:
        assert not server.is_gone()
    assert server.is_gone()


REASON = llama.why_not()
if REASON is not None:
    print(f"1..0 # SKIP {REASON}")
    sys.exit()

main([
    alternating_models_are_loaded_once_each,
    a_killed_run_goes_on_with_the_model_that_is_there,
    with_room_for_two_each_is_loaded_once,
    a_key_opens_everything,
    one_model_works_on_as_many_as_it_has_slots,
    a_server_that_ends_and_comes_back_loses_nothing,
    a_server_that_is_killed_and_comes_back_loses_nothing,
    a_router_says_what_it_takes,
    one_with_a_single_model_says_what_it_takes,
    one_with_a_key_is_known_by_those_who_have_it,
    prompts_that_begin_alike_are_read_once,
    no_process_of_the_server_is_left,
])
