# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Handlers written in Python, run by a queue in memory, with and without our override."""

import gc
import importlib.util
import sys
import threading
import unittest

import gi

gi.require_version("Batch", "1")
from gi.repository import Batch, Gio, GLib

SKIP = Batch.OverwritePolicy.SKIP
OVERWRITE = Batch.OverwritePolicy.OVERWRITE
WAIT_SECONDS = 300
OVERRIDDEN = importlib.util.find_spec("gi.overrides.Batch") is not None
NO_ANSWER = ("failed The handler gave no answer within 1 s; one that needs longer returns TRUE "
             "from “handle”")


class Later(Batch.ItemHandler):
    """Answers from a thread, after handle () has returned."""

    def do_handle(self, attempt):
        threading.Thread(target=self.work, args=(attempt,)).start()
        return True

    def work(self, attempt):
        attempt.complete(attempt.get_payload().upper())

    def do_should_skip(self, attempt):
        return attempt.get_payload() == "done already"


class LaterUnpromised(Later):
    """Says nothing of an answer, as most people would write it."""

    def do_handle(self, attempt):
        super().do_handle(attempt)


class Raises(Batch.ItemHandler):
    def do_handle(self, attempt):
        raise ValueError("no such picture")


class RaisesError(Batch.ItemHandler):
    def do_handle(self, attempt):
        raise GLib.Error("the camera is broken")


class CannotTell(Later):
    def do_should_skip(self, attempt):
        raise KeyError("index")


class IsAsync(Later):
    async def do_handle(self, attempt):
        attempt.complete("nobody runs this")


class SkipsAsync(Later):
    async def do_should_skip(self, attempt):
        return False


class Drops(Batch.ItemHandler):
    def do_handle(self, attempt):
        return True


class Forgets(Batch.ItemHandler):
    kept = None

    def do_handle(self, attempt):
        self.kept = attempt


class Twice(Batch.ItemHandler):
    def do_handle(self, attempt):
        self.answers = [attempt.complete("first"), attempt.fail_message("second")]


class SaysNothing(Batch.ItemHandler):
    def do_handle(self, attempt):
        attempt.complete(None)


class Details(Batch.ItemHandler):
    def do_handle(self, attempt):
        attempt.complete(" ".join([
            attempt.get_custom_id(),
            attempt.get_item_id(),
            attempt.get_resource_key(),
            attempt.get_operation(),
            attempt.get_size_bucket().value_nick,
            str(attempt.get_number()),
            str(attempt.get_position()),
            str(attempt.get_cancellable().is_cancelled()),
        ]))


class Reason(Batch.ItemHandler):
    def do_handle(self, attempt):
        attempt.skip("Nothing to see")


class Blocks(Batch.SyncHandler):
    """What it was made with is there in the worker thread, too."""

    def __init__(self, suffix):
        super().__init__()
        self.suffix = suffix
        self.threads = set()

    def do_process(self, attempt, cancellable):
        self.threads.add(threading.get_ident())
        return attempt.get_payload() + self.suffix


class BlocksAndRaises(Batch.SyncHandler):
    def do_process(self, attempt, cancellable):
        raise ValueError("no such picture")


class BlocksAndFails(Batch.SyncHandler):
    def do_process(self, attempt, cancellable):
        raise GLib.Error("the camera is broken")


class BlocksForNothing(Batch.SyncHandler):
    def do_process(self, attempt, cancellable):
        return None


class BlocksAndExits(Batch.SyncHandler):
    def do_process(self, attempt, cancellable):
        sys.exit("no model is left")


class Speechless(Exception):
    def __str__(self):
        raise ValueError("no words")


class BlocksAndSays(Batch.SyncHandler):
    """Returns what it was given, or raises it."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    def do_process(self, attempt, cancellable):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def result_of(item):
    done = []
    item.load_result_async(None, lambda source, result: done.append(
        source.load_result_finish(result)))
    while not done:
        GLib.MainContext.default().iteration(True)
    return done[0]


def describe(item):
    status = item.props.status.value_nick
    return f"{status} {result_of(item) if status == 'succeeded' else item.props.last_error}"


def run(handler, *payloads, policy=SKIP):
    """What became of each item."""
    queue = Batch.Queue.new()
    queue.set_handler(handler)
    job = Batch.Job.new("model", "tag", policy)
    job.set_max_attempts(1)
    for payload in payloads:
        job.add_item(None, payload, Batch.SizeBucket.SMALL)

    summaries, items, late = [], {}, []
    queue.connect("item-progress", lambda queue, job, item: items.update({item.props.id: item}))
    queue.connect("job-completed", lambda queue, job, summary: summaries.append(summary))
    queue.enqueue_async(job, None, lambda queue, result: queue.enqueue_finish(result))
    timer = GLib.timeout_add_seconds(WAIT_SECONDS, lambda: late.append(True))
    while not summaries and not late:
        GLib.MainContext.default().iteration(True)
    if not late:
        GLib.source_remove(timer)
    assert not late, f"the queue hangs; it has ended {sorted(items)}"
    return [describe(items[f"item-{i}"]) for i in range(len(payloads))]


def foresee(handler, *payloads):
    """What would become of items: how many are worked on, are skipped, fail, and why."""
    queue = Batch.Queue.new()
    queue.set_handler(handler)
    job = Batch.Job.new("model", "tag", SKIP)
    for payload in payloads:
        job.add_item(None, payload, Batch.SizeBucket.SMALL)
    found = []
    queue.dry_run_async(job, None, lambda queue, result: found.append(
        queue.dry_run_finish(result)))
    while not found:
        GLib.MainContext.default().iteration(True)
    dry_run = found[0].props
    return (dry_run.to_process, dry_run.skipped_ids, dry_run.to_fail, dry_run.failure)


class TestHandlers(unittest.TestCase):
    def test_later(self):
        self.assertEqual(run(Later(), "a", "done already", "c"), [
            "succeeded A", "skipped Skipped: already has a result", "succeeded C"])

    def test_policy(self):
        self.assertEqual(run(Later(), "done already", policy=OVERWRITE),
                         ["succeeded DONE ALREADY"])

    def test_later_unpromised(self):
        self.assertEqual(run(LaterUnpromised(), "a", "b"), ["succeeded A", "succeeded B"])

    def test_many(self):
        self.assertEqual(run(Later(), *["a"] * 300), ["succeeded A"] * 300)

    def test_exception(self):
        """Each fails, also the last one: PyGObject keeps that in sys.last_traceback."""
        self.assertEqual(run(Raises(patience=1), "a", "b"), [
            "failed ValueError: no such picture" if OVERRIDDEN else NO_ANSWER] * 2)

    def test_error(self):
        self.assertEqual(run(RaisesError(), "a", "b"), ["failed the camera is broken"] * 2)

    def test_exception_in_should_skip(self):
        self.assertEqual(run(CannotTell(), "a"), [
            "failed KeyError: 'index'" if OVERRIDDEN else "succeeded A"])

    def test_dry_run(self):
        self.assertEqual(foresee(Later(), "a", "done already", "c", "done already"),
                         (2, ["item-1", "item-3"], 0, None))
        self.assertEqual(foresee(Later(), "a"), (1, [], 0, None))
        self.assertEqual(foresee(CannotTell(), "a", "b"), (
            0, [], 2, "KeyError: 'index'") if OVERRIDDEN else (2, [], 0, None))

    @unittest.skipUnless(OVERRIDDEN, "only the override sees what is returned")
    def test_async(self):
        for handler, name in ((IsAsync(), "do_handle"), (SkipsAsync(), "do_should_skip")):
            self.assertEqual(run(handler, "a"), [
                f"failed TypeError: {name} cannot be async; start a task in do_handle instead"])

    def test_dropped(self):
        self.assertEqual(run(Drops(), "a", "b"),
                         ["failed The handler dropped the item without an answer"] * 2)

    @unittest.skipIf(OVERRIDDEN, "with the override, an answer is promised")
    def test_forgotten(self):
        self.assertEqual(run(Forgets(patience=1), "a", "b"), [NO_ANSWER] * 2)

    def test_at_most_once(self):
        handler = Twice()
        self.assertEqual(run(handler, "a"), ["succeeded first"])
        self.assertEqual(handler.answers, [True, False])

    def test_no_output(self):
        self.assertEqual(run(SaysNothing(), "a"), ["succeeded "])

    def test_details(self):
        self.assertEqual(run(Details(), "a", "b"), [
            "succeeded item-0 item-0 model tag small 1 0 False",
            "succeeded item-1 item-1 model tag small 1 1 False"])

    def test_reason(self):
        self.assertEqual(run(Reason(), "a"), ["skipped Nothing to see"])


class TestJobs(unittest.TestCase):
    def assert_refused(self, call, *arguments):
        with self.assertRaises(GLib.Error) as refused:
            call(*arguments)
        self.assertTrue(refused.exception.matches(Batch.error_quark(), Batch.Error.INVALID_STATE))

    def test_items_after_submission(self):
        queue = Batch.Queue.new()
        job = Batch.Job.new("model", "tag", SKIP)
        job.add_item(None, "a", Batch.SizeBucket.SMALL)
        done = []
        queue.enqueue_async(job, None, lambda queue, result: done.append(
            queue.enqueue_finish(result)))
        while not done:
            GLib.MainContext.default().iteration(True)
        self.assert_refused(job.add_item, None, "b", Batch.SizeBucket.SMALL)
        self.assert_refused(job.add_item_with_model, None, "other", "b", Batch.SizeBucket.SMALL)
        self.assertEqual(job.props.total, 1)

    def test_settings_after_submission(self):
        queue = Batch.Queue.new()
        job = Batch.Job.new("model", "tag", SKIP)
        job.add_item(None, "a", Batch.SizeBucket.SMALL)
        self.assertTrue(job.try_set("priority", 2))
        done = []
        queue.enqueue_async(job, None, lambda queue, result: done.append(
            queue.enqueue_finish(result)))
        while not done:
            GLib.MainContext.default().iteration(True)
        heard = []
        job.connect("notify::priority", lambda job, _: heard.append(job.props.priority))
        job.props.priority = 5
        job.set_priority(6)
        self.assert_refused(job.try_set, "priority", 7)
        self.assertEqual(job.props.priority, 2)
        self.assertEqual(heard, [2, 2])

    def test_items_of_a_file(self):
        job = Batch.Job.new_for_file(Gio.File.new_for_path("/nowhere.jsonl"))
        self.assert_refused(job.add_item, None, "b", Batch.SizeBucket.SMALL)


class TestSyncHandlers(unittest.TestCase):
    def test_thread(self):
        handler = Blocks("!")
        self.assertEqual(run(handler, "a", "b"), ["succeeded a!", "succeeded b!"])
        self.assertNotIn(threading.get_ident(), handler.threads)

    def test_exception(self):
        self.assertEqual(run(BlocksAndRaises(), "a", "b"), [
            "failed ValueError: no such picture" if OVERRIDDEN
            else "failed The handler gave no output"] * 2)

    def test_error(self):
        self.assertEqual(run(BlocksAndFails(), "a"), ["failed the camera is broken"])

    def test_nothing(self):
        self.assertEqual(run(BlocksForNothing(), "a"), ["failed The handler gave no output"])

    @unittest.skipUnless(OVERRIDDEN, "only the override sees what is returned")
    def test_no_text(self):
        for answer, message in (
                (5, "TypeError: do_process has to return text, not int"),
                (b"a", "TypeError: do_process has to return text, not bytes"),
                ("a\0b", "ValueError: do_process has returned a text with a NUL in it"),
                ("\ud800", "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' "
                           "in position 0: surrogates not allowed"),
                (ValueError("a\ud800"), "ValueError: a\\ud800"),
                (Speechless(), "Speechless")):
            with self.subTest(message=message):
                self.assertEqual(run(BlocksAndSays(answer), "a"), [f"failed {message}"])

    @unittest.skipUnless(OVERRIDDEN, "only the override sees that a thread exits")
    def test_exit(self):
        self.assertEqual(run(BlocksAndExits(), "a", "b"),
                         ["failed SystemExit: no model is left"] * 2)


class TestJobs(unittest.TestCase):
    def test_builder(self):
        job = Batch.Job.new("llava:13b", "tag", SKIP)
        job.props.title = "Holiday"
        job.set_metadata_value("who", "Ada")
        job.add_item("cat.png", "{}", Batch.SizeBucket.from_dimensions(640, 480))
        job.add_item_with_model("dog.png", "gemma", "{}", Batch.SizeBucket.UNKNOWN)
        self.assertEqual([item.props.id for item in job.props.items], ["cat.png", "dog.png"])
        self.assertEqual(job.get_resource_keys(), ["llava:13b", "gemma"])
        self.assertEqual(job.props.items[0].props.size_bucket, Batch.SizeBucket.SMALL)
        self.assertEqual(job.props.metadata, '{"who":"Ada"}')
        self.assertEqual((job.props.total, job.props.pending), (2, 2))
        self.assertIsNone(job.query_items("no such word", None, None))

    def test_nothing_to_load(self):
        queue = Batch.Queue.new()
        queue.set_handler(Later())
        job = Batch.Job.new(None, None, OVERWRITE)
        job.add_item(None, "a", Batch.SizeBucket.SMALL)
        job.add_item_with_model(None, "gemma", "b", Batch.SizeBucket.SMALL)
        done = []
        queue.connect("job-completed", lambda queue, job, summary: done.append(job))
        queue.enqueue_async(job, None, lambda queue, result: queue.enqueue_finish(result))
        while not done:
            GLib.MainContext.default().iteration(True)
        self.assertEqual((done[0].props.succeeded, done[0].get_resource_keys()), (2, ["", "gemma"]))

    def test_freed(self):
        job = Batch.Job.new("llava:13b", "tag", SKIP)
        gone = []
        job.weak_ref(lambda: gone.append(True))
        del job
        gc.collect()
        self.assertEqual(gone, [True])


if __name__ == "__main__":
    # Tracebacks of the exceptions above are no news.
    unittest.main(verbosity=2, buffer="-v" not in sys.argv)
