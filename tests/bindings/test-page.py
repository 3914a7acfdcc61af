# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Runs what a page of the reference shows as one program: test-page.py PAGE SIMULATOR

The simulator is the batchq program.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SECONDS = 300
ADDRESS = "http://127.0.0.1:8080"
LANGUAGES = {"python.md": ("python", "goods.py", ["/usr/bin/python3"]),
             "javascript.md": ("js", "goods.js", ["gjs", "-m"])}
SAID = [
    "Loading small",
    "Loading large",
    r"4 of 4: \S.* has \w+, \d+ to \d+ ms left",
    "Trying 1 again",
    r"4 of 4: ink \[\[fail 400:1\]\] has succeeded, .*",
    "soap model: small; prompt: Praise soap.; .*",
    "3 ink .* model: large; prompt: Praise ink .*",
    "item-0 succeeded (None|null)",
    "item-1 failed .*there is nothing to count",
    "1 to process, there already: .*old.*",
]


def script(page, language):
    found = re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"),
                       re.MULTILINE | re.DOTALL)
    text = "\n".join(found)
    assert ADDRESS in text, f"{page} names no server"
    return text


def run(page, simulator):
    language, name, command = LANGUAGES[page.name]
    process = subprocess.Popen([simulator, "simulate", "--models", "small:50,large:100",
                                "--capacity", "1"], stdout=subprocess.PIPE, text=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            url = process.stdout.readline().split()[-1]
            place = pathlib.Path(folder) / name
            place.write_text(script(page, language).replace(ADDRESS, url))
            return subprocess.run([*command, place], cwd=folder, capture_output=True, text=True,
                                  timeout=SECONDS, check=False)
    finally:
        process.terminate()
        process.communicate()


def check(page, simulator):
    done = run(page, simulator)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    lines = done.stdout.splitlines()
    for pattern in SAID:
        assert any(re.fullmatch(pattern, line) for line in lines), \
            f"nothing like “{pattern}” was said:\n{done.stdout}{done.stderr}"


def main(page, simulator):
    page = pathlib.Path(page)
    print("1..1")
    if shutil.which(LANGUAGES[page.name][2][0]) is None:
        print(f"ok 1 {page.name} # SKIP {LANGUAGES[page.name][2][0]} is not installed")
        return 0
    try:
        check(page, simulator)
    except (AssertionError, subprocess.TimeoutExpired) as error:
        told = f"{error}\n{(getattr(error, 'stdout', None) or b'').decode()}"
        print("".join(f"# {line}\n" for line in told.splitlines()), end="")
        print(f"not ok 1 {page.name}")
        return 1
    print(f"ok 1 {page.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
