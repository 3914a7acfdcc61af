# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pictures of the window in each of its states: screenshots.py DIRECTORY

They are to be looked at by those who change it. Runs inside with-display."""

import ctypes
import pathlib
import re
import subprocess
import sys

from driver import Focus, Home, Notifications, Simulator, Window, pump, request

MODELS = ["llama-3.2-3b", "qwen3-4b", "gemma-3-4b"]
WIDE, NARROW = (960, 640), (360, 640)
LOOKS = {
    "light": (WIDE, {}),
    "dark": (WIDE, {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}),
    "contrast": (WIDE, {"ADW_DEBUG_HIGH_CONTRAST": "1"}),
    "narrow": (NARROW, {}),
}
SETTLE_S = 1.5


class Screen:
    """The root window, where without a window manager the newest toplevel is at the top left."""

    def __init__(self):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        for name in ("XDefaultRootWindow", "XFlush"):
            getattr(self.x11, name).argtypes = [ctypes.c_void_p]
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(None))

    def toplevels(self):
        """In the order of their stack, the topmost last."""
        root = ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display))
        ignored, count = ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        self.x11.XQueryTree(self.display, root, ctypes.byref(ignored), ctypes.byref(ignored),
                            ctypes.byref(children), ctypes.byref(count))
        return [children[index] for index in range(count.value)]

    def resize(self, size):
        for window in self.toplevels():
            self.x11.XResizeWindow(self.display, ctypes.c_ulong(window), *size)
        self.x11.XFlush(self.display)


class Photographer:
    def __init__(self, directory, look):
        self.directory = directory
        self.look = look
        self.size, self.environment = LOOKS[look]
        self.screen = Screen()

    def start(self, home, *files, server=""):
        return self.prepare(Window(home, *files, server=server, **self.environment))

    def prepare(self, window):
        self.screen.resize(self.size)
        return window

    def take(self, window, state):
        subprocess.run(["sleep", str(SETTLE_S)], check=True)
        pump()
        path = self.directory / f"{state}-{self.look}.png"
        width, height = self.size
        subprocess.run(["import", "-window", "root", "-crop", f"{width}x{height}+0+0", "+repage",
                        str(path)], check=True)
        print(path, flush=True)

    def take_menu(self, window):
        window.press("F10")
        self.take(window, "menu")
        window.press("Escape")

    def take_job(self, window, state):
        """The page of the job; in a narrow window it has to be gone to."""
        if self.size == NARROW:
            Focus().reach(window, "^reviews", "list item")
            window.press("Return")
        self.take(window, state)


def write(home, name, prompts):
    path = home / name
    path.write_text("".join(request(number, MODELS[number % 3], prompt) + "\n"
                            for number, prompt in enumerate(prompts, 1)))
    return path


def prompts(count, bad=()):
    return ["[[fail 400:1]] " * (number in bad) + f"Summarise review {number} in one sentence."
            for number in range(1, count + 1)]


def photograph(photographer, home, simulator):
    window = photographer.start(home, server=simulator.url)
    window.wait_for("Queue Work for Your Models")
    photographer.take(window, "empty")
    window.quit()

    reviews = write(home, "reviews-of-the-winter-catalogue.jsonl", prompts(60, bad={4, 9, 10}))
    letters = write(home, "letters.jsonl", prompts(1200))
    photographer.prepare(window.start(reviews, letters) or window)
    window.wait_for("reviews.*, Running", "list item")
    photographer.take(window, "running")
    photographer.take_menu(window)
    window.click("Pause$")
    window.wait_for("letters.*, Paused", "list item")
    photographer.take(window, "paused")
    window.wait_for("reviews.*, Done, with Errors", "list item")
    photographer.take(window, "failures")
    window.click("Resume$")
    window.wait_for("letters.*, Running", "list item")
    window.click("^_?Cancel…")
    window.wait_for("Cancel This Batch")
    photographer.take(window, "cancelling")
    window.kill()

    photographer.prepare(window.start() or window)
    window.wait_for("Interrupted: ")
    photographer.take(window, "interrupted")
    window.quit()

    simulator.stop()
    photographer.prepare(window.start() or window)
    window.click("^_?Resume Resume$")
    window.wait_for("[Cc]onnect|answers")
    photographer.take(window, "trouble")
    window.click("^_?Servers…")
    window.wait_for("Look for Servers")
    photographer.take(window, "servers")
    window.quit()


def photograph_refusal(photographer, home):
    bad = home / "bad.jsonl"
    lines = write(home, "good.jsonl", prompts(8)).read_text().splitlines()
    lines[2] = lines[2][:40]
    lines[4] = lines[1]
    lines[6] = lines[6].replace("/v1/chat/completions", "/v1/chat")
    bad.write_text("\n".join(lines))
    window = photographer.start(home, bad)
    window.wait_for("Nothing of this file was added")
    photographer.take(window, "refused")
    window.quit()


def wait_inside_rows(window, text):
    window.wait(f"“{text}”", lambda: any(re.search(text, name) for _, name in window.snapshot()))


def photograph_assistant(photographer, home):
    """Of a server with one model it is clear which one is meant."""
    simulator = Simulator("--models", f"{MODELS[0]}:600", "--delay", "150")
    try:
        photograph_steps(photographer, home, simulator)
    finally:
        simulator.stop()


def photograph_steps(photographer, home, simulator):
    table = home / "reviews.csv"
    table.write_text("title;stars;text\n" + "".join(
        f"Review {number};{number % 5 + 1};The winter jacket is warm, but the zip sticks.\n"
        for number in range(1, 241)))
    window = photographer.start(home, table, server=simulator.url)
    window.wait_for("240 Rows")
    photographer.take(window, "assistant-source")
    window.click("Next$")
    window.wait_for("Write what to ask")
    window.type_into("Prompt", "Sum up {{title}}, which gave {{stars}} stars: {{text}}")
    window.wait_for("Sum up Review 1,")
    photographer.take(window, "assistant-prompt")
    window.click("Next$")
    wait_inside_rows(window, MODELS[0])
    photographer.take(window, "assistant-models")
    window.click("Next$")
    window.wait_for("^Step 4 of 5$")
    window.click("Try 3 Items$")
    wait_inside_rows(window, "row-240 ")
    photographer.take(window, "assistant-try")
    window.click("Next$")
    wait_inside_rows(window, "1, for ")
    photographer.take(window, "assistant-check")
    window.kill()


def photograph_end(photographer, home, simulator):
    batch = write(home, "reviews.jsonl", prompts(24, bad={2, 5}))
    window = photographer.start(home, batch, server=simulator.url)
    window.wait_for("Done, with Errors", "list item")
    photographer.take_job(window, "ended-with-errors")
    window.click("Retry Failed$")
    window.wait_for(r"^reviews\.jsonl, Done, 24", "list item")
    photographer.take(window, "ended")
    photograph_results(photographer, window)
    window.click("^Queue$", "page tab")
    window.click("Remove From the Queue")
    window.wait_for("Was Removed")
    photographer.take(window, "removed")
    window.quit()


def photograph_results(photographer, window):
    """What has come of it, and how it went."""
    window.click("^Results$", "page tab")
    wait_inside_rows(window, "prompt: Summarise review 1 ")
    photographer.take(window, "results")
    window.click("^Read$", "page tab", "toggle button")
    photographer.take(window, "reading")
    window.click("^Export$")
    window.wait_for("^If It Is There$")
    photographer.take(window, "export")
    window.click("Cancel$")
    window.wait_gone("^If It Is There$")
    window.click("^Insights$", "page tab")
    wait_inside_rows(window, f"^{MODELS[0]}$")
    photographer.take(window, "insights")


def main(directory):
    directory.mkdir(parents=True, exist_ok=True)
    for look in LOOKS:
        photographer = Photographer(directory, look)
        for session in (photograph, photograph_end):
            simulator = Simulator("--models", ",".join(f"{model}:600" for model in MODELS),
                                  "--capacity", "1", "--slots", "4", "--delay", "150")
            try:
                with Home() as home:
                    session(photographer, home, simulator)
            finally:
                simulator.stop()
        with Home() as home:
            photograph_refusal(photographer, home)
        with Home() as home:
            photograph_assistant(photographer, home)


if __name__ == "__main__":
    with Notifications():
        main(pathlib.Path(sys.argv[1]))
