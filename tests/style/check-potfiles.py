# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Holds po/POTFILES.in against the files that have text for translators: check-potfiles.py ROOT"""

import pathlib
import re
import sys

MARKED = {
    ".c": re.compile(r'\b(_|N_|C_|NC_|Q_|NP_|ngettext|g_dngettext) ?\('),
    ".ui": re.compile(r'translatable="(yes|true|1)"'),
    ".in": re.compile(r"^\[Desktop Entry\]|<component\b", re.MULTILINE),
}


# xgettext knows PRId64, but takes G_GINT64_FORMAT for the end of the text.
CUT = re.compile(
    r'\b(_|N_|C_|NC_|ngettext) ?\((?:[^()"]|"(?:\\.|[^"\\])*")*?\bG_G(U?INT64|S?SIZE)_FORMAT'
)


def cut(root, name):
    return name.endswith(".c") and CUT.search((root / name).read_text())


def marked(root):
    for folder in ("src/app", "src/cli", "src/libbatch", "data"):
        for path in (root / folder).rglob("*"):
            pattern = MARKED.get(path.suffix)
            if pattern is not None and pattern.search(path.read_text()):
                yield path.relative_to(root).as_posix()


def main(root):
    lines = (root / "po/POTFILES.in").read_text().splitlines()
    listed = [line for line in lines if line and not line.startswith("#")]
    found, known = set(marked(root)), set(listed)
    mistakes = [f"{name}: has text, and is not in po/POTFILES.in" for name in found - known]
    mistakes += [f"po/POTFILES.in: {name} has no text to translate" for name in known - found]
    mistakes += [f"{name}: G_GINT64_FORMAT cuts a text for translators off; use PRId64"
                 for name in found if cut(root, name)]
    if listed != sorted(listed):
        mistakes.append("po/POTFILES.in: not in alphabetical order")
    for mistake in sorted(mistakes):
        print(mistake)
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
