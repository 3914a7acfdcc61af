# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pictures of every page and dialog: screenshots.py DIRECTORY [LOOK…]

They are to be looked at by those who change the window; those that are published are among them.
Runs inside with-display, on a screen of 1000x1400."""

import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from driver import BUTTONS, Focus, Home, Notifications, Simulator, Window, pump, request
from screen import Screen
from story import StoryServer

ROOT = pathlib.Path(__file__).parents[2]
SAMPLE = ROOT / "examples/sample/product-texts.jsonl"
MODELS = ["llama-3.2-3b", "qwen3-4b", "gemma-3-4b"]
WIDE, NARROW = (900, 600), (360, 600)
TALL = 1300
LOCALE = "en_GB.UTF-8"
ARABIC = {"LANGUAGE": "ar"}
# Of each look: the size, the environment, how large the text is, whether it is of everything.
LOOKS = {
    "light": (WIDE, {}, 1, True),
    "dark": (WIDE, {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}, 1, True),
    "narrow": (NARROW, {}, 1, True),
    "contrast": (WIDE, {"ADW_DEBUG_HIGH_CONTRAST": "1"}, 1, False),
    "rtl": (WIDE, ARABIC, 1, False),
    "large": (WIDE, {}, 2, False),
}
SETTLE_S = 0.8
# How many times as long answers take that are not to come before a picture is taken.
SLOW = 20
# Answers that are held until they are let go.
HELD = 1000
# A load that goes on until all of it was looked at, and where it is then.
LOAD_S, HALF_LOADED_S = 3600, 1500
# Where programs are answered, unless a person wants it otherwise.
API_PORT = 8787


def pick_port():
    """Another one only if that is taken by a program of whoever takes the pictures."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", API_PORT))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_port(home, port):
    settings = home / "config/glib-2.0/settings/keyfile"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"[io/github/batchqueue/BatchQueue]\nlocal-api-port=uint32 {port}\n")


def make_locale(directory):
    """A minimal system has none in which numbers have separators."""
    subprocess.run(["localedef", "-i", LOCALE[:5], "-f", "UTF-8", directory / LOCALE], check=True)
    return {"LOCPATH": str(directory), "LC_ALL": LOCALE}


class Photographer:
    def __init__(self, directory, look, locale):
        self.directory = directory
        self.look = look
        self.size, environment, text_scale, self.takes_all = LOOKS[look]
        self.environment = {**locale, **environment}
        self.screen = Screen()
        self.screen.set_text_scale(text_scale)
        self.port = pick_port()

    def start(self, home, *files, server=""):
        write_port(home, self.port)
        settings = home / "config/gtk-4.0/settings.ini"
        settings.write_text(settings.read_text() + "gtk-decoration-layout=:close\n")
        window = Window(home, *files, server=server, HOME=str(home), GSETTINGS_BACKEND="keyfile",
                        **self.environment)
        self.settle()
        return window

    def restart(self, window, *files):
        window.start(*files)
        self.settle()

    def settle(self):
        """A window that has become another one is drawn anew, and then has another shadow."""
        for _ in range(2):
            pump()
            self.screen.arrange(self.size)
            time.sleep(SETTLE_S / 2)

    def take(self, state, height=None):
        """As high as it is, or as all that is in it."""
        size = self.size
        self.size = (size[0], height or size[1])
        self.settle()
        path = self.directory / f"{state}-{self.look}.png"
        self.screen.take(self.size, path)
        self.size = size
        print(path.name, flush=True)

    def is_narrow(self):
        return self.size == NARROW

    def take_dialog(self, window, key, seen, state):
        window.press(key)
        wait_inside_rows(window, seen)
        self.take(state)
        self.close(window)

    def close(self, window):
        """What is open over it."""
        window.press("Escape")
        window.wait("one window", lambda: window.application.get_child_count() == 1)
        self.settle()


def wait_inside_rows(window, text):
    window.wait(f"“{text}”", lambda: any(re.search(text, name) for _, name in window.snapshot()))


def choose_menu_item(window, name):
    window.press("F10")
    window.click(name, "menu item")


def go_into(photographer, window, job):
    """To the page of the batch; in a narrow window it has to be gone to."""
    if photographer.is_narrow():
        photographer.settle()
        Focus().reach(window, f"^{job}", "list item")
        window.press("Return")
        window.wait_for("^Back to the Queue$", "push button")


def wait_for_best(photographer, window):
    """Until then more may be under way than the page of the batch says that are tried. It follows
    the plan only while it is seen."""
    go_into(photographer, window, "town-photographs")
    wait_inside_rows(window, f"{MODELS[0]}: .*found to be best")
    if photographer.is_narrow():
        window.click("^Back to the Queue$", "push button")
        window.wait_for("town-photographs.*, Running", "list item")


def write_photographs(home):
    """A batch of the size at which a plan is worth something."""
    path = home / "town-photographs.jsonl"
    path.write_text("".join(
        request(number, MODELS[number % 3],
                f"Write a caption of one sentence for photograph {number:04} of the town archive.")
        .replace(f"request-{number}", f"photo-{number:04}") + "\n" for number in range(1, 4001)))
    return path


def write_products(home):
    path = home / SAMPLE.name
    path.write_text(SAMPLE.read_text())
    return path


def write_reviews(home):
    """The reviews of the sample, as a table."""
    seen = {}
    for line in SAMPLE.read_text().splitlines():
        entry = json.loads(line)
        seen[entry["custom_id"].split("-", 2)[2]] = entry["body"]["messages"][1]["content"]
    path = home / "reviews.csv"
    path.write_text("product,stars,review\n" + "".join(
        f'{product},{number % 3 + 3},"{review}"\n'
        for number, (product, review) in enumerate(seen.items())))
    return path


def count_requests(simulator):
    with urllib.request.urlopen(simulator.url.removesuffix("/v1") + "/__log", timeout=60) as answer:
        return sum(b'"event":"request"' in line.replace(b" ", b"") for line in answer)


def hold_answers(window, simulator):
    """From then on something is under way for as long as pictures take, on any machine."""
    simulator.set_pace(HELD)
    asked = count_requests(simulator)
    window.wait("a request that is held", lambda: count_requests(simulator) > asked)


def let_answers_go(simulator):
    simulator.set_pace(1)
    simulator.advance(HELD)


def take_menu(photographer, window, open_it, seen, state):
    """One that is over the window, and takes keys for as long as it is there."""
    open_it()
    window.wait_for(seen, "menu item", "check menu item", "radio menu item")
    photographer.take(state)
    window.press("Escape")
    window.wait_gone(seen, "menu item", "check menu item", "radio menu item")


def take_question(photographer, window, seen, state):
    window.wait_for(seen)
    photographer.take(state)
    window.press("Escape")
    window.wait_gone(seen)
    photographer.settle()


# --- Sessions ---

def photograph_start(photographer, home, simulator, server):
    window = photographer.start(home)
    window.wait_for("Queue Work for Your Models")
    photographer.take("start")
    for page, seen in (("Results", "No Results Yet"), ("Insights", "Nothing Done Yet")):
        window.click(f"^{page}$", "page tab")
        window.wait_for(seen)
        photographer.take(f"no-{page.lower()}")
    if photographer.takes_all:
        photograph_servers(photographer, window, server)
        photograph_dialogs(photographer, window, home)
    window.quit()


def photograph_servers(photographer, window, server):
    choose_menu_item(window, "^Servers…$")
    window.wait_for("No Model Server Yet")
    photographer.take("servers-none")
    window.click("^_?Look for Servers")
    wait_inside_rows(window, "No server was found|No Model Server Found|^127")
    photographer.take("servers-not-found")
    window.click("^_?Add Server…")
    photographer.settle()
    window.type_into("^Address$", server.url)
    photographer.take("servers-add")
    window.press("Return")
    window.wait_for("127.0.0.1", "list item")
    photographer.take("servers")
    Focus().reach(window, r"^127\.0\.0\.1")
    window.press("Return")
    wait_inside_rows(window, "^Requests at a Time$")
    photographer.take("server")
    photographer.close(window)


def photograph_dialogs(photographer, window, home):
    window.press("Control_L+comma")
    wait_inside_rows(window, "^After an Interruption$")
    photographer.take("preferences-general")
    window.click("^_?Running$", "page tab")
    photographer.take("preferences-running")
    photograph_api(photographer, window, home)
    photographer.close(window)
    photographer.take_dialog(window, "Control_L+question", "^New Batch, ",
                             "shortcuts")
    choose_menu_item(window, "^About Batch Queue$")
    wait_inside_rows(window, "^About")
    photographer.take("about")
    photographer.close(window)


def photograph_api(photographer, window, home):
    """Off, while somebody else has the port, and on, with a program that has asked."""
    window.click("^Local API$", "page tab")
    wait_inside_rows(window, "^Answer Programs$")
    photographer.take("preferences-api")
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", photographer.port))
        other.listen()
        Focus().reach(window, "^Answer Programs Answer|^Answer Programs$")
        window.press("space")
        wait_inside_rows(window, "is taken by another program")
        photographer.take("preferences-api-taken")
    Focus().reach(window, "Try Again")
    window.press("space")
    wait_inside_rows(window, "^No program has asked yet")
    token = (home / "data/batch-queue/api-token").read_text().strip()
    urllib.request.urlopen(urllib.request.Request(
        f"http://127.0.0.1:{photographer.port}/v1/batches", headers={
            "Authorization": f"Bearer {token}", "User-Agent": "OpenAI/Python 2.8.1"})).close()
    wait_inside_rows(window, "^OpenAI/Python")
    photographer.take("preferences-api-on")


def photograph_work(photographer, home, simulator, server):
    window = photographer.start(home, write_products(home), write_photographs(home),
                                server=server.url)
    window.wait_for("wait to be started")
    wait_inside_rows(window, "arrival order would need")
    photographer.take("not-started")
    window.start_work()
    window.wait_for("town-photographs.*, Running", "list item")
    wait_for_best(photographer, window)
    # All that counts has told the same when nothing new comes.
    simulator.set_pace(SLOW)
    photographer.settle()
    photographer.settle()
    photographer.take("plan")
    window.press("F10")
    photographer.take("menu")
    window.press("Escape")
    if not photographer.takes_all:
        window.kill()
        return
    window.click("^Pause Menu .")
    photographer.take("pause-menu")
    window.press("Escape")
    window.click("^When Done .")
    photographer.take("when-done-menu")
    window.click("Run a Command…", "menu item", "radio menu item", "check menu item")
    take_question(photographer, window, "^Run a Command When Done", "when-done-command")
    take_menus_of_batches(photographer, window)
    hold_answers(window, simulator)
    window.click("^Close$")
    take_question(photographer, window, "^Keep Working", "closing")
    # In a narrow window the page of the batch, which has a button of that name, is not seen.
    window.press("Control_L+p")
    window.wait_for("Pausing")
    photographer.take("pausing")
    let_answers_go(simulator)
    window.wait_for("town-photographs.*, Paused|Paused$")
    photographer.take("paused")
    window.click("Resume$")
    window.wait_for("town-photographs.*, Running", "list item")
    go_into(photographer, window, "town-photographs")
    window.click("Cancel…")
    window.wait_for("Cancel This Batch")
    photographer.take("cancelling")
    window.kill()

    photographer.restart(window)
    window.wait_for("Interrupted")
    photographer.take("interrupted")
    window.quit()

    server.stop()
    photographer.restart(window)
    window.wait_for("Interrupted")
    window.press("Control_L+Return")
    window.wait_for("[Cc]onnect|answers at")
    photographer.take("server-gone")
    window.kill()


def take_menus_of_batches(photographer, window):
    """Of a batch in the list, and of the order of the plan."""
    photographer.settle()
    Focus().reach(window, "^town-photographs", "list item")
    take_menu(photographer, window, lambda: window.press("Shift_L+F10"), "Move to the Top",
              "batch-menu")


def photograph_server(photographer, home, simulator, server):
    """One that tells what it holds, and what it takes: while a model is loaded, and afterwards."""
    telling = Simulator("--personality", "llama-router", "--models", f"qwen3-4b:{LOAD_S * 1000}",
                        "--slots", "4", "--delay", "100")
    subprocess.run([os.environ["BATCHQ"], "--data-dir", home / "data/batch-queue", "backend", "add",
                    "Router", telling.url], check=True, capture_output=True)
    path = home / "town-photographs.jsonl"
    path.write_text("".join(request(number, "qwen3-4b", f"Caption of photograph {number:04}") + "\n"
                            for number in range(1, 41)))
    try:
        window = photographer.start(home, path)
        window.start_work()
        window.wait_for("Loading qwen3-4b")
        telling.advance(HALF_LOADED_S)
        photographer.take("loading")
        open_server(photographer, window)
        wait_inside_rows(window, "^qwen3-4b, Loading")
        photographer.take("server-loading")
        telling.advance(LOAD_S)
        wait_inside_rows(window, "^qwen3-4b, In Memory")
        photographer.take("server-limits")
        photographer.close(window)
        window.wait_for("town-photographs.*, Done", "list item")
        go_into(photographer, window, "town-photographs")
        choose_item(photographer, window, "^request-2,")
        window.click("^Attempts$", "page tab")
        photographer.take("item-tokens")
        window.kill()
    finally:
        telling.stop()


def open_server(photographer, window):
    choose_menu_item(window, "^Servers…$")
    wait_inside_rows(window, "^Add a Server$")
    photographer.settle()
    # The entry has it, and does not tell who comes later that it has gone on in it.
    window.press("Tab")
    Focus().reach(window, "^Router", "list item")
    window.press("Return")
    wait_inside_rows(window, "^What It Takes")


def photograph_end(photographer, home, simulator, server):
    window = photographer.start(home, write_products(home), server=server.url)
    window.start_work()
    window.wait_for("Done, with Errors", "list item")
    photographer.take("ended")
    if photographer.takes_all:
        photograph_items(photographer, window)
    photograph_results(photographer, window)
    if photographer.takes_all:
        window.click("^Queue$", "page tab")
        window.click("Remove From the Queue")
        window.wait_for("^Removed ")
        photographer.take("removed")
    window.quit()


def choose_item(photographer, window, name):
    """And its details are shown."""
    photographer.settle()
    Focus().reach(window, name, "list item")
    window.press("space")
    window.wait_for("^What Is Sent$", "page tab")


def photograph_items(photographer, window):
    go_into(photographer, window, "product-texts")
    if photographer.is_narrow():
        photographer.take("items")
    window.click("Details$")
    photographer.take("item-none")
    window.press("F9")
    window.press("Control_L+f")
    window.type_into("^Search Items$", "router")
    wait_inside_rows(window, "tags-12-router, Failed")
    photographer.take("items-searched")
    choose_item(photographer, window, "^summary-12-router")
    for tab, state in (("Answer", "item-answer"), ("What Is Sent", "item-sent"),
                       ("Attempts", "item-attempts")):
        window.click(f"^{tab}$", "page tab")
        photographer.take(state)
    window.press("F9")
    Focus().reach(window, "^summary-12-router", "list item")
    take_menu(photographer, window, lambda: window.press("Shift_L+F10"), "^Retry", "item-menu")
    window.type_into("^Search Items$", "zebra")
    window.wait_for("No Items Found")
    photographer.take("items-not-found")
    window.type_into("^Search Items$", "")
    window.press("Escape")
    photographer.take_dialog(window, "Control_L+Shift_L+r", "^Temperature$", "retry-with-changes")


def photograph_results(photographer, window):
    """What has come of it, and how it went."""
    window.click("^Results$", "page tab")
    wait_inside_rows(window, "Hard-wearing winter boots|Fast and handy")
    photographer.take("results")
    window.click("^Read$", "page tab", "toggle button")
    photographer.take("reading")
    if photographer.takes_all:
        photographer.take_dialog(window, "Control_L+e", "^If the File Exists$",
                                 "export")
        window.click("^Table$", "page tab", "toggle button")
        window.click("^Search Results$")
        window.type_into("^Search Results$", "zebra")
        window.wait_for("No Such Items")
        photographer.take("results-not-found")
        window.type_into("^Search Results$", "")
    window.click("^Insights$", "page tab")
    wait_inside_rows(window, f"^{MODELS[0]}$")
    photographer.take("insights")
    if photographer.takes_all:
        photographer.take("insights-whole", TALL)
        window.click("Show as Table$")
        photographer.take("insights-table")


def photograph_assistant(photographer, home, simulator, server):
    window = photographer.start(home, write_reviews(home), server=server.url)
    wait_inside_rows(window, "20 Rows")
    photographer.take("assistant-source")
    window.click("Next$")
    window.wait_for("Write what to ask")
    window.type_into("^Prompt$", "Summarise this review of a {{product}} in one short sentence, "
                     "which gave {{stars}} stars:\n\n{{review}}")
    wait_inside_rows(window, "review of a kettle")
    photographer.take("assistant-prompt")
    if photographer.takes_all:
        photograph_templates(photographer, window)
    window.click("Next$")
    wait_inside_rows(window, MODELS[0])
    choose_two_models(photographer, window)
    photographer.take("assistant-models")
    window.click("Next$")
    window.wait_for("^Step 4 of 5$")
    window.click("Try 3 Items$")
    wait_inside_rows(window, "row-20")
    photographer.take("assistant-try")
    window.click("Next$")
    wait_inside_rows(window, "^Step 5 of 5$")
    photographer.take("assistant-check")
    if photographer.takes_all:
        window.press("Escape")
        window.wait_for("Discard This Batch")
        photographer.take("assistant-discard")
        window.press("Escape")
    window.click("Add$")
    window.start_work()
    window.wait_for(r"^reviews\.csv, Done", "list item")
    window.click("^Results$", "page tab")
    # Before its page is shown, a click on a view goes by.
    wait_inside_rows(window, "^row-1-1, Done")
    window.click("^Compare$", "page tab", "toggle button")
    wait_inside_rows(window, "^Answers$")
    photographer.take("compare")
    if photographer.takes_all:
        photograph_pair(photographer, window)
    window.kill()


def photograph_templates(photographer, window):
    """One is saved, and then another one under the same name."""
    window.click("^Save as a Template$")
    window.wait_for("kept under this name")
    window.type_into("^Name$", "Short Summary")
    photographer.take("template-saving")
    window.press("Return")
    window.wait_gone("kept under this name")
    window.wait("the template", lambda: window.find_ready("^Remove This Template$", *BUTTONS))
    window.click("^Save as a Template$")
    window.wait_for("kept under this name")
    photographer.settle()
    window.press("Return")
    take_question(photographer, window, "^There is a template", "template-replacing")


def photograph_pair(photographer, window):
    """Two answers side by side, and without the names of the models."""
    Focus().reach(window, "^row-1$", "table row", "list item", "row")
    window.press("Return")
    wait_inside_rows(window, "^Which answer is better")
    photographer.take("compare-pair")
    window.press("h", "j")
    wait_inside_rows(window, "^2 of 20$")
    photographer.take("compare-blind")
    window.press("Left")
    wait_inside_rows(window, "^1 vote$")
    photographer.take("compare-voted")


def choose_two_models(photographer, window):
    """The first of three has the focus as soon as the server has told them."""
    photographer.settle()
    window.press("space", "Down", "Down", "space")
    window.wait_gone("Choose at least one model")


def photograph_refusal(photographer, home, simulator, server):
    lines = SAMPLE.read_text().splitlines()[:8]
    lines[2] = lines[2][:40]
    lines[4] = lines[1]
    lines[6] = lines[6].replace("/v1/chat/completions", "/v1/chat")
    bad = home / "product-texts.jsonl"
    bad.write_text("\n".join(lines))
    window = photographer.start(home, bad, server=server.url)
    window.wait_for("Nothing of this file was added")
    photographer.take("refused")
    window.quit()


def photograph_grown(photographer, home, simulator, server):
    """A batch file that is opened again with more in it."""
    lines = SAMPLE.read_text().splitlines()[:12]
    grown = home / "product-texts.jsonl"
    grown.write_text("\n".join(lines[:8]))
    simulator.set_pace(0.05)
    window = photographer.start(home, grown, server=server.url)
    window.start_work()
    window.wait_for("product-texts.*, Done", "list item")
    window.quit()
    grown.write_text("\n".join(lines))
    photographer.restart(window, grown)
    window.wait_for("^8 items of product-texts.jsonl were answered before")
    photographer.take("answered-before")
    window.quit()


SESSIONS = (photograph_start, photograph_work, photograph_end, photograph_assistant)
MORE_SESSIONS = (photograph_server, photograph_refusal, photograph_grown)


def hold(photographer, session):
    simulator = Simulator("--models", ",".join(f"{model}:2600" for model in MODELS),
                          "--capacity", "1", "--slots", "4", "--delay", "240", "--jitter", "0.4")
    server = StoryServer(simulator, too_long=["attic"], cut_off=["grainy"])
    try:
        with Home() as home:
            session(photographer, home, simulator, server)
    finally:
        server.stop()
        simulator.stop()


def main(directory, looks):
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        locale = make_locale(pathlib.Path(scratch))
        for look in looks:
            photographer = Photographer(directory, look, locale)
            for session in SESSIONS + MORE_SESSIONS * photographer.takes_all:
                hold(photographer, session)


if __name__ == "__main__":
    with Notifications():
        main(pathlib.Path(sys.argv[1]), sys.argv[2:] or LOOKS)
