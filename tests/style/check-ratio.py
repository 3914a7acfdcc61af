# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Whether the library is tested by enough: check-ratio.py ROOT

Lines of its tests beside its own, empty ones and comments included. Those of the window, of the
tools and of the simulator say nothing about the library.
"""

import pathlib
import sys

LEAST = 0.6
TESTS = {".c", ".h", ".py", ".js", ".vala"}
LIBRARY = {".c", ".h"}
OF_OTHERS = {"app", "bench", "flatpak", "simulator", "style", "tools"}


def lines_of(paths, suffixes):
    return sum(len(path.read_text().splitlines()) for path in paths if path.suffix in suffixes)


def test_files(root):
    for path in (root / "tests").rglob("*"):
        parts = path.relative_to(root / "tests").parts
        if parts[0] not in OF_OTHERS and "__pycache__" not in parts:
            yield path


def main(root):
    library = lines_of((root / "src" / "libbatch").rglob("*"), LIBRARY)
    tests = lines_of(test_files(root), TESTS)
    print(f"{tests} lines of tests for {library} of the library: {tests / library:.3f}")
    if tests < LEAST * library:
        print(f"tests: less than {LEAST} lines for each of the library; add some of what it does")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
