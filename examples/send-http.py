#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Sends requests to a model server and writes its answers: send-http.py URL OUTPUT"""

import json
import sys

import gi

gi.require_version("Batch", "1")
from gi.repository import Batch, Gio, GLib

MODELS = ["llava:13b", "gemma:7b"]


def request(number):
    return json.dumps({
        "custom_id": f"request-{number}",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {
            "model": MODELS[number % len(MODELS)],
            "messages": [{"role": "user", "content": f"Hello {number}"}],
        },
    })


def wait(start, finish, *args):
    """Runs the main loop until the operation has ended."""
    results = []
    start(*args, None, lambda source, result: (results.append(result), loop.quit()))
    while not results:
        loop.run()
    return finish(results[0])


def send(engine, url, output):
    backend = engine.use_url(url, None)
    if backend is None:
        sys.exit(f"“{url}” is not the URL of a model server")

    summaries = []
    queue = Batch.Queue.new_for_engine(engine)
    queue.connect("load-started", lambda queue, model: print(f"Loading {model}"))
    queue.connect("job-completed", lambda queue, job, summary: (
        summaries.append(summary), loop.quit()))

    lines = "\n".join(request(number) for number in range(10)).encode()
    stream = Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(lines))
    job = Batch.Job.new_for_stream(stream, "greetings")
    job.props.backend = backend
    job = wait(queue.enqueue_async, queue.enqueue_finish, job)

    engine.set_active(True)
    while not summaries:
        loop.run()
    print(f"{summaries[0].props.succeeded} succeeded, {summaries[0].props.failed} failed")
    wait(engine.write_results_async, engine.write_results_finish,
         job.props.id, output, f"{output}.errors", True)
    print("The answers are written")


if len(sys.argv) != 3:
    sys.exit("Usage: send-http.py URL OUTPUT")
loop = GLib.MainLoop()
engine = wait(Batch.Engine.open_async, Batch.Engine.open_finish, "sqlite::memory:")
send(engine, *sys.argv[1:])
wait(engine.close_async, engine.close_finish)
