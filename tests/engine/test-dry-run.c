/* test-dry-run.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "queue-driver.h"

#include "test-properties.h"
#include "test-support.h"

/* --- A handler that skips what its payload says --- */

#define TEST_TYPE_CHOOSER (test_chooser_get_type ())
G_DECLARE_FINAL_TYPE (TestChooser, test_chooser, TEST, CHOOSER, BatchItemHandler)

struct _TestChooser
{
  BatchItemHandler  parent_instance;
  BatchAttempt     *kept;          /* (nullable) as a garbage collector might */
  GString          *seen;
};

G_DEFINE_FINAL_TYPE (TestChooser, test_chooser, BATCH_TYPE_ITEM_HANDLER)

static gboolean
test_chooser_should_skip (BatchItemHandler  *handler,
                          BatchAttempt      *attempt,
                          GError           **error)
{
  TestChooser *self = TEST_CHOOSER (handler);
  const char *payload = batch_attempt_get_payload (attempt);

  g_string_append_printf (self->seen, "%s|%s|%s|%s|%u|%u ", batch_attempt_get_custom_id (attempt),
                          batch_attempt_get_resource_key (attempt),
                          batch_attempt_get_operation (attempt), batch_attempt_get_job_id (attempt),
                          batch_attempt_get_position (attempt), batch_attempt_get_number (attempt));
  g_set_object (&self->kept, attempt);
  if (g_str_equal (payload, "cannot tell"))
    g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_FAILED, "Who knows");
  if (g_str_equal (payload, "caught"))
    batch_attempt_fail_message (attempt, "It was caught");
  if (g_str_equal (payload, "says so"))
    batch_attempt_skip (attempt, "There is one");
  return g_str_equal (payload, "done");
}

static void
test_chooser_finalize (GObject *object)
{
  TestChooser *self = TEST_CHOOSER (object);

  g_clear_object (&self->kept);
  g_string_free (self->seen, TRUE);
  G_OBJECT_CLASS (test_chooser_parent_class)->finalize (object);
}

static void
test_chooser_class_init (TestChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_chooser_finalize;
  BATCH_ITEM_HANDLER_CLASS (klass)->should_skip = test_chooser_should_skip;
}

static void
test_chooser_init (TestChooser *self)
{
  self->seen = g_string_new (NULL);
}

/* --- */

static BatchJob *
make_job (BatchOverwritePolicy  policy,
          const char           *payloads)
{
  BatchJob *job = batch_job_new ("m", "tag", policy);
  g_auto(GStrv) words = g_strsplit (payloads, ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    batch_job_add_item (job, words[i], words[i], BATCH_SIZE_BUCKET_UNKNOWN);
  return job;
}

static BatchDryRun *
try_dry_run (BatchQueue    *queue,
             BatchJob      *job,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_queue_dry_run_async (queue, job, cancellable, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_queue_dry_run_finish (queue, result, error);
}

/* "process skip fail: ids that are skipped; why" */
static char *
dry_run (BatchQueue *queue,
         BatchJob   *job)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchDryRun) dry_run = try_dry_run (queue, job, NULL, &error);
  g_autofree char *ids = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (batch_dry_run_get_total (dry_run), ==, batch_job_get_total (job));
  ids = g_strjoinv (",", (char **) batch_dry_run_get_skipped_ids (dry_run));
  return g_strdup_printf ("%u %u %u: %s; %s", batch_dry_run_get_to_process (dry_run),
                          batch_dry_run_get_to_skip (dry_run), batch_dry_run_get_to_fail (dry_run),
                          ids, batch_dry_run_get_failure (dry_run));
}

static void
test_counts (void)
{
  static const struct
  {
    BatchOverwritePolicy policy;
    const char          *payloads;
    const char          *expected;
  } cases[] = {
    { BATCH_OVERWRITE_POLICY_SKIP, "new,done,other", "2 1 0: done; (null)" },
    { BATCH_OVERWRITE_POLICY_SKIP, "done,new,says so", "1 2 0: done,says so; (null)" },
    { BATCH_OVERWRITE_POLICY_SKIP, "cannot tell,caught,new", "1 0 2: ; Who knows" },
    { BATCH_OVERWRITE_POLICY_SKIP, "caught", "0 0 1: ; It was caught" },
    { BATCH_OVERWRITE_POLICY_OVERWRITE, "new,done,cannot tell", "3 0 0: ; (null)" },
  };
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(TestChooser) chooser = g_object_new (TEST_TYPE_CHOOSER, NULL);

  batch_queue_set_handler (queue, BATCH_ITEM_HANDLER (chooser));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJob) job = make_job (cases[i].policy, cases[i].payloads);
      g_autofree char *found = dry_run (queue, job);

      g_assert_cmpstr (found, ==, cases[i].expected);
      g_assert_true (batch_job_is_draft (job));
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, 0);
}

/* What is foreseen is what happens. */
static void
test_comes_true (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(TestChooser) chooser = g_object_new (TEST_TYPE_CHOOSER, NULL);
  g_autoptr(BatchJob) job = make_job (BATCH_OVERWRITE_POLICY_SKIP, "done,caught,says so");
  g_autoptr(BatchJob) queued = NULL;
  g_autofree char *found = NULL;

  batch_queue_set_handler (queue, BATCH_ITEM_HANDLER (chooser));
  found = dry_run (queue, job);
  g_assert_cmpstr (found, ==, "0 2 1: done,says so; It was caught");

  queued = driver_enqueue (queue, job);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  g_assert_cmpint (batch_job_get_skipped (job), ==, 2);
  g_assert_cmpint (batch_job_get_failed (job), ==, 1);
}

static void
test_attempts (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(TestChooser) chooser = g_object_new (TEST_TYPE_CHOOSER, NULL);
  g_autoptr(BatchJob) job = batch_job_new ("m", NULL, BATCH_OVERWRITE_POLICY_SKIP);
  g_autofree char *anonymous = NULL;
  g_autofree char *named = NULL;

  batch_queue_set_handler (queue, BATCH_ITEM_HANDLER (chooser));
  batch_job_add_item (job, NULL, "new", BATCH_SIZE_BUCKET_UNKNOWN);
  batch_job_add_item_with_model (job, "other", "n", "new", BATCH_SIZE_BUCKET_SMALL);
  anonymous = dry_run (queue, job);
  batch_job_set_id (job, "own");
  named = dry_run (queue, job);
  g_assert_cmpstr (chooser->seen->str, ==, "item-0|m|chat||0|1 other|n|chat||1|1 "
                                           "item-0|m|chat|own|0|1 other|n|chat|own|1|1 ");
  /* Whoever keeps an attempt has one that is answered. */
  g_assert_false (batch_attempt_complete (chooser->kept, NULL));
}

static void
test_handlers (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(TestChooser) chooser = g_object_new (TEST_TYPE_CHOOSER, NULL);
  g_autoptr(BatchJob) job = make_job (BATCH_OVERWRITE_POLICY_SKIP, "done,new");
  g_autoptr(BatchDryRun) none = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *by_hand = dry_run (queue, job);
  g_autofree char *by_name = NULL;
  g_autofree char *by_http = NULL;

  g_assert_cmpstr (by_hand, ==, "2 0 0: ; (null)");

  batch_job_set_handler (job, "chooser");
  none = try_dry_run (queue, job, NULL, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_assert_null (none);

  batch_engine_register_handler (batch_queue_get_engine (queue), "chooser",
                                 BATCH_ITEM_HANDLER (chooser));
  by_name = dry_run (queue, job);
  g_assert_cmpstr (by_name, ==, "1 1 0: done; (null)");

  batch_job_set_handler (job, "http");
  by_http = dry_run (queue, job);
  g_assert_cmpstr (by_http, ==, "2 0 0: ; (null)");
}

static void
check_refused (BatchQueue   *queue,
               BatchJob     *job,
               GCancellable *cancellable,
               GQuark        domain,
               int           code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchDryRun) none = try_dry_run (queue, job, cancellable, &error);

  g_assert_error (error, domain, code);
  g_assert_null (none);
}

static void
test_refused (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchJob) empty = batch_job_new ("m", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  g_autoptr(BatchJob) twice = make_job (BATCH_OVERWRITE_POLICY_SKIP, "a,a");
  g_autoptr(BatchJob) one = make_job (BATCH_OVERWRITE_POLICY_SKIP, "a");
  g_autoptr(GFile) nowhere = g_file_new_for_path ("/nonexistent/batch.jsonl");
  g_autoptr(BatchJob) file = batch_job_new_for_file (nowhere);
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  g_autoptr(BatchJob) queued = NULL;

  check_refused (queue, empty, NULL, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  check_refused (queue, twice, NULL, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  check_refused (queue, file, NULL, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED);
  g_cancellable_cancel (cancelled);
  check_refused (queue, one, cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  queued = driver_enqueue (queue, one);
  check_refused (queue, one, NULL, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
}

static void
test_properties (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchJob) job = make_job (BATCH_OVERWRITE_POLICY_SKIP, "a,b");
  g_autoptr(BatchDryRun) found = try_dry_run (queue, job, NULL, NULL);

  batch_test_check_properties (found);
  g_assert_finalize_object (g_steal_pointer (&found));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/engine/dry-run/counts", test_counts);
  g_test_add_func ("/batch/engine/dry-run/comes-true", test_comes_true);
  g_test_add_func ("/batch/engine/dry-run/attempts", test_attempts);
  g_test_add_func ("/batch/engine/dry-run/handlers", test_handlers);
  g_test_add_func ("/batch/engine/dry-run/refused", test_refused);
  g_test_add_func ("/batch/engine/dry-run/properties", test_properties);

  return g_test_run ();
}
