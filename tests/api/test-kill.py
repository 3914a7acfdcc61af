# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""kill -9 and SIGTERM in the middle of uploads and of batches: clients that ask again finish,
and nothing is there twice."""

import contextlib
import json
import random
import socket
import sqlite3
import sys
import time
import urllib.parse

from harness import Simulator, assert_answers, line, main, wait_until
from serving import Serving, ask, form, list_data

KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else 5


def put(serving, content):
    return json.loads(ask(serving, "/files", form(content),
                          "multipart/form-data; boundary=b"))["id"]


def order(serving, file_id, key):
    wanted = {"input_file_id": file_id, "endpoint": "/v1/chat/completions",
              "completion_window": "24h"}
    return json.loads(ask(serving, "/batches", json.dumps(wanted).encode(),
                          **{"Idempotency-Key": key}))["id"]


def look(serving, batch_id):
    return json.loads(ask(serving, f"/batches/{batch_id}"))


def read_lines(serving, file_id):
    return [json.loads(text) for text in ask(serving, f"/files/{file_id}/content").splitlines()]


def in_mid_upload(place):
    """Half an upload leaves nothing, however often."""
    body = form(line(0).encode() * 50000)
    kept = None
    for _ in range(KILLS):
        serving = Serving(place)
        kept = kept or list_data(place)
        address = urllib.parse.urlsplit(serving.url)
        with socket.create_connection((address.hostname, address.port), 20) as wire:
            wire.sendall((f"POST /v1/files HTTP/1.1\r\nHost: {address.netloc}\r\n"
                          f"Authorization: Bearer {serving.token}\r\n"
                          f"Content-Type: multipart/form-data; boundary=b\r\n"
                          f"Content-Length: {len(body)}\r\n\r\n").encode()
                         + body[:random.randrange(1, len(body))])
            serving.kill()
        assert list_data(place) == kept, list_data(place)
    with Serving(place) as serving:
        assert not json.loads(ask(serving, "/files"))["data"]


def in_mid_batch(place):
    count = 60 * KILLS + 20
    with Simulator("--any-model", "--delay", "100", "--slots", "2") as server:
        place.run("backend", "add", "one", server.url, "--parallel", "2")
        serving = Serving(place)
        file_id = put(serving, "".join(line(i) for i in range(count)).encode())
        batch_id = order(serving, file_id, "once")
        for kill in range(KILLS):
            reached = server.get("/__log?summary=1")["requests"] + 8
            wait_until(lambda: server.get("/__log?summary=1")["requests"] > reached)
            serving.kill()
            serving = Serving(place)
            assert order(serving, file_id, "once") == batch_id, kill
            assert look(serving, batch_id)["status"] in ("in_progress", "validating"), kill
        server.post("/__pace?times=0.1")
        with serving:
            wait_until(lambda: look(serving, batch_id)["status"] == "completed")
            batch = look(serving, batch_id)
            assert batch["request_counts"] == {"total": count, "completed": count, "failed": 0}
            assert_answers(read_lines(serving, batch["output_file_id"]), count)
            assert len(json.loads(ask(serving, "/batches"))["data"]) == 1
        # What was under way when it was killed is asked again, and nothing else.
        assert server.get("/__log?summary=1")["requests"] <= count + 2 * KILLS


def at_any_moment(place):
    """Right after the order, while it is checked, while its files are made."""
    with Simulator("--any-model") as server:
        serving = Serving(place, "--backend", server.url)
        content = "".join(line(i) for i in range(50)).encode()
        for kill in range(2 * KILLS):
            batch_id = order(serving, put(serving, content), f"{kill}")
            for _ in range(random.randrange(12)):
                look(serving, batch_id)
            serving.kill()
            serving = Serving(place, "--backend", server.url)
            wait_until(lambda: look(serving, batch_id)["status"] == "completed")
            batch = look(serving, batch_id)
            assert_answers(read_lines(serving, batch["output_file_id"]), 50)
        with serving:
            files = json.loads(ask(serving, "/files?purpose=batch_output"))["data"]
            batches = json.loads(ask(serving, "/batches?limit=100"))["data"]
            wanted = {batch["output_file_id"] for batch in batches}
            assert len(batches) == 2 * KILLS and len(wanted) == 2 * KILLS
            assert {file["id"] for file in files} == wanted, "a file that nobody knows of"


def job_state(place, batch_id):
    """What the store has of the job of a batch; None: nothing."""
    with contextlib.closing(sqlite3.connect(f"file:{place.path('data')}/queue.db?mode=ro",
                                            uri=True)) as store:
        row = store.execute("SELECT state FROM job WHERE id = ?", (batch_id,)).fetchone()
        return row[0] if row else None


def while_it_is_taken_in(place):
    """The half of a job that is left is not taken for the job, and it is taken in anew."""
    count = 40000
    with Simulator("--any-model", "--delay", "20") as server:
        serving = Serving(place, "--backend", server.url)
        file_id = put(serving, "".join(line(i) for i in range(count)).encode())
        for kill in range(2 * KILLS):
            batch_id = order(serving, file_id, f"{kill}")
            wait_until(lambda: job_state(place, batch_id) == "validating")
            if kill % 2:
                ask(serving, f"/batches/{batch_id}/cancel", b"")
            time.sleep(random.uniform(0, .4))
            serving.kill()
            serving = Serving(place, "--backend", server.url)
            if kill % 2 == 0:
                wait_until(lambda: look(serving, batch_id)["status"] == "in_progress")
                ask(serving, f"/batches/{batch_id}/cancel", b"")
            wait_until(lambda: look(serving, batch_id)["status"] == "cancelled")
            assert look(serving, batch_id)["request_counts"]["total"] == count, kill
        with serving:
            pass


def an_end_in_between(place):
    """SIGTERM while one is checked, one runs and one is uploaded: nothing is left hanging."""
    with Simulator("--any-model", "--delay", "20", "--slots", "2") as server:
        batches = []
        for _ in range(KILLS):
            with Serving(place, "--backend", server.url) as serving:
                file_id = put(serving, "".join(line(i) for i in range(40)).encode())
                batches += [order(serving, file_id, f"{len(batches) + i}") for i in range(3)]
                wire = socket.create_connection(
                    (urllib.parse.urlsplit(serving.url).hostname,
                     urllib.parse.urlsplit(serving.url).port), 20)
                wire.sendall(b"POST /v1/files HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                             b"Content-Length: 1000\r\n\r\nx")
            wire.close()
        with Serving(place, "--backend", server.url) as serving:
            for batch_id in batches:
                wait_until(lambda: look(serving, batch_id)["status"] == "completed")


main([
    in_mid_upload,
    in_mid_batch,
    at_any_moment,
    while_it_is_taken_in,
    an_end_in_between,
])
