# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The switch of the local Batch API: on, used, remembered, in the background, off, and with its
port taken."""

import ipaddress
import json
import os
import pathlib
import re
import socket
import struct
import subprocess
import urllib.error
import urllib.request

from checks import main
from driver import (Focus, Home, Notifications, Simulator, Window, free_port, keep_settings,
                    pasted, request)

DONE = r"^[^,]+, Done, 3 of 3 items"
AGENT = "tester/1.0"
# In /proc/net/tcp.
LISTENS = "0A"
BOUNDARY = "batch-queue-test"


def open_window(home, server, port, on=False):
    """With settings that are kept, as a desktop keeps them."""
    keep_settings(home, f"local-api-port=uint32 {port}", f"local-api={str(on).lower()}",
                  "when-closed='keep-working'")
    return Window(home, server=server, GSETTINGS_BACKEND="keyfile")


def inside_rows(window, pattern):
    return window.wait(f"“{pattern}”", lambda: next(
        (name for _, name in window.snapshot() if re.search(pattern, name)), None))


def gone_inside_rows(window, pattern):
    window.wait(f"no “{pattern}”", lambda: not any(
        re.search(pattern, name) for _, name in window.snapshot()))


def show_page(window, empty=True):
    if empty:
        window.wait_for("Queue Work for Your Models")
    window.press("Control_L+comma")
    window.click("^Local API$", "page tab")
    inside_rows(window, "^Answer Programs$")


def use(window, name):
    """What is in a row is for who has gone there."""
    Focus().reach(window, name)
    window.press("space")


def copy(window, name):
    """What was there to be pasted then; app/preferences holds that a person is told."""
    before = pasted()
    Focus().reach(window, name)
    window.press("space")
    window.wait("something to be pasted", lambda: pasted() not in (None, before))
    return pasted()


def switch(window):
    use(window, "^Answer Programs Answer|^Answer Programs$")


def token_of(home):
    return (home / "data/batch-queue/api-token").read_text().strip()


def ask(home, port, path, body=None, kind=None, token=None):
    message = urllib.request.Request(f"http://127.0.0.1:{port}/v1{path}", body, {
        "Authorization": f"Bearer {token or token_of(home)}", "User-Agent": AGENT,
        **({"Content-Type": kind} if kind else {})})
    with urllib.request.urlopen(message, timeout=60) as answer:
        return json.loads(answer.read())


def put_in(home, port):
    """A batch of three, as a client of OpenAI does it."""
    lines = "".join(request(number, "small", "hello") + "\n" for number in range(3))
    form = (f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; "
            f"filename=\"api.jsonl\"\r\n\r\n{lines}\r\n--{BOUNDARY}--\r\n")
    file = ask(home, port, "/files", form.encode(), f"multipart/form-data; boundary={BOUNDARY}")
    return ask(home, port, "/batches", json.dumps({
        "input_file_id": file["id"], "endpoint": "/v1/chat/completions",
        "completion_window": "24h"}).encode(), "application/json")["id"]


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def listened_at(port):
    """The addresses at which somebody listens to it, as the kernel has them."""
    found = set()
    for table in ("tcp", "tcp6"):
        for line in pathlib.Path("/proc/net", table).read_text().splitlines()[1:]:
            _, local, _, state = line.split()[:4]
            address, number = local.split(":")
            if state == LISTENS and int(number, 16) == port:
                words = [struct.pack("=I", int(address[at:at + 8], 16))
                         for at in range(0, len(address), 8)]
                found.add(ipaddress.ip_address(b"".join(words)))
    return found


def with_home(test):
    def run():
        simulator = Simulator("--models", "small:10", "--slots", "4")
        try:
            with Home() as home, Notifications() as notifications:
                test(home, simulator.url, free_port(), notifications)
        finally:
            simulator.stop()
    run.__name__ = test.__name__
    return run


@with_home
def programs_are_answered_when_a_person_wants_it(home, server, port, _):
    window = open_window(home, server, port)
    show_page(window)
    assert not is_open(port)
    switch(window)
    inside_rows(window, f"^http://127.0.0.1:{port}/v1$")
    assert listened_at(port) == {ipaddress.ip_address("127.0.0.1")}, listened_at(port)
    inside_rows(window, "^No program has asked yet")
    inside_rows(window, "^bq-....…$")
    assert copy(window, "^Copy Address") == f"http://127.0.0.1:{port}/v1"
    assert copy(window, "^Copy Key") == token_of(home)

    batch = put_in(home, port)
    inside_rows(window, f"^{AGENT}$")
    inside_rows(window, "Key “default” · [0-9]+ times?, last at ")
    window.wait("its end", lambda: ask(home, port, f"/batches/{batch}")["status"] == "completed")
    try:
        ask(home, port, "/files", token="bq-wrong")
        raise AssertionError("let in without the key")
    except urllib.error.HTTPError as refusal:
        assert refusal.code == 401, refusal
    window.click("^Close$")
    window.wait("the window alone", lambda: window.application.get_child_count() == 1)
    window.wait_for(DONE, "list item")

    show_page(window, empty=False)
    switch(window)
    gone_inside_rows(window, f"^http://127.0.0.1:{port}/v1$")
    window.wait("the port is free", lambda: not is_open(port))
    assert window.quit() == 0


@with_home
def it_is_remembered_and_works_without_a_window(home, server, port, notifications):
    window = open_window(home, server, port, on=True)
    window.wait("the port is open", lambda: is_open(port))
    window.click("^Close$")
    shown = window.wait("a notification", lambda: notifications.find("in the Background"))
    assert notifications.shown[shown][1] == "Programs on this computer are answered"
    batch = put_in(home, port)
    window.wait("its end", lambda: ask(home, port, f"/batches/{batch}")["status"]
                == "completed")
    assert is_open(port) and window.process.poll() is None
    subprocess.run([window.program], env=window.environment, timeout=60, check=True)
    window.wait_for(DONE, "list item")
    assert window.quit() == 0
    assert not is_open(port)

    window.start()
    window.wait("the port is open again", lambda: is_open(port))
    assert len(ask(home, port, "/batches")["data"]) == 1
    assert window.quit() == 0


@with_home
def of_two_that_want_the_port_the_second_one_is_told(home, server, port, _):
    first = subprocess.Popen([os.environ["BATCHQ"], "--data-dir", home / "other", "serve",
                              "--listen", f"127.0.0.1:{port}"], stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True)
    try:
        first.stdout.readline()
        window = open_window(home, server, port)
        show_page(window)
        switch(window)
        inside_rows(window, f"Port {port} of 127.0.0.1 is taken by another program")
    finally:
        first.terminate()
        first.communicate(timeout=60)
    use(window, "Try Again")
    inside_rows(window, f"^http://127.0.0.1:{port}/v1$")
    assert window.quit() == 0


@with_home
def it_is_one_queue_with_a_server_beside_it(home, server, port, _):
    """Whichever of them a program asks, and whichever of them goes."""
    beside = free_port()
    other = subprocess.Popen([os.environ["BATCHQ"], "--data-dir", home / "data/batch-queue",
                              "serve", "--listen", f"127.0.0.1:{beside}", "--backend", server],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        other.stdout.readline()
        window = open_window(home, server, port, on=True)
        window.wait("the port is open", lambda: is_open(port))
        batches = {put_in(home, one): another for one, another in ((port, beside), (beside, port))}
        for batch, asked in batches.items():
            window.wait("its end", lambda batch=batch, asked=asked: ask(
                home, asked, f"/batches/{batch}")["status"] == "completed")
        window.wait("both batches", lambda: len(
            [name for _, name in window.snapshot() if re.search(DONE, name)]) == len(batches))
    finally:
        other.terminate()
        other.communicate(timeout=60)
    batch = put_in(home, port)
    window.wait("its end", lambda: ask(home, port, f"/batches/{batch}")["status"] == "completed")
    assert window.quit() == 0


main(programs_are_answered_when_a_person_wants_it, it_is_remembered_and_works_without_a_window,
     of_two_that_want_the_port_the_second_one_is_told, it_is_one_queue_with_a_server_beside_it)
