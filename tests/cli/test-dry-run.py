# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""batchq run and submit --dry-run: what would be done is said, and nothing is done."""

import json
import os
import subprocess

from harness import BATCHQ, Simulator, assert_answers, line, main


def list_jobs(place):
    return place.run("list", "--json").stdout.splitlines()


def names(place):
    return sorted(path.name for path in place.folder.iterdir())


def requests(server):
    return server.get("/__log?summary=1")["requests"]


def what_would_be_done_is_said(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 6, models=["a", "b"])
        options = [batch, "--backend", server.url, "--dry-run"]
        address = server.url.removesuffix("/v1")
        for command in ("run", "submit"):
            done = place.run(command, *options)
            for word in ("would be a new job: 6 requests for a, b", address,
                         place.path("in.output.jsonl"), place.path("in.errors.jsonl"),
                         "Nothing was stored or sent"):
                assert word in done.stdout, (command, word, done)
            said = json.loads(place.run(command, *options, "-o", "x", "--json").stdout)
            assert said == {
                "dry_run": True, "id": None, "input": batch, "backend": address,
                "models": ["a", "b"], "total": 6, "left": 6, "reused": 0,
                "output_path": place.path("x"), "error_path": place.path("in.errors.jsonl"),
                "warnings": []}, said
        assert "Answers: standard output" in place.run("run", *options, "-o", "-").stdout
        assert names(place) == ["in.jsonl"], names(place)
        assert requests(server) == 0

        place.run("run", batch, "--backend", server.url)
        assert len(list_jobs(place)) == 1


def what_it_would_go_on_with_is_named_and_left_alone(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 6, models=["a"])
        job = place.run("submit", batch, "--backend", server.url, "--parallel", "3").stdout.strip()
        before = list_jobs(place)
        options = [batch, "--backend", server.url, "--parallel", "7", "--dry-run"]
        done = place.run("run", *options)
        assert f"would go on as {job}: 6 of 6 requests are left" in done.stdout, done
        assert "would be a new job" in place.run("run", *options, "--new", "-o", "x", "-e",
                                                 "y").stdout
        said = json.loads(place.run("run", *options, "--json").stdout)
        assert said["id"] == job and said["left"] == 6, said
        assert list_jobs(place) == before and requests(server) == 0
        place.run("run", batch, "--backend", server.url)
        assert_answers(place.read_lines("in.output.jsonl"), 6)
        assert len(list_jobs(place)) == 1


def what_was_answered_earlier_is_counted(place):
    with Simulator("--any-model") as server:
        place.run("run", place.write_batch("in.jsonl", 5), "--backend", server.url)
        grown = place.write_batch("grown.jsonl", 8)
        done = place.run("run", grown, "--backend", server.url, "--reuse", "--dry-run", "--json")
        assert json.loads(done.stdout)["reused"] == 5, done
        assert requests(server) == 5 and len(list_jobs(place)) == 1


def what_is_wrong_is_told_as_without_it(place):
    with Simulator("--any-model") as server:
        good = place.write_batch("in.jsonl", 2)
        bad = place.write("bad.jsonl", line(0) + "{\n")
        place.write("in.output.jsonl", "mine")
        cases = [
            (3, [bad, "--backend", server.url], "Line 2"),
            (2, [good, "--backend", server.url], "in.output.jsonl is there already"),
            (4, [good, "--backend", "http://127.0.0.1:9/v1", "-o", "x"], "127.0.0.1:9"),
            (2, [good, "--backend", server.url, "-o", "x", "--parallel", "0"], "--parallel"),
        ]
        for expect, options, word in cases:
            said = [place.run("run", *options, *more, expect=expect).stderr
                    for more in (["--dry-run"], [])]
            assert all(word in text for text in said), (options, said)
        assert "--dry-run" not in place.run("run", "--dry-run", expect=2).stderr
        assert requests(server) == 0
        assert names(place) == ["bad.jsonl", "data", "in.jsonl", "in.output.jsonl"], names(place)


def no_queue_is_made_where_one_would_begin(place):
    (place.folder / "data").mkdir()
    (place.folder / "home").mkdir()
    home = os.environ | {"HOME": place.path("home"), "XDG_DATA_HOME": "relative"}
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 2)
        for command in ("run", "submit"):
            options = [command, batch, "--backend", server.url, "--dry-run"]
            assert "would be a new job" in place.run(*options).stdout
            said = subprocess.run([BATCHQ, *options], env=home, cwd=place.folder, check=True,
                                  capture_output=True, text=True)
            assert "would be a new job" in said.stdout and not said.stderr, said
    for folder in ("data", "home"):
        assert not list((place.folder / folder).iterdir()), folder
    assert names(place) == ["data", "home", "in.jsonl"], names(place)


main([
    what_would_be_done_is_said,
    what_it_would_go_on_with_is_named_and_left_alone,
    what_was_answered_earlier_is_counted,
    what_is_wrong_is_told_as_without_it,
    no_queue_is_made_where_one_would_begin,
])
