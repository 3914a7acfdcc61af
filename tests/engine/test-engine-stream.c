/* test-engine-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include <string.h>

#include "support/raw-server.h"
#include "queue-driver.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-support.h"

/* Answers that are streamed come out like others. */

typedef struct
{
  char        *dir;
  BatchEngine *engine;
  BatchQueue  *queue;
  char        *backend;
} Fixture;

static void
set_up (Fixture    *fixture,
        const char *url)
{
  fixture->dir = batch_test_make_dir ();
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  fixture->backend = batch_engine_use_url (fixture->engine, url, NULL);
  batch_engine_set_streaming (fixture->engine, TRUE);
  batch_engine_set_active (fixture->engine, TRUE);
}

static void
tear_down (Fixture *fixture)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->backend);
  g_free (fixture->dir);
}

static BatchSimulator *
start_simulator (const BatchSimulatorConfig *config)
{
  g_autoptr(GError) error = NULL;
  BatchSimulator *simulator = batch_simulator_new (config, &error);

  g_assert_no_error (error);
  batch_simulator_start (simulator, "127.0.0.1", 0, &error);
  g_assert_no_error (error);
  return simulator;
}

/* @members: more of each body, with a comma before it */
static BatchJob *
submit (Fixture    *fixture,
        const char *members,
        guint       n)
{
  g_autoptr(BatchJob) draft = batch_job_new ("m", "chat", BATCH_OVERWRITE_POLICY_OVERWRITE);
  g_autoptr(BatchJob) job = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("r%u", i);
      g_autofree char *payload = g_strdup_printf ("{\"messages\":[{\"role\":\"user\",\"content\":"
                                                  "\"prompt %u\"}]%s}", i, members);

      batch_job_add_item (draft, id, payload, BATCH_SIZE_BUCKET_SMALL);
    }
  batch_job_set_backend (draft, fixture->backend);
  batch_job_set_handler (draft, "http");
  job = driver_enqueue (fixture->queue, draft);
  return batch_queue_get_job (fixture->queue, batch_job_get_id (job));
}

static BatchItem *
wait_for_item (BatchJob *job,
               guint     position)
{
  GListModel *items = batch_job_get_items (job);
  BatchItem *item;

  while (g_list_model_get_n_items (items) <= position)
    g_main_context_iteration (NULL, TRUE);
  item = g_list_model_get_item (items, position);
  while (!batch_item_get_loaded (item))
    g_main_context_iteration (NULL, TRUE);

  return item;
}

static char *
dup_result (BatchJob *job,
            guint     position)
{
  g_autoptr(BatchItem) item = wait_for_item (job, position);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *text;

  batch_item_load_result_async (item, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  text = batch_item_load_result_finish (item, result, &error);
  g_assert_no_error (error);
  return text;
}

static void
assert_says (const char *result,
             const char *part)
{
  if (strstr (result, part) == NULL)
    g_error ("%s is not in %s", part, result);
}

static void
assert_answers (BatchJob *job,
                guint     n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("prompt %u", i);
      g_autofree char *answer = batch_simulator_answer ("m", prompt);
      g_autofree char *content = g_strdup_printf ("\"content\":\"%s\"", answer);
      g_autofree char *result = dup_result (job, i);

      assert_says (result, content);
      assert_says (result, "\"object\":\"chat.completion\"");
      assert_says (result, "\"finish_reason\":\"stop\"");
      assert_says (result, "\"completion_tokens\":");
    }
}

/* Whether we ask for the stream, or the payload does, or nobody: the results are the same. */
static void
test_results_are_whole (void)
{
  static const char *const members[] = {
    "", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}", ",\"stream\":false",
  };
  BatchSimulatorConfig config = { .models = "m" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autoptr(BatchSimulator) simulator = start_simulator (&config);
      Fixture fixture;
      BatchJob *job;

      set_up (&fixture, batch_simulator_get_uri (simulator));
      job = submit (&fixture, members[i], 20);
      driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
      g_assert_cmpint (batch_job_get_needs_review (job), ==, 0);
      assert_answers (job, 20);
      tear_down (&fixture);
      batch_simulator_stop (simulator);
    }
}

/* What breaks off is tried again, and never a result. */
static void
test_broken_streams (void)
{
  BatchSimulatorConfig config = { .models = "m", .faults = "cut:0.1,garbage:0.05" };
  g_autoptr(BatchSimulator) simulator = start_simulator (&config);
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, batch_simulator_get_uri (simulator));
  job = submit (&fixture, "", 60);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpuint (batch_simulator_get_length (simulator), >, 60);
  g_assert_cmpint (batch_job_get_needs_review (job), ==, 0);
  assert_answers (job, 60);
  tear_down (&fixture);
  batch_simulator_stop (simulator);
}

/* --- Reading along --- */

typedef struct
{
  guint      n_told;
  gint64     first_at;
  gsize      longest;
} Reader;

static void
phase_cb (BatchItem  *item,
          GParamSpec *pspec,
          gpointer    user_data)
{
  Reader *reader = user_data;
  const char *text = batch_item_get_partial_answer (item);

  if (batch_item_get_phase (item) != BATCH_ITEM_PHASE_WRITING)
    return;

  reader->n_told++;
  if (reader->first_at == 0)
    reader->first_at = g_get_monotonic_time ();
  g_assert_nonnull (text);
  g_assert_true (g_str_has_prefix ("model: m; prompt: prompt 0; hash: ", text)
                 || g_str_has_prefix (text, "model: m; prompt: prompt 0; hash: "));
  g_assert_cmpuint (strlen (text), >=, reader->longest);
  reader->longest = strlen (text);
  g_assert_cmpuint (batch_item_get_tokens_so_far (item), >, 0);
}

static void
test_reads_along (void)
{
  BatchSimulatorConfig config = { .models = "m:200", .output_rate = 5 };
  g_autoptr(BatchSimulator) simulator = start_simulator (&config);
  g_autoptr(BatchItem) item = NULL;
  Fixture fixture;
  Reader reader = { 0 };
  BatchJob *job;

  set_up (&fixture, batch_simulator_get_uri (simulator));
  batch_engine_set_active (fixture.engine, FALSE);
  job = submit (&fixture, "", 2);
  item = wait_for_item (job, 0);
  g_assert_cmpint (batch_item_get_phase (item), ==, BATCH_ITEM_PHASE_NONE);
  g_signal_connect (item, "notify::phase", G_CALLBACK (phase_cb), &reader);
  batch_item_watch (item);
  batch_engine_set_active (fixture.engine, TRUE);
  while (batch_item_get_phase (item) != BATCH_ITEM_PHASE_LOADING)
    g_main_context_iteration (NULL, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);

  g_assert_cmpuint (reader.n_told, >=, 3);
  g_assert_cmpuint (reader.longest, >, 20);
  /* At most ten times a second, and once more at the end. */
  g_assert_cmpuint (reader.n_told, <=,
                    2 + (g_get_monotonic_time () - reader.first_at) / 100000);
  while (batch_item_get_status (item) != BATCH_ITEM_STATUS_SUCCEEDED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (batch_item_get_phase (item), ==, BATCH_ITEM_PHASE_NONE);
  g_assert_null (batch_item_get_partial_answer (item));
  batch_item_unwatch (item);
  g_clear_object (&item);
  tear_down (&fixture);
  batch_simulator_stop (simulator);
}

/* One who begins in the middle has all of it; one who lets go is told no more. */
static void
test_joins_late (void)
{
  BatchSimulatorConfig config = { .models = "m", .output_rate = 5 };
  g_autoptr(BatchSimulator) simulator = start_simulator (&config);
  g_autoptr(BatchItem) item = NULL;
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, batch_simulator_get_uri (simulator));
  job = submit (&fixture, "", 1);
  item = wait_for_item (job, 0);
  batch_item_watch (item);
  while (batch_item_get_tokens_so_far (item) < 3)
    g_main_context_iteration (NULL, TRUE);
  batch_item_unwatch (item);
  g_assert_null (batch_item_get_partial_answer (item));

  batch_item_watch (item);
  while (batch_item_get_tokens_so_far (item) < 5)
    g_main_context_iteration (NULL, TRUE);
  assert_says (batch_item_get_partial_answer (item), "model: m; prompt");
  g_assert_cmpfloat (batch_item_get_tokens_per_second (item), >=, 0);
  g_clear_object (&item);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  tear_down (&fixture);
  batch_simulator_stop (simulator);
}

/* --- Servers that do not stream --- */

typedef struct
{
  const char *refuses[2];       /* words that make a request bad */
  int         n_asked;          /* atomic: for an answer; the server is also looked at */
} Refusal;

static void
refuse_streams (RawConnection *connection,
                gpointer       user_data)
{
  static const char answer[] = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},"
                               "\"finish_reason\":\"stop\"}]}";
  static const char events[] =
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}"
    "\n\ndata: [DONE]\n\n";
  Refusal *refusal = user_data;

  while (raw_connection_read_request (connection))
    {
      const char *body = connection->request->str + connection->body;
      const char *word = strstr (body, refusal->refuses[0]) != NULL ? refusal->refuses[0]
                                                                    : refusal->refuses[1];
      g_autofree char *text = NULL;

      if (g_str_has_prefix (connection->request->str, "POST "))
        g_atomic_int_inc (&refusal->n_asked);
      if (word != NULL && strstr (body, word) != NULL)
        text = g_strdup_printf ("HTTP/1.1 400 Bad Request\r\nContent-Length: %u\r\n\r\n"
                                "%s is not known here", (guint) strlen (word) + 18, word);
      else if (strstr (body, "\"stream\":true") != NULL)
        text = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                "Content-Length: %u\r\n\r\n%s", (guint) strlen (events), events);
      if (text != NULL)
        raw_connection_say (connection, text);
      else
        raw_connection_answer (connection, answer);
    }
}

static void
test_refused_streams (void)
{
  static const struct
  {
    Refusal refusal;
    guint   n_refused;
  } cases[] = {
    { { { "stream_options" } }, 1 },
    { { { "stream_options", "stream" } }, 2 },
    { { { "\"stream\"" } }, 1 },
    { { { "no such word" } }, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Refusal refusal = cases[i].refusal;
      g_autoptr(RawServer) server = raw_server_new (refuse_streams, &refusal);
      Fixture fixture;
      BatchJob *job;
      g_autoptr(BatchItem) item = NULL;

      set_up (&fixture, raw_server_get_url (server));
      job = submit (&fixture, "", 1);
      driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
      g_assert_cmpuint (g_atomic_int_get (&refusal.n_asked), ==, 1 + cases[i].n_refused);
      item = wait_for_item (job, 0);
      g_assert_cmpuint (batch_item_get_attempts (item), ==, 1);

      /* The server was got to know. */
      job = submit (&fixture, "", 5);
      driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
      g_assert_cmpuint (g_atomic_int_get (&refusal.n_asked), ==, 6 + cases[i].n_refused);
      tear_down (&fixture);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/engine/stream/results", test_results_are_whole);
  g_test_add_func ("/batch/engine/stream/broken", test_broken_streams);
  g_test_add_func ("/batch/engine/stream/reads-along", test_reads_along);
  g_test_add_func ("/batch/engine/stream/joins-late", test_joins_late);
  g_test_add_func ("/batch/engine/stream/refused", test_refused_streams);

  return g_test_run ();
}
