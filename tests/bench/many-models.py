#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What a model costs in a batch of very many, beside one of many: processor time of batchq run.

Usage: many-models.py BATCHQ [MANY VERY_MANY]

Each request is for a model of its own, and the server holds one at a time. What a program costs
without any is measured by a run of ten, and taken from each run before it is divided by the
number of models. The runs of fewer are repeated, in turns with the others.
"""

import os
import statistics
import sys
import tempfile

from bench_batchq import Server, run, write_input
from bench_table import row

IN_FLIGHT = 4
BASE = 10
ROUNDS = 3


def measure(batchq, directory, url, count):
    source = os.path.join(directory, "input.jsonl")
    write_input(source, count, [f"model-{number}" for number in range(count)])
    figures = run(batchq, directory, source, url, IN_FLIGHT)
    assert figures["answered"] == count
    print(f"{count} models: {figures['whole']:.2f} s, {figures['cpu']:.2f} s of processor time",
          flush=True)
    return figures["cpu"]


def main():
    batchq = sys.argv[1]
    many, very_many = (int(text) for text in sys.argv[2:4]) if len(sys.argv) > 2 else (500, 2000)
    seen = {BASE: [], many: [], very_many: []}
    with tempfile.TemporaryDirectory(dir=".") as directory, \
            Server(batchq, options=["--capacity=1"]) as server:
        for _ in range(ROUNDS):
            for count, costs in seen.items():
                costs.append(measure(batchq, directory, server.url, count))

    base = statistics.median(seen[BASE])
    few_cost, many_cost = ((statistics.median(seen[count]) - base) / count
                           for count in (many, very_many))
    row(f"what a model costs with {very_many}, to with {many}", "at most 1.5 times",
        f"{many_cost / few_cost:.2f} times ({1000 * few_cost:.1f} and {1000 * many_cost:.1f} ms "
        "of processor time for each)", many_cost <= 1.5 * few_cost)


if __name__ == "__main__":
    main()
