# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The wall clock jumps while a batch runs."""

import os
import struct
import time

from harness import TIMEOUT, Simulator, assert_answers, line, main, wait_until

DAY = 86400
ITEMS = 300
FAULTS = 30


def set_clock(place, seconds):
    with open(place.path("clock"), "r+b") as clock:
        clock.write(struct.pack("=q", seconds))


def start(place, *arguments):
    place.write("clock", bytes(8))
    environment = {**os.environ, **place.clock()}
    return place.start("run", *arguments, env=environment)


def jumps_lose_and_delay_nothing(place):
    for jumps in ((-DAY,), (DAY,), (-1800, 1800), (-DAY, DAY, 0)):
        with Simulator("--any-model", "--delay", "30") as server:
            batch = place.write("in.jsonl", "".join(
                line(i, prompt=f"[[fail 503:2]] number {i}" if i % (ITEMS // FAULTS) == 0 else None)
                for i in range(ITEMS)))
            process = start(place, batch, "--force", "--parallel", "8", "--backend", server.url)
            begin = time.monotonic()
            for number, jump in enumerate(jumps):
                seen = 60 * (number + 1)
                wait_until(lambda: server.get("/__log?summary=1")["requests"] > seen)
                set_clock(place, jump)
            said = process.communicate(timeout=TIMEOUT)
            assert process.returncode == 0, (jumps, said)
            assert time.monotonic() - begin < 200, jumps
            assert_answers(place.read_lines("in.output.jsonl"), ITEMS)
            assert server.get("/__log?summary=1")["requests"] == ITEMS + 2 * FAULTS, jumps


main([
    jumps_lose_and_delay_nothing,
])
