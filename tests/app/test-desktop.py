# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a desktop is told when nobody looks at the window: each thing once, and no longer than it is
true; what can be done from there, also when the program has gone; and that the machine is to stay
awake. app/full-disk has the notification of work that pauses by itself."""

import re
import subprocess

from checks import ID
from driver import (Activated, Notifications, Sessions, Simulator, Window, free_port,
                    keep_settings, main, request, text_of)

BACKGROUND = "^Working in the Background$"
FINISHED = r"^“a\.jsonl” Is Finished$"
STOPPED = "^Batch Stopped by Errors$"
TROUBLE = "^The Model Server Is in Trouble$"
SERVER = ("--models", "small:10", "--slots", "4", "--delay", "20")
ITEMS = 1000
# How many times as long answers take that are not to come before the test has gone on.
SLOW = 200


def open_window(home, server, *settings):
    """There is far more to do than is done before it is hidden."""
    keep_settings(home, "when-closed='keep-working'", *settings)
    path = home / "a.jsonl"
    path.write_text("".join(request(number, "small", "hello") + "\n" for number in range(ITEMS)))
    return Window(home, path, server=server, GSETTINGS_BACKEND="keyfile")


def open_and_start(home, server, *settings):
    window = open_window(home, server, *settings)
    window.start_work()
    window.wait_for(r"^a\.jsonl, Running", "list item")
    return window


def hide(window):
    window.click("^Close$")
    window.wait("no window", lambda: window.application.get_child_count() == 0)


def show(window):
    subprocess.run([window.program], env=window.environment, timeout=60, check=True)
    window.wait_for(r"^a\.jsonl, ", "list item")


def wait_told(window, notifications, title):
    return window.wait(f"the notification “{title}”", lambda: notifications.find(title))


def activate(home, server, action):
    return Activated(home, ID, action, server=server.url, GSETTINGS_BACKEND="keyfile")


def texts(window):
    """Also within rows, where newer GTK has those of forms."""
    return [text_of(node) for top in window.toplevels() for node in window.nodes(top)
            if node.get_role_name() in ("text", "entry")]


def assert_once(notifications, title):
    found = [shown for shown in notifications.titles() if re.search(title, shown)]
    assert len(found) == 1, notifications.shown


def what_runs_without_a_window_is_shown_and_paused(home, simulator):
    simulator.set_pace(SLOW)
    with Notifications() as notifications:
        window = open_and_start(home, simulator.url)
        for label in ("Open", "the notification itself"):
            hide(window)
            notifications.activate(wait_told(window, notifications, BACKGROUND), label)
            window.wait_for(r"^a\.jsonl, ", "list item")
        hide(window)
        notifications.activate(wait_told(window, notifications, BACKGROUND), "Pause")
        show(window)
        window.wait_for("Resume$", "push button", "button")
        assert window.quit() == 0


def what_is_finished_is_exported(home, simulator):
    """The program works without a word, and goes on after it, as it answers others."""
    simulator.set_pace(SLOW)
    with Notifications() as notifications:
        window = open_window(home, simulator.url, "local-api=true",
                             f"local-api-port=uint32 {free_port()}")
        window.wait_for(r"^a\.jsonl, Running", "list item")
        hide(window)
        simulator.recover()
        shown = wait_told(window, notifications, FINISHED)
        assert re.match("1,?000 of 1,?000 items$", notifications.shown[shown][1])
        assert_once(notifications, FINISHED)
        notifications.activate(shown, "Export…")
        window.wait_for("^If the File Exists$")
        assert window.quit() == 0


def what_only_fails_is_told_of_until_it_goes_on(home, simulator):
    simulator.set_pace(SLOW)
    with Notifications() as notifications:
        window = open_and_start(home, simulator.url)
        hide(window)
        simulator.fail(status=400)
        simulator.set_pace(1)
        shown = wait_told(window, notifications, STOPPED)
        assert re.match("Paused after 10 failures in a row", notifications.shown[shown][1])
        assert_once(notifications, STOPPED)

        simulator.recover()
        show(window)
        window.wait_for("^Paused after 10 failures in a row", "label")
        assert notifications.find(STOPPED) == shown and notifications.told[shown] == 1
        window.click("Resume$")
        notifications.wait_gone(STOPPED)
        assert window.quit() == 0


def trouble_of_the_server_is_told_of_until_it_is_over(home, simulator):
    """Once, though all requests that are under way meet with it."""
    server = Simulator(*SERVER)
    address = re.search("//(.*)/v1", server.url)[1]
    server.set_pace(SLOW)
    try:
        with Notifications() as notifications:
            window = open_and_start(home, server.url, "notify-background=false")
            hide(window)
            server.stop()
            wait_told(window, notifications, TROUBLE)
            server = Simulator(*SERVER, "--listen", address)
            notifications.wait_gone(TROUBLE)
            wait_told(window, notifications, FINISHED)
            assert window.process.wait(60) == 0
            assert notifications.titles() == ["“a.jsonl” Is Finished"]
    finally:
        server.stop()


def what_is_finished_is_exported_by_a_program_that_has_gone(home, simulator):
    """Of two batches the one that the notification is of, which is not the first."""
    simulator.set_pace(SLOW)
    with Notifications() as notifications:
        (home / "b.jsonl").write_text(request(0, "small", "hello") + "\n")
        window = open_and_start(home, simulator.url, "notify-background=false")
        subprocess.run([window.program, home / "b.jsonl"], env=window.environment, timeout=60,
                       check=True)
        window.wait_for(r"^b\.jsonl, ", "list item")
        hide(window)
        simulator.recover()
        shown = wait_told(window, notifications, "^“b.jsonl” Is Finished$")
        assert window.process.wait(60) == 0
        window = activate(home, simulator, notifications.action(shown, "Export…"))
        window.wait_for("^If the File Exists$")
        window.wait("the batch", lambda: "b results.jsonl" in texts(window))
        assert window.quit() == 0


def what_was_stopped_goes_on_in_a_program_that_has_gone(home, simulator):
    simulator.set_pace(SLOW)
    with Notifications() as notifications:
        window = open_and_start(home, simulator.url, "notify-background=false")
        hide(window)
        simulator.fail(status=400)
        simulator.set_pace(1)
        shown = wait_told(window, notifications, STOPPED)
        assert window.quit() == 0
        simulator.recover()
        window = activate(home, simulator, notifications.action(shown, "Resume"))
        window.wait_for(r"^a\.jsonl, Done, with Errors, ", "list item")
        assert window.quit() == 0


def what_is_stopped_goes_on_from_where_it_is_told(home, simulator):
    simulator.set_pace(SLOW)
    with Notifications() as notifications:
        window = open_and_start(home, simulator.url)
        hide(window)
        simulator.fail(status=400)
        simulator.set_pace(1)
        shown = wait_told(window, notifications, STOPPED)
        simulator.recover()
        notifications.activate(shown, "Resume")
        window.wait_for(r"^a\.jsonl, Done, with Errors, ", "list item")
        assert window.quit() == 0


def trouble_is_over_for_a_program_that_has_gone(home, simulator):
    """Killed, it could not take back what it had told; nor does it go on before it is told to."""
    server = Simulator(*SERVER)
    address = re.search("//(.*)/v1", server.url)[1]
    server.set_pace(SLOW)
    try:
        with Notifications() as notifications:
            window = open_and_start(home, server.url, "notify-background=false")
            hide(window)
            server.stop()
            shown = wait_told(window, notifications, TROUBLE)
            window.kill()
            server = Simulator(*SERVER, "--listen", address)
            window = activate(home, server, notifications.action(shown, "Try Again"))
            window.wait_for(r"^a\.jsonl, Done, ", "list item")
            assert window.quit() == 0
    finally:
        server.stop()


def the_machine_stays_awake_for_what_is_under_way(home, simulator):
    simulator.set_pace(SLOW / 2)
    with Sessions() as sessions:
        window = open_and_start(home, simulator.url)
        kept = window.wait("what keeps it awake", lambda: list(sessions.kept.values()))
        assert kept == [(ID, "Requests are on their way", Sessions.SUSPEND)], kept

        window.click("Pause$")
        window.wait_for(r"^a\.jsonl, Paused, ", "list item")
        window.wait("rest while it pauses", lambda: not sessions.kept)
        window.click("Resume$")
        window.wait("what keeps it awake again", lambda: sessions.kept)
        simulator.set_pace(1)
        window.wait_for(r"^a\.jsonl, Done, ", "list item")
        window.wait("rest when all is done", lambda: not sessions.kept)
        assert window.quit() == 0


TESTS = [what_runs_without_a_window_is_shown_and_paused, what_is_finished_is_exported,
         what_only_fails_is_told_of_until_it_goes_on,
         trouble_of_the_server_is_told_of_until_it_is_over,
         what_is_finished_is_exported_by_a_program_that_has_gone,
         what_was_stopped_goes_on_in_a_program_that_has_gone,
         what_is_stopped_goes_on_from_where_it_is_told,
         trouble_is_over_for_a_program_that_has_gone,
         the_machine_stays_awake_for_what_is_under_way]


if __name__ == "__main__":
    main(TESTS, *SERVER)
