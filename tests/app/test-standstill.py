# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands still says why, since when and until when; and why a model stands where it does in
the plan is there for who has no mouse to point with."""

import datetime
import re

from driver import Focus, Window, main, request, text_of

SERVER = ("--models", "small:10,large:10", "--slots", "2", "--delay", "20")
ITEMS = 20
# Longer than a whole run of the test takes.
RETRY_AFTER_S = 3600
CLOCK = r"\d\d:\d\d:\d\d( [AP]M)?"


def open_window(home, server, *models):
    paths = []
    for model in models:
        paths.append(home / f"{model}.jsonl")
        paths[-1].write_text("".join(request(number, model, "hello") + "\n"
                                     for number in range(ITEMS)))
    return Window(home, *paths, server=server)


def texts(window):
    return [text_of(node) or node.get_name() for node in window.matches("", "label")]


def a_busy_server_is_waited_for(home, simulator):
    """Its answer says when to come again, and it is not said that it loads anything."""
    simulator.fail(status=429, retry_after=RETRY_AFTER_S)
    window = open_window(home, simulator.url, "small")
    window.start_work()
    note = window.wait_for(f"busy.* · waiting since {CLOCK} · next try at .*{CLOCK}$", "label")
    clock = re.search(f"since ({CLOCK})", note.get_name())[1]
    since = datetime.datetime.strptime(clock, "%H:%M:%S")
    now = datetime.datetime.now()
    assert (now - now.replace(hour=since.hour, minute=since.minute,
                              second=since.second)).total_seconds() % 86400 < 600, clock

    window.wait_for(f"^20 items.*busy.* · next try at .*{CLOCK}|"
                    f"^0 of 20 items.*busy.* · next try at .*{CLOCK}", "label")
    window.wait_for(f"^small, 20 items, next try at .*{CLOCK}", "toggle button", "push button",
                    "button")
    assert window.find("(?i)loading", "label") is None, window.snapshot()

    simulator.recover()
    window.quit()


def the_place_in_the_plan_is_explained(home, simulator):
    """By keyboard alone, and in the tree that a screen reader reads."""
    focus = Focus()
    window = open_window(home, simulator.url, "small", "large")
    for model in ("small", "large"):
        window.wait_for(f"^{model}, 20 items", "toggle button", "push button", "button")
    focus.reach(window, "^large, 20 items")
    window.press("Return")
    about = window.wait_for(r"(?s)^large\n20 items · load.*\n\nWhy here: \S", "label")
    told = window.find("^large, 20 items").get_description().removeprefix("large: ")
    assert told and about.get_name().endswith(f"Why here: {told}"), (about.get_name(), told)
    window.press("Escape")
    assert window.quit() == 0


TESTS = [a_busy_server_is_waited_for, the_place_in_the_plan_is_explained]


if __name__ == "__main__":
    main(TESTS, *SERVER)
