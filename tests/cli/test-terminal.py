# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What servers and files call things does nothing to the terminal that shows it."""

import http.server
import json
import subprocess
import threading

from harness import BATCHQ, Simulator, line, main, on_terminal

# Clears the screen and writes elsewhere, in both ways that terminals know; a line of its own.
EVIL = "\x1b[2J\x9b1;1Hhacked\r\nbatch_0 Done\x7f\x07"
SHOWN = "\\x1b[2J\\x9b1;1Hhacked\\x0d\\x0abatch_0 Done\\x7f\\x07"
HARMLESS = "\n\r\t"


class Models(http.server.BaseHTTPRequestHandler):
    """A model server whose only model has such a name."""

    def do_GET(self):
        body = json.dumps({"object": "list", "data": [{"id": EVIL, "object": "model"}]}).encode()
        known = self.path == "/v1/models"
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if known else 0))
        self.end_headers()
        self.wfile.write(body if known else b"")

    def log_message(self, *_):
        pass


def assert_tame(said, shown=SHOWN):
    wild = {character for character in said
            if (ord(character) < 32 or 127 <= ord(character) < 160) and character not in HARMLESS}
    assert not wild, (wild, said)
    assert shown in said, said


def names_of_models_are_shown_as_they_are(place):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Models)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        place.run("backend", "add", "here", f"http://127.0.0.1:{server.server_port}")
        assert_tame(on_terminal(place, "backend", "models", "here"))
    finally:
        server.shutdown()
        server.server_close()


def so_are_those_of_jobs(place):
    batch = place.write("in.jsonl", line(1, model=EVIL))
    job = place.run("submit", batch, "--backend", "http://127.0.0.1:9").stdout.strip()
    assert_tame(on_terminal(place, "list"))
    assert_tame(on_terminal(place, "plan"))
    assert_tame(on_terminal(place, "show", job))
    assert_tame(on_terminal(place, "validate", batch))
    assert_tame(on_terminal(place, "--json", "show", job), "\\u001b[2J")


def so_are_those_of_files(place):
    """Where what is said goes as well: a line stays one."""
    with Simulator("--any-model") as simulator:
        batch = place.write("in\n\x1b[2J.jsonl", line(1))
        said = place.run("run", batch, "--backend", simulator.url).stdout
    (told,) = [text for text in said.splitlines() if text.startswith("Answers:")]
    assert told.endswith("in\\x0a\\x1b[2J.output.jsonl"), said
    job = json.loads(place.run("--json", "list").stdout)["id"]
    assert "in\\x0a\\x1b[2J.output.jsonl\n" in place.run("show", job).stdout


def what_is_wrong_is_told_so(place):
    said = on_terminal(place, "show", EVIL, expect=2)
    assert_tame(said, "\\x1b[2J\\x9b1;1Hhacked")


def answers_are_shown_so_and_kept_as_they_came(place):
    with Simulator("--any-model") as simulator:
        batch = place.write("in.jsonl", line(1, prompt=EVIL))
        place.run("run", batch, "--backend", simulator.url)
    job = json.loads(place.run("--json", "list").stdout)["id"]
    said = on_terminal(place, "results", job, "--format", "csv")
    assert_tame(said, "\\x1b[2J\\x9b1;1Hhacked")
    assert_tame(on_terminal(place, "results", job), "\\u001b[2J")
    assert EVIL.encode() in subprocess.run(
        [BATCHQ, "--data-dir", place.path("data"), "results", job, "--format", "csv"],
        capture_output=True, check=True).stdout


def the_progress_stays_in_its_place(place):
    """Of what it draws, only its own movements are obeyed."""
    with Simulator("--any-model") as simulator:
        batch = place.write("in.jsonl", line(1, model=EVIL))
        said = on_terminal(place, "run", batch, "--backend", simulator.url)
    assert "\x1b[2J" not in said and "\x9b" not in said and "\x07" not in said, said
    assert_tame(on_terminal(place, "stats"))


def a_block_is_drawn_where_it_has_room(place):
    """Elsewhere there is a line now and then, and nothing that a terminal obeys."""
    with Simulator("--any-model") as simulator:
        batch = place.write_batch("in.jsonl", 3)
        run = lambda **settings: on_terminal(place, "run", batch, "--force", "--new", "--backend",
                                             simulator.url, **settings)
        for settings in ({"size": (5, 20)}, {"size": (0, 0)}, {"NO_COLOR": ""}):
            assert "\x1b[32m█" in run(**settings), settings
        said = run(NO_COLOR="1")
        assert "\x1b[K" in said and "\x1b[32m" not in said, said
        for settings in ({"TERM": "dumb"}, {"TERM": None}, {"TERM": ""}, {"size": (4, 80)},
                         {"size": (24, 19)}):
            said = run(**settings)
            assert "3 done · 0 failed · 0 left" in said and "\x1b" not in said, (settings, said)


main([
    names_of_models_are_shown_as_they_are,
    so_are_those_of_jobs,
    so_are_those_of_files,
    what_is_wrong_is_told_so,
    answers_are_shown_so_and_kept_as_they_came,
    the_progress_stays_in_its_place,
    a_block_is_drawn_where_it_has_room,
])
