#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""check-rows.py README PROGRAM...: whether every row has a test, and every test a row."""

import re
import subprocess
import sys


def read_rows(path):
    """Maps section and id to whether a test is expected."""
    rows = {}
    section = None
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            if line.startswith('## '):
                section = line.split()[1]
            row = re.match(r'\| ([A-Z][0-9]+[a-z]?) \|', line)
            if row:
                rows[(section, row[1])] = not line.endswith(' · open |\n')
    return rows


def list_tests(program):
    """Yields the section and the id of each test. Newer GLib lists them as comments of TAP."""
    text = subprocess.run([program, '-l'], check=True, capture_output=True, text=True).stdout
    for path in re.findall(r'^(?:# )?(/servers/\S+)$', text, re.MULTILINE):
        _, _, section, name = path.split('/')
        yield section, name.partition('-')[0]


def main():
    rows = read_rows(sys.argv[1])
    found = {test for program in sys.argv[2:] for test in list_tests(program)}

    problems = [f'{section}: {row} has no test'
                for (section, row), expected in rows.items()
                if expected and (section, row) not in found]
    problems += [f'{section}: {row} has a test, and is said to be open'
                 for (section, row), expected in rows.items()
                 if not expected and (section, row) in found]
    problems += [f'{section}: {row} is no row' for section, row in sorted(found - rows.keys())]
    print('\n'.join(problems) or f'{len(found)} of {len(rows)} rows have a test')
    sys.exit(1 if problems else 0)


if __name__ == '__main__':
    main()
