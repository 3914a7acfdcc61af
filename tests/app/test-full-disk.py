# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The disk of the queue is full: the window says so, be it by a notification, and goes on by itself
when there is room."""

import json
import os
import sqlite3
import subprocess
import sys
import urllib.request

from checks import main
from driver import Home, Notifications, Simulator, Window, keep_settings, request

ITEMS = 1000
LONG = "x" * 2000
PAUSED = "^The Work Is Paused$"
# What may have been answered when the disk was full, and is asked for again.
IN_FLIGHT = 128


def become_root_of_a_namespace():
    """Only root mounts disks, be it one who is root nowhere else."""
    unshare = ["unshare", "--user", "--map-root-user", "--mount"]
    if os.geteuid() != 0 and subprocess.run([*unshare, "true"], stderr=subprocess.DEVNULL,
                                            check=False).returncode == 0:
        os.execvp(unshare[0], [*unshare, sys.executable, *sys.argv])


def mount(*arguments):
    return subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)


def write_batch(home):
    path = home / "a.jsonl"
    path.write_text("".join(request(number, "small", f"{LONG} {number}") + "\n"
                            for number in range(ITEMS)))
    return path


def count_requests(simulator):
    url = simulator.url.removesuffix("/v1") + "/__log?summary=1"
    with urllib.request.urlopen(url, timeout=60) as answer:
        return json.load(answer)["requests"]


def make_room(window, simulator, disk):
    assert count_requests(simulator) < ITEMS, "it was full too late"
    done = mount("--options-mode", "ignore", "-o", "remount,size=100m", disk)
    assert done.returncode == 0, done.stderr
    window.wait_for(r"^a\.jsonl, Done, 1,?000 of 1,?000 items", "list item")
    window.wait_gone("is full", "label")


def fill_and_make_room(home, simulator, disk):
    keep_settings(home, "when-closed='keep-working'")
    with Notifications() as notifications:
        # What could not be written is warned of.
        window = Window(home, write_batch(home), server=simulator.url,
                        GSETTINGS_BACKEND="keyfile", G_DEBUG="fatal-criticals")
        window.start_work()
        window.wait_for("is full", "label")
        window.click("^Close$")
        shown = window.wait("a notification", lambda: notifications.find(PAUSED))
        assert "is full" in notifications.shown[shown][1], notifications.shown
        subprocess.run([window.program], env=window.environment, timeout=60, check=True)
        window.wait_for("is full", "label")
        make_room(window, simulator, disk)
        notifications.wait_gone(PAUSED)
        assert window.quit() == 0
    asked = count_requests(simulator)
    assert asked <= ITEMS + IN_FLIGHT, asked
    with sqlite3.connect(disk / "queue.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def it_goes_on_when_there_is_room():
    simulator = Simulator("--models", "small:10", "--slots", "8")
    try:
        with Home() as home:
            disk = home / "data/batch-queue"
            disk.mkdir(parents=True)
            done = mount("-t", "tmpfs", "-o", "size=5m,mode=700", "tmpfs", disk)
            if done.returncode != 0:
                return f"SKIP a small disk cannot be mounted: {done.stderr.strip()}"
            try:
                fill_and_make_room(home, simulator, disk)
            finally:
                Window.end_all()
                subprocess.run(["umount", "--lazy", disk], check=True)
    finally:
        simulator.stop()
    return None


if __name__ == "__main__":
    become_root_of_a_namespace()
    main(it_goes_on_when_there_is_room)
