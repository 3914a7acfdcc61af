# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Goes on where the official clients are installed."""

import os
import pathlib
import sys

CLIENTS = os.environ["CLIENTS"]

# They are in an environment of their own.
if pathlib.Path(sys.executable) != pathlib.Path(CLIENTS):
    if not os.path.exists(CLIENTS):
        print("1..0 # SKIP the official clients are not installed; ./dev test installs them")
        sys.exit()
    os.execv(CLIENTS, [CLIENTS, *sys.argv])

# pylint: disable=wrong-import-position
import time

from harness import wait_until

ENDED = ("completed", "failed", "expired", "cancelled")


def wait_for(retrieve, seconds=180):
    """The batch when it has ended."""
    found = []

    def ended():
        found[:] = [retrieve()]
        if found[0].status not in ENDED:
            time.sleep(0.05)
        return found[0].status in ENDED

    wait_until(ended, seconds)
    return found[0]
