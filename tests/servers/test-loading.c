/* test-loading.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include <string.h>

#include "engine/batch-engine-private.h"
#include "server-trace.h"
#include "test-support.h"

/* How models come into the memory of a server. Each test is a row of the table in
 * README.md. */

/* --- Ollama --- */

typedef struct
{
  guint  n_started;
  guint  n_ended;
  gint64 duration_ms;
} Loads;

static void
load_started_cb (BatchQueue *queue,
                 const char *key,
                 Loads      *loads)
{
  loads->n_started++;
}

static void
load_ended_cb (BatchQueue *queue,
               const char *key,
               gint64      duration_ms,
               Loads      *loads)
{
  loads->n_ended++;
  loads->duration_ms = duration_ms;
}

static void
watch_loads (ServerFixture *fixture,
             Loads         *loads)
{
  g_signal_connect (fixture->queue, "load-started", G_CALLBACK (load_started_cb), loads);
  g_signal_connect (fixture->queue, "load-ended", G_CALLBACK (load_ended_cb), loads);
}

/* What the engine says of loads while they are under way. */
typedef struct
{
  guint  n_seen;
  guint  n_steps;
  double fraction;                 /* of the last one, the last that was told */
  gint64 expected_ms;
} Seen;

static void
fraction_cb (BatchLoad  *load,
             GParamSpec *property,
             Seen       *seen)
{
  g_assert_cmpfloat (batch_load_get_fraction (load), >=, seen->fraction);
  seen->fraction = batch_load_get_fraction (load);
  seen->n_steps++;
}

static void
loading_changed_cb (GListModel *loading,
                    guint       position,
                    guint       n_removed,
                    guint       n_added,
                    Seen       *seen)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (loading, i);

      seen->n_seen++;
      seen->fraction = -1;
      seen->expected_ms = batch_load_get_expected_ms (load);
      g_signal_connect (load, "notify::fraction", G_CALLBACK (fraction_cb), seen);
    }
}

/* A load is waited for, however long, shown, and measured: the next one is expected to take as
 * long. */
static void
test_unloaded_model_blocks (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:400" };
  ServerFixture fixture = { 0 };
  g_autofree char *evicted = NULL;
  Loads loads = { 0 };
  Seen seen = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  watch_loads (&fixture, &loads);
  g_signal_connect (batch_engine_get_loading (fixture.engine), "items-changed",
                    G_CALLBACK (loading_changed_cb), &seen);
  job = server_fixture_submit (&fixture, "a", 4, 2);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 4);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 1);
  g_assert_cmpuint (server_fixture_count (&fixture).closed_by_client, ==, 0);
  g_assert_cmpuint (loads.n_started, ==, 1);
  g_assert_cmpuint (loads.n_ended, ==, 1);
  g_assert_cmpint (loads.duration_ms, >=, 390);
  g_assert_cmpuint (seen.n_seen, ==, 1);

  evicted = server_fixture_request (&fixture, "POST", "/__evict?model=a", "");
  job = server_fixture_submit (&fixture, "a", 4, 2);
  server_fixture_run (&fixture, job);
  g_assert_cmpuint (seen.n_seen, ==, 2);
  g_assert_cmpint (seen.expected_ms, >=, 390);
  /* By its size alone it would be more. */
  g_assert_cmpint (seen.expected_ms, <, 2500);
  server_fixture_tear_down (&fixture);
}

/* The load belongs to the request that asked for it: it is never broken off, also where answers
 * are waited for by far less long. */
static void
test_load_is_not_broken_off (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:3000" };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_executor_set_patience (batch_engine_get_executor (fixture.engine), 1000, 1000, 1000);
  job = server_fixture_submit (&fixture, "a", 2, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, server_trace_has_loads, GUINT_TO_POINTER (1), 5000);
  server_fixture_ask (&fixture, "a", "in between");
  server_fixture_run (&fixture, job);

  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 1);
  g_assert_cmpuint (server_fixture_count (&fixture).loads_aborted, ==, 0);
  g_assert_cmpuint (server_fixture_count (&fixture).closed_by_client, ==, 0);
  server_fixture_tear_down (&fixture);
}

/* Of several models one at a time has requests under way. The one before is kept no longer than
 * the server keeps any, so that it makes room; as soon as that is seen, it is released. */
static void
test_one_load_at_a_time (void)
{
  BatchSimulatorConfig config = {
    .personality = "ollama", .models = "a:100,b:100,c:100", .capacity = 1,
  };
  ServerFixture fixture = { 0 };
  BatchJob *job;
  g_autofree char *trace = NULL;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a b c", 30, 4);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 30);
  trace = server_trace (&fixture);
  g_assert_cmpstr (trace, ==,
                   "keep a, +a, a*10, keep a, keep b, -a, +b, b*10, free b, -b, keep c, +c, c*10");
  server_fixture_tear_down (&fixture);
}

/* Another client's model takes the place: the next request has to wait for a load. */
static void
test_foreign_swap (void)
{
  BatchSimulatorConfig config = {
    .personality = "ollama", .models = "a:1200,b:100", .capacity = 1, .delay_ms = 20,
  };
  ServerFixture fixture = { 0 };
  g_autofree char *answer = NULL;
  g_autofree char *trace = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", 60, 1);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, server_trace_has_answers, GUINT_TO_POINTER (5), 10000);
  answer = server_fixture_request (&fixture, "POST", "/__evict?model=a", "");
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 60);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 2);
  g_assert_cmpuint (batch_engine_get_loads_swapped (fixture.engine), ==, 1);
  trace = server_trace (&fixture);
  g_test_message ("%s", trace);
  g_assert_nonnull (strstr (strstr (trace, "-a"), "keep a"));
  server_fixture_tear_down (&fixture);
}

/* --- llama-server --- */

/* How often it has said so of a request. */
static gboolean
has_turned_away (ServerFixture *self,
                 gpointer       n)
{
  BatchSimulatorRecord record;
  guint n_refused = 0;

  for (guint64 i = 0; batch_simulator_get_record (self->simulator, i, &record); i++)
    n_refused += record.event == BATCH_SIMULATOR_EVENT_REQUEST && record.status == 503;
  return n_refused >= GPOINTER_TO_UINT (n);
}

/* 503 until it has its model, which takes an hour: nobody's attempt is used up, and nothing has
 * failed, however often it is asked. */
static void
test_loading_everywhere (void)
{
  BatchSimulatorConfig config = { .personality = "llama-server", .models = "a:3600000" };
  ServerFixture fixture = { 0 };
  g_autofree char *moved = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  fixture.max_attempts = 1;
  job = server_fixture_submit (&fixture, "a", 4, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, has_turned_away, GUINT_TO_POINTER (3), 60000);
  g_assert_cmpint (batch_job_get_failed (job), ==, 0);
  moved = server_fixture_request (&fixture, "POST", "/__clock?advance=3601", "");
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(BatchItem) item = server_fixture_get_item (&fixture, job, i);

      g_assert_cmpuint (batch_item_get_attempts (item), <=, 1);
    }
  server_fixture_tear_down (&fixture);
}

/* The order to load is accepted at once, and nothing is sent before the load has ended. */
static void
test_load_is_accepted (void)
{
  BatchSimulatorConfig config = {
    .personality = "llama-router", .models = "a:600,b:200", .capacity = 1,
  };
  ServerFixture fixture = { 0 };
  Loads loads = { 0 };
  Seen seen = { 0 };
  g_autofree char *trace = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  watch_loads (&fixture, &loads);
  g_signal_connect (batch_engine_get_loading (fixture.engine), "items-changed",
                    G_CALLBACK (loading_changed_cb), &seen);
  job = server_fixture_submit (&fixture, "a b", 20, 4);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 20);
  trace = server_trace (&fixture);
  g_assert_cmpstr (trace, ==, "keep a, +a, a*10, free a, -a, keep b, +b, b*10");
  g_assert_cmpuint (loads.n_started, ==, 2);
  g_assert_cmpuint (loads.n_ended, ==, 2);
  g_assert_cmpuint (seen.n_seen, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (batch_engine_get_loading (fixture.engine)), ==, 0);

  /* How far it is, and how long it took before. */
  job = server_fixture_submit (&fixture, "a", 4, 4);
  server_fixture_run (&fixture, job);
  g_assert_cmpuint (seen.n_seen, ==, 3);
  g_assert_cmpuint (seen.n_steps, >, 0);
  g_assert_cmpfloat (seen.fraction, >, 0);
  g_assert_cmpint (seen.expected_ms, >=, 500);
  server_fixture_tear_down (&fixture);
}

static gboolean
is_any_loading (ServerFixture *fixture,
                gpointer       user_data)
{
  return g_list_model_get_n_items (batch_engine_get_loading (fixture->engine)) > 0;
}

/* No request has waited there for a load. */
static void
assert_none_waited (ServerFixture *fixture,
                    guint          most_ms)
{
  BatchSimulatorRecord record;

  for (guint64 i = 0; batch_simulator_get_record (fixture->simulator, i, &record); i++)
    if (record.event == BATCH_SIMULATOR_EVENT_REQUEST)
      g_assert_cmpuint (record.end_ms - record.start_ms, <=, most_ms);
}

/* What is there already is refused to be loaded: somebody else was sooner, after we had looked,
 * and it is waited for while it loads. And what is not, to be unloaded. */
static void
test_there_already (void)
{
  BatchSimulatorConfig config = { .personality = "llama-router", .models = "a:4000" };
  BatchSimulatorFault later = {
    .kind = BATCH_SIMULATOR_FAULT_SLOW_PATH, .match = "/models/load", .ms = 1000, .count = 1,
  };
  ServerFixture fixture = { 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *trace = NULL;
  Loads loads = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  watch_loads (&fixture, &loads);
  batch_simulator_add_fault (fixture.simulator, &later);
  job = server_fixture_submit (&fixture, "a", 4, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, is_any_loading, NULL, 60000);
  g_free (server_fixture_request (&fixture, "POST", "/models/load", "{\"model\":\"a\"}"));
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 4);
  g_assert_cmpuint (loads.n_started, ==, 1);
  g_assert_cmpuint (loads.n_ended, ==, 1);
  assert_none_waited (&fixture, 1500);

  g_free (server_fixture_request (&fixture, "POST", "/models/unload", "{\"model\":\"a\"}"));
  batch_engine_free_models_async (fixture.engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_free_models_finish (fixture.engine, result, &error);
  g_assert_no_error (error);
  g_assert_null (batch_engine_get_trouble (fixture.engine));

  trace = server_trace (&fixture);
  g_assert_cmpstr (trace, ==, "keep a, +a, keep a, a*4, free a, -a, free a");
  g_clear_object (&result);
  server_fixture_tear_down (&fixture);
}

static void
hurry_loads (ServerFixture *fixture,
             gint64         deadline_ms)
{
  batch_executor_set_load_times (batch_engine_get_executor (fixture->engine), deadline_ms, 100);
}

/* The items of the model that cannot be loaded fail, in the server's words; the others do not. */
static void
assert_key_fails (const char              *personality,
                  BatchSimulatorFaultKind  kind,
                  const char              *words)
{
  BatchSimulatorConfig config = {
    .personality = personality, .models = "a:50,b:50", .capacity = 1,
  };
  BatchSimulatorFault fault = { .kind = kind, .model = "a" };
  ServerFixture fixture = { 0 };
  g_autoptr(BatchItem) item = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  hurry_loads (&fixture, 500);
  batch_simulator_add_fault (fixture.simulator, &fault);
  job = server_fixture_submit (&fixture, "a b", 20, 4);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 10);
  g_assert_cmpint (batch_job_get_failed (job), ==, 10);
  item = server_fixture_get_item (&fixture, job, 18);
  g_assert_cmpint (batch_item_get_failure_kind (item), ==, BATCH_FAILURE_KIND_LOAD_FAILED);
  g_test_message ("%s", batch_item_get_last_error (item));
  g_assert_nonnull (strstr (batch_item_get_last_error (item), words));
  /* Twice, and not once for each item. */
  g_assert_cmpuint (server_fixture_count (&fixture).loads, <=, 3);
  server_fixture_tear_down (&fixture);
}

static void
test_load_fails (void)
{
  assert_key_fails ("llama-router", BATCH_SIMULATOR_FAULT_LOAD_FAIL, "ended with code");
}

/* It says so for ever, which costs no attempt: an end has to come all the same. */
static void
test_loading_for_ever (void)
{
  BatchSimulatorConfig config = { .personality = "llama-server", .models = "a:3600000" };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  hurry_loads (&fixture, 1500);
  job = server_fixture_submit (&fixture, "a", 4, 2);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_failed (job), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(BatchItem) item = server_fixture_get_item (&fixture, job, i);

      g_assert_cmpint (batch_item_get_failure_kind (item), ==, BATCH_FAILURE_KIND_LOAD_FAILED);
      g_assert_nonnull (strstr (batch_item_get_last_error (item),
                                "“a” was not in memory within 1.5 s"));
    }
  server_fixture_tear_down (&fixture);
}

/* Two models are never at work, for the second would cut off the requests of the first. */
static void
test_busy_models_are_cut (void)
{
  BatchSimulatorConfig config = {
    .personality = "router-old", .models = "a:50,b:50,c:50", .capacity = 1, .delay_ms = 10,
  };
  BatchSimulatorFault error = {
    .kind = BATCH_SIMULATOR_FAULT_BODY, .status = 500, .count = 1, .type = "text/plain",
    .body = "proxy error: Could not establish connection",
  };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.simulator, &error);
  job = server_fixture_submit (&fixture, "a b c", 30, 4);
  server_fixture_run (&fixture, job);

  /* The one answer of that kind was tried again, and nothing was cut. */
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 30);
  g_assert_cmpuint (server_fixture_count (&fixture).requests, ==, 31);
  g_assert_cmpuint (server_fixture_count (&fixture).answered, ==, 30);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 3);
  server_trace_check_one_model (&fixture);
  server_fixture_tear_down (&fixture);
}

static void
test_load_never_ends (void)
{
  assert_key_fails ("llama-router", BATCH_SIMULATOR_FAULT_LOAD_HANG, "not in memory within");
}

/* --- llama-swap --- */

/* What the engine says at each load: which model, and that it is under way. */
static void
note_load_cb (GListModel *loading,
              guint       position,
              guint       n_removed,
              guint       n_added,
              GString    *shown)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (loading, i);

      g_string_append_printf (shown, "loading %s, ", batch_load_get_resource_key (load));
    }
  if (n_removed > 0)
    g_string_append (shown, "done, ");
}

/* It loads while a request waits, and makes room by itself when the old model is idle: so all
 * requests of the old one end before, and both loads are shown, from the start to the end. */
static void
test_swap_is_shown (void)
{
  BatchSimulatorConfig config = {
    .personality = "llama-swap", .models = "a:400,b:400", .capacity = 1, .delay_ms = 20,
  };
  ServerFixture fixture = { 0 };
  Loads loads = { 0 };
  g_autoptr(GString) shown = g_string_new (NULL);
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  watch_loads (&fixture, &loads);
  g_signal_connect (batch_engine_get_loading (fixture.engine), "items-changed",
                    G_CALLBACK (note_load_cb), shown);
  job = server_fixture_submit (&fixture, "a b", 20, 4);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 20);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 2);
  g_assert_cmpuint (loads.n_started, ==, 2);
  g_assert_cmpuint (loads.n_ended, ==, 2);
  g_assert_cmpint (loads.duration_ms, >=, 390);
  g_assert_cmpstr (shown->str, ==, "loading a, done, loading b, done, ");
  server_trace_check_one_model (&fixture);
  g_assert_cmpuint (server_fixture_count (&fixture).requests, ==, 20);
  g_signal_handlers_disconnect_by_data (batch_engine_get_loading (fixture.engine), shown);
  server_fixture_tear_down (&fixture);
}

static void
test_start_fails (void)
{
  assert_key_fails ("llama-swap", BATCH_SIMULATOR_FAULT_LOAD_FAIL, "health check timed out");
}

/* --- LM Studio --- */

/* To load what is there would make a second instance of it. */
static void
test_second_instance (void)
{
  BatchSimulatorConfig config = { .personality = "lm-studio", .models = "a:50" };
  ServerFixture fixture = { 0 };
  g_autofree char *loaded = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  loaded = server_fixture_request (&fixture, "POST", "/api/v1/models/load", "{\"model\":\"a\"}");
  job = server_fixture_submit (&fixture, "a", 6, 2);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 6);
  g_assert_cmpuint (server_fixture_count_path (&fixture, "/api/v1/models/load"), ==, 1);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 1);
  server_fixture_tear_down (&fixture);
}

/* --- Any --- */

/* Nobody is at the port until the server has started. */
static void
test_port_is_closed (void)
{
  BatchSimulatorConfig config = { .personality = "vllm", .models = "a" };
  ServerFixture fixture = { 0 };
  g_autoptr(BatchItem) item = NULL;
  guint16 port;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  port = batch_simulator_get_port (fixture.simulator);
  batch_simulator_stop (fixture.simulator);
  job = server_fixture_submit (&fixture, "a", 4, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, server_trace_has_trouble, NULL, 10000);
  batch_simulator_start (fixture.simulator, "127.0.0.1", port, NULL);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 4);
  item = server_fixture_get_item (&fixture, job, 0);
  g_assert_cmpuint (batch_item_get_attempts (item), <=, 1);
  g_assert_null (batch_engine_get_trouble (fixture.engine));
  server_fixture_tear_down (&fixture);
}

/* Nothing is loaded any more when the server has gone; when it is back, it is begun anew. */
static void
check_server_goes (const char *personality)
{
  BatchSimulatorConfig config = { .personality = personality, .models = "a:2000" };
  ServerFixture fixture = { 0 };
  Loads loads = { 0 };
  guint16 port;
  BatchJob *job;

  g_test_message ("%s", personality != NULL ? personality : "any");
  server_fixture_set_up (&fixture, &config);
  watch_loads (&fixture, &loads);
  port = batch_simulator_get_port (fixture.simulator);
  job = server_fixture_submit (&fixture, "a", 2, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, is_any_loading, NULL, 60000);
  batch_simulator_stop (fixture.simulator);
  server_fixture_wait (&fixture, server_trace_has_trouble, NULL, 60000);
  g_assert_false (is_any_loading (&fixture, NULL));
  g_assert_cmpuint (loads.n_ended, ==, loads.n_started);
  g_assert_cmpint (loads.duration_ms, ==, -1);

  batch_simulator_start (fixture.simulator, "127.0.0.1", port, NULL);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 2);
  server_fixture_tear_down (&fixture);
}

static void
test_server_goes (void)
{
  check_server_goes (NULL);
  check_server_goes ("ollama");
  check_server_goes ("llama-router");
}

/* A model that went away while there was nothing to do is loaded again, and that is seen. */
static void
test_model_expires (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:300" };
  ServerFixture fixture = { 0 };
  Loads loads = { 0 };
  g_autofree char *clock = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  watch_loads (&fixture, &loads);
  job = server_fixture_submit (&fixture, "a", 2, 1);
  server_fixture_run (&fixture, job);
  clock = server_fixture_request (&fixture, "POST", "/__clock?advance=3600", "");
  job = server_fixture_submit (&fixture, "a", 2, 1);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 2);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 2);
  g_assert_cmpuint (loads.n_started, ==, 2);
  g_assert_cmpuint (loads.n_ended, ==, 2);
  server_fixture_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/loading/L1-unloaded-model-blocks", test_unloaded_model_blocks);
  g_test_add_func ("/servers/loading/L2-load-is-not-broken-off", test_load_is_not_broken_off);
  g_test_add_func ("/servers/loading/L3-one-load-at-a-time", test_one_load_at_a_time);
  g_test_add_func ("/servers/loading/L6-foreign-swap", test_foreign_swap);
  g_test_add_func ("/servers/loading/L9-loading-everywhere", test_loading_everywhere);
  g_test_add_func ("/servers/loading/L9b-loading-for-ever", test_loading_for_ever);
  g_test_add_func ("/servers/loading/L10-load-is-accepted", test_load_is_accepted);
  g_test_add_func ("/servers/loading/L11-there-already", test_there_already);
  g_test_add_func ("/servers/loading/L12-load-fails", test_load_fails);
  g_test_add_func ("/servers/loading/L13-busy-models-are-cut", test_busy_models_are_cut);
  g_test_add_func ("/servers/loading/L14-load-never-ends", test_load_never_ends);
  g_test_add_func ("/servers/loading/L15-swap-is-shown", test_swap_is_shown);
  g_test_add_func ("/servers/loading/L17-start-fails", test_start_fails);
  g_test_add_func ("/servers/loading/L19-second-instance", test_second_instance);
  g_test_add_func ("/servers/loading/L21-port-is-closed", test_port_is_closed);
  g_test_add_func ("/servers/loading/L21b-server-goes", test_server_goes);
  g_test_add_func ("/servers/loading/L22-model-expires", test_model_expires);

  return g_test_run ();
}
