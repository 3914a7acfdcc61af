#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A batch of pictures: one has its caption already, one is busy at first, one fails."""

import gi

gi.require_version("Batch", "1")
from gi.repository import Batch, GLib

PICTURES = ["cat.png", "dog.png", "done.png", "busy.png", "broken.png"]
BUSY_MS = 20


class Captions(Batch.ItemHandler):
    """Writes a caption, which takes a moment; handle () returns at once and says
    that the answer comes later."""

    repaired = False

    def do_should_skip(self, attempt):
        return attempt.get_custom_id() == "done.png"

    def do_handle(self, attempt):
        GLib.timeout_add(10, self.finish, attempt)
        return True

    def finish(self, attempt):
        name = attempt.get_custom_id()
        if name == "busy.png" and attempt.get_number() == 1:
            attempt.fail_temporarily("The model is busy", BUSY_MS)
        elif name == "broken.png" and not self.repaired:
            attempt.fail_message("The picture cannot be read")
        else:
            attempt.complete(f"A picture of a {name.removesuffix('.png')}")
        return GLib.SOURCE_REMOVE


def item_progress(queue, job, item):
    line = f"  {item.props.id}: {item.props.status.value_nick}"
    if item.props.attempts > 1:
        line += f" at attempt {item.props.attempts}"
    if item.props.last_error:
        line += f" ({item.props.last_error})"
    print(line)


def job_completed(queue, job, summary):
    print(f"{job.props.title}: {summary.props.succeeded} succeeded, "
          f"{summary.props.failed} failed, {summary.props.skipped} skipped")
    if summary.props.failed == 0:
        loop.quit()
        return
    print("Trying again what failed")
    queue.get_handler().repaired = True
    queue.retry_failed_async(job.props.id, None, Batch.Queue.retry_failed_finish)


loop = GLib.MainLoop()
queue = Batch.Queue.new()
queue.set_handler(Captions())
queue.connect("job-started", lambda queue, job: print(f"{job.props.title}: started"))
queue.connect("item-progress", item_progress)
queue.connect("job-completed", job_completed)

job = Batch.Job.new("llava:13b", "caption", Batch.OverwritePolicy.SKIP)
job.props.title = "Holiday pictures"
for picture in PICTURES:
    job.add_item(picture, "Describe this picture", Batch.SizeBucket.from_dimensions(640, 480))


def foreseen(queue, result):
    dry_run = queue.dry_run_finish(result)
    print(f"Will process {dry_run.props.to_process} "
          f"({dry_run.props.to_skip} of {dry_run.props.total} have a caption already)")
    queue.enqueue_async(job, None, Batch.Queue.enqueue_finish)


queue.dry_run_async(job, None, foreseen)
loop.run()
