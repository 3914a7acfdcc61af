# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Finds who in the library reads the time past the clock of the engine: check-time.py ROOT

Those that may are in the table of src/README.md, each with its reason."""

import pathlib
import re
import sys

HEADING = "| reads the time itself |"
READING = re.compile(
    r"\b(g_get_real_time|g_get_monotonic_time|g_date_time_new_now\w*|g_timer_\w+|clock_gettime"
    r"|gettimeofday|time) \((?!\))"
    r"|\b(g_get_real_time|g_get_monotonic_time|g_date_time_new_now\w*) \(\)"
)
LITERAL = re.compile(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/', re.DOTALL)


def allowed(text):
    """The paths of the table, of files and of folders, below src/libbatch."""
    lines = text[text.index(HEADING):].splitlines()[2:]
    for line in lines[: next((i for i, row in enumerate(lines) if not row.startswith("|")), None)]:
        yield from re.findall(r"`([^`]+)`", line.split("|")[1])


def readings(path):
    code = LITERAL.sub(lambda text: re.sub(r"[^\n]", " ", text[0]), path.read_text())
    for number, line in enumerate(code.splitlines(), 1):
        if found := READING.search(line):
            yield number, found[1] or found[2]


def mistakes(root):
    library = root / "src/libbatch"
    listed = list(allowed((root / "src/README.md").read_text()))
    used = set()
    for path in sorted(library.rglob("*.[ch]")):
        name = path.relative_to(library).as_posix()
        reason = next((entry for entry in listed if name == entry or
                       entry.endswith("/") and name.startswith(entry)), None)
        for number, call in readings(path):
            used.add(reason)
            if reason is None:
                yield f"{name}:{number}: {call} () goes past the clock of the engine"
    for entry in listed:
        if entry not in used:
            yield f"src/README.md: {entry} does not read the time itself"


if __name__ == "__main__":
    found = list(mistakes(pathlib.Path(sys.argv[1])))
    for mistake in found:
        print(mistake)
    sys.exit(bool(found))
