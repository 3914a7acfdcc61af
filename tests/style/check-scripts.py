# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Runs shellcheck over every shell script: check-scripts.py ROOT"""

import pathlib
import re
import shutil
import subprocess
import sys

SKIPPED = 77


def is_script(path):
    if not path.is_file() or path.suffix in {".c", ".h", ".py", ".md"}:
        return False
    return re.match(rb"#!\s*/(usr/)?bin/(env )?(ba)?sh\b", path.read_bytes()[:40]) is not None


def main(root):
    if shutil.which("shellcheck") is None:
        print("shellcheck is not installed")
        return SKIPPED
    paths = [root / "dev"]
    for folder in ("tests", "data", "examples", ".ci"):
        paths += sorted((root / folder).rglob("*"))
    scripts = [path for path in paths if is_script(path)]
    return subprocess.run(["shellcheck", "--", *scripts], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
