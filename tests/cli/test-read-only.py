# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Commands that only look wait for nobody who writes, look where nothing can be written, and write
nothing."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import time

from disks import become_root_of_a_namespace, mount
from harness import Simulator, Skip, assert_answers, communicate, main, wait_until

# Who waits for its turn does so for 30 s.
PATIENCE = 15


def run(place, server, name="one.jsonl", *options):
    batch = place.write_batch(name, 3, "a")
    return json.loads(place.run("run", batch, "--backend", server.url, "--json",
                                *options).stdout)["id"]


def looks(job):
    return (("list",), ("show", job), ("show", job, "--events"), ("watch", job), ("plan",),
            ("stats",), ("stats", job), ("results", job), ("backend", "list"), ("key", "list"),
            ("webhook", "list"), ("webhook", "log"), ("native", "list", job))


def look_at_all(place, job):
    for words in looks(job):
        said = place.run(*words, timeout=PATIENCE)
        assert not said.stderr, (words, said.stderr)


def describe(place):
    """All that is there, with its content and when it was changed."""
    return {str(path): (path.stat().st_mtime_ns, path.is_file() and path.read_bytes())
            for path in pathlib.Path(place.path("data")).rglob("*")}


@contextlib.contextmanager
def read_only(place):
    """The queue cannot be written for a while, not even by root."""
    path = place.path("data")
    done = mount("--bind", path, path)
    if done.returncode != 0:
        raise Skip(f"a folder cannot be mounted: {done.stderr.strip()}")
    try:
        done = mount("-o", "remount,ro,bind", path)
        assert done.returncode == 0, done.stderr
        yield
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)


def kill_within(place, server):
    """A run dies, and leaves the log of its database behind."""
    batch = place.write_batch("killed.jsonl", 3, "a")
    process = place.start("run", batch, "--backend", server.url)
    wait_until(lambda: server.get("/__log?summary=1")["in_flight"] > 0)
    process.send_signal(signal.SIGKILL)
    communicate(process)
    assert pathlib.Path(place.path("data/queue.db-wal")).stat().st_size > 0


def looking_waits_for_nobody_who_writes(place):
    with Simulator("--any-model") as server:
        job = run(place, server)
    with contextlib.closing(sqlite3.connect(place.path("data/queue.db"),
                                            isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE job SET title = 'other'")
        look_at_all(place, job)
        writer.execute("ROLLBACK")


def a_run_that_is_stopped_as_it_writes_keeps_nobody_from_looking(place):
    with Simulator("--any-model", "--delay", "1") as server:
        batch = place.write_batch("one.jsonl", 20000, "a")
        process = place.start("run", batch, "--backend", server.url)
        wait_until(lambda: server.get("/__log?summary=1")["in_flight"] > 0)
        stop_within_a_transaction(place, process)
        jobs = [json.loads(text) for text in
                place.run("list", "--json", timeout=PATIENCE).stdout.splitlines()]
        assert [job["state"] for job in jobs] == ["running"], jobs
        place.run("show", jobs[0]["id"], timeout=PATIENCE)
        place.run("results", jobs[0]["id"], timeout=PATIENCE)
        process.kill()
        communicate(process)


def stop_within_a_transaction(place, process):
    for _ in range(2000):
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        with contextlib.closing(sqlite3.connect(place.path("data/queue.db"), timeout=0,
                                                isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
                other.execute("ROLLBACK")
            except sqlite3.OperationalError:
                return
        process.send_signal(signal.SIGCONT)
    raise Skip("no transaction was met")


def nothing_is_written_by_looking(place):
    with Simulator("--any-model") as server:
        job = run(place, server)
    before = describe(place)
    look_at_all(place, job)
    assert describe(place) == before


def what_cannot_be_written_can_be_looked_at(place):
    with Simulator("--any-model") as server:
        job = run(place, server)
        with read_only(place):
            look_at_all(place, job)
            place.run("results", job, "-o", "copy.jsonl")
            assert_answers(place.read_lines("copy.jsonl"), 3)
            said = place.run("cancel", job, expect=4).stderr
            assert "Read-only file system" in said and "open a copy" in said, said


def what_was_killed_can_be_looked_at_where_nothing_can_be_written(place):
    with Simulator("--any-model", "--delay", "200") as server:
        job = run(place, server)
        kill_within(place, server)
        with read_only(place):
            look_at_all(place, job)
            assert len(place.run("list", "--json").stdout.splitlines()) == 2
            said = place.run("list").stdout
            assert "Stopped" in said, said


def a_log_that_cannot_be_read_is_told(place):
    with Simulator("--any-model", "--delay", "200") as server:
        kill_within(place, server)
    pathlib.Path(place.path("data/queue.db-shm")).unlink()
    with read_only(place):
        said = place.run("list", expect=4).stderr
        assert "copy its folder to where you may write" in said, said
        shutil.copytree(place.path("data"), place.path("elsewhere"))
    os.rename(place.path("data"), place.path("away"))
    os.rename(place.path("elsewhere"), place.path("data"))
    assert len(place.run("list", "--json").stdout.splitlines()) == 1


def a_queue_of_an_older_version_is_brought_up_to_date(place):
    with Simulator("--any-model") as server:
        run(place, server)
    with contextlib.closing(sqlite3.connect(place.path("data/queue.db"),
                                            isolation_level=None)) as database:
        newest = database.execute("PRAGMA user_version").fetchone()[0]
        database.execute("DROP INDEX delivery_gone")
        database.execute("DROP INDEX receipt_engine")
        database.execute("ALTER TABLE receipt DROP COLUMN engine")
        database.execute(f"PRAGMA user_version = {newest - 2}")
    assert len(place.run("list", "--json").stdout.splitlines()) == 1


def a_watch_follows_who_works(place):
    with Simulator("--any-model", "--delay", "100") as server:
        run(place, server)
        batch = place.write_batch("two.jsonl", 30, "a")
        process = place.start("run", batch, "--backend", server.url, "--parallel", "1")
        wait_until(lambda: len(place.run("list", "--json").stdout.splitlines()) == 2)
        job = json.loads(place.run("list", "--json").stdout.splitlines()[-1])["id"]
        begin = time.monotonic()
        said = place.run("watch", job).stdout
        assert "30 of 30" in said, (said, time.monotonic() - begin)
        communicate(process)
        assert process.returncode == 0


become_root_of_a_namespace()
main([
    looking_waits_for_nobody_who_writes,
    a_run_that_is_stopped_as_it_writes_keeps_nobody_from_looking,
    nothing_is_written_by_looking,
    what_cannot_be_written_can_be_looked_at,
    what_was_killed_can_be_looked_at_where_nothing_can_be_written,
    a_log_that_cannot_be_read_is_told,
    a_queue_of_an_older_version_is_brought_up_to_date,
    a_watch_follows_who_works,
])
