# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A provider with a batch API, which is a server of ours, and batches that are handed to it."""

import contextlib
import json
import sqlite3
import urllib.request

from harness import Place, Simulator, assert_answers
from serving import Serving

COUNT = 12
NO_BATCHES = (200, [("Content-Type", "application/json")],
              b'{"object":"list","data":[],"has_more":false}')


class Provider:
    """A server of ours with a simulated model server behind it."""

    def __init__(self, place, *options, parallel=4, auth=False):
        self.place = Place(place.folder / "provider")
        self.place.folder.mkdir()
        self.simulator = Simulator("--any-model", *options)
        self.place.run("backend", "add", "one", self.simulator.url, "--kind", "openai-compatible",
                       "--parallel", str(parallel))
        self.options = () if auth else ("--no-auth",)
        self.serving = Serving(self.place, *self.options)

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
        self.serving = Serving(self.place, *self.options)

    def get(self, path):
        with urllib.request.urlopen(self.url + path) as answer:
            return json.load(answer)

    def list_batches(self, path="/batches"):
        return self.get(f"{path}?limit=100")["data"]

    def count_requests(self):
        return self.simulator.get("/__log?summary=1")["requests"]


def write(place, count=COUNT, models=("a",)):
    place.write_batch("in.jsonl", count, models)


def run(place, upstream, *options):
    return ("run", place.path("in.jsonl"), "--backend", upstream.url, "--mode", "native", *options)


def job_of(place):
    return json.loads(place.run("list", "--json").stdout.splitlines()[0])


def parts_of(place):
    job_id = job_of(place)["id"]
    return [json.loads(text) for text in place.run("native", "list", job_id, "--json")
            .stdout.splitlines()]


def events_of(place):
    return [json.loads(text) for text in place.run("show", job_of(place)["id"], "--events",
                                                   "--json").stdout.splitlines()]


def age(place):
    """The provider was asked to begin, and by now its batch would have to be in its list."""
    with contextlib.closing(sqlite3.connect(place.path("data/queue.db"))) as database:
        database.execute("UPDATE handover SET sent_at = sent_at - 15 * 60000000")
        database.commit()


def check_unsure(place, upstream, command):
    """Whether the provider has begun is looked for, over any number of restarts, until it is left
    to a person."""
    for _ in range(2):
        told = place.run(*command, "--patience", "1", expect=4).stderr
        assert "is looked for in its list of batches" in told, told
        part, = parts_of(place)
        assert part["state"] == "creating" and "15 minutes" in part["note"], part
    told = [event for event in events_of(place) if "is looked for there" in event["detail"]]
    assert len(told) == 1, told
    age(place)
    told = place.run(*command, "--patience", "1", expect=4).stderr
    assert "nobody can tell" in told, told
    assert parts_of(place)[0]["state"] == "held", parts_of(place)
    shown = place.run("show", job_of(place)["id"]).stdout
    assert "batchq native resend" in shown, shown
    assert upstream.steps.count("create") == 1, upstream.steps


def check(place, provider, count=COUNT):
    assert_answers(place.read_lines("in.output.jsonl"), count)
    batches = provider.list_batches()
    assert len(batches) == 1, batches
    assert batches[0]["request_counts"] == {"total": count, "completed": count, "failed": 0}
    assert provider.count_requests() == count
