# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A server of the local Batch API."""

import os
import pathlib
import signal
import subprocess
import tempfile
import urllib.request

from harness import BATCHQ


class Serving:
    """batchq serve on the queue of a place."""

    def __init__(self, place, *options, patience=None, environment=None,
                 warnings=False):
        self.place = place
        self.warnings = warnings
        # A pipe that nobody reads would hold it up.
        self.log = tempfile.TemporaryFile("a+", encoding="utf-8")
        self.process = subprocess.Popen(
            [BATCHQ, "--data-dir", place.path("data"), "serve", "--listen", "127.0.0.1:0",
             *options, *(["--patience", str(patience)] if patience else [])],
            stdout=subprocess.PIPE, stderr=self.log, text=True,
            env={**os.environ, **(environment or {})})
        self.url = self.process.stdout.readline().split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=300)
        err = self.read_log()
        if failure == (None, None, None):
            assert self.process.returncode == 0, (self.process.returncode, err)
            assert "CRITICAL" not in err, err
            assert self.warnings == ("warning" in err.lower()), err

    def read_log(self):
        """What it has said of itself."""
        self.log.seek(0)
        return self.log.read()

    def kill(self):
        self.process.kill()
        self.process.wait()

    @property
    def token(self):
        """The key of whoever has the queue."""
        return pathlib.Path(self.place.path("data"), "api-token").read_text("utf-8").strip()

    def add_key(self, name):
        return self.place.run("key", "add", name).stdout.strip()


def ask(serving, path, body=None, kind="application/json", **headers):
    """The body of its answer; a POST if there is a body."""
    wanted = urllib.request.Request(serving.url + path, body,
                                    {"Authorization": f"Bearer {serving.token}",
                                     "Content-Type": kind, **headers})
    with urllib.request.urlopen(wanted, timeout=300) as answer:
        return answer.read()


def get_memory(serving, what="VmRSS"):
    """Its resident memory, in MiB."""
    status = pathlib.Path(f"/proc/{serving.process.pid}/status").read_text("ascii")
    return int(status.split(f"{what}:")[1].split()[0]) / 1024


def forget_peak(serving):
    """The most that it has had (VmHWM) begins anew."""
    pathlib.Path(f"/proc/{serving.process.pid}/clear_refs").write_text("5", "ascii")


def assert_bounded(serving, before, growth, what="VmRSS"):
    """A sanitizer keeps what was freed from use, or marks beside all that is used: of its memory
    nothing can be said."""
    maps = pathlib.Path(f"/proc/{serving.process.pid}/maps").read_text("utf-8")
    if "libasan" not in maps and "libtsan" not in maps:
        assert get_memory(serving, what) - before < growth, (before, get_memory(serving, what))


def list_data(place):
    """What is in the data folder of a queue, but for its database and the marks of engines."""
    folder = pathlib.Path(place.path("data"))
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*")
                  if path.is_file() and "queue" not in path.name
                  and path.parent.name != "engines")


def form(content, name="in.jsonl"):
    """The body of an upload."""
    return (f'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--b\r\n'
            f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n').encode() \
        + content + b"\r\n--b--\r\n"
