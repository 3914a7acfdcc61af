# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Batch Queue as a person uses it who does not see it: what is on the window, by name."""

import re
import subprocess

from driver import INTERACTIVE, Notifications, Window, main, request

UNNAMED = re.compile(r"^$|^(Gtk|Adw|Batch)[A-Z]")
DONE = r"^a\.jsonl, Done, "
# How many times as long answers take that are not to come before the window was used.
SLOW = 100


def write_batch(home, name, prompts, model="small"):
    path = home / name
    path.write_text("".join(request(number, model, prompt) + "\n"
                            for number, prompt in enumerate(prompts, 1)))
    return path


def assert_all_named(window):
    unnamed = [role for role, name in window.snapshot()
               if role in INTERACTIVE and UNNAMED.search(name)]
    assert not unnamed, f"without a name: {unnamed}"


def a_batch_is_opened_and_runs(home, simulator):
    window = Window(home, write_batch(home, "a.jsonl", ["hello"] * 12), server=simulator.url)
    window.start_work()
    window.wait_for(DONE + "12 of 12 items", "list item")
    window.wait_for(r"^request-3, Done, small", "list item")
    assert_all_named(window)
    assert window.quit() == 0
    return window


def an_empty_window_has_names(home, simulator):
    window = Window(home, server=simulator.url)
    window.wait_for("Queue Work for Your Models")
    assert_all_named(window)
    assert window.quit() == 0


def a_batch_is_paused_and_resumed(home, simulator):
    simulator.set_pace(SLOW)
    window = Window(home, write_batch(home, "a.jsonl", ["hello"] * 120), server=simulator.url)
    window.start_work()
    window.wait_for(r"^a\.jsonl, Running", "list item")
    window.click("Pause$")
    window.wait("paused for other processes", lambda: window.jobs()[0]["paused"])
    simulator.set_pace(1)
    window.wait_for(r"^a\.jsonl, Paused, \d+ of 120 items", "list item")
    assert_all_named(window)
    window.click("Resume$")
    window.wait_for(DONE + "120 of 120 items", "list item")
    assert window.quit() == 0


def what_failed_is_tried_again(home, simulator):
    prompts = ["[[fail 400:1]] " + str(number) for number in range(3)] + ["hello"]
    window = Window(home, write_batch(home, "a.jsonl", prompts), server=simulator.url)
    window.start_work()
    window.wait_for(r"^a\.jsonl, Done, with Errors, 1 of 4 items · 3 failed", "list item")
    window.wait_for(r"^request-1, Failed, ", "list item")
    assert_all_named(window)
    window.click("Retry Failed$")
    window.wait_for(DONE + "4 of 4 items", "list item")
    assert window.quit() == 0


def what_needs_review_is_counted_and_shown(home, simulator):
    prompts = ["[[fail length:1]] " + str(number) for number in range(2)] + ["hello"]
    window = Window(home, write_batch(home, "a.jsonl", prompts), server=simulator.url)
    window.start_work()
    window.wait_for(DONE + r"3 of 3 items · 2 need review, took \d+ s · until .*:", "list item")
    window.wait_for("^3 of 3 items · 2 need review$", "label")
    window.wait_for("^request-3, Done", "list item")
    window.click("Re_?view$")
    window.wait_gone("^request-3, Done", "list item")
    window.wait_for("^request-1, Needs Review", "list item")
    assert_all_named(window)
    assert window.quit() == 0


def a_bad_file_is_refused_line_by_line(home, simulator):
    bad = home / "bad.jsonl"
    bad.write_text(request(1, "small", "hello") + "\nnot json\n" + request(1, "small", "again"))
    window = Window(home, bad, server=simulator.url)
    window.wait_for("Nothing of this file was added. 2 problems were found.")
    window.wait_for("^Line 2: this is not JSON")
    window.wait_for("^Line 3: .*appears twice")
    assert window.jobs() == []
    assert_all_named(window)
    assert window.quit() == 0


def a_second_start_opens_its_file_in_the_first(home, simulator):
    window = Window(home, write_batch(home, "a.jsonl", ["hello"] * 2), server=simulator.url)
    window.start_work()
    window.wait_for(DONE, "list item")
    second = subprocess.run([window.program, write_batch(home, "b.jsonl", ["another"] * 3)],
                            env=window.environment, timeout=60)
    assert second.returncode == 0
    window.start_work()
    window.wait_for(r"^b\.jsonl, Done, 3 of 3 items", "list item")
    assert window.quit() == 0


def what_is_no_batch_file_opens_the_assistant(home, simulator):
    """As by Open With: each kind that the desktop file names, and what becomes rows of it."""
    tag = b"\x89PNG\r\n\x1a\n"
    folder = home / "town"
    folder.mkdir()
    for name, content in (("a.png", tag), ("b.png", tag), ("notes.txt", b"one\ntwo\n")):
        (folder / name).write_bytes(content)
    (home / "goods.csv").write_text("name,price\nSoap,3\nTea,5\nInk,9\n")
    for files, said in ((["town/notes.txt"], "^2 Rows"), (["goods.csv"], "^3 Rows"),
                        (["town/a.png"], "^1 File"), (["town/a.png", "town/b.png"], "^2 Files"),
                        (["town"], "^3 Files")):
        window = Window(home, *(home / name for name in files), server=simulator.url)
        window.wait_for(said)
        assert window.find("^New Batch$", "frame", "dialog", "window"), window.snapshot()
        assert window.quit() == 0


def a_grown_file_asks_about_its_answers(home, simulator):
    window = Window(home, write_batch(home, "a.jsonl", ["one", "two"]), server=simulator.url)
    window.start_work()
    window.wait_for(DONE, "list item")
    grown = write_batch(home, "a.jsonl", ["one", "two", "three", "four", "five"])
    second = subprocess.run([window.program, grown], env=window.environment, timeout=60)
    assert second.returncode == 0
    window.wait_for(r"^2 items of a\.jsonl were answered before")
    assert len(window.jobs()) == 1
    assert_all_named(window)
    window.click("Reuse$")
    window.wait_for("^3 items wait to be started")
    window.start_work()
    window.wait_for(DONE + "5 of 5 items", "list item")
    assert window.quit() == 0


def killed_in_the_middle_it_offers_to_go_on(home, simulator):
    simulator.set_pace(SLOW)
    window = Window(home, write_batch(home, "a.jsonl", ["hello"] * 120), server=simulator.url)
    window.start_work()
    window.wait_for(r"^a\.jsonl, Running.*, [1-9]\d* of 120 items", "list item")
    window.kill()
    window.start()
    window.wait_for("Interrupted: [1-9][0-9]* of 120 items done")
    assert window.jobs()[0]["state"] == "running"
    simulator.set_pace(1)
    window.click("Resume$")
    window.wait_for(DONE + "120 of 120 items", "list item")
    assert window.quit() == 0


def closed_it_works_on_and_says_so(home, simulator):
    simulator.set_pace(SLOW)
    window = Window(home, write_batch(home, "a.jsonl", ["hello"] * 120), server=simulator.url)
    window.start_work()
    window.wait_for(r"^a\.jsonl, Running.*, [1-9]\d* of 120 items", "list item")
    with Notifications() as notifications:
        window.click("^Close$")
        window.click("Keep Working$")
        shown = window.wait("a notification", lambda: notifications.find("in the Background"))
        assert re.match(r"\d+ of 120 items", notifications.shown[shown][1])

        second = subprocess.run([window.program], env=window.environment, timeout=60)
        assert second.returncode == 0
        window.wait("no notification", lambda: not notifications.find("in the Background"))
        window.wait_for(r"^a\.jsonl, Running", "list item")

        window.click("^Close$")
        window.wait("a notification", lambda: notifications.find("in the Background"))
        simulator.set_pace(1)
        assert window.process.wait(60) == 0
        assert notifications.find("“a.jsonl” Is Finished")
        notifications.wait_gone("in the Background")
        assert window.jobs()[0]["state"] == "completed"


def a_batch_that_only_fails_is_stopped(home, simulator):
    prompts = ["[[fail 400]] " + str(number) for number in range(200)]
    window = Window(home, write_batch(home, "a.jsonl", prompts), server=simulator.url)
    window.start_work()
    window.wait_for("^Paused after 10 failures in a row", "label")
    window.wait_for(r"^a\.jsonl, Paused, ", "list item")
    assert_all_named(window)
    assert window.quit() == 0


TESTS = [an_empty_window_has_names, a_batch_is_opened_and_runs, a_batch_is_paused_and_resumed,
         what_failed_is_tried_again, what_needs_review_is_counted_and_shown,
         a_bad_file_is_refused_line_by_line, a_second_start_opens_its_file_in_the_first,
         what_is_no_batch_file_opens_the_assistant, a_grown_file_asks_about_its_answers,
         killed_in_the_middle_it_offers_to_go_on, closed_it_works_on_and_says_so,
         a_batch_that_only_fails_is_stopped]


if __name__ == "__main__":
    main(TESTS, "--models", "small:10", "--slots", "4", "--delay", "20")
