# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the Flatpak may do, and what it is made of."""

import json
import re

from checks import ID, ROOT, main

MANIFEST = json.loads((ROOT / f"flatpak/{ID}.json").read_text())
ALLOWED = {"--share=ipc", "--share=network", "--socket=wayland", "--socket=fallback-x11",
           "--device=dri"}


def it_asks_for_no_more_than_it_needs():
    """No files but those that the user gives it, and nobody to talk to but the portals."""
    assert set(MANIFEST["finish-args"]) == ALLOWED


def it_is_built_of_this_tree_alone():
    sources = [source for module in MANIFEST["modules"] for source in module["sources"]]
    assert [(source["type"], source["path"]) for source in sources] == [("dir", "..")]


def it_takes_nothing_that_was_built():
    """Whatever folder the pages and dev tell people to build in."""
    source = MANIFEST["modules"][-1]["sources"][0]
    told = "".join((ROOT / name).read_text() for name in ("README.md", "CONTRIBUTING.md", "dev"))
    built = set(re.findall(r"(?<![\w/-])(_build(?:-[a-z]+)?|_fuzz)\b", told))
    assert len(built) > 5 and {".git", *built} == set(source["skip"]), built ^ set(source["skip"])


def it_is_this_application():
    assert MANIFEST["id"] == ID
    assert MANIFEST["command"] == "batch-queue"
    assert "rename-icon" not in MANIFEST and "rename-desktop-file" not in MANIFEST


main(it_asks_for_no_more_than_it_needs, it_is_built_of_this_tree_alone,
     it_takes_nothing_that_was_built, it_is_this_application)
