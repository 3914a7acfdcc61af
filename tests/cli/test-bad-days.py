# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Bad input and bad days: what is said, the exit code, and that nothing is lost."""

import json
import os
import pathlib
import sqlite3

from harness import Simulator, assert_answers, line, main

REQUEST = {"custom_id": "x", "method": "POST", "url": "/v1/chat/completions",
           "body": {"model": "a", "messages": []}}


def changed(**members):
    entry = {**REQUEST, **members}
    return json.dumps({key: value for key, value in entry.items() if value is not None}) + "\n"


# What is in the file, and what has to be said about it.
BAD_FILES = {
    "not JSON": ("{\n", "invalid_json"),
    "wrong UTF-8": (b'{"custom_id": "\xff"}\n', "invalid_utf8"),
    "no custom_id": (changed(custom_id=None), "custom_id"),
    "a custom_id of 65 characters": (changed(custom_id="x" * 65), "string_too_long"),
    "a custom_id twice": (changed() * 2, "duplicate_custom_id"),
    "no model": (changed(body={}), "model"),
    "an unknown url": (changed(url="/v1/dance"), "invalid_url"),
    "deep brackets": ('{"custom_id": "x", "body": ' + "[" * 200000 + "\n", "nesting_too_deep"),
    "nothing": ("", "empty_file"),
}


def what_is_wrong_with_a_file_is_said(place):
    for name, (data, word) in BAD_FILES.items():
        path = place.write("bad.jsonl", data)
        for command in (["validate", path], ["run", path, "--backend", "http://127.0.0.1:9"],
                        ["submit", path, "--backend", "http://127.0.0.1:9"]):
            expect = 4 if command[0] == "run" else 3
            said = place.run(*command, expect=expect).stderr
            assert command[0] == "run" or word in said, (name, command, said)
    assert place.run("list", "--json").stdout == ""


def a_bad_file_is_refused_by_run(place):
    with Simulator("--any-model") as server:
        for name, (data, word) in BAD_FILES.items():
            path = place.write("bad.jsonl", data)
            said = place.run("run", path, "--backend", server.url, expect=3).stderr
            assert word in said, (name, said)
        assert server.get("/__log?summary=1")["requests"] == 0


def many_errors_are_cut_short(place):
    path = place.write("bad.jsonl", "{\n" * 60)
    with Simulator("--any-model") as server:
        said = place.run("run", path, "--backend", server.url, expect=3).stderr
    assert said.count("invalid_json") == 20 and "and 40 more" in said, said
    assert place.run("validate", path, expect=3).stderr.count("invalid_json") == 60
    refused = json.loads(place.run("validate", path, "--json", expect=3).stdout)
    assert refused["errors"][59]["line"] == 60


def limits_are_kept_and_can_be_moved(place):
    path = place.write_batch("in.jsonl", 5, models=["a"])
    assert "too_many_lines" in place.run("validate", path, "--max-lines", "4", expect=3).stderr
    assert "file_too_large" in place.run("validate", path, "--max-bytes", "99", expect=3).stderr
    place.run("validate", path, "--max-lines", "5")
    long = place.write("long.jsonl", changed(body={"model": "a", "input": "x" * 100_000_000}))
    assert "line_too_long" in place.run("validate", long, expect=3).stderr


def what_cannot_be_read_is_named(place):
    os.mkdir(place.path("folder"))
    for command in (["run"], ["submit"], ["validate"]):
        assert "folder" in place.run(*command, place.path("folder"), expect=3).stderr
        assert "nothing.jsonl" in place.run(*command, place.path("nothing.jsonl"),
                                            expect=3).stderr


def a_store_that_is_none_is_named(place):
    os.mkdir(place.path("data"))
    database = pathlib.Path(place.path("data/queue.db"))
    database.write_bytes(b"this is no database, and nobody may replace it" * 100)
    before = database.read_bytes()
    assert "queue.db" in place.run("list", expect=4).stderr
    assert database.read_bytes() == before


def a_newer_store_is_left_alone(place):
    place.run("list")
    with sqlite3.connect(place.path("data/queue.db")) as database:
        database.execute("PRAGMA user_version = 9999")
    assert "newer" in place.run("list", expect=4).stderr


def a_server_that_is_not_there_is_named(place):
    batch = place.write_batch("in.jsonl", 3)
    said = place.run("run", batch, "--backend", "http://127.0.0.1:9", expect=4).stderr
    assert "127.0.0.1:9" in said and "again" in said, said


def a_wrong_key_stops_at_once(place):
    os.environ["SECRET_OF_TEST"] = "right"
    os.environ["BATCHQ_API_KEY"] = "wrong"
    with Simulator("--any-model", "--api-key-from-env", "SECRET_OF_TEST") as server:
        batch = place.write_batch("in.jsonl", 3, models=["a"])
        said = place.run("run", batch, "--backend", server.url, expect=4).stderr
        assert "To go on" in said, said
        os.environ["BATCHQ_API_KEY"] = "right"
        place.run("run", batch, "--backend", server.url)
        assert_answers(place.read_lines("in.output.jsonl"), 3)
    del os.environ["BATCHQ_API_KEY"]


def what_passes_is_waited_out(place):
    prompts = ["[[fail 503:1]]", "[[fail 429:1]]", "[[fail 500:1]]"]
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", "".join(
            line(i, prompt=f"{prompt} number {i}") for i, prompt in enumerate(prompts)))
        place.run("run", batch, "--backend", server.url)
        assert_answers(place.read_lines("in.output.jsonl"), 3)


def what_does_not_pass_is_one_item(place):
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", line(0) + line(1, prompt="[[fail 404]]")
                            + line(2, prompt="[[fail 400]]"))
        place.run("run", batch, "--backend", server.url, expect=1)
        assert [entry["custom_id"] for entry in place.read_lines("in.output.jsonl")] == ["r0"]
        assert [entry["custom_id"] for entry in place.read_lines("in.errors.jsonl")] \
            == ["r1", "r2"]


main([
    what_is_wrong_with_a_file_is_said,
    a_bad_file_is_refused_by_run,
    many_errors_are_cut_short,
    limits_are_kept_and_can_be_moved,
    what_cannot_be_read_is_named,
    a_store_that_is_none_is_named,
    a_newer_store_is_left_alone,
    a_server_that_is_not_there_is_named,
    a_wrong_key_stops_at_once,
    what_passes_is_waited_out,
    what_does_not_pass_is_one_item,
])
