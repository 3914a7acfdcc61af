# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The part of the REUSE specification that this project uses: check-licences.py ROOT

Every file says whose it is and under which licence, itself or in REUSE.toml, and the text of
every licence is there.
"""

import pathlib
import re
import sys
import tomllib

# REUSE-IgnoreStart
OWNER = re.compile(r"SPDX-FileCopyrightText: *\S")
LICENCE = re.compile(r"SPDX-License-Identifier: *([\w.-]+)")
KEY = "SPDX-License-Identifier"
# REUSE-IgnoreEnd


def glob_pattern(glob):
    """As REUSE.toml has it: ** is anything, * is anything but a slash."""
    wild = {"**": ".*", "*": "[^/]*"}
    return re.compile("".join(wild.get(p, re.escape(p)) for p in re.split(r"(\*\*|\*)", glob)))


def annotations(root):
    path = root / "REUSE.toml"
    tables = tomllib.loads(path.read_text()).get("annotations", []) if path.exists() else []
    for table in tables:
        paths = table["path"] if isinstance(table["path"], list) else [table["path"]]
        for glob in paths:
            yield glob_pattern(glob), table[KEY]


def licence_of(path, name, annotated):
    head = path.read_bytes()[:2000].decode("utf-8", "replace")
    licence = LICENCE.search(head)
    if OWNER.search(head) and licence:
        return licence[1]
    return next((licence for pattern, licence in annotated if pattern.fullmatch(name)), None)


def main(root):
    annotated = list(annotations(root))
    known = {path.stem for path in (root / "LICENSES").glob("*.txt")}
    built = {path.parent.name for path in root.glob("*/meson-private")}
    used, mistakes = set(), []
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if re.match(r"_|\.git(/|$)|LICENSES/", name) or "__pycache__" in name or not path.is_file():
            continue
        if name.split("/")[0] in built:
            continue
        licence = licence_of(path, name, annotated)
        used.add(licence)
        if licence is None:
            mistakes.append(f"{name}: no owner or licence")
        elif licence not in known:
            mistakes.append(f"{name}: the text of {licence} is not in LICENSES")
    mistakes += [f"LICENSES/{licence}.txt: used by nothing" for licence in sorted(known - used)]
    for mistake in mistakes:
        print(mistake)
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
