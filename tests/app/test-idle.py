# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""With nothing to do the application does nothing, seen or not: no thread of it is woken, and it
takes no time of the processor."""

import os
import pathlib
import time

from checks import main
from driver import Home, Notifications, Simulator, Window, free_port, keep_settings, request

ITEMS = 1000
STEP_S = 5
# Longer than any timer that comes again.
STILL_S = 60
PATIENCE_S = 300
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def threads(process):
    """All but the one of ThreadSanitizer, which wakes ten times a second: others have names."""
    first = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}")
    name = (first / "comm").read_text()
    return [thread for thread in first.parent.iterdir()
            if thread == first or (thread / "comm").read_text() != name]


def wakeups(process):
    """How often each thread went to sleep, so how often it was woken."""
    found = {}
    for thread in threads(process):
        for line in (thread / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                found[thread] = int(line.split(":")[1])
    return found


def cpu_s(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S


def changes(after, before):
    return {(thread / "comm").read_text().strip(): number - before.get(thread, 0)
            for thread, number in after.items() if number != before.get(thread, 0)}


def assert_still(window):
    """It comes to rest, and then stays there for the time that is watched."""
    end = time.monotonic() + PATIENCE_S
    since = time.monotonic()
    before, spent = wakeups(window.process), cpu_s(window.process)
    woken = []
    while time.monotonic() < since + STILL_S:
        assert time.monotonic() < end, f"it is not still for {STILL_S} s: {woken}"
        time.sleep(STEP_S)              # the time is what is measured
        now = wakeups(window.process)
        if now != before:
            since = time.monotonic()
            woken.append((round(end - since), changes(now, before)))
            before, spent = now, cpu_s(window.process)
    assert cpu_s(window.process) - spent <= 0.001 * STILL_S + TICK_S


def write_batch(home, name, items):
    path = home / name
    path.write_text("".join(request(number, "small", "hello") + "\n" for number in range(items)))
    return path


def with_server(test):
    def run():
        simulator = Simulator("--models", "small:10", "--slots", "4", "--delay", "5")
        try:
            with Home() as home:
                test(home, simulator)
        finally:
            simulator.stop()
    run.__name__ = test.__name__
    return run


@with_server
def it_rests_when_all_is_done(home, simulator):
    window = Window(home, write_batch(home, "a.jsonl", ITEMS), server=simulator.url)
    window.start_work()
    window.wait_for(r"^a\.jsonl, Done, ", "list item")
    assert_still(window)
    assert window.quit() == 0


@with_server
def it_rests_while_work_is_paused(home, simulator):
    simulator.set_pace(100)
    window = Window(home, write_batch(home, "a.jsonl", ITEMS), server=simulator.url)
    window.start_work()
    window.wait_for(r"^a\.jsonl, Running", "list item")
    window.click("Pause$")
    window.wait_for(r"^a\.jsonl, Paused, ", "list item")
    assert_still(window)
    assert window.quit() == 0


@with_server
def it_rests_while_it_waits_to_be_resumed(home, simulator):
    simulator.set_pace(100)
    window = Window(home, write_batch(home, "a.jsonl", ITEMS), server=simulator.url)
    window.start_work()
    window.wait_for(r"^a\.jsonl, Running", "list item")
    window.kill()
    window.start()
    window.wait_for("^Interrupted: .* items done")
    assert_still(window)
    assert window.quit() == 0


@with_server
def it_rests_without_a_window(home, simulator):
    """As long as programs may ask it goes on, though there is nothing to be done."""
    keep_settings(home, "local-api=true", f"local-api-port=uint32 {free_port()}",
                  "when-closed='keep-working'")
    with Notifications() as notifications:
        window = Window(home, server=simulator.url, GSETTINGS_BACKEND="keyfile")
        window.wait_for("Queue Work for Your Models")
        window.click("^Close$")
        window.wait("a notification", lambda: notifications.find("in the Background"))
        assert_still(window)
        assert window.quit() == 0


main(it_rests_when_all_is_done, it_rests_while_work_is_paused,
     it_rests_while_it_waits_to_be_resumed, it_rests_without_a_window)
