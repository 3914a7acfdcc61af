#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Holds the JSON scanner against Python's json, which is told to be strict.

Usage: check-json.py JSON-VERDICT CORPUS… [--mutations N] [--seed N]

Both judge every file of the corpus, and that many mutations of them.
"""

import argparse
import json
import pathlib
import random
import struct
import subprocess
import sys

MAX_DEPTH = 200
TOKENS = [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u", b"\\ud800", b"\\udc00", b"0",
          b"-", b"1", b".", b"e", b"E", b"+", b"true", b"false", b"null", b"NaN", b"Infinity",
          b" ", b"\t", b"\n", b"\r", b"\0", b"\x1f", b"\x7f", b"\x80", b"\xc3\xa9", b"\xc0\x80",
          b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80", b"\xf4\x90\x80\x80", b"\xff",
          b"'", b"/", b"//", b'""', b'{"a":1}', b"[1]", b"0123456789abcdef"]


def refuse(word):
    raise ValueError(word)


def depth(text):
    """How deep brackets go, in a text that Python has read."""
    deepest = level = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            level += 1
            deepest = max(deepest, level)
        elif character in "]}":
            level -= 1
    return deepest


def is_json(data):
    """The reference. Numbers are not converted, since Python limits their length."""
    try:
        text = data.decode("utf-8")
        json.loads(text, parse_constant=refuse, parse_int=len, parse_float=len)
    except RecursionError:
        return False
    except ValueError:
        return False
    return depth(text) <= MAX_DEPTH


def mutate(rng, seeds):
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(data))
        kind = rng.randrange(5)
        if kind == 0:
            data[at:at] = rng.choice(TOKENS)
        elif kind == 1:
            del data[at:at + rng.randint(1, 4)]
        elif kind == 2 and at < len(data):
            data[at] = rng.randrange(256)
        elif kind == 3:
            other = rng.choice(seeds)
            cut = rng.randint(0, len(other))
            data[at:] = other[cut:]
        else:
            data[at:at + 1] = rng.choice(TOKENS)
    return bytes(data)


def verdicts(program, cases):
    packed = b"".join(struct.pack("<I", len(case)) + case for case in cases)
    output = subprocess.run([program], input=packed, check=True, capture_output=True).stdout
    return [line == b"1" for line in output.split()]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("corpus", nargs="+", type=pathlib.Path)
    parser.add_argument("--mutations", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    seeds = [path.read_bytes() for folder in options.corpus for path in sorted(folder.iterdir())]
    small = [seed for seed in seeds if len(seed) < 4000]
    rng = random.Random(options.seed)
    cases = seeds + [mutate(rng, small) for _ in range(options.mutations)]

    ours = verdicts(options.program, cases)
    theirs = [is_json(case) for case in cases]
    wrong = [case for case, mine, other in zip(cases, ours, theirs) if mine != other]
    for case in wrong[:20]:
        print(f"Python says {is_json(case)}: {case!r}", file=sys.stderr)

    print(f"{len(cases)} texts, {sum(theirs)} of them JSON, {len(wrong)} judged otherwise")
    sys.exit(1 if wrong or len(ours) != len(cases) else 0)


if __name__ == "__main__":
    main()
