# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""How commands are written: what is said of wrong ones, and what --json and --quiet print."""

import datetime
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess

from harness import BATCHQ, TIMEOUT, Simulator, communicate, interrupt, line, main, wait_until

NOBODY = "http://127.0.0.1:9"

# A command, and what its message has to name. All end with 2, and do nothing.
WRONG = [
    ([], "--help"),
    (["dance"], "“dance”"),
    (["--dance"], "--dance"),
    (["run", "--dance"], "batchq run --help"),
    (["run", "--priority"], "--priority"),
    (["run", "in.jsonl", "--priority", "high"], "“high”"),
    (["serve", "--log", "xml"], "--log"),
    (["run", "in.jsonl", "--patience", "-1", "--backend", NOBODY], "--patience"),
    (["run", "in.jsonl"], "Which model server?"),
    (["run", "in.jsonl", "--backend", "nobody"], "“nobody”"),
    (["run", "in.jsonl", "--backend", "ftp://127.0.0.1"], "ftp://127.0.0.1"),
    (["run", "in.jsonl", "--backend", "127.0.0.1:9"], "http://127.0.0.1:9"),
    (["run", "in.jsonl", "--backend", b"\xff"], "UTF-8"),
    (["run", "in.jsonl", "--backend", NOBODY, "--metadata", b"who=\xff"], "UTF-8"),
    (["run", "in.jsonl", "other.jsonl", "--backend", NOBODY], "other.jsonl"),
    (["run", "in.jsonl", "--backend", NOBODY, "--within", "soon"], "“soon”"),
    (["run", "in.jsonl", "--backend", NOBODY, "--within", "-1h"], "“-1h”"),
    (["run", "in.jsonl", "--backend", NOBODY, "--within", "999999d"], "too long"),
    (["run", "in.jsonl", "--backend", NOBODY, "--parallel", "many"], "“many”"),
    (["run", "in.jsonl", "--backend", NOBODY, "--parallel", "0"], "“0”"),
    (["run", "in.jsonl", "--backend", NOBODY, "--metadata", "x"], "KEY=VALUE"),
    (["run", "in.jsonl", "--backend", NOBODY, "--max-lines", "-1"], "--max-lines"),
    (["submit", "in.jsonl", "--backend", NOBODY, "--max-bytes", "-1"], "--max-bytes"),
    (["run", "in.jsonl", "--backend", NOBODY, "--webhook", "foo"], "--webhook"),
    (["run", "in.jsonl", "--backend", NOBODY, "--webhook", "https://"], "--webhook"),
    (["run", "in.jsonl", "--backend", NOBODY, "--mode", "foo"], "--mode"),
    (["run", "in.jsonl", "--backend", NOBODY, "-o", "in.jsonl"], "input"),
    (["run", "in.jsonl", "--backend", NOBODY, "-o", "link.jsonl", "--force"], "input"),
    (["run", "link.jsonl", "--backend", NOBODY, "-o", "in.jsonl", "--force"], "input"),
    (["run", "in.jsonl", "--backend", NOBODY, "-o", "x.jsonl", "-e", "here/x.jsonl"], "same file"),
    (["run", "in.jsonl", "--backend", NOBODY, "-o", "no/folder/out.jsonl"], "no/folder"),
    (["run", "in.jsonl", "--backend", NOBODY, "-o", "."], "folder"),
    (["run", "in.jsonl", "--backend", NOBODY, "-o", "n" * 256], "too long"),
    (["run", "in.jsonl", "--backend", NOBODY, "-o", "x.jsonl", "-e", "x.jsonl"], "same file"),
    (["run", "in.jsonl", "--backend", NOBODY, "-e", "-"], "-e"),
    (["run", "in.jsonl", "--backend", NOBODY, "-o", "taken.jsonl"], "taken.jsonl"),
    (["run", "in.jsonl", "--backend", NOBODY, "-e", "taken.jsonl"], "taken.jsonl"),
    (["run", "--force"], "Name an input"),
    (["run", "batch_0000", "-o", "x.jsonl"], "--patience"),
    (["run", "batch_0000"], "“batch_0000”"),
    (["submit"], "one input"),
    (["submit", "in.jsonl", "--backend", NOBODY, "-o", "-"], "-o"),
    (["submit", "in.jsonl", "--backend", NOBODY, "-o", "taken.jsonl"], "--force"),
    (["--store", "sqlite::memory:", "submit", "in.jsonl", "--backend", NOBODY],
     "--store sqlite:FILE"),
    (["validate"], "one input"),
    (["validate", "in.jsonl", "--max-bytes", "-1"], "--max-bytes"),
    (["list", "stray"], "“stray”"),
    (["show"], "batchq list"),
    (["show", "nobody"], "“nobody”"),
    (["watch", "nobody"], "“nobody”"),
    (["cancel"], "batchq list"),
    (["cancel", "nobody"], "“nobody”"),
    (["pause", "nobody"], "“nobody”"),
    (["resume", "nobody"], "“nobody”"),
    (["retry", "nobody"], "“nobody”"),
    (["results"], "one job"),
    (["results", "nobody"], "“nobody”"),
    (["results", "nobody", "-e", "-"], "-e"),
    (["results", "nobody", "-o", "taken.jsonl"], "taken.jsonl"),
    (["results", "nobody", "-o", "x.jsonl", "--number"], "--format"),
    (["results", "nobody", "-o", "x.jsonl", "--names", "{{model}}"], "--format"),
    (["remove", "nobody"], "“nobody”"),
    (["remove"], "--ended"),
    (["remove", "nobody", "--ended"], "--ended"),
    (["remove", "nobody", "--older-than", "1d"], "--ended"),
    (["remove", "--ended", "--older-than", "soon"], "“soon”"),
    (["restore"], "Name a job"),
    (["restore", "nobody"], "“nobody”"),
    (["make"], "--csv"),
    (["make", "--csv", "t.csv", "--lines", "t.txt"], "one of"),
    (["make", "--lines", "t.txt", "--model", "a"], "--prompt"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}"], "--model"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", ""], "--model"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a,"], "--model a,:"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a,,b"], "--model a,,b:"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a, "], "--model a, :"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a,b, a"], "a twice"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a", "--first", "0"],
     "--first"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a", "--max-tokens", "-1"],
     "--max-tokens"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a", "--seed", "-1"],
     "--seed"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a", "--temperature", "-1"],
     "--temperature"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a", "--temperature", "nan"],
     "from 0 to 100"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a", "--temperature", "inf"],
     "from 0 to 100"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a", "--top-p", "-0.5"],
     "from 0 to 1"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a", "-o", "taken.jsonl"],
     "--force"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a", "-o", "no/x.jsonl"],
     "folder"),
    (["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a", "-o", "here/t.txt",
      "--force"], "its own source"),
    *((["make", "--lines", "t.txt", "--prompt", "{{line}}", "--model", "a", "--save-template",
        name], said) for name, said in (("", "1 to 100 characters"), ("n" * 101, "1 to 100"),
                                        ("a\nb", "line break"), ("a\x1b[2Jb", "line break"),
                                        ("a\x9bb", "line break"))),
    (["backend"], "add NAME URL"),
    (["backend", "add", "x"], "add NAME URL"),
    (["backend", "add", "x", "not a url"], "not a url"),
    (["backend", "add", "x/y", NOBODY], "“x/y”"),
    (["backend", "add", "x", NOBODY, "--kind", "magic"], "“magic”"),
    (["backend", "add", "x", NOBODY, "--parallel", "-1"], "--parallel"),
    *((["backend", "add", "x", NOBODY, "--key-from-env", name], f"“{name}” of --key-from-env")
      for name in ("", "A=B", "1A", "A B", "$A")),
    (["backend", "show"], "show NAME"),
    (["backend", "show", "nobody"], "“nobody”"),
    (["backend", "models", "nobody"], "“nobody”"),
    (["backend", "remove", "nobody"], "“nobody”"),
    (["--data-dir", "x", "--store", "sqlite:y", "list"], "--store"),
    (["--data-dir", "", "list"], "--data-dir"),
    (["simulate", "--dance"], "--dance"),
    (["simulate", "--fail", "dance"], "“dance”"),
    (["simulate", "--speed", "0"], "--speed"),
    (["simulate", "--slots", "-1"], "--slots"),
    (["simulate", "--jitter", "2"], "--jitter"),
    (["serve", "--patience", "0"], "--patience"),
    (["stats", "--history", "0"], "--history"),
    (["stats", "--history", "-5"], "--history"),
    (["--store", "magic:x", "list"], "magic:x"),
    (["--store", "sqlite:", "list"], "No file is named by --store sqlite:"),
    (["--store", "sqlite:", "submit", "in.jsonl", "--backend", NOBODY], "No file is named by"),
]


# What --within takes, and the seconds that it is; and what it does not, and what is said of that.
TIMES = [("90s", 90), ("90m", 5400), ("1.5h", 5400), ("1.1h", 3960), ("0.25d", 21600), ("0.1s", 1),
         ("007m", 420), ("2.50h", 9000), ("24855d", 24855 * 86400), ("596520h", 24855 * 86400)]
NO_TIMES = [*((text, "is not a time; write --within 90m, 1.5h or 7d") for text in (
                "", "1.5", "h", ".5h", "1.h", "1,5h", "1.5.5h", "1.5 h", "1h30m", "1e5s", "0x10s",
                "infs", "nans", "0d", "0.0h", "+1h", " 1h", "1w")),
            *((text, "is too long; write --within 24855d at most") for text in (
                "24855.1d", "2147483647s", "9223372036854775808s", "999999d", "9" * 400 + "h"))]
UTC = datetime.timezone.utc


def prepare(place):
    place.write_batch("in.jsonl", 2, models=["a"])
    place.write("t.txt", "one\ntwo\n")
    place.write("taken.jsonl", "precious")
    os.symlink("in.jsonl", place.path("link.jsonl"))
    os.symlink(".", place.path("here"))


def run(place, *arguments, expect=0):
    done = subprocess.run([BATCHQ, *arguments], capture_output=True, text=True, timeout=300,
                          cwd=place.folder, stdin=subprocess.DEVNULL)
    assert done.returncode == expect, (arguments, done)
    return done


def wrong_usage_is_named_and_changes_nothing(place):
    prepare(place)
    for arguments, word in WRONG:
        done = run(place, *arguments, expect=2)
        assert done.stdout == "", (arguments, done)
        assert word in done.stderr, (arguments, done)
        assert re.fullmatch(r"batchq( [a-z]+)?: .+\n", done.stderr), (arguments, done)
    assert pathlib.Path(place.path("taken.jsonl")).read_text() == "precious"
    assert not list(place.folder.glob("*.output.jsonl"))
    assert place.run("list", "--json").stdout == ""


def wrong_usage_is_json_for_machines(place):
    prepare(place)
    for arguments, word in WRONG:
        error = json.loads(run(place, "--json", *arguments, expect=2).stdout)["error"]
        assert word in error["message"] and error["exit_code"] == 2, (arguments, error)


def how_long_a_job_may_take_is_in_any_unit(place):
    prepare(place)
    for text, seconds in TIMES:
        before = datetime.datetime.now(UTC)
        job = json.loads(place.run("submit", "in.jsonl", "--new", "--backend", NOBODY, "--json",
                                   "--within", text, "--force").stdout)
        after = datetime.datetime.now(UTC)
        began = datetime.datetime.fromisoformat(job["expires_at"])
        began -= datetime.timedelta(seconds=seconds)
        second = datetime.timedelta(seconds=1)
        assert before - second <= began <= after + second, (text, job["expires_at"])
    for text, said in NO_TIMES:
        done = run(place, "submit", "in.jsonl", "--backend", NOBODY, "--within", text, expect=2)
        assert f"“{text}” {said}" in done.stderr, (text, done.stderr)


def commands():
    text = subprocess.run([BATCHQ, "--help"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^  ([a-z]+)  ", text, re.MULTILINE)


def a_port_that_is_taken_is_named(place):
    """By whatever program, and whoever has it is not disturbed."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in "serve", "simulate":
            said = place.run(command, "--listen", f"127.0.0.1:{port}", expect=4).stderr
            assert f"Port {port} of 127.0.0.1 is taken" in said and "another port" in said, said
    with place.start("serve", "--listen", f"127.0.0.1:{port}") as first:
        assert f":{port}/v1" in first.stdout.readline()
        said = place.run("serve", "--listen", f"127.0.0.1:{port}", expect=4).stderr
        assert f"Port {port} of 127.0.0.1 is taken" in said, said
        first.terminate()
        _, err = communicate(first)
        assert first.returncode == 0, err


def an_address_to_listen_on_is_in_numbers(place):
    for address in "9134", "localhost:9134", ":9134":
        said = place.run("serve", "--listen", address, expect=2).stderr
        assert "write --listen 127.0.0.1:" in said, said


def every_command_explains_itself(place):
    assert {"run", "make", "submit", "list", "backend", "simulate"} <= set(commands())
    assert run(place, "--version").stdout.startswith("batchq ")
    for command in commands():
        done = run(place, command, "--help")
        assert done.stderr == "" and f"batchq {command} [OPTION…]" in done.stdout, done
        assert "--json" in done.stdout, done
        assert max(map(len, done.stdout.splitlines())) <= 95, done.stdout


def what_does_not_get_through_is_not_success(place):
    prepare(place)
    job = place.run("submit", place.path("in.jsonl"), "--backend", NOBODY).stdout.strip()
    with open("/dev/full", "w") as full:
        for arguments in (["list"], ["show", job], ["list", "--json"], ["--help"],
                          ["validate", place.path("in.jsonl")]):
            process = place.start(*arguments, stdout=full)
            said = process.communicate(timeout=300)[1]
            assert process.returncode == 4, (arguments, said)


def closed(*descriptors):
    """For whoever starts a program without some of the usual streams."""
    return lambda: [os.close(descriptor) for descriptor in descriptors]


def what_is_opened_is_no_standard_stream(place):
    """Were a stream closed, the next file would take its place, and be written into."""
    with Simulator("--any-model", "--delay", "20") as server:
        batch = place.write_batch("in.jsonl", 1000, models=["a"])
        process = place.start("run", batch, "--parallel", "2", "--backend", server.url,
                              preexec_fn=closed(0, 1, 2))
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 10)
        streams = [os.readlink(f"/proc/{process.pid}/fd/{number}") for number in range(3)]
        assert streams == ["/dev/null"] * 3, streams
        interrupt(process)
        assert process.returncode == 130, process.returncode
        assert "Going on" in place.run("run", batch, "--backend", server.url).stderr
    process = place.start("list", preexec_fn=closed(1))
    said = communicate(process)[1]
    assert process.returncode == 4 and "Standard output" in said, (process.returncode, said)
    process = place.start("run", "-", "--backend", NOBODY, preexec_fn=closed(0))
    said = communicate(process)[1]
    assert process.returncode == 3 and "Bad file descriptor" in said, (process.returncode, said)


def answers_that_standard_output_did_not_take_are_not_lost(place):
    with Simulator("--any-model") as server, open("/dev/full", "w") as full:
        batch = place.write_batch("in.jsonl", 3, models=["a"])
        process = place.start("run", batch, "-o", "-", "--backend", server.url, stdout=full)
        said = process.communicate(timeout=300)[1]
        assert process.returncode == 4 and "space" in said, said
        again = place.run("run", batch, "-o", "-", "--backend", server.url)
        assert len(again.stdout.splitlines()) == 3 and "Going on" in again.stderr
        assert server.get("/__log?summary=1")["requests"] == 3


def who_has_read_enough_hears_no_complaint(place):
    """As of any program in a pipe; and the next time, all is there."""
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 2000, models=["a"])
        for command in (["run", batch, "-o", "-", "--quiet", "--backend", server.url],
                        ["results", "batch_0", "-o", "-"],
                        ["make", "--lines", batch, "--prompt", "{{line}}", "--model", "a"]):
            process = place.start(*command)
            assert process.stdout.read(1) == "{"
            process.stdout.close()
            said = process.stderr.read()
            process.stderr.close()
            assert process.wait(300) == -signal.SIGPIPE and said == "", (process.returncode, said)
        again = place.run("run", batch, "-o", "-", "--backend", server.url)
        assert len(again.stdout.splitlines()) == 2000 and "Going on" in again.stderr
        assert server.get("/__log?summary=1")["requests"] == 2000


def a_way_on_can_be_given_to_a_shell(place):
    said = place.run("backend", "add", "my own", NOBODY).stdout
    assert "--backend 'my own'" in said, said


def machines_get_json_from_every_command(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 2, models=["a"])
        say = lambda *arguments, **options: json.loads(
            place.run("--json", *arguments, **options).stdout)
        assert say("validate", batch)["valid"]
        assert say("backend", "add", "sim", server.url)["name"] == "sim"
        assert say("backend", "list")["name"] == "sim"
        assert say("backend", "show", "sim")["key"] is None
        job = say("submit", batch, "--metadata", "who=me", "--priority", "3", "--parallel", "2")
        assert job["metadata"] == {"who": "me"} and job["priority"] == 3 and job["parallel"] == 2
        assert say("pause", job["id"])["paused"] and not say("resume", job["id"])["paused"]
        assert say("run")["state"] == "completed"
        assert say("show", job["id"])["succeeded"] == 2
        assert say("watch", job["id"])["id"] == job["id"]
        assert say("results", job["id"], "-o", "copy.jsonl")["id"] == job["id"]
        assert say("results", job["id"], "--format", "csv", "-o", place.path("copy.csv")) \
            == {"path": place.path("copy.csv"), "written": 2}
        assert say("remove", job["id"])["id"] == say("restore", job["id"])["id"]
        assert isinstance(say("backend", "models", "sim")["models"], list)
        assert say("backend", "remove", "sim")["name"] == "sim"
        made = say("make", "--lines", batch, "--prompt", "{{line}}", "--model", "a", "-o",
                   place.path("made.jsonl"))
        assert made["requests"] == 2


def a_file_may_have_any_name(place):
    with Simulator("--any-model") as server:
        for name in (b"a b.jsonl", b"a\nb.jsonl", b"-a.jsonl", b"--", b"\xff\xfe.jsonl"):
            (place.folder / os.fsdecode(name)).write_text(line(0))
            job = json.loads(place.run("--quiet", "--json", "run", "--backend", server.url,
                                       "--", name).stdout)
            assert job["title"] == name.decode(errors="replace"), job
            assert job["output_path"].endswith(".output.jsonl"), job


def no_language_is_no_reason_for_question_marks(place):
    for locale in ("C", "POSIX", "xx_XX.UTF-8", ""):
        done = subprocess.run([BATCHQ, "dänce"], capture_output=True, cwd=place.folder,
                              check=False, env={**os.environ, "LC_ALL": locale, "LANG": locale})
        assert "“dänce”" in done.stderr.decode(), (locale, done)


def quiet_leaves_only_what_was_asked_for(place):
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", line(0) + line(1, prompt="[[fail 400]]"))
        for arguments, expect in ((["run", batch, "--backend", server.url], 1), (["run"], 0),
                                  (["validate", batch], 0), (["pause"], 0)):
            done = place.run("--quiet", *arguments, expect=expect)
            assert done.stdout == "" and done.stderr == "", (arguments, done)
        assert place.run("--quiet", "list").stdout != ""
        assert place.run("--quiet", "show", "nobody", expect=2).stderr != ""


def a_mistyped_queue_is_told_and_not_made(place):
    """What only looks says so, and is as of an empty queue; what puts something in makes one."""
    wrong = place.path("wrong/place")
    for command, code in ((["list"], 0), (["plan"], 0), (["stats"], 0), (["run"], 0),
                          (["show", "batch_0"], 2), (["watch", "batch_0"], 2),
                          (["cancel", "batch_0"], 2), (["results", "batch_0"], 2),
                          (["retry", "batch_0"], 2), (["remove", "batch_0"], 2),
                          (["restore", "batch_0"], 2), (["pause", "batch_0"], 2),
                          (["resume", "batch_0"], 2), (["run", "batch_0"], 2)):
        for place_of_it, option in ((["--data-dir", wrong], "--data-dir"),
                                    (["--store", f"sqlite:{wrong}/queue.db"], "--store")):
            done = subprocess.run([BATCHQ, *place_of_it, *command], capture_output=True, text=True,
                                  cwd=place.folder, check=False)
            assert done.returncode == code, (command, done)
            first = done.stderr.splitlines()[0]
            assert "There is no queue" in first and wrong in first and option in first, done
        assert place.run("--data-dir", wrong, *command, "--quiet", "--json",
                         expect=code).stderr.count("no queue") == 0
    assert not os.path.exists(place.path("wrong"))

    # Others may be in a folder, but where there is nothing yet, a queue may begin.
    os.makedirs(wrong)
    assert "no queue" not in place.run("list", "--data-dir", wrong).stderr
    assert "no queue" in place.run("list", "--data-dir", place.path("wrong")).stderr
    assert os.listdir(place.path("wrong")) == ["place"]


def a_relative_folder_of_a_person_is_none(place):
    """The specification has it, and there would be another queue wherever a command is called."""
    home = place.folder / "home"
    home.mkdir()
    place.write("in.jsonl", line(0))

    def run(folder, **variables):
        """In the folder, as that of the data is not named."""
        (place.folder / folder).mkdir(exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if "XDG_" not in name}
        targets = ["-o", place.path(f"{folder}.out"), "-e", place.path(f"{folder}.err")]
        subprocess.run([BATCHQ, "submit", place.path("in.jsonl"), "--backend", NOBODY, *targets],
                       cwd=place.folder / folder, env=environment | variables, check=True,
                       capture_output=True, timeout=TIMEOUT)

    run("one", HOME=str(home), XDG_DATA_HOME="data", XDG_CONFIG_HOME="config")
    run("two", HOME=str(home), XDG_DATA_HOME="./data")
    with sqlite3.connect(home / ".local/share/batch-queue/queue.db") as database:
        assert database.execute("SELECT count(*) FROM job").fetchone() == (2,)
    for folder in ("one", "two"):
        assert os.listdir(place.folder / folder) == [], folder


main([
    a_relative_folder_of_a_person_is_none,
    a_mistyped_queue_is_told_and_not_made,
    wrong_usage_is_named_and_changes_nothing,
    wrong_usage_is_json_for_machines,
    how_long_a_job_may_take_is_in_any_unit,
    a_port_that_is_taken_is_named,
    an_address_to_listen_on_is_in_numbers,
    every_command_explains_itself,
    what_does_not_get_through_is_not_success,
    what_is_opened_is_no_standard_stream,
    answers_that_standard_output_did_not_take_are_not_lost,
    who_has_read_enough_hears_no_complaint,
    a_way_on_can_be_given_to_a_shell,
    machines_get_json_from_every_command,
    a_file_may_have_any_name,
    no_language_is_no_reason_for_question_marks,
    quiet_leaves_only_what_was_asked_for,
])
