# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A real llama-server with three tiny models, one of them resident at a time.

It is there once ./dev llama-server has installed it; ./dev test passes the directory on.
"""

import ctypes
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

MODELS = ["alpha", "beta", "gamma"]
SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "tools" / "llama-server"
PR_SET_PDEATHSIG = 1


def directory():
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    cache = os.environ.get("BATCH_TEST_CACHE") or os.path.join(home, "batch-queue")
    return os.path.join(cache, "llama-server")


def why_not():
    """A reason to skip, or None."""
    if not os.path.isdir(os.path.join(directory(), "srv", "models")):
        return "./dev llama-server installs it"
    if subprocess.run(["unshare", "--map-root-user", "--mount", "true"], check=False,
                      stderr=subprocess.DEVNULL).returncode != 0:
        return "the system allows no namespaces"
    return None


def line(number, model, tokens=8):
    body = {"model": model, "max_tokens": tokens, "seed": number,
            "messages": [{"role": "user", "content": f"number {number}"}]}
    return json.dumps({"custom_id": f"r{number}", "method": "POST",
                       "url": "/v1/chat/completions", "body": body}) + "\n"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def die_with_parent():
    """The server ends by itself when whoever started it is killed; its models follow it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Server:
    """Runs until the end of the block; then neither it nor one of its models is left."""

    def __init__(self, *options, port=None):
        port = port or free_port()
        self.port = port
        self.url = f"http://127.0.0.1:{port}/v1"
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [SCRIPT, "run", directory(), str(port), *options], stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log, start_new_session=True, preexec_fn=die_with_parent)

    def __enter__(self):
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def wait_until_ready(self, seconds=180):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.url.removesuffix("/v1") + "/health", timeout=5).close()
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        raise AssertionError("llama-server does not start:\n" + self.read_log()[-2000:])

    def read_log(self):
        size = os.fstat(self.log.fileno()).st_size
        return os.pread(self.log.fileno(), size, 0).decode("utf-8", "replace")

    def loads(self):
        """The models that were loaded, in order: it says so before it starts the process of one."""
        return re.findall(r"spawning server instance with name=(\w+)", self.read_log())

    def resident(self):
        with urllib.request.urlopen(self.url.removesuffix("/v1") + "/models") as answer:
            return [model["id"] for model in json.load(answer)["data"]
                    if model["status"]["value"] == "loaded"]

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.end_group()
        self.process.wait()
        self.log.close()

    def kill(self):
        """As the system does where memory is short: nothing of it gets to say anything."""
        self.end_group()
        self.process.wait()

    def end_group(self):
        """What is left of its session, should it not have ended its models."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass

    def is_gone(self):
        """Whether no process of it is left."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False
