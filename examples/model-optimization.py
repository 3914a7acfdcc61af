#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Six jobs for two models, handed in by turns: each model is loaded once, not three times."""

import gi

gi.require_version("Batch", "1")
from gi.repository import Batch, GLib

MODELS = ["llava:13b", "gemma:7b"]
JOBS = 6


class Answers(Batch.ItemHandler):
    def do_handle(self, attempt):
        GLib.timeout_add(10, self.finish, attempt)
        return True

    def finish(self, attempt):
        attempt.complete(f"{attempt.get_resource_key()} says hello")
        return GLib.SOURCE_REMOVE


def load_started(queue, resource_key):
    loads.append(resource_key)
    print(f"Loading {resource_key}")


def job_completed(queue, job, summary):
    completed.append(job)
    print(f"  {job.props.title} ({job.props.resource_key}) is done")
    if len(completed) == JOBS:
        print(f"{len(loads)} loads; {JOBS} in the order of arrival")
        loop.quit()


def enqueued(queue, result):
    job = queue.enqueue_finish(result)
    print(f"{job.props.title}: {job.props.reorder_note or 'At the end of the queue'}")
    # All are there: the work begins.
    if len(queue) == JOBS:
        queue.props.paused = False


loop = GLib.MainLoop()
loads, completed = [], []
queue = Batch.Queue.new()
queue.props.paused = True
queue.set_handler(Answers())
queue.connect("load-started", load_started)
queue.connect("job-completed", job_completed)

for number in range(JOBS):
    job = Batch.Job.new(MODELS[number % len(MODELS)], "chat", Batch.OverwritePolicy.SKIP)
    job.props.title = f"Job {number + 1}"
    for _ in range(3):
        job.add_item(None, "Say hello", Batch.SizeBucket.SMALL)
    queue.enqueue_async(job, None, enqueued)
loop.run()
