/* test-trial.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>
#include <string.h>

#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

static const char *const models[] = { "a", NULL };

typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchQueue     *queue;
  char           *backend;
  BatchRowSource *source;
  BatchMaker     *maker;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  static const BatchSimulatorConfig config = { .any_model = TRUE, .delay_ms = 20 };
  static const gint64 rows[] = { 1, 2, 4 };

  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (data != NULL ? data : &config);
  fixture->engine = batch_test_open_engine (fixture->dir);
  batch_engine_set_active (fixture->engine, TRUE);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  fixture->backend = batch_engine_use_url (fixture->engine,
                                           batch_simulator_get_uri (fixture->server), NULL);
  fixture->source = batch_row_source_new (BATCH_ROW_KIND_LINES);
  batch_row_source_set_text (fixture->source, "one\n[[fail 400]] two\nthree\nfour\n");
  batch_row_source_set_rows (fixture->source, rows, G_N_ELEMENTS (rows));
  fixture->maker = batch_maker_new ("Say {{line}}", models);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->maker);
  g_object_unref (fixture->source);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->backend);
  g_free (fixture->dir);
}

static GListModel *
try_rows (Fixture       *fixture,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_try_async (fixture->engine, fixture->maker, fixture->source, fixture->backend,
                          cancellable, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_try_finish (fixture->engine, result, error);
}

static BatchEta *
estimate (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_estimate_async (fixture->engine, models, 1000, 100, fixture->backend, NULL,
                               batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_estimate_finish (fixture->engine, result, NULL);
}

static guint
count_jobs (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) jobs = NULL;

  batch_engine_list_jobs_async (fixture->engine, NULL, NULL, 0, NULL, batch_test_store_result,
                                &result);
  batch_test_wait (&result);
  jobs = batch_engine_list_jobs_finish (fixture->engine, result, NULL);
  return g_list_model_get_n_items (jobs) + g_list_model_get_n_items (G_LIST_MODEL (fixture->queue));
}

/* What chosen rows get are real answers, and nothing is left in the list. */
static void
test_answers (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items = try_rows (fixture, NULL, &error);
  g_autoptr(BatchItem) first = NULL;
  g_autoptr(BatchItem) second = NULL;
  g_autoptr(BatchItem) third = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 3);
  first = g_list_model_get_item (items, 0);
  second = g_list_model_get_item (items, 1);
  third = g_list_model_get_item (items, 2);
  g_assert_cmpint (batch_item_get_status (first), ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_nonnull (strstr (batch_item_get_result (first), "choices"));
  g_assert_cmpint (batch_item_get_status (second), ==, BATCH_ITEM_STATUS_FAILED);
  g_assert_cmpstr (batch_item_get_custom_id (third), ==, "row-4");
  g_assert_cmpuint (count_jobs (fixture), ==, 0);
}

/* Without data there is no number; what was tried is data. */
static void
test_estimate (Fixture       *fixture,
               gconstpointer  data)
{
  static const gint64 rows[] = { 1, 3, 4 };
  g_autoptr(BatchEta) before = estimate (fixture);
  g_autoptr(GListModel) items = NULL;
  g_autoptr(BatchEta) after = NULL;

  g_assert_cmpint (batch_eta_get_expected (before), ==, -1);
  batch_row_source_set_rows (fixture->source, rows, G_N_ELEMENTS (rows));
  items = try_rows (fixture, NULL, NULL);
  after = estimate (fixture);
  g_assert_cmpint (batch_eta_get_expected (after), >, 0);
  g_assert_cmpuint (batch_eta_get_samples (after), >, 0);
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  batch_maker_set_prompt (fixture->maker, "{{nothing}}");
  g_assert_null (try_rows (fixture, NULL, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
}

/* What is tried is not listed anywhere, and goes before all others: it may not be much. */
static void
test_too_many (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 101; i++)
    g_string_append_printf (text, "line %u\n", i);
  batch_row_source_set_text (fixture->source, text->str);
  batch_row_source_set_rows (fixture->source, NULL, 0);
  g_assert_null (try_rows (fixture, NULL, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_assert_cmpuint (count_jobs (fixture), ==, 0);
}

static void
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* Who does not wait leaves nothing behind. */
static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_timeout_add_once (200, cancel_cb, cancellable);
  g_assert_null (try_rows (fixture, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_jobs (fixture), ==, 0);
}

/* Nothing holds the one that was closed. */
static void
open_next (Fixture *fixture)
{
  g_clear_object (&fixture->queue);
  g_assert_finalize_object (fixture->engine);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
}

static gboolean
job_waits (BatchEngine *engine)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchPlan) plan = NULL;

  batch_engine_get_plan_async (engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  plan = batch_engine_get_plan_finish (engine, result, NULL);
  return g_list_model_get_n_items (G_LIST_MODEL (plan)) > 0;
}

/* Who waits while the engine is closed is told so. */
static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) items = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_try_async (fixture->engine, fixture->maker, fixture->source, fixture->backend, NULL,
                          batch_test_store_result, &result);
  while (!job_waits (fixture->engine))
    continue;
  g_assert_null (result);

  batch_test_close_engine (fixture->engine);
  batch_test_wait (&result);
  items = batch_engine_try_finish (fixture->engine, result, &error);
  g_assert_null (items);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  g_clear_object (&result);
  open_next (fixture);
}

static BatchJob *
submit_trial (Fixture *fixture)
{
  static const char line[] = "{\"custom_id\":\"one\",\"method\":\"POST\","
                             "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"a\","
                             "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}}\n";
  g_autoptr(GInputStream) input = g_memory_input_stream_new_from_data (line, strlen (line), NULL);
  g_autoptr(BatchJob) draft = batch_job_new_for_stream (input, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchJob *job;

  batch_job_set_metadata_value (draft, "io.github.batchqueue.trial", "true");
  batch_engine_submit_async (fixture->engine, draft, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  job = batch_engine_submit_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return job;
}

static BatchJob *
find_job (Fixture    *fixture,
          const char *id)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_get_job_async (fixture->engine, id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_get_job_finish (fixture->engine, result, NULL);
}

/* What an engine that died was trying is not sent by the next one. */
static void
test_left_over (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(BatchJob) found = NULL;
  g_autofree char *id = NULL;

  batch_engine_set_active (fixture->engine, FALSE);
  job = submit_trial (fixture);
  id = g_strdup (batch_job_get_id (job));
  g_assert_false (batch_job_get_removed (job));
  g_clear_object (&job);
  batch_test_close_engine (fixture->engine);

  open_next (fixture);
  for (found = find_job (fixture, id); found != NULL && !batch_job_get_removed (found);
       g_set_object (&found, NULL), found = find_job (fixture, id))
    g_main_context_iteration (NULL, FALSE);
}

#define N_ITEMS 60

/* A batch for the model that is tried, one request after the other, all with the same prompt. */
static BatchJob *
submit_batch (Fixture *fixture)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GInputStream) input = NULL;
  g_autoptr(BatchJob) draft = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchJob *job;

  for (guint i = 0; i < N_ITEMS; i++)
    g_string_append_printf (lines, "{\"custom_id\":\"%u\",\"method\":\"POST\","
                            "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"a\","
                            "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}}\n", i);
  input = g_memory_input_stream_new_from_data (lines->str, (gssize) lines->len, NULL);
  draft = batch_job_new_for_stream (input, NULL);
  batch_job_set_backend (draft, fixture->backend);
  batch_job_set_parallel (draft, 1);
  batch_engine_submit_async (fixture->engine, draft, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  job = batch_engine_submit_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return job;
}

static void
assert_tried_alone (Fixture *fixture)
{
  guint64 n_before = batch_simulator_count_model (fixture->server, "a");
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items = try_rows (fixture, NULL, &error);
  g_autoptr(BatchItem) first = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 3);
  first = g_list_model_get_item (items, 0);
  g_assert_cmpint (batch_item_get_status (first), ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpuint (batch_simulator_count_model (fixture->server, "a"), ==, n_before + 3);
}

static void
wait_for_end (BatchJob *job)
{
  while (!batch_job_is_terminal (job))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, N_ITEMS);
}

/* What was left to be started is not started by a trial, and is afterwards as ever. */
static void
test_while_looking (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(BatchJob) job = NULL;

  batch_engine_set_active (fixture->engine, FALSE);
  job = submit_batch (fixture);
  assert_tried_alone (fixture);
  assert_tried_alone (fixture);
  batch_engine_set_active (fixture->engine, TRUE);
  wait_for_end (job);
}

static void
pause_engine (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_pause_async (fixture->engine, BATCH_PAUSE_MODE_AFTER_CURRENT, NULL,
                            batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_pause_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
}

static void
test_while_paused (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(BatchJob) job = submit_batch (fixture);

  while (batch_job_get_ended (job) == 0)
    g_main_context_iteration (NULL, TRUE);
  pause_engine (fixture);
  assert_tried_alone (fixture);
  batch_engine_set_paused (fixture->engine, FALSE);
  wait_for_end (job);
}

/* Until the server was asked so many different ones. */
static void
wait_for_prompts (Fixture *fixture,
                  guint    n)
{
  BatchSimulatorCounters now;

  do
    {
      g_main_context_iteration (NULL, FALSE);
      batch_simulator_get_counters (fixture->server, &now);
    }
  while (now.prompts < n);
}

/* Who pauses while something is tried stops all but that. */
static void
test_paused_meanwhile (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(BatchJob) job = submit_batch (fixture);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) items = NULL;
  g_autoptr(GError) error = NULL;

  wait_for_prompts (fixture, 1);
  batch_engine_try_async (fixture->engine, fixture->maker, fixture->source, fixture->backend, NULL,
                          batch_test_store_result, &result);
  wait_for_prompts (fixture, 2);
  pause_engine (fixture);
  batch_test_wait (&result);
  items = batch_engine_try_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 3);

  pause_engine (fixture);
  g_assert_cmpuint (batch_simulator_count_model (fixture->server, "a"), <, N_ITEMS);
  batch_engine_set_paused (fixture->engine, FALSE);
  wait_for_end (job);
}

static void
test_estimate_of_less_than_nothing (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_estimate_async (fixture->engine, models, -1, 100, fixture->backend, NULL,
                               batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_null (batch_engine_estimate_finish (fixture->engine, result, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
}

#define ADD_WITH(name, config, func) \
  g_test_add ("/batch/engine/trial/" name, Fixture, config, set_up, func, tear_down)
#define ADD(name, func) ADD_WITH (name, NULL, func)

int
main (int   argc,
      char *argv[])
{
  /* Nobody waits for it to the end. */
  static const BatchSimulatorConfig slow = { .any_model = TRUE, .delay_ms = 60 * 60 * 1000 };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("answers", test_answers);
  ADD ("estimate", test_estimate);
  ADD ("estimate-of-less-than-nothing", test_estimate_of_less_than_nothing);
  ADD ("refused", test_refused);
  ADD ("too-many", test_too_many);
  ADD_WITH ("cancelled", &slow, test_cancelled);
  ADD_WITH ("closed", &slow, test_closed);
  ADD ("left-over", test_left_over);
  ADD ("while-looking", test_while_looking);
  ADD ("while-paused", test_while_paused);
  ADD ("paused-meanwhile", test_paused_meanwhile);
  return g_test_run ();
}
