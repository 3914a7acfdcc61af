# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Holds src against the tables of src/README.md, each #include for one: check-includes.py ROOT"""

import pathlib
import re
import sys

INCLUDE = re.compile(r'\s*#\s*include\s*[<"]([^>"]+)[>"]')


def table_rows(text, heading):
    """The cells of the table that starts with this heading, each as the `words` in it."""
    lines = text[text.index(f"| {heading} |"):].splitlines()[2:]
    for line in lines[: next((i for i, row in enumerate(lines) if not row.startswith("|")), None)]:
        yield [re.findall(r"`([^`]+)`", cell) for cell in line.strip("|").split("|")]


def circle_of(rows):
    """The folders that are left when those that need no other one are taken away, over and over."""
    needs = {folder.rpartition("/")[2]: set(others) for folder, others in rows.items()}
    while lowest := {name for name, others in needs.items() if not others & needs.keys()}:
        needs = {name: others for name, others in needs.items() if name not in lowest}
    return sorted(needs)


def lost(root, text):
    """The engine thread is one object in many files, and its table is the way around in them."""
    heading = "`batch-executor-`"
    if f"| {heading} |" not in text:
        return

    named = {word for cells in table_rows(text, heading) for word in cells[0]}
    there = {path.stem.removeprefix("batch-executor-")
             for path in (root / "src").rglob("batch-executor-*.c")}
    for name in sorted(named ^ there):
        yield f"src/README.md: batch-executor-{name} is in its table or in a file, not in both"


def mistakes(root):
    readme = (root / "src/README.md").read_text()
    rows = {cells[0][0]: set(cells[2]) for cells in table_rows(readme, "folder")}
    names = {folder.rpartition("/")[2] for folder in rows}
    outside = [(header, cells[1]) for cells in table_rows(readme, "header") for header in cells[0]]

    yield from lost(root, readme)
    if circle := circle_of(rows):
        yield f"src/README.md: these folders include each other in a circle: {', '.join(circle)}"

    for path in sorted((root / "src").rglob("*.[ch]")):
        folder = path.parent.relative_to(root).as_posix()
        name = path.parent.name
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            target = found[1] if found else ""
            place = f"{name}/{path.name}:{number}: {name}/ may not include"
            top = target.partition("/")[0]
            allowed = rows.get(folder, set()) | {name}
            if "/" in target and top in names | {".."} and top not in allowed:
                yield f"{place} {top}/"
            for header, folders in outside:
                if target.startswith(header) and name not in folders:
                    yield f"{place} {target}"
        if folder not in rows:
            yield f"{folder}: not in the table of src/README.md"


if __name__ == "__main__":
    found = list(mistakes(pathlib.Path(sys.argv[1])))
    for mistake in found:
        print(mistake)
    sys.exit(bool(found))
