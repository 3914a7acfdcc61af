# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Counts what meson's test logs say, by single TAP case: summary.py BUILD…

Prints failures and skips with their reasons, and as the last line "N passed, N failed, N skipped".
Fails if anything failed, or if nothing ran. What a sanitizer has written down is a failure, whoever
was to look how its program ends, and so is a meson that gave up.
"""

import collections
import json
import pathlib
import re
import sys

CASE = re.compile(r"(not )?ok\b *\d* *-? *([^#]*?) *(?:# *(SKIP)\b\S* *(.*))?$", re.IGNORECASE)
GOOD = ("OK", "EXPECTEDFAIL", "SKIP")

Outcome = collections.namedtuple("Outcome", "kind name reason")


def tap_cases(stdout):
    """The cases of a TAP stream, or nothing when it isn't one."""
    lines = stdout.splitlines()
    if not any(re.match(r"1\.\.\d+", line) for line in lines):
        return
    for line in lines:
        case = CASE.match(line)
        if case is None:
            continue
        failed, name, skipped, reason = case.groups()
        kind = "failed" if failed else "skipped" if skipped else "passed"
        yield Outcome(kind, name, reason or "")


def outcomes(test):
    """What one program counts for: its cases, and one failure more if it died beside them."""
    cases = list(tap_cases(test.get("stdout", "")))
    yield from cases
    if test["result"] not in GOOD:
        if not any(case.kind == "failed" for case in cases):
            yield Outcome("failed", "", test["result"].lower())
    elif not cases:
        skipped = test["result"] == "SKIP"
        said = (test.get("stdout", "") + test.get("stderr", "")).strip().splitlines()
        yield Outcome("skipped" if skipped else "passed", "", said[-1] if skipped and said else "")


def reports(logs):
    """What sanitizers have found, one each for a process."""
    for report in sorted(logs.glob("sanitizer/*")):
        said = re.findall(r"^SUMMARY: .*", report.read_text(), re.MULTILINE)
        yield Outcome("failed", report.name, said[-1] if said else "said nothing")


def outcomes_of(logs):
    """Those of a build."""
    log = logs / "testlog.json"
    lines = log.read_text().splitlines() if log.exists() else []
    for test in map(json.loads, lines):
        for outcome in outcomes(test):
            yield test["name"], outcome
    for outcome in reports(logs):
        yield "sanitizer", outcome
    if not lines:
        yield "nothing ran", Outcome("failed", "", "")


def gave_up(logs):
    """Whether meson says that something failed, or was interrupted."""
    code = logs / "exit-code"
    return code.exists() and code.read_text().strip() != "0"


def main(builds):
    counts = collections.Counter()
    for build in builds:
        logs = pathlib.Path(build, "meson-logs")
        before = counts["failed"]
        for test, outcome in outcomes_of(logs):
            counts[outcome.kind] += 1
            if outcome.kind != "passed":
                parts = (outcome.kind.upper(), build, test, *outcome[1:])
                print(" · ".join(part for part in parts if part))
        if gave_up(logs) and counts["failed"] == before:
            counts["failed"] += 1
            print(f"FAILED · {build} · not all of it ran")

    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
