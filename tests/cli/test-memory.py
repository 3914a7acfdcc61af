# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Memory that does not grow with the batch: test-memory.py FEW MANY

Nothing of an item may be kept but what finds ids that are there twice."""

import json
import re
import subprocess
import sys
import time

from harness import TIMEOUT, Simulator, line, main

FEW, MANY = int(sys.argv[1]), int(sys.argv[2])
MODELS = "abc"
PADDING = " padding" * 60               # what is kept of a request is more than a little

# What it may grow by: 16 bytes for each further item, to find ids that are there twice, and what
# is a matter of chance. The caches of the store, one for each thread that reads, are full after
# some 10 000 items of this size.
BYTES_AN_ITEM = 16
CHANCE = 4 << 20
TIMES = 3


def write_input(place, count):
    with open(place.path("in.jsonl"), "w", encoding="utf-8") as file:
        for number in range(count):
            file.write(line(number, MODELS[number % 3], f"number {number};{PADDING}"))


def read_peak(process):
    """In bytes. 0: it has ended."""
    try:
        with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read())
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found.group(1)) << 10 if found else 0


def watch_peak(process):
    """Looks again and again, as nothing is left of it afterwards."""
    peak, begin = 0, time.monotonic()
    while process.poll() is None:
        peak = max(peak, read_peak(process))
        if time.monotonic() - begin > TIMEOUT * (1 + MANY // 20000):
            process.kill()
        time.sleep(0.01)
    return peak


def check_answers(path, count):
    """Line by line, as they may be many."""
    number = -1
    with open(path, encoding="utf-8") as lines:
        for number, text in enumerate(lines):
            assert json.loads(text)["custom_id"] == f"r{number}", text
    assert number == count - 1, number


def run(place, server, count):
    """Its peak of memory, from the import to the results."""
    write_input(place, count)
    process = place.start("run", "in.jsonl", "--backend", server.url, "--max-lines", "0",
                          "--quiet", stdout=subprocess.DEVNULL)
    peak = watch_peak(process)
    said = process.communicate()[1]
    assert process.returncode == 0, (process.returncode, said)
    check_answers(place.path("in.output.jsonl"), count)
    print(f"# {count} items: at most {peak / 2**20:.1f} MiB", flush=True)
    return peak


def run_often(place, server, count, times):
    """The highest peak of so many batches."""
    peaks = []
    for number in range(times):
        peaks.append(run(place.below(f"few{number}"), server, count))
    return max(peaks)


def memory_does_not_grow_with_the_batch(place):
    """A longer run meets more chances to wait for the disk with many answers in hand. So the short
    one is repeated until as many items were seen: the peaks are of the same number of chances.
    Where chance has its way all the same, another time is as good: what grows does so each time."""
    allowed = BYTES_AN_ITEM * (MANY - FEW) + CHANCE
    grown = []
    with Simulator("--any-model", "--no-log") as server:
        few = run_often(place, server, FEW, MANY // FEW)
        while len(grown) < TIMES and min(grown, default=allowed + 1) > allowed:
            grown.append(run(place.below(f"many{len(grown)}"), server, MANY) - few)
    assert min(grown) <= allowed, f"grew by {grown} bytes, of which {allowed} are allowed"


main([memory_does_not_grow_with_the_batch])
