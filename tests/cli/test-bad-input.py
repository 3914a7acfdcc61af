# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Bad input: what is said of it, the exit code, and that nothing of it is taken in or sent."""

import json
import os
import shutil
import socket
import subprocess

from harness import BATCHQ, Simulator, Skip, TIMEOUT, communicate, line, main

REQUEST = {"custom_id": "x", "method": "POST", "url": "/v1/chat/completions",
           "body": {"model": "a", "messages": []}}


def changed(**members):
    entry = {**REQUEST, **members}
    return json.dumps({key: value for key, value in entry.items() if value is not None}) + "\n"


# What follows a good line; the code of the error, its field, and what the message names besides
# the line.
BAD_LINES = {
    "not JSON": ("{\n", "invalid_json", None, ["not JSON", "byte 2"]),
    "an array": ("[]\n", "invalid_json", None, ["array", "object"]),
    "wrong UTF-8": (b'{"custom_id": "\xff"}\n', "invalid_utf8", None, ["UTF-8", "byte 16"]),
    "200 000 nested brackets": ('{"custom_id": "x", "body": ' + "[" * 200_000 + "\n",
                                "nesting_too_deep", None, ["200"]),
    "200 000 brackets and nothing else": ("[" * 200_000 + "]" * 200_000 + "\n",
                                          "nesting_too_deep", None, ["200"]),
    "a line of 100 MB": (changed(body={"model": "a", "input": "x" * 100_000_000}),
                         "line_too_long", None, ["longer than 32 MiB"]),
    "no custom_id": (changed(custom_id=None), "missing_required_parameter", "custom_id",
                     ["“custom_id” is missing"]),
    "a custom_id that is a number": (changed(custom_id=7), "invalid_value", "custom_id",
                                     ["must be a string"]),
    "an empty custom_id": (changed(custom_id=""), "invalid_value", "custom_id", ["empty"]),
    "a custom_id of 65 characters": (changed(custom_id="ä" * 65), "string_too_long", "custom_id",
                                     ["65", "64"]),
    "a custom_id twice": (changed(custom_id="r0"), "duplicate_custom_id", "custom_id",
                          ["“r0”", "line 1"]),
    "another method": (changed(method="GET"), "invalid_value", "method", ["“GET”", "“POST”"]),
    "an unknown url": (changed(url="/v1/dance"), "invalid_url", "url",
                       ["“/v1/dance”", "/v1/chat/completions"]),
    "no url": (changed(url=None), "missing_required_parameter", "url", ["“url”"]),
    "no body": (changed(body=None), "missing_required_parameter", "body", ["“body”"]),
    "a body without model": (changed(body={}), "missing_required_parameter", "body.model",
                             ["“body.model” is missing"]),
    "an empty model": (changed(body={"model": ""}), "invalid_value", "body.model", ["empty"]),
}

# A whole file, options, the code, and what the message names.
BAD_FILES = {
    "nothing": ("", [], "empty_file", ["no request"]),
    "blank lines": ("\n\r\n\n", [], "empty_file", ["no request"]),
    "too many lines": (line(0) * 1 + line(1) + line(2), ["--max-lines", "2"], "too_many_lines",
                       ["2", "--max-lines N", "0 takes any number"]),
    "50 001 lines": ("".join(line(i) for i in range(50_001)), [], "too_many_lines",
                     ["50", "--max-lines N"]),
    "beyond the mistakes that are told": ("x\n" * 25 + line(0), ["--max-lines", "25"],
                                          "invalid_json", ["--max-lines N"]),
    "too many bytes": (line(0), ["--max-bytes", "99"], "file_too_large",
                       ["larger than 99 bytes", "--max-bytes N", "0 takes any size"]),
    "too many KiB": (line(0) * 8, ["--max-bytes", "1024"], "file_too_large",
                     ["larger than 1 KiB;"]),
    "cut in the middle": (line(0) + line(1)[:40], [], "invalid_json", ["Line 2", "no end"]),
}

# What is no batch file at all: its path, and what the message names.
NO_FILES = {
    "a folder": (".", ["folder"]),
    "nothing of that name": ("nothing.jsonl", ["nothing.jsonl", "No such file"]),
    "below a file": ("good.jsonl/x", ["good.jsonl/x", "Not a directory"]),
    "no name": ("", ["empty"]),
}


def refuse(place, server, path, *options):
    """How each command refuses it, in words and in JSON."""
    said = [place.run("validate", path, *options, expect=3).stderr]
    for command in ("submit", "run"):
        said.append(place.run(command, path, "--backend", server.url, *options, expect=3).stderr)
    machine = place.run("validate", path, *options, "--json", expect=3).stdout
    return said, json.loads(machine)


def assert_nothing_happened(place, server):
    assert place.run("list", "--json").stdout == ""
    assert server.get("/__log?summary=1")["requests"] == 0
    assert list((place.folder / "data/files").glob("[!.]*")) == []
    assert list(place.folder.glob("*.output.jsonl")) == []


def a_bad_line_refuses_all_of_its_file(place):
    with Simulator("--any-model") as server:
        for name, (data, code, field, words) in BAD_LINES.items():
            data = data if isinstance(data, bytes) else data.encode()
            path = place.write("bad.jsonl", line(0).encode() + data)
            texts, machine = refuse(place, server, path)
            for text in texts:
                for word in ["bad.jsonl", "Line 2", code, *words]:
                    assert word in text, (name, word, text[:500])
                assert text.count("\n") == 1 and len(text) < 400, (name, text[:500])
            (error,) = machine["errors"]
            assert not machine["valid"] and error["line"] == 2, (name, machine)
            assert error["code"] == code and error["field"] == field, (name, error)
        assert_nothing_happened(place, server)


def a_bad_file_is_refused(place):
    with Simulator("--any-model") as server:
        for name, (data, options, code, words) in BAD_FILES.items():
            texts, machine = refuse(place, server, place.write("bad.jsonl", data), *options)
            for text in texts:
                for word in ["bad.jsonl", code, *words]:
                    assert word in text, (name, word, text[:500])
            assert machine["errors"][0]["code"] == code, (name, machine)
        assert_nothing_happened(place, server)


def what_is_no_file_is_refused(place):
    place.write_batch("good.jsonl", 1)
    with Simulator("--any-model") as server:
        for name, (path, words) in NO_FILES.items():
            texts, machine = refuse(place, server, path)
            for text in texts:
                assert all(word in text for word in words), (name, text)
            assert machine["error"]["exit_code"] == 3, (name, machine)
        assert place.run("list", "--json").stdout == ""


def what_never_ends_is_refused(place):
    """And does not fill the disk before."""
    with Simulator("--any-model") as server:
        for command in ("run", "submit"):
            for path in ("-", "/dev/fd/0"):
                source = subprocess.Popen(["yes", line(0).strip()], stdout=subprocess.PIPE)
                process = place.start(command, path, "--max-bytes", "100000", "--max-lines", "0",
                                      "--backend", server.url, stdin=source.stdout)
                source.stdout.close()
                said = communicate(process)[1]
                source.kill()
                source.wait()
                assert process.returncode == 3 and "file_too_large" in said, said[-500:]
        assert place.run("list", "--json").stdout == ""


def a_file_that_breaks_while_it_is_read_is_named(place):
    said = place.run("validate", "/proc/self/mem", expect=3).stderr
    assert "/proc/self/mem cannot be read" in said, said


def as_nobody_special():
    """What takes from root the right to read everything."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise Skip("root reads everything, and there is no setpriv")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def a_file_that_may_not_be_read_is_named(place):
    path = place.write_batch("secret.jsonl", 1)
    os.chmod(path, 0)
    for arguments in (["validate", path], ["submit", path, "--backend", "http://127.0.0.1:9"],
                      ["run", path, "--backend", "http://127.0.0.1:9"],
                      ["make", "--lines", path, "--prompt", "{{line}}", "--model", "a"]):
        done = subprocess.run([*as_nobody_special(), BATCHQ, "--data-dir", place.path("data"),
                               *arguments], capture_output=True, text=True, timeout=TIMEOUT)
        assert done.returncode == 3, (arguments, done)
        assert "secret.jsonl cannot be read: Permission denied" in done.stderr, done


def a_folder_that_may_not_be_written_is_refused_first(place):
    path = place.write_batch("in.jsonl", 2)
    os.mkdir(place.path("shut"), 0o555)
    with Simulator("--any-model") as server:
        done = subprocess.run([*as_nobody_special(), BATCHQ, "--data-dir", place.path("data"),
                               "run", path, "-o", place.path("shut/out.jsonl"),
                               "--backend", server.url], capture_output=True, text=True,
                              timeout=TIMEOUT)
        assert done.returncode == 2 and "shut" in done.stderr, done
        assert "Permission denied" in done.stderr, done
        assert server.get("/__log?summary=1")["requests"] == 0


def many_errors_are_cut_short(place):
    path = place.write("bad.jsonl", "{,\n" * 60)
    with Simulator("--any-model") as server:
        said = place.run("run", path, "--backend", server.url, expect=3).stderr
    assert said.count("invalid_json") == 20 and "and 40 more" in said, said
    assert place.run("validate", path, expect=3).stderr.count("invalid_json") == 60
    refused = json.loads(place.run("validate", path, "--json", expect=3).stdout)
    assert refused["errors"][59]["line"] == 60 and not refused["cut_short"]


def a_server_that_is_away_hides_no_error(place):
    """What is wrong with the input is still wrong when it is back."""
    away = ("--backend", "http://127.0.0.1:9")
    said = place.run("run", place.write("empty.jsonl", ""), *away, expect=3).stderr
    assert "empty_file" in said, said
    said = place.run("run", place.write("bad.jsonl", "{,\n{,\n"), *away, expect=3).stderr
    assert said.count("invalid_json") == 2, said
    said = place.run("run", place.write_batch("good.jsonl", 1), *away, expect=4).stderr
    assert "No model server answers" in said, said
    said = place.run("run", place.write_batch("good.jsonl", 1), "--backend",
                     "http://nowhere.invalid", expect=4).stderr
    assert "The host of http://nowhere.invalid cannot be found" in said, said
    assert "whether its name is right" in said and "start it" not in said, said
    assert place.run("list", "--json").stdout == ""


def a_program_is_no_text(place):
    """One line says so, not one for each of what would be its lines."""
    binary = place.write("program", b"\x7fELF\x02\x01\0\n\0\n\xff\0\n{\n" * 20)
    said = place.run("validate", binary, expect=3).stderr
    assert said.count("\n") == 1 and f"{binary} is a binary file" in said, said
    said = place.run("validate", binary, "--json", expect=3)
    assert said.stderr.count("\n") == 1 and len(json.loads(said.stdout)["errors"]) > 60, said


def a_text_in_utf_16_is_told_from_a_program(place):
    """PowerShell writes such files, and its editor calls them Unicode."""
    for encoding in ("utf-16-le", "utf-16-be"):
        path = place.write("windows.jsonl", ("\ufeff" + line(0) + line(1)).encode(encoding))
        for command in (("validate", path), ("run", path, "--backend", "http://127.0.0.1:9")):
            said = place.run(*command, expect=3).stderr
            assert said == f"{path} is written in UTF-16; save it as UTF-8\n", said


def what_is_written_in_other_languages_is_named(place):
    for wrong, problem in (('"t": NaN', "NaN, which JSON does not have; write null"),
                           ("'t': 1", "single quotation mark")):
        path = place.write("in.jsonl", line(0).replace('"body": {', '"body": {' + wrong + ", "))
        said = place.run("validate", path, expect=3).stderr
        assert problem in said and "(invalid_json)" in said, said


def every_error_is_told_but_for_too_many(place):
    path = place.write("bad.jsonl", "{,\n" * 12_000)
    done = place.run("validate", path, "--json", expect=3)
    refused = json.loads(done.stdout)
    assert len(refused["errors"]) == 10_000 and refused["cut_short"], len(refused["errors"])
    assert done.stderr.endswith("The rest was not looked at.\n"), done.stderr[-200:]


def validate_by_socket(place, text):
    """As the pipes of some programs are."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        checker = place.start("validate", "-", stdin=theirs)
        theirs.close()
        ours.sendall(text.encode())
        ours.shutdown(socket.SHUT_WR)
        return communicate(checker)[0]


def what_is_unusual_is_accepted(place):
    text = "\ufeff" + line(0).replace("\n", "\r\n") + "\n\n" + line(1).rstrip("\n")
    path = place.write("in.jsonl", text)
    assert "2 requests" in place.run("validate", path).stdout
    assert "2 requests" in place.run("validate", "-", stdin=text).stdout
    assert "2 requests" in validate_by_socket(place, text)
    place.run("validate", path, "--max-lines", "2")
    many = place.write("many.jsonl", "".join(line(i) for i in range(50_001)))
    place.run("validate", many, "--max-lines", "0")


main([
    a_bad_line_refuses_all_of_its_file,
    a_text_in_utf_16_is_told_from_a_program,
    what_is_written_in_other_languages_is_named,
    a_bad_file_is_refused,
    what_is_no_file_is_refused,
    what_never_ends_is_refused,
    a_file_that_breaks_while_it_is_read_is_named,
    a_file_that_may_not_be_read_is_named,
    a_folder_that_may_not_be_written_is_refused_first,
    many_errors_are_cut_short,
    a_server_that_is_away_hides_no_error,
    a_program_is_no_text,
    every_error_is_told_but_for_too_many,
    what_is_unusual_is_accepted,
])
