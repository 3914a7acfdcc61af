/* test-handler.vala
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A handler that blocks, written in Vala, and a queue that is told of what it does. */

class UpperHandler : Batch.SyncHandler {
  public override string? process (Batch.Attempt attempt, Cancellable? cancellable) throws Error {
    return attempt.get_payload ().up ();
  }
}

class Run {
  public MainLoop loop = new MainLoop ();
  public Batch.Queue queue = new Batch.Queue ();
  public Batch.ItemStatus status = Batch.ItemStatus.PENDING;
  public int64 succeeded = 0;
  public string result = "";

  public Run () {
    queue.handler = new UpperHandler ();
    queue.item_progress.connect ((job, item) => { status = item.status; });
    queue.job_completed.connect ((job, summary) => { succeeded = summary.succeeded; });
  }

  public async void work () {
    try {
      var draft = new Batch.Job ("model", "tag", Batch.OverwritePolicy.SKIP);
      draft.add_item ("soap", "hello", Batch.SizeBucket.SMALL);
      var job = yield queue.enqueue_async (draft, null);
      queue.job_completed.connect (() => { work.callback (); });
      yield;
      var items = yield queue.engine.get_items_async (job.id, null, 1, null, null);
      var item = (Batch.Item) items.get_object (0);
      result = yield item.load_result_async (null);
    } catch (Error error) {
      Test.message ("%s", error.message);
      Test.fail ();
    }
    loop.quit ();
  }
}

void test_handler () {
  var run = new Run ();

  run.work.begin ();
  run.loop.run ();
  assert_true (run.status == Batch.ItemStatus.SUCCEEDED);
  assert_true (run.succeeded == 1);
  assert_cmpstr (run.result, CompareOperator.EQ, "HELLO");
}

int main (string[] args) {
  Test.init (ref args);
  Test.add_func ("/batch/bindings/vala/handler", test_handler);
  return Test.run ();
}
