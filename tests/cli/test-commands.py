# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The commands that look after the queue."""

import contextlib
import csv
import io
import json
import os
import pathlib
import re
import signal
import sqlite3

from harness import TIMEOUT, Simulator, assert_answers, communicate, line, main


def jobs_of(place):
    return [json.loads(text) for text in place.run("list", "--json").stdout.splitlines()]


def submit(place, server, count=6, name="in.jsonl", *options):
    batch = place.write_batch(name, count, models=["a"])
    return place.run("submit", batch, "--backend", server, *options).stdout.strip()


def a_submitted_job_runs_with_the_queue(place):
    with Simulator("--any-model") as server:
        job = submit(place, server.url)
        assert [entry["id"] for entry in jobs_of(place)] == [job]
        assert jobs_of(place)[0]["state"] == "queued"
        place.run("run")
        assert jobs_of(place)[0]["state"] == "completed"
        assert_answers(place.read_lines("in.output.jsonl"), 6)
        assert place.run("run").returncode == 0


def multiply(place, count):
    """As many jobs as there are in a queue after years, each like the first one."""
    with contextlib.closing(sqlite3.connect(place.path("data/queue.db"))) as database:
        for table, key in (("job", "sequence"), ("tally", "job"), ("item_group", "job")):
            names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            changed = {key: f"{key} + number", "id": "printf ('batch_%06d', number)"}
            values = [changed.get(name, name) for name in names]
            database.execute(
                f"WITH RECURSIVE n (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n "
                f"LIMIT {count}) INSERT INTO {table} ({', '.join(names)}) "
                f"SELECT {', '.join(values)} FROM {table}, n WHERE {table}.{key} = 1")
        database.commit()


def a_long_list_is_whole_and_in_order(place):
    first = submit(place, "http://127.0.0.1:9", 1)
    place.run("cancel", first)
    multiply(place, 1100)
    expected = [first] + [f"batch_{number:06}" for number in range(1, 1101)]
    assert [entry["id"] for entry in jobs_of(place)] == expected
    head, *rows = place.run("list").stdout.splitlines()
    assert head.startswith("Job ") and [row.split()[0] for row in rows] == expected

    place.run("remove", *expected[400:1000])
    left = expected[:400] + expected[1000:]
    assert [entry["id"] for entry in jobs_of(place)] == left
    # The last one is found by the beginning of its id, the others by more than that.
    assert json.loads(place.run("show", "--json", "00110").stdout)["id"] == "batch_001100"
    assert "several jobs begin" in place.run("show", "0010", expect=2).stderr


def who_reads_no_more_of_a_list_is_told_no_more(place):
    place.run("cancel", submit(place, "http://127.0.0.1:9", 1))
    multiply(place, 5000)
    process = place.start("list")
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(TIMEOUT) == -signal.SIGPIPE
    process.stderr.close()


def one_job_of_several_is_run(place):
    with Simulator("--any-model") as server:
        first = submit(place, server.url, 3, "first.jsonl")
        second = submit(place, server.url, 3, "second.jsonl")
        place.run("pause", first)
        place.run("run", second)
        assert [entry["state"] for entry in jobs_of(place)] == ["queued", "completed"]
        place.run("resume", first)
        place.run("run")
        assert [entry["state"] for entry in jobs_of(place)] == ["completed", "completed"]


def a_job_is_shown_to_people_and_to_machines(place):
    job = submit(place, "http://127.0.0.1:9")
    shown = place.run("show", job).stdout
    assert job in shown and "6 in all" in shown and "http://127.0.0.1:9" in shown, shown
    assert json.loads(place.run("show", job, "--json").stdout)["total"] == 6
    assert json.loads(place.run("show", job[6:14], "--json").stdout)["id"] == job


def what_is_paused_has_no_time_at_which_it_is_ready(place):
    with Simulator("--any-model") as server:
        submit(place, server.url)
        place.run("run")
        job = submit(place, server.url, name="next.jsonl")
        assert re.search(r"\d:\d\d", place.run("list").stdout)
        place.run("pause", job)
        listed = place.run("list").stdout
        assert re.search(r"\d:\d\d", listed) is None, listed


def events_of(place, job):
    return [json.loads(text) for text in
            place.run("show", job, "--events", "--json").stdout.splitlines()]


def what_has_happened_is_shown(place):
    with Simulator("--models", "a:30") as server:
        batch = place.write("in.jsonl", line(0) + line(1, prompt="[[fail 503:1]]") + line(2))
        job = place.run("submit", batch, "--backend", server.url).stdout.strip()
        place.run("pause", job)
        place.run("resume", job)
        with place.start("show", job, "--events", "--follow", "--json") as follower:
            place.run("run")
            followed, err = communicate(follower)
        assert follower.returncode == 0, err
    events = events_of(place, job)
    followed = [json.loads(text) for text in followed.splitlines()]
    assert followed == events[:len(followed)], (followed, events)
    kinds = [event["kind"] for event in events]
    assert kinds[:4] == ["state", "state", "paused", "resumed"], kinds
    assert "load" in kinds and "attempt_failed" in kinds and "written" in kinds, kinds
    assert all((event["position"] is None) == (event["kind"] != "attempt_failed")
               for event in events), events
    assert [event["sequence"] for event in events] == sorted(event["sequence"] for event in events)
    ends = [event for event in events if "to completed" in event["detail"]]
    assert len(ends) == 1 and ends[0]["at"] and ends[0] in followed, events
    shown = place.run("show", job, "--events").stdout
    assert len(shown.splitlines()) == len(events) and "request " in shown, shown
    place.run("show", job, "--follow", expect=2)


def the_plan_says_what_comes_next(place):
    assert "Nothing waits." in place.run("plan").stdout
    assert json.loads(place.run("plan", "--json").stdout)["groups"] == []
    with Simulator("--models", "a:10,b:10", "--capacity", "1") as server:
        jobs = [place.run("submit", place.write_batch(f"{number}.jsonl", count, models=[model]),
                          "--backend", server.url).stdout.strip()
                for number, (count, model) in enumerate([(3, "a"), (2, "b"), (4, "a")])]
        plan = json.loads(place.run("plan", "--json").stdout)
        assert [(group["model"], group["waiting"], group["jobs"]) for group in plan["groups"]] \
            == [("a", 7, [jobs[0], jobs[2]]), ("b", 2, [jobs[1]])], plan
        assert (plan["loads"], plan["arrival_loads"], plan["least_loads"]) == (2, 3, 2), plan
        asked = place.start("plan", "--ready-by", "07:00", "--json",
                            env=os.environ | {"TZ": "EAT-3"})
        ready = json.loads(communicate(asked)[0])["ready_by"]
        assert ready["at"].endswith("T04:00:00Z") and ready["chance"] is None, ready
        assert "Ready by 07:00: was never measured" in place.run("plan", "--ready-by",
                                                                 "7:00").stdout
        for wrong in ("7", "25:00", "07:00x", "soon"):
            assert "no time of day" in place.run("plan", "--ready-by", wrong, expect=2).stderr
        assert plan["waiting"] == 9 and plan["eta"]["expected_ms"] == -1, plan
        assert set(plan["eta"]) == {"low_ms", "expected_ms", "high_ms", "samples", "confidence"}
        shown = place.run("plan").stdout
        assert " 1. a: 7 requests of 2 jobs (was submitted first)" in shown, shown
        assert "2 loads in all; 3 in the order in which the jobs came, 2 at the least" in shown

        # What was measured is known to the next one who asks, and so is what is loaded.
        place.run("run")
        again = place.run("submit", place.write_batch("again.jsonl", 5, models=["b"]),
                          "--backend", server.url).stdout.strip()
        plan = json.loads(place.run("plan", "--json").stdout)
        assert [group["jobs"] for group in plan["groups"]] == [[again]], plan
        assert plan["loads"] == 0 and not plan["groups"][0]["needs_load"], plan
        assert plan["eta"]["expected_ms"] >= 0, plan
        assert "Remaining:" in place.run("plan").stdout
        assert "\nRemaining " in place.run("show", again).stdout
        place.run("pause", again)
        assert "\nRemaining " not in place.run("show", again).stdout
    place.run("plan", "everything", expect=2)


def what_was_done_is_told(place):
    assert "Nothing was done yet." in place.run("stats").stdout
    with Simulator("--models", "a:20,b:20", "--capacity", "1") as server:
        place.run("run", place.write_batch("goods.jsonl", 40, models=["a", "b"]),
                  "--backend", server.url)
        job = jobs_of(place)[0]["id"]
        stats = json.loads(place.run("stats", job, "--history", "60", "--json").stdout)
        assert {model["model"]: model["succeeded"] for model in stats["models"]} \
            == {"a": 20, "b": 20}, stats
        assert sum(point["succeeded"] for point in stats["history"]) == 40, stats
        assert all(point["span_s"] == 60 and ":00" in point["at"]
                   for point in stats["history"]), stats
        assert all(model["output_tokens"] > 0 and model["p50_ms"] >= 0
                   for model in stats["models"]), stats
        assert [load["evicted"] for load in stats["loads"]] == [None, "a"], stats
        assert stats["estimates"]["jobs"] <= 1, stats
        shown = place.run("stats").stdout
        assert "2 model loads" in shown and "20 answered, 0 failed" in shown, shown
    place.run("stats", "batch_nobody", expect=2)
    place.run("stats", job, job, expect=2)
    place.run("stats", "--history", "-1", expect=2)


def who_is_named_twice_is_there_once(place):
    with Simulator("--any-model") as server:
        job = submit(place, server.url)
        done = place.run("run", job, job[6:14], "--json")
        assert "6 of 6" in done.stderr and done.stderr.count("Done") == 1, done.stderr
        assert json.loads(done.stdout)["id"] == job


def what_every_id_begins_with_is_nobody(place):
    """Were it the only job, a variable that is empty must not remove it."""
    submit(place, "http://127.0.0.1:9")
    for word in ("", "b", "batch", "batch_"):
        said = place.run("remove", word, expect=2).stderr
        assert f"“{word}”" in said and ("All ids begin" in said) == (word != ""), said
    assert len(jobs_of(place)) == 1


def a_cancelled_job_ends(place):
    job = submit(place, "http://127.0.0.1:9")
    place.run("cancel", job)
    assert jobs_of(place)[0]["state"] == "cancelled"
    place.run("cancel", "batch_nobody", expect=2)


def a_removed_job_comes_back(place):
    job = submit(place, "http://127.0.0.1:9")
    place.run("cancel", job)
    assert "restore" in place.run("remove", job).stdout
    assert jobs_of(place) == []
    shown = place.run("show", job).stdout
    assert re.search(r"^Removed +.*batchq restore " + job, shown, re.MULTILINE), shown
    assert json.loads(place.run("show", job, "--json").stdout)["removed"] is True
    place.run("restore", job)
    assert "restore" not in place.run("show", job).stdout
    assert json.loads(place.run("show", job, "--json").stdout)["removed"] is False
    assert [entry["id"] for entry in jobs_of(place)] == [job]


def what_has_ended_is_cleared_away(place):
    with Simulator("--any-model") as server:
        done = submit(place, server.url, 2, "done.jsonl")
        place.run("run")
        unwritten = submit(place, server.url, 2, "unwritten.jsonl")
        place.run("cancel", unwritten)
        waits = submit(place, server.url, 2, "waits.jsonl")
        place.run("remove", "--ended", "--older-than", "1h")
        assert len(jobs_of(place)) == 3

        said = place.run("remove", "--ended", "--json")
        assert json.loads(said.stdout)["id"] == done, said
        assert f"the results of {unwritten} were never written" in said.stderr, said
        assert [entry["id"] for entry in jobs_of(place)] == [unwritten, waits]
        place.run("restore", done)
        place.run("results", unwritten, "-e", place.path("x.jsonl"), "-o", place.path("y.jsonl"))
        place.run("remove", "--ended")
        assert [entry["id"] for entry in jobs_of(place)] == [waits]
        assert "no such jobs" in place.run("remove", "--ended").stdout


def what_failed_is_tried_again(place):
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", line(0) + line(1, prompt="[[fail 400:1]] number 1"))
        place.run("run", batch, "--backend", server.url, expect=1)
        job = jobs_of(place)[0]["id"]
        assert "in.errors.jsonl" in place.run("show", job).stdout
        assert "1 request is tried again" in place.run("retry", job).stdout
        place.run("run", batch, "--backend", server.url)
        assert_answers(place.read_lines("in.output.jsonl"), 2)
        shown = place.run("show", job).stdout
        assert "in.output.jsonl" in shown and "in.errors.jsonl" not in shown, shown


def results_replace_no_input(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 2, "a")
        job = json.loads(place.run("run", batch, "--backend", server.url, "--json").stdout)["id"]
    before = pathlib.Path(batch).read_bytes()
    os.symlink(batch, place.path("link.jsonl"))
    place.write("other.jsonl", bytes(len(before)))  # of the same size
    for options in (["-o", batch], ["-o", "link.jsonl"], ["-o", "new.jsonl", "-e", batch],
                    ["-o", batch, "--format", "csv"], ["-o", batch, "--filter", "succeeded"]):
        said = place.run("results", job, *options, "--force", expect=2).stderr
        assert "is the input of this job" in said and ".jsonl" in said, said
        assert pathlib.Path(batch).read_bytes() == before
    place.run("results", job, "-o", "other.jsonl", "--force")
    assert_answers(place.read_lines("other.jsonl"), 2)


def what_would_be_in_a_folder_that_is_gone_is_refused(place):
    with Simulator("--any-model") as server:
        batch = place.write_batch("in.jsonl", 2, "a")
        job = json.loads(place.run("run", batch, "--backend", server.url, "--json").stdout)["id"]
        gone = place.path("gone")
        for words in (["results", job, "-o", "out.jsonl"],
                      ["results", job, "-o", "/dev/null", "-e", "out.jsonl"],
                      ["results", job, "--format", "csv", "-o", "out.jsonl"],
                      ["run", batch, "--new", "--backend", server.url, "-o", "out.jsonl"]):
            os.mkdir(gone)
            process = place.start(*words, cwd=gone, preexec_fn=lambda: os.rmdir(gone))
            _, said = communicate(process)
            assert process.returncode == 2, (words, process.returncode, said)
            assert f"out.jsonl would be in the folder {gone}" in said, said
    assert not pathlib.Path("/out.jsonl").exists()


def results_are_written_as_wanted(place):
    goods = place.write("goods.jsonl", "".join(
        json.dumps({"custom_id": f"r/{n}", "method": "POST", "url": "/v1/chat/completions",
                    "body": {"model": "m", "messages": [{"role": "user", "content": f"=a,{n}"}],
                             "response_format": {"type": "json_object"}}}) + "\n"
        for n in range(3)))
    with Simulator("--models", "m") as server:
        place.run("run", goods, "--backend", server.url)
    job = jobs_of(place)[0]["id"]

    table = place.run("results", job, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["custom_id"] for row in rows] == ["r/0", "r/1", "r/2"], rows
    assert [row["answer"] for row in rows] == ["'=a,0", "'=a,1", "'=a,2"], rows
    assert {row["review"] for row in rows} == {"schema"}, rows
    plain = place.run("results", job, "--format", "tsv", "--formulas", "--bom").stdout
    assert plain.startswith("\ufeffcustom_id\t") and "\t=a,0\t" in plain, plain

    report = pathlib.Path(place.path("report.md"))
    place.run("results", job, "--format", "markdown", "-o", str(report))
    assert report.read_text(encoding="utf-8").count("\n## ") == 3
    place.run("results", job, "--format", "markdown", "-o", str(report), expect=2)
    place.run("results", job, "--format", "markdown", "-o", str(report), "--number")
    assert report.with_name("report (2).md").exists()
    place.run("results", job, "--format", "markdown", "-o", str(report), "--force")

    place.run("results", job, "--format", "files", "-o", place.path("answers"))
    names = sorted(os.listdir(place.path("answers")))
    assert names == ["r_0.txt", "r_1.txt", "r_2.txt"], names
    place.run("results", job, "--format", "files", "-o", place.path("answers"), expect=2)
    place.run("results", job, "--format", "files", "-o", place.path("more"),
              "--names", "{{model}}.md")
    names = sorted(os.listdir(place.path("more")))
    assert names == ["m (2).md", "m (3).md", "m.md"], names

    assert place.run("results", job, "--filter", "failed").stdout == ""
    assert place.run("results", job, "--filter", "schema").stdout.count("\n") == 3
    assert "“none”" in place.run("results", job, "--filter", "none", expect=2).stderr
    for wrong in (["--format", "pdf"], ["--format", "files"],
                  ["--format", "csv", "-e", place.path("e")]):
        place.run("results", job, *wrong, expect=2)


def models_are_compared_in_a_table(place):
    def ask(custom_id, model, text):
        return json.dumps({"custom_id": custom_id, "method": "POST", "url": "/v1/chat/completions",
                           "body": {"model": model,
                                    "messages": [{"role": "user", "content": text}]}}) + "\n"

    asked = place.write("asked.jsonl", ask("a-x", "a", "=x") + ask("a-y", "a", "[[fail 400]] y")
                        + ask("a-alone", "a", "z") + ask("b-y", "b", "[[fail 400]] y")
                        + ask("b-x", "b", "=x"))
    alone = place.write("alone.jsonl", ask("1", "a", "1") + ask("2", "b", "2"))
    with Simulator("--models", "a,b") as server:
        place.run("run", asked, "--backend", server.url, expect=1)
        place.run("run", alone, "--backend", server.url)
    job, other = (entry["id"] for entry in jobs_of(place))

    rows = list(csv.DictReader(io.StringIO(place.run("results", job, "--format",
                                                     "compare").stdout)))
    assert list(rows[0]) == ["row", "prompt", "a", "b", "best"], rows
    assert [(row["row"], row["prompt"], row["best"]) for row in rows] \
        == [("a-x", "'=x", ""), ("a-y", "[[fail 400]] y", "")], rows
    assert "=x" in rows[0]["a"] and "=x" in rows[0]["b"], rows
    assert all(rows[1][model].startswith("[failed] ") for model in "ab"), rows

    refused = place.run("results", other, "--format", "compare", "-o", place.path("no.csv"),
                        expect=2)
    assert "no two models" in refused.stderr, refused
    assert not os.path.exists(place.path("no.csv"))
    place.run("results", job, "--format", "compare", "--filter", "failed", expect=2)
    refused = place.run("results", job, "--format", "preferences", expect=2)
    assert "which of two answers is better" in refused.stderr, refused


def what_was_cut_off_is_tried_again_in_another_way(place):
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", line(0) + line(1, prompt="[[fail length:1]] number 1"))
        place.run("run", batch, "--backend", server.url)
        job = jobs_of(place)[0]["id"]
        assert jobs_of(place)[0]["needs_review"] == 1
        assert "NAME=VALUE" in place.run("retry", job, "--set", "x", expect=2).stderr
        assert "exclude" in place.run("retry", job, "--cut-off", "--review", expect=2).stderr
        assert "no failed item" in place.run("retry", job, expect=2).stderr
        assert "1 request is tried again" in place.run(
            "retry", job, "--cut-off", "--model", "other", "--set", "max_tokens=2048",
            "--set", "user=a \"b\"").stdout
        place.run("run", batch, "--backend", server.url)
        # The other model cuts it off once, too.
        assert jobs_of(place)[0]["needs_review"] == 1
        place.run("retry", job, "--review")
        place.run("run", batch, "--backend", server.url)
        assert jobs_of(place)[0]["needs_review"] == 0
        assert jobs_of(place)[0]["state"] == "completed"
        asked = [entry["model"] for entry in server.get_lines("/__log") if "model" in entry]
        assert asked[-2:] == ["other"] * 2


def results_are_written_where_they_are_wanted(place):
    with Simulator("--any-model") as server:
        job = submit(place, server.url)
        place.run("run")
        out = place.run("results", job).stdout
        assert_answers([json.loads(text) for text in out.splitlines()], 6)
        place.run("results", job, "-o", place.path("again.jsonl"))
        assert_answers(place.read_lines("again.jsonl"), 6)
        place.run("results", job, "-o", place.path("again.jsonl"), expect=2)
        place.run("results", job, "-o", place.path("again.jsonl"), "--force")


def backends_have_names(place):
    with Simulator("--models", "a:0,b:0") as server:
        place.run("backend", "add", "sim", server.url)
        assert "sim" in place.run("backend", "list").stdout
        shown = json.loads(place.run("backend", "show", "sim", "--json").stdout)
        assert shown["name"] == "sim" and shown["url"].startswith("http://127.0.0.1:")
        assert place.run("backend", "models", "sim").stdout.split() == ["a", "b"]

        batch = place.write_batch("in.jsonl", 4, models=["a"])
        place.run("run", batch, "--backend", "sim")
        assert_answers(place.read_lines("in.output.jsonl"), 4)
        place.run("run", batch, "-o", "second.jsonl")
        assert_answers(place.read_lines("second.jsonl"), 4)

        place.run("backend", "remove", "sim")
        assert place.run("backend", "list", "--json").stdout == ""
        place.run("backend", "remove", "sim", expect=2)
        place.run("backend", "add", "sim", "not a url", expect=2)


def rows_become_a_batch(place):
    table = place.write("t.csv", "name,price\nSoap,3\nTea,5\n")
    place.run("make", "--csv", table, "--prompt", "Praise {{name}} for {{price}}", "--model", "a,b",
              "-o", place.path("made.jsonl"))
    made = place.read_lines("made.jsonl")
    assert len(made) == 4 and {entry["body"]["model"] for entry in made} == {"a", "b"}
    assert "Praise Soap for 3" in json.dumps(made)
    assert "is fine" in place.run("validate", place.path("made.jsonl")).stdout
    place.run("make", "--csv", table, "--prompt", "x", "--model", "a", "-o",
              place.path("made.jsonl"), expect=2)
    place.run("make", "--csv", table, "--prompt", "{{nothing}}", "--model", "a", expect=3)
    for prompt, told in ("{name}", True), ("{{name}}", False):
        said = place.run("make", "--csv", table, "--prompt", prompt, "--model", "a").stderr
        assert ("every request asks the same" in said) == told, said
    spreadsheet = place.write("s.csv", "sep=;\r\nname;price\r\nSoap;1,50\r\n")
    made = place.run("make", "--csv", spreadsheet, "--prompt", "{{name}} {{price}}", "--model", "a")
    assert "Soap 1,50" in made.stdout, made
    place.run("make", "--prompt", "x", "--model", "a", expect=2)


def a_batch_is_made_of_any_source(place):
    ask = ["--prompt", "{{text}}", "--model", "a"]
    place.write("t.txt", "one\nmore\n\ntwo\n")
    place.write("o.jsonl", '{"text":"one"}\n{"text":"two"}\n')
    place.write("s.json", '{"type": "object"}')
    made = place.run("make", "--paragraphs", place.path("t.txt"), *ask, "--temperature", "0.5",
                     "--top-p", "0.9", "--max-tokens", "9", "--seed", "0", "--schema",
                     place.path("s.json")).stdout.splitlines()
    body = json.loads(made[0])["body"]
    assert len(made) == 2 and body["messages"][0]["content"] == "one\nmore", made
    assert (body["temperature"], body["top_p"], body["max_tokens"], body["seed"]) \
        == (0.5, 0.9, 9, 0), body
    assert body["response_format"]["json_schema"]["schema"] == {"type": "object"}, body
    for wrong in ("nowhere.json", "t.txt"):
        place.run("make", "--paragraphs", place.path("t.txt"), *ask, "--schema",
                  place.path(wrong), expect=3)
    made = place.run("make", "--objects", place.path("o.jsonl"), *ask, "--first", "1").stdout
    assert [json.loads(entry)["custom_id"] for entry in made.splitlines()] == ["row-1"], made

    for name in ("f/a.txt", "f/a.md", "f/sub/b.txt"):
        path = place.folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(b"gr\xfc\xdf")
    folder = ["make", "--folder", place.path("f"), *ask]
    made = place.run(*folder, "--include", "*.txt").stdout.splitlines()
    assert [json.loads(entry)["custom_id"] for entry in made] == ["a.txt", "sub/b.txt"], made
    assert "grüß" in made[0], made
    made = place.run(*folder, "--exclude", "*.md", "--flat").stdout.splitlines()
    assert [json.loads(entry)["custom_id"] for entry in made] == ["a.txt"], made


def a_prompt_is_saved_as_a_template(place):
    place.write("t.txt", "one\n")
    make = ["make", "--lines", place.path("t.txt"), "--model", "a"]
    place.run(*make, "--prompt", "Praise {{line}}", "--max-tokens", "9",
              "--save-template", "Praise")
    again = json.loads(place.run(*make, "--template", "Praise").stdout)["body"]
    assert again["messages"][0]["content"] == "Praise one" and again["max_tokens"] == 9, again
    other = json.loads(place.run(*make, "--template", "Praise", "--max-tokens", "5").stdout)["body"]
    assert other["max_tokens"] == 5, other
    assert "“Blame”" in place.run(*make, "--template", "Blame", expect=2).stderr


def what_is_made_is_whole_or_not_there(place):
    text = "one\ntwo\n"
    make = ["make", "--lines", "-", "--prompt", "Say {{line}}", "--model", "a"]
    done = place.run(*make, stdin=text)
    assert [json.loads(entry)["custom_id"] for entry in done.stdout.splitlines()] \
        == ["row-1", "row-2"], done
    place.run(*make, "-o", "made.jsonl", stdin=text)
    before = place.read_lines("made.jsonl")
    assert "--force" in place.run(*make, "-o", "made.jsonl", stdin=text, expect=2).stderr

    table = place.write("t.csv", 'name\nSoap\n"not closed\n')
    bad = ["make", "--csv", table, "--prompt", "{{name}}", "--model", "a", "-o"]
    place.run(*bad, "made.jsonl", "--force", expect=3)
    assert place.read_lines("made.jsonl") == before
    place.run(*bad, "other.jsonl", expect=3)
    place.run("make", "--csv", "none.csv", "--prompt", "x", "--model", "a", expect=3)
    assert sorted(path.name for path in place.folder.iterdir()) == ["made.jsonl", "t.csv"]


def usage_is_explained(place):
    assert "Commands:" in place.run("--help").stdout
    assert place.run("--version").stdout.startswith("batchq ")
    place.run(expect=2)
    assert "no command" in place.run("dance", expect=2).stderr
    place.run("run", "--dance", expect=2)
    place.run("show", expect=2)
    batch = place.write_batch("in.jsonl", 1)
    assert "Which model server?" in place.run("run", batch, expect=2).stderr
    place.run("run", batch, "--backend", "nobody", expect=2)
    for wrong in (["--within", "soon"], ["--parallel", "many"], ["--metadata", "x"],
                  ["--max-lines", "-2"], ["-o", "in.jsonl"], ["-o", "no/folder/out.jsonl"],
                  ["-e", "-"]):
        place.run("run", batch, "--backend", "http://127.0.0.1:9", *wrong, expect=2)
    assert not pathlib.Path(place.path("in.output.jsonl")).exists()


main([
    a_submitted_job_runs_with_the_queue,
    a_long_list_is_whole_and_in_order,
    who_reads_no_more_of_a_list_is_told_no_more,
    one_job_of_several_is_run,
    a_job_is_shown_to_people_and_to_machines,
    what_is_paused_has_no_time_at_which_it_is_ready,
    what_has_happened_is_shown,
    the_plan_says_what_comes_next,
    what_was_done_is_told,
    who_is_named_twice_is_there_once,
    what_every_id_begins_with_is_nobody,
    a_cancelled_job_ends,
    a_removed_job_comes_back,
    what_has_ended_is_cleared_away,
    what_failed_is_tried_again,
    what_was_cut_off_is_tried_again_in_another_way,
    results_are_written_where_they_are_wanted,
    results_are_written_as_wanted,
    models_are_compared_in_a_table,
    backends_have_names,
    rows_become_a_batch,
    a_batch_is_made_of_any_source,
    a_prompt_is_saved_as_a_template,
    what_is_made_is_whole_or_not_there,
    results_replace_no_input,
    what_would_be_in_a_folder_that_is_gone_is_refused,
    usage_is_explained,
])
