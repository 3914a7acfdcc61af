# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Bad days of the store: what is said, the exit code, and that nothing is lost."""

import fcntl
import json
import os
import pathlib
import resource
import select
import shutil
import signal
import sqlite3

from disks import become_root_of_a_namespace, remount, small_disk
from harness import TIMEOUT, Simulator, assert_answers, line, main, shares, wait_until

LONG = "x" * 2000


def run(place, *arguments, expect=0):
    """Like Place.run, but there may be warnings of what could not be written."""
    process = place.start("run", *arguments)
    out, err = process.communicate(timeout=TIMEOUT)
    assert process.returncode == expect, (arguments, out, err)
    assert "CRITICAL" not in err and "Batch-WARNING" not in err, err
    return err


def wait_for_word(process, word):
    """Reads what it says until it has said that."""
    said = ""
    while word not in said:
        line = process.stderr.readline()
        assert line, f"it ended without “{word}”: {said}"
        said += line
    return said


def write_long(place, count):
    return place.write("in.jsonl", "".join(line(i, prompt=f"{LONG} number {i}")
                                           for i in range(count)))


def a_batch_that_does_not_fit_is_not_taken_in(place):
    with Simulator("--any-model") as server, small_disk(place, "data", "2m"):
        batch = write_long(place, 3000)
        for command in ("submit", "run"):
            said = place.run(command, batch, "--backend", server.url, expect=4).stderr
            assert "No space left on device" in said and "free some space" in said, said
        assert place.run("list", "--json").stdout == ""
        assert list((place.folder / "data/files").glob("[!.]*")) == []
        assert server.get("/__log?summary=1")["requests"] == 0

        small = place.write_batch("small.jsonl", 3)
        place.run("run", small, "--backend", server.url)
        assert_answers(place.read_lines("small.output.jsonl"), 3)


def a_disk_that_fills_up_stops_the_work(place):
    with Simulator("--any-model") as server, small_disk(place, "data", "5m") as disk:
        batch = write_long(place, 1000)
        command = [batch, "--parallel", "8", "--patience", "1", "--backend", server.url]
        said = run(place, *command, expect=4)
        assert "is full" in said and "queue.db" in said and "To go on:" in said, said
        asked = server.get("/__log?summary=1")["requests"]
        assert 0 < asked < 1000, asked

        remount(disk, "size=100m")
        assert "Going on with" in run(place, *command)
        assert_answers(place.read_lines("in.output.jsonl"), 1000)
        # What had not been written down when the disk was full is asked for again.
        assert server.get("/__log?summary=1")["requests"] <= 1000 + 2 * 64


def asked(server):
    return server.get("/__log?summary=1")["requests"]


def check_database(place):
    with sqlite3.connect(place.path("data/queue.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def room_that_is_made_is_enough(place):
    """Who waits goes on by itself, and nobody has to give a command again."""
    with Simulator("--any-model") as server, small_disk(place, "data", "5m") as disk:
        batch = write_long(place, 1000)
        process = place.start("run", batch, "--parallel", "8", "--backend", server.url)
        said = wait_for_word(process, "is full")
        assert process.poll() is None and asked(server) < 1000, said
        remount(disk, "size=100m")
        out, err = process.communicate(timeout=TIMEOUT)
        assert process.returncode == 0, (said, out, err)
        assert_answers(place.read_lines("in.output.jsonl"), 1000)
        assert asked(server) <= 1000 + 2 * 64, asked(server)
        check_database(place)


def results_that_do_not_fit_are_kept(place):
    with Simulator("--any-model") as server, small_disk(place, "small", "64k"):
        batch = write_long(place, 100)
        target = place.path("small/out.jsonl")
        said = place.run("run", batch, "-o", target, "--backend", server.url, expect=4).stderr
        assert target in said and "No space left on device" in said, said
        assert os.listdir(place.path("small")) == []

        said = place.run("run", batch, "--backend", server.url, "-o", "out.jsonl").stderr
        assert "Going on with" in said, said
        assert_answers(place.read_lines("out.jsonl"), 100)
        assert server.get("/__log?summary=1")["requests"] == 100


def what_is_made_and_does_not_fit_is_not_there(place):
    with small_disk(place, "small", "64k"):
        lines = place.write("lines.txt", (LONG + "\n") * 100)
        done = place.run("make", "--lines", lines, "--prompt", "{{line}}", "--model", "a",
                         "-o", place.path("small/made.jsonl"), expect=4)
        said = place.path("small/made.jsonl") + " cannot be written: No space left on device"
        assert said in done.stderr, done.stderr
        assert os.listdir(place.path("small")) == []


def an_input_that_was_changed_is_not_sent(place):
    """It says what to do about it, and that is enough."""
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 3)
        place.run("submit", batch, "--backend", server.url)
        (stored,) = [path for path in (place.folder / "data/files").rglob("*") if path.is_file()
                     and not path.name.startswith(".")]
        spoiled = stored.read_bytes().replace(b"number 1", b"number 7")
        stored.write_bytes(spoiled)
        said = place.run("run", expect=1).stdout
        assert str(stored) in said and "changed or damaged" in said, said
        assert "submit its batch again" in said, said
        assert asked(server) == 0

        place.run("run", batch, "--new", "--force", "--backend", server.url)
        assert_answers(place.read_lines("in.output.jsonl"), 3)
        assert stored.read_bytes() != spoiled
        job = json.loads(place.run("list", "--json").stdout.splitlines()[0])["id"]
        place.run("retry", job)
        place.run("run")
        assert asked(server) == 6


def a_disk_that_cannot_be_written_is_named(place):
    with small_disk(place, "disk", "5m") as disk:
        batch = place.write_batch("in.jsonl", 2)
        elsewhere = place.path("disk/data")
        job = place.run("submit", batch, "--backend", "http://127.0.0.1:9", "--data-dir",
                        elsewhere).stdout.strip()
        remount(disk, "ro")
        for arguments in (["list"], ["show", job]):
            assert job in place.run(*arguments, "--data-dir", elsewhere).stdout
        for arguments in (["cancel", job], ["run"],
                          ["submit", batch, "-o", "x.jsonl", "--backend", "http://127.0.0.1:9"]):
            said = place.run(*arguments, "--data-dir", elsewhere, expect=4).stderr
            assert "queue.db" in said and "Read-only file system" in said, said
            assert "a copy of its folder" in said, said
        copied = shutil.copytree(elsewhere, place.path("copied"))
        assert job in place.run("list", "--data-dir", copied).stdout
        said = place.run("backend", "list", "--data-dir", place.path("disk/new"), expect=4).stderr
        assert "disk/new" in said and "Read-only file system" in said, said
        said = place.run("run", batch, "-o", place.path("disk/out.jsonl"), "--backend",
                         "http://127.0.0.1:9", expect=2).stderr
        assert "disk" in said and "Read-only file system" in said, said


def files_that_may_not_grow_are_named(place):
    """By ulimit -f, which would end the process without a word."""
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 1000, models=["a"])
        limit = (100 * 1024, 100 * 1024)
        process = place.start("run", batch, "--backend", server.url,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
        _, err = process.communicate(timeout=TIMEOUT)
        assert process.returncode == 4 and place.path("data") in err, (process.returncode, err)
        place.run("run", batch, "--backend", server.url)
        assert_answers(place.read_lines("in.output.jsonl"), 1000)


def a_store_that_is_none_is_named(place):
    os.mkdir(place.path("data"))
    database = pathlib.Path(place.path("data/queue.db"))
    database.write_bytes(b"this is no database, and nobody may replace it" * 100)
    before = database.read_bytes()
    batch = place.write_batch("in.jsonl", 2)
    for arguments in (["list"], ["run"], ["submit", batch, "--backend", "http://127.0.0.1:9"]):
        said = place.run(*arguments, expect=4).stderr
        assert "queue.db" in said, said
    assert database.read_bytes() == before


def fill(place, server, count=400):
    """A queue with a finished job, and its database closed."""
    batch = place.write_batch("in.jsonl", count, models=["a"])
    place.run("run", batch, "--backend", server.url)
    return pathlib.Path(place.path("data/queue.db"))


def a_damaged_store_is_named_and_left_alone(place):
    with Simulator("--any-model") as server:
        database = fill(place, server)
        whole = database.read_bytes()
        # Every page but the first, which says that it is a database.
        database.write_bytes(whole[:4096] + b"\xaa" * (len(whole) - 4096))
        before = database.read_bytes()
        batch = place.write_batch("again.jsonl", 2)
        for arguments in (["list"], ["run"], ["run", batch, "--backend", server.url]):
            said = place.run(*arguments, expect=4).stderr
            assert "queue.db" in said, said
        assert database.read_bytes()[4096:] == before[4096:]

        database.write_bytes(whole)
        assert json.loads(place.run("list", "--json").stdout)["succeeded"] == 400


def a_newer_store_is_left_alone(place):
    os.mkdir(place.path("data"))
    place.run("list")
    with sqlite3.connect(place.path("data/queue.db")) as database:
        database.execute("PRAGMA user_version = 9999")
    for arguments in (["list"], ["run"]):
        said = place.run(*arguments, expect=4).stderr
        assert "newer" in said and "queue.db" in said, said
    with sqlite3.connect(place.path("data/queue.db")) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (9999,)


def multiply_jobs(database, count):
    """Copies the only job, so that a long queue is there at once."""
    columns = ", ".join(column for _, column, *_ in database.execute("PRAGMA table_info(job)")
                        if column not in ("sequence", "id"))
    counts = ", ".join(column for _, column, *_ in database.execute("PRAGMA table_info(tally)")
                       if column != "job")
    database.execute(f"""
        WITH RECURSIVE n (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n WHERE n < {count})
        INSERT INTO job (id, {columns})
        SELECT printf('batch_%08x-0000-4000-8000-000000000000', n), {columns} FROM n, job""")
    database.execute(f"""INSERT INTO tally (job, {counts})
        SELECT sequence, {counts} FROM job, tally WHERE sequence <> tally.job""")


def a_long_queue_is_read_once(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 2, models=["a"])
        place.run("run", batch, "--force", "--backend", server.url)
        with sqlite3.connect(place.path("data/queue.db")) as database:
            multiply_jobs(database, 20_000)
        listed = place.run("list", "--json")
        assert len(listed.stdout.splitlines()) == 20_000 and listed.stderr == "", listed.stderr
        assert place.run("submit", batch, "--force", "--backend", server.url).stderr == ""
        assert "00004e20-0000" in place.run("show", "00004e20").stdout


def go_on_when_all_are_there(place, server, count):
    """The server is so slow until then that the job has not ended before one of them comes."""
    wait_until(lambda: len(shares(place)) == count)
    server.post("/__pace?times=1")
    server.post("/__clock?advance=1000")


def two_processes_share_a_job(place):
    with Simulator("--any-model", "--delay", "20") as server:
        batch = place.write_batch("in.jsonl", 600, models=["a"])
        first = place.start("run", batch, "--parallel", "4", "--backend", server.url)
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 20)
        server.post("/__pace?times=1000")
        second = place.start("run", batch, "--parallel", "4", "--backend", server.url)
        go_on_when_all_are_there(place, server, 2)
        said = [process.communicate(timeout=TIMEOUT) for process in (first, second)]
        assert first.returncode == 0 and second.returncode == 0, said
        assert "Joining" in said[1][1], said
        assert_answers(place.read_lines("in.output.jsonl"), 600)
        assert server.get("/__log?summary=1")["requests"] == 600
        assert len(place.run("list", "--json").stdout.splitlines()) == 1


def the_same_command_twice_at_once_is_one_job(place):
    with Simulator("--any-model", "--delay", "5") as server:
        server.post("/__pace?times=1000")
        batch = place.write_batch("in.jsonl", 3000, models=["a"])
        runs = [place.start("run", batch, "--backend", server.url) for _ in range(3)]
        go_on_when_all_are_there(place, server, 3)
        said = [process.communicate(timeout=TIMEOUT) for process in runs]
        assert [process.returncode for process in runs] == [0, 0, 0], said
        assert_answers(place.read_lines("in.output.jsonl"), 3000)
        assert server.get("/__log?summary=1")["requests"] == 3000
        assert len(place.run("list", "--json").stdout.splitlines()) == 1


def the_same_input_by_several_names_at_once_is_one_job(place):
    with Simulator("--any-model", "--delay", "5") as server:
        server.post("/__pace?times=1000")
        batch = pathlib.Path(place.write_batch("in.jsonl", 3000, models=["a"]))
        copies = [place.write(f"copy{i}.jsonl", batch.read_text()) for i in range(3)]
        runs = [place.start("run", copy, "--backend", server.url) for copy in copies]
        # Where the first of them was told to write, those that were told nothing write as well.
        wait_until(lambda: shares(place))
        with batch.open(encoding="utf-8") as piped:
            runs.append(place.start("run", "-", "-o", place.path("piped.output.jsonl"), "-e",
                                    place.path("piped.errors.jsonl"), "--backend", server.url,
                                    stdin=piped))
        go_on_when_all_are_there(place, server, 4)
        said = [process.communicate(timeout=TIMEOUT) for process in runs]
        assert [process.returncode for process in runs] == [0, 0, 0, 0], said
        for name in ("copy0", "copy1", "copy2", "piped"):
            assert_answers(place.read_lines(f"{name}.output.jsonl"), 3000)
        assert server.get("/__log?summary=1")["requests"] == 3000
        assert len(place.run("list", "--json").stdout.splitlines()) == 1


def who_waits_for_the_same_input_can_be_interrupted(place):
    batch = place.write_batch("in.jsonl", 2, models=["a"])
    other = place.write_batch("other.jsonl", 3, models=["a"])
    place.run("submit", other, "--backend", "http://127.0.0.1:9")
    with open(place.path("data/engines/turns"), "wb") as turns:
        fcntl.lockf(turns, fcntl.LOCK_EX, 1, os.path.getsize(batch))
        for command in ("run", "submit"):
            waiting = place.start(command, batch, "--backend", "http://127.0.0.1:9")
            assert select.select([waiting.stderr], [], [], TIMEOUT)[0], "nothing is said"
            assert "Waiting for another batchq" in waiting.stderr.readline()
            assert waiting.poll() is None, waiting.communicate()
            waiting.send_signal(signal.SIGINT)
            said = waiting.communicate(timeout=TIMEOUT)
            assert waiting.returncode == 130 and "Interrupted" in said[1], said
        place.run("submit", other, "-o", "x", "-e", "y", "--backend", "http://127.0.0.1:9")
    assert len(place.run("list", "--json").stdout.splitlines()) == 2


def two_processes_do_not_disturb_each_other(place):
    with Simulator("--any-model", "--delay", "5") as server:
        names = ["one", "two"]
        runs = [place.start("run", place.write_batch(f"{name}.jsonl", 200, models=[name]),
                            "--backend", server.url) for name in names]
        for process in runs:
            said = process.communicate(timeout=TIMEOUT)
            assert process.returncode == 0, said
        for name in names:
            assert_answers(place.read_lines(f"{name}.output.jsonl"), 200)
        # Whoever is done gives what it does for the other one a moment to come to its end.
        seen = server.get("/__log?summary=1")
        assert seen["answered"] == 400 and seen["answered_again"] == 0, seen


become_root_of_a_namespace()
main([
    a_batch_that_does_not_fit_is_not_taken_in,
    a_disk_that_fills_up_stops_the_work,
    room_that_is_made_is_enough,
    results_that_do_not_fit_are_kept,
    what_is_made_and_does_not_fit_is_not_there,
    an_input_that_was_changed_is_not_sent,
    a_disk_that_cannot_be_written_is_named,
    files_that_may_not_grow_are_named,
    a_store_that_is_none_is_named,
    a_damaged_store_is_named_and_left_alone,
    a_newer_store_is_left_alone,
    a_long_queue_is_read_once,
    two_processes_share_a_job,
    the_same_command_twice_at_once_is_one_job,
    the_same_input_by_several_names_at_once_is_one_job,
    who_waits_for_the_same_input_can_be_interrupted,
    two_processes_do_not_disturb_each_other,
])
