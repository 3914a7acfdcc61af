# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Flatpak as a user has it: test-flatpak.py BUNDLE NEWER-BUNDLE

Runs inside with-display; flatpak-try prepares what it needs. BATCHQ is a command line outside of
the sandbox, which runs the simulated model server."""

import json
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "app"))

from checks import ID, call, main  # noqa: E402
from driver import Simulator, request  # noqa: E402

BUNDLE, NEWER_BUNDLE = sys.argv[1:]
DATA = pathlib.Path.home() / ".var/app" / ID
KEY = "sk-sandbox-4711"
PATIENCE_S = 120
PYTHON = """
import gi
gi.require_version("Batch", "1")
from gi.repository import Batch
print(Batch.Queue.new().get_n_items())
"""
JAVASCRIPT = """
imports.gi.versions.Batch = "1";
print (new imports.gi.Batch.Queue ().get_n_items ());
"""


def sandboxed(command, *arguments, **environment):
    variables = {"GSK_RENDERER": "cairo", **environment}
    return ["flatpak", "run", "--user", f"--command={command}",
            *(f"--env={name}={value}" for name, value in variables.items()), ID,
            *map(str, arguments)]


def batchq(*arguments, **environment):
    return call(*sandboxed("batchq", *arguments, **environment))


def jobs():
    return [json.loads(line) for line in batchq("--json", "list", "--quiet").splitlines()
            if line.startswith("{")]


def wait(what, ask):
    end = time.monotonic() + PATIENCE_S
    while not ask():
        assert time.monotonic() < end, f"not within {PATIENCE_S} s: {what}"
        time.sleep(0.2)


def install(bundle):
    call("flatpak", "install", "--user", "-y", "--noninteractive", "--or-update", "--bundle",
         bundle)
    return call("flatpak", "info", "--user", "--show-commit", ID).strip()


def start_over():
    subprocess.run(["flatpak", "uninstall", "--user", "-y", "--noninteractive", ID],
                   capture_output=True)
    shutil.rmtree(DATA, ignore_errors=True)


def write_batch(name):
    path = DATA / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(request(number, "small", "hello") + "\n" for number in range(1, 13)))
    return path


def it_asks_for_little():
    said = call("flatpak", "info", "--user", "--show-permissions", ID)
    assert "filesystems" not in said and "talk" not in said, said


def the_bundle_is_installed():
    start_over()
    STATE["commit"] = install(BUNDLE)


def start_keyring():
    """The portal for secrets has the password from it with which libsecret encrypts its file."""
    daemon = subprocess.Popen(["gnome-keyring-daemon", "--unlock", "--components=secrets",
                               "--foreground"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    daemon.stdin.write(b"password")
    daemon.stdin.close()
    call("gdbus", "wait", "--session", "--timeout", "30", "org.freedesktop.secrets")
    return daemon


def a_key_is_stored():
    """In libsecret's file, encrypted by what the portal gives to this application alone."""
    batchq("backend", "add", "home", STATE["server"].url)
    said = call(*sandboxed("batchq", "backend", "key", "home"), input=KEY + "\n")
    assert "in the keyring" in said, said
    kept = [path for path in DATA.rglob("*") if path.is_file()]
    assert any(path.suffix == ".keyring" for path in kept), kept
    assert not [path for path in kept if KEY.encode() in path.read_bytes()]


def the_window_finds_the_key_and_runs_a_batch():
    """The server answers nobody without it."""
    window = subprocess.Popen(sandboxed("batch-queue", write_batch("a.jsonl"),
                                        BATCHQ_BACKEND="home", G_DEBUG="fatal-warnings"))
    try:
        wait("the batch waits to be started", jobs)
        subprocess.run(["gapplication", "action", ID, "resume"], check=True)
        wait("the batch is done", lambda: [job["state"] for job in jobs()] == ["completed"])
        assert window.poll() is None, window.returncode
    finally:
        subprocess.run(["gapplication", "action", ID, "quit"], check=True)
        assert window.wait(PATIENCE_S) == 0


def an_update_keeps_what_was_there():
    commit = install(NEWER_BUNDLE)
    assert commit != STATE["commit"], "it was not updated"
    assert [job["state"] for job in jobs()] == ["completed"]
    batchq("run", write_batch("b.jsonl"), "--backend", "home", "--force")


def python_and_javascript_load_the_library():
    assert call(*sandboxed("python3", "-c", PYTHON)).strip() == "0"
    assert call(*sandboxed("gjs", "-c", JAVASCRIPT)).strip() == "0"


STATE = {}
keyring = start_keyring()
STATE["server"] = Simulator("--models", "small:10", "--api-key-from-env=KEY", KEY=KEY)
try:
    main(the_bundle_is_installed, it_asks_for_little, a_key_is_stored,
         the_window_finds_the_key_and_runs_a_batch, an_update_keeps_what_was_there,
         python_and_javascript_load_the_library)
finally:
    STATE["server"].stop()
    keyring.terminate()
    keyring.wait()
