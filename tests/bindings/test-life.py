# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Queues and jobs in Python that are cancelled, dropped, killed, or live beside each other."""

import collections
import contextlib
import gc
import os
import pathlib
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import gi

gi.require_version("Batch", "1")
from gi.repository import Batch, Gio, GLib

WAIT_SECONDS = 300
OVERWRITE = Batch.OverwritePolicy.OVERWRITE
PARALLEL = 4
DROPS = 20
LINES = 5000
LINE = ('{"custom_id":"r%d","method":"POST","url":"/v1/chat/completions",'
        '"body":{"model":"a","messages":[{"role":"user","content":"x"}]}}\n')
NOBODY = "http://127.0.0.1:9"
CHILD = "--child"


def wait_until(condition, context=None):
    """A timer wakes the loop now and then, so that it never waits for nothing."""
    context = context or GLib.MainContext.default()
    timer = GLib.timeout_source_new(20)
    timer.set_callback(lambda *_: GLib.SOURCE_CONTINUE)
    timer.attach(context)
    end = time.monotonic() + WAIT_SECONDS
    try:
        while not condition():
            assert time.monotonic() < end, "nothing happens"
            context.iteration(True)
    finally:
        timer.destroy()


def call(thing, name, *args, cancellable=None):
    results = []
    getattr(thing, f"{name}_async")(*args, cancellable,
                                    lambda source, result: results.append(result))
    wait_until(lambda: results, GLib.MainContext.get_thread_default())
    return getattr(thing, f"{name}_finish")(results[0])


def draft(count, key="model"):
    job = Batch.Job.new(key, "tag", OVERWRITE)
    job.props.parallel = PARALLEL
    for number in range(count):
        job.add_item(None, f"payload {number}", Batch.SizeBucket.SMALL)
    return job


def read_each(folder, read):
    """What @read finds in each entry; they come and go meanwhile."""
    for entry in pathlib.Path(folder).iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            yield read(entry)


def get_own_threads():
    """The names of those that the library began."""
    names = read_each("/proc/self/task", lambda entry: (entry / "comm").read_text(encoding="utf-8"))
    return [name for name in names if name.startswith("batch-")]


def get_open_files(folder):
    return [path for path in read_each("/proc/self/fd", os.readlink) if path.startswith(folder)]


class Later(Batch.ItemHandler):
    """Answers after a moment, and knows its thread."""

    def __init__(self):
        super().__init__()
        self.threads = set()

    def do_handle(self, attempt):
        self.threads.add(threading.get_ident())
        source = GLib.timeout_source_new(2)
        source.set_callback(self.answer, attempt)
        source.attach(GLib.MainContext.get_thread_default())
        return True

    def answer(self, attempt):
        attempt.complete(attempt.get_payload().upper())
        return GLib.SOURCE_REMOVE


class Never(Batch.ItemHandler):
    """Keeps what it gets and answers nothing."""

    def __init__(self):
        super().__init__()
        self.attempts = []

    def do_handle(self, attempt):
        self.attempts.append(attempt)
        return True


class Middle:
    """Brings an engine on a store in @folder as far as a stage, and returns without closing it."""

    def __init__(self, folder):
        self.folder = folder
        self.uri = f"sqlite:{folder}/queue.db"
        self.input = pathlib.Path(folder, "in.jsonl")
        self.input.write_text("".join(LINE % number for number in range(LINES)), encoding="utf-8")

    def open(self):
        return call(Batch.Engine, "open", self.uri)

    def draft(self, engine, url=NOBODY):
        job = Batch.Job.new_for_file(Gio.File.new_for_path(str(self.input)))
        job.props.backend = engine.use_url(url, None)
        return job

    def opening(self):
        """Its thread runs; what that tells is not heard yet."""
        Batch.Engine.open_async(self.uri, None, None)
        wait_until(get_own_threads, GLib.MainContext.new())

    def importing(self):
        engine = self.open()
        engine.submit_async(self.draft(engine), None, None)

    def submitted(self):
        engine = self.open()
        call(engine, "submit", self.draft(engine))

    def unreachable(self):
        """It waits to try the server again."""
        engine = self.open()
        call(engine, "submit", self.draft(engine))
        engine.set_active(True)
        wait_until(lambda: engine.props.in_trouble)

    def asking(self):
        """It waits for a server that says nothing."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.setblocking(False)
            engine = self.open()
            url = f"http://127.0.0.1:{server.getsockname()[1]}"
            call(engine, "submit", self.draft(engine, url))
            engine.set_active(True)
            wait_until(lambda: select.select([server], [], [], 0)[0])

    def removal(self):
        engine = self.open()
        job = call(engine, "submit", self.draft(engine))
        call(engine, "cancel", job.props.id)
        engine.remove_async(job.props.id, None, None)

    def take_over(self, totals):
        """What the next engine finds, which is now the only one."""
        engine = self.open()
        jobs = list(call(engine, "list_jobs", None, None, 0))
        assert [job.props.total for job in jobs] in totals, jobs
        wait_until(lambda: len(list(pathlib.Path(self.folder, "engines").glob("*.lock"))) == 1)
        for job in jobs:
            call(engine, "cancel", job.props.id)
            wait_until(job.is_terminal)
        call(engine, "close")


class TestLife(unittest.TestCase):
    def test_cancelled(self):
        queue, handler = Batch.Queue.new(), Never()
        queue.set_handler(handler)
        job = call(queue, "enqueue", draft(20))
        wait_until(lambda: len(handler.attempts) == PARALLEL)
        call(queue, "cancel_job", job.props.id)
        wait_until(job.is_terminal)
        self.assertEqual(job.props.state, Batch.JobState.CANCELLED)
        self.assertEqual((job.props.cancelled, job.props.succeeded), (20, 0))
        for attempt in handler.attempts:
            self.assertTrue(attempt.get_cancellable().is_cancelled())
            attempt.complete("too late")
        statuses = [item.props.status for item in
                    call(queue.props.engine, "get_items", job.props.id, None, 0, None)]
        self.assertEqual(statuses, [Batch.ItemStatus.CANCELLED] * 20)

    def test_dropped(self):
        gone = []
        queue, handler = Batch.Queue.new(), Later()
        for thing in (queue, queue.props.engine, handler):
            thing.weak_ref(gone.append, type(thing).__name__)
        queue.set_handler(handler)
        job = call(queue, "enqueue", draft(1000))
        wait_until(lambda: job.props.succeeded > 0)
        del queue, handler, thing
        gc.collect()
        wait_until(lambda: len(gone) == 3)
        self.assertFalse(job.is_terminal())

    def drop_engine(self, answer):
        """One that has handed out attempts; @answer gets them when its thread has ended."""
        gone = []
        queue, handler = Batch.Queue.new(), Never()
        queue.props.engine.weak_ref(gone.append, True)
        queue.set_handler(handler)
        call(queue, "enqueue", draft(20))
        attempts = handler.attempts
        wait_until(lambda: len(attempts) == PARALLEL)
        del queue, handler
        gc.collect()
        wait_until(lambda: gone)
        answer(attempts)

    def test_dropped_with_attempts(self):
        """Their answers, which nobody waits for any more, keep nothing open."""
        def complete(attempts):
            for attempt in attempts:
                self.assertTrue(attempt.complete("too late"))

        for answer in (complete, list.clear):
            with self.subTest(answer=answer.__name__):
                self.drop_engine(answer)
                before = len(os.listdir("/proc/self/fd"))
                for _ in range(DROPS):
                    self.drop_engine(answer)
                # Threads that all engines share may begin meanwhile.
                wait_until(lambda: len(os.listdir("/proc/self/fd")) < before + DROPS // 2)

    def test_dropped_in_the_middle(self):
        """Wherever an engine was, it leaves no thread, no open file, and the store to the next."""
        none, whole = [], [LINES]
        for stage, totals in ((Middle.opening, [none]), (Middle.importing, [none, whole]),
                              (Middle.submitted, [whole]), (Middle.unreachable, [whole]),
                              (Middle.asking, [whole]), (Middle.removal, [none, whole])):
            with self.subTest(stage=stage.__name__), tempfile.TemporaryDirectory() as folder:
                middle = Middle(folder)
                for step in (stage, lambda middle: middle.take_over(totals)):
                    step(middle)
                    gc.collect()
                    wait_until(lambda: not get_own_threads())
                    wait_until(lambda: not get_open_files(folder))

    def test_call_cancelled(self):
        queue, cancellable = Batch.Queue.new(), Gio.Cancellable()
        job = draft(1)
        cancellable.cancel()
        with self.assertRaises(GLib.Error) as cancelled:
            call(queue, "enqueue", job, cancellable=cancellable)
        self.assertTrue(cancelled.exception.matches(Gio.io_error_quark(),
                                                    Gio.IOErrorEnum.CANCELLED))
        self.assertTrue(job.is_draft())
        self.assertEqual(call(queue, "enqueue", job), job)
        with self.assertRaises(GLib.Error) as twice:
            call(queue, "enqueue", job)
        self.assertIn("was submitted already", twice.exception.message)

    def test_list(self):
        queue = Batch.Queue.new()
        jobs = [call(queue, "enqueue", draft(3, key)) for key in ("a", "b")]
        wait_until(lambda: len(queue) == 2)
        self.assertEqual(list(queue), jobs)
        self.assertEqual((queue[0], queue[-1], jobs[1] in queue), (jobs[0], jobs[1], True))
        with self.assertRaises(IndexError):
            queue[2]
        rows = list(jobs[0].props.items)
        wait_until(lambda: all(row.props.loaded for row in rows))
        self.assertEqual([row.props.id for row in rows], ["item-0", "item-1", "item-2"])

    def test_several(self):
        queues, summaries = [Batch.Queue.new() for _ in range(2)], []
        for queue in queues:
            queue.set_handler(Later())
            queue.connect("job-completed", lambda queue, job, summary: summaries.append(summary))
            for key in ("a", "b"):
                call(queue, "enqueue", draft(20, key))
        wait_until(lambda: len(summaries) == 4)
        self.assertEqual([summary.props.succeeded for summary in summaries], [20] * 4)

    def test_another_context(self):
        """Everything is told in the thread that made the queue."""
        told = []

        def work():
            context = GLib.MainContext.new()
            context.push_thread_default()
            queue, handler = Batch.Queue.new(), Later()
            queue.set_handler(handler)
            queue.connect("job-completed",
                          lambda queue, job, summary: told.append(threading.get_ident()))
            call(queue, "enqueue", draft(20))
            wait_until(lambda: told, context)
            told.append(handler.threads == {told[0]} == {threading.get_ident()})
            context.pop_thread_default()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(2 * WAIT_SECONDS)
        self.assertEqual(told[1:], [True])

    def test_killed(self):
        """What was answered is not asked again; of each slot, at most one item is."""
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / "log"
            for n_asked in (100, 100, None):
                with subprocess.Popen([sys.executable, __file__, CHILD, folder], text=True,
                                      stdout=subprocess.PIPE) as process:
                    if n_asked is not None:
                        for _ in range(n_asked):
                            process.stdout.readline()
                        process.kill()
                    process.communicate(timeout=WAIT_SECONDS)
                status = process.returncode
            self.assertEqual(status, 0)
            asked = collections.Counter(log.read_text().split())
            self.assertEqual(len(asked), 300)
            self.assertLessEqual(sum(asked.values()) - 300, 2 * PARALLEL)


class Logs(Later):
    """Writes down what it is asked before it answers."""

    path = None

    def do_handle(self, attempt):
        with open(self.path, "a", encoding="utf-8") as log:
            log.write(f"{attempt.get_custom_id()}\n")
        print(attempt.get_custom_id(), flush=True)
        return super().do_handle(attempt)


def child(folder):
    """Submits a job, unless there is one, and works until it has ended."""
    engine = call(Batch.Engine, "open", f"sqlite:{folder}/queue.db")
    handler = Logs()
    handler.path = os.path.join(folder, "log")
    engine.register_handler("logs", handler)
    jobs = list(call(engine, "list_jobs", None, None, 0))
    if not jobs:
        job = draft(300)
        job.props.handler = "logs"
        jobs = [call(engine, "submit", job)]
    engine.set_active(True)
    wait_until(jobs[0].is_terminal)
    call(engine, "close")
    return 0 if jobs[0].props.succeeded == 300 else 1


if __name__ == "__main__":
    if sys.argv[1:2] == [CHILD]:
        sys.exit(child(sys.argv[2]))
    unittest.main(verbosity=2)
