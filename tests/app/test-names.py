# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that can be used has a name for those who do not see it, on every page and dialog."""

import os
import re
import socket
import subprocess
import time

from driver import INTERACTIVE, MENU_ITEMS, Atspi, Focus, GLib, Window, main, request, said

UNNAMED = re.compile(r"^$|^(Gtk|Adw|Batch)[A-Z]")
# How many times as long answers take that are not to come before the window was used.
SLOW = 1000
N_PLOTS = 3
ROLES = INTERACTIVE | {"page tab", "table row", "tree table"}
# What GTK makes itself and leaves without a name, or before 4.12 with that of its type: the row of
# titles of a table, lists of rows that have names, what a row shows of its choice, the way to close
# a toast, what searches in windows like the preferences, and the whole window about the program.
OF_GTK = re.compile("|".join((
    r"^table row (GtkListItemWidget)? < tree table ",
    r"^list (GtkListBox|GtkListView)? < ",
    r"^list item  < list (GtkListView)? ",
    r"^push button GtkImage < filler AdwToastWidget ",
    r"^entry (GtkSearchEntry)? < .* < frame (Preferences|Keyboard Shortcuts)$",
    r" < frame About$",
)))


def place(node):
    """It and what it is in, as far as its window."""
    names = []
    while node is not None and node.get_role_name() != "application":
        names.append(f"{node.get_role_name()} {node.get_name() or ''}")
        node = node.get_parent()
    return " < ".join(names)


def unnamed(window):
    try:
        found = [place(node) for node in window.nodes() if node.get_role_name() in ROLES
                 and UNNAMED.search(said(node))]
    except GLib.Error:
        return None
    return [name for name in found if not OF_GTK.search(name)]


def says(window, seen):
    """Asks no further than that: each widget that is asked for its name takes its time."""
    try:
        return any(re.search(seen, said(node)) for node in window.nodes())
    except GLib.Error:
        return False


def check(window, seen):
    """As soon as it is there; what changes meanwhile is looked at once more."""
    window.wait(f"“{seen}”", lambda: says(window, seen))
    found, = window.wait("the names", lambda: [names for names in [unnamed(window)]
                                               if names is not None])
    assert not found, "without a name:\n" + "\n".join(found)


def windows(window):
    return window.application.get_child_count()


def close_dialog(window, left=1):
    window.press("Escape")
    window.wait(f"{left} windows", lambda: windows(window) == left)


def check_dialog(window, key, seen):
    window.press(key)
    check(window, seen)
    close_dialog(window)


def is_chosen(window, tab):
    node = window.find(tab, "page tab")
    return node is not None and node.get_state_set().contains(Atspi.StateType.SELECTED)


def turn_to(window, tab, seen):
    """Older GTK tells of all pages, with what was filled in of them so far."""
    window.click(tab, "page tab")
    window.wait(f"the page “{tab}”", lambda: is_chosen(window, tab))
    check(window, seen)


def open_menu(window, entry):
    """Without a window manager, a key may still go to the dialog that goes: it is pressed again."""
    again = 0

    def is_open():
        nonlocal again
        if window.find(entry, "menu item") is not None:
            return True
        if time.monotonic() > again:
            window.press("F10")
            again = time.monotonic() + 20
        return False

    window.wait("the menu", is_open)


def open_from_menu(window, entry, seen):
    open_menu(window, entry)
    window.click(entry, "menu item")
    check(window, seen)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_batch(home):
    path = home / "a.jsonl"
    prompts = ["[[fail 400:1]] hello"] + ["hello"] * 5
    path.write_text("".join(request(number, ("small", "large")[number % 2], prompt) + "\n"
                            for number, prompt in enumerate(prompts)))
    return path


def start(home, simulator, *files):
    window = Window(home, *files, server=simulator.url, HOME=str(home))
    # Without a window manager, keys go to the window that is under the pointer. All have this.
    Atspi.generate_mouse_event(2, 2, "abs")
    return window


def pages(home, simulator):
    window = start(home, simulator)
    check(window, "Queue Work for Your Models")
    turn_to(window, "^Results$", "No Results Yet")
    turn_to(window, "^Insights$", "Nothing Done Yet")
    turn_to(window, "^Queue$", "Queue Work for Your Models")
    subprocess.run([window.program, write_batch(home)], env=window.environment, check=True)
    window.start_work()
    check(window, r"^a\.jsonl, Done, with Errors")
    window.press("F9")
    check(window, "^request-0, Failed")
    window.press("Alt_L+2")
    check(window, r"^model: small; prompt: hello")
    window.press("Alt_L+3")
    check(window, "^small$")
    check_plots(window)
    assert window.quit() == 0


def an_item(home, simulator):
    """What is known of it."""
    window = start(home, simulator, write_batch(home))
    window.start_work()
    window.wait_for(r"^a\.jsonl, Done, with Errors", "list item")
    Focus().reach(window, "^request-1, Done", "list item")
    window.press("space")
    for tab, seen in (("^Answer$", "^Copy Answer$"), ("^What Is Sent$", "^Raw Request$"),
                      ("^Attempts$", "^Attempt 1 was answered$")):
        turn_to(window, tab, seen)
    assert window.quit() == 0


def press_table(window, number):
    """That there are numbers is told a little later."""
    buttons = list(window.matches("Show as Table$", "push button", "toggle button"))
    try:
        return len(buttons) == N_PLOTS and buttons[number].get_action_iface().do_action(0)
    except GLib.Error:
        return False


def check_plots(window):
    """Those that have something, each as a table."""
    for number, seen in enumerate((" a minute; tokens a second: ", "^Work: .* on .* from ")):
        window.wait(f"plot {number} as a table", lambda: press_table(window, number))
        check(window, seen)


def choose_models(window):
    """The first has the focus as soon as the server has told its models."""
    focus = Focus()
    window.click("Next$")
    window.wait("the focus on the first model", lambda: focus.is_on("^small$", "check box"))
    check(window, "^Step 3 of 5$")
    window.press("space")
    focus.reach(window, "^large$", "check box")
    window.press("space")


def new_batch(home, simulator):
    """Each step, and afterwards the answers of two models beside each other."""
    table = home / "words.csv"
    table.write_text("word\nwine\nbread\nhoney\n")
    window = start(home, simulator, table)
    check(window, "^3 Rows")
    window.click("Next$")
    check(window, "^Step 2 of 5$")
    window.type_into("^Prompt$", "Say {{word}}")
    check(window, "^Say wine$")
    window.click("^Save as a Template$")
    check(window, "kept under this name")
    close_dialog(window, left=2)
    choose_models(window)
    window.click("Next$")
    check(window, "^Step 4 of 5$")
    window.click("Try 3 Items$")
    check(window, "^model: small; prompt: Say honey")
    window.click("Next$")
    check(window, "^Step 5 of 5$")
    window.click("Add$")
    window.start_work()
    window.wait_for(r"^words\.csv, Done, 6 of 6 items", "list item")
    check_pair(window)
    assert window.quit() == 0


def check_pair(window):
    window.click("^Results$", "page tab")
    check(window, "^row-1-1, Done")
    turn_to(window, "^Read$", "^1 of 6$")
    turn_to(window, "^Compare$", "^model: large; prompt: Say honey")
    Focus().reach(window, "^row-1$", "table row", "list item", "row")
    window.press("Return")
    check(window, "^Which answer is better")
    window.click("^Hide Which Model It Is$")
    check(window, "^1 of 3$")


def dialogs(home, simulator):
    window = start(home, simulator, write_batch(home))
    window.start_work()
    window.wait_for(r"^a\.jsonl, Done, with Errors", "list item")
    check_dialog(window, "Control_L+Shift_L+r", "Retry With Changes$")
    check_dialog(window, "Control_L+e", "^If the File Exists$")
    check_dialog(window, "Control_L+question", "^Undo Remove")
    for way, seen in (("^Servers…$", "^Look for Servers"), ("^About Batch Queue$", "^About")):
        open_from_menu(window, way, seen)
        close_dialog(window)
    window.kill()


def preferences(home, simulator):
    """With the local API on: then there is more on its page. The port is one that is free."""
    settings = home / "config/glib-2.0/settings/keyfile"
    settings.parent.mkdir(parents=True)
    settings.write_text("[io/github/batchqueue/BatchQueue]\n"
                        f"local-api-port=uint32 {free_port()}\nlocal-api=true\n")
    window = Window(home, server=simulator.url, GSETTINGS_BACKEND="keyfile")
    Atspi.generate_mouse_event(2, 2, "abs")
    check(window, "Queue Work for Your Models")
    window.press("Control_L+comma")
    check(window, "^After an Interruption$")
    turn_to(window, "^_?Running$", "^Failures in a Row$")
    turn_to(window, "^Local API$", "^Copy Key$")
    close_dialog(window)
    assert window.quit() == 0


def open_when_done(window):
    """The inner one of two buttons of that name opens it."""
    def press():
        try:
            buttons = list(window.matches("^When Done", "push button", "toggle button"))
            return bool(buttons) and buttons[-1].get_action_iface().do_action(0)
        except GLib.Error:
            return False

    window.wait("the menu for the end", press)


def questions(home, simulator):
    """While there is work; the slow answers do not come before all was asked."""
    simulator.set_pace(SLOW)
    window = start(home, simulator, write_batch(home))
    window.start_work()
    window.wait_for(r"^a\.jsonl, Running", "list item")
    for button, seen in (("Cancel…$", "Cancel This Batch"), ("^Close$", "^Keep Working\\?$")):
        window.click(button)
        check(window, seen)
        close_dialog(window)
    open_when_done(window)
    check(window, "^Run a Command…$")
    window.click("^Run a Command…$", *MENU_ITEMS)
    check(window, "without a shell")
    close_dialog(window)
    window.press("Control_L+n")
    check(window, "^One Request For$")
    window.type_into("^List$", "to be lost")
    window.press("Escape")
    check(window, "Discard This Batch")
    window.kill()


def what_is_refused(home, simulator):
    bad = home / "bad.jsonl"
    bad.write_text(request(1, "small", "hello") + "\nnot json\n")
    window = start(home, simulator, bad, home / "gone.jsonl")
    check(window, "^Line 2: this is not JSON")
    check(window, "^There is no such file$")
    window.kill()


def click_inside_row(window, *names):
    try:
        return any(node.get_action_iface().do_action(0) for node in window.nodes()
                   if node.get_role_name() in INTERACTIVE and node.get_name() in names)
    except GLib.Error:
        return False


def no_server(home, simulator):
    """What looks for one keeps the focus, and what is told of it takes no key from the dialog."""
    window = Window(home, HOME=str(home))
    Atspi.generate_mouse_event(2, 2, "abs")
    open_from_menu(window, "^Servers…$", "No Model Server Yet")
    focus = Focus()
    window.press("Return")
    window.wait("the look", lambda: says(window, "server was found|server.* added"))
    window.wait("the focus", lambda: focus.is_on("Check Again|Look for Servers"))
    close_dialog(window)
    assert window.quit() == 0


def a_server(home, simulator):
    """Its row is open, and its key to be seen. Newer libadwaita has names of its own for some."""
    subprocess.run([os.environ["BATCHQ"], "--data-dir", home / "data/batch-queue", "backend", "add",
                    "Local", simulator.url], check=True, capture_output=True)
    window = Window(home, HOME=str(home))
    Atspi.generate_mouse_event(2, 2, "abs")
    open_from_menu(window, "^Servers…$", "^Local, .*answers")
    # What had it first does not tell who comes later.
    window.press("Tab")
    Focus().reach(window, "^Local(, |$)", "list item")
    window.press("Return")
    check(window, "^Requests at a Time$")
    window.wait("to show the key", lambda: click_inside_row(window, "Show Text", "Show Password"))
    check(window, "^Hide (Text|Password)$")
    assert window.quit() == 0


TESTS = [pages, an_item, new_batch, dialogs, preferences, questions, what_is_refused, no_server,
         a_server]


if __name__ == "__main__":
    main(TESTS, "--models", "small:50,large:50", "--delay", "20")
