# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""kill -9 at random moments: test-kill.py KILLS ITEMS

A batch is run, killed, and taken up again by the same command until it is done; then
comes another, until there were so many kills. BATCH_TEST_SEED repeats a run."""

import collections
import contextlib
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from harness import Place, Simulator, assert_answers, communicate, line, main

KILLS = int(sys.argv[1])
ITEMS = int(sys.argv[2])
SLOTS = 8
MODELS = ["a", "b", "c"]
PADDING = " padding" * 40
SLICE_S = 0.0002

# Where kills have to fall, and which part of them at least. Only those count in which the process
# that was killed has come there by itself, and not those that only found a job in its end.
LEAST = {"import": 0.15, "running": 0.15, "finalizing": 0.1, "export": 0.1}

# What the next kill aims at after one that fell here, and how often.
AIMS = {
    "import": {"import": 5, "running": 1, "finalizing": 1, "export": 1},
    "running": {"running": 4, "finalizing": 1, "export": 1},
    "finalizing": {"export": 2, None: 1},
    "export": {"export": 2, None: 1},
}


class Left:
    """What a process that is dead has left, seen in a copy that nobody tidies up."""

    def __init__(self, place):
        with tempfile.TemporaryDirectory(dir=place.folder) as copy:
            for name in ("queue.db", "queue.db-wal"):
                if os.path.exists(place.path("data/" + name)):
                    shutil.copy(place.path("data/" + name), copy)
            database = sqlite3.connect(os.path.join(copy, "queue.db"))
            try:
                self.read(database)
            finally:
                database.close()

    def read(self, database):
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        self.jobs, self.answered, self.leases = [], set(), 0
        if database.execute("PRAGMA user_version").fetchone()[0] == 0:
            return
        self.jobs = database.execute(
            "SELECT state, exported_at FROM job WHERE removed_at = 0").fetchall()
        self.all_jobs = database.execute("SELECT count(*) FROM job").fetchone()[0]
        self.answered = {row[0] for row in database.execute(
            "SELECT custom_id FROM item WHERE status = 'succeeded'")}
        self.leases = sum(database.execute(f"SELECT count(*) FROM {what}").fetchone()[0]
                          for what in ("engine", "lane_engine", "item WHERE engine > 0"))

    def phase(self):
        if not self.jobs or self.jobs[0][0] == "validating":
            return "import"
        state, exported_at = self.jobs[0]
        if state in ("queued", "running", "finalizing"):
            return {"queued": "running"}.get(state, state)
        return "done" if exported_at else "export"


class Round:
    """One batch, from its first start to its results."""

    def __init__(self, test, place):
        self.test, self.place, self.server = test, place, test.server
        self.batch = place.write("in.jsonl", "".join(
            line(i, MODELS[i % 3], f"number {i};{PADDING} number {i}") for i in range(ITEMS)))
        self.temporary = pathlib.Path(place.path("tmp"))
        self.temporary.mkdir()
        self.phase = "import"
        self.kills = []                 # (requests by then, what was answered for good)

    def start(self):
        return self.place.start("run", self.batch, "--parallel", str(SLOTS),
                                "--backend", self.server.url,
                                env={**os.environ, "TMPDIR": str(self.temporary)},
                                stdout=subprocess.DEVNULL)

    def counts(self):
        return self.server.get("/__log?summary=1")

    def wait_for_answers(self, process, number):
        while process.poll() is None and self.counts()["answered"] < number:
            time.sleep(SLICE_S)         # two that do not rest take a machine of two processors

    def count_requests(self):
        """With those that were on their way."""
        last, now = None, self.counts()
        while now["in_flight"] or now != last:
            last, now = now, self.counts()
        return now["requests"]

    def stop_in_end(self, process):
        """Lets it go on by fractions of a millisecond, which is what the end of a job takes, until
        it is found there. Where it has to wait for a processor, they become more."""
        path = f"file:{self.place.path('data/queue.db')}?mode=ro"
        state, seconds = "running", SLICE_S
        with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
            while process.poll() is None and state in ("queued", "running"):
                process.send_signal(signal.SIGCONT)
                time.sleep(seconds)
                seconds *= 1.05
                process.send_signal(signal.SIGSTOP)
                ((state,),) = database.execute("SELECT state FROM job").fetchall()

    def wait_for_moment(self, process, aim):
        """Waits for the place that is aimed at, and then for a random time."""
        rand, span = self.test.rand, self.test.spans[aim]
        answered = self.counts()["answered"]
        left = ITEMS - (len(self.kills[-1][1]) if self.kills else 0)
        if aim == "running":
            self.wait_for_answers(process, answered + rand.randint(0, left // 2))
        elif aim != "import":
            self.wait_for_answers(process, answered + left)
        if aim == "finalizing":
            self.stop_in_end(process)
            if rand.random() < 0.5:
                return
            process.send_signal(signal.SIGCONT)
        time.sleep(rand.uniform(0, span))

    def run(self, aim):
        """Unless it is faster than the kill."""
        process = self.start()
        if aim is not None:
            self.wait_for_moment(process, aim)
            process.send_signal(signal.SIGKILL)
        if self.is_killed(process):
            left, before = Left(self.place), self.phase
            self.phase = left.phase()
            self.kills.append((self.count_requests(), left.answered))
            self.test.phases["found" if self.phase == before == "finalizing" else self.phase] += 1
            if aim == "import":         # for as long as the machine takes now
                self.test.spans[aim] *= 1.2 if self.phase == aim else 0.8
        else:
            self.phase = "done"

    def is_killed(self, process):
        said = communicate(process)[1]
        assert process.returncode in (0, -signal.SIGKILL), said
        assert "CRITICAL" not in said and "WARNING" not in said, said
        return process.returncode != 0

    def check_requests(self):
        """The log of the server is the witness."""
        asked = [entry["prompt"].split(";")[0] for entry in self.server.get_lines("/__log")
                 if entry["event"] == "request"]
        assert len(set(asked)) == ITEMS, len(set(asked))
        before = 0
        for requests, answered in self.kills:
            later = set(asked[requests:])
            again = later & {f"number {custom_id[1:]}" for custom_id in answered}
            assert not again, f"asked again though stored: {len(again)}, {list(again)[:9]}"
            repeated = later & set(asked[before:requests])
            assert len(repeated) <= SLOTS, f"after one kill: {len(repeated)} asked again"
            before = requests
        self.test.repeats += len(asked) - ITEMS

    def check_nothing_lies_about(self):
        left = Left(self.place)
        assert (left.phase(), left.all_jobs, left.leases) == ("done", 1, 0), \
            (left.phase(), left.all_jobs, left.leases)
        found = {str(path.relative_to(self.place.folder))
                 for path in self.place.folder.rglob("*") if path.is_file()}
        blobs = {name for name in found if name.startswith("data/files/") and "/." not in name}
        assert len(blobs) == 1 and found - blobs == {
            "in.jsonl", "in.output.jsonl", "data/queue.db", "data/engines/results",
            "data/engines/turns", "data/engines/wake", "data/files/.lock"}, found

    def check(self):
        assert_answers(self.place.read_lines("in.output.jsonl"), ITEMS)
        self.check_requests()
        self.check_nothing_lies_about()


class Killing:
    def __init__(self, place, server):
        self.place, self.server = place, server
        self.seed = int(os.environ.get("BATCH_TEST_SEED", random.randrange(1 << 32)))
        self.rand = random.Random(self.seed)
        self.phases = collections.Counter()
        self.spans = {}                 # how long a phase takes, about
        self.repeats = self.rounds = 0
        print(f"# BATCH_TEST_SEED={self.seed}", flush=True)

    def new_round(self):
        folder = self.place.path(str(self.rounds))
        os.mkdir(folder)
        self.rounds += 1
        self.server.post("/__reset")
        return Round(self, Place(folder))

    def measure(self):
        """Without a kill: how long it takes to begin and to end."""
        one = self.new_round()
        begin = time.monotonic()
        process = one.start()
        one.wait_for_answers(process, 1)
        self.spans["import"] = time.monotonic() - begin
        one.wait_for_answers(process, ITEMS)
        begin = time.monotonic()
        assert not one.is_killed(process)
        self.spans["export"] = time.monotonic() - begin
        self.spans["running"] = self.spans["export"] / 10
        self.spans["finalizing"] = SLICE_S
        one.check()

    def is_met(self, phase):
        return self.phases[phase] >= int(LEAST[phase] * KILLS)

    def choose_aim(self, phase):
        """None: to let it come to its end. What is short goes first."""
        aims = dict(AIMS[phase])
        short = [aim for aim in LEAST if not self.is_met(aim)]
        if short:
            aims = {aim: weight for aim, weight in aims.items() if aim in short} or {None: 1}
        return self.rand.choices(*zip(*aims.items()))[0]

    def play_round(self):
        one = self.new_round()
        while one.phase != "done":
            one.run(None if self.is_enough() else self.choose_aim(one.phase))
        one.place.run("run")            # tidies up, should the last kill have come late
        one.check()
        shutil.rmtree(one.place.folder)
        self.tell()

    def is_enough(self):
        kills = sum(self.phases[phase] for phase in LEAST)
        assert kills < 3 * KILLS, f"too few of some kind: {self.phases}"
        return kills >= KILLS and all(self.is_met(phase) for phase in LEAST)

    def run(self):
        self.measure()
        while not self.is_enough():
            self.play_round()

    def tell(self):
        figures = ", ".join(f"{self.phases[phase]} {phase}" for phase in (*LEAST, "found", "done"))
        print(f"# kills in {self.rounds - 1} batches of {ITEMS}: {figures}; "
              f"{self.repeats} requests repeated", flush=True)


def nothing_is_lost_or_asked_twice_when_it_is_killed(place):
    with Simulator("--models", "a:20,b:20,c:20", "--capacity", "1", "--delay", "1") as server:
        Killing(place, server).run()


main([nothing_is_lost_or_asked_twice_when_it_is_killed])
