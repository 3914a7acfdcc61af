# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Holds po/batch-queue.pot against the texts of the files in POTFILES.in: check-template.py ROOT"""

import pathlib
import shutil
import subprocess
import sys

KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "NP_:1,2", "g_dngettext:2,3"]
TEMPLATE = "po/batch-queue.pot"
REMEDY = "meson compile -C _build-dev batch-queue-pot writes it anew"


def collect(root):
    files = [line for line in (root / "po/POTFILES.in").read_text().splitlines()
             if line and not line.startswith("#")]
    template = subprocess.run(
        ["xgettext", "--from-code=UTF-8", "--output=-",
         *(f"--keyword={keyword}" for keyword in KEYWORDS), *files],
        cwd=root, check=True, capture_output=True).stdout
    # So it is of texts that are all ASCII.
    return template.replace(b"charset=CHARSET", b"charset=UTF-8")


def texts_of(template):
    """Each with its context and its plural, without the header and what is said beside it."""
    plain = subprocess.run(["msgcat", "--no-wrap", "--no-location", "-"], input=template,
                           check=True, capture_output=True).stdout.decode()
    entries = plain.split("\n\n")[1:]
    return {"\n".join(line for line in entry.splitlines() if line.startswith("msg")
                      and not line.startswith("msgstr")) for entry in entries}


def main(root):
    if not shutil.which("xgettext") or not shutil.which("msgcat"):
        print("xgettext is not installed")
        return 77

    there, known = texts_of(collect(root)), texts_of((root / TEMPLATE).read_bytes())
    mistakes = [f"{TEMPLATE}: lacks {text}; {REMEDY}" for text in there - known]
    mistakes += [f"{TEMPLATE}: nothing says {text} any more; {REMEDY}" for text in known - there]
    for mistake in sorted(mistakes):
        print(mistake)
    print(f"{len(there)} texts")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
