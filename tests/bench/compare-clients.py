#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""batchq run beside clients that do nothing but send, on one simulated server, in turns.

Usage: compare-clients.py BATCHQ BENCH-CLIENT-BARE

The bare client is libsoup with the best settings known and nothing else; the other one is
aiohttp, and writes a line for each answer. The rate of batchq is that between its first
request and the last answer that is on the disk; that of the whole command, with reading the
input and writing the results, is shown too, and that with the data in memory, which tells what
the disk costs. All figures are medians of rounds in turns.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from bench_batchq import Server, run, write_input
from bench_table import row

ROUNDS = 5
REQUESTS = 15000
AIOHTTP_REQUESTS = 4000
IN_FLIGHT = 32
SLOW_ROUNDS = 3
SLOW_REQUESTS = 10000
SLOW_IN_FLIGHT = 128
SLOW_MS = 50
SYNCS = 200
SYNCED = bytes(48 * 1024)       # what a commit of a dozen answers writes

MEMORY = "/dev/shm"

HERE = os.path.dirname(os.path.abspath(__file__))


def run_bare(program, url, count, in_flight):
    output = subprocess.run([program, "-n", str(count), "-c", str(in_flight), url], check=True,
                            capture_output=True, text=True).stdout
    return json.loads(output)["per_second"]


def run_aiohttp(directory, url):
    """None where aiohttp is not installed."""
    result = subprocess.run(
        [sys.executable, os.path.join(HERE, "client-aiohttp.py"), url,
         os.path.join(directory, "short.jsonl"), os.path.join(directory, "aiohttp.jsonl"),
         str(IN_FLIGHT)], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        return None
    return AIOHTTP_REQUESTS / float(result.stdout)


def time_sync(directory):
    """The ms that the disk takes for a commit, on average: batchq waits for many."""
    with open(os.path.join(directory, "synced"), "wb", buffering=0) as file:
        start = time.monotonic()
        for _ in range(SYNCS):
            file.write(SYNCED)
            os.fdatasync(file.fileno())
    return (time.monotonic() - start) / SYNCS * 1000


def run_batchq(batchq, directory, url, count, in_flight, place=None):
    figures = run(batchq, place or directory, os.path.join(directory, "input.jsonl"), url,
                  in_flight)
    assert figures["answered"] == count
    return count / figures["running"], count / figures["whole"]


def compare_without_delay(batchq, bare, directory):
    write_input(os.path.join(directory, "input.jsonl"), REQUESTS)
    write_input(os.path.join(directory, "short.jsonl"), AIOHTTP_REQUESTS)
    rates = {"bare": [], "batchq": [], "whole": [], "in memory": [], "aiohttp": []}
    syncs = []
    with Server(batchq) as server, tempfile.TemporaryDirectory(dir=MEMORY) as memory:
        for _ in range(ROUNDS):
            syncs.append(time_sync(directory))
            rates["bare"].append(run_bare(bare, server.url, REQUESTS, IN_FLIGHT))
            running, whole = run_batchq(batchq, directory, server.url, REQUESTS, IN_FLIGHT)
            rates["batchq"].append(running)
            rates["whole"].append(whole)
            rates["in memory"].append(run_batchq(batchq, directory, server.url, REQUESTS,
                                                 IN_FLIGHT, memory)[0])
            rates["aiohttp"].append(run_aiohttp(directory, server.url))
            print("  ".join(f"{name} {values[-1]:.0f}/s" for name, values in rates.items()
                            if values[-1] is not None), flush=True)

    rate = {name: statistics.median(values) for name, values in rates.items()
            if None not in values}
    ratio = rate["batchq"] / rate["bare"]
    row("end to end, no delay, 32 in flight, to a bare libsoup client", "at least 85 %",
        f"{ratio:.0%} where a sync takes {statistics.median(syncs):.1f} ms "
        f"({rate['whole'] / rate['bare']:.0%} with reading the input and writing the results; "
        f"{rate['in memory'] / rate['bare']:.0%} with the data in memory)", ratio >= 0.85)
    if "aiohttp" not in rate:
        print("aiohttp is not installed: python3-aiohttp")
        return
    ratio = rate["batchq"] / rate["aiohttp"]
    row("the same, to a pooled aiohttp client", "at least 2 times",
        f"{ratio:.1f} times ({rate['in memory'] / rate['aiohttp']:.1f} with the data in memory)",
        ratio >= 2)


def compare_with_delay(batchq, bare, directory):
    write_input(os.path.join(directory, "input.jsonl"), SLOW_REQUESTS)
    rates = {"bare": [], "batchq": [], "whole": []}
    bound = SLOW_IN_FLIGHT / (SLOW_MS / 1000)
    with Server(batchq, SLOW_MS) as server:
        for _ in range(SLOW_ROUNDS):
            rates["bare"].append(run_bare(bare, server.url, SLOW_REQUESTS, SLOW_IN_FLIGHT))
            running, whole = run_batchq(batchq, directory, server.url, SLOW_REQUESTS,
                                        SLOW_IN_FLIGHT)
            rates["batchq"].append(running)
            rates["whole"].append(whole)
            print("  ".join(f"{name} {values[-1]:.0f}/s" for name, values in rates.items()),
                  flush=True)

    ratio = statistics.median(rates["batchq"]) / bound
    bare_ratio = statistics.median(rates["bare"]) / bound
    row("server with 50 ms, 128 in flight, to in-flight ÷ latency", "at least 85 %",
        f"{ratio:.0%} (bare libsoup: {bare_ratio:.0%})", ratio >= 0.85)


def main():
    batchq, bare = sys.argv[1:3]
    with tempfile.TemporaryDirectory(dir=".") as directory:
        compare_without_delay(batchq, bare, directory)
        compare_with_delay(batchq, bare, directory)


if __name__ == "__main__":
    main()
