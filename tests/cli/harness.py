# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Drives batchq as people do, and speaks TAP."""

import atexit
import contextlib
import json
import os
import pathlib
import pty
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import termios
import time
import traceback
import urllib.request

BATCHQ = os.environ["BATCHQ"]
TIMEOUT = 300


def leave_home():
    """Nothing that is started from here finds what belongs to the person who runs the tests."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    home = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in ("CACHE_HOME", "CONFIG_HOME", "DATA_HOME", "STATE_HOME"):
        os.environ.pop(f"XDG_{name}", None)
    for name in ("BATCHQ_API_KEY", "DBUS_SESSION_BUS_ADDRESS"):
        os.environ.pop(name, None)
    os.environ.setdefault("BATCH_TEST_CACHE", os.path.join(cache, "batch-queue"))
    os.environ |= {"HOME": home, "XDG_RUNTIME_DIR": home}


leave_home()


class Skip(Exception):
    """What a test needs and does not have."""


def steady_port():
    """One that no program on this machine gets by chance, so that who has stopped to listen there
    can begin again. Somebody who asks for it may have it."""
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as ports:
        first = int(ports.read().split()[0])
    return random.randrange(first // 2, first)


class Simulator:
    """A simulated model server on a port of its own."""

    def __init__(self, *options):
        for _ in range(20):
            listen = [] if "--listen" in options else ["--listen", f"127.0.0.1:{steady_port()}"]
            self.process = subprocess.Popen([BATCHQ, "simulate", *listen, *options],
                                            stdout=subprocess.PIPE, text=True)
            said = self.process.stdout.readline()
            if said:
                break
            self.process.communicate()  # somebody has the port
        self.url = said.split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def get(self, path):
        with urllib.request.urlopen(self.url.removesuffix("/v1") + path) as answer:
            return json.load(answer)

    def get_lines(self, path):
        with urllib.request.urlopen(self.url.removesuffix("/v1") + path) as answer:
            return [json.loads(text) for text in answer]

    def post(self, path, body=b""):
        with urllib.request.urlopen(self.url.removesuffix("/v1") + path, body) as answer:
            answer.read()


class Place:
    """A folder with a queue, and files beside it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def path(self, name):
        return str(self.folder / name)

    def below(self, name):
        """Another one within it."""
        folder = self.folder / name
        folder.mkdir()
        return Place(folder)

    def clock(self):
        """What gives programs the clock of the file "clock", which says how many seconds it is
        ahead. The loader takes no path with a space."""
        module = shutil.copy(os.environ["CLOCK_JUMP"], self.path("clock-jump.so"))
        return {"LD_PRELOAD": module, "BATCH_TEST_CLOCK": self.path("clock")}

    def write(self, name, data):
        (self.folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        return self.path(name)

    def write_batch(self, name, count, models=("a", "b", "c")):
        return self.write(name, "".join(line(i, models[i % len(models)]) for i in range(count)))

    def read_lines(self, name):
        with open(self.path(name), encoding="utf-8") as lines:
            return [json.loads(text) for text in lines]

    def start(self, *arguments, **options):
        """Starts batchq; what it prints is kept."""
        settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                    "stderr": subprocess.PIPE, "text": True, "cwd": self.folder}
        return subprocess.Popen(
            [BATCHQ, "--data-dir", self.path("data"), *arguments], **{**settings, **options})

    def run(self, *arguments, expect=0, stdin=None, timeout=TIMEOUT):
        """Runs batchq to its end, and gives what it printed."""
        process = self.start(*arguments, stdin=subprocess.PIPE if stdin is not None
                             else subprocess.DEVNULL)
        out, err = communicate(process, stdin, timeout)
        assert process.returncode == expect, \
            f"{arguments} ended with {process.returncode}, not {expect}:\n{out}{err}"
        assert "CRITICAL" not in err and "warning" not in err.lower(), err
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def say(*arguments):
    return subprocess.run([BATCHQ, *arguments], capture_output=True, text=True, check=True).stdout


def commands():
    """Those of --help."""
    return re.findall(r"^  ([a-z]+)  ", say("--help"), re.MULTILINE)


def options(*command):
    """Those of --help, short and long."""
    lines = re.findall(r"^  (?:(-[a-z]), )?(--[a-z-]+)", say(*command, "--help"), re.MULTILINE)
    return {option for pair in lines for option in pair if option}


def line(number, model="a", prompt=None, custom_id=None):
    body = {"model": model,
            "messages": [{"role": "user", "content": prompt or f"number {number}"}]}
    return json.dumps({"custom_id": custom_id or f"r{number}", "method": "POST",
                       "url": "/v1/chat/completions", "body": body}) + "\n"


def assert_answers(lines, count):
    """Each custom_id once, in the order of the input."""
    assert [entry["custom_id"] for entry in lines] == [f"r{i}" for i in range(count)]
    for number, entry in enumerate(lines):
        text = entry["response"]["body"]["choices"][0]["message"]["content"]
        assert f"number {number}" in text, text


def communicate(process, stdin=None, timeout=TIMEOUT):
    """Nothing is left running when it takes too long."""
    try:
        return process.communicate(stdin, timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"{process.args} takes over {timeout} s:\n{out}{err}") from None


def wait_until(condition, seconds=180, pause=0.01):
    """How long it took. Between two looks there is a pause, so that they cost nothing."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() - begin < seconds, "it did not come about"
        time.sleep(pause)
    return time.monotonic() - begin


def ask(place, url, model):
    """A chat, as a client of batchq serve has it."""
    token = pathlib.Path(place.path("data"), "api-token").read_text("utf-8").strip()
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": "hello"}]})
    request = urllib.request.Request(f"{url.rstrip('/')}/chat/completions", body.encode(),
                                     {"Authorization": f"Bearer {token}",
                                      "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=300) as answer:
        assert "hello" in answer.read().decode()


def shares(place):
    """How many requests at a time each process in a lane may have under way; none: nobody is."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{place.path('data/queue.db')}?mode=ro",
                                                uri=True)) as database:
            return sorted(row[0] for row in database.execute("SELECT slots FROM lane_engine"))
    except sqlite3.OperationalError:
        return []                       # it is being made


def stands_still_outside(process, path):
    """Stopped while it writes something down, it would be in the way of all others."""
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)
    with contextlib.closing(sqlite3.connect(path, timeout=0.2)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
            return True
        except sqlite3.OperationalError:
            process.send_signal(signal.SIGCONT)
            return False


def stop_outside_the_store(place, process):
    """As by Ctrl+Z."""
    wait_until(lambda: stands_still_outside(process, place.path("data/queue.db")))


def interrupt(process):
    process.send_signal(signal.SIGINT)
    return communicate(process)


def on_terminal(place, *arguments, expect=0, size=None, **settings):
    """What batchq shows on one, which it has for both its outputs. A setting of None is none."""
    ours, its = pty.openpty()
    if size is not None:
        termios.tcsetwinsize(its, size)
    settings = {**os.environ, "TERM": "xterm", **settings}
    process = subprocess.Popen([BATCHQ, "--data-dir", place.path("data"), *arguments], stdin=its,
                               stdout=its, stderr=its, cwd=place.folder,
                               env={name: value for name, value in settings.items()
                                    if value is not None})
    os.close(its)
    said = b""
    try:
        while True:
            said += os.read(ours, 65536)
    except OSError:
        pass
    os.close(ours)
    assert process.wait(300) == expect, (arguments, said)
    # The terminal itself makes two characters of a line's end.
    return said.decode().replace("\r\n", "\n")


def main(tests):
    """Runs functions that take a Place; the name of each is what it shows."""
    print(f"1..{len(tests)}", flush=True)
    failed = False
    for number, test in enumerate(tests, 1):
        folder = tempfile.mkdtemp(prefix="batchq-test-")
        name = test.__name__.replace("_", " ")
        try:
            test(Place(folder))
            print(f"ok {number} - {name}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {name} # SKIP {reason}", flush=True)
        except BaseException:
            failed = True
            print(f"not ok {number} - {name}", flush=True)
            traceback.print_exc()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(failed)
