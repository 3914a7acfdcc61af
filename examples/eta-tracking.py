#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""How long a job still takes: a range that narrows while items are measured."""

import gi

gi.require_version("Batch", "1")
from gi.repository import Batch, GLib

ITEMS = 40
EVERY = 5


class Resizes(Batch.ItemHandler):
    """Takes between 20 and 40 ms for an item."""

    def do_handle(self, attempt):
        GLib.timeout_add(20 + attempt.get_position() * 7 % 20, self.finish, attempt)
        return True

    def finish(self, attempt):
        attempt.complete("done")
        return GLib.SOURCE_REMOVE


def show(job):
    eta = job.props.eta
    if eta is None or eta.props.expected < 0:
        print(f"{job.props.ended:2} of {job.props.total}: no estimate yet")
    else:
        print(f"{job.props.ended:2} of {job.props.total}: {eta.props.low} to {eta.props.high} ms "
              f"left, about {eta.props.expected} ({eta.props.samples} samples)")


def item_progress(queue, job, item):
    if job.props.ended % EVERY == 0 and job.props.ended < job.props.total:
        show(job)


def job_completed(queue, job, summary):
    print(f"It took {summary.props.wall_ms} ms, {summary.props.avg_duration_ms} ms an item")
    loop.quit()


loop = GLib.MainLoop()
queue = Batch.Queue.new()
queue.set_handler(Resizes())
queue.connect("job-started", lambda queue, job: show(job))
queue.connect("item-progress", item_progress)
queue.connect("job-completed", job_completed)

job = Batch.Job.new("resizer", "resize", Batch.OverwritePolicy.OVERWRITE)
job.props.parallel = 1
for number in range(ITEMS):
    job.add_item(None, f"Picture {number}", Batch.SizeBucket.SMALL)
queue.enqueue_async(job, None, Batch.Queue.enqueue_finish)
loop.run()
