/* test-loading-kept.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include <string.h>

#include "server-trace.h"
#include "test-support.h"

/* How long models stay in the memory of a server, and how they leave it. Each test is a row of the
 * table in README.md. */

/* Somebody else's model takes the room that is left, and not the one at work. */
static void
test_pinned_model_survives (void)
{
  BatchSimulatorConfig config = {
    .personality = "ollama", .models = "a:100,b:100,c:100", .capacity = 2, .delay_ms = 50,
    .slots = 1,
  };
  ServerFixture fixture = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *loads = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", 30, 1);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, server_trace_has_answers, GUINT_TO_POINTER (2), 5000);
  first = server_fixture_request (&fixture, "POST", "/api/generate",
                                  "{\"model\":\"b\",\"prompt\":\"x\",\"stream\":false}");
  second = server_fixture_request (&fixture, "POST", "/api/generate",
                                   "{\"model\":\"c\",\"prompt\":\"x\",\"stream\":false}");
  server_fixture_run (&fixture, job);

  loads = server_fixture_list_loads (&fixture);
  g_assert_cmpstr (loads, ==, "+a +b -b +c");
  server_fixture_tear_down (&fixture);
}

/* What is kept for us goes when we go: at the end, and when the job was cancelled. */
static void
test_keep_alive (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:100", .delay_ms = 30 };

  for (guint i = 0; i < 2; i++)
    {
      ServerFixture fixture = { 0 };
      BatchSimulatorRecord record;
      BatchSimulatorRecord last = { 0 };
      BatchJob *job;

      server_fixture_set_up (&fixture, &config);
      job = server_fixture_submit (&fixture, "a", 20, 1);
      batch_engine_set_active (fixture.engine, TRUE);
      server_fixture_wait (&fixture, server_trace_has_answers, GUINT_TO_POINTER (2), 5000);
      if (i == 1)
        batch_queue_cancel_job_async (fixture.queue, batch_job_get_id (job), NULL, NULL, NULL);
      server_fixture_run (&fixture, job);
      server_fixture_end (&fixture);

      for (guint64 seq = 0; batch_simulator_get_record (fixture.simulator, seq, &record); seq++)
        if (record.event == BATCH_SIMULATOR_EVENT_ORDER)
          {
            if (last.seq == 0)
              g_assert_cmpint (record.keep_ms, >=, 30 * 60 * 1000);
            last = record;
          }
        else if (record.event == BATCH_SIMULATOR_EVENT_REQUEST)
          g_assert_false (record.says_keep);
      g_assert_cmpint (last.keep_ms, <=, 5 * 60 * 1000);
      g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 1);
      server_fixture_tear_down (&fixture);
    }
}

/* Nobody says what the model is for but the requests: it is loaded and kept as they want it. */
static void
test_embeddings_are_kept (void)
{
  static const char *const personalities[] = { "ollama-old", "ollama" };

  for (guint i = 0; i < G_N_ELEMENTS (personalities); i++)
    {
      BatchSimulatorConfig config = { .personality = personalities[i], .models = "embed:50" };
      ServerFixture fixture = { 0 };
      BatchSimulatorRecord record;
      gint64 kept_ms = 0;
      BatchJob *job;

      server_fixture_set_up (&fixture, &config);
      job = server_fixture_submit_lines (&fixture, "{\"custom_id\":\"a\",\"method\":\"POST\","
                                         "\"url\":\"/v1/embeddings\",\"body\":{\"model\":"
                                         "\"embed\",\"input\":\"x\"}}\n", 1);
      server_fixture_run (&fixture, job);

      g_assert_cmpint (batch_job_get_succeeded (job), ==, 1);
      for (guint64 seq = 0; batch_simulator_get_record (fixture.simulator, seq, &record); seq++)
        if (record.event == BATCH_SIMULATOR_EVENT_ORDER && g_str_equal (record.path, "/api/embed"))
          kept_ms = MAX (kept_ms, record.keep_ms);
      g_assert_cmpint (kept_ms, >=, 30 * 60 * 1000);
      g_assert_cmpuint (batch_simulator_count_status (fixture.simulator, 400), ==, 0);
      g_assert_cmpuint (batch_engine_get_loads_done (fixture.engine), ==, 1);
      server_fixture_tear_down (&fixture);
    }
}

/* What the server was told last: how long it is to keep the model. */
static gint64
get_last_keep (ServerFixture *fixture)
{
  BatchSimulatorRecord record;
  gint64 keep_ms = 0;

  for (guint64 seq = 0; batch_simulator_get_record (fixture->simulator, seq, &record); seq++)
    if (record.event == BATCH_SIMULATOR_EVENT_ORDER)
      keep_ms = record.keep_ms;
  return keep_ms;
}

/* What another client has had it keep is kept meanwhile as we want it, and then as it was. */
static void
test_given_back_as_it_was (void)
{
  static const struct
  {
    const char *order;
    gint64      least_ms;
    gint64      most_ms;
  } cases[] = {
    { "{\"model\":\"a\",\"keep_alive\":-1}", -1, -1 },
    { "{\"model\":\"a\",\"keep_alive\":\"2h\"}", 100 * 60 * 1000, 120 * 60 * 1000 },
    { "{\"model\":\"a\",\"keep_alive\":\"1m\"}", 5 * 60 * 1000, 5 * 60 * 1000 },
  };
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:100", .delay_ms = 30 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ServerFixture fixture = { 0 };
      g_autofree char *answer = NULL;
      BatchJob *job;

      server_fixture_set_up (&fixture, &config);
      answer = server_fixture_request (&fixture, "POST", "/api/generate", cases[i].order);
      job = server_fixture_submit (&fixture, "a", 10, 1);
      batch_engine_set_active (fixture.engine, TRUE);
      server_fixture_wait (&fixture, server_trace_has_answers, GUINT_TO_POINTER (2), 60000);
      g_assert_cmpint (get_last_keep (&fixture), ==, 30 * 60 * 1000);
      server_fixture_run (&fixture, job);
      server_fixture_end (&fixture);

      g_assert_cmpint (get_last_keep (&fixture), >=, cases[i].least_ms);
      g_assert_cmpint (get_last_keep (&fixture), <=, cases[i].most_ms);
      g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 1);
      server_fixture_tear_down (&fixture);
    }
}

/* “unload” is said at once, and the model goes when its last request has ended. For what is there
 * first, nobody knows yet that there is room for one. */
static void
test_unload_is_waited_for (void)
{
  BatchSimulatorConfig config = {
    .personality = "ollama", .models = "a:50,b:50,first:50", .capacity = 1,
  };
  BatchSimulatorFault slow = {
    .kind = BATCH_SIMULATOR_FAULT_SLOW, .ms = 700, .match = "somebody else",
  };
  ServerFixture fixture = { 0 };
  g_autoptr(BatchTestHttp) other = NULL;
  g_autoptr(BatchTestResponse) response = NULL;
  g_autofree char *body = batch_test_chat_body ("a", "somebody else");
  g_autofree char *trace = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.simulator, &slow);
  job = server_fixture_submit (&fixture, "first a b", 12, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, server_trace_has_answers, GUINT_TO_POINTER (5), 5000);
  other = batch_test_http_open (batch_simulator_get_port (fixture.simulator));
  batch_test_http_send_request (other, "POST", "/v1/chat/completions", NULL, body);
  server_fixture_run (&fixture, job);
  response = batch_test_http_read (other);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 12);
  trace = server_trace (&fixture);
  g_assert_nonnull (strstr (trace, "free a, -a, keep b, +b, b*4"));
  server_fixture_tear_down (&fixture);
}

/* Unloading cuts off requests: nothing is unloaded while one is under way. */
static void
test_unload_cuts (void)
{
  BatchSimulatorConfig config = {
    .personality = "llama-swap", .models = "a:50", .delay_ms = 30,
  };
  ServerFixture fixture = { 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *loads = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", 40, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, server_trace_has_answers, GUINT_TO_POINTER (2), 5000);
  batch_engine_free_models_async (fixture.engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_false (batch_engine_free_models_finish (fixture.engine, result, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_object (&result);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 40);
  g_assert_cmpuint (server_fixture_count (&fixture).requests, ==, 40);
  g_assert_cmpuint (server_fixture_count_path (&fixture, "/api/models/unload"), ==, 0);

  batch_engine_free_models_async (fixture.engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_true (batch_engine_free_models_finish (fixture.engine, result, NULL));
  g_clear_object (&result);
  loads = server_fixture_list_loads (&fixture);
  g_assert_cmpstr (loads, ==, "+a -a");
  server_fixture_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/loading/L4-pinned-model-survives", test_pinned_model_survives);
  g_test_add_func ("/servers/loading/L7-keep-alive", test_keep_alive);
  g_test_add_func ("/servers/loading/L7c-embeddings-are-kept", test_embeddings_are_kept);
  g_test_add_func ("/servers/loading/L7b-given-back-as-it-was", test_given_back_as_it_was);
  g_test_add_func ("/servers/loading/L8-unload-is-waited-for", test_unload_is_waited_for);
  g_test_add_func ("/servers/loading/L16-unload-cuts", test_unload_cuts);

  return g_test_run ();
}
