# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""How many requests at a time, on a real llama-server.

Usage: compare-parallel.py BATCHQ

What batchq takes without being told, beside fixed numbers, on a server with one model and four
slots, on one that loads its models, and on that through a proxy that hides what it says of its
slots, where the number has to be found out. Every way gets a queue of its own; the second run of
the last one begins with what the first has found out.
"""

import http.client
import http.server
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

COUNT = 400
FIXED = (1, 2, 4, 8)
SKIPPED = 77


class Proxy(http.server.ThreadingHTTPServer):
    """Passes on what is asked of models, and nothing of the server itself."""

    daemon_threads = True

    def __init__(self, url):
        self.there = urllib.parse.urlsplit(url).netloc
        super().__init__(("127.0.0.1", 0), Passing)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Passing(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def pass_on(self):
        if not self.path.startswith("/v1/"):
            self.answer(404, b"{}")
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection(self.server.there, timeout=60)
        connection.request(self.command, self.path, body or None,
                           {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read().replace(b"llamacpp", b"somebody")
        connection.close()
        self.answer(response.status, answer)

    do_GET = pass_on
    do_POST = pass_on

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def measure(place, url, name, *options):
    """Seconds for all requests, each of which is a new one."""
    lines = "".join(llama.line(number, "alpha", 24) for number in range(COUNT))
    batch = place.write(f"{name}.jsonl", lines)
    begin = time.monotonic()
    place.run("run", batch, "--backend", url, "--new", *options)
    seconds = time.monotonic() - begin
    assert len(place.read_lines(f"{name}.output.jsonl")) == COUNT
    return seconds


def found(place, url):
    """What the queue knows of the server: what it says, and what was found out."""
    place.run("backend", "add", "here", url)
    shown = json.loads(place.run("backend", "show", "here", "--json").stdout)
    says = shown["limits"]["slots"] if "limits" in shown else {"source": "unknown"}
    return says, shown["found_parallel"].get("alpha")


def describe(place, url):
    says, number = found(place, url)
    if says["source"] == "server":
        return f"{says['value']}, says the server"
    return f"{number} found out" if number else "nothing found out"


def compare(title, url):
    print(f"\n{title}, {COUNT} requests")
    times = {}
    with tempfile.TemporaryDirectory(prefix="batchq-bench-") as folder:
        place = harness.Place(folder)
        measure(place, url, "warm", "--parallel", "4")
        for number in FIXED:
            times[number] = measure(place, url, f"at-{number}", "--parallel", str(number))
            print(f"  {number} at a time {times[number]:20.2f} s", flush=True)
        for run in "first", "second":
            times[run] = measure(place, url, run)
            print(f"  by itself, {run:6} run {times[run]:12.2f} s   ({describe(place, url)})",
                  flush=True)
    best = min(times[number] for number in FIXED)
    row(f"llama-server, {title}: by itself, beside the best fixed number", "5 % more at most",
        f"{100 * (times['second'] / best - 1):+.0f} %", times["second"] <= 1.05 * best)


def main():
    reason = llama.why_not()
    if reason is not None:
        print(reason)
        return SKIPPED

    single = ("-m", "/srv/models/alpha.gguf", "--parallel", "4", "-c", "8192")
    with llama.Server(*single) as server:
        compare("one model", server.url)
        proxy = Proxy(server.url)
        compare("one model that says nothing", proxy.url)
        proxy.shutdown()
    with llama.Server() as server:
        compare("a router", server.url)
    return 0


sys.exit(main())
