# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Two servers on one queue: each tells of every batch, one alone makes a job of it, and what that
one leaves behind the other one goes on with."""

import contextlib
import json
import sqlite3
import time

from harness import Simulator, assert_answers, line, main, wait_until
from serving import Serving, ask, form

MANY = 40000


def order(serving, count, prompt=None):
    content = "".join(line(i, prompt=prompt) for i in range(count)).encode()
    file_id = json.loads(ask(serving, "/files", form(content),
                             "multipart/form-data; boundary=b"))["id"]
    wanted = {"input_file_id": file_id, "endpoint": "/v1/chat/completions",
              "completion_window": "24h"}
    return json.loads(ask(serving, "/batches", json.dumps(wanted).encode()))["id"]


def look(serving, batch_id):
    return json.loads(ask(serving, f"/batches/{batch_id}"))


def cancel(serving, batch_id):
    return json.loads(ask(serving, f"/batches/{batch_id}/cancel", b""))


def read_lines(serving, file_id):
    return [json.loads(text) for text in ask(serving, f"/files/{file_id}/content").splitlines()]


def await_status(serving, batch_id, wanted, *, seconds=180):
    """Never failed on the way there."""
    def is_there():
        batch = look(serving, batch_id)
        assert batch["status"] in (wanted, "validating", "in_progress", "finalizing",
                                   "cancelling"), batch
        return batch["status"] == wanted
    wait_until(is_there, seconds, 0.05)
    return look(serving, batch_id)


def await_half(place, batch_id):
    """Until a part of the job is in the store; whether it is not the whole already."""
    def state():
        with contextlib.closing(sqlite3.connect(f"file:{place.path('data')}/queue.db?mode=ro",
                                                uri=True)) as store:
            row = store.execute("SELECT state, (SELECT count (*) FROM item WHERE id >> 32 = "
                                "job.sequence) FROM job WHERE id = ?", (batch_id,)).fetchone()
            return row or (None, 0)
    wait_until(lambda: state()[1] > 0, pause=0.001)
    return state()[0] == "validating"


def simulator():
    return Simulator("--any-model", "--delay", "20", "--slots", "4")


def one_starts_while_the_other_takes_a_batch_in(place):
    """While it is checked, and while its job comes into the store."""
    with simulator() as server, Serving(place, "--backend", server.url) as one:
        for is_in_store in (False, True, False, True):
            batch_id = order(one, MANY)
            if is_in_store:
                await_half(place, batch_id)
            with Serving(place, "--backend", server.url) as other:
                await_status(other, batch_id, "in_progress")
                cancel(one, batch_id)
                batch = await_status(other, batch_id, "cancelled")
                assert batch["request_counts"]["total"] == MANY, batch


def the_other_one_cancels(place):
    """One that runs, and one that is only taken in."""
    with simulator() as server, Serving(place, "--backend", server.url) as one, \
            Serving(place, "--backend", server.url) as other:
        batch_id = order(one, 4000)
        await_status(other, batch_id, "in_progress")
        assert cancel(other, batch_id)["status"] == "cancelling"
        batch = await_status(other, batch_id, "cancelled")
        assert batch["request_counts"]["completed"] < 4000, batch
        assert batch["error_file_id"] is not None
        assert look(one, batch_id) == batch

        n_halves = 0
        while n_halves < 2:
            batch_id = order(one, MANY)
            n_halves += await_half(place, batch_id)
            assert cancel(other, batch_id)["status"] == "cancelling"
            assert await_status(one, batch_id, "cancelled")["request_counts"]["completed"] < MANY


def the_other_one_ends(place):
    """It was killed, or has ended: whoever is there makes the files."""
    with simulator() as server, Serving(place, "--backend", server.url) as one:
        for is_killed in (True, False):
            with Serving(place, "--backend", server.url) as other:
                server.post("/__pace?times=1")
                batch_id = order(other, 1500)
                await_status(one, batch_id, "in_progress")
                if is_killed:
                    other.kill()
                    other.process.returncode = 0
            server.post("/__pace?times=0.1")
            batch = await_status(one, batch_id, "completed")
            assert_answers(read_lines(one, batch["output_file_id"]), 1500)
            assert batch["error_file_id"] is None, batch


def the_other_one_is_killed_while_it_takes_a_batch_in(place):
    with simulator() as server, Serving(place, "--backend", server.url) as one:
        n_halves = 0
        while n_halves < 3:
            other = Serving(place, "--backend", server.url)
            batch_id = order(other, MANY)
            n_halves += await_half(place, batch_id)
            other.kill()
            await_status(one, batch_id, "in_progress")
            cancel(one, batch_id)
            batch = await_status(one, batch_id, "cancelled")
            assert batch["request_counts"]["total"] == MANY, batch


def items_are_tried_again(place):
    """The files are made anew by one of them, whoever made them first."""
    with simulator() as server, Serving(place, "--backend", server.url) as one:
        with Serving(place, "--backend", server.url) as other:
            batch_id = order(other, 20, "[[fail 400]]")
            first = await_status(one, batch_id, "completed")
            assert first["request_counts"]["failed"] == 20, first
        wait_until(lambda: time.time() > first["completed_at"] + 1)
        place.run("retry", batch_id)
        wait_until(lambda: len([entry for entry in server.get_lines("/__log")
                                if entry["event"] == "request"]) == 40)
        wait_until(lambda: look(one, batch_id)["completed_at"] > first["completed_at"])
        assert len(read_lines(one, look(one, batch_id)["error_file_id"])) == 20


main([
    one_starts_while_the_other_takes_a_batch_in,
    the_other_one_cancels,
    the_other_one_ends,
    the_other_one_is_killed_while_it_takes_a_batch_in,
    items_are_tried_again,
])
