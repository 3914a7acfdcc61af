/* test-engine-http.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include <glib/gstdio.h>
#include <string.h>

#include "queue-driver.h"
#include "simulator/batch-simulator-prompt.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

/* An engine on a store on the disk, and the simulated server: what arrives there is the
 * witness. */

typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchQueue     *queue;
  char           *backend;
} Fixture;

static void
set_up (Fixture                    *fixture,
        const BatchSimulatorConfig *config)
{
  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (config);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  fixture->backend = batch_engine_use_url (fixture->engine,
                                           batch_simulator_get_uri (fixture->server), NULL);
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
  g_free (fixture->backend);
  g_free (fixture->dir);
}

/* Requests that go round the models of the space-separated @models. */
static BatchJob *
submit (Fixture    *fixture,
        const char *models,
        guint       n,
        guint       parallel,
        gint64      expires_in)
{
  g_auto(GStrv) names = g_strsplit (models, " ", -1);
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autofree char *path = g_build_filename (fixture->dir, "input.jsonl", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(BatchJob) job = NULL;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (lines,
                            "{\"custom_id\":\"r%u\",\"method\":\"POST\","
                            "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"%s\","
                            "\"messages\":[{\"role\":\"user\",\"content\":\"prompt %u\"}]}}\n",
                            i, names[i % g_strv_length (names)], i);
  g_assert_true (g_file_set_contents (path, lines->str, lines->len, NULL));

  batch_job_set_backend (draft, fixture->backend);
  batch_job_set_parallel (draft, parallel);
  if (expires_in > 0)
    batch_job_set_expires_in (draft, expires_in);
  job = driver_enqueue (fixture->queue, draft);
  return batch_queue_get_job (fixture->queue, batch_job_get_id (job));
}

static BatchSimulatorCounters
counters (Fixture *fixture)
{
  BatchSimulatorCounters now;

  batch_simulator_get_counters (fixture->server, &now);
  return now;
}

/* A machine that has much to do may be late now and then, but not each time. */
#define N_ROUNDS 5

/* Iterates until the server has as many requests in flight, or the time is up. */
static gboolean
wait_in_flight (Fixture *fixture,
                guint    n,
                gint64   limit_us)
{
  gint64 end = g_get_monotonic_time () + limit_us;

  while (counters (fixture).in_flight != n)
    {
      if (g_get_monotonic_time () > end)
        return FALSE;
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }

  return TRUE;
}

/* That many at one moment says little: as many may be there while more of them come and go. */
static void
assert_at_most_in_flight (Fixture *fixture,
                          guint    n,
                          gint64   for_us)
{
  gint64 end = g_get_monotonic_time () + for_us;

  while (g_get_monotonic_time () < end)
    {
      g_assert_cmpuint (counters (fixture).in_flight, <=, n);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

static void
count_item_cb (BatchQueue *queue,
               BatchJob   *job,
               BatchItem  *item,
               gpointer    user_data)
{
  guint *n = user_data;

  (*n)++;
  /* Who is told of an item finds it in the counts. */
  g_assert_cmpint (batch_job_get_ended (job), >=, *n);
}

/* Three models that alternate, one resident: three loads, each item told once. */
static void
test_models_are_loaded_once (void)
{
  BatchSimulatorConfig config = { .models = "a:50,b:50,c:50", .capacity = 1 };
  Fixture fixture;
  BatchJob *job;
  guint n_items = 0;

  set_up (&fixture, &config);
  g_signal_connect (fixture.queue, "item-progress", G_CALLBACK (count_item_cb), &n_items);
  job = submit (&fixture, "a b c", 300, 8, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 300);
  g_assert_cmpuint (batch_job_get_loads (job), ==, 3);
  g_assert_cmpuint (counters (&fixture).loads, ==, 3);
  g_assert_cmpuint (counters (&fixture).max_in_flight, <=, 8);
  g_assert_cmpuint (n_items, ==, 300);
  g_assert_cmpuint (batch_simulator_count_status (fixture.server, 200), ==, 300);
  tear_down (&fixture);
}

static gint64
sum_tokens (BatchJob   *job,
            const char *property)
{
  GListModel *items = batch_job_get_items (job);
  gint64 sum = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(BatchItem) item = g_list_model_get_item (items, i);
      gint64 tokens;

      while (!batch_item_get_loaded (item)
             || batch_item_get_status (item) != BATCH_ITEM_STATUS_SUCCEEDED)
        g_main_context_iteration (NULL, TRUE);
      g_object_get (item, property, &tokens, NULL);
      sum += tokens;
    }

  return sum;
}

/* What the server counts is what the items tell. */
static void
test_tokens_are_counted (void)
{
  BatchSimulatorConfig config = { .models = "a" };
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, &config);
  job = submit (&fixture, "a", 20, 4, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);

  /* “prompt 0” to “prompt 19”. */
  g_assert_cmpint (sum_tokens (job, "prompt-tokens"), ==,
                   10 * batch_simulator_count_tokens (strlen ("prompt 7"))
                   + 10 * batch_simulator_count_tokens (strlen ("prompt 17")));
  g_assert_cmpint (sum_tokens (job, "output-tokens"), >, 0);
  tear_down (&fixture);
}

/* Items that back off are waited for where that is cheaper than to load again. */
static void
test_waits_rather_than_loads (void)
{
  BatchSimulatorConfig config = {
    .models = "a:2500,b:2500", .capacity = 1, .faults = "503:0.1",
  };
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, &config);
  job = submit (&fixture, "a b", 100, 8, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 100);
  g_assert_cmpuint (batch_simulator_count_status (fixture.server, 503), >, 0);
  g_assert_cmpuint (counters (&fixture).loads, ==, 2);
  tear_down (&fixture);
}

/* A server that takes nothing for now is not asked with each of those that wait. */
static void
test_backs_off (void)
{
  BatchSimulatorConfig config = { .models = "a" };
  BatchSimulatorFault fault = {
    .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 429, .count = 300,
  };
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.server, &fault);
  job = submit (&fixture, "a", 300, 8, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_iterate_for (2000);
  /* Those of the first moment, what was under way then, and one after each of 0.1, 0.2, 0.4 and
   * 0.8 s. */
  g_assert_cmpuint (counters (&fixture).requests, >, 24);
  g_assert_cmpuint (counters (&fixture).requests, <=, 24 + 8 + 4 + 1);
  g_assert_cmpint (batch_job_get_ended (job), ==, 0);
  tear_down (&fixture);
}

/* A change of `parallel` is seen at the server within a second, both ways. */
static gboolean
follows (Fixture  *fixture,
         BatchJob *job,
         guint     n)
{
  g_autoptr(GAsyncResult) result = NULL;
  gboolean in_time;

  batch_engine_set_job_parallel_async (fixture->engine, batch_job_get_id (job), n, NULL,
                                       batch_test_store_result, &result);
  batch_test_wait (&result);
  in_time = wait_in_flight (fixture, n, G_USEC_PER_SEC);
  g_assert_true (in_time || wait_in_flight (fixture, n, 60 * G_USEC_PER_SEC));
  return in_time;
}

static void
test_parallel_follows (void)
{
  BatchSimulatorConfig config = { .models = "a", .delay_ms = 200 };
  gboolean in_time = FALSE;
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, &config);
  job = submit (&fixture, "a", 4000, 2, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  g_assert_true (wait_in_flight (&fixture, 2, 60 * G_USEC_PER_SEC));

  for (guint round = 0; round < N_ROUNDS && !in_time; round++)
    {
      in_time = follows (&fixture, job, 12);
      in_time = follows (&fixture, job, 3) && in_time;
    }
  g_assert_true (in_time);
  assert_at_most_in_flight (&fixture, 3, G_USEC_PER_SEC);
  tear_down (&fixture);
}

/* Pausing starts nothing new; going on loses nothing. */
static void
test_pause (void)
{
  BatchSimulatorConfig config = { .models = "a", .delay_ms = 100 };
  Fixture fixture;
  BatchJob *job;
  guint64 requests;

  set_up (&fixture, &config);
  job = submit (&fixture, "a", 120, 4, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  g_assert_true (wait_in_flight (&fixture, 4, 60 * G_USEC_PER_SEC));
  batch_engine_set_paused (fixture.engine, TRUE);
  do
    {
      requests = counters (&fixture).requests;
      driver_iterate_for (500);
    }
  while (counters (&fixture).requests != requests || counters (&fixture).in_flight > 0);
  g_assert_cmpuint (requests, <, 120);

  batch_engine_set_paused (fixture.engine, FALSE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpuint (counters (&fixture).requests, ==, 120);
  tear_down (&fixture);
}

/* A cancel reaches the socket, and the job ends cancelled. */
static gboolean
cancel_in_time (void)
{
  BatchSimulatorConfig config = { .models = "a", .delay_ms = 3600 * 1000 };
  gboolean in_time;
  Fixture fixture;
  BatchJob *job;
  g_autoptr(GError) error = NULL;

  set_up (&fixture, &config);
  job = submit (&fixture, "a", 5000, 4, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  g_assert_true (wait_in_flight (&fixture, 4, 60 * G_USEC_PER_SEC));
  driver_cancel (fixture.queue, batch_job_get_id (job), &error);
  g_assert_no_error (error);
  in_time = wait_in_flight (&fixture, 0, G_USEC_PER_SEC);
  g_assert_true (in_time || wait_in_flight (&fixture, 0, 60 * G_USEC_PER_SEC));
  driver_wait_state (job, BATCH_JOB_STATE_CANCELLED);
  g_assert_cmpint (batch_job_get_cancelled (job), ==, 5000);
  tear_down (&fixture);
  return in_time;
}

static void
test_cancel (void)
{
  gboolean in_time = FALSE;

  for (guint round = 0; round < N_ROUNDS && !in_time; round++)
    in_time = cancel_in_time ();
  g_assert_true (in_time);
}

/* Who takes the answer to a cancel late does not set the job back to what it was then: of so many
 * items, some were still to be cancelled. */
static void
test_cancel_is_ended_late (void)
{
  BatchSimulatorConfig config = { .models = "a" };
  Fixture fixture;
  BatchJob *job;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  set_up (&fixture, &config);
  job = submit (&fixture, "a", 5000, 4, 0);
  batch_queue_cancel_job_async (fixture.queue, batch_job_get_id (job), NULL,
                                batch_test_store_result, &result);
  batch_test_wait (&result);
  driver_wait_state (job, BATCH_JOB_STATE_CANCELLED);
  g_assert_true (batch_queue_cancel_job_finish (fixture.queue, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_CANCELLED);
  g_assert_cmpint (batch_job_get_cancelled (job), ==, 5000);
  g_clear_object (&result);
  tear_down (&fixture);
}

/* What is still open at the deadline expires, what is in flight too. */
static void
test_deadline (void)
{
  BatchSimulatorConfig config = { .models = "a", .delay_ms = 700 };
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, &config);
  job = submit (&fixture, "a", 40, 2, 1);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_EXPIRED);
  g_assert_cmpint (batch_job_get_succeeded (job) + batch_job_get_expired (job), ==, 40);
  g_assert_cmpint (batch_job_get_expired (job), >, 30);
  tear_down (&fixture);
}

static void
check_loads (BatchEngine *engine,
             GParamSpec  *pspec,
             gpointer     user_data)
{
  guint *most = user_data;
  guint done = batch_engine_get_loads_done (engine);

  *most = MAX (*most, done + (done > 0 ? batch_engine_get_loads_left (engine) : 0));
}

/* A load that is under way is not to come any more. */
static void
test_loads_add_up (void)
{
  BatchSimulatorConfig config = { .models = "a:150,b:150,c:150", .capacity = 1, .delay_ms = 5 };
  Fixture fixture;
  guint most = 0;
  BatchJob *job;

  set_up (&fixture, &config);
  g_signal_connect (fixture.engine, "notify", G_CALLBACK (check_loads), &most);
  job = submit (&fixture, "a b c", 60, 4, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpuint (most, ==, 3);
  g_assert_cmpuint (batch_engine_get_loads_done (fixture.engine), ==, 3);
  g_assert_cmpuint (batch_engine_get_loads_left (fixture.engine), ==, 0);
  tear_down (&fixture);
}

/* Failed items, and no others, are tried again. */
static void
test_retry (void)
{
  BatchSimulatorConfig config = { .models = "a", .faults = "400:0.2" };
  Fixture fixture;
  BatchJob *job;
  gint64 n_failed;
  g_autoptr(GError) error = NULL;

  set_up (&fixture, &config);
  job = submit (&fixture, "a", 100, 4, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  n_failed = batch_job_get_failed (job);
  g_assert_cmpint (n_failed, >, 0);
  g_assert_cmpuint (counters (&fixture).requests, ==, 100);

  g_assert_cmpint (driver_retry (fixture.queue, batch_job_get_id (job), &error), ==, n_failed);
  g_assert_no_error (error);
  while (!batch_job_is_terminal (job))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (counters (&fixture).requests, ==, 100 + n_failed);
  tear_down (&fixture);
}

static void
resume (Fixture  *fixture,
        BatchJob *job)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_set_job_paused_async (fixture->engine, batch_job_get_id (job), FALSE, NULL,
                                     batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_set_job_paused_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
}

static void
wait_paused (BatchJob *job)
{
  while (!batch_job_get_paused (job) || batch_job_get_running (job) > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* What fails one after the other is paused, and says why; resumed, it has as many again. */
static void
test_failures_in_a_row (void)
{
  BatchSimulatorConfig config = { .models = "a", .faults = "400:1" };
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, &config);
  batch_engine_set_max_failures_in_a_row (fixture.engine, 5);
  job = submit (&fixture, "a", 100, 1, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  wait_paused (job);
  g_assert_cmpint (batch_job_get_failed (job), >=, 5);
  g_assert_cmpint (batch_job_get_failed (job), <, 10);
  g_assert_nonnull (strstr (batch_job_get_failure (job), "after 5 failures in a row"));

  resume (&fixture, job);
  g_assert_null (batch_job_get_failure (job));
  wait_paused (job);
  g_assert_cmpint (batch_job_get_failed (job), >=, 10);

  batch_engine_set_max_failures_in_a_row (fixture.engine, 1);
  resume (&fixture, job);
  wait_paused (job);
  g_assert_nonnull (strstr (batch_job_get_failure (job), "Paused after 1 failure. It was: "));

  batch_engine_set_max_failures_in_a_row (fixture.engine, 0);
  resume (&fixture, job);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  g_assert_cmpint (batch_job_get_failed (job), ==, 100);
  tear_down (&fixture);
}

/* A limit that is below what has failed already counts with the next one. */
static void
test_failures_lower_limit (void)
{
  BatchSimulatorConfig config = { .models = "a", .faults = "400:1", .delay_ms = 10 };
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, &config);
  batch_engine_set_max_failures_in_a_row (fixture.engine, 1000);
  job = submit (&fixture, "a", 200, 1, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  while (batch_job_get_failed (job) < 8)
    g_main_context_iteration (NULL, TRUE);

  batch_engine_set_max_failures_in_a_row (fixture.engine, 4);
  wait_paused (job);
  g_assert_cmpint (batch_job_get_failed (job), <, 200);
  g_assert_nonnull (strstr (batch_job_get_failure (job), "after 4 failures in a row"));
  tear_down (&fixture);
}

/* Some that fail here and there do not pause a job. */
static void
test_failures_apart (void)
{
  BatchSimulatorConfig config = { .models = "a", .faults = "400:0.3" };
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, &config);
  batch_engine_set_max_failures_in_a_row (fixture.engine, 25);
  job = submit (&fixture, "a", 200, 4, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  g_assert_cmpint (batch_job_get_failed (job), >, 25);
  tear_down (&fixture);
}

/* An engine that is dropped in the middle gives back, and the next one goes on. */
static void
test_reopen (void)
{
  BatchSimulatorConfig config = { .models = "a", .delay_ms = 150 };
  Fixture fixture;
  g_autofree char *id = NULL;
  guint n_asked;
  guint n_stored;
  BatchJob *job;

  set_up (&fixture, &config);
  id = g_strdup (batch_job_get_id (submit (&fixture, "a", 60, 4, 0)));
  batch_engine_set_active (fixture.engine, TRUE);
  g_assert_true (wait_in_flight (&fixture, 4, 60 * G_USEC_PER_SEC));
  driver_iterate_for (100);
  batch_test_close_engine (fixture.engine);
  g_clear_object (&fixture.queue);
  g_clear_object (&fixture.engine);
  g_assert_true (wait_in_flight (&fixture, 0, 60 * G_USEC_PER_SEC));
  n_asked = counters (&fixture).requests;

  fixture.engine = batch_test_open_engine (fixture.dir);
  fixture.queue = batch_queue_new_for_engine (fixture.engine);
  g_free (fixture.backend);
  fixture.backend = batch_engine_use_url (fixture.engine,
                                          batch_simulator_get_uri (fixture.server), NULL);
  while ((job = batch_queue_get_job (fixture.queue, id)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  n_stored = batch_job_get_succeeded (job);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 60);

  /* No answer that was stored is asked for again. One that was not may be, even if the
   * server had given it: it was on the way when the engine closed. There is at most one in
   * each slot. */
  g_assert_cmpuint (counters (&fixture).requests, ==, n_asked + 60 - n_stored);
  g_assert_cmpuint (n_asked - n_stored, <=, 4);
  tear_down (&fixture);
}

/* The key of a server came with one of its addresses, and the other is given without one. */
static void
test_key_of_both_addresses (void)
{
  BatchSimulatorConfig config = { .models = "a", .api_key = "sk-1" };
  Fixture fixture;
  g_autofree char *named = NULL;
  g_autofree char *port = NULL;
  BatchJob *job;

  set_up (&fixture, &config);
  port = g_strdup (strrchr (fixture.backend, ':'));
  named = g_strconcat ("http://localhost", port, NULL);
  g_free (batch_engine_use_url (fixture.engine, named, "sk-1"));
  g_free (batch_engine_use_url (fixture.engine, fixture.backend, NULL));
  job = submit (&fixture, "a", 4, 2, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 4);
  tear_down (&fixture);
}

/* A server that goes away and comes back costs no attempt. */
static void
test_server_goes_away (void)
{
  BatchSimulatorConfig config = { .models = "a", .delay_ms = 100 };
  Fixture fixture;
  BatchJob *job;
  guint16 port;
  g_autoptr(GError) error = NULL;

  set_up (&fixture, &config);
  port = batch_simulator_get_port (fixture.server);
  job = submit (&fixture, "a", 80, 2, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  g_assert_true (wait_in_flight (&fixture, 2, 60 * G_USEC_PER_SEC));
  batch_simulator_stop (fixture.server);
  while (batch_engine_get_trouble (fixture.engine) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (batch_engine_get_trouble (fixture.engine), BATCH_ERROR, BATCH_ERROR_BACKEND);

  batch_simulator_start (fixture.server, "127.0.0.1", port, &error);
  g_assert_no_error (error);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 80);
  g_assert_null (batch_engine_get_trouble (fixture.engine));
  tear_down (&fixture);
}

static void
wait_for_trouble (Fixture  *fixture,
                  BatchJob *job)
{
  while (batch_engine_get_job_trouble (fixture->engine, job) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (batch_engine_get_job_trouble (fixture->engine, job), BATCH_ERROR,
                  BATCH_ERROR_BACKEND);
}

static void
assert_in_trouble (BatchEngine *engine,
                   GParamSpec  *property,
                   BatchJob    *job)
{
  g_assert_nonnull (batch_engine_get_job_trouble (engine, job));
}

/* Whose server is away waits for that one alone, and that another is back says nothing of it. */
static void
test_each_has_its_own_trouble (void)
{
  BatchSimulatorConfig config = { .models = "a", .delay_ms = 20 };
  Fixture fixture;
  BatchJob *job;
  BatchJob *other;
  guint16 port;
  g_autoptr(GError) error = NULL;

  set_up (&fixture, &config);
  port = batch_simulator_get_port (fixture.server);
  job = submit (&fixture, "a", 80, 2, 0);
  g_free (fixture.backend);
  fixture.backend = batch_engine_use_url (fixture.engine, "http://127.0.0.1:9/v1", NULL);
  other = submit (&fixture, "a", 2, 1, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  wait_for_trouble (&fixture, other);
  g_assert_null (batch_engine_get_job_trouble (fixture.engine, job));
  g_signal_connect (fixture.engine, "notify::in-trouble", G_CALLBACK (assert_in_trouble), other);

  batch_simulator_stop (fixture.server);
  wait_for_trouble (&fixture, job);
  batch_simulator_start (fixture.server, "127.0.0.1", port, &error);
  g_assert_no_error (error);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_null (batch_engine_get_job_trouble (fixture.engine, job));
  assert_in_trouble (fixture.engine, NULL, other);
  g_assert_nonnull (batch_engine_get_trouble (fixture.engine));

  /* Nobody waits for that server any more, which is as away as before. */
  g_signal_handlers_disconnect_by_func (fixture.engine, assert_in_trouble, other);
  driver_cancel (fixture.queue, batch_job_get_id (other), &error);
  g_assert_no_error (error);
  while (batch_engine_get_trouble (fixture.engine) != NULL)
    g_main_context_iteration (NULL, TRUE);
  tear_down (&fixture);
}

/* Who was turned away rests for half a minute at least, unless somebody knows better. */
static void
test_tries_again_when_told (void)
{
  BatchSimulatorConfig config = { .models = "a" };
  BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 401, .count = 1 };
  Fixture fixture;
  BatchJob *job;
  gint64 began;

  set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.server, &fault);
  job = submit (&fixture, "a", 3, 1, 0);
  batch_engine_set_active (fixture.engine, TRUE);
  while (batch_engine_get_trouble (fixture.engine) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (batch_engine_get_trouble (fixture.engine), BATCH_ERROR, BATCH_ERROR_AUTH);

  began = g_get_monotonic_time ();
  batch_engine_try_again (fixture.engine);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 20 * G_USEC_PER_SEC);
  g_assert_null (batch_engine_get_trouble (fixture.engine));
  tear_down (&fixture);
}

/* A job for a server that nobody told this engine of is left alone. */
static void
test_leaves_what_is_not_its_own (void)
{
  BatchSimulatorConfig config = { .models = "a" };
  Fixture fixture;
  BatchJob *job;
  g_autoptr(BatchEngine) other = NULL;

  set_up (&fixture, &config);
  job = submit (&fixture, "a", 3, 1, 0);
  other = batch_test_open_engine (fixture.dir);
  batch_engine_set_active (other, TRUE);
  driver_iterate_for (300);
  g_assert_cmpuint (counters (&fixture).requests, ==, 0);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_QUEUED);

  /* The engine that knows it does, and the other sees it happen. */
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  batch_test_close_engine (other);
  tear_down (&fixture);
}

/* What comes in while it works is worked on too, the second time on the same lane. */
static void
test_submit_while_active (void)
{
  BatchSimulatorConfig config = { .models = "a" };
  Fixture fixture;

  set_up (&fixture, &config);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (submit (&fixture, "a", 5, 2, 0), BATCH_JOB_STATE_COMPLETED);
  driver_wait_state (submit (&fixture, "a", 7, 2, 0), BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpuint (counters (&fixture).requests, ==, 12);
  g_assert_cmpuint (counters (&fixture).loads, ==, 1);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/http/loads", test_models_are_loaded_once);
  g_test_add_func ("/batch/engine/http/tokens", test_tokens_are_counted);
  g_test_add_func ("/batch/engine/http/submit-while-active", test_submit_while_active);
  g_test_add_func ("/batch/engine/http/waits", test_waits_rather_than_loads);
  g_test_add_func ("/batch/engine/http/parallel", test_parallel_follows);
  g_test_add_func ("/batch/engine/http/pause", test_pause);
  g_test_add_func ("/batch/engine/http/cancel", test_cancel);
  g_test_add_func ("/batch/engine/http/cancel-is-ended-late", test_cancel_is_ended_late);
  g_test_add_func ("/batch/engine/http/deadline", test_deadline);
  g_test_add_func ("/batch/engine/http/loads-add-up", test_loads_add_up);
  g_test_add_func ("/batch/engine/http/retry", test_retry);
  g_test_add_func ("/batch/engine/http/backs-off", test_backs_off);
  g_test_add_func ("/batch/engine/http/failures-in-a-row", test_failures_in_a_row);
  g_test_add_func ("/batch/engine/http/failures-lower-limit", test_failures_lower_limit);
  g_test_add_func ("/batch/engine/http/failures-apart", test_failures_apart);
  g_test_add_func ("/batch/engine/http/reopen", test_reopen);
  g_test_add_func ("/batch/engine/http/key-of-both-addresses", test_key_of_both_addresses);
  g_test_add_func ("/batch/engine/http/server-goes-away", test_server_goes_away);
  g_test_add_func ("/batch/engine/http/each-has-its-own-trouble", test_each_has_its_own_trouble);
  g_test_add_func ("/batch/engine/http/try-again", test_tries_again_when_told);
  g_test_add_func ("/batch/engine/http/not-its-own", test_leaves_what_is_not_its_own);
  return g_test_run ();
}
