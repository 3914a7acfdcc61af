# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""batchq run, from a batch file to its answers."""

import contextlib
import datetime
import json
import os
import pathlib
import re
import resource
import signal
import sqlite3
import subprocess
import time

from harness import (BATCHQ, Simulator, assert_answers, communicate, interrupt, line, main,
                     wait_until)

MODELS = "a:100,b:100,c:100"


def asked(server):
    return server.get("/__log?summary=1")["requests"]


def answers_come_in_the_order_of_the_input(place):
    with Simulator("--models", MODELS, "--capacity", "1") as server:
        batch = place.write_batch("in.jsonl", 300)
        done = place.run("run", batch, "--backend", server.url)
        assert "300" in done.stdout and "in.output.jsonl" in done.stdout, done.stdout
        assert_answers(place.read_lines("in.output.jsonl"), 300)
        assert not pathlib.Path(place.path("in.errors.jsonl")).exists()
        assert server.get("/__log?summary=1")["loads"] == 3


def streams(server):
    """Whether each request was for a stream, in their order."""
    return [entry["streams"] for entry in server.get_lines("/__log") if "streams" in entry]


def comparable(entry):
    """An answer without what is another one each time, and without what it says of nothing."""
    body = entry["response"]["body"]
    choices = [{name: value for name, value in choice.items() if value is not None}
               for choice in body["choices"]]
    return {name: value for name, value in body.items() if name not in ("id", "created")} | {
        "choices": choices}


def answers_come_as_streams_and_are_whole(place):
    """A server that is at work shows that it lives. Who asks for an answer in one piece has one;
    and both are the same."""
    with Simulator("--models", "a") as server:
        plain = json.loads(line(1))
        plain["body"]["stream"] = False
        for name, requests in ("streamed", line(1)), ("plain", json.dumps(plain) + "\n"):
            batch = place.write(f"{name}.jsonl", requests)
            place.run("run", batch, "--backend", server.url)
        assert streams(server) == [True, False], streams(server)
        answers = [comparable(place.read_lines(f"{name}.output.jsonl")[0])
                   for name in ("streamed", "plain")]
        assert answers[0] == answers[1], answers
        assert answers[0]["usage"]["completion_tokens"] > 0, answers


def answers_that_come_at_once_come_in_one_piece(place):
    with Simulator("--models", "a") as server:
        batch = place.write_batch("in.jsonl", 1000, models=["a"])
        place.run("run", batch, "--backend", server.url)
        asked_for = streams(server)
        assert all(asked_for[:64]) and not any(asked_for[-500:]), asked_for


def json_is_one_value_on_stdout(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 3)
        done = place.run("run", batch, "--backend", server.url, "--json")
        job = json.loads(done.stdout)
        assert job["state"] == "completed" and job["succeeded"] == 3
        assert "Done" in done.stderr


def the_model_is_named_though_it_needs_no_load(place):
    """On a server that tells what is loaded. Elsewhere that is guessed by the time of answers."""
    with Simulator("--personality", "ollama", "--models", "a,b") as server:
        for number, loads in enumerate(("2 loads so far", "0 loads so far")):
            batch = place.write_batch(f"{number}.jsonl", 20, models=["ab"[number]] if number
                                      else ["a", "b"])
            said = place.run("run", batch, "--backend", server.url).stderr
            assert f"0 left · b · {loads}, 0 to come" in re.sub(r" · [\d.]+/s", "", said), said


def answers_that_were_cut_off_are_counted(place):
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", line(0) + line(1, prompt="[[fail length]] number 1"))
        done = place.run("run", batch, "--backend", server.url, "--json")
        job = json.loads(done.stdout)
        assert f"1 answer needs a review: batchq results {job['id']} --filter needs-review" \
            in done.stderr, done.stderr
        assert job["succeeded"] == 2 and job["needs_review"] == 1, job
        assert "To review" in place.run("show", job["id"]).stdout


def quiet_says_nothing(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 3)
        done = place.run("--quiet", "run", batch, "--backend", server.url)
        assert done.stdout == "" and done.stderr == ""


def standard_input_and_output(place):
    with Simulator("--any-model") as server:
        done = place.run("run", "-", "-o", "-", "--backend", server.url,
                         stdin=line(0) + line(1))
        assert_answers([json.loads(text) for text in done.stdout.splitlines()], 2)
        assert "Done" in done.stderr


def an_existing_target_is_refused_before_anything_runs(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 3)
        place.write("out.jsonl", "precious")
        refused = place.run("run", batch, "-o", "out.jsonl", "--backend", server.url, expect=2)
        assert "out.jsonl is there already" in refused.stderr
        assert pathlib.Path(place.path("out.jsonl")).read_text() == "precious"
        assert server.get("/__log?summary=1")["requests"] == 0
        place.run("run", batch, "-o", "out.jsonl", "--force", "--backend", server.url)
        assert_answers(place.read_lines("out.jsonl"), 3)


def failed_items_go_to_the_error_file(place):
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", line(0) + line(1, prompt="[[fail 400]]") + line(2))
        place.run("run", batch, "--backend", server.url, expect=1)
        assert [entry["custom_id"] for entry in place.read_lines("in.output.jsonl")] \
            == ["r0", "r2"]
        errors = place.read_lines("in.errors.jsonl")
        assert [entry["custom_id"] for entry in errors] == ["r1"]
        assert errors[0]["error"]["code"], errors


def nobody_is_sent_to_an_empty_file(place):
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", line(0, prompt="[[fail 400]]"))
        said = place.run("run", batch, "--backend", server.url, expect=1).stdout
        job = json.loads(place.run("list", "--json").stdout)["id"]
        shown = place.run("show", job).stdout
        place.run("remove", job)
        # The file is there all the same, as for every batch.
        assert pathlib.Path(place.path("in.output.jsonl")).read_bytes() == b""
        assert len(place.read_lines("in.errors.jsonl")) == 1
    for text in said, shown:
        assert "in.errors.jsonl" in text and "in.output.jsonl" not in text, text


def an_interrupted_run_is_resumed_by_the_same_command(place):
    with Simulator("--any-model", "--delay", "20") as server:
        batch = place.write_batch("in.jsonl", 2000, models=["a"])
        process = place.start("run", batch, "--parallel", "8", "--backend", server.url)
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 100)
        _, err = interrupt(process)
        assert process.returncode == 130, process.returncode
        assert "To go on:" in err and " run " in err, err

        done = place.run("run", batch, "--backend", server.url)
        assert "Going on with" in done.stderr, done.stderr
        assert_answers(place.read_lines("in.output.jsonl"), 2000)
        assert server.get("/__log?summary=1")["requests"] <= 2000 + 8

        again = place.run("run", batch, "-o", "second.jsonl", "--backend", server.url)
        assert "Going on" not in again.stderr


def a_resumed_run_takes_the_pace_it_is_told(place):
    with Simulator("--any-model", "--delay", "20", "--slots", "64") as server:
        batch = place.write_batch("in.jsonl", 1000, models=["a"])
        process = place.start("run", batch, "--parallel", "2", "--backend", server.url)
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 20)
        interrupt(process)
        assert server.get("/__log?summary=1")["max_in_flight"] == 2
        place.run("run", batch, "--parallel", "24", "--backend", server.url)
        assert server.get("/__log?summary=1")["max_in_flight"] == 24


def the_limit_for_programs_with_few_connections_is_raised(place):
    with Simulator("--any-model", "--delay", "600000", "--slots", "0") as server:
        batch = place.write_batch("in.jsonl", 200, models=["a"])
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
        try:
            process = place.start("run", batch, "--parallel", "150", "--backend", server.url)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        wait_until(lambda: server.get("/__log?summary=1")["max_in_flight"] == 150)
        interrupt(process)


def a_killed_run_is_resumed_by_the_same_command(place):
    with Simulator("--any-model", "--delay", "100", "--slots", "64") as server:
        batch = place.write_batch("in.jsonl", 1000, models=["a"])
        for kill in range(3):
            seen = server.get("/__log?summary=1")["requests"]
            process = place.start("run", batch, "--parallel", "8", "--backend", server.url,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_until(lambda: server.get("/__log?summary=1")["requests"] > seen + 100)
            process.send_signal(signal.SIGKILL)
            process.wait()
        place.run("run", batch, "--parallel", "64", "--backend", server.url)
        assert_answers(place.read_lines("in.output.jsonl"), 1000)
        assert server.get("/__log?summary=1")["requests"] <= 1000 + 3 * 8


def the_way_on_is_the_command_itself(place):
    with Simulator("--any-model", "--delay", "50") as server:
        batch = place.write_batch("in.jsonl", 1000, models=["a"])
        process = place.start("run", batch, "--new", "-o", "it's out.jsonl", "--parallel", "2",
                              "--backend", server.url)
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 4)
        _, err = interrupt(process)
        command = err[err.index("To go on:\n") + len("To go on:\n"):].strip()
        assert "--new" not in command, command
        process = subprocess.Popen(["sh", "-c", f"exec {command} --parallel 64"],
                                   cwd=place.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        _, err = process.communicate(timeout=300)
        assert process.returncode == 0 and "Going on with" in err, err
        assert_answers(place.read_lines("it's out.jsonl"), 1000)


def an_interrupt_does_not_wait_for_the_server(place):
    with Simulator("--any-model", "--fail", "stall:1") as server:
        batch = place.write_batch("in.jsonl", 10, models=["a"])
        process = place.start("run", batch, "--backend", server.url)
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 0)
        begin = time.monotonic()
        _, err = interrupt(process)
        assert process.returncode == 130 and "To go on:" in err, (process.returncode, err)
        assert time.monotonic() - begin < 30


def an_interrupt_takes_nothing_half_in(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 200_000, models=["a"])
        kept = place.folder / "data/files"
        process = place.start("run", batch, "--max-lines", "0", "--new", "--backend",
                              server.url)
        wait_until(lambda: any(kept.glob(".new-*")))
        _, err = interrupt(process)
        assert process.returncode == 130 and "nothing is lost" in err, (process.returncode, err)
        command = err[err.index("To go on:\n") + len("To go on:\n"):].strip()
        assert command.endswith(f"run {batch} --max-lines 0 --new --backend {server.url}"), command
        assert place.run("list", "--json").stdout == ""
        assert [path.name for path in kept.iterdir()] == [".lock"]
        assert server.get("/__log?summary=1")["requests"] == 0


def catches_interrupts(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    caught = int(re.search(r"SigCgt:\s*(\w+)", status)[1], 16)
    return caught >> signal.SIGINT - 1 & 1 == 1


def at_hangup(action):
    """Whatever whoever runs the tests does then."""
    return lambda: signal.signal(signal.SIGHUP, action)


def a_closed_terminal_is_an_interrupt(place):
    """But not for whoever said nohup."""
    with Simulator("--any-model", "--delay", "20") as server:
        batch = place.write_batch("in.jsonl", 500, models=["a"])
        options = ["run", batch, "--parallel", "4", "--backend", server.url]
        process = place.start(*options, preexec_fn=at_hangup(signal.SIG_DFL))
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 20)
        process.send_signal(signal.SIGHUP)
        process.send_signal(signal.SIGHUP)
        _, err = process.communicate(timeout=300)
        assert process.returncode == 130 and "To go on:" in err, (process.returncode, err)

        seen = server.get("/__log?summary=1")["requests"]
        assert seen < 500
        process = place.start(*options, preexec_fn=at_hangup(signal.SIG_IGN))
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > seen)
        process.send_signal(signal.SIGHUP)
        process.communicate(timeout=300)
        assert process.returncode == 0
        assert_answers(place.read_lines("in.output.jsonl"), 500)


def a_second_interrupt_quits_at_once(place):
    with Simulator("--any-model", "--delay", "20") as server:
        batch = place.write_batch("in.jsonl", 500, models=["a"])
        process = place.start("run", batch, "--parallel", "4", "--backend", server.url)
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 20)
        # Nothing can be written down, so a clean stop takes its time.
        with contextlib.closing(sqlite3.connect(place.path("data/queue.db"))) as database:
            database.execute("BEGIN IMMEDIATE")
            process.send_signal(signal.SIGINT)
            wait_until(lambda: not catches_interrupts(process))
            assert process.poll() is None
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
        assert process.returncode == -signal.SIGINT, process.returncode
        place.run("run", batch, "--backend", server.url)
        assert_answers(place.read_lines("in.output.jsonl"), 500)


def what_can_be_read_once_is_enough(place):
    with Simulator("--any-model") as server:
        text = line(0) + line(1)
        for reader in ("run /dev/fd/3 3<&0", "run -"):
            done = subprocess.run(
                ["sh", "-c", f'"$0" --data-dir data {reader} -o - --backend {server.url}', BATCHQ],
                input=text, capture_output=True, text=True, cwd=place.folder, timeout=300)
            assert done.returncode == 0, done
            assert_answers([json.loads(entry) for entry in done.stdout.splitlines()], 2)
        with open(place.write("in.jsonl", text), encoding="utf-8") as given:
            process = place.start("run", "/dev/stdin", "--backend", server.url, stdin=given)
            assert "/dev" not in process.communicate(timeout=300)[0] and process.returncode == 0
        assert_answers(place.read_lines("batch.output.jsonl"), 2)
        os.unlink(place.path("batch.output.jsonl"))
        place.run("run", "-", "--backend", server.url, stdin=text)
        assert_answers(place.read_lines("batch.output.jsonl"), 2)


def what_is_no_file_is_written_to_and_stays(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 2, models=["a"])
        place.run("run", batch, "-o", "/dev/null", "--backend", server.url)
        for _ in range(2):
            place.run("submit", batch, "-o", "/dev/null", "-e", "/dev/null", "--backend",
                      server.url)
        assert place.run("run").stdout.count("2 of 2 answered") == 2
        assert pathlib.Path("/dev/null").is_char_device()


def a_file_that_comes_to_be_meanwhile_is_left_alone(place):
    """And nobody says that the answers were in it."""
    with Simulator("--any-model", "--delay", "3600000") as server:
        batch = place.write_batch("in.jsonl", 4, models=["a"])
        for round, options in enumerate((["--new"], []), 1):
            process = place.start("run", batch, *options, "--parallel", "4", "-o", "out.jsonl",
                                  "--backend", server.url)
            wait_until(lambda: asked(server) == 4 * round)
            place.write("out.jsonl", "precious")
            server.post("/__clock?advance=3600")
            said = communicate(process)[1]
            assert process.returncode == 2 and "out.jsonl" in said, (process.returncode, said)
            again = place.run("run", batch, "--backend", server.url, expect=2).stderr
            assert "out.jsonl is there already" in again, again
            assert (place.folder / "out.jsonl").read_text() == "precious"

            os.unlink(place.path("out.jsonl"))
            place.run("run", batch, "--backend", server.url)
            assert_answers(place.read_lines("out.jsonl"), 4)
            assert asked(server) == 4 * round
            os.unlink(place.path("out.jsonl"))


def only_its_own_file_is_replaced_when_it_goes_on(place):
    """Whether it had ended before, or not; and it is said before anything runs."""
    with Simulator("--any-model", "--delay", "20") as server:
        batch = place.write_batch("in.jsonl", 40, models=["a"])
        command = ("run", batch, "-o", "out.jsonl", "--parallel", "1", "--backend", server.url)
        process = place.start(*command)
        wait_until(lambda: asked(server) > 2)
        interrupt(process)
        place.write("out.jsonl", "precious")
        seen = asked(server)
        said = place.run(*command, expect=2).stderr
        assert "out.jsonl is there already" in said and asked(server) == seen, said
        other = place.write_batch("other.jsonl", 1, models=["a"])
        place.run("run", other, "--backend", server.url)
        assert asked(server) >= 41
        said = place.run(*command, expect=2).stderr
        assert "out.jsonl is there already" in said, said
        assert (place.folder / "out.jsonl").read_text() == "precious"

        os.unlink(place.path("out.jsonl"))
        place.run(*command)
        assert_answers(place.read_lines("out.jsonl"), 40)


def a_copy_of_an_unfinished_input_has_files_of_its_own(place):
    """It is the same job, unless the answers were told to go elsewhere."""
    (place.folder / "else").mkdir()
    for name, options, answers in (
            ("b.jsonl", [], "b.output.jsonl"),
            ("else/a.jsonl", [], "else/a.output.jsonl"),
            ("c.jsonl", ["-o", "told.jsonl"], "told.jsonl"),
            ("./a.jsonl", [], "a.output.jsonl")):
        with Simulator("--any-model", "--delay", "100") as server:
            server.post("/__pace?times=1000")
            batch = place.write_batch("a.jsonl", 4, models=["a"])
            process = place.start("run", batch, *options, "--parallel", "4", "--backend",
                                  server.url)
            wait_until(lambda: asked(server) == 4)
            interrupt(process)
            server.post("/__pace?times=1")
            place.write(name, (place.folder / "a.jsonl").read_bytes())
            done = place.run("run", name, "--backend", server.url)
            assert "Going on" in done.stderr and answers in done.stdout, (name, done)
            assert_answers(place.read_lines(answers), 4)
            assert (answers == "a.output.jsonl") == (place.folder / "a.output.jsonl").exists()


def a_file_of_a_run_that_was_killed_is_its_own(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 4, models=["a"])
        place.run("run", batch, "-o", "out.jsonl", "--backend", server.url)
        written = (place.folder / "out.jsonl").read_bytes()
        with contextlib.closing(sqlite3.connect(place.path("data/queue.db"))) as database:
            database.execute("UPDATE job SET exported_at = 0")
            database.commit()
        said = place.run("run", batch, "--backend", server.url, "--priority", "7").stderr
        assert "Going on" in said and "--priority" not in said, said
        assert (place.folder / "out.jsonl").read_bytes() == written
        assert json.loads(place.run("list", "--json").stdout)["exported_at"]


def what_is_settled_when_a_batch_is_submitted_is_told(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 4, models=["a"])
        place.run("submit", batch, "--backend", server.url, "--priority", "3")
        said = place.run("run", batch, "--backend", server.url, "--priority", "3", "--within", "1h",
                         "--webhook", "http://127.0.0.1:9/").stderr
        assert "without --within, --webhook; --new submits it afresh" in said, said


def results_that_find_no_place_can_be_had_elsewhere(place):
    """Where no file can be made, it is said at once; where none can be any more, at the end."""
    with Simulator("--any-model", "--delay", "100") as server:
        batch = place.write_batch("in.jsonl", 4, models=["a"])
        said = place.run("run", batch, "-o", "/proc/x", "--backend", server.url, expect=2).stderr
        assert "Nothing can be written to the folder /proc" in said, said
        assert asked(server) == 0 and place.run("list", "--json").stdout == ""

        server.post("/__pace?times=1000")
        os.mkdir(place.path("there"))
        process = place.start("run", batch, "-o", "there/out.jsonl", "--parallel", "4",
                              "--backend", server.url)
        wait_until(lambda: asked(server) == 4)
        os.rmdir(place.path("there"))
        server.post("/__pace?times=1")
        server.post("/__clock?advance=1000")
        said = communicate(process)[1]
        assert process.returncode == 4 and "To have the results elsewhere" in said, said
        hint = said.partition("elsewhere:\n")[2].split()
        assert hint[:2] == ["batchq", "results"], said
        assert hint[3:7] == ["-o", "FILE", "-e", "FILE"] and hint.count("-o") == 1, said
        place.run("run", batch, "-o", "out.jsonl", "--backend", server.url)
        assert_answers(place.read_lines("out.jsonl"), 4)
        assert asked(server) == 4


def a_link_is_followed_to_where_there_is_nothing_yet(place):
    place.write("lines.txt", "one\ntwo\n")
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 3)
        commands = {"answers": ["run", batch, "--backend", server.url],
                    "made": ["make", "--lines", "lines.txt", "--prompt", "{{line}}",
                             "--model", "a"]}
        for name, command in commands.items():
            os.symlink(f"{name}.jsonl", place.path(name))
            place.run(*command, "-o", name)
            assert os.path.islink(place.path(name)), name
            assert len(place.read_lines(f"{name}.jsonl")) in (2, 3), name
            place.run(*command, "-o", name, "--force")
            assert os.path.islink(place.path(name)), name

        os.symlink("nowhere/x.jsonl", place.path("astray"))
        os.symlink("circle", place.path("circle"))
        seen = asked(server)
        for name, word in (("astray", "nowhere"), ("circle", "leads nowhere")):
            said = place.run("run", batch, "--new", "--backend", server.url, "-o", name,
                             expect=2).stderr
            assert word in said, said
        assert asked(server) == seen


def nobody_waits_for_what_cannot_go_on(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 2, models=["a"])
        place.run("backend", "add", "sim", server.url)
        job = place.run("submit", batch, "--backend", "sim").stdout.strip()
        place.run("pause", job)
        for arguments in ([job], [batch, "--backend", "sim"]):
            said = place.run("run", *arguments, expect=2).stderr
            assert f"batchq resume {job}" in said, said
        assert "paused" in place.run("run").stderr
        place.run("resume", job)

        place.run("backend", "remove", "sim")
        for arguments in ([job], []):
            said = place.run("run", *arguments, expect=4).stderr
            assert "“sim”" in said and "batchq backend add sim" in said, said
        place.run("backend", "add", "sim", server.url)
        place.run("run", job)
        assert_answers(place.read_lines("in.output.jsonl"), 2)


def nobody_waits_for_a_job_that_is_removed(place):
    with Simulator("--any-model", "--delay", "50") as server:
        batch = place.write_batch("in.jsonl", 1000, models=["a"])
        runs = [place.start("run", batch, "--parallel", "2", "--backend", server.url)]
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 10)
        job = json.loads(place.run("list", "--json").stdout)["id"]
        runs.append(place.start("watch", job))
        place.run("remove", job)
        for process in runs:
            said = process.communicate(timeout=300)[1]
            assert process.returncode == 2 and f"batchq restore {job}" in said, said
        place.run("restore", job)
        place.run("run", batch, "--parallel", "64", "--backend", server.url)
        assert_answers(place.read_lines("in.output.jsonl"), 1000)


def a_deadline_and_a_cancellation_leave_what_there_is(place):
    for code, stop in (("batch_expired", None), ("batch_cancelled", "cancel")):
        with Simulator("--any-model", "--delay", "200") as server:
            batch = place.write_batch("in.jsonl", 200, models=["a"])
            process = place.start("run", batch, "--force", "--new", "--parallel", "2",
                                  "--within", "1d" if stop else "10s", "--backend", server.url)
            wait_until(lambda: server.get("/__log?summary=1")["requests"] > 5)
            if stop:
                jobs = place.run("list", "--json").stdout.splitlines()
                place.run(stop, json.loads(jobs[-1])["id"])
            said = process.communicate(timeout=300)
            assert process.returncode == 1, said
            answers = place.read_lines("in.output.jsonl")
            errors = place.read_lines("in.errors.jsonl")
            counts = said[1].splitlines()[-1]
            assert counts.startswith(
                f"{len(answers)} done · 0 failed · {len(errors)} {code.removeprefix('batch_')} · "
                "0 left"), counts
            # Two at a time, for 200 ms each: those that were given up are no part of the rate.
            assert all(float(rate) <= 12 for rate in re.findall(r"([\d.]+)/s", counts)), counts
            assert {entry["error"]["code"] for entry in errors} == {code}, errors[0]
            assert len(answers) > 0 and sorted(
                entry["custom_id"] for entry in answers + errors) == sorted(
                    f"r{i}" for i in range(200))


def what_is_tried_again_after_its_deadline_has_time(place):
    """As much as it had: whether its requests failed before, or because it was over."""
    with Simulator("--any-model", "--delay", "200", "--slots", "64") as server:
        for name, text, count in (
                ("failed", line(0) + line(1, prompt="[[fail 400:1]] number 1"), 2),
                ("expired", "".join(map(line, range(200))), 200)):
            batch = place.write(f"{name}.jsonl", text)
            ended = place.run("run", batch, "--parallel", "2", "--within", "10s", "--backend",
                              server.url, expect=1)
            assert ("xpired" in ended.stdout) == (name == "expired"), ended.stdout
            job = json.loads(place.run("list", "--json").stdout.splitlines()[-1])
            deadline = datetime.datetime.fromisoformat(job["expires_at"])
            wait_until(lambda: datetime.datetime.now(datetime.timezone.utc) > deadline)
            before = asked(server)
            place.run("retry", job["id"])
            place.run("run", batch, "--parallel", "64", "--backend", server.url)
            assert asked(server) > before, name
            assert_answers(place.read_lines(f"{name}.output.jsonl"), count)


def a_job_replaces_what_it_wrote_itself(place):
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", line(0) + line(1, prompt="[[fail 400:1]] number 1"))
        place.run("run", batch, "--backend", server.url, expect=1)
        job = json.loads(place.run("list", "--json").stdout)["id"]
        place.run("retry", job)
        place.run("run")
        assert_answers(place.read_lines("in.output.jsonl"), 2)
        assert not pathlib.Path(place.path("in.errors.jsonl")).exists()
        place.run("results", job, "-o", "elsewhere.jsonl")
        place.run("results", job)
        place.run("run", job[6:14])


def two_jobs_do_not_share_a_target(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 2, models=["a"])
        job = place.run("submit", batch, "--backend", server.url).stdout.strip()
        said = place.run("submit", batch, "--backend", server.url, expect=2).stderr
        assert job in said and "in.output.jsonl" in said, said
        place.run("submit", batch, "-o", "x.jsonl", "-e", "y.jsonl", "--backend", server.url)
        place.run("run")
        assert_answers(place.read_lines("in.output.jsonl"), 2)
        assert_answers(place.read_lines("x.jsonl"), 2)
        place.run("submit", batch, "--force", "--backend", server.url)
        place.run("run")


def a_server_that_goes_away_leaves_a_job_to_resume(place):
    batch = place.write_batch("in.jsonl", 2000, models=["a"])
    with Simulator("--any-model", "--delay", "100") as server:
        process = place.start("run", batch, "--patience", "1", "--parallel", "8", "--backend",
                              server.url)
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 100)
    begin = time.monotonic()
    _, err = process.communicate(timeout=300)
    assert process.returncode == 4, (process.returncode, err)
    assert "To go on:" in err, err
    assert time.monotonic() - begin < 30


main([
    answers_come_in_the_order_of_the_input,
    answers_come_as_streams_and_are_whole,
    answers_that_come_at_once_come_in_one_piece,
    json_is_one_value_on_stdout,
    the_model_is_named_though_it_needs_no_load,
    answers_that_were_cut_off_are_counted,
    quiet_says_nothing,
    standard_input_and_output,
    an_existing_target_is_refused_before_anything_runs,
    failed_items_go_to_the_error_file,
    nobody_is_sent_to_an_empty_file,
    an_interrupted_run_is_resumed_by_the_same_command,
    a_resumed_run_takes_the_pace_it_is_told,
    the_limit_for_programs_with_few_connections_is_raised,
    a_killed_run_is_resumed_by_the_same_command,
    the_way_on_is_the_command_itself,
    an_interrupt_does_not_wait_for_the_server,
    an_interrupt_takes_nothing_half_in,
    a_closed_terminal_is_an_interrupt,
    a_second_interrupt_quits_at_once,
    what_can_be_read_once_is_enough,
    what_is_no_file_is_written_to_and_stays,
    a_file_that_comes_to_be_meanwhile_is_left_alone,
    only_its_own_file_is_replaced_when_it_goes_on,
    a_copy_of_an_unfinished_input_has_files_of_its_own,
    a_file_of_a_run_that_was_killed_is_its_own,
    what_is_settled_when_a_batch_is_submitted_is_told,
    results_that_find_no_place_can_be_had_elsewhere,
    a_link_is_followed_to_where_there_is_nothing_yet,
    nobody_waits_for_what_cannot_go_on,
    nobody_waits_for_a_job_that_is_removed,
    a_deadline_and_a_cancellation_leave_what_there_is,
    what_is_tried_again_after_its_deadline_has_time,
    a_job_replaces_what_it_wrote_itself,
    two_jobs_do_not_share_a_target,
    a_server_that_goes_away_leaves_a_job_to_resume,
])
