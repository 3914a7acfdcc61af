# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What a benchmark ends with: a row for each thing that was asked."""


def row(what, wanted, seen, met):
    """Prints one; no benchmark fails for a time, because machines differ and are busy."""
    print(f"= {what} | {wanted} | {seen} | {'met' if met else 'MISSED'}", flush=True)
