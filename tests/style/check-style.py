# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Checks of the text itself, for what CONTRIBUTING.md asks of it: check-style.py ROOT"""

import pathlib
import re
import sys

CODE = {".c", ".h", ".py", ".js", ".vala", ".sh", ".build", ".ui", ".sql"}
MAX_COLUMNS = 100
MAX_LINES = 800

TEXT = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)

ANY_LINE = [
    (r"\s$", "space at the end of the line"),
    (r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b", "a note to come back to; do it, or open an issue"),
    (r"/(home|root|work)/\w", "a path of somebody's machine"),
]
CODE_LINE = [
    (r"\t", "tab"),
]
C_LINE = [
    (r"\bg(char|short|int|long|float|double)\b", "the plain C type is shorter"),
    (r"\bgoto\b", "goto"),
    (r"\b(system|popen|sprintf|strcpy|strcat|gets) \(", "a function that is not safe"),
    (r"\b(?!g_auto|[_NCQ]\()\w+\((?!\*)", "no space before the parenthesis"),
]


def without_text(lines):
    """C without comments, literals and the preprocessor, line by line."""
    source = "\n".join(lines)
    blank = lambda found: re.sub(r"[^\n]", " ", found[0]) if found[0][0] == "/" else '""'
    source = TEXT.sub(blank, source)
    macro = False
    for line in source.split("\n"):
        macro_starts = line.lstrip().startswith("#")
        yield "" if macro or macro_starts else line
        macro = (macro or macro_starts) and line.endswith("\\")


def c_file_mistakes(path, lines):
    if not (lines[0].startswith("/* ") and lines[0].endswith(path.name)):
        yield 1, "the first line does not name the file"
    includes = [(n, line) for n, line in enumerate(lines, 1) if line.startswith("#include")]
    # Programs as others write them have none.
    if path.suffix == ".c" and path.parent.name not in ("examples", "programs") \
            and (not includes or includes[0][1] != '#include "config.h"'):
        yield 1, "config.h is not the first include"
    if path.suffix == ".h" and "#pragma once" not in lines:
        yield 1, "no #pragma once"
    if path.suffix == ".h" and "libbatch" in path.parts and not path.stem.endswith("-private"):
        for number, line in includes:
            if "-private.h" in line or "config.h" in line:
                yield number, "a public header includes a private one"
    for number, line in enumerate(without_text(lines), 1):
        for pattern, reason in C_LINE:
            if re.search(pattern, line):
                yield number, reason


def file_mistakes(path, lines):
    rules = ANY_LINE + (CODE_LINE if path.suffix in CODE else [])
    for number, line in enumerate(lines, 1):
        for pattern, reason in rules:
            if re.search(pattern, line):
                yield number, reason
        if path.suffix in CODE and len(line) > MAX_COLUMNS:
            yield number, f"longer than {MAX_COLUMNS} columns"
    if path.suffix in CODE and len(lines) > MAX_LINES:
        yield len(lines), f"more than {MAX_LINES} lines"
    if lines and path.suffix in {".c", ".h"}:
        yield from c_file_mistakes(path, lines)


def our_files(root):
    """Everything but what is built, generated, hidden, data, or the text of a licence."""
    ignored = {".git", "LICENSES", *(path.parent.name for path in root.glob("*/meson-private"))}
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if parts[0].startswith("_") or parts[0] in ignored or "__pycache__" in parts:
            continue
        if path.is_file() and "golden" not in parts and "corpus" not in parts:
            yield path


def main(root):
    count = 0
    for path in our_files(root):
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found = list(file_mistakes(path, text.splitlines()))
        if text and not text.endswith("\n"):
            found.append((len(text.splitlines()), "no newline at the end"))
        for number, reason in sorted(found):
            print(f"{path.relative_to(root)}:{number}: {reason}")
        count += len(found)
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
