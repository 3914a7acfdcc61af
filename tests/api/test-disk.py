# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A disk without room for what a client is to get."""

import contextlib
import json
import os
import sqlite3
import urllib.error
import urllib.request

from disks import become_root_of_a_namespace, remount, small_disk
from harness import Simulator, line, main, wait_until
from serving import Serving, form


def ask(serving, path, body=None, kind="application/json"):
    wanted = urllib.request.Request(serving.url + path, body)
    wanted.add_header("Authorization", f"Bearer {serving.token}")
    wanted.add_header("Content-Type", kind)
    with urllib.request.urlopen(wanted, timeout=300) as answer:
        return answer.read()


def an_upload_that_fills_it_can_be_tried_again(place):
    """Its end was not read, but that is not the fault of the client."""
    text = line(0).encode() * 200000
    whole = form(text)
    part = whole.replace(b'name="file"', b'name="data"')
    order = {"filename": "in.jsonl", "purpose": "batch", "bytes": len(text),
             "mime_type": "application/jsonl"}
    with small_disk(place, "data", "8m") as disk, Serving(place) as serving:
        upload = json.loads(ask(serving, "/uploads", json.dumps(order).encode()))["id"]
        for path, body in ((f"/uploads/{upload}/parts", part), ("/files", whole)):
            try:
                ask(serving, path, body, "multipart/form-data; boundary=b")
            except urllib.error.HTTPError as error:
                told = error.read()
                assert error.code == 503 and b"No space left" in told, (path, error.code, told)
            else:
                raise AssertionError(f"{path} took more than there is room for")
        remount(disk, "size=128m")
        for path, body in ((f"/uploads/{upload}/parts", part), ("/files", whole)):
            ask(serving, path, body, "multipart/form-data; boundary=b")


def results_come_when_there_is_room_again(place):
    """The batch is not left alone until somebody starts the server again."""
    text = "".join(line(i) for i in range(200)).encode()
    os.mkdir(place.path("data"))
    with Simulator("--any-model") as server, small_disk(place, "data/files", "64k") as disk, \
            Serving(place, "--backend", server.url, warnings=True) as serving:
        file = json.loads(ask(serving, "/files", form(text), "multipart/form-data; boundary=b"))
        order = {"input_file_id": file["id"], "endpoint": "/v1/chat/completions",
                 "completion_window": "24h"}
        batch = json.loads(ask(serving, "/batches", json.dumps(order).encode()))

        def retrieve():
            return json.loads(ask(serving, f"/batches/{batch['id']}"))

        wait_until(lambda: "does not come along" in serving.read_log())
        assert "No space left" in serving.read_log(), serving.read_log()
        assert retrieve()["status"] == "finalizing", retrieve()
        remount(disk, "size=4m")
        wait_until(lambda: retrieve()["status"] == "completed")
        output = ask(serving, f"/files/{retrieve()['output_file_id']}/content").splitlines()
        assert [json.loads(found)["custom_id"] for found in output] \
            == [f"r{i}" for i in range(200)]
        assert len(json.loads(ask(serving, "/files"))["data"]) == 2
        assert serving.read_log().count("does not come along") == 1, serving.read_log()


def health(serving):
    """The status of the answer, and its reason; nobody needs a key for it."""
    wanted = urllib.request.Request(serving.url.removesuffix("/v1") + "/healthz")
    try:
        with urllib.request.urlopen(wanted, timeout=300) as answer:
            return answer.status, json.load(answer).get("reason")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)["reason"]


def a_monitor_is_told_that_it_is_full(place):
    with small_disk(place, "data", "8m"), Serving(place, warnings=True) as serving:
        assert health(serving) == (200, None)
        with contextlib.suppress(OSError), open(place.path("data/filler"), "wb") as filler:
            while True:
                filler.write(b"x" * 65536)
                filler.flush()
        wait_until(lambda: health(serving)[0] == 503)
        assert "full" in health(serving)[1], health(serving)
        assert place.path("data") not in health(serving)[1], health(serving)
        os.unlink(place.path("data/filler"))
        wait_until(lambda: health(serving) == (200, None))
        assert serving.read_log().count("is not in order") == 1, serving.read_log()


def a_monitor_is_told_that_it_is_held(place):
    """Another program has the database, for longer than anybody waits."""
    with Serving(place) as serving:
        assert health(serving) == (200, None)
        with contextlib.closing(sqlite3.connect(place.path("data/queue.db"),
                                                isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            wait_until(lambda: health(serving)[0] == 503)
            assert "does not answer" in health(serving)[1], health(serving)
            holder.execute("ROLLBACK")
        wait_until(lambda: health(serving) == (200, None))


become_root_of_a_namespace()
main([
    an_upload_that_fills_it_can_be_tried_again,
    results_come_when_there_is_room_again,
    a_monitor_is_told_that_it_is_full,
    a_monitor_is_told_that_it_is_held,
])
