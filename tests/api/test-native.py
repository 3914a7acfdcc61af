# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Native mode, with a server of our own as the provider: whatever dies, and whenever, the
provider has one batch for each part of a job, and every answer is there once."""

import json
import urllib.request

from harness import Place, Simulator, assert_answers, communicate, line, main
from serving import Serving
from upstream import MOMENTS, Upstream

COUNT = 12


class Provider:
    """A server of ours with a simulated model server behind it."""

    def __init__(self, place, *options):
        self.place = Place(place.folder / "provider")
        self.place.folder.mkdir()
        self.simulator = Simulator("--any-model", *options)
        self.place.run("backend", "add", "one", self.simulator.url, "--kind", "openai-compatible")
        self.serving = Serving(self.place, "--no-auth")

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.serving.__exit__(*failure)
        self.simulator.__exit__()

    @property
    def url(self):
        return self.serving.url

    def die_and_come_back(self):
        self.serving.kill()
        self.serving = Serving(self.place, "--no-auth")

    def list_batches(self, path="/batches"):
        with urllib.request.urlopen(f"{self.url}{path}?limit=100") as answer:
            return json.load(answer)["data"]

    def count_requests(self):
        return self.simulator.get("/__log?summary=1")["requests"]


def run(place, upstream, *options):
    return ("run", place.path("in.jsonl"), "--backend", upstream.url, "--mode", "native", *options)


def check(place, provider, count=COUNT):
    assert_answers(place.read_lines("in.output.jsonl"), count)
    batches = provider.list_batches()
    assert len(batches) == 1, batches
    assert batches[0]["request_counts"] == {"total": count, "completed": count, "failed": 0}
    assert provider.count_requests() == count


def from_end_to_end(place):
    place.write("in.jsonl", "".join(line(i) for i in range(COUNT)))
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        place.run(*run(place, upstream))
        check(place, provider)
        steps = upstream.steps
        for step in ("upload", "create", "poll", "answers"):
            assert step in steps, steps
        assert steps.count("upload") == steps.count("create") == steps.count("answers") == 1


def make_kill(step, moment):
    """A test that kills the client over that step, and runs the same command again."""
    def test(place):
        place.write("in.jsonl", "".join(line(i) for i in range(COUNT)))
        with Provider(place) as provider, Upstream(provider.url) as upstream:
            upstream.when = (step, moment)
            upstream.victim = place.start(*run(place, upstream))
            communicate(upstream.victim)
            assert upstream.victim.returncode == -9, upstream.steps
            place.run(*run(place, upstream))
            check(place, provider)
    test.__name__ = f"killed_over_{step}_{moment}".replace(" ", "_")
    return test


main([from_end_to_end]
     + [make_kill(step, moment) for step in ("models", "upload", "create", "poll", "answers")
        for moment in MOMENTS if (step, moment) != ("models", "half sent")])
