/* test-identity.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include "model-server.h"
#include "server-trace.h"
#include "test-support.h"

/* Who answers at an address. Each test is a row of the table in README.md. */

#define PROBING_MS 2000

static BatchServerInfo *
identify (const char  *url,
          GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_identify_server_async (url, NULL, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_identify_server_finish (result, error);
}

/* Some are not there at once. */
static void
assert_kind (BatchSimulator *simulator,
             const char     *kind)
{
  g_autoptr(BatchServerInfo) info = NULL;

  for (guint i = 0; info == NULL && i < 100; i++)
    info = identify (batch_simulator_get_uri (simulator), NULL);
  g_assert_nonnull (info);
  g_assert_cmpstr (batch_server_info_get_kind (info), ==, kind);
}

static void
test_each_is_known (void)
{
  static const struct
  {
    const char *personality;
    const char *kind;
  } cases[] = {
    { "ollama", "ollama" },
    { "llama-server", "llama-server" },
    { "llama-router", "llama-router" },
    { "router-old", "llama-router" },
    { "ollama-old", "ollama" },
    { "llama-swap", "llama-swap" },
    { "lm-studio", "lm-studio" },
    { "localai", "localai" },
    { "vllm", "vllm" },
    { "openai", "openai-compatible" },
    { NULL, "openai-compatible" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorConfig config = { .personality = cases[i].personality, .models = "a,b" };
      g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);

      g_test_message ("%s", cases[i].personality);
      assert_kind (simulator, cases[i].kind);
      batch_simulator_stop (simulator);
    }
}

/* It says that Ollama is running, and has the paths for it. */
static void
test_impostor (void)
{
  BatchSimulatorConfig config = { .personality = "localai", .models = "a" };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autoptr(BatchTestResponse) says = NULL;

  says = batch_test_http_once (batch_simulator_get_port (simulator), "GET", "/", NULL);
  batch_test_assert_contains (says, "Ollama is running");
  assert_kind (simulator, "localai");
  batch_simulator_stop (simulator);
}

static void
test_web_server (void)
{
  static const char *const names[] = { "web", "web-json", "web-login", "web-redirect", "impostor" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (names[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchServerInfo) info = identify (model_server_get_url (server), &error);

      g_test_message ("%s", names[i]);
      g_assert_null (info);
      g_assert_nonnull (error);
    }
}

static GListModel *
discover (const guint *ports,
          guint        n_ports)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *found;

  batch_discover_servers_async (ports, n_ports, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  found = batch_discover_servers_finish (result, &error);
  g_assert_no_error (error);
  return found;
}

#define TICK_MS  10
#define N_TICKS  10
/* Of a machine that has much else to do. */
#define BUSY_MS  (5 * PROBING_MS)

typedef struct
{
  gint64 began;
  guint  timer;
  guint  n_ticks;
} Watch;

static gboolean
tick_cb (gpointer user_data)
{
  Watch *watch = user_data;

  watch->n_ticks++;
  return G_SOURCE_CONTINUE;
}

static void
watch_begin (Watch *watch)
{
  watch->n_ticks = 0;
  watch->began = g_get_monotonic_time ();
  watch->timer = g_timeout_add (TICK_MS, tick_cb, watch);
}

/* On a busy machine there are fewer ticks than its clock says; who blocks the loop has hardly
 * any, or takes long. */
static void
watch_end (Watch *watch)
{
  gint64 took_ms = (g_get_monotonic_time () - watch->began) / 1000;

  g_source_remove (watch->timer);
  g_test_message ("%u ticks in %" G_GINT64_FORMAT " ms", watch->n_ticks, took_ms);
  g_assert_cmpuint (watch->n_ticks * TICK_MS, <=, PROBING_MS);
  g_assert_cmpuint (watch->n_ticks, >=, N_TICKS);
  g_assert_cmpint (took_ms, <=, BUSY_MS);
}

static void
check_asked_alone (ModelServer *mute)
{
  g_autoptr(GError) error = NULL;
  Watch watch;

  watch_begin (&watch);
  g_assert_null (identify (model_server_get_url (mute), &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_BACKEND);
  watch_end (&watch);
}

/* The others are found meanwhile. */
static void
test_mute (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a" };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autoptr(ModelServer) mute = model_server_new ("mute");
  const guint ports[] = { model_server_get_port (mute), batch_simulator_get_port (simulator) };
  g_autoptr(GListModel) found = NULL;
  Watch watch;

  watch_begin (&watch);
  found = discover (ports, G_N_ELEMENTS (ports));
  watch_end (&watch);
  g_assert_cmpuint (g_list_model_get_n_items (found), ==, 1);
  check_asked_alone (mute);
  batch_simulator_stop (simulator);
}

static void
test_still_loading (void)
{
  BatchSimulatorConfig config = { .personality = "llama-server", .models = "a:3600000" };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchServerInfo) info = identify (batch_simulator_get_uri (simulator), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (batch_server_info_get_kind (info), ==, "llama-server");
  g_assert_true (batch_server_info_get_loading (info));
  batch_simulator_stop (simulator);
}

static void
list_models (const char *url,
             const char *kind)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchBackend) backend = batch_backend_new ("server", url, kind, NULL, &error);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) models = NULL;

  batch_backend_get_models_async (backend, NULL, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  models = batch_backend_get_models_finish (backend, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 2);
}

static void
test_nothing_is_loaded (void)
{
  static const char *const personalities[] = {
    "ollama", "llama-router", "llama-swap", "lm-studio", "localai",
  };

  for (guint i = 0; i < G_N_ELEMENTS (personalities); i++)
    {
      BatchSimulatorConfig config = { .personality = personalities[i], .models = "a,b" };
      g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
      const guint ports[] = { batch_simulator_get_port (simulator) };
      g_autoptr(GListModel) found = discover (ports, 1);
      BatchSimulatorCounters counters;

      g_assert_cmpuint (g_list_model_get_n_items (found), ==, 1);
      list_models (batch_simulator_get_uri (simulator), personalities[i]);
      batch_simulator_get_counters (simulator, &counters);
      g_assert_cmpuint (counters.others, >, 0);
      g_assert_cmpuint (counters.loads, ==, 0);
      g_assert_cmpuint (counters.requests, ==, 0);
      batch_simulator_stop (simulator);
    }
}

/* A run of one request asks each of the questions that tell the kinds apart once. */
static void
test_asked_once (void)
{
  static const char *const personalities[] = { "generic", "chats-only" };

  for (guint i = 0; i < G_N_ELEMENTS (personalities); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (personalities[i]);
      ServerFixture fixture = { 0 };
      BatchJob *job;

      server_fixture_set_up_at (&fixture, model_server_get_url (server), NULL);
      job = server_fixture_ask (&fixture, "plain", "hello");
      server_fixture_run (&fixture, job);
      g_assert_cmpint (batch_job_get_succeeded (job), ==, 1);
      g_assert_cmpuint (model_server_count (server, "GET /running"), ==, 1);
      g_assert_cmpuint (model_server_count (server, "GET /api/version"), ==, 1);
      server_fixture_tear_down (&fixture);
    }
}

#define N_ITEMS 40

/* In its place, which may take a moment to be free. */
static void
start_in_place (ServerFixture              *fixture,
                const BatchSimulatorConfig *config)
{
  guint16 port = batch_simulator_get_port (fixture->simulator);
  g_autoptr(GError) error = NULL;

  batch_simulator_stop (fixture->simulator);
  server_fixture_wait (fixture, server_trace_has_trouble, NULL, 20000);
  g_object_unref (fixture->simulator);
  fixture->simulator = batch_simulator_new (config, &error);
  g_assert_no_error (error);
  batch_simulator_start (fixture->simulator, "127.0.0.1", port, &error);
  g_assert_no_error (error);
}

static void
check_other_comes (const char *before,
                   const char *after,
                   gboolean    kind_is_said)
{
  BatchSimulatorConfig config = { .personality = before, .models = "a,b", .delay_ms = 20 };
  BatchSimulatorConfig other = { .personality = after, .models = "a,b" };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  g_test_message ("%s, then %s; its kind was %s", before, after, kind_is_said ? "said" : "found");
  fixture.simulator = batch_test_start_simulator (&config);
  server_fixture_set_up_at (&fixture, batch_simulator_get_uri (fixture.simulator),
                            kind_is_said ? before : NULL);
  job = server_fixture_submit (&fixture, "a b", N_ITEMS, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, server_trace_has_answers, GUINT_TO_POINTER (6), 20000);
  start_in_place (&fixture, &other);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, N_ITEMS);
  g_assert_cmpuint (server_fixture_count (&fixture).requests, >, 0);
  g_assert_null (batch_engine_get_trouble (fixture.engine));
  server_fixture_tear_down (&fixture);
}

static void
test_other_comes (void)
{
  static const char *const pairs[][2] = {
    { "ollama", "llama-server" }, { "ollama", "llama-swap" }, { "ollama", "openai" },
    { "llama-swap", "ollama" }, { "lm-studio", "llama-router" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    for (int kind_is_said = FALSE; kind_is_said <= TRUE; kind_is_said++)
      check_other_comes (pairs[i][0], pairs[i][1], kind_is_said);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/identity/D1-each-is-known", test_each_is_known);
  g_test_add_func ("/servers/identity/D2-impostor", test_impostor);
  g_test_add_func ("/servers/identity/D3-web-server", test_web_server);
  g_test_add_func ("/servers/identity/D4-mute", test_mute);
  g_test_add_func ("/servers/identity/D5-still-loading", test_still_loading);
  g_test_add_func ("/servers/identity/D6-nothing-is-loaded", test_nothing_is_loaded);
  g_test_add_func ("/servers/identity/D7-asked-once", test_asked_once);
  g_test_add_func ("/servers/identity/D13-other-comes", test_other_comes);

  return g_test_run ();
}
