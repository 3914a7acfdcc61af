# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What `./dev test` counts, from logs made up for it."""

import json
import pathlib
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(__file__).parent.parent / "tools/summary.py"

GOOD = [{"result": "OK"}]

# title, what the log holds, the last line, the exit code, what else lies beside the log
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
    ("a meson that gave up", GOOD, "1 passed, 1 failed, 0 skipped", 1, {"exit-code": "130\n"}),
    ("a meson that says the same as its log",
     [{"result": "FAIL"}], "0 passed, 1 failed, 0 skipped", 1, {"exit-code": "1\n"}),
    ("a meson that is content", GOOD, "1 passed, 0 failed, 0 skipped", 0, {"exit-code": "0\n"}),
    ("what a sanitizer found in a program that nobody looked after",
     GOOD, "1 passed, 1 failed, 0 skipped", 1,
     {"sanitizer/report.batchq.1": "Direct leak\nSUMMARY: AddressSanitizer: 8 byte(s) leaked\n"}),
]


def summary_of(tests, files):
    with tempfile.TemporaryDirectory() as build:
        if tests is not None:
            lines = [json.dumps({"name": "a test", **test}) for test in tests]
            files = {"testlog.json": "\n".join(lines), **files}
        for name, text in files.items():
            file = pathlib.Path(build, "meson-logs", name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        command = [sys.executable, PROGRAM, build]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout.splitlines(), done.returncode


def main():
    failed = False
    print(f"1..{len(CASES)}")
    for number, (title, tests, expected, code, *beside) in enumerate(CASES, 1):
        lines, returned = summary_of(tests, *beside or ({},))
        good = lines[-1:] == [expected] and returned == code
        failed = failed or not good
        print("ok" if good else "not ok", number, "-", title)
        if not good:
            print("#", returned, *lines)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
