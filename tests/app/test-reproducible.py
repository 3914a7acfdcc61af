# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two builds of the tree, in folders of different names, install the same bytes."""

import hashlib
import os
import pathlib
import shutil
import tempfile

from checks import ROOT, call, main

OPTIONS = ("--buildtype=release", "-Dtests=false", "-Dapp=enabled", "-Dintrospection=enabled",
           "-Dvapi=enabled")
# What one builds, the other must not take from it.
ENVIRONMENT = {**os.environ, "CCACHE_DISABLE": "1", "SOURCE_DATE_EPOCH": "1767225600"}
NOT_SOURCES = shutil.ignore_patterns("_*", ".git")


def install(folder):
    """What a build in it installs, by its place, each with the sum of its bytes."""
    source, build, target = (pathlib.Path(folder, name) for name in ("source", "build", "target"))
    shutil.copytree(ROOT, source, ignore=NOT_SOURCES, symlinks=True)
    call("meson", "setup", build, source, *OPTIONS, env=ENVIRONMENT)
    call("ninja", "--quiet", "-C", build, env=ENVIRONMENT)
    call("meson", "install", "-C", build, "--no-rebuild", "--destdir", target, env=ENVIRONMENT)
    return {str(path.relative_to(target)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in target.rglob("*") if path.is_file()}


def two_builds_are_equal():
    with tempfile.TemporaryDirectory() as parent:
        first = install(os.path.join(parent, "one"))
        second = install(os.path.join(parent, "another-one/in-it"))
    names = {pathlib.PurePath(place).name for place in first}
    assert {"batchq", "batch-queue", "Batch-1.gir", "Batch-1.typelib", "batch-1.vapi"} <= names
    assert first.keys() == second.keys(), first.keys() ^ second.keys()
    differing = [place for place in first if first[place] != second[place]]
    assert not differing, f"not the same bytes: {differing}"


main(two_builds_are_equal)
