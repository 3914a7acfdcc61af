#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Validating a batch file, beside Python's json reading the same lines.

Usage: compare-validate.py BENCH-VALIDATE [MEGABYTES]

Prints a row for each shape of file. Times are those of the processor, which others on the
machine disturb less.
"""

import json
import random
import subprocess
import sys
import tempfile
import time

from bench_table import row

ROUNDS = 5
FACTOR = 5

WORDS = ("the model answers what it was asked for and then it stops because there is no more "
         "to say about Größe, naïveté, 数据 and 😀 in this line").split()


def text(rng, length, escape):
    words = []
    while length > 0:
        word = rng.choice(WORDS)
        words.append(word)
        length -= len(word) + 1
    joined = " ".join(words)
    return joined.replace(" and ", ' "and"\n') if escape else joined


def line(rng, number, shape):
    body = {"model": rng.choice(["alpha", "beta", "gamma"]), "temperature": 0.7}
    if shape == "numbers":
        body["input"] = [rng.random() for _ in range(90)]
    else:
        size = 1700 if shape == "text" else 100
        body["messages"] = [{"role": "system", "content": "You are helpful."},
                            {"role": "user", "content": text(rng, size, True)}]
    request = {"custom_id": f"request-{number}", "method": "POST",
               "url": "/v1/chat/completions", "body": body}
    return json.dumps(request, ensure_ascii=False, separators=(",", ":"))


def write_file(path, shape, size):
    rng = random.Random(1)
    number = 0
    with open(path, "w", encoding="utf-8") as file:
        while file.tell() < size:
            for _ in range(500):
                number += 1
                file.write(line(rng, number, shape) + "\n")


def time_python(path):
    with open(path, "rb") as file:
        lines = file.read().splitlines()
    start = time.process_time()
    for one in lines:
        json.loads(one)
    return time.process_time() - start


def time_ours(program, path):
    output = subprocess.run([program, path], check=True, capture_output=True, text=True).stdout
    return float(output.split()[2])


def main():
    program = sys.argv[1]
    size = int(sys.argv[2] if len(sys.argv) > 2 else 50) * 1000 * 1000
    worst = float("inf")

    print("| lines of | ours MB/s | json MB/s | factor |")
    print("|---|---|---|---|")
    for shape in ("text", "short", "numbers"):
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
            write_file(file.name, shape, size)
            file.seek(0, 2)
            length = file.tell()
            # In turns, and the best of each, so that a busy moment counts for neither.
            times = [(time_ours(program, file.name), time_python(file.name))
                     for _ in range(ROUNDS)]
            ours = min(time[0] for time in times)
            python = min(time[1] for time in times)
            factor = python / ours
            worst = min(worst, factor)
            print(f"| {shape} | {length / ours / 1e6:.0f} | {length / python / 1e6:.0f} "
                  f"| {factor:.1f} |", flush=True)

    row("validate a batch file, to Python's json (the worst of three shapes)",
        f"at least {FACTOR} times the speed", f"{worst:.1f} times", worst >= FACTOR)


if __name__ == "__main__":
    main()
