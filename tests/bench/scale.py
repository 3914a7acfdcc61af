#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What batchq run costs for many items, beside few: memory, processor time, transactions.

Usage: scale.py BATCHQ [FEW MANY]

Programs have a fixed cost, of starting, opening a store and ending. It is measured by a run
of ten items, and taken from each run before it is divided by the number of items. Few items
are run several times, because one run is too short to be measured. The items alternate
between three models.
"""

import os
import statistics
import sys
import tempfile

from bench_batchq import Server, run, write_input
from bench_table import row

MODELS = ("alpha", "beta", "gamma")
IN_FLIGHT = 32
BASE = 10
SHORT = 50000                   # items that the runs of few items come to


def measure(batchq, directory, url, count, rounds=1):
    source = os.path.join(directory, "input.jsonl")
    write_input(source, count, MODELS)
    figures = [run(batchq, directory, source, url, IN_FLIGHT) for _ in range(rounds)]
    for one in figures:
        assert one["answered"] == count
    median = {name: statistics.median(one[name] for one in figures) for name in figures[0]}
    print(f"{count} items: {median['whole']:.2f} s, of which running {median['running']:.2f} s; "
          f"{median['cpu']:.2f} s of processor time, {median['peak_mb']:.0f} MB, "
          f"longest transaction {median['longest_ms']:.1f} ms", flush=True)
    return median


def main():
    batchq = sys.argv[1]
    few, many = (int(text) for text in sys.argv[2:4]) if len(sys.argv) > 2 else (10000, 100000)
    with tempfile.TemporaryDirectory(dir=".") as directory, Server(batchq) as server:
        base = measure(batchq, directory, server.url, BASE, 5)
        small = measure(batchq, directory, server.url, few, max(SHORT // few, 1))
        large = measure(batchq, directory, server.url, many)

    grown = large["peak_mb"] - small["peak_mb"]
    small_cost = (small["cpu"] - base["cpu"]) / few
    large_cost = (large["cpu"] - base["cpu"]) / many
    row(f"peak memory of the client, {many} items", "under 150 MB",
        f"{large['peak_mb']:.0f} MB ({small['peak_mb']:.0f} MB with {few})",
        large["peak_mb"] < 150)
    row(f"what an item costs with {many}, to with {few}", "at most 1.2 times",
        f"{large_cost / small_cost:.2f} times ({grown / (many - few) * 2 ** 20:.0f} bytes of "
        "memory for each further item)", large_cost <= 1.2 * small_cost)
    row(f"longest transaction, {many} items", "under 50 ms",
        f"{large['longest_ms']:.0f} ms, {large['commit_ms']:.0f} of them waiting for the disk",
        large["longest_ms"] < 50)


if __name__ == "__main__":
    main()
