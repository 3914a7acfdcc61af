# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Batches that are made of rows, and what is told of their sources."""

import csv
import io
import json
import os
import subprocess

from harness import TIMEOUT, Simulator, main


def make(place, kind, source, *options, expect=0, prompt="{{name}}"):
    return place.run("make", f"--{kind}", source, "--prompt", prompt, "--model", "a", *options,
                     expect=expect)


def ids(done):
    return [json.loads(entry)["custom_id"] for entry in done.stdout.splitlines()]


def write_bytes(place, name, content):
    (place.folder / name).write_bytes(content)
    return place.path(name)


def a_guessed_encoding_is_told(place):
    table = write_bytes(place, "t.csv", "name\ngrüß\n".encode("latin-1"))
    done = make(place, "csv", table)
    assert "grüß" in done.stdout, done
    assert len(done.stderr.splitlines()) == 1, done
    for word in (table, "WINDOWS-1252", "--encoding"):
        assert word in done.stderr, (word, done)

    wide = write_bytes(place, "t.txt", "name\ngrüß\n".encode("utf-16"))
    assert "UTF-16" in make(place, "lines", wide, prompt="{{line}}").stderr

    assert make(place, "csv", table, "--encoding", "ISO-8859-1").stderr == ""
    assert make(place, "csv", table, "--quiet").stderr == ""
    for content in ("name\ngrüß\n".encode(), b"\xef\xbb\xbfname\nx\n", b"name\nx\n"):
        assert make(place, "csv", write_bytes(place, "u.csv", content)).stderr == "", content


def a_guess_in_a_folder_is_told(place):
    (place.folder / "d" / "sub").mkdir(parents=True)
    write_bytes(place, "d/a.txt", "grün".encode())
    write_bytes(place, "d/sub/b.txt", "grün".encode("latin-1"))
    write_bytes(place, "d/sub/c.txt", "grün".encode("utf-16"))
    folder = place.path("d")
    done = make(place, "folder", folder, prompt="{{text}}")
    assert done.stdout.count("grün") == 3, done
    assert len(done.stderr.splitlines()) == 1, done
    for word in (f"{folder}/sub/b.txt,", "WINDOWS-1252", "--encoding"):
        assert word in done.stderr, (word, done)

    for options in (["--quiet"], ["--flat"],
                    ["--encoding", "ISO-8859-1", "--exclude", "*c.txt"]):
        assert make(place, "folder", folder, *options, prompt="{{text}}").stderr == "", options


def a_nul_byte_is_called_one(place):
    for kind, content in (("csv", b"name\nlong enough\na\0b\n"),
                          ("lines", b"long enough\n\na\0b\n")):
        source = write_bytes(place, "n.txt", content)
        said = make(place, kind, source, prompt="x", expect=3).stderr
        assert "Line 3: there is a NUL byte" in said and "UTF-8" not in said, said


def rows_are_called_what_a_column_says(place):
    table = place.write("t.csv", "name,custom_id,sku\nsoap,s1,7\ntea,t1,8\n")
    assert ids(make(place, "csv", table)) == ["s1", "t1"]
    assert ids(make(place, "csv", table, "--id", "sku")) == ["7", "8"]
    assert ids(make(place, "csv", table, "--id", "")) == ["row-1", "row-2"]
    lines = place.write("t.txt", "soap\ntea\n")
    assert ids(make(place, "lines", lines, "--id", "line", prompt="{{line}}")) == ["soap", "tea"]

    said = make(place, "csv", table, "--id", "SKU", expect=3).stderr
    assert "“SKU”" in said and "name, custom_id, sku" in said, said
    twice = place.write("u.csv", "name,custom_id\nsoap,s1\ntea,s1\n")
    done = make(place, "csv", twice, "-o", place.path("b.jsonl"), expect=3)
    assert "Line 3: the id “s1” is there already, on line 2" in done.stderr, done
    assert not (place.folder / "b.jsonl").exists()


def blanks_around_an_id_are_none_of_it(place):
    """Nobody sees them in a spreadsheet, and answers are looked for without."""
    table = place.write("t.csv", "name,custom_id\nsoap, s1 \ntea,\tt 1\n")
    assert ids(make(place, "csv", table)) == ["s1", "t 1"]
    twice = place.write("u.csv", "name,custom_id\nsoap,s1\ntea,s1 \n")
    said = make(place, "csv", twice, expect=3).stderr
    assert "Line 3: the id “s1” is there already, on line 2" in said, said
    blank = place.write("v.csv", "name,custom_id\nsoap,  \n")
    assert "there is nothing in “custom_id”" in make(place, "csv", blank, expect=3).stderr


def what_a_disk_cannot_read_is_named(place):
    """A file of the kernel that fails as a bad disk does."""
    (place.folder / "pages").mkdir()
    (place.folder / "pages" / "one.txt").symlink_to("/proc/self/mem")
    for kind, source, name in (("csv", "/proc/self/mem", "mem"),
                               ("lines", "/proc/self/mem", "mem"),
                               ("folder", place.path("pages"), "one.txt")):
        said = make(place, kind, source, expect=3, prompt="{{text}}").stderr
        assert f"“{name}” cannot be read: " in said and "Input/output error" in said, said


def a_full_disk_is_told_by_the_name_of_the_file(place):
    lines = place.write("t.txt", "one\ntwo\n")
    done = make(place, "lines", lines, "-o", "/dev/full", expect=4, prompt="{{line}}")
    assert done.stderr == "batchq make: /dev/full cannot be written: No space left on device\n", \
        done.stderr
    assert [path.name for path in place.folder.iterdir()] == ["t.txt"]

    with open("/dev/full", "wb") as full:
        done = subprocess.run([os.environ["BATCHQ"], "make", "--lines", lines, "--prompt",
                               "{{line}}", "--model", "a"], stdout=full, stderr=subprocess.PIPE,
                              text=True, timeout=TIMEOUT, check=False)
    assert done.returncode == 4, done
    assert "Standard output cannot be written: No space left" in done.stderr, done.stderr


def columns_stand_before_the_answers(place):
    """Those of the table, as they stand in it; what a spreadsheet would run is made a text, and
    no name is there twice."""
    table = [["name", "stars, of 5", "model"], ["kettle", "5", "=1"], ["boots", "", 'a "b"\nc']]
    with open(place.path("t.csv"), "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table)
    make(place, "csv", place.path("t.csv"), "--keep-columns", "-o", place.path("t.jsonl"))
    place.write("plain.jsonl", make(place, "csv", place.path("t.csv")).stdout)

    with Simulator("--models", "a") as server:
        place.run("run", place.path("t.jsonl"), "--backend", server.url)
        place.run("run", place.path("plain.jsonl"), "--backend", server.url)
        jobs = [json.loads(line)["id"] for line in place.run("--json", "list").stdout.splitlines()]
    for form, separator in (("csv", ","), ("tsv", "\t")):
        kept, plain = ([*csv.reader(io.StringIO(place.run("results", job, "--format",
                                                          form).stdout), delimiter=separator)]
                       for job in jobs)
        assert plain[0][0] == "custom_id", plain
        # But for how long it took, and an error, of which there is none.
        assert [row[3:-2] for row in kept] == [row[:-2] for row in plain], (kept, plain)
        assert [row[:3] for row in kept] == [["name", "stars, of 5", "row_model"],
                                             ["kettle", "5", "'=1"], table[2]], kept
    assert "--csv or --objects" in make(place, "lines", place.path("t.csv"), "--keep-columns",
                                        expect=2).stderr


def columns_stand_before_a_comparison(place):
    """Once for the answers of all models, under names that none of those has."""
    table = [["name", "b", "best"], ["kettle", "5", "=1"], ["boots", "", "x"]]
    with open(place.path("t.csv"), "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table)
    make(place, "csv", place.path("t.csv"), "--keep-columns", "--model", "a,b", "-o",
         place.path("t.jsonl"))

    with Simulator("--models", "a,b") as server:
        place.run("run", place.path("t.jsonl"), "--backend", server.url)
        job = json.loads(place.run("--json", "list").stdout)["id"]
        text = place.run("results", job, "--format", "compare").stdout
    rows = [*csv.reader(io.StringIO(text))]
    assert rows[0] == ["name", "row_b", "row_best", "row", "prompt", "a", "b", "best"], rows
    assert [row[:3] for row in rows[1:]] == [["kettle", "5", "'=1"], table[2]], rows
    assert all(len(row) == len(rows[0]) and row[5] and row[6] for row in rows[1:]), rows


main([
    a_guessed_encoding_is_told,
    a_guess_in_a_folder_is_told,
    a_nul_byte_is_called_one,
    rows_are_called_what_a_column_says,
    blanks_around_an_id_are_none_of_it,
    what_a_disk_cannot_read_is_named,
    a_full_disk_is_told_by_the_name_of_the_file,
    columns_stand_before_the_answers,
    columns_stand_before_a_comparison,
])
