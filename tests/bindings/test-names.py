# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The names that scripts of others count on."""

import unittest

import gi

gi.require_version("Batch", "1")
from gi.repository import Batch, GObject

# Of a call that takes time, only what it begins with.
CALLS = {
    Batch.Engine: "open submit get_job list_jobs cancel get_items add_file get_file read_file "
                  "list_files remove_file claim renew complete fail",
    Batch.Queue: "enqueue cancel_job cancel_item retry_failed remove mark_running update_item "
                 "mark_completed",
    Batch: "validate_jsonl",
}
METHODS = {
    Batch.Engine: "register_handler",
    Batch.Queue: "get_job list_jobs has_running_job queued_count estimate_remaining_ms "
                 "eta_sample_count next_queued",
    Batch.Job: "query_items add_item",
    Batch.Attempt: "complete fail skip",
    Batch.ItemHandler: "handle should_skip",
    Batch.SyncHandler: "process",
    Batch.SizeBucket: "from_pixels from_dimensions from_text",
}
PROPERTIES = {
    Batch.Engine: "global-webhook-urls webhook-secret",
    Batch.Queue: "engine handler policy paused",
    Batch.Job: "id title state resource-key resource-keys operation overwrite-policy "
               "execution-mode provider priority parallel key-id webhook-url metadata "
               "input-file-id output-file-id error-file-id total pending running succeeded failed "
               "skipped cancelled expired needs-review progress eta paused reordered reorder-note "
               "created-at started-at completed-at expires-at items",
    Batch.Item: "id custom-id position status payload model resource-key source-format "
                "size-bucket attempts max-attempts last-error failure-kind next-retry-at "
                "duration-ms status-code result idempotency-key needs-review created-at "
                "completed-at",
    Batch.Summary: "job-id operation resource-key state total succeeded failed skipped cancelled "
                   "expired total-duration-ms avg-duration-ms wall-ms loads",
    Batch.Validation: "line-count models errors",
    Batch.Eta: "low expected high samples confidence",
}
SIGNALS = ("job-started item-progress job-completed job-enqueued reordered item-started "
           "load-started load-ended")
JOB_STATES = ("validating queued running finalizing completed completed_with_errors failed expired "
              "cancelling cancelled")
ITEM_STATUSES = "pending claimed running succeeded failed skipped cancelled expired"


class TestNames(unittest.TestCase):
    def test_calls(self):
        for owner, names in CALLS.items():
            for name in names.split():
                self.assertTrue(hasattr(owner, f"{name}_async"), f"{owner}: {name}")
                self.assertTrue(hasattr(owner, f"{name}_finish"), f"{owner}: {name}")

    def test_methods(self):
        for owner, names in METHODS.items():
            for name in names.split():
                self.assertTrue(hasattr(owner, name), f"{owner}: {name}")

    def test_properties(self):
        for owner, names in PROPERTIES.items():
            there = {spec.name for spec in owner.list_properties()}
            self.assertEqual(set(names.split()) - there, set(), owner)

    def test_signals(self):
        self.assertEqual(set(SIGNALS.split()) - set(GObject.signal_list_names(Batch.Queue)), set())

    def test_words(self):
        for kind, words in ((Batch.JobState, JOB_STATES), (Batch.ItemStatus, ITEM_STATUSES)):
            for word in words.split():
                self.assertEqual(Batch.enum_to_nick(kind, kind.from_nick(word)), word)
        for word, meant in (("processing", "running"), ("in_progress", "running"),
                            ("canceled", "cancelled"), ("nonsense", "failed")):
            self.assertEqual(Batch.JobState.from_nick(word).value_nick, meant)
            self.assertEqual(Batch.ItemStatus.from_nick(word).value_nick, meant)
        self.assertEqual(Batch.ItemStatus.from_nick("completed").value_nick, "succeeded")


if __name__ == "__main__":
    unittest.main(verbosity=2)
