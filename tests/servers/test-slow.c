/* test-slow.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include <string.h>

#include "engine/batch-engine-private.h"
#include "http/batch-client-private.h"
#include "test-support.h"

/* Servers that take their time, or go away. Each test is a row of the table in README.md. */

#define CHECK(cases) server_fixture_check (cases, G_N_ELEMENTS (cases))

#define OK    .status = BATCH_ITEM_STATUS_SUCCEEDED, .requests = 1
#define AGAIN .status = BATCH_ITEM_STATUS_SUCCEEDED, .requests = 2
#define ONCE  .count = 1

static void
test_silent_at_first (void)
{
  static const ServerCase cases[] = {
    { NULL, TRUE, { .kind = BATCH_SIMULATOR_FAULT_SLOW, .ms = 1500 }, OK },
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_SLOW, .ms = 1500 }, OK },
  };

  CHECK (cases);
}

static void
wait_until_closed (BatchSimulator *simulator)
{
  BatchSimulatorCounters counters;

  do
    {
      g_main_context_iteration (NULL, FALSE);
      batch_simulator_get_counters (simulator, &counters);
    }
  while (counters.in_flight > 0);
}

/* How long the engine waits is more than a test may take, so its client is asked by itself. */
static void
check_gives_up (const BatchSimulatorFault *fault,
                int                        code)
{
  static const char request[] = "{\"model\":\"m\",\"stream\":true,\"messages\":\"hello\"}";
  BatchSimulatorConfig config = { .models = "m" };
  BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autoptr(BatchClient) client = NULL;
  g_autoptr(BatchResponse) response = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = g_bytes_new_static (request, strlen (request));

  settings.first_byte_ms = 300;
  settings.idle_ms = 300;
  batch_simulator_add_fault (simulator, fault);
  client = batch_client_new (batch_simulator_get_uri (simulator), NULL, &settings, &error);
  g_assert_no_error (error);
  batch_client_stream_async (client, "/v1/chat/completions", body, NULL, NULL, NULL, NULL,
                             batch_test_store_result, &result);
  batch_test_wait (&result);
  response = batch_client_send_finish (client, result, &error);
  g_assert_error (error, BATCH_TRANSPORT_ERROR, code);
  wait_until_closed (simulator);
  batch_simulator_stop (simulator);
}

/* With an engine that waits for less long: the first request meets @fault, and is given up after
 * @least_ms; another one brings the answer. */
static void
check_tried_again (BatchSimulatorFault fault,
                   gboolean            streaming,
                   guint               least_ms)
{
  BatchSimulatorConfig config = { .models = "a" };
  ServerFixture fixture = { 0 };
  g_autofree char *answer = NULL;
  g_autofree char *usual = batch_simulator_answer ("a", "hello");
  BatchSimulatorRecord first;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_executor_set_patience (batch_engine_get_executor (fixture.engine), 2000, 1000, 2000);
  batch_engine_set_streaming (fixture.engine, streaming);
  fault.count = 1;
  batch_simulator_add_fault (fixture.simulator, &fault);
  job = server_fixture_ask (&fixture, "a", "hello");
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 1);
  answer = server_fixture_get_answer (&fixture, job, 0);
  g_assert_cmpstr (answer, ==, usual);
  g_assert_cmpuint (server_fixture_count (&fixture).requests, >=, 2);
  g_assert_true (batch_simulator_get_record (fixture.simulator, 0, &first));
  while (first.event != BATCH_SIMULATOR_EVENT_REQUEST)
    g_assert_true (batch_simulator_get_record (fixture.simulator, first.seq + 1, &first));
  g_assert_true (first.closed_by_client);
  g_assert_cmpuint (first.end_ms - first.start_ms, >=, least_ms);
  server_fixture_tear_down (&fixture);
}

/* Longer than an answer is waited for, by a request that wants it in one piece. */
static void
test_longer_than_waited_for (void)
{
  static const char line[] =
    "{\"custom_id\":\"1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
    "{\"model\":\"a\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":"
    "\"hello\"}]}}\n";
  BatchSimulatorConfig config = { .models = "a", .delay_ms = 1100 };
  ServerFixture fixture = { 0 };
  g_autoptr(BatchItem) item = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_executor_set_patience (batch_engine_get_executor (fixture.engine), 300, 1000, 2000);
  batch_engine_set_streaming (fixture.engine, TRUE);
  job = server_fixture_submit_lines (&fixture, line, 1);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 1);
  item = server_fixture_get_item (&fixture, job, 0);
  /* For 300 ms, 600 ms, 1200 ms. */
  g_assert_cmpuint (batch_item_get_attempts (item), ==, 3);
  server_fixture_tear_down (&fixture);
}

/* They count for no progress; after a beginning they are waited for longer than silence is. */
static void
test_nothing_but_pings (void)
{
  static const BatchSimulatorFault at_first = { .kind = BATCH_SIMULATOR_FAULT_PING, .ms = 50 };
  static const BatchSimulatorFault later = { .kind = BATCH_SIMULATOR_FAULT_PING_BODY, .ms = 50 };

  check_gives_up (&at_first, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT);
  check_tried_again (at_first, TRUE, 1900);
  check_tried_again (later, TRUE, 1900);
}

static void
test_stops_for_ever (void)
{
  static const BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_STALL_BODY };

  check_gives_up (&fault, BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT);
  check_tried_again (fault, TRUE, 900);
  check_tried_again (fault, FALSE, 900);
}

static gboolean
shows_rate (ServerFixture *self,
            gpointer       item)
{
  return batch_item_get_tokens_so_far (item) >= 5 && batch_item_get_tokens_per_second (item) > 0;
}

static void
test_slow_but_steady (void)
{
  BatchSimulatorConfig config = { .models = "a", .output_rate = 10 };
  ServerFixture fixture = { 0 };
  g_autoptr(BatchItem) item = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_engine_set_streaming (fixture.engine, TRUE);
  job = server_fixture_ask (&fixture, "a", "hello");
  item = g_list_model_get_item (batch_job_get_items (job), 0);
  batch_item_watch (item);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, shows_rate, item, 10000);
  g_assert_cmpfloat (batch_item_get_tokens_per_second (item), >, 5);
  g_assert_cmpfloat (batch_item_get_tokens_per_second (item), <, 25);
  batch_item_unwatch (item);

  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 1);
  g_assert_cmpuint (server_fixture_count (&fixture).requests, ==, 1);
  server_fixture_tear_down (&fixture);
}

static void
test_byte_by_byte (void)
{
  static const ServerCase cases[] = {
    { NULL, TRUE, { .kind = BATCH_SIMULATOR_FAULT_DRIP }, OK },
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_DRIP }, OK },
    { "ollama", TRUE, { .kind = BATCH_SIMULATOR_FAULT_DRIP }, OK },
  };

  CHECK (cases);
}

static void
test_connection_is_reset (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_RESET, ONCE }, AGAIN },
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_RESET_HEAD, ONCE }, AGAIN },
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_RESET_BODY, ONCE }, AGAIN },
    { NULL, TRUE, { .kind = BATCH_SIMULATOR_FAULT_RESET, ONCE }, AGAIN },
    { NULL, TRUE, { .kind = BATCH_SIMULATOR_FAULT_RESET_HEAD, ONCE }, AGAIN },
    { NULL, TRUE, { .kind = BATCH_SIMULATOR_FAULT_RESET_BODY, ONCE }, AGAIN },
    { "ollama", TRUE, { .kind = BATCH_SIMULATOR_FAULT_RESET_BODY, ONCE }, AGAIN },
    /* One of them unseen: the first meets a connection that was used before, as one that its
     * server closes would be. */
    { NULL, FALSE, { .kind = BATCH_SIMULATOR_FAULT_RESET }, .status = BATCH_ITEM_STATUS_FAILED,
      .kind = BATCH_FAILURE_KIND_NETWORK_ERROR, .requests = 3 },
  };

  CHECK (cases);
}

static gboolean
has_answers (ServerFixture *self,
             gpointer       job)
{
  return batch_job_get_succeeded (job) >= 10;
}

static gboolean
has_trouble (ServerFixture *self,
             gpointer       user_data)
{
  return batch_engine_get_trouble (self->engine) != NULL;
}

/* While it is away, nothing is spent; when it is back, it loads again, and all goes on. */
static void
test_comes_back (void)
{
  BatchSimulatorConfig config = { .models = "a:100", .delay_ms = 5 };
  ServerFixture fixture = { 0 };
  g_autoptr(GError) error = NULL;
  guint16 port;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", 60, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, has_answers, job, 5000);
  port = batch_simulator_get_port (fixture.simulator);
  batch_simulator_stop (fixture.simulator);
  server_fixture_wait (&fixture, has_trouble, NULL, 10000);
  g_assert_cmpint (batch_job_get_failed (job), ==, 0);

  batch_simulator_start (fixture.simulator, "127.0.0.1", port, &error);
  g_assert_no_error (error);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 60);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 2);
  g_assert_cmpuint (server_fixture_count (&fixture).answered_again, ==, 0);
  server_fixture_tear_down (&fixture);
}

static void
cancel (ServerFixture *fixture,
        BatchJob      *job)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_queue_cancel_job_async (fixture->queue, batch_job_get_id (job), NULL,
                                batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_true (batch_queue_cancel_job_finish (fixture->queue, result, &error));
  g_assert_no_error (error);
}

/* Returns: how many ms it took from the call until the server had nothing under way. */
static gint64
cancel_at_work (const BatchSimulatorConfig *config)
{
  ServerFixture fixture = { 0 };
  gint64 began;
  gint64 took;
  BatchJob *job;

  server_fixture_set_up (&fixture, config);
  job = server_fixture_submit (&fixture, "a", 6, 3);
  batch_engine_set_active (fixture.engine, TRUE);
  while (server_fixture_count (&fixture).in_flight < 3)
    g_main_context_iteration (NULL, FALSE);

  began = g_get_monotonic_time ();
  cancel (&fixture, job);
  batch_test_wait_in_flight (fixture.simulator, 0, 500);
  took = (g_get_monotonic_time () - began) / 1000;

  while (!batch_job_is_terminal (job))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_CANCELLED);
  g_assert_cmpint (batch_job_get_cancelled (job), ==, 6);
  g_assert_cmpuint (server_fixture_count (&fixture).closed_by_client, ==, 3);
  g_assert_cmpuint (server_fixture_count (&fixture).requests, ==, 3);
  g_assert_cmpuint (server_fixture_count (&fixture).answered, ==, 0);
  server_fixture_tear_down (&fixture);
  return took;
}

/* Before the answer begins, and in the middle of it. A machine that has much to do may be late
 * now and then, but not each time. */
static void
test_cancelled (void)
{
  static const BatchSimulatorConfig configs[] = {
    { .models = "a", .delay_ms = 60 * 1000 },
    { .personality = "ollama", .models = "a", .output_rate = 0.5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (configs); i++)
    {
      gint64 quickest = G_MAXINT64;

      for (guint round = 0; round < 5; round++)
        quickest = MIN (quickest, cancel_at_work (&configs[i]));
      g_test_message ("%" G_GINT64_FORMAT " ms", quickest);
      g_assert_cmpint (quickest, <=, 100);
    }
}

#define STAND_STILL_MS 3000
#define TELL_MS        12000

/* Requests for a model follow one another as if nothing were asked beside them. */
static void
assert_no_gaps (ServerFixture *self)
{
  BatchSimulatorRecord record;
  g_autofree char *model = NULL;
  guint64 last_ms = 0;
  guint n_models = 0;

  for (guint64 i = 0; batch_simulator_get_record (self->simulator, i, &record); i++)
    {
      if (record.event != BATCH_SIMULATOR_EVENT_REQUEST)
        continue;

      if (g_strcmp0 (record.model, model) == 0)
        g_assert_cmpuint (record.start_ms, <, last_ms + STAND_STILL_MS);
      else
        n_models++;
      g_free (model);
      model = g_strdup (record.model);
      last_ms = record.end_ms;
    }
  g_assert_cmpuint (n_models, ==, 2);
}

/* Nobody waits for what it tells of itself, for which it takes an hour, longer than a few seconds
 * for each model: the owner context never, the requests for one model not at all. The window is
 * told of every item, the batch ends, and so does the engine. */
static void
test_slow_to_tell (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:50,b:50", .capacity = 1 };
  BatchSimulatorFault fault = {
    .kind = BATCH_SIMULATOR_FAULT_SLOW_PATH,
    .match = "/api/ps",
    .ms = 3600 * 1000,
  };
  ServerFixture fixture = { 0 };
  gint64 longest = 0;
  gint64 began;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.simulator, &fault);
  job = server_fixture_submit (&fixture, "a b", 10, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  began = g_get_monotonic_time ();
  while (!batch_job_is_terminal (job))
    {
      gint64 before = g_get_monotonic_time ();

      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
      longest = MAX (longest, g_get_monotonic_time () - before);
      g_assert_cmpint ((before - began) / 1000, <, TELL_MS);
    }
  g_test_message ("%" G_GINT64_FORMAT " ms, the longest turn of the context %" G_GINT64_FORMAT
                  " ms", (g_get_monotonic_time () - began) / 1000, longest / 1000);
  g_assert_cmpint (longest / 1000, <, STAND_STILL_MS);
  assert_no_gaps (&fixture);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 10);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 2);
  g_assert_cmpuint (server_fixture_count_path (&fixture, "/api/ps"), >, 0);
  server_fixture_tear_down (&fixture);
}

/* Also where a request and the end of its connection cross. */
static void
test_connection_is_closed (void)
{
  BatchSimulatorConfig config = { .models = "a", .faults = "close:1" };
  ServerFixture fixture = { 0 };
  guint n_again = 0;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", 60, 4);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 60);
  g_assert_cmpuint (server_fixture_count (&fixture).answered_again, ==, 0);
  for (guint i = 0; i < 60; i++)
    {
      g_autoptr(BatchItem) item = server_fixture_get_item (&fixture, job, i);

      n_again += batch_item_get_attempts (item) > 1;
    }
  g_assert_cmpuint (n_again, ==, 0);
  server_fixture_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/slow/S1-silent-at-first", test_silent_at_first);
  g_test_add_func ("/servers/slow/S1b-longer-than-waited-for", test_longer_than_waited_for);
  g_test_add_func ("/servers/slow/S2-nothing-but-pings", test_nothing_but_pings);
  g_test_add_func ("/servers/slow/S3-slow-but-steady", test_slow_but_steady);
  g_test_add_func ("/servers/slow/S4-byte-by-byte", test_byte_by_byte);
  g_test_add_func ("/servers/slow/S5-stops-for-ever", test_stops_for_ever);
  g_test_add_func ("/servers/slow/S6-connection-is-reset", test_connection_is_reset);
  g_test_add_func ("/servers/slow/S7-comes-back", test_comes_back);
  g_test_add_func ("/servers/slow/S8-cancelled", test_cancelled);
  g_test_add_func ("/servers/slow/S9-slow-to-tell", test_slow_to_tell);
  g_test_add_func ("/servers/slow/S10-connection-is-closed", test_connection_is_closed);

  return g_test_run ();
}
