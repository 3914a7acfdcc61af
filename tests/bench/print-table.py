#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The rows of all benchmarks, as one table.

Usage: print-table.py BUILD-DIRECTORY

Reads the log that “meson test --benchmark” leaves.
"""

import json
import os
import sys

HEAD = ("what is asked", "wanted", "seen", "")


def read_rows(path):
    with open(path, encoding="utf-8") as log:
        for line in log:
            result = json.loads(line)
            for text in result.get("stdout", "").splitlines():
                if text.startswith("= "):
                    yield tuple(cell.strip() for cell in text[2:].split(" | "))
            if result["result"] == "SKIP":
                yield (result["name"], "to run", "what it needs is not installed", "skipped")
            elif result["result"] != "OK":
                yield (result["name"], "to run", result["result"].lower(), "MISSED")


def main():
    path = os.path.join(sys.argv[1], "meson-logs", "testlog.json")
    rows = [HEAD, *read_rows(path)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


if __name__ == "__main__":
    main()
