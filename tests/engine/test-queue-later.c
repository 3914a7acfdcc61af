/* test-queue-later.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "queue-driver.h"

#include "engine/batch-job-private.h"
#include "test-engine.h"
#include "test-support.h"

/* The cases a to i, which came to the list later than the 47 of test-queue-acceptance.c. Where
 * this queue differs on purpose, the case says how:
 *
 *   cap        nobody is passed over for longer than a time, however many jobs that is
 *   estimates  are objects with properties
 *   trials     are attempts, and have numbers */

/* a: three jobs of a key in a row, and grouping. Here it is the fewest swaps, until somebody
 * has waited for half an hour (case c), and nothing is held back. */
static void
test_defaults (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();

  g_assert_cmpint (batch_queue_get_policy (queue), ==, BATCH_POLICY_FEWEST_SWAPS);
  g_assert_false (batch_queue_get_paused (queue));
}

/* b */
static void
test_groups (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autofree char *keys = NULL;

  for (const char *key = "abaaba"; *key != '\0'; key++)
    {
      const char name[2] = { *key, '\0' };

      driver_put (queue, name, 1);
    }
  keys = driver_keys (queue);
  g_assert_cmpstr (keys, ==, "a a a a b b");
}

static void
make_wait (BatchJob *job,
           gint64    minutes)
{
  g_autoptr(BatchJobRecord) record = batch_job_record_copy (batch_job_get_record (job));

  record->created_at -= minutes * G_TIME_SPAN_MINUTE;
  batch_job_set_record (job, record);
}

/* c: of a cap of one, after an a it was b, though another a waits. Here what is loaded goes
 * on, also when it has ended already, until b has waited for half an hour; and to who wants no
 * order but that of the list, it does not matter what is loaded. */
static void
test_cap (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *first = driver_put (queue, "a", 1);
  g_autoptr(BatchSummary) summary = NULL;
  BatchJob *other;
  BatchJob *loaded;

  driver_run (queue, first);
  other = driver_put (queue, "b", 1);
  loaded = driver_put (queue, "a", 1);
  g_assert_true (batch_queue_next_queued (queue) == loaded);
  driver_update (queue, first, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 1000);
  summary = driver_complete (queue, first);
  g_assert_true (batch_queue_next_queued (queue) == loaded);

  batch_queue_set_policy (queue, BATCH_POLICY_EXACT_ORDER);
  g_assert_true (batch_queue_next_queued (queue) == other);
  batch_queue_set_policy (queue, BATCH_POLICY_FEWEST_SWAPS);

  make_wait (other, 29);
  g_assert_true (batch_queue_next_queued (queue) == loaded);
  make_wait (other, 2);
  g_assert_true (batch_queue_next_queued (queue) == other);
}

/* Nobody asks for what is held back. */
static void
test_next_is_not_paused (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *first = driver_put (queue, "a", 1);
  BatchJob *second = driver_put (queue, "a", 1);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_set_job_paused_async (batch_queue_get_engine (queue), batch_job_get_id (first),
                                     TRUE, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_set_job_paused_finish (batch_queue_get_engine (queue), result, &error);
  g_assert_no_error (error);
  while (!batch_job_get_paused (first))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (batch_queue_next_queued (queue) == second);
}

/* d: an estimate was a struct that becomes JSON in camelCase. Here it is an object, whose
 * properties say as much; its JSON is that of batchq, which test-commands.py knows. */
static void
test_estimate (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 3);
  BatchEtaConfidence confidence;
  gint64 low;
  gint64 expected;
  gint64 high;
  guint samples;

  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 1000);
  while (batch_queue_estimate_remaining_ms (queue, batch_job_get_id (job)) < 0)
    g_main_context_iteration (NULL, TRUE);
  g_object_get (batch_job_get_eta (job), "low", &low, "expected", &expected, "high", &high,
                "samples", &samples, "confidence", &confidence, NULL);
  g_assert_cmpint (expected, ==, 2000);
  g_assert_cmpint (low, <=, expected);
  g_assert_cmpint (high, >=, expected);
  /* One sample is one, however many items are estimated by it. */
  g_assert_cmpuint (samples, ==, 1);
  g_assert_cmpint (confidence, ==, BATCH_ETA_CONFIDENCE_LOW);
}

/* e */
static void
test_confidence_levels (void)
{
  static const struct
  {
    BatchEtaConfidence  confidence;
    const char         *word;
  } levels[] = {
    { BATCH_ETA_CONFIDENCE_LOW, "low" },
    { BATCH_ETA_CONFIDENCE_MEDIUM, "medium" },
    { BATCH_ETA_CONFIDENCE_HIGH, "high" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    g_assert_cmpstr (batch_enum_to_nick (BATCH_TYPE_ETA_CONFIDENCE, (int) levels[i].confidence),
                     ==, levels[i].word);
}

static BatchPolicy
reopen_policy (const char  *dir,
               BatchPolicy  expected)
{
  BatchEngine *engine = batch_test_open_engine (dir);

  while (batch_engine_get_policy (engine) != expected)
    g_main_context_iteration (NULL, TRUE);
  batch_test_close_engine (engine);
  g_assert_finalize_object (engine);
  return expected;
}

/* f: what is set comes back as it was; here it is in the store, for whoever opens it. */
static void
test_settings_come_back (void)
{
  static const BatchPolicy policies[] = { BATCH_POLICY_FAIR, BATCH_POLICY_EXACT_ORDER,
                                          BATCH_POLICY_FEWEST_SWAPS };
  g_autofree char *dir = batch_test_make_dir ();

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      BatchEngine *engine = batch_test_open_engine (dir);

      batch_engine_set_policy (engine, policies[i]);
      batch_test_close_engine (engine);
      g_assert_finalize_object (engine);
      g_assert_cmpint (reopen_policy (dir, policies[i]), ==, policies[i]);
    }
  batch_test_remove_dir (dir);
}

/* Runs a job of three, of which the second fails. */
static BatchJob *
run_with_failure (BatchQueue *queue)
{
  BatchJob *job = driver_put (queue, "model-a", 3);
  g_autoptr(BatchSummary) summary = NULL;

  driver_run (queue, job);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("item-%u", i);

      driver_update (queue, job, id, BATCH_ITEM_STATUS_RUNNING, NULL, -1);
      driver_update (queue, job, id,
                     i == 1 ? BATCH_ITEM_STATUS_FAILED : BATCH_ITEM_STATUS_SUCCEEDED,
                     i == 1 ? "timeout" : NULL, 1000);
    }
  summary = driver_complete (queue, job);
  return job;
}

static void
retry (BatchQueue *queue,
       BatchJob   *job)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (driver_retry (queue, batch_job_get_id (job), &error), ==, 1);
  g_assert_no_error (error);
}

/* Numbers of the attempts at an item: "1 2" */
static char *
list_attempts (BatchQueue *queue,
               BatchJob   *job,
               const char *item_id)
{
  BatchEngine *engine = batch_queue_get_engine (queue);
  g_autoptr(GString) numbers = g_string_new (NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) attempts = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_list_attempts_async (engine, batch_job_get_id (job), item_id, NULL,
                                    batch_test_store_result, &result);
  batch_test_wait (&result);
  attempts = batch_engine_list_attempts_finish (engine, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (attempts); i++)
    {
      g_autoptr(BatchPastAttempt) attempt = g_list_model_get_item (attempts, i);

      g_string_append_printf (numbers, "%s%u", i > 0 ? " " : "",
                              batch_past_attempt_get_number (attempt));
    }
  return g_string_free (g_steal_pointer (&numbers), FALSE);
}

/* h: each run of an item had an id of its own; here the attempts at each item are counted when
 * they have ended. */
static void
test_attempts_are_counted (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 2);
  g_autoptr(BatchItem) before = driver_get_item (queue, job, 0);
  g_autoptr(BatchItem) after = NULL;
  g_autoptr(BatchItem) other = NULL;

  g_assert_cmpuint (batch_item_get_attempts (before), ==, 0);
  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_RUNNING, NULL, -1);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_FAILED, "timeout", 1000);
  after = driver_get_item (queue, job, 0);
  other = driver_get_item (queue, job, 1);
  g_assert_cmpuint (batch_item_get_attempts (after), ==, 1);
  g_assert_cmpuint (batch_item_get_attempts (other), ==, 0);
}

/* h: the next one is another one, and those at other items have nothing to do with it. */
static void
test_attempts_are_told_apart (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = run_with_failure (queue);
  g_autofree char *before = list_attempts (queue, job, "item-1");
  g_autofree char *after = NULL;
  g_autofree char *others = NULL;

  retry (queue, job);
  driver_run (queue, job);
  driver_update (queue, job, "item-1", BATCH_ITEM_STATUS_RUNNING, NULL, -1);
  driver_update (queue, job, "item-1", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 1000);
  after = list_attempts (queue, job, "item-1");
  others = list_attempts (queue, job, "item-0");
  g_assert_cmpstr (before, ==, "1");
  g_assert_cmpstr (after, ==, "1 2");
  g_assert_cmpstr (others, ==, "1");
}

/* i: who is tried again stays who it is. */
static void
test_retry_keeps_who_it_is (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = run_with_failure (queue);
  g_autoptr(BatchItem) before = driver_get_item (queue, job, 1);
  g_autoptr(BatchItem) after = NULL;

  retry (queue, job);
  after = driver_get_item (queue, job, 1);
  g_assert_cmpstr (batch_item_get_id (after), ==, batch_item_get_id (before));
  g_assert_cmpstr (batch_item_get_custom_id (after), ==, "item-1");
  g_assert_nonnull (batch_item_get_idempotency_key (before));
  g_assert_cmpstr (batch_item_get_idempotency_key (after), ==,
                   batch_item_get_idempotency_key (before));
}

/* i: nothing is left of how it went before. */
static void
test_retry_forgets_the_failure (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = run_with_failure (queue);
  g_autoptr(BatchItem) before = driver_get_item (queue, job, 1);
  g_autoptr(BatchItem) after = NULL;

  g_assert_cmpstr (batch_item_get_last_error (before), ==, "timeout");
  retry (queue, job);
  after = driver_get_item (queue, job, 1);
  g_assert_cmpint (batch_item_get_status (after), ==, BATCH_ITEM_STATUS_PENDING);
  g_assert_cmpuint (batch_item_get_attempts (after), ==, 0);
  g_assert_cmpint (batch_item_get_failure_kind (after), ==, BATCH_FAILURE_KIND_NONE);
  g_assert_cmpint (batch_item_get_duration_ms (after), ==, -1);
  g_assert_null (batch_item_get_last_error (after));
  g_assert_null (batch_item_get_completed_at (after));
}

/* i: those that are done are left alone. */
static void
test_retry_leaves_the_others (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = run_with_failure (queue);
  static const guint others[] = { 0, 2 };

  retry (queue, job);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr(BatchItem) item = driver_get_item (queue, job, others[i]);
      g_autoptr(GDateTime) completed_at = batch_item_get_completed_at (item);

      g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_SUCCEEDED);
      g_assert_cmpuint (batch_item_get_attempts (item), ==, 1);
      g_assert_cmpint (batch_item_get_duration_ms (item), ==, 1000);
      g_assert_nonnull (completed_at);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/later/a-defaults", test_defaults);
  g_test_add_func ("/batch/engine/later/b-groups", test_groups);
  g_test_add_func ("/batch/engine/later/c-cap", test_cap);
  g_test_add_func ("/batch/engine/later/next-is-not-paused", test_next_is_not_paused);
  g_test_add_func ("/batch/engine/later/d-estimate", test_estimate);
  g_test_add_func ("/batch/engine/later/e-confidence-levels", test_confidence_levels);
  g_test_add_func ("/batch/engine/later/f-settings-come-back", test_settings_come_back);
  g_test_add_func ("/batch/engine/later/h-attempts-are-counted", test_attempts_are_counted);
  g_test_add_func ("/batch/engine/later/h-attempts-are-told-apart", test_attempts_are_told_apart);
  g_test_add_func ("/batch/engine/later/i-retry-keeps-who-it-is", test_retry_keeps_who_it_is);
  g_test_add_func ("/batch/engine/later/i-retry-forgets-the-failure",
                   test_retry_forgets_the_failure);
  g_test_add_func ("/batch/engine/later/i-retry-leaves-the-others", test_retry_leaves_the_others);
  return g_test_run ();
}
