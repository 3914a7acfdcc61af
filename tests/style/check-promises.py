# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Holds the tests that tests/README.md names against those that there are: check-promises.py ROOT
BUILD

A suite that a build does not have at all, as without the application, is not missed."""

import json
import pathlib
import re
import sys

TABLE = "tests/README.md"
NAME = re.compile(r"`([a-z]+)/([a-z0-9-]+|\*)`")
BENCHMARKS = re.compile(r"the benchmarks? ((?:`[a-z-]+`(?:, | and )?)+)")


def read_names(build, what):
    tests = json.loads((build / "meson-info" / f"intro-{what}.json").read_text())
    return {test["name"] for test in tests}


def missing_tests(text, known):
    """Of a suite that this build has not at all, nothing is said."""
    suites = {name.partition("/")[0] for name in known}
    for suite, name in sorted(set(NAME.findall(text))):
        if suite in suites and name != "*" and f"{suite}/{name}" not in known:
            yield f"{suite}/{name}"


def missing_benchmarks(text, known):
    named = {name for part in BENCHMARKS.findall(text) for name in re.findall(r"[a-z-]+", part)}
    return sorted(named - {"and"} - known)


def main(root, build):
    text = " ".join((root / TABLE).read_text().split())
    missing = [*missing_tests(text, read_names(build, "tests")),
               *missing_benchmarks(text, read_names(build, "benchmarks"))]
    for name in missing:
        print(f"{TABLE}: there is no test {name}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
