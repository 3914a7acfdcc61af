# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Holds the manual page and the completion against what the program says of itself."""

import os
import pathlib
import re
import shutil
import subprocess

from harness import BATCHQ, Skip, main

DATA = pathlib.Path(os.environ["G_TEST_SRCDIR"]).parent / "data"
GLOBAL = {"--data-dir", "--store", "--json", "--quiet"}
OPTION = re.compile(r"(?<![\w-])(--[a-z-]+|-[a-z])(?![\w-])")


def say(*arguments):
    return subprocess.run([BATCHQ, *arguments], capture_output=True, text=True, check=True).stdout


def commands():
    return re.findall(r"^  ([a-z]+)  ", say("--help"), re.MULTILINE)


def options(*command):
    """Those of --help, short and long."""
    lines = re.findall(r"^  (?:(-[a-z]), )?(--[a-z-]+)", say(*command, "--help"), re.MULTILINE)
    return {option for pair in lines for option in pair if option}


def sections():
    """What the manual has below each heading, as text without markup."""
    page = (DATA / "batchq.1").read_text().replace("\\-", "-")
    plain = re.sub(r"\\f[A-Z]", "", page)
    parts = re.split(r"^\.S[SH] (.*)$", plain, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def documented(text):
    """The options that begin a paragraph with a tag."""
    tags = re.findall(r"^\.T[PQ]\n(.*)$", text, re.MULTILINE)
    return {option for tag in tags for option in OPTION.findall(tag)}


def of_command(command):
    found = [text for name, text in sections().items() if re.match(rf"batchq {command}\b", name)]
    assert len(found) == 1, (command, sections().keys())
    return found[0]


def the_manual_has_every_command(place):
    named = [name.split()[1] for name in sections() if name.startswith("batchq ")]
    assert named == commands(), (named, commands())


def the_manual_has_every_option(place):
    assert documented(sections()["GLOBAL OPTIONS"]) == options()
    for command in commands():
        have, want = documented(of_command(command)), options(command) - GLOBAL - {"-h", "--help"}
        assert have == want, (command, have ^ want)


def the_manual_is_read_without_complaint(place):
    if shutil.which("groff") is None:
        raise Skip("groff is not installed")
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", DATA / "batchq.1"],
                          capture_output=True, text=True, check=True)
    assert done.stderr == "", done.stderr


def complete(place, *words):
    """What is offered for the last word."""
    script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _batchq "$1"; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "-c", script, "bash", DATA / "completions/batchq.bash", BATCHQ,
                           "--data-dir", place.path("data"), *words],
                          capture_output=True, text=True, check=True, cwd=place.folder)
    assert done.stderr == "", done.stderr
    return set(done.stdout.split())


def the_completion_has_every_command_and_option(place):
    assert complete(place, "") == set(commands())
    assert complete(place, "re") == {name for name in commands() if name.startswith("re")}
    assert complete(place, "--") == {name for name in options() if name.startswith("--")}
    for command in commands():
        offered = complete(place, command, "--")
        assert offered == {name for name in options(command) if name.startswith("--")}, command


def the_completion_knows_what_an_option_takes(place):
    place.write_batch("in.jsonl", 1)
    os.mkdir(place.path("folder"))
    place.run("backend", "add", "sim", "http://127.0.0.1:9")
    job = place.run("submit", place.path("in.jsonl"), "--backend", "sim").stdout.strip()
    assert complete(place, "run", "") == {"in.jsonl", "folder", "data"}
    assert complete(place, "run", "in.jsonl", "--backend", "") == {"sim"}
    assert complete(place, "run", "--force", "in.jsonl", "--backend", "s") == {"sim"}
    assert complete(place, "run", "--parallel", "") == {"auto"}
    assert complete(place, "run", "--priority", "") == set()
    assert complete(place, "make", "--folder", "f") == {"folder"}
    assert complete(place, "make", "--csv", "in") == {"in.jsonl"}
    for command in ("show", "watch", "cancel", "pause", "resume", "retry", "results", "remove"):
        assert complete(place, command, "") == {job}, command
    assert complete(place, "backend", "") == {"add", "discover", "key", "list", "models", "remove",
                                              "show", "test", "unload"}
    assert complete(place, "backend", "models", "") == {"sim"}
    assert complete(place, "backend", "add", "") == set()


main([
    the_manual_has_every_command,
    the_manual_has_every_option,
    the_manual_is_read_without_complaint,
    the_completion_has_every_command_and_option,
    the_completion_knows_what_an_option_takes,
])
