# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where answers and pictures are written: into a folder and under a name that a person chooses, and
over nothing that is there already unless a person says so."""

import json

from driver import BUTTONS, Atspi, Focus, GLib, Window, is_shown, main, request

N_ITEMS = 4
MINE = "this is mine\n"
PNG_BEGIN = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND\xaeB`\x82"


def open_batch(home, simulator):
    path = home / "a.jsonl"
    path.write_text("".join(request(number, "small", "hello") + "\n" for number in range(N_ITEMS)))
    window = Window(home, path, server=simulator.url, HOME=str(home))
    # Without a window manager, keys go to the window that is under the pointer. All have this.
    Atspi.generate_mouse_event(2, 2, "abs")
    window.start_work()
    window.wait_for(rf"^a\.jsonl, Done, {N_ITEMS} of {N_ITEMS} items", "list item")
    return window


def click_inside_row(window, *names):
    """Rows are not looked into otherwise."""
    def press():
        try:
            return any(node.get_action_iface().do_action(0) for node in window.nodes()
                       if node.get_role_name() in ("push button", "button")
                       and node.get_name().startswith(names))
        except GLib.Error:
            return False

    window.wait(f"the button “{names[0]}”", press)


def write_inside_row(window, name, text):
    def write():
        try:
            return any(node.get_editable_text_iface().set_text_contents(text)
                       for node in window.nodes()
                       if node.get_role_name() in ("text", "entry") and node.get_name() == name)
        except GLib.Error:
            return False

    window.wait(f"the text “{name}”", write)


def write_location(window, text):
    """Into the only entry of the file chooser that is shown: GTK has no name for it."""
    def write():
        try:
            entry = next((node for node in window.nodes(next(window.toplevels()))
                          if node.get_role_name() in ("text", "entry") and is_shown(node)), None)
            return entry is not None and entry.get_editable_text_iface().set_text_contents(text)
        except GLib.Error:
            return False

    window.wait("the entry of a location", write)


def choose_folder(window, folder):
    """Newer libadwaita has the row name the button."""
    click_inside_row(window, "Choose a Folder", "Folder")
    window.wait_for("Choose$", "push button", "button")
    window.press("Control_L+l")
    write_location(window, str(folder))
    window.click("Choose$")
    window.wait("the folder", lambda: any(name == str(folder) for _, name in window.snapshot()))


def await_focus(window, focus, name, *roles):
    window.wait(f"the focus on “{name}”", lambda: focus.is_on(name, *roles))


def choose_to_replace(window, focus):
    """The last of what can be done, of the last row: the one before the first."""
    await_focus(window, focus, "Cancel$")
    window.press("Shift_L+Tab")
    await_focus(window, focus, "^If the File Exists$")
    window.press("space")
    await_focus(window, focus, "", "list item")
    focus.press(window, "End")
    window.press("Return")
    await_focus(window, focus, "^If the File Exists$")


def check_answers(path):
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["custom_id"] for line in lines] == [f"request-{n}" for n in range(N_ITEMS)], lines
    assert all(line["response"]["status_code"] == 200 for line in lines), lines


def a_folder_is_chosen_and_nothing_replaced_unasked(home, simulator):
    folder = home / "answers"
    folder.mkdir()
    there = folder / "kept.jsonl"
    there.write_text(MINE)
    window = open_batch(home, simulator)
    focus = Focus()
    window.press("Control_L+e")
    window.wait_for("^If the File Exists$")
    choose_folder(window, folder)
    write_inside_row(window, "Name", there.name)
    window.click("Export$")
    window.wait_for("kept.jsonl: File exists; choose another name", "alert", "notification")
    assert there.read_text() == MINE
    assert list(folder.iterdir()) == [there]

    window.press("Escape")
    window.wait("one window", lambda: window.application.get_child_count() == 1)
    window.press("Control_L+e")
    window.wait_for("^If the File Exists$")
    choose_to_replace(window, focus)
    choose_folder(window, folder)
    write_inside_row(window, "Name", there.name)
    window.click("Export$")
    window.wait("the answers", lambda: there.read_text() != MINE)
    check_answers(there)
    assert list(folder.iterdir()) == [there]
    assert window.quit() == 0


def a_plot_is_saved_as_an_image(home, simulator):
    """It is written where a person wants it, and whole."""
    pictures = home / "pictures"
    pictures.mkdir()
    window = open_batch(home, simulator)
    focus = Focus()
    window.press("Alt_L+3")
    window.wait("the button of a plot", lambda: window.find_ready("^Save Image…$", *BUTTONS))
    focus.reach(window, "^Save Image…$", *BUTTONS)
    window.press("Return")
    window.wait_for("Save$", *BUTTONS)
    write_location(window, str(pictures / "throughput.png"))
    window.click("Save$")
    saved = window.wait("the picture", lambda: next(pictures.iterdir(), None))
    window.wait("one window", lambda: window.application.get_child_count() == 1)
    assert saved.name == "throughput.png"
    window.wait("all of it", lambda: saved.read_bytes().endswith(PNG_END))
    assert saved.read_bytes().startswith(PNG_BEGIN)
    assert list(pictures.iterdir()) == [saved]
    assert window.quit() == 0


if __name__ == "__main__":
    main([a_folder_is_chosen_and_nothing_replaced_unasked, a_plot_is_saved_as_an_image],
         "--models", "small:10", "--slots", "4", "--delay", "20")
