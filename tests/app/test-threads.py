# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""When the application is left at work, no thread of the queue still runs as the process ends.
THREAD_WATCH is the module that writes down what does."""

import os
import shutil
import sqlite3
import subprocess

from checks import main, none_of
from driver import PATIENCE_S, Home, Simulator, Window, request

ITEMS = 12


def watched(home):
    """The loader takes no path with a space."""
    module = shutil.copy(os.environ["THREAD_WATCH"], home / "thread-watch.so")
    return {"LD_PRELOAD": str(module), "BATCH_TEST_THREADS": str(home / "threads")}


def assert_nothing_left(window, home):
    assert window.quit() == 0
    assert_no_thread_left(home)


def assert_no_thread_left(home):
    names = (home / "threads").read_text(encoding="utf-8").split()
    assert "batch-queue" in names, names
    names.remove("batch-queue")
    none_of((name for name in names if name.startswith("batch-")), "threads that still run")


def work_under_way_leaves_none():
    simulator = Simulator("--models", "small:10", "--delay", "60000")
    try:
        with Home() as home:
            batch = home / "a.jsonl"
            batch.write_text("".join(request(number, "small", "hello") + "\n"
                                     for number in range(ITEMS)))
            window = Window(home, batch, server=simulator.url, **watched(home))
            window.start_work()
            window.wait_for(r"^a\.jsonl, Running", "list item")
            assert_nothing_left(window, home)
    finally:
        simulator.stop()


def an_opening_under_way_leaves_none():
    """Another program has locked the database when this one is asked to end."""
    with Home() as home:
        home_data = {**os.environ, "XDG_DATA_HOME": str(home / "data")}
        subprocess.run([os.environ["BATCHQ"], "list"], env=home_data, check=True,
                       stdout=subprocess.DEVNULL)
        database = sqlite3.connect(home / "data/batch-queue/queue.db", isolation_level=None)
        database.execute("BEGIN EXCLUSIVE")
        window = Window(home, **watched(home))
        window.process.terminate()
        window.wait("the end to have begun", lambda: not window.find_application())
        assert window.process.poll() is None
        database.execute("COMMIT")
        database.close()
        assert window.process.wait(PATIENCE_S) == 0
        assert_no_thread_left(home)


main(work_under_way_leaves_none, an_opening_under_way_leaves_none)
