# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Running batchq and its simulated server, and measuring what that takes."""

import datetime
import json
import os
import re
import select
import subprocess
import time


class Server:
    """A simulated server in a process of its own, that keeps no log."""

    def __init__(self, batchq, delay_ms=0, options=()):
        self.process = subprocess.Popen(
            [batchq, "simulate", "--listen", "127.0.0.1:0", "--any-model", "--no-log",
             f"--delay={delay_ms}", *options], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1].removesuffix("/v1")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def write_input(path, count, models=("alpha",)):
    """Requests whose bodies have the 605 bytes that bench-load sends."""
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            body = {"model": models[number % len(models)], "max_tokens": 16,
                    "messages": [{"role": "user", "content": f"{number:08d} " + "abcdefghij" * 50}]}
            file.write(json.dumps({"custom_id": f"request-{number}", "method": "POST",
                                   "url": "/v1/chat/completions", "body": body}) + "\n")


def _instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def _peak_kib(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1))
    except (OSError, AttributeError):
        return 0


def run(batchq, directory, source, url, parallel, seconds_between=0.02):
    """Runs a batch; returns what it took, and how many were answered."""
    data = os.path.join(directory, "data")
    output = os.path.join(directory, "output.jsonl")
    subprocess.run(["rm", "-rf", data, output], check=True)
    before = os.times()
    start = time.monotonic()
    with open(os.path.join(directory, "messages"), "w+", encoding="utf-8") as messages:
        process = subprocess.Popen(
            [batchq, "--data-dir", data, "run", source, "--backend", url, "--force",
             f"--parallel={parallel}", "--max-lines=0", "--max-bytes=0", "-o", output,
             "-e", os.path.join(directory, "errors.jsonl")],
            stdout=messages, stderr=messages,
            env=os.environ | {"G_MESSAGES_DEBUG": "Batch"})
        peak = 0
        with open(os.pidfd_open(process.pid), "rb", buffering=0) as ended:
            while not select.select([ended], [], [], seconds_between)[0]:
                peak = max(peak, _peak_kib(process.pid))
        process.wait()
        whole = time.monotonic() - start
        after = os.times()
        messages.seek(0)
        longest = re.search(r"longest transaction took (\d+) µs, (\d+) of them", messages.read())
    if process.returncode != 0:
        raise SystemExit(f"batchq run ended with {process.returncode}")

    jobs = subprocess.run([batchq, "--data-dir", data, "list", "--json"], check=True,
                          capture_output=True, text=True).stdout
    job = json.loads(jobs.splitlines()[0])
    with open(output, "rb") as file:
        answered = sum(1 for _ in file)
    return {
        "running": _instant(job["completed_at"]) - _instant(job["started_at"]),
        "whole": whole,
        "cpu": after.children_user + after.children_system
        - before.children_user - before.children_system,
        "peak_mb": peak / 1024,
        "longest_ms": int(longest.group(1)) / 1000,
        "commit_ms": int(longest.group(2)) / 1000,
        "answered": answered,
    }
