# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Counts what meson's test logs say, by single TAP case: summary.py BUILD…

Prints failures and skips with their reasons, and as the last line "N passed, N failed, N skipped".
Fails if anything failed, or if nothing ran.
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


def main(builds):
    counts = collections.Counter()
    for build in builds:
        log = pathlib.Path(build, "meson-logs", "testlog.json")
        lines = log.read_text().splitlines() if log.exists() else []
        for test in map(json.loads, lines):
            for outcome in outcomes(test):
                counts[outcome.kind] += 1
                if outcome.kind != "passed":
                    parts = (outcome.kind.upper(), build, test["name"], *outcome[1:])
                    print(" · ".join(part for part in parts if part))
        if not lines:
            counts["failed"] += 1
            print(f"FAILED · {build} · nothing ran")

    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
