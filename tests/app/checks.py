# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs functions as the cases of a test: each is good unless it raises, and skipped if it returns
why."""

import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ID = "io.github.batchqueue.BatchQueue"


def call(program, *arguments, **options):
    """What the program says on both its outputs; it has to succeed."""
    result = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                            **options)
    said = result.stdout + result.stderr
    assert result.returncode == 0, f"{program} ends with {result.returncode}: {said}"
    return said


def needs(*programs):
    """A case that is skipped without them."""
    def decorate(test):
        def run_it():
            missing = [program for program in programs if shutil.which(program) is None]
            if missing:
                return f"SKIP {' and '.join(missing)} not installed"
            return test()
        run_it.__name__ = test.__name__
        return run_it
    return decorate


def none_of(findings, what):
    """There must be no findings."""
    findings = list(findings)
    assert not findings, f"{what}:\n" + "\n".join(map(str, findings))


def main(*tests):
    print(f"1..{len(tests)}")
    failed = False
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", " ")
        try:
            skip = test()
            print(f"ok {number} - {name}" + (f" # {skip}" if skip else ""), flush=True)
        except Exception as error:
            failed = True
            print(f"not ok {number} - {name}")
            said = str(error) or repr(error)
            print("\n".join(f"# {line}" for line in said.splitlines()), flush=True)
    sys.exit(failed)
