# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Does what docs/webhooks.md tells those to do who are told of batches: each of its receivers takes
what is genuine, and nothing else."""

import base64
import contextlib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request

from harness import Simulator, Skip, main, steady_port, wait_until
from receiver import Receiver

SOURCES = pathlib.Path(os.environ["G_TEST_SRCDIR"]).parent
PAGE = (SOURCES / "docs" / "webhooks.md").read_text("utf-8")
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()

os.environ["WEBHOOK_SECRET"] = SECRET


def blocks(title, language):
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


def names(title):
    """What stands in the first column of the table."""
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def told(place):
    """The headers, with their names in small letters, and the body of one that was sent."""
    with Receiver() as receiver:
        place.run("webhook", "secret", "env:WEBHOOK_SECRET")
        place.run("webhook", "test", receiver.url + "/hook", "--allow-private")
        (_, headers, body), = receiver.requests
        return {name.lower(): value for name, value in headers.items()}, body


def post(url, headers, body):
    request = urllib.request.Request(url, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def forgeries(headers, body):
    """One thing of each is not as it was sent."""
    late = str(int(headers["webhook-timestamp"]) - 3600)
    yield headers, body + b" "
    for name, value in (("webhook-id", "evt_other"), ("webhook-timestamp", late),
                        ("webhook-timestamp", "soon"), ("webhook-signature", "v1,AAAA"),
                        ("webhook-signature", "v1," + "ä" * 32),
                        ("webhook-signature", headers["webhook-signature"][:-8]),
                        ("webhook-signature", "v1a" + headers["webhook-signature"][2:])):
        yield {**headers, name: value}, body
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        yield {other: value for other, value in headers.items() if other != name}, body


@contextlib.contextmanager
def receiving(place, command, program):
    """A receiver of the page, on a port that nobody else gets."""
    port = steady_port()
    assert program.count("8090") == 1, program
    path = place.write("receiver.mjs", program.replace("8090", str(port)))
    with subprocess.Popen([*command, path], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield f"http://127.0.0.1:{port}/hook", process
        finally:
            process.kill()


def listens(url):
    try:
        socket.create_connection(("127.0.0.1", int(url.split(":")[2].split("/")[0]))).close()
    except ConnectionRefusedError:
        return False
    return True


def check_receiver(place, command, program):
    headers, body = told(place)
    signed = {name: headers[name] for name in names("How it is signed")}
    with receiving(place, command, program) as (url, process):
        wait_until(lambda: listens(url))
        place.run("webhook", "test", url, "--allow-private")
        first = process.stdout.readline().split()
        assert first[0] == "batch.completed", first
        for forged, changed in forgeries(signed, body):
            status = post(url, {name: value.encode() for name, value in forged.items()}, changed)
            assert status == 401, (forged, changed)
        # Told twice, it is seen once; keys that change are told of by two signatures.
        two = {**signed, "webhook-signature": "v1,AAAA " + signed["webhook-signature"]}
        assert post(url, signed, body) == post(url, two, body) == 204
        with Simulator("--any-model") as server:
            place.run("webhook", "add", url, "--allow-private")
            place.run("run", place.write_batch("in.jsonl", 2, "a"), "--backend", server.url)
        lines = [process.stdout.readline().split() for _ in range(4)]
        assert lines[0] == ["batch.completed", json.loads(body)["data"]["id"]], lines
        assert [kind for kind, _ in lines[1:]] == \
            ["batch.queued", "batch.started", "batch.completed"], lines


def with_python(place):
    program, = blocks("Python", "python")
    check_receiver(place, [sys.executable, "-W", "error"], program)


def with_node(place):
    if shutil.which("node") is None:
        raise Skip("Node.js is not installed")
    program, = blocks("Node.js", "js")
    check_receiver(place, ["node"], program)


def with_a_shell(place):
    if shutil.which("openssl") is None:
        raise Skip("openssl is not installed")
    headers, body = told(place)
    standard, plain = blocks("A shell with openssl", "sh")

    def run(script, headers, body):
        place.write("body.json", body)
        variables = {name.replace("-", "_"): value for name, value in headers.items()}
        return subprocess.run(["sh", "-c", script], cwd=place.folder, capture_output=True,
                              text=True, check=False, env={**os.environ, **variables})

    signed = {name: headers[name] for name in names("How it is signed")}
    for script in (standard, plain):
        done = run(script, signed, body)
        assert done.returncode == 0 and done.stderr == "", done
    for forged, changed in forgeries(signed, body):
        assert run(standard, forged, changed).returncode != 0, (forged, changed)
    assert run(plain, signed, body + b" ").returncode != 0
    assert run(plain, {**signed, "x-signature-256": "sha256=00"}, body).returncode != 0


def shape_of(value):
    """The names in it, and the kinds of what they stand for."""
    return {name: shape_of(member) for name, member in value.items()} \
        if isinstance(value, dict) else type(value)


def what_is_told(place):
    """As the tables and the example have it."""
    headers, body = told(place)
    assert set(names("How it is signed")) == {name for name in headers
                                              if name.startswith(("webhook-", "x-"))}, headers
    example, = blocks("What is told", "json")
    assert shape_of(json.loads(example)) == shape_of(json.loads(body)), body
    source = (SOURCES / "src/libbatch/core/batch-webhook-record.c").read_text("utf-8")
    assert names("What is told") == re.findall(r'return "(batch\.\w+)";', source)
    # As long as the page says.
    rule = (SOURCES / "src/libbatch/webhook/batch-webhook-retry.c").read_text("utf-8")
    assert "#define BASE_US (5 * G_TIME_SPAN_SECOND)" in rule and "5 s × 2ⁿ⁻¹" in PAGE
    assert "#define MOST_US G_TIME_SPAN_HOUR" in rule and "at most an hour" in PAGE
    assert "#define FEW 3" in rule and "tried three times" in PAGE


main([
    what_is_told,
    with_python,
    with_node,
    with_a_shell,
])
