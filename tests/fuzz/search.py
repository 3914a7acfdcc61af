# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""search.py FUZZER CORPUS LOGS: lets a program of libFuzzer look for failures for FUZZ_SECONDS,
beginning with what is in the corpus. What it fails with is left in LOGS, the rest goes."""

import os
import pathlib
import subprocess
import sys
import tempfile


def main(fuzzer, corpus, logs):
    seconds = int(os.environ.get("FUZZ_SECONDS", "20"))
    os.makedirs(logs, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="batchq-fuzz-") as found:
        done = subprocess.run(
            [fuzzer, f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=4096",
             "-print_final_stats=1", f"-artifact_prefix={logs}/{pathlib.Path(fuzzer).name}-",
             found, corpus], stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    lines = done.stderr.splitlines()
    print("\n".join(lines if done.returncode != 0
                    else [line for line in lines if line.startswith("stat::")]))
    return done.returncode


sys.exit(main(*sys.argv[1:]))
