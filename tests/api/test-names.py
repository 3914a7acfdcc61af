# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What people see batches called that came in by the Batch API, where nobody gives them a title."""

import json

from harness import Simulator, line, main, wait_until
from serving import Serving, ask, form


def order_of_file(serving, name):
    uploaded = ask(serving, "/files", form(line(0).encode(), name),
                   kind="multipart/form-data; boundary=b")
    batch = ask(serving, "/batches", json.dumps({
        "input_file_id": json.loads(uploaded)["id"], "endpoint": "/v1/chat/completions",
        "completion_window": "24h"}).encode())
    return json.loads(batch)["id"]


def order_of_messages(serving, n_messages):
    batch = ask(serving, "/messages/batches", json.dumps({"requests": [
        {"custom_id": f"m-{number}",
         "params": {"model": "a", "max_tokens": 9,
                    "messages": [{"role": "user", "content": "Hello"}]}}
        for number in range(n_messages)]}).encode())
    return json.loads(batch)["id"].removeprefix("msg")


def jobs(place):
    return {job["id"]: job for job in map(json.loads, place.run("list", "--json").stdout
                                          .splitlines())}


def names_are_told(place, expected):
    """@expected: by id"""
    wait_until(lambda: jobs(place).keys() == expected.keys(), 60)
    shown = jobs(place)
    lines = place.run("list").stdout.splitlines()
    for job_id, name in expected.items():
        assert shown[job_id]["display_name"] == name, shown[job_id]
        assert any(text.startswith(job_id) and f"  {name}  " in text for text in lines), lines
        assert f"{name}\n" in place.run("show", job_id).stdout


def it_is_called_as_its_file(place):
    with Simulator("--models", "a") as server, Serving(place, "--backend", server.url) as serving:
        names_are_told(place, {
            order_of_file(serving, "receipts of May.jsonl"): "receipts of May.jsonl"})


def one_of_messages_is_called_what_it_is(place):
    with Simulator("--models", "a") as server, Serving(place, "--backend", server.url) as serving:
        names_are_told(place, {
            order_of_messages(serving, 3): "Messages batch, 3 requests",
            order_of_messages(serving, 1): "Messages batch, 1 request"})


main([
    it_is_called_as_its_file,
    one_of_messages_is_called_what_it_is,
])
