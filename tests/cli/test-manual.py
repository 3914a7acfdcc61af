# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Holds the manual page against what the program says of itself."""

import os
import pathlib
import re
import shlex
import shutil
import subprocess

from harness import Skip, commands, main, options

TREE = pathlib.Path(os.environ["G_TEST_SRCDIR"]).parent
DATA = TREE / "data"
GLOBAL = {"--data-dir", "--store", "--json", "--quiet"}
OPTION = re.compile(r"(?<![\w-])(--[a-z-]+|-[a-z])(?![\w-])")


def sections():
    """What the manual has below each heading, as text without markup."""
    page = (DATA / "batchq.1").read_text().replace("\\-", "-")
    plain = re.sub(r"\\f[A-Z]", "", page)
    parts = re.split(r"^\.S[SH] (.*)$", plain, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def documented(text):
    """The options that begin a paragraph with a tag."""
    tags = re.findall(r"^\.T[PQ]\n(.*)$", text, re.MULTILINE)
    return {option for tag in tags for option in OPTION.findall(tag)}


def of_command(command):
    found = [text for name, text in sections().items() if re.match(rf"batchq {command}\b", name)]
    assert len(found) == 1, (command, sections().keys())
    return found[0]


def the_manual_has_every_command(place):
    named = [name.split()[1] for name in sections() if name.startswith("batchq ")]
    assert named == commands(), (named, commands())


def the_manual_has_every_option(place):
    assert documented(sections()["GLOBAL OPTIONS"]) == options()
    for command in commands():
        have, want = documented(of_command(command)), options(command) - GLOBAL - {"-h", "--help"}
        assert have == want, (command, have ^ want)


def the_manual_has_every_fault(place):
    """As the help has: who writes another one is told all there are."""
    told = place.run("simulate", "--fail", "dance", expect=2).stderr
    faults = re.search(r"or one of (.*) with a rate", told)[1].split(", ")
    assert len(faults) > 20, faults
    page = of_command("simulate").replace("\n", " ")
    told = place.run("simulate", "--help").stdout.replace("\n", " ")
    for fault in faults:
        assert re.search(rf"(?<![\w-]){fault}(?![\w-])", page), fault
        assert re.search(rf"(?<![\w-]){fault}(?![\w-])", told), fault


def members_printed():
    """Those of the JSON of all commands; what is logged is told of with `serve`."""
    code = "".join(path.read_text() for path in (TREE / "src" / "cli").glob("*.c")
                   if path.name != "cli-log.c")
    return set(re.findall(r'\(builder,\s+"([a-z0-9_]+)"', code))


def members_documented(text):
    """Words in italics."""
    words = []
    for macro, rest in re.findall(r"^\.(I|IR|RI) (.*)$", text, re.MULTILINE):
        words += shlex.split(rest)[macro == "RI"::1 if macro == "I" else 2]
    return {word for word in words if re.fullmatch(r"[a-z][a-z0-9_]*", word)}


def the_manual_has_every_member(place):
    printed, told = members_printed(), members_documented(sections()["JSON"])
    assert len(printed) > 100, printed
    events = {"sequence", "at", "kind", "detail", "position"}
    assert events <= members_documented(of_command("show"))
    assert printed - events <= told and told <= printed, (printed - events - told, told - printed)


def the_manual_is_read_without_complaint(place):
    if shutil.which("groff") is None:
        raise Skip("groff is not installed")
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", DATA / "batchq.1"],
                          capture_output=True, text=True, check=True)
    assert done.stderr == "", done.stderr


main([
    the_manual_has_every_command,
    the_manual_has_every_option,
    the_manual_has_every_fault,
    the_manual_has_every_member,
    the_manual_is_read_without_complaint,
])
