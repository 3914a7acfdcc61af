/* test-engine-retry.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include <string.h>

#include "queue-driver.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

/* Items that are tried again in another way, and what is told of the attempts. */

typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchQueue     *queue;
  BatchJob       *job;
} Fixture;

static void
set_up (Fixture                   *fixture,
        const BatchSimulatorFault *fault,
        guint                      n_items)
{
  BatchSimulatorConfig config = { .models = "a,b" };
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(BatchJob) draft = NULL;
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autofree char *backend = NULL;

  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (&config);
  batch_simulator_add_fault (fixture->server, fault);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  backend = batch_engine_use_url (fixture->engine, batch_simulator_get_uri (fixture->server), NULL);

  for (guint i = 0; i < n_items; i++)
    g_string_append_printf (lines, "{\"custom_id\":\"r%u\",\"method\":\"POST\","
                            "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"a\","
                            "\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":"
                            "\"it's %u\"}]}}\n", i, i);
  path = g_build_filename (fixture->dir, "input.jsonl", NULL);
  g_assert_true (g_file_set_contents (path, lines->str, lines->len, NULL));
  file = g_file_new_for_path (path);
  draft = batch_job_new_for_file (file);
  batch_job_set_backend (draft, backend);
  batch_job_set_parallel (draft, 1);
  job = driver_enqueue (fixture->queue, draft);
  fixture->job = batch_queue_get_job (fixture->queue, batch_job_get_id (job));
  batch_engine_set_active (fixture->engine, TRUE);
}

static void
tear_down (Fixture *fixture)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static gint64
retry (Fixture            *fixture,
       const char *const  *item_ids,
       BatchRetryScope     scope,
       const char         *model,
       const char         *members,
       GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_retry_with_changes_async (fixture->engine, batch_job_get_id (fixture->job), item_ids,
                                         scope, model, members, NULL, batch_test_store_result,
                                         &result);
  batch_test_wait (&result);
  return batch_engine_retry_with_changes_finish (fixture->engine, result, error);
}

static gint64
retry_positions (Fixture  *fixture,
                 GArray   *positions,
                 gsize     n,
                 GError  **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_retry_positions_async (fixture->engine, batch_job_get_id (fixture->job),
                                      (const guint *) positions->data, n, NULL, NULL, NULL,
                                      batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_retry_positions_finish (fixture->engine, result, error);
}

static BatchItem *
wait_for_item (Fixture *fixture,
               guint    position)
{
  GListModel *items = batch_job_get_items (fixture->job);
  BatchItem *item;

  while (g_list_model_get_n_items (items) <= position)
    g_main_context_iteration (NULL, TRUE);
  item = g_list_model_get_item (items, position);
  while (!batch_item_get_loaded (item))
    g_main_context_iteration (NULL, TRUE);

  return item;
}

typedef void (*LoadFunc) (BatchItem *, GCancellable *, GAsyncReadyCallback, gpointer);
typedef char *(*LoadFinish) (BatchItem *, GAsyncResult *, GError **);

static void
assert_part (Fixture    *fixture,
             guint       position,
             LoadFunc    load,
             LoadFinish  finish,
             const char *part)
{
  g_autoptr(BatchItem) item = wait_for_item (fixture, position);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  load (item, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  text = finish (item, result, &error);
  g_assert_no_error (error);
  if (strstr (text, part) == NULL)
    g_error ("%s is not in %s", part, text);
}

static GListModel *
list_attempts (Fixture    *fixture,
               const char *item_id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *attempts;

  batch_engine_list_attempts_async (fixture->engine, batch_job_get_id (fixture->job), item_id,
                                    NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  attempts = batch_engine_list_attempts_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return attempts;
}

/* One answer in three is cut off: it is asked for again, of another model, with more room. */
static void
test_cut_off (void)
{
  const BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_LENGTH, .count = 1 };
  g_autoptr(GListModel) attempts = NULL;
  g_autoptr(BatchPastAttempt) first = NULL;
  g_autoptr(BatchPastAttempt) second = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, &fault, 3);
  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_needs_review (fixture.job), ==, 1);

  g_assert_cmpint (retry (&fixture, NULL, BATCH_RETRY_SCOPE_CUT_OFF, NULL,
                          "{\"max_tokens\": 2048, \"model\": \"b\"}", &error), ==, 1);
  g_assert_no_error (error);
  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_needs_review (fixture.job), ==, 0);
  g_assert_cmpint (batch_job_get_succeeded (fixture.job), ==, 3);
  g_assert_cmpuint (batch_simulator_count_model (fixture.server, "b"), ==, 1);

  assert_part (&fixture, 0, batch_item_load_result_async, batch_item_load_result_finish,
               "model: b; prompt: it's 0");
  assert_part (&fixture, 0, batch_item_load_payload_async, batch_item_load_payload_finish,
               "\"model\":\"a\",\"max_tokens\":5");
  assert_part (&fixture, 0, batch_item_load_request_async, batch_item_load_request_finish,
               "{\"model\":\"b\",\"max_tokens\":2048,\"messages\"");
  assert_part (&fixture, 0, batch_item_load_curl_async, batch_item_load_curl_finish,
               "\"content\":\"it'\\''s 0\"");
  assert_part (&fixture, 1, batch_item_load_request_async, batch_item_load_request_finish,
               "{\"model\":\"a\",\"max_tokens\":5,\"messages\"");

  attempts = list_attempts (&fixture, "r0");
  g_assert_cmpuint (g_list_model_get_n_items (attempts), ==, 2);
  first = g_list_model_get_item (attempts, 0);
  second = g_list_model_get_item (attempts, 1);
  g_assert_cmpint (batch_past_attempt_get_failure_kind (first), ==, BATCH_FAILURE_KIND_NONE);
  g_assert_cmpstr (batch_past_attempt_get_error (first), ==,
                   "The answer was cut off at the limit of tokens");
  g_assert_cmpuint (batch_past_attempt_get_number (second), ==, 2);
  g_assert_null (batch_past_attempt_get_error (second));
  tear_down (&fixture);
}

static void
test_failed (void)
{
  const BatchSimulatorFault fault = {
    .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 400, .match = "1",
  };
  const char *const chosen[] = { "r2", "r1", "r2", NULL };
  g_autoptr(GListModel) attempts = NULL;
  g_autoptr(BatchPastAttempt) first = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, &fault, 3);
  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  g_assert_cmpint (retry (&fixture, NULL, BATCH_RETRY_SCOPE_FAILED, "b", NULL, &error), ==, 1);
  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);

  attempts = list_attempts (&fixture, "r1");
  g_assert_cmpuint (g_list_model_get_n_items (attempts), ==, 2);
  first = g_list_model_get_item (attempts, 0);
  g_assert_cmpint (batch_past_attempt_get_status_code (first), ==, 400);
  g_assert_cmpstr (batch_past_attempt_get_model (first), ==, "a");
  g_assert_nonnull (strstr (batch_past_attempt_get_answer (first), "This failure was asked for"));
  g_assert_true (g_str_has_prefix (batch_past_attempt_get_server (first), "http://127.0.0.1"));

  /* Chosen ones, of which one has a good answer: it has that again if nothing better comes. */
  batch_simulator_reset (fixture.server);
  batch_simulator_add_fault (fixture.server, &(BatchSimulatorFault) {
    .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 400, .match = "2" });
  g_assert_cmpint (retry (&fixture, chosen, BATCH_RETRY_SCOPE_FAILED, NULL, NULL, &error), ==, 2);
  g_assert_no_error (error);
  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (fixture.job), ==, 3);
  assert_part (&fixture, 2, batch_item_load_result_async, batch_item_load_result_finish,
               "model: a; prompt: it's 2");
  assert_part (&fixture, 1, batch_item_load_result_async, batch_item_load_result_finish,
               "model: b; prompt: it's 1");
  tear_down (&fixture);
}

static void
test_refusals (void)
{
  static const struct
  {
    const char      *members;
    BatchRetryScope  scope;
    int              code;
  } cases[] = {
    { "[]", BATCH_RETRY_SCOPE_FAILED, BATCH_ERROR_INVALID_REQUEST },
    { "{\"a\":}", BATCH_RETRY_SCOPE_FAILED, BATCH_ERROR_INVALID_REQUEST },
    { "{\"a\":1,\"\\u0061\":2}", BATCH_RETRY_SCOPE_FAILED, BATCH_ERROR_INVALID_REQUEST },
    { "{\"model\":7}", BATCH_RETRY_SCOPE_FAILED, BATCH_ERROR_INVALID_REQUEST },
    { NULL, BATCH_RETRY_SCOPE_FAILED, BATCH_ERROR_INVALID_STATE },
    { NULL, BATCH_RETRY_SCOPE_CUT_OFF, BATCH_ERROR_INVALID_STATE },
    { NULL, BATCH_RETRY_SCOPE_NEEDS_REVIEW, BATCH_ERROR_INVALID_STATE },
  };
  const BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_NONE };
  Fixture fixture;

  set_up (&fixture, &fault, 1);
  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (retry (&fixture, NULL, cases[i].scope, NULL, cases[i].members, &error), ==,
                       -1);
      g_assert_error (error, BATCH_ERROR, cases[i].code);
    }
  tear_down (&fixture);
}

/* An empty choice is not the choice of all that failed. */
static void
test_none_chosen (void)
{
  static const char *const none[] = { NULL };
  const BatchSimulatorFault fault = {
    .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 400,
  };
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, &fault, 1);
  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  g_assert_cmpint (batch_job_get_failed (fixture.job), ==, 1);
  g_assert_cmpint (retry (&fixture, none, BATCH_RETRY_SCOPE_FAILED, NULL, NULL, &error), ==, -1);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_assert_cmpint (batch_job_get_failed (fixture.job), ==, 1);
  tear_down (&fixture);
}

/* More than one transaction takes; those that cannot be tried again now are left alone. */
static void
test_many_positions (void)
{
  enum { N = 2500 };
  const BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_NONE };
  g_autoptr(GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, &fault, N);
  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED);
  batch_engine_set_active (fixture.engine, FALSE);
  for (guint i = 0; i < N; i++)
    g_array_append_val (positions, i);

  g_assert_cmpint (retry_positions (&fixture, positions, 5, &error), ==, 5);
  g_assert_cmpint (retry_positions (&fixture, positions, N, &error), ==, N - 5);
  g_assert_no_error (error);
  g_assert_cmpint (retry_positions (&fixture, positions, N, &error), ==, -1);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_error (&error);
  g_assert_cmpint (retry_positions (&fixture, positions, 0, &error), ==, -1);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/engine/retry/cut-off", test_cut_off);
  g_test_add_func ("/batch/engine/retry/failed", test_failed);
  g_test_add_func ("/batch/engine/retry/refusals", test_refusals);
  g_test_add_func ("/batch/engine/retry/none-chosen", test_none_chosen);
  g_test_add_func ("/batch/engine/retry/many-positions", test_many_positions);

  return g_test_run ();
}
