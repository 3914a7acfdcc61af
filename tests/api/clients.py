# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A server of the local Batch API, for the official clients."""

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
import signal
import subprocess
import time

from harness import BATCHQ, wait_until

ENDED = ("completed", "failed", "expired", "cancelled")


class Serving:
    """batchq serve on the queue of a place."""

    def __init__(self, place, *options):
        self.place = place
        self.process = subprocess.Popen(
            [BATCHQ, "--data-dir", place.path("data"), "serve", "--listen", "127.0.0.1:0",
             *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        _, err = self.process.communicate(timeout=60)
        if failure == (None, None, None):
            assert self.process.returncode == 0, (self.process.returncode, err)
            assert "CRITICAL" not in err and "WARNING" not in err, err

    def kill(self):
        self.process.kill()
        self.process.wait()

    @property
    def token(self):
        """The key of whoever has the queue."""
        return pathlib.Path(self.place.path("data"), "api-token").read_text("utf-8").strip()

    def add_key(self, name):
        return self.place.run("key", "add", name).stdout.strip()


def wait_for(retrieve, seconds=60):
    """The batch when it has ended."""
    found = []

    def ended():
        found[:] = [retrieve()]
        if found[0].status not in ENDED:
            time.sleep(0.05)
        return found[0].status in ENDED

    wait_until(ended, seconds)
    return found[0]
