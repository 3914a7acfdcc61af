# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""batchq was built with an allocator of its own, which nothing in it calls by name: whether it is
there, and in front of the C library, whose functions it replaces."""

import pathlib
import re
import subprocess

from harness import BATCHQ, Simulator, main


def test_is_loaded(_place):
    """A linker may leave out what nobody seems to need."""
    with Simulator() as simulator:
        maps = pathlib.Path(f"/proc/{simulator.process.pid}/maps").read_text(encoding="utf-8")
    assert re.search(r"/libmimalloc[^/]*\.so", maps), maps


def test_replaces_malloc(_place):
    """The loader tells where each function was found, which is the first that has it."""
    done = subprocess.run([BATCHQ, "--version"], capture_output=True, text=True, check=True,
                          env={"LD_DEBUG": "bindings", "LD_BIND_NOW": "1"})
    for name in ("malloc", "free", "realloc"):
        found = re.findall(rf"libglib\S* \[\d+\] to (\S+) \[\d+\]: normal symbol .{name}'",
                           done.stderr)
        assert found and all("libmimalloc" in library for library in found), (name, found)


main([test_is_loaded, test_replaces_malloc])
