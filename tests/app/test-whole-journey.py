# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The whole way of a batch: from a table to a table with the answers of two models. Once by what is
on the window, by name, and once by the keyboard alone."""

import csv

from driver import BUTTONS, Atspi, Focus, GLib, Window, main

MODELS = ("small", "large")
WORDS = ("wine", "bread", "honey", "[[fail 400:1]] salt", "olive", "figs")
TEMPLATE = "Say {{word}} in {{language}}."
LANGUAGE = "French, please"
JOB = r"^words\.csv, "
# How many times as long answers take that are not to come before the window was used, and how many
# seconds none of them takes then.
SLOW = 1000
SLOWEST_S = 100


def prompt_for(word):
    return TEMPLATE.replace("{{word}}", word).replace("{{language}}", LANGUAGE)


def answer_of(model, prompt):
    """What the simulator says, up to a number."""
    return f"model: {model}; prompt: {prompt}"


class Hand:
    """What there is no other way to do than by key: GTK has no action for it."""

    def __init__(self, window):
        self.window = window
        self.focus = Focus()
        # Without a window manager, keys go to the window that is under the pointer. All have this.
        Atspi.generate_mouse_event(2, 2, "abs")

    def await_focus(self, name, *roles):
        self.window.wait(f"the focus on “{name}”", lambda: self.focus.is_on(name, *roles))

    def choose_models(self):
        """The first has the focus as soon as the server has told its models."""
        self.await_focus(MODELS[0], "check box")
        self.window.press("space")
        self.focus.reach(self.window, MODELS[1], "check box")
        self.window.press("space")

    def choose_table(self):
        """The next of the formats."""
        self.window.wait_for("^If the File Exists$")
        self.await_focus("Cancel$")
        self.focus.reach(self.window, "^Format$")
        self.window.press("space")
        self.await_focus("", "list item")
        self.focus.press(self.window, "Down")
        self.window.press("Return")
        self.await_focus("^Format$")


class Names(Hand):
    """Finds what it wants by its name, and clicks it."""

    pausing, paused = (JOB + "Pausing", "list item"), (JOB + "Paused", "list item")

    def go_on(self):
        self.window.click("(Next|Add)$")

    def write_prompt(self):
        self.window.type_into("^Prompt$", TEMPLATE)

    def start(self):
        self.window.start_work()

    def pause(self):
        """This batch: others would go on."""
        self.window.click("Pause$")

    def resume(self):
        self.window.click("Resume$")

    def retry(self):
        self.window.click("Retry Failed$")

    def show_results(self):
        self.window.click("^Results$", "page tab")

    def compare(self):
        self.window.click("^Compare$", "page tab")

    def export(self):
        self.window.click("^Export$")
        self.choose_table()
        self.window.click("Export$")


class Keys(Hand):
    """Never touches anything but the keyboard."""

    pausing, paused = ("Pausing", "label"), ("Paused", "label")

    def go_on(self):
        self.window.wait("a way on", lambda: self.window.find_ready("(Next|Add)$", *BUTTONS))
        self.window.press("Control_L+Return")

    def write_prompt(self):
        self.await_focus("^Prompt$", "text")
        # Without a prompt there is no way on, and this is no new line of it.
        self.window.press("Control_L+Return")
        self.window.type(TEMPLATE)

    def start(self):
        self.window.press("Control_L+Return")

    def pause(self):
        """All work."""
        self.window.press("Control_L+p")

    def resume(self):
        self.window.press("Control_L+Return")

    def retry(self):
        self.window.press("Control_L+r")

    def show_results(self):
        self.window.press("Alt_L+2")

    def compare(self):
        self.focus.reach(self.window, "^Compare$", "page tab")
        self.window.press("space")

    def export(self):
        self.window.press("Control_L+e")
        self.choose_table()
        self.window.press("Alt_L+e")


def wait_inside_rows(window, text):
    window.wait(f"“{text}”", lambda: any(text in name for _, name in window.snapshot()))


def make_batch(window, hand):
    wait_inside_rows(window, f"{len(WORDS)} Rows")
    hand.go_on()
    hand.write_prompt()
    window.wait_for(prompt_for(WORDS[0]))
    hand.go_on()
    hand.choose_models()
    hand.go_on()
    window.wait_for("^Try$")
    hand.go_on()
    window.wait_for("^Check$")
    hand.go_on()


def run_batch(window, hand, simulator):
    simulator.set_pace(SLOW)
    window.wait_for(f"{len(WORDS) * len(MODELS)} items wait to be started", "label")
    hand.start()
    window.wait_for(JOB + "Running", "list item")
    hand.pause()
    window.wait_for(*hand.pausing)
    simulator.set_pace(1)
    simulator.advance(SLOWEST_S)
    window.wait_for(*hand.paused)
    hand.resume()
    window.wait_for(JOB + "Done, with Errors, 10 of 12 items · 2 failed", "list item")
    hand.retry()
    window.wait_for(JOB + r"Done, 12 of 12 items, took \d+ s · until .*:", "list item")
    window.wait_for(r"^Done · took \d+ s · until .*:", "label")


def are_compared(window):
    """Whether what both models said to the last question is seen, beside each other."""
    try:
        table = window.find("^Answers$", "tree table")
        texts = [node.get_name() or "" for node in window.nodes(table)] if table else []
    except GLib.Error:
        return False
    return all(any(answer_of(model, prompt_for(WORDS[-1])) in text for text in texts)
               for model in MODELS)


def check_table(path):
    """It has each question to each model, in the order they came in, with its answer, and before
    them the columns of the table that was opened."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    asked = [(model, prompt_for(word)) for word in WORDS for model in MODELS]
    assert [(row["model"], row["prompt"]) for row in rows] == asked, rows
    assert list(rows[0])[:3] == ["word", "language", "custom_id"], rows[0]
    assert [(row["word"], row["language"]) for row in rows] == [
        (word, LANGUAGE) for word in WORDS for _ in MODELS], rows
    for row, (model, prompt) in zip(rows, asked):
        assert row["status"] == "succeeded", row
        assert row["answer"].startswith(answer_of(model, prompt)), row


def go_all_the_way(home, simulator, kind):
    table = home / "words.csv"
    with open(table, "w", newline="") as file:
        csv.writer(file).writerows([("word", "language")] + [(word, LANGUAGE) for word in WORDS])
    window = Window(home, table, server=simulator.url, HOME=str(home))
    hand = kind(window)
    make_batch(window, hand)
    run_batch(window, hand, simulator)
    hand.show_results()
    wait_inside_rows(window, answer_of(MODELS[0], prompt_for(WORDS[0])))
    hand.compare()
    window.wait("the answers side by side", lambda: are_compared(window))
    hand.export()
    answers = home / "words results.csv"
    window.wait("the table of answers", answers.exists)
    check_table(answers)
    assert window.quit() == 0


def by_name(home, simulator):
    go_all_the_way(home, simulator, Names)


def by_keyboard_alone(home, simulator):
    go_all_the_way(home, simulator, Keys)


TESTS = [by_name, by_keyboard_alone]


if __name__ == "__main__":
    main(TESTS, "--models", ",".join(f"{model}:100" for model in MODELS), "--capacity", "1",
         "--slots", "2", "--delay", "50")
