# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tree is built where there is no network, with everything that is installed of it."""

import os
import subprocess
import tempfile

from checks import ROOT, call, main

OPTIONS = ("--buildtype=plain", "-Dtests=false", "-Dapp=enabled", "-Dintrospection=enabled")


def network():
    """How to have none: as root, or as one in a namespace of one's own."""
    for way in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0:
            return way
    return None


def it_is_built_without_a_network():
    without = network()
    if without is None:
        return "SKIP there is no way to be without a network here"
    interfaces = call(*without, "cat", "/proc/net/dev").splitlines()[2:]
    assert [line.split(":")[0].strip() for line in interfaces] == ["lo"], interfaces
    with tempfile.TemporaryDirectory() as folder:
        call(*without, "meson", "setup", folder, ROOT, *OPTIONS)
        call(*without, "ninja", "--quiet", "-C", folder)
        call(*without, "meson", "install", "-C", folder, "--no-rebuild", "--destdir",
             os.path.join(folder, "installed"))
        programs = [name for _, _, names in os.walk(os.path.join(folder, "installed"))
                    for name in names]
    assert {"batchq", "batch-queue", "batch-1.pc"} <= set(programs), programs
    return None


main(it_is_built_without_a_network)
