#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""batchq run beside clients that do nothing but send, on one simulated server, in turns.

Usage: compare-clients.py BATCHQ BENCH-CLIENT-BARE

The bare client is libsoup with the best settings known and nothing else; the other one is
aiohttp, with the same lines, the same number of connections, and as many requests in flight; it
appends a line for each answer. All send the same number of requests. Each is measured twice: how
long it sends, from its first request to its last answer, which with batchq is on the disk by
then; and its whole command, from start to exit, which with batchq has checked, copied and stored
the input before, and written the results after. The rate with the data in memory tells what the
disk costs. All figures are medians of rounds in turns.
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
IN_FLIGHT = 32
SLOW_ROUNDS = 3
SLOW_REQUESTS = 10000
SLOW_IN_FLIGHT = 128
SLOW_MS = 50
SYNCS = 200
SYNCED = bytes(48 * 1024)       # what a commit of a dozen answers writes

MEMORY = "/dev/shm"

# What is measured of each client.
WAYS = {
    "sending": "sending alone",
    "whole": "from the input to the results",
}

HERE = os.path.dirname(os.path.abspath(__file__))


def time_command(*command):
    """What it prints, and the seconds it takes from start to exit; None if it cannot be run."""
    start = time.monotonic()
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - start
    return (result.stdout, seconds) if result.returncode == 0 else (None, seconds)


def run_bare(program, url, count, in_flight):
    """Its rates of sending, and of the whole command."""
    output, seconds = time_command(program, "-n", str(count), "-c", str(in_flight), url)
    return json.loads(output)["per_second"], count / seconds


def run_aiohttp(directory, url, count, in_flight):
    """The same; None where aiohttp is not installed."""
    output, seconds = time_command(
        sys.executable, os.path.join(HERE, "client-aiohttp.py"), url,
        os.path.join(directory, "input.jsonl"), os.path.join(directory, "aiohttp.jsonl"),
        str(in_flight))
    return (count / float(output), count / seconds) if output is not None else None


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


def note(rates, name, pair):
    """What a client did in a round."""
    if pair is not None:
        for way, rate in zip(WAYS, pair):
            rates.setdefault((name, way), []).append(rate)


def print_round(rates):
    print("  ".join(f"{name} {way} {values[-1]:.0f}/s" for (name, way), values in rates.items()),
          flush=True)


def compare_to_bare(rate, sync_ms):
    for way, words in WAYS.items():
        ratio = rate["batchq", way] / rate["bare", way]
        in_memory = rate["in memory", way] / rate["bare", way]
        row(f"no delay, 32 in flight, {words}, to a bare libsoup client", "at least 85 %",
            f"{ratio:.0%} where a sync takes {sync_ms:.1f} ms ({in_memory:.0%} with the data in "
            "memory)", ratio >= 0.85)


def compare_to_aiohttp(rate):
    if ("aiohttp", "sending") not in rate:
        print("aiohttp is not installed: python3-aiohttp")
        return
    for way, words in WAYS.items():
        ratio = rate["batchq", way] / rate["aiohttp", way]
        in_memory = rate["in memory", way] / rate["aiohttp", way]
        row(f"the same, {words}, to a pooled aiohttp client", "at least 2 times",
            f"{ratio:.1f} times ({in_memory:.1f} with the data in memory)", ratio >= 2)


def compare_without_delay(batchq, bare, directory):
    write_input(os.path.join(directory, "input.jsonl"), REQUESTS)
    rates, syncs = {}, []
    with Server(batchq) as server, tempfile.TemporaryDirectory(dir=MEMORY) as memory:
        for _ in range(ROUNDS):
            syncs.append(time_sync(directory))
            note(rates, "bare", run_bare(bare, server.url, REQUESTS, IN_FLIGHT))
            for name, place in {"batchq": directory, "in memory": memory}.items():
                note(rates, name, run_batchq(batchq, directory, server.url, REQUESTS, IN_FLIGHT,
                                             place))
            note(rates, "aiohttp", run_aiohttp(directory, server.url, REQUESTS, IN_FLIGHT))
            print_round(rates)

    rate = {key: statistics.median(values) for key, values in rates.items()}
    compare_to_bare(rate, statistics.median(syncs))
    compare_to_aiohttp(rate)


def compare_with_delay(batchq, bare, directory):
    write_input(os.path.join(directory, "input.jsonl"), SLOW_REQUESTS)
    rates = {}
    bound = SLOW_IN_FLIGHT / (SLOW_MS / 1000)
    with Server(batchq, SLOW_MS) as server:
        for _ in range(SLOW_ROUNDS):
            note(rates, "bare", run_bare(bare, server.url, SLOW_REQUESTS, SLOW_IN_FLIGHT))
            note(rates, "batchq", run_batchq(batchq, directory, server.url, SLOW_REQUESTS,
                                             SLOW_IN_FLIGHT))
            print_round(rates)

    part = {key: statistics.median(values) / bound for key, values in rates.items()}
    row("server with 50 ms, 128 in flight, to in-flight ÷ latency", "at least 85 %",
        f"{part['batchq', 'sending']:.0%}, {part['batchq', 'whole']:.0%} with the input and the "
        f"results (bare libsoup: {part['bare', 'sending']:.0%})",
        part["batchq", "sending"] >= 0.85)


def main():
    batchq, bare = sys.argv[1:3]
    with tempfile.TemporaryDirectory(dir=".") as directory:
        compare_without_delay(batchq, bare, directory)
        compare_with_delay(batchq, bare, directory)


if __name__ == "__main__":
    main()
