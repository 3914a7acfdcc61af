# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Holds the completion of each shell against what the program says of itself."""

import os
import pathlib
import shutil
import subprocess

from harness import BATCHQ, Skip, commands, main, options

FOLDER = pathlib.Path(os.environ["G_TEST_SRCDIR"]).parent / "data/completions"
# Each gets the script and the words of the line, and prints what is offered for the last one.
SCRIPTS = {
    "bash": r'''
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_batchq "$1"
printf "%s\n" "${COMPREPLY[@]}"''',
    # What zsh has for completion works at a prompt only.
    "zsh": r'''
compadd () {
  for word in "${@:2}"; do
    if [[ $word == ${words[CURRENT]}* ]]; then print -r -- $word; fi
  done
}
_files () {
  if [[ $1 == -/ ]]; then compadd -- *(/N); else compadd -- *(N); fi
}
script=$1
shift
words=("$@")
CURRENT=$#
source "$script"''',
    "fish": r'''
source $argv[1]
set -p PATH (path dirname $argv[2])
complete -C "batchq $(string escape -- $argv[3..-2] | string join " ") $argv[-1]"''',
}
# fish has the words of its script right behind it.
NAMES = {"bash": ["bash"], "zsh": ["zsh"], "fish": []}
FLAGS = {"bash": [], "zsh": ["-f"], "fish": ["-N"]}


def complete(shell, place, *words):
    """What is offered for the last word."""
    done = subprocess.run([shell, *FLAGS[shell], "-c", SCRIPTS[shell], *NAMES[shell],
                           FOLDER / f"batchq.{shell}", BATCHQ, "--data-dir", place.path("data"),
                           *words], capture_output=True, text=True, check=True, cwd=place.folder,
                          env={**os.environ, "HOME": str(place.folder)})
    assert done.stderr == "", done.stderr
    return {offer.split("\t")[0].rstrip("/") for offer in done.stdout.splitlines() if offer}


def each_shell(test):
    """Makes it a test for each of them."""
    def for_shell(shell):
        def run(place):
            if shutil.which(shell) is None:
                raise Skip(f"{shell} is not installed")
            test(place, lambda *words: complete(shell, place, *words))
        run.__name__ = f"{shell} {test.__name__}"
        return run
    return [for_shell(shell) for shell in SCRIPTS]


def has_every_command_and_option(place, offered):
    assert offered("") == set(commands())
    assert offered("re") == {name for name in commands() if name.startswith("re")}
    assert offered("--") == {name for name in options() if name.startswith("--")}
    for command in commands():
        assert offered(command, "--") == {name for name in options(command)
                                          if name.startswith("--")}, command


def knows_what_an_option_takes(place, offered):
    place.write_batch("in.jsonl", 1)
    os.mkdir(place.path("folder"))
    place.run("backend", "add", "sim", "http://127.0.0.1:9")
    job = place.run("submit", place.path("in.jsonl"), "--backend", "sim").stdout.strip()
    assert offered("run", "") == {"in.jsonl", "folder", "data"}
    assert offered("run", "in.jsonl", "--backend", "") == {"sim"}
    assert offered("run", "--force", "in.jsonl", "--backend", "s") == {"sim"}
    assert offered("run", "--parallel", "") == {"auto"}
    assert offered("run", "--priority", "") == set()
    assert offered("make", "--folder", "f") == {"folder"}
    assert offered("make", "--csv", "in") == {"in.jsonl"}
    assert {"HOME", "PATH"} <= offered("backend", "add", "sim", "--key-from-env", "")
    for command in ("show", "watch", "cancel", "pause", "resume", "retry", "results", "remove"):
        assert offered(command, "") == {job}, command
    assert offered("backend", "") == {"add", "discover", "key", "list", "models", "remove",
                                      "show", "test", "unload"}
    assert offered("backend", "models", "") == {"sim"}
    assert offered("backend", "add", "") == set()


main([*each_shell(has_every_command_and_option), *each_shell(knows_what_an_option_takes)])
