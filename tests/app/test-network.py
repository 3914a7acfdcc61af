# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whom the programs talk to: the server that they were told of, with its key, and nobody else.
NETWORK_WATCH is the module that writes down what they do on the network."""

import ipaddress
import os
import shutil
import subprocess
import urllib.parse

from checks import main
from driver import Home, Simulator, Window, request

KEY = "sk-never-written-anywhere"
ITEMS = 12
DONE = r"^a\.jsonl, Done, 12 of 12 items"


def watched(home):
    """What has the programs watched, and talkative. The loader takes no path with a space."""
    watch = shutil.copy(os.environ["NETWORK_WATCH"], home / "network-watch.so")
    return {"LD_PRELOAD": str(watch), "BATCHQ_API_KEY": KEY, "HOME": str(home),
            "BATCH_TEST_NETWORK": str(home / "network"), "G_MESSAGES_DEBUG": "all",
            "SOUP_DEBUG": "1", "http_proxy": "", "no_proxy": ""}


def seen(home):
    """(what, where, port) of all that was done."""
    path = home / "network"
    lines = path.read_text().splitlines() if path.exists() else []
    return {(what, where, int(port)) for what, where, port in map(str.split, lines)}


def address_of(simulator):
    url = urllib.parse.urlsplit(simulator.url)
    return url.hostname, url.port


def assert_only(home, simulator):
    where, port = address_of(simulator)
    assert seen(home) == {("connect", where, port)}, seen(home)


def assert_no_key(home):
    """Nowhere in what was said, stored or set."""
    found = [path for path in home.rglob("*")
             if path.is_file() and KEY.encode() in path.read_bytes()]
    assert not found, f"the key is in {found}"
    assert (home / "said").stat().st_size > 0


def write_batch(home):
    path = home / "a.jsonl"
    path.write_text("".join(request(number, "small", "hello") + "\n" for number in range(ITEMS)))
    return path


def with_server(test):
    """It demands the key."""
    def run():
        simulator = Simulator("--models", "small:10", "--api-key-from-env", "DEMANDED",
                              DEMANDED=KEY)
        try:
            with Home() as home:
                test(home, simulator)
                assert_no_key(home)
        finally:
            simulator.stop()
    run.__name__ = test.__name__
    return run


@with_server
def the_command_line_talks_to_its_server_only(home, simulator):
    with open(home / "said", "w", encoding="utf-8") as said:
        subprocess.run([os.environ["BATCHQ"], "--data-dir", home / "queue", "run",
                        write_batch(home), "--backend", simulator.url], check=True, stdout=said,
                       stderr=said, env={**os.environ, **watched(home)}, timeout=120)
    assert len((home / "a.output.jsonl").read_text().splitlines()) == ITEMS
    assert_only(home, simulator)


def look_around(window):
    """On every page, and at what is set."""
    for page in ("2", "3", "1"):
        window.press(f"Alt_L+{page}")
    for dialog, there in (("Control_L+comma", "^Preferences$"),
                          ("Control_L+n", "^One Request For$")):
        window.press(dialog)
        window.wait_for(there)
        window.press("Escape")
        window.wait("one window", lambda: window.application.get_child_count() == 1)


@with_server
def the_window_talks_to_its_server_only(home, simulator):
    with open(home / "said", "w", encoding="utf-8") as said:
        window = Window(home, write_batch(home), server=simulator.url, output=said,
                        **watched(home))
        window.start_work()
        window.wait_for(DONE, "list item")
        look_around(window)
        assert window.quit() == 0
    assert_only(home, simulator)


def is_here(what, where):
    return what == "connect" and ipaddress.ip_address(where).is_loopback


@with_server
def servers_are_looked_for_on_this_computer_only(home, simulator):
    """And only when a person asks for it."""
    with open(home / "said", "w", encoding="utf-8") as said:
        window = Window(home, output=said, **watched(home))
        window.wait_for("Queue Work for Your Models")
        window.press("F10")
        window.click("^Servers…$", "menu item")
        window.wait_for("^Look for Servers")
        before = seen(home)
        assert not before, before
        window.click("^Look for Servers")
        window.wait("the look", lambda: len({port for _, _, port in seen(home)}) > 3)
        assert window.quit() == 0
    elsewhere = [line for line in seen(home) if not is_here(*line[:2])]
    assert not elsewhere, elsewhere


main(the_command_line_talks_to_its_server_only, the_window_talks_to_its_server_only,
     servers_are_looked_for_on_this_computer_only)
