# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that can be used has a name for those who do not see it, on every page and dialog."""

import os
import re
import subprocess
import time

from driver import INTERACTIVE, Atspi, Focus, GLib, Window, main, request, said

UNNAMED = re.compile(r"^$|^(Gtk|Adw|Batch)[A-Z]")
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


def check(window, seen):
    """As soon as it is there; what changes meanwhile is looked at once more."""
    window.wait(f"“{seen}”", lambda: any(re.search(seen, name) for _, name in window.snapshot()))
    found, = window.wait("the names", lambda: [names for names in [unnamed(window)]
                                               if names is not None])
    assert not found, "without a name:\n" + "\n".join(found)


def check_dialog(window, key, seen):
    window.press(key)
    check(window, seen)
    window.press("Escape")
    window.wait("one window", lambda: window.application.get_child_count() == 1)


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


def write_batch(home):
    path = home / "a.jsonl"
    prompts = ["[[fail 400:1]] hello"] + ["hello"] * 5
    path.write_text("".join(request(number, ("small", "large")[number % 2], prompt) + "\n"
                            for number, prompt in enumerate(prompts)))
    return path


def pages(home, simulator):
    window = Window(home, server=simulator.url, HOME=str(home))
    check(window, "Queue Work for Your Models")
    subprocess.run([window.program, write_batch(home)], env=window.environment, check=True)
    window.start_work()
    check(window, r"^a\.jsonl, Done, with Errors")
    window.press("F9")
    check(window, "^request-0, Failed")
    window.press("Alt_L+2")
    check(window, r"^model: small; prompt: hello")
    window.press("Alt_L+3")
    check(window, "^small$")
    window.click("Show as Table$")
    check(window, "Throughput")
    assert window.quit() == 0


def dialogs(home, simulator):
    window = Window(home, write_batch(home), server=simulator.url, HOME=str(home))
    Atspi.generate_mouse_event(2, 2, "abs")
    window.start_work()
    window.wait_for(r"^a\.jsonl, Done, with Errors", "list item")
    check_dialog(window, "Control_L+Shift_L+r", "Retry With Changes$")
    check_dialog(window, "Control_L+e", "^If the File Exists$")
    check_dialog(window, "Control_L+n", "^One Request For$")
    check_dialog(window, "Control_L+comma", "^Preferences$")
    check_dialog(window, "Control_L+question", "^Undo Remove")
    for way, seen in (("^Servers…$", "^Look for Servers"), ("^About Batch Queue$", "^About")):
        open_menu(window, way)
        window.click(way, "menu item")
        check(window, seen)
        window.press("Escape")
        window.wait("one window", lambda: window.application.get_child_count() == 1)
    window.press("Control_L+n")
    window.type_into("^List$", "to be lost")
    window.press("Escape")
    check(window, "Discard This Batch")
    window.kill()


def click_inside_row(window, *names):
    try:
        return any(node.get_action_iface().do_action(0) for node in window.nodes()
                   if node.get_role_name() in INTERACTIVE and node.get_name() in names)
    except GLib.Error:
        return False


def a_server(home, simulator):
    """Its row is open, and its key to be seen. Newer libadwaita has names of its own for some."""
    subprocess.run([os.environ["BATCHQ"], "--data-dir", home / "data/batch-queue", "backend", "add",
                    "Local", simulator.url], check=True, capture_output=True)
    window = Window(home, HOME=str(home))
    Atspi.generate_mouse_event(2, 2, "abs")
    open_menu(window, "^Servers…$")
    window.click("^Servers…$", "menu item")
    check(window, "^Local, .*answers")
    # What had it first does not tell who comes later.
    window.press("Tab")
    Focus().reach(window, "^Local(, |$)", "list item")
    window.press("Return")
    check(window, "^Requests at a Time$")
    window.wait("to show the key", lambda: click_inside_row(window, "Show Text", "Show Password"))
    check(window, "^Hide (Text|Password)$")
    assert window.quit() == 0


TESTS = [pages, dialogs, a_server]


if __name__ == "__main__":
    main(TESTS, "--models", "small:50,large:50", "--delay", "20")
