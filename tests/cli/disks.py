# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Disks that are too small."""

import contextlib
import os
import subprocess
import sys

from harness import Skip


def become_root_of_a_namespace():
    """Only root mounts disks, be it one who is root nowhere else."""
    unshare = ["unshare", "--user", "--map-root-user", "--mount"]
    if os.geteuid() != 0 and subprocess.run([*unshare, "true"], stderr=subprocess.DEVNULL,
                                            check=False).returncode == 0:
        os.execvp(unshare[0], [*unshare, sys.executable, *sys.argv])


def mount(*arguments):
    return subprocess.run(["mount", *arguments], capture_output=True, text=True)


def remount(path, options):
    done = mount("--options-mode", "ignore", "-o", f"remount,{options}", path)
    assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def small_disk(place, name, size):
    """A folder on a disk of its own."""
    path = place.path(name)
    os.mkdir(path)
    done = mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", path)
    if done.returncode != 0:
        raise Skip(f"a small disk cannot be mounted: {done.stderr.strip()}")
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)
