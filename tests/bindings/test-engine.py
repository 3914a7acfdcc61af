# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""An engine as Python sees it: its files, what it intends, and workers outside."""

import csv
import json
import os
import tempfile
import unittest

import gi

gi.require_version("Batch", "1")
from gi.repository import Batch, Gio, GLib


def call(start, finish, *args):
    """Waits for the answer of an asynchronous call."""
    results = []
    start(*args, None, lambda source, result: results.append(result))
    while not results:
        GLib.MainContext.default().iteration(True)
    return finish(results[0])


def wait_until(condition):
    while not condition():
        GLib.MainContext.default().iteration(True)


def open_engine():
    return call(Batch.Engine.open_async, Batch.Engine.open_finish, "sqlite::memory:")


def submit(engine, key, count, handler="nobody"):
    job = Batch.Job.new(key, "chat", Batch.OverwritePolicy.OVERWRITE)
    job.props.handler = handler
    for number in range(count):
        job.add_item(None, f"prompt {number}", Batch.SizeBucket.SMALL)
    return call(engine.submit_async, engine.submit_finish, job)


class TestPlan(unittest.TestCase):
    def test_groups(self):
        engine = open_engine()
        for key, count in (("alpha", 2), ("beta", 1), ("alpha", 3)):
            submit(engine, key, count)
        plan = call(engine.get_plan_async, engine.get_plan_finish)
        self.assertEqual([(group.props.resource_key, group.props.waiting) for group in plan],
                         [("alpha", 5), ("beta", 1)])
        self.assertEqual(len(plan[0].props.job_ids), 2)
        self.assertEqual(plan[0].get_reason(), "was submitted first")
        self.assertEqual((plan.props.loads, plan.props.arrival_loads, plan.props.least_loads),
                         (2, 3, 2))
        self.assertEqual(plan.props.eta.props.expected, -1)
        call(engine.close_async, engine.close_finish)


class TestFiles(unittest.TestCase):
    def test_files(self):
        engine = open_engine()
        stream = Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(b"some lines"))
        added = call(engine.add_file_async, engine.add_file_finish, stream, "in.jsonl", None)
        self.assertEqual((added.props.name, added.props.size), ("in.jsonl", 10))
        found = call(engine.get_file_async, engine.get_file_finish, added.props.id)
        self.assertEqual(found.props.id, added.props.id)
        listed = call(engine.list_files_async, engine.list_files_finish, None, None, 0)
        self.assertEqual([file.props.name for file in listed], ["in.jsonl"])
        content = call(engine.read_file_async, engine.read_file_finish, added.props.id)
        self.assertEqual(content.read_bytes(100, None).get_data(), b"some lines")
        call(engine.remove_file_async, engine.remove_file_finish, added.props.id)
        with self.assertRaises(GLib.Error) as gone:
            call(engine.get_file_async, engine.get_file_finish, added.props.id)
        self.assertTrue(gone.exception.matches(Batch.error_quark(), Batch.Error.NOT_FOUND))
        call(engine.close_async, engine.close_finish)


class TestHandovers(unittest.TestCase):
    def test_handovers(self):
        engine = open_engine()
        job = Batch.Job.new("alpha", "chat", Batch.OverwritePolicy.OVERWRITE)
        job.props.execution_mode = Batch.ExecutionMode.NATIVE
        job.add_item(None, "prompt", Batch.SizeBucket.SMALL)
        job = call(engine.submit_async, engine.submit_finish, job)
        self.assertEqual(job.props.execution_mode.value_nick, "native")
        handovers = call(engine.list_handovers_async, engine.list_handovers_finish, job.props.id)
        self.assertEqual(list(handovers), [])
        with self.assertRaises(GLib.Error) as unknown:
            call(engine.resolve_handover_async, engine.resolve_handover_finish, "handover_1", None)
        self.assertTrue(unknown.exception.matches(Batch.error_quark(), Batch.Error.NOT_FOUND))
        self.assertEqual(Batch.HandoverState.HELD.value_nick, "held")
        call(engine.close_async, engine.close_finish)


class TestHistory(unittest.TestCase):
    def history(self, engine, job_id, resolution):
        return call(engine.get_history_async, engine.get_history_finish, job_id, None, None,
                    resolution)

    def test_work(self):
        engine = open_engine()
        job = submit(engine, "alpha", 3, Batch.WORKERS)
        for claim in call(engine.claim_async, engine.claim_finish, None, 3, 60000):
            call(engine.complete_async, engine.complete_finish, claim.props.id, "yes")
        whole, = self.history(engine, job.props.id, GLib.MAXUINT)
        self.assertEqual((whole.props.resource_key, whole.props.backend), ("alpha", Batch.WORKERS))
        self.assertEqual((whole.props.succeeded, whole.props.failed), (3, 0))
        self.assertGreaterEqual(whole.get_p95_ms(), whole.get_p50_ms())
        day = self.history(engine, None, 86400)
        self.assertEqual(sum(point.props.succeeded for point in day), 3)
        self.assertEqual(day[0].props.at.to_unix() % 86400, 0)
        loads = call(engine.list_loads_async, engine.list_loads_finish, None, None, None)
        self.assertEqual(len(loads), 0)
        quality = call(engine.get_estimate_quality_async, engine.get_estimate_quality_finish)
        self.assertEqual((quality.props.n_jobs, len(quality.props.forecasts)), (0, 0))
        self.assertEqual(quality.get_error(25), -1)
        item = job.props.items[0]
        self.assertEqual((item.props.prompt_tokens, item.props.output_tokens), (-1, -1))
        call(engine.close_async, engine.close_finish)


class TestWorkers(unittest.TestCase):
    def claim(self, engine, keys, limit, lease_ms=60000):
        return call(engine.claim_async, engine.claim_finish, keys, limit, lease_ms)

    def test_work(self):
        engine = open_engine()
        job = submit(engine, "alpha", 3, Batch.WORKERS)
        first, second = self.claim(engine, ["beta", "alpha"], 2)
        self.assertEqual((first.props.resource_key, first.props.payload), ("alpha", "prompt 0"))
        self.assertTrue(call(engine.renew_async, engine.renew_finish, first.props.id, 60000))
        self.assertTrue(call(engine.complete_async, engine.complete_finish, first.get_id(), "yes"))
        self.assertTrue(call(engine.fail_async, engine.fail_finish, second.get_id(), "no", -1))
        with self.assertRaises(GLib.Error) as late:
            call(engine.complete_async, engine.complete_finish, first.get_id(), "again")
        self.assertTrue(late.exception.matches(Batch.error_quark(), Batch.Error.NOT_FOUND))
        third, = self.claim(engine, None, 10)
        call(engine.complete_async, engine.complete_finish, third.get_id(), "yes")
        self.assertEqual(len(self.claim(engine, None, 10)), 0)
        job = call(engine.get_job_async, engine.get_job_finish, job.props.id)
        self.assertEqual((job.props.succeeded, job.props.failed), (2, 1))
        call(engine.close_async, engine.close_finish)


class TestRetry(unittest.TestCase):
    def attempts(self, engine, item):
        return list(call(engine.list_attempts_async, engine.list_attempts_finish,
                         item.props.job_id, item.props.id))

    def items(self, engine, job):
        return list(call(engine.get_items_async, engine.get_items_finish, job.props.id, None, 5,
                         None))

    def test_changes(self):
        engine = open_engine()
        self.assertFalse(engine.props.streaming)
        job = Batch.Job.new("alpha", "chat", Batch.OverwritePolicy.OVERWRITE)
        job.props.handler = Batch.WORKERS
        job.add_item("one", '{"n": 1}', Batch.SizeBucket.SMALL)
        job = call(engine.submit_async, engine.submit_finish, job)
        claim, = call(engine.claim_async, engine.claim_finish, None, 1, 60000)
        call(engine.fail_async, engine.fail_finish, claim.get_id(), "no", -1)
        self.assertEqual(call(engine.retry_with_changes_async, engine.retry_with_changes_finish,
                              job.props.id, ["one"], Batch.RetryScope.FAILED, "beta",
                              '{"n": 2}'), 1)
        with self.assertRaises(GLib.Error) as waiting:
            call(engine.retry_positions_async, engine.retry_positions_finish, job.props.id, [0],
                 None, None)
        self.assertTrue(waiting.exception.matches(Batch.error_quark(), Batch.Error.INVALID_STATE))
        item, = self.items(engine, job)
        self.assertEqual((item.props.model, item.props.phase), ("beta", Batch.ItemPhase.NONE))
        self.assertEqual(call(item.load_request_async, item.load_request_finish),
                         '{"n": 2,"model":"beta"}')
        attempt, = self.attempts(engine, item)
        self.assertEqual((attempt.props.number, attempt.props.error, attempt.props.model),
                         (1, "no", "alpha"))
        with self.assertRaises(GLib.Error) as unknown:
            call(item.load_curl_async, item.load_curl_finish)
        self.assertTrue(unknown.exception.matches(Batch.error_quark(), Batch.Error.UNSUPPORTED))
        call(engine.close_async, engine.close_finish)


class TestResults(unittest.TestCase):
    def setUp(self):
        self.engine = open_engine()
        self.job = submit(self.engine, "alpha", 3, Batch.WORKERS)
        for claim in call(self.engine.claim_async, self.engine.claim_finish, None, 2, 60000):
            call(self.engine.complete_async, self.engine.complete_finish, claim.get_id(), "=yes")

    def tearDown(self):
        call(self.engine.close_async, self.engine.close_finish)

    def export(self, export):
        return call(export.run_async, export.run_finish, self.engine, self.job.props.id)

    def test_export(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "out.csv")
            export = Batch.Export(format=Batch.ExportFormat.CSV, destination=path)
            export.props.filter = "succeeded"
            self.assertTrue(self.export(export))
            self.assertEqual((export.props.path, export.props.n_written), (path, 2))
            with open(path, newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
            self.assertEqual([row["answer"] for row in rows], ["'=yes", "'=yes"])
            self.assertEqual([row["prompt"] for row in rows], ["prompt 0", "prompt 1"])

            with self.assertRaises(GLib.Error) as refused:
                self.export(export)
            self.assertTrue(refused.exception.matches(Gio.io_error_quark(),
                                                      Gio.IOErrorEnum.EXISTS))
            export.set_positions([2])
            export.props.conflict = Batch.ExportConflict.REPLACE
            self.assertTrue(self.export(export))
            self.assertEqual(export.props.n_written, 1)

    def test_stream(self):
        stream = Gio.MemoryOutputStream.new_resizable()
        export = Batch.Export.new_for_stream(Batch.ExportFormat.MARKDOWN, stream)
        self.assertTrue(self.export(export))
        stream.close()
        text = stream.steal_as_bytes().get_data().decode()
        self.assertEqual(text.count("\n## "), 3)

    def test_texts(self):
        items = call(self.engine.get_items_async, self.engine.get_items_finish,
                     self.job.props.id, None, 0, "succeeded")
        item = items[0]
        self.assertEqual(call(item.load_prompt_async, item.load_prompt_finish), "prompt 0")
        self.assertEqual(call(item.load_answer_async, item.load_answer_finish), "=yes")
        self.assertEqual(item.props.answer, "=yes")
        self.assertEqual(item.props.review_reason, Batch.ReviewReason.NONE)

    def test_accept(self):
        accepted = call(self.engine.accept_answers_async, self.engine.accept_answers_finish,
                        self.job.props.id, [0, 1])
        self.assertEqual(accepted, 0)
        accepted = call(self.engine.accept_all_answers_async,
                        self.engine.accept_all_answers_finish,
                        self.job.props.id, Batch.ReviewReason.NONE)
        self.assertEqual(accepted, 0)


class TestMaking(unittest.TestCase):
    """From rows to a batch file, with what was found on the way."""

    def test_table(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "t.csv")
            with open(path, "wb") as file:
                file.write("name;price\nCafé;3\nTee;5\nSalz;1\n".encode("latin-1"))
            file = Gio.File.new_for_path(path)
            self.assertEqual(call(Batch.RowSource.guess_async,
                                  Batch.RowSource.guess_finish, file),
                             (True, Batch.RowKind.TABLE))
            source = Batch.RowSource.new_for_file(Batch.RowKind.TABLE, file)
            report = call(source.inspect_async, source.inspect_finish)
            self.assertEqual(report.props.columns, ["name", "price"])
            self.assertEqual((report.props.n_rows, report.props.encoding, report.props.delimiter),
                             (3, "WINDOWS-1252", ";"))

            maker = Batch.Maker(prompt="{{name}}: {{price}}", models=["a", "b"], temperature=0.5)
            preview = call(maker.preview_async, maker.preview_finish, source, 1)
            self.assertEqual(preview.props.prompt, "Café: 3")
            source.set_rows([3, 1])
            stream = Gio.MemoryOutputStream.new_resizable()
            self.assertEqual(call(maker.make_async, maker.make_finish, source, stream), 4)
            stream.close()
            lines = stream.steal_as_bytes().get_data().decode().splitlines()
            self.assertEqual([json.loads(line)["custom_id"] for line in lines],
                             ["row-1-1", "row-1-2", "row-3-1", "row-3-2"])

            with self.assertRaises(GLib.Error) as refused:
                maker.props.prompt = "{{title}}"
                call(maker.preview_async, maker.preview_finish, source, 1)
            self.assertTrue(refused.exception.matches(Batch.error_quark(),
                                                      Batch.Error.INVALID_REQUEST))

    def test_templates(self):
        engine = open_engine()
        maker = Batch.Maker(name="Praise", prompt="Praise {{line}}", max_tokens=9)
        call(engine.save_template_async, engine.save_template_finish, maker)
        saved = call(engine.list_templates_async, engine.list_templates_finish)
        self.assertEqual([(each.props.name, each.props.max_tokens) for each in saved],
                         [("Praise", 9)])
        call(engine.remove_template_async, engine.remove_template_finish, "Praise")
        self.assertEqual(len(call(engine.list_templates_async, engine.list_templates_finish)), 0)
        call(engine.close_async, engine.close_finish)

    def test_comparison(self):
        engine = open_engine()
        draft = Batch.Job.new("a", "chat", Batch.OverwritePolicy.SKIP)
        for row in ("x", "y"):
            for number, model in enumerate("ab", 1):
                draft.add_item_with_model(f"{row}-{number}", model, "{}",
                                          Batch.SizeBucket.UNKNOWN)
        queue = Batch.Queue.new_for_engine(engine)
        job = call(queue.enqueue_async, queue.enqueue_finish, draft)

        comparison = job.compare()
        wait_until(lambda: not comparison.props.loading)
        self.assertEqual((comparison.props.models, len(comparison)), (["a", "b"], 2))
        row = comparison[1]
        wait_until(lambda: row.props.loaded)
        self.assertEqual((row.props.key, row.get_item(1).props.custom_id), ("y", "y-2"))
        self.assertEqual(comparison.get_win_rate(0)[0], False)
        call(comparison.vote_async, comparison.vote_finish, row, 0, 1, Batch.Vote.RIGHT)
        self.assertEqual(comparison.get_tally(1), (1, 0, 0))
        self.assertEqual(row.get_vote(1, 0), Batch.Vote.LEFT)
        found, rate, low, high = comparison.get_win_rate(1)
        self.assertTrue(found and low < 0.3 < rate == high == 1)
        call(engine.close_async, engine.close_finish)


class TestServers(unittest.TestCase):
    """What a server is, how it is with it, and its key."""

    NOBODY = "http://127.0.0.1:1"

    def test_discovery(self):
        found = call(Batch.discover_servers_async, Batch.discover_servers_finish, [1, 2])
        self.assertEqual(len(found), 0)
        with self.assertRaises(GLib.Error) as refused:
            call(Batch.identify_server_async, Batch.identify_server_finish, self.NOBODY, None)
        self.assertTrue(refused.exception.matches(Batch.error_quark(), Batch.Error.BACKEND))

    def test_kinds(self):
        self.assertIn("ollama", Batch.Backend.list_kinds())
        backend = Batch.Backend.new("here", self.NOBODY, "ollama", None)
        self.assertTrue(backend.props.flags & Batch.BackendFlags.CAN_UNLOAD)
        report = call(backend.test_async, backend.test_finish, None, False)
        self.assertEqual(report.props.state, Batch.ServerState.UNREACHABLE)
        self.assertIn("is the model server running?", report.props.message)

    def test_keys(self):
        engine = open_engine()
        backend = Batch.Backend.new("here", self.NOBODY, None, None)
        call(engine.add_backend_async, engine.add_backend_finish, backend)
        self.assertIsNone(call(engine.lookup_key_async, engine.lookup_key_finish, backend))
        with self.assertRaises(GLib.Error) as refused:
            call(engine.store_key_async, engine.store_key_finish, "nobody", "sk-1")
        self.assertTrue(refused.exception.matches(Batch.error_quark(), Batch.Error.NOT_FOUND))
        call(engine.close_async, engine.close_finish)


class TestWebhooks(unittest.TestCase):
    HERE = "https://here.example/hook"
    THERE = "https://there.example/hook"

    def test_properties(self):
        with tempfile.TemporaryDirectory() as folder:
            uri = f"sqlite:{folder}/queue.db"
            engine, other = (call(Batch.Engine.open_async, Batch.Engine.open_finish, uri)
                             for _ in range(2))
            told = []
            engine.connect("notify::global-webhook-urls", lambda *_: told.append(True))
            self.assertEqual(engine.props.global_webhook_urls, [])
            self.assertIsNone(engine.props.webhook_secret)
            engine.props.global_webhook_urls = [self.HERE, self.THERE]
            engine.props.webhook_secret = "env:HOOK_SECRET"
            self.assertEqual(engine.props.global_webhook_urls, [self.HERE, self.THERE])
            self.assertEqual(told, [True])
            engine.props.global_webhook_urls = [self.HERE, self.THERE]
            self.assertEqual(told, [True])
            wait_until(lambda: sorted(other.props.global_webhook_urls) == [self.HERE, self.THERE])
            wait_until(lambda: other.props.webhook_secret == "env:HOOK_SECRET")
            call(other.remove_webhook_async, other.remove_webhook_finish, self.HERE)
            wait_until(lambda: engine.props.global_webhook_urls == [self.THERE])
            for each in (engine, other):
                call(each.close_async, each.close_finish)
            again = call(Batch.Engine.open_async, Batch.Engine.open_finish, uri)
            self.assertEqual(again.props.global_webhook_urls, [self.THERE])
            self.assertEqual(again.props.webhook_secret, "env:HOOK_SECRET")
            again.props.global_webhook_urls = []
            again.props.webhook_secret = None
            call(again.close_async, again.close_finish)


class TestEvents(unittest.TestCase):
    def test_pages(self):
        engine = open_engine()
        job = submit(engine, "alpha", 2)
        call(engine.set_job_paused_async, engine.set_job_paused_finish, job.props.id, True)
        events = call(engine.list_events_async, engine.list_events_finish, job.props.id, 0, 0)
        self.assertEqual([event.props.kind for event in events][-1], "paused")
        self.assertTrue(all(event.props.position == -1 and event.get_at() for event in events))
        rest = call(engine.list_events_async, engine.list_events_finish, job.props.id,
                    events[0].props.sequence, 1)
        self.assertEqual([event.props.sequence for event in rest], [events[1].props.sequence])
        call(engine.close_async, engine.close_finish)


if __name__ == "__main__":
    unittest.main(verbosity=2)
