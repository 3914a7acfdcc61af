# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What other programs on the same queue say of a batch that the window works on: that somebody
does, also while nothing of it is under way; and that it is stopped once the window has gone,
whether it was closed or killed."""

import json
import os
import subprocess

from driver import Window, main, request

SERVER = ("--models", "small:10", "--slots", "2", "--delay", "20")
# Longer than a whole run of the test takes.
RETRY_AFTER_S = 3600


def tell(home, *arguments):
    """What batchq says of the queue of the window."""
    command = [os.environ["BATCHQ"], "--data-dir", home / "data/batch-queue", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def is_worked_on(home):
    job, = map(json.loads, tell(home, "--json", "list").splitlines())
    assert job["running"] == 0 and job["state"] in ("queued", "running"), job
    return job["worked_on"]


def is_stopped(home):
    return "Stopped" in tell(home, "list")


def begin(home, simulator):
    """A batch that has begun, and waits for a server that is busy."""
    path = home / "a.jsonl"
    path.write_text("".join(request(number, "small", "hello") + "\n" for number in range(20)))
    window = Window(home, path, server=simulator.url)
    window.wait_for("^small, 20 items", "toggle button", "push button", "button")
    assert not is_worked_on(home)
    simulator.fail(status=429, retry_after=RETRY_AFTER_S)
    window.start_work()
    window.wait_for("busy.* · next try at", "label")
    assert is_worked_on(home) and not is_stopped(home)
    return window


def a_window_that_is_closed(home, simulator):
    window = begin(home, simulator)
    assert window.quit() == 0
    assert not is_worked_on(home)
    simulator.recover()


def a_window_that_is_killed(home, simulator):
    """At once, and without anybody who tidies up."""
    window = begin(home, simulator)
    window.kill()
    assert not is_worked_on(home) and is_stopped(home)
    simulator.recover()


TESTS = [a_window_that_is_closed, a_window_that_is_killed]


if __name__ == "__main__":
    main(TESTS, *SERVER)
