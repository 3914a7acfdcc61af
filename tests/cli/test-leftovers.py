# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Jobs that one program was to run, and another has run: their results are written all the same,
once, and nothing is replaced by them."""

import contextlib
import json
import os
import pathlib
import re
import shlex
import signal
import sqlite3
import subprocess

from harness import (BATCHQ, Simulator, assert_answers, communicate, interrupt, main,
                     stop_outside_the_store, wait_until)

DELAY = ("--delay", "100")


def submit(place, server, name, *options):
    batch = place.write_batch(name, 2, "a")
    return place.run("submit", batch, "--backend", server.url, *options).stdout.strip()


def run(place, server, name, *options, **settings):
    batch = place.write_batch(name, 3, "a")
    return place.run("run", batch, "--backend", server.url, *options, **settings)


def is_there(place, name):
    return pathlib.Path(place.path(name)).exists()


def in_flight(server):
    return server.get("/__log?summary=1")["in_flight"]


def jobs(place):
    return [json.loads(text) for text in place.run("list", "--json").stdout.splitlines()]


def leave_over(place, server, name):
    """A job that has ended, and whose results could not be written, but can be now."""
    job = submit(place, server, name, "-o", "over.jsonl")
    place.write("over.jsonl", "precious")
    run(place, server, "other.jsonl")
    pathlib.Path(place.path("over.jsonl")).unlink()
    return job


def a_run_writes_what_it_has_done_for_others(place):
    with Simulator("--any-model") as server:
        job = submit(place, server, "one.jsonl", "-o", "sub.jsonl")
        said = run(place, server, "two.jsonl")
        assert_answers(place.read_lines("sub.jsonl"), 2)
        assert_answers(place.read_lines("two.output.jsonl"), 3)
        assert f"the results of {job}" in said.stderr and "sub.jsonl" in said.stderr, said
        assert "sub.jsonl" not in said.stdout and "Done: 3 of 3" in said.stdout, said
        assert all(entry["exported_at"] for entry in jobs(place))
        assert "Nothing waits" in place.run("run").stdout
        assert "Also written" not in run(place, server, "three.jsonl").stderr


def what_a_stopped_or_killed_run_left_is_written_by_the_next(place):
    for number, stop in enumerate((interrupt, lambda process: process.kill())):
        with Simulator("--any-model", *DELAY) as server:
            server.post("/__pace?times=1000")
            batch = place.write_batch(f"{number}.jsonl", 2, "a")
            process = place.start("run", batch, "--parallel", "2", "--backend", server.url)
            wait_until(lambda: in_flight(server) == 2)
            stop(process)
            communicate(process)
            server.post("/__pace?times=1")
            said = run(place, server, f"next{number}.jsonl").stderr
            assert "Also working on 1 other batch of this queue" in said, said
            assert_answers(place.read_lines(f"{number}.output.jsonl"), 2)


def a_run_says_what_else_it_works_on(place):
    with Simulator("--any-model") as server:
        assert "Also working" not in run(place, server, "first.jsonl").stderr
        submit(place, server, "one.jsonl")
        submit(place, server, "two.jsonl")
        kept = submit(place, server, "kept.jsonl")
        elsewhere = place.write_batch("elsewhere.jsonl", 2)
        place.run("submit", elsewhere, "--backend", "http://127.0.0.1:9")
        place.run("pause", kept)
        said = run(place, server, "three.jsonl").stderr
        assert "Also working on 2 other batches of this queue" in said, said
        assert "batchq pause JOB" in said, said
        place.run("resume", kept)
        assert "other batch" not in run(place, server, "four.jsonl", "--quiet").stderr


def loads_for_others_are_not_told_as_its_own(place):
    with Simulator("--personality", "ollama", "--models", "a,b", "--capacity", "1") as server:
        batch = place.write_batch("one.jsonl", 4, "a")
        place.run("submit", batch, "--backend", server.url, "--priority", "1")
        batch = place.write_batch("two.jsonl", 4, "b")
        said = place.run("run", batch, "--backend", server.url)
        assert "Also working on 1 other" in said.stderr, said
        assert "· 1 load so far" in said.stderr.splitlines()[-2], said
        assert re.search(", 1 load[,)]", said.stdout), said
        assert "to come" not in said.stderr, said
        server.post("/__evict?model=b")
        said = run(place, server, "three.jsonl").stderr
        assert "· 1 load so far, 0 to come" in said, said


def assert_stopped(place):
    (job,) = jobs(place)
    assert job["state"] == "running" and not job["worked_on"], job
    for said in (place.run("list").stdout, place.run("show", job["id"]).stdout):
        assert "Stopped" in said and "Running" not in said, said
        assert f"goes on with batchq run {job['id']}" in said, said
        assert "ready about" not in said, said
    assert ", once it is worked on\n" in said, said


def what_nobody_works_on_does_not_run(place):
    """Whether it was stopped, or killed."""
    with Simulator("--any-model", *DELAY) as server:
        batch = place.write_batch("one.jsonl", 2000, "a")
        for end in (signal.SIGINT, signal.SIGKILL):
            server.post("/__pace?times=1")
            process = place.start("run", batch, "--parallel", "2", "--backend", server.url)
            wait_until(lambda: jobs(place) and jobs(place)[0]["succeeded"] > 2)
            server.post("/__pace?times=1000")
            wait_until(lambda: in_flight(server) == 2)
            (job,) = jobs(place)
            assert job["worked_on"], job
            assert "Running" in place.run("list").stdout
            said = place.run("show", job["id"]).stdout
            # From then on it is known how long its requests take.
            assert end == signal.SIGINT or ", ready about" in said, said
            process.send_signal(end)
            communicate(process)
            assert_stopped(place)


def what_waits_for_another_model_is_worked_on(place):
    """By a run and by a server alike, though nothing of it is under way."""
    with Simulator("--models", "a,b", "--capacity", "1", *DELAY) as server:
        place.run("backend", "add", "here", server.url)
        for name, model in (("one.jsonl", "a"), ("two.jsonl", "b")):
            place.run("submit", place.write_batch(name, 4, model), "--parallel", "2")
        assert [job["worked_on"] for job in jobs(place)] == [False, False]
        for command in (("run",), ("serve", "--listen", "127.0.0.1:0")):
            server.post("/__pace?times=1000")
            process = place.start(*command)
            wait_until(lambda: in_flight(server) == 2)
            now = jobs(place)
            assert sorted(job["running"] for job in now) == [0, 2], now
            assert [job["worked_on"] for job in now] == [True, True], now
            interrupt(process)
            assert [job["worked_on"] for job in jobs(place)] == [False, False]


def who_waits_for_a_server_works_on_it(place):
    """Though nothing at all is under way, and nobody could tell by the requests."""
    with Simulator("--any-model", *DELAY) as server:
        batch = place.write_batch("one.jsonl", 200, "a")
        process = place.start("run", batch, "--parallel", "2", "--patience", "3600", "--backend",
                              server.url)
        wait_until(lambda: in_flight(server) == 2)
    seen = []
    wait_until(lambda: seen.append(jobs(place)[0]) or seen[-1]["running"] == 0)
    assert all(job["worked_on"] for job in seen), seen
    waits_in_vain(place, process, interrupt)
    serve = ("serve", "--listen", "127.0.0.1:0")
    place.run("backend", "add", "gone", server.url)
    for command, stop in ((serve, interrupt), (serve, kill), (("run", "--patience", "3600"), kill)):
        process = place.start(*command)
        wait_until(lambda: jobs(place)[0]["worked_on"])
        waits_in_vain(place, process, stop)


def kill(process):
    process.kill()
    communicate(process)


def waits_in_vain(place, process, stop):
    (job,) = jobs(place)
    assert job["running"] == 0 and job["worked_on"], job
    assert "Stopped" not in place.run("list").stdout
    stop(process)
    assert not jobs(place)[0]["worked_on"]
    assert "Stopped" in place.run("list").stdout


def nothing_is_replaced_and_it_is_said_what_to_do(place):
    with Simulator("--any-model") as server:
        job = submit(place, server, "one.jsonl", "-o", "sub.jsonl")
        place.write("sub.jsonl", "precious")
        said = run(place, server, "two.jsonl").stderr
        assert f"batchq results {job} -o FILE -e FILE" in said and "sub.jsonl" in said, said
        assert pathlib.Path(place.path("sub.jsonl")).read_text() == "precious"
        assert_answers(place.read_lines("two.output.jsonl"), 3)

        hint = f"not written yet: batchq run {job}"
        assert hint in place.run("list").stdout
        assert hint in place.run("show", job).stdout
        said = place.run("run", expect=2)
        assert "batchq results" in said.stderr and "Nothing waits" not in said.stdout, said
        refused = run(place, server, "three.jsonl", "-o", "three.out", "-e",
                      "one.errors.jsonl", expect=2).stderr
        assert job in refused, refused

        command = shlex.split(said.stderr.splitlines()[-1].replace("FILE", "elsewhere.jsonl", 1)
                              .replace("FILE", "failed.jsonl"))
        subprocess.run([BATCHQ, *command[1:]], cwd=place.folder, capture_output=True, check=True)
        assert_answers(place.read_lines("elsewhere.jsonl"), 2)
        for command in ("list",), ("show", job):
            assert "not written" not in place.run(*command).stdout


def one_file_that_cannot_be_written_keeps_nobody_from_theirs(place):
    with Simulator("--any-model") as server:
        submit(place, server, "one.jsonl")
        submit(place, server, "two.jsonl")
        place.write("one.output.jsonl", "precious")
        said = place.run("run", expect=2)
        assert "one.output.jsonl" in said.stderr, said
        assert_answers(place.read_lines("two.output.jsonl"), 2)


def what_a_later_job_wrote_stays(place):
    with Simulator("--any-model") as server:
        job = submit(place, server, "one.jsonl", "-o", "x.jsonl", "--force")
        said = run(place, server, "two.jsonl", "-o", "x.jsonl", "--force").stderr
        assert_answers(place.read_lines("x.jsonl"), 3)
        assert f"batchq results {job}" in said, said


def of_many_whose_name_is_taken_one_is_told(place):
    """Who begins the same anew, again and again, is not told of each before it."""
    with Simulator("--any-model") as server:
        old = [submit(place, server, "one.jsonl", "-o", "x.jsonl", "--force") for _ in range(3)]
        said = run(place, server, "two.jsonl", "-o", "x.jsonl", "--force").stderr
        told = [job for job in old if f"batchq results {job}" in said]
        assert len(told) == 1 and "the results of 2 other jobs" in said, said
        shown = place.run("list").stdout
        for job in old:
            assert f"not written yet: batchq run {job}" in shown, shown
        assert_answers(place.read_lines("x.jsonl"), 3)


def what_was_for_a_device_or_a_pipe_goes_to_nobody_else(place):
    """Who has another there now did not ask for it, and where nobody reads it would wait."""
    os.mkfifo(place.path("pipe"))
    with Simulator("--any-model") as server:
        for number, target in enumerate(("/dev/stdout", "/dev/fd/1", place.path("pipe"))):
            job = submit(place, server, f"one{number}.jsonl", "-o", target)
            said = run(place, server, f"two{number}.jsonl", "-o", "-")
            assert len(said.stdout.splitlines()) == 3, said
            assert target not in said.stderr and job not in said.stderr, said
            assert "Nothing waits" in place.run("run").stdout
            (entry,) = [entry for entry in jobs(place) if entry["id"] == job]
            assert entry["state"] == "completed" and not entry["exported_at"], entry
            command = f"batchq results {job} -o FILE -e FILE"
            assert f"not written yet: {command}" in place.run("list").stdout
            assert f"not written yet: {command}" in place.run("show", job).stdout
            place.run("results", job, "-o", f"{number}.jsonl", "-e", f"{number}.errors.jsonl")
            assert_answers(place.read_lines(f"{number}.jsonl"), 2)
            assert "not written" not in place.run("show", job).stdout


def what_was_cancelled_keeps_no_name(place):
    with Simulator("--any-model", *DELAY) as server:
        one = submit(place, server, "one.jsonl", "-o", "x.jsonl", "-e", "y.jsonl")
        place.run("cancel", submit(place, server, "two.jsonl", "-o", "x.jsonl", "-e", "y.jsonl",
                                   "--force"))
        assert f"results of {one}" in run(place, server, "three.jsonl").stderr
        assert_answers(place.read_lines("x.jsonl"), 2)
        assert "Nothing waits" in place.run("run").stdout


def that_another_has_the_name_is_no_mistake(place):
    with Simulator("--any-model") as server:
        job = submit(place, server, "one.jsonl", "-o", "x.jsonl", "--force")
        run(place, server, "two.jsonl", "-o", "x.jsonl", "--force")
        said = place.run("run", expect=1).stderr
        assert f"batchq results {job}" in said, said


def what_was_cancelled_is_written_for_nobody(place):
    with Simulator("--any-model") as server:
        place.run("cancel", submit(place, server, "one.jsonl"))
        run(place, server, "two.jsonl")
        assert not is_there(place, "one.output.jsonl")
        assert "not written" not in place.run("list").stdout


def who_runs_without_arguments_writes_what_was_left(place):
    with Simulator("--any-model") as server:
        leave_over(place, server, "one.jsonl")
        said = place.run("run")
        assert "Done: 2 of 2" in said.stdout and "over.jsonl" in said.stdout, said
        assert "Nothing waits" not in said.stdout, said
        assert_answers(place.read_lines("over.jsonl"), 2)


def that_they_cannot_be_looked_for_is_said(place):
    """What a damaged index hides is not taken for nothing."""
    with Simulator("--any-model") as server:
        leave_over(place, server, "in.jsonl")
        database = place.path("data/queue.db")
        with contextlib.closing(sqlite3.connect(database)) as connection:
            connection.execute("DROP INDEX job_unwritten")
        done = place.run("run", expect=4)
        assert "cannot be looked for" in done.stderr and database in done.stderr, done.stderr


def of_many_that_come_at_once_one_writes(place):
    with Simulator("--any-model") as server:
        leave_over(place, server, "one.jsonl")
        processes = [place.start("run") for _ in range(8)]
        said = [communicate(process) for process in processes]
        assert all(process.returncode == 0 for process in processes), said
        assert sum("Done: 2 of 2" in out for out, _ in said) == 1, said
        assert_answers(place.read_lines("over.jsonl"), 2)


def it_is_left_to_a_run_that_lives(place):
    """Which is stopped before it can write, after another one has done its work."""
    with Simulator("--any-model", *DELAY) as server:
        server.post("/__pace?times=1000")
        batch = place.write_batch("one.jsonl", 2, "a")
        process = place.start("run", batch, "--parallel", "2", "--backend", server.url)
        wait_until(lambda: in_flight(server) == 2)
        job = jobs(place)[0]["id"]
        place.run("pause", "--now", job)
        wait_until(lambda: in_flight(server) == 0)
        stop_outside_the_store(place, process)
        server.post("/__pace?times=1")
        place.run("resume", job)
        said = run(place, server, "two.jsonl")
        assert jobs(place)[0]["state"] == "completed", jobs(place)
        assert not is_there(place, "one.output.jsonl"), said
        assert "not written" not in place.run("list").stdout
        assert "Nothing waits" in place.run("run").stdout

        process.kill()
        communicate(process)
        assert f"not written yet: batchq run {job}" in place.run("list").stdout
        place.run("run")
        assert_answers(place.read_lines("one.output.jsonl"), 2)


main([
    a_run_writes_what_it_has_done_for_others,
    what_a_stopped_or_killed_run_left_is_written_by_the_next,
    a_run_says_what_else_it_works_on,
    loads_for_others_are_not_told_as_its_own,
    what_nobody_works_on_does_not_run,
    what_waits_for_another_model_is_worked_on,
    who_waits_for_a_server_works_on_it,
    nothing_is_replaced_and_it_is_said_what_to_do,
    one_file_that_cannot_be_written_keeps_nobody_from_theirs,
    what_a_later_job_wrote_stays,
    of_many_whose_name_is_taken_one_is_told,
    what_was_for_a_device_or_a_pipe_goes_to_nobody_else,
    what_was_cancelled_keeps_no_name,
    that_another_has_the_name_is_no_mistake,
    what_was_cancelled_is_written_for_nobody,
    who_runs_without_arguments_writes_what_was_left,
    that_they_cannot_be_looked_for_is_said,
    of_many_that_come_at_once_one_writes,
    it_is_left_to_a_run_that_lives,
])
