# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""However a command ends, nothing of it still runs when the process does."""

import os
import shutil

from harness import Simulator, communicate, interrupt, main, wait_until

NOBODY = "http://127.0.0.1:9"
HOOK = NOBODY + "/hook"

# A command, and what it ends with.
SHORT = [
    (["list"], 0),
    (["plan"], 0),
    (["stats"], 0),
    (["key", "list"], 0),
    (["backend", "list"], 0),
    (["backend", "add", "nobody", NOBODY], 0),
    (["backend", "test", "nobody"], 4),
    (["backend", "remove", "stranger"], 2),
    (["webhook", "list"], 0),
    (["webhook", "test", HOOK], 3),
    (["webhook", "test", HOOK, "--allow-private"], 4),
    (["webhook", "remove", HOOK], 2),
    (["show", "batch_0000"], 2),
    (["cancel", "batch_0000"], 2),
    (["results", "batch_0000"], 2),
    (["retry", "batch_0000"], 2),
    (["watch", "batch_0000"], 2),
    (["run", "in.jsonl", "--backend", NOBODY, "--patience", "0"], 4),
    (["submit", "bad.jsonl", "--backend", NOBODY], 3),
    (["list"], 0),
]


class Watched:
    """Runs commands in a folder, each seen until its end. The loader takes no path with a space."""

    def __init__(self, place):
        self.place = place
        self.file = place.folder / "threads"
        self.module = shutil.copy(os.environ["THREAD_WATCH"], place.path("thread-watch.so"))

    def start(self, *arguments):
        self.file.unlink(missing_ok=True)
        return self.place.start(*arguments, env={**os.environ, "LD_PRELOAD": self.module,
                                                 "BATCH_TEST_THREADS": str(self.file)})

    def check(self, process, expect, printed):
        out, err = printed
        assert process.returncode == expect, (process.args, process.returncode, out, err)
        names = self.file.read_text(encoding="utf-8").split()
        assert "batchq" in names, names
        left = [name for name in names if name.startswith("batch-") or name == "task"]
        assert not left, f"{process.args} leaves {left}"

    def run(self, *arguments, expect=0):
        process = self.start(*arguments)
        self.check(process, expect, communicate(process))


def short_commands_leave_nothing(place):
    watched = Watched(place)
    place.write_batch("in.jsonl", 2)
    place.write("bad.jsonl", "{\n")
    for arguments, expect in SHORT:
        watched.run(*arguments, expect=expect)


def the_first_of_all_leaves_nothing(place):
    """It makes the queue."""
    for number, (arguments, expect) in enumerate([(["list"], 0), (["show", "batch_0000"], 2)]):
        watched = Watched(place)
        watched.run("--data-dir", place.path(f"other-{number}"), *arguments, expect=expect)


def a_run_leaves_nothing(place):
    watched = Watched(place)
    batch = place.write_batch("in.jsonl", 20)
    with Simulator("--any-model") as server:
        watched.run("run", batch, "--backend", server.url)


def an_interrupted_run_leaves_nothing(place):
    watched = Watched(place)
    batch = place.write_batch("in.jsonl", 20)
    with Simulator("--any-model", "--delay", "60000") as server, \
            watched.start("run", batch, "--backend", server.url) as process:
        wait_until(lambda: any(entry["event"] == "request"
                               for entry in server.get_lines("/__log")))
        watched.check(process, 130, interrupt(process))


def a_server_leaves_nothing(place):
    watched = Watched(place)
    with watched.start("serve", "--listen", "127.0.0.1:0") as process:
        process.stdout.readline()
        process.terminate()
        watched.check(process, 0, communicate(process))


main([
    short_commands_leave_nothing,
    the_first_of_all_leaves_nothing,
    a_run_leaves_nothing,
    an_interrupted_run_leaves_nothing,
    a_server_leaves_nothing,
])
