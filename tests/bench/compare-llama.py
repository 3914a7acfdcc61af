# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""900 requests that alternate between three models, on a real llama-server with room for one.

Usage: compare-llama.py BATCHQ

How long batchq takes, beside a client that sends the file in its own order, one after another and
8 at a time. Every way gets a server of its own, and its answers are counted. The loads are those
that the server says it did.
"""

import http.client
import json
import os
import pathlib
import sys
import tempfile
import threading
import time
import urllib.parse

os.environ["BATCHQ"] = os.path.abspath(sys.argv[1])
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

import harness      # noqa: E402
import llama        # noqa: E402
from bench_table import row     # noqa: E402

COUNT = 900
SKIPPED = 77


class Sender(threading.Thread):
    """Sends what comes next, on a connection that it keeps."""

    def __init__(self, url, lines, lock, answers):
        super().__init__()
        self.address = urllib.parse.urlsplit(url).netloc
        self.lines = lines
        self.lock = lock
        self.answers = answers

    def run(self):
        connection = http.client.HTTPConnection(self.address, timeout=60)
        while True:
            with self.lock:
                line = next(self.lines, None)
            if line is None:
                return
            answer = self.send(connection, json.loads(line))
            with self.lock:
                self.answers.append(answer)

    def send(self, connection, request):
        body = json.dumps(request["body"])
        while True:
            try:
                connection.request("POST", request["url"], body,
                                   {"Content-Type": "application/json"})
                response = connection.getresponse()
                data = response.read()
                if response.status == 200:
                    return data
            except (http.client.HTTPException, ConnectionError):
                connection.close()


def send_in_order(server, text, at_once):
    lines = iter(text.splitlines())
    lock = threading.Lock()
    answers = []
    senders = [Sender(server.url, lines, lock, answers) for _ in range(at_once)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return len(answers)


def run_batchq(server, text, at_once):
    with tempfile.TemporaryDirectory(prefix="batchq-bench-") as folder:
        place = harness.Place(folder)
        place.run("run", place.write("in.jsonl", text), "--parallel", str(at_once),
                  "--backend", server.url)
        return len(place.read_lines("in.output.jsonl"))


def measure(way, text, at_once):
    with llama.Server() as server:
        begin = time.monotonic()
        answers = way(server, text, at_once)
        seconds = time.monotonic() - begin
        assert answers == COUNT, f"{answers} answers"
        return seconds, len(server.loads())


WAYS = (("batchq run --parallel 8", run_batchq, 8),
        ("batchq run --parallel 1", run_batchq, 1),
        ("in its own order, one after another", send_in_order, 1),
        ("in its own order, 8 at a time", send_in_order, 8))


def judge(eight, one, own_one, own_eight):
    loads = max(eight[1], one[1])
    row(f"llama-server: loads for 3 x {COUNT // 3} requests", "3", loads, loads == 3)
    row("llama-server: time, beside its own order, one at a time", "less",
        f"{one[0]:.1f} s, {own_one[0]:.1f} s", one[0] < own_one[0])
    row("llama-server: time, beside its own order, 8 at a time", "less",
        f"{eight[0]:.1f} s, {own_eight[0]:.1f} s", eight[0] < own_eight[0])


def main():
    reason = llama.why_not()
    if reason is not None:
        print(reason)
        return SKIPPED

    text = "".join(llama.line(i, llama.MODELS[i % 3]) for i in range(COUNT))
    print(f"{COUNT} requests that alternate between {', '.join(llama.MODELS)}")
    print(f"{'':36} {'seconds':>8} {'loads':>6}")
    seen = {}
    for name, way, at_once in WAYS:
        seconds, loads = seen[name] = measure(way, text, at_once)
        print(f"{name:36} {seconds:8.1f} {loads:6}", flush=True)
    judge(*seen.values())
    return 0


sys.exit(main())
