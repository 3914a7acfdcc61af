# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Holds the sentences for translators against those that the library says: check-sentences.py ROOT

Each of the table has to stand somewhere in the sources, word for word; and those of some files have
to be in the table, all of them."""

import pathlib
import re
import sys

TABLE = "src/libbatch/core/batch-sentences.c"
# All that is said there is for people. Of some, what is looked for in answers of servers is not.
FILES = {
    "src/libbatch/backend/batch-status-rule.c": r"The ",
    "src/libbatch/http/batch-transport-error.c": r"(?!Header too big$)",
    "src/libbatch/backend/batch-misfit-tally.c": r".",
    "src/libbatch/backend/batch-backend-test.c": r"%s |The ",
    "src/libbatch/answers/batch-review.c": r".",
    "src/libbatch/planning/batch-schedule.c": r".",
    "src/libbatch/planning/batch-list-order.c": r".",
    "src/libbatch/format/batch-validator.c": r".",
}
STRING = r'"(?:[^"\\\n]|\\.)*"'
MACRO = r"G_G[A-Z0-9]+_FORMAT"
LITERAL = re.compile(rf"{STRING}(?:\s*(?:{STRING}|{MACRO}))*")
CONVERSION = re.compile(r"%(?!%)[-+ 0#']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t)?[a-zA-Z]")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INCLUDE = re.compile(r"^#\s*include.*$", re.MULTILINE)


def literals(text):
    """What the program says, with all that is printed into it as %."""
    for match in LITERAL.finditer(INCLUDE.sub("", COMMENT.sub("", text))):
        whole = re.sub(MACRO, '"d"', match.group())
        joined = "".join(part[1:-1] for part in re.findall(STRING, whole))
        yield CONVERSION.sub("%", joined), joined


def main(root):
    table = {form: text for form, text in literals((root / TABLE).read_text())}
    said = set()
    mistakes = [f"{name} is not there: it has to be named where it is"
                for name in FILES if not (root / name).exists()]
    for path in (root / "src/libbatch").rglob("*.c"):
        name = path.relative_to(root).as_posix()
        if name == TABLE:
            continue
        forms = dict(literals(path.read_text()))
        said |= forms.keys()
        if name in FILES:
            mistakes += [f"{name}: “{text}” is not in {TABLE}" for form, text in forms.items()
                         if " " in form.strip() and re.match(FILES[name], text)
                         and form not in table]
    mistakes += [f"{TABLE}: nobody says “{text}”" for form, text in table.items()
                 if form not in said]
    for mistake in sorted(mistakes):
        print(mistake)
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
