# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What `./dev test` counts, from logs made up for it."""

import json
import pathlib
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(__file__).parent.parent / "tools/summary.py"

# title, what the log holds, the last line, the exit code
CASES = [
    ("cases are counted one by one",
     [{"result": "OK", "stdout": "1..3\nok 1 /a\nok 2 /b # SKIP no bus\n# note\nok 3 /c\n"}],
     "2 passed, 0 failed, 1 skipped", 0),
    ("a failed case",
     [{"result": "FAIL", "stdout": "1..2\nok 1 /a\nnot ok 2 /b\n"}],
     "1 passed, 1 failed, 0 skipped", 1),
    ("a program that dies after its last good case",
     [{"result": "ERROR", "stdout": "1..2\nok 1 /a\n"}], "1 passed, 1 failed, 0 skipped", 1),
    ("a program that hangs",
     [{"result": "TIMEOUT", "stdout": ""}], "0 passed, 1 failed, 0 skipped", 1),
    ("programs without cases",
     [{"result": "OK"}, {"result": "SKIP", "stdout": "no compiler\n"}, {"result": "FAIL"}],
     "1 passed, 1 failed, 1 skipped", 1),
    ("only skips are no success",
     [{"result": "OK", "stdout": "1..1\nok 1 /a # SKIP no bus\n"}],
     "0 passed, 0 failed, 1 skipped", 1),
    ("a log that is not there", None, "0 passed, 1 failed, 0 skipped", 1),
]


def summary_of(tests):
    with tempfile.TemporaryDirectory() as build:
        if tests is not None:
            log = pathlib.Path(build, "meson-logs/testlog.json")
            log.parent.mkdir()
            lines = [json.dumps({"name": "a test", **test}) for test in tests]
            log.write_text("\n".join(lines))
        command = [sys.executable, PROGRAM, build]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout.splitlines(), done.returncode


def main():
    failed = False
    print(f"1..{len(CASES)}")
    for number, (title, tests, expected, code) in enumerate(CASES, 1):
        lines, returned = summary_of(tests)
        good = lines[-1:] == [expected] and returned == code
        failed = failed or not good
        print("ok" if good else "not ok", number, "-", title)
        if not good:
            print("#", returned, *lines)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
