# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nothing that a journey started outlives it, however it ends."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import uuid

from checks import main, needs

HERE = pathlib.Path(__file__).parent
PATIENCE_S = 120
# In the middle of it: the window is there, the simulator works, and a daemon has a session of its
# own and listens to nobody.
JOURNEY = """
import os, signal, subprocess, sys
sys.path.insert(0, sys.argv[1])
from driver import Home, Simulator, Window
simulator = Simulator("--models", "small:50")
with Home() as home:
    window = Window(home, server=simulator.url)
    subprocess.Popen(["sh", "-c", "trap '' HUP TERM; while :; do sleep 1; done"],
                     start_new_session=True)
    signal.signal(signal.SIGUSR1, lambda *_: os._exit(7))
    print(os.getpid(), flush=True)
    while True:
        signal.pause()
"""


def started_by(mark):
    """What has it in its environment."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (process / "environ").read_bytes():
                found.append(process)
        except OSError:
            pass
    return found


def await_none(mark):
    end = time.monotonic() + PATIENCE_S
    while left := started_by(mark):
        assert time.monotonic() < end, [(process / "cmdline").read_bytes() for process in left]
        time.sleep(0.05)


def case(end, status):
    """Ends it by end (the outer process, the one of the journey); it has to exit like that."""
    mark = f"BATCH_TEST_MARK={uuid.uuid4()}"
    name, value = mark.split("=")
    with tempfile.TemporaryDirectory() as folder:
        outer = subprocess.Popen(
            [HERE / "with-display", sys.executable, "-c", JOURNEY, HERE], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, name: value, "TMPDIR": folder})
        said = ""
        while not said.strip().isdigit():
            said = outer.stdout.readline()
            assert said, "it did not begin"
        assert len(started_by(mark)) > 8, started_by(mark)
        end(outer, int(said))
        outer.communicate(timeout=PATIENCE_S)
        assert outer.returncode == status, outer.returncode
        await_none(mark)
        assert not list(pathlib.Path(folder).iterdir()), list(pathlib.Path(folder).rglob("*"))


def it_ends_by_itself():
    case(lambda outer, journey: os.kill(journey, signal.SIGUSR1), 7)


def the_journey_is_killed():
    case(lambda outer, journey: os.kill(journey, signal.SIGKILL), 128 + signal.SIGKILL)


def it_takes_too_long():
    case(lambda outer, journey: outer.terminate(), 128 + signal.SIGTERM)


def it_is_killed():
    case(lambda outer, journey: outer.kill(), -signal.SIGKILL)


def its_group_is_killed():
    case(lambda outer, journey: os.killpg(outer.pid, signal.SIGKILL), -signal.SIGKILL)


main(*map(needs("Xvfb", "dbus-run-session"), (
    it_ends_by_itself, the_journey_is_killed, it_takes_too_long, it_is_killed,
    its_group_is_killed)))
