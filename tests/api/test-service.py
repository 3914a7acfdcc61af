# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The unit for systemd, and what its service is told."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess

from harness import BATCHQ, Skip, main
from serving import Serving

UNIT = os.environ["UNIT"]


def what_becomes_of_it_is_told(place):
    abstract = f"\0batchq-test-{os.getpid()}"
    for address in (place.path("notify"), abstract):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(address)
            manager.settimeout(20)
            told = {"NOTIFY_SOCKET": address.replace("\0", "@")}
            with Serving(place, environment=told) as serving:
                assert manager.recv(100) == b"READY=1"
                serving.process.send_signal(signal.SIGTERM)
                assert manager.recv(100) == b"STOPPING=1"
                serving.process.wait(timeout=300)


def who_does_not_listen_is_no_trouble(place):
    for address in (place.path("nobody"), "@batchq-nobody", "nonsense"):
        with Serving(place, environment={"NOTIFY_SOCKET": address}):
            pass


def the_unit_is_understood(place):
    if shutil.which("systemd-analyze") is None:
        raise Skip("systemd-analyze is not installed")
    text = pathlib.Path(UNIT).read_text("utf-8")
    (line,) = [found for found in text.splitlines() if found.startswith("ExecStart=")]
    unit = place.write("batchq.service", text.replace(line, f'ExecStart="{BATCHQ}" serve'))
    environment = {**os.environ, "XDG_RUNTIME_DIR": place.path(".")}
    done = subprocess.run(["systemd-analyze", "--user", "--man=no", "verify", unit],
                          capture_output=True, text=True, timeout=300, env=environment, check=False)
    assert done.returncode == 0 and unit not in done.stderr, done


main([
    what_becomes_of_it_is_told,
    who_does_not_listen_is_no_trouble,
    the_unit_is_understood,
])
