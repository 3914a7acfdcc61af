# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What a run that was killed had its server hold: gone on with, and given back."""

import datetime
import json
import signal
import subprocess
import urllib.request

from harness import Simulator, assert_answers, line, main, wait_until

ITEMS = 200
UTC = datetime.timezone.utc

# Ollama unloads by itself what nobody has used for so long.
USUAL_MINUTES = 5


def minutes_left(model):
    left = datetime.datetime.fromisoformat(
        model["expires_at"].replace("Z", "+00:00")) - datetime.datetime.now(UTC)
    return left.total_seconds() / 60


HUNDRED_YEARS = 100 * 365 * 24 * 60


# How to see what a server has in its memory for longer than it would by itself.
HELD = {
    "ollama": ("/api/ps", lambda told: [
        model["name"] for model in told["models"] if minutes_left(model) > USUAL_MINUTES]),
    "lm-studio": ("/api/v1/models", lambda told: [
        model["key"] for model in told["models"] if model["loaded_instances"]]),
}


def held(server, personality):
    path, read = HELD[personality]
    with urllib.request.urlopen(server.url.removesuffix("/v1") + path) as answer:
        return read(json.load(answer))


def minutes_to_live(server):
    with urllib.request.urlopen(server.url.removesuffix("/v1") + "/api/ps") as answer:
        return minutes_left(json.load(answer)["models"][0])


def pin(server, model):
    body = json.dumps({"model": model, "keep_alive": -1}).encode()
    urllib.request.urlopen(server.url.removesuffix("/v1") + "/api/generate", body).close()


def loads(server):
    return [entry["model"] for entry in server.get_lines("/__log") if entry["event"] == "load"]


def write_batch(place, name, model, count):
    return place.write(name, "".join(line(number, model) for number in range(count)))


def kill_in_the_middle(place, server, batch):
    process = place.start("run", batch, "--parallel", "1", "--backend", "here",
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: server.get("/__log?summary=1")["answered"] >= 5)
    process.send_signal(signal.SIGKILL)
    process.wait()
    server.post("/__pace?times=0.1")
    answered = server.get("/__log?summary=1")["answered"]
    assert 5 <= answered < ITEMS, answered


def start(place, server, personality):
    place.run("backend", "add", "here", server.url)
    batch = write_batch(place, "in.jsonl", "a", ITEMS)
    kill_in_the_middle(place, server, batch)
    # It stays although nobody is there any more: that is what keeping it means.
    assert held(server, personality) == ["a"], held(server, personality)
    return batch


def simulate(personality):
    return Simulator("--personality", personality, "--models", "a:100,b:100", "--capacity", "2",
                     "--delay", "30")


def the_next_run_goes_on_with_it_and_gives_it_back(place, personality):
    with simulate(personality) as server:
        batch = start(place, server, personality)
        place.run("run", batch, "--parallel", "1", "--backend", "here")
        assert_answers(place.read_lines("in.output.jsonl"), ITEMS)
        assert loads(server) == ["a"], loads(server)
        wait_until(lambda: held(server, personality) == [])


def whoever_comes_next_gives_it_back(place, personality):
    """Also one that has no use for it."""
    with simulate(personality) as server:
        start(place, server, personality)
        job = json.loads(place.run("list", "--json").stdout.splitlines()[0])["id"]
        place.run("cancel", job)
        place.run("run", write_batch(place, "other.jsonl", "b", 5), "--backend", "here")
        assert loads(server) == ["a", "b"], loads(server)
        wait_until(lambda: held(server, personality) == [])


def what_another_client_has_pinned_is_pinned_after_a_kill(place):
    with simulate("ollama") as server:
        pin(server, "a")
        assert minutes_to_live(server) > HUNDRED_YEARS, minutes_to_live(server)
        batch = start(place, server, "ollama")
        assert minutes_to_live(server) <= 30, minutes_to_live(server)
        place.run("run", batch, "--parallel", "1", "--backend", "here")
        wait_until(lambda: minutes_to_live(server) > HUNDRED_YEARS, seconds=180)
        assert loads(server) == ["a"], loads(server)


def on_ollama_the_next_run_goes_on_and_gives_it_back(place):
    the_next_run_goes_on_with_it_and_gives_it_back(place, "ollama")


def on_lm_studio_the_next_run_goes_on_and_gives_it_back(place):
    the_next_run_goes_on_with_it_and_gives_it_back(place, "lm-studio")


def on_ollama_whoever_comes_next_gives_it_back(place):
    whoever_comes_next_gives_it_back(place, "ollama")


def on_lm_studio_whoever_comes_next_gives_it_back(place):
    whoever_comes_next_gives_it_back(place, "lm-studio")


main([
    on_ollama_the_next_run_goes_on_and_gives_it_back,
    on_lm_studio_the_next_run_goes_on_and_gives_it_back,
    on_ollama_whoever_comes_next_gives_it_back,
    on_lm_studio_whoever_comes_next_gives_it_back,
    what_another_client_has_pinned_is_pinned_after_a_kill,
])
