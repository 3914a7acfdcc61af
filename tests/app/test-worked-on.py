# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What other programs on the same queue say of a batch that the window works on: that somebody
does, also while nothing of it is under way; and that it is stopped once the window has gone,
whether it was closed or killed. And what the window says of another program that is stopped."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess

from driver import Window, main, request

SERVER = ("--models", "small:10", "--slots", "2", "--delay", "20")
# Longer than a whole run of the test takes.
RETRY_AFTER_S = 3600
ITEMS = 20
# Who owns nothing.
NOBODY = 65534


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


def write_batch(path):
    path.write_text("".join(request(number, "small", "hello") + "\n" for number in range(ITEMS)))
    return path


def begin(home, simulator):
    """A batch that has begun, and waits for a server that is busy."""
    window = Window(home, write_batch(home / "a.jsonl"), server=simulator.url)
    window.wait_for(f"^small, {ITEMS} items", "toggle button", "push button", "button")
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


def stands_still_outside_the_store(process, home):
    """Stopped while it writes something down, it would be in the way of all others."""
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)
    path = home / "data/batch-queue/queue.db"
    with contextlib.closing(sqlite3.connect(path, timeout=0.2)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
            return True
        except sqlite3.OperationalError:
            process.send_signal(signal.SIGCONT)
            return False


def run_another(home, simulator, **whose):
    return subprocess.Popen([os.environ["BATCHQ"], "--data-dir", home / "data/batch-queue",
                             "--quiet", "run", write_batch(home / "other.jsonl"), "--backend",
                             simulator.url], **whose)


def stop_at_work(window, other, home):
    window.wait("the other program", lambda: any(
        job["running"] > 0 for job in map(json.loads, tell(home, "--json", "list").splitlines())))
    window.wait("that it stands still", lambda: stands_still_outside_the_store(other, home))


def wait_for_notice(window, other):
    notice = rf"^Another program \(process {other.pid}\) works on this queue, but is stopped$"
    window.wait_for(notice, "label")
    return notice


def another_program_that_is_stopped(home, simulator):
    """As by Ctrl+Z: it lives, and keeps what it has under way. The window names it, and has it go
    on."""
    window = Window(home, write_batch(home / "mine.jsonl"), server=simulator.url)
    window.wait_for(f"^small, {ITEMS} items", "toggle button", "push button", "button")
    simulator.set_pace(1000)
    other = run_another(home, simulator)
    try:
        stop_at_work(window, other, home)
        window.start_work()
        notice = wait_for_notice(window, other)
        window.click("Let It Go On$")
        window.wait_gone(notice, "label")
        simulator.set_pace(1)
        simulator.advance(1000)
        assert other.wait(100) == 0
    finally:
        other.kill()
    window.wait("the end", lambda: all(
        job["state"] == "completed"
        for job in map(json.loads, tell(home, "--json", "list").splitlines())))
    assert window.find(notice, "label") is None, window.snapshot()
    assert window.quit() == 0


def one_of_another_user(home, simulator):
    """Only that user can have it go on: the window says so, and goes on naming it."""
    if os.geteuid() != 0:
        return "SKIP only root begins programs of other users"
    # So that they come to what is theirs.
    home.parent.chmod(home.parent.stat().st_mode | 0o011)
    os.chown(home, NOBODY, NOBODY)
    simulator.set_pace(1000)
    other = run_another(home, simulator, user=NOBODY, group=NOBODY, extra_groups=[])
    try:
        window = Window(home, write_batch(home / "mine.jsonl"), server=simulator.url)
        stop_at_work(window, other, home)
        notice = wait_for_notice(window, other)
        window.click("Let It Go On$")
        window.wait_for(f"^The process {other.pid} is of another user, who alone can have it go on")
        assert other.poll() is None
        assert window.find(notice, "label"), window.snapshot()
    finally:
        other.kill()
        other.wait()
    window.wait_gone(notice, "label")
    assert window.quit() == 0
    return None


TESTS = [a_window_that_is_closed, a_window_that_is_killed, another_program_that_is_stopped,
         one_of_another_user]


if __name__ == "__main__":
    main(TESTS, *SERVER)
