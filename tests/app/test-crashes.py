# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""kill -9 of the application while it works: test-crashes.py KILLS

Each time it is started again it offers to go on, and is told to. What was answered and stored when
it died is not sent again: the server's log is the witness. Who wants it to go on by itself has that
once: what brings it down is not begun again and again."""

import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

from driver import PATIENCE_S, Home, Simulator, Window, keep_settings, request

KILLS = int(sys.argv[1])
ITEMS = 40 * KILLS
SLOTS = 4


def ask(simulator, path):
    url = simulator.url.removesuffix("/v1") + path
    with urllib.request.urlopen(url, timeout=60) as answer:
        return [json.loads(line) for line in answer]


def read_log(simulator):
    return [event["prompt"] for event in ask(simulator, "/__log") if event["event"] == "request"]


def wait_until_left_alone(simulator):
    """Until what had been sent has come, and our own question is the only connection."""
    end = time.monotonic() + PATIENCE_S
    while True:
        state, = ask(simulator, "/__state")
        if state["connections"] <= 1 and state["in_flight"] == 0:
            return
        assert time.monotonic() < end, state
        time.sleep(0.02)


def read_stored(home):
    """The prompts of what had succeeded, from a copy that nobody tidies up."""
    with tempfile.TemporaryDirectory(dir=home) as copy:
        for name in ("queue.db", "queue.db-wal"):
            shutil.copy(home / "data/batch-queue" / name, copy)
        database = sqlite3.connect(pathlib.Path(copy) / "queue.db")
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = database.execute("SELECT custom_id FROM item WHERE status = 'succeeded'").fetchall()
        database.close()
    return {row[0].replace("request-", "prompt ") for row in rows}


def kill_some_time_later(window, simulator, rand):
    """After some more requests, so that each time something is in flight."""
    aim = len(read_log(simulator)) + rand.randint(SLOTS, 2 * SLOTS)
    window.wait("more requests", lambda: len(read_log(simulator)) >= aim)
    time.sleep(rand.uniform(0, 0.02))
    window.kill()
    wait_until_left_alone(simulator)


def see_it_running(window, simulator):
    """However long that takes: no answer comes before."""
    simulator.set_pace(1000)
    window.start_work()
    window.wait_for(r"^a\.jsonl, Running", "list item")
    simulator.set_pace(1)
    simulator.advance(1000)


def prepare(home, simulator):
    """A batch that waits to be opened, and the server that is to answer it."""
    batch = home / "a.jsonl"
    batch.write_text("".join(request(number, "small", f"prompt {number}") + "\n"
                             for number in range(ITEMS)))
    subprocess.run([os.environ["BATCHQ"], "--data-dir", home / "data/batch-queue", "backend", "add",
                    "simulated", simulator.url, "--parallel", str(SLOTS)], check=True,
                   capture_output=True)
    return batch


def run(home, simulator):
    rand = random.Random(7)
    batch = prepare(home, simulator)
    window = Window(home, batch, server=simulator.url)
    see_it_running(window, simulator)
    deaths = []
    for _ in range(KILLS):
        kill_some_time_later(window, simulator, rand)
        deaths.append((len(read_log(simulator)), read_stored(home)))
        window.start()
        window.wait_for(f"Interrupted: {len(deaths[-1][1])} of {ITEMS} items done")
        assert len(read_log(simulator)) - deaths[-1][0] == 0, "it went on by itself"
        window.click("Resume$")
    window.wait_for(rf"^a\.jsonl, Done, {ITEMS} of {ITEMS} items", "list item")
    assert window.quit() == 0

    log = read_log(simulator)
    for number, stored in deaths:
        again = stored.intersection(log[number:])
        assert not again, f"was answered, and is asked again: {sorted(again)}"
    assert set(log) == {f"prompt {number}" for number in range(ITEMS)}
    assert len(log) <= ITEMS + KILLS * SLOTS, f"{len(log)} requests for {ITEMS} items"
    print(f"# {KILLS} kills, {len(log) - ITEMS} of {ITEMS} requests repeated")


def die_at_work(window, simulator, sent):
    """As soon as more than that was asked."""
    window.wait("a request", lambda: len(read_log(simulator)) > sent)
    window.kill()
    wait_until_left_alone(simulator)
    return len(read_log(simulator))


def crash_again_and_again(home, simulator):
    """As a batch would that kills the program, or the machine, as soon as it is worked on."""
    batch = prepare(home, simulator)
    keep_settings(home, "at-start='resume'")
    window = Window(home, batch, server=simulator.url, GSETTINGS_BACKEND="keyfile")
    # No answer comes before it dies.
    simulator.set_pace(1000)
    window.start_work()
    sent = die_at_work(window, simulator, 0)
    window.start()
    sent = die_at_work(window, simulator, sent)

    # The third time, and as often as it is started and dies after that.
    for _ in range(2):
        window.start()
        window.wait_for(rf"Interrupted: \d+ of {ITEMS} items done")
        window.wait_for(rf"\d+ of {ITEMS} items · Paused")
        assert len(read_log(simulator)) == sent, "it went on by itself"
        window.kill()

    simulator.set_pace(1)
    window.start()
    window.click("Resume$")
    window.wait_for(rf"^a\.jsonl, Done, {ITEMS} of {ITEMS} items", "list item")
    assert window.quit() == 0


def with_server(test):
    simulator = Simulator("--models", "small:10", "--slots", str(SLOTS), "--delay", "30")
    try:
        with Home() as home:
            test(home, simulator)
    finally:
        simulator.stop()


if __name__ == "__main__":
    print("1..2", flush=True)
    with_server(run)
    print("ok 1 - killed at any time it goes on where it was", flush=True)
    with_server(crash_again_and_again)
    print("ok 2 - killed twice in a row it asks, whatever it is set to")
