/* test-loading-answers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"
#include "server-trace.h"

#include <string.h>

#include "test-support.h"

/* What requests and answers say of models that come and go. Each test is a row of the table in
 * README.md. */

/* One set of options, one load. */
static void
test_same_options (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a" };
  ServerFixture fixture = { 0 };
  g_autoptr(GString) lines = g_string_new (NULL);
  BatchJob *job;

  for (guint i = 0; i < 6; i++)
    g_string_append_printf (lines, "{\"custom_id\":\"r%u\",\"method\":\"POST\",\"url\":"
                            "\"/v1/chat/completions\",\"body\":{\"model\":\"a\",\"options\":"
                            "{\"num_ctx\":2048,\"seed\":%u},\"messages\":[{\"role\":\"user\","
                            "\"content\":\"prompt %u\"}]}}\n", i, i, i);
  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit_lines (&fixture, lines->str, 2);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 6);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 1);
  server_fixture_tear_down (&fixture);
}

/* A line of a batch file for each of @n_items, whose bodies have @members in turn. */
static char *
make_lines (const char *const *members,
            guint              n_items)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  guint n_members = g_strv_length ((char **) members);

  for (guint i = 0; i < n_items; i++)
    g_string_append_printf (lines, "{\"custom_id\":\"r%u\",\"method\":\"POST\",\"url\":"
                            "\"/v1/chat/completions\",\"body\":{\"model\":\"a\",%s"
                            "\"messages\":[{\"role\":\"user\",\"content\":\"prompt %u\"}]}}\n",
                            i, members[i % n_members], i);
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/* Another client has it run with other options, or with the same. */
static void
test_options_of_others (void)
{
  static const struct
  {
    const char *body;
    guint       loads;
  } cases[] = {
    { "{\"model\":\"a\",\"stream\":false,\"options\":{\"num_ctx\":2048}}", 1 },
    { "{\"model\":\"a\",\"stream\":false,\"options\":{\"num_ctx\":8192}}", 0 },
  };
  static const char *const members[] = { "\"options\":{\"num_ctx\":8192},", NULL };
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:50" };
  g_autofree char *lines = make_lines (members, 3);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ServerFixture fixture = { 0 };
      BatchJob *job;

      server_fixture_set_up (&fixture, &config);
      g_free (server_fixture_request (&fixture, "POST", "/api/generate", cases[i].body));
      job = server_fixture_submit_lines (&fixture, lines, 1);
      server_fixture_run (&fixture, job);

      g_assert_cmpint (batch_job_get_succeeded (job), ==, 3);
      g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 1 + cases[i].loads);
      g_assert_cmpuint (batch_engine_get_loads_done (fixture.engine), ==, cases[i].loads);
      g_assert_cmpuint (batch_job_get_loads (job), ==, cases[i].loads);
      server_fixture_tear_down (&fixture);
    }
}

/* Requests that want the model run otherwise come together, those that the API without options is
 * for among those that say nothing of it: a load for each setting, told as such, and none when the
 * model is given back. */
static void
test_options_come_together (void)
{
  static const char *const cases[][5] = {
    { "", "\"options\":{\"num_ctx\":2048,\"seed\":1},", NULL },
    { "\"num_ctx\":4096,", "\"options\":{\"num_ctx\":2048},", "\"temperature\":0,",
      "\"num_ctx\":2048,", NULL },
    { "\"num_ctx\":2048,", "\"parallel_tool_calls\":false,", NULL },
    { "\"num_ctx\":2048,\"parallel_tool_calls\":false,", "\"options\":{\"num_ctx\":2048},",
      "", NULL },
  };
  static const guint n_loads[G_N_ELEMENTS (cases)] = { 2, 3, 2, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorConfig config = { .personality = "ollama", .models = "a:50", .slots = 4 };
      ServerFixture fixture = { 0 };
      g_autofree char *lines = make_lines (cases[i], 36);
      BatchJob *job;

      g_test_message ("%u", i);
      server_fixture_set_up (&fixture, &config);
      job = server_fixture_submit_lines (&fixture, lines, 4);
      server_fixture_run (&fixture, job);
      g_assert_cmpint (batch_job_get_succeeded (job) + batch_job_get_failed (job), ==, 36);
      g_assert_cmpuint (batch_engine_get_loads_done (fixture.engine), ==, n_loads[i]);
      g_assert_cmpuint (batch_engine_get_loads_swapped (fixture.engine), ==, 0);
      server_fixture_end (&fixture);
      g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, n_loads[i]);
      server_fixture_tear_down (&fixture);
    }
}

/* Who wants the order of the input has it, at its price. */
static void
test_options_in_order (void)
{
  static const char *const members[] = { "", "\"num_ctx\":2048,", NULL };
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a:20", .slots = 4 };
  ServerFixture fixture = { 0 };
  g_autofree char *lines = make_lines (members, 6);
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_queue_set_policy (fixture.queue, BATCH_POLICY_EXACT_ORDER);
  job = server_fixture_submit_lines (&fixture, lines, 4);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 6);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 6);
  g_assert_cmpuint (batch_engine_get_loads_done (fixture.engine), ==, 6);
  g_assert_cmpuint (batch_engine_get_loads_swapped (fixture.engine), ==, 0);
  server_fixture_tear_down (&fixture);
}

static void
retry_with (ServerFixture *self,
            BatchJob      *job,
            const char    *members)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_retry_with_changes_async (self->engine, batch_job_get_id (job), NULL,
                                         BATCH_RETRY_SCOPE_FAILED, NULL, members, NULL,
                                         batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_retry_with_changes_finish (self->engine, result, &error);
  g_assert_no_error (error);
}

/* What counts is what is sent: neither what the input said, nor what it did not say. */
static void
test_options_are_changed (void)
{
  static const struct
  {
    const char *const members[2];
    const char *changes;
    guint       n_loads;
  } cases[] = {
    { { "" }, "{\"num_ctx\":2048}", 2 },
    { { "\"num_ctx\":2048," }, "{\"num_ctx\":null}", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorConfig config = { .personality = "ollama", .models = "a:1200", .slots = 4,
                                      .delay_ms = 20 };
      BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_STATUS, .status = 400,
                                    .count = 6 };
      ServerFixture fixture = { 0 };
      g_autofree char *lines = make_lines (cases[i].members, 6);
      BatchJob *changed;
      BatchJob *job;
      guint n_before;

      g_test_message ("%s", cases[i].changes);
      server_fixture_set_up (&fixture, &config);
      batch_simulator_add_fault (fixture.simulator, &fault);
      changed = server_fixture_submit_lines (&fixture, lines, 4);
      server_fixture_run (&fixture, changed);
      g_assert_cmpint (batch_job_get_failed (changed), ==, 6);
      batch_engine_set_active (fixture.engine, FALSE);
      n_before = batch_engine_get_loads_done (fixture.engine);
      retry_with (&fixture, changed, cases[i].changes);
      job = server_fixture_submit (&fixture, "a", 6, 4);
      server_fixture_run (&fixture, job);
      server_fixture_run (&fixture, changed);
      g_assert_cmpint (batch_job_get_succeeded (job) + batch_job_get_succeeded (changed), ==, 12);
      g_assert_cmpuint (batch_engine_get_loads_done (fixture.engine) - n_before, ==,
                        cases[i].n_loads);
      g_assert_cmpuint (batch_engine_get_loads_swapped (fixture.engine), ==, 0);
      server_fixture_tear_down (&fixture);
    }
}

static void
note_most_loads (BatchEngine *engine,
                 GParamSpec  *pspec,
                 gpointer     user_data)
{
  guint *most = user_data;
  guint done = batch_engine_get_loads_done (engine);

  *most = MAX (*most, done > 0 ? done + batch_engine_get_loads_left (engine) : 0);
}

/* What is loaded is not to come any more. */
static void
test_loads_add_up (void)
{
  static const char *const personalities[] = { "ollama", "llama-router", "llama-swap" };

  for (guint i = 0; i < G_N_ELEMENTS (personalities); i++)
    {
      BatchSimulatorConfig config = {
        .personality = personalities[i], .models = "a:300,b:300,c:300", .capacity = 1,
        .delay_ms = 100,
      };
      ServerFixture fixture = { 0 };
      guint most = 0;
      BatchJob *job;

      g_test_message ("%s", personalities[i]);
      server_fixture_set_up (&fixture, &config);
      g_signal_connect (fixture.engine, "notify", G_CALLBACK (note_most_loads), &most);
      job = server_fixture_submit (&fixture, "a b c", 18, 2);
      server_fixture_run (&fixture, job);
      g_assert_cmpuint (batch_engine_get_loads_done (fixture.engine), ==, 3);
      g_assert_cmpuint (most, ==, 3);
      server_fixture_tear_down (&fixture);
    }
}

static char *
load_result (ServerFixture *fixture,
             BatchJob      *job)
{
  g_autoptr(BatchItem) item = server_fixture_get_item (fixture, job, 0);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *text;

  batch_item_load_result_async (item, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  text = batch_item_load_result_finish (item, result, &error);
  g_assert_no_error (error);
  return text;
}

/* Not even the thoughts of the answer have it; and it is no answer by itself. */
static void
test_text_about_loading (void)
{
  BatchSimulatorConfig config = { .personality = "llama-swap", .models = "a:50" };
  BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_LOADING_TEXT, .count = 1 };
  BatchSimulatorFault cut = { .kind = BATCH_SIMULATOR_FAULT_LOADING_CUT, .count = 1 };
  ServerFixture fixture = { 0 };
  g_autofree char *usual = batch_simulator_answer ("a", "hello");
  g_autofree char *answer = NULL;
  g_autofree char *result = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_engine_set_streaming (fixture.engine, TRUE);
  batch_simulator_add_fault (fixture.simulator, &cut);
  batch_simulator_add_fault (fixture.simulator, &fault);
  job = server_fixture_ask (&fixture, "a", "hello");
  server_fixture_run (&fixture, job);
  answer = server_fixture_get_answer (&fixture, job, 0);
  result = load_result (&fixture, job);
  g_assert_cmpstr (answer, ==, usual);
  g_assert_null (strstr (result, "loading model"));
  g_assert_cmpuint (server_fixture_count (&fixture).requests, ==, 2);
  server_fixture_tear_down (&fixture);
}

/* It is not the answer that was wanted, however good. A server that can be told to load says
 * at once that it has no such model; this one is older. */
static void
test_other_model_answers (void)
{
  BatchSimulatorConfig config = { .personality = "lm-studio", .models = "a" };
  BatchSimulatorFault older = {
    .kind = BATCH_SIMULATOR_FAULT_PATH_STATUS, .status = 501, .match = "/models/load",
  };
  ServerFixture fixture = { .max_attempts = 2 };
  g_autofree char *loaded = NULL;
  g_autoptr(BatchItem) item = NULL;
  BatchJob *job;
  BatchJob *good;

  server_fixture_set_up (&fixture, &config);
  loaded = server_fixture_request (&fixture, "POST", "/api/v1/models/load", "{\"model\":\"a\"}");
  batch_simulator_add_fault (fixture.simulator, &older);
  job = server_fixture_ask (&fixture, "other", "hello");
  server_fixture_run (&fixture, job);
  item = server_fixture_get_item (&fixture, job, 0);
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_FAILED);
  g_assert_nonnull (strstr (batch_item_get_last_error (item), "other"));

  good = server_fixture_ask (&fixture, "a", "hello");
  server_fixture_run (&fixture, good);
  g_assert_cmpint (batch_job_get_succeeded (good), ==, 1);
  server_fixture_tear_down (&fixture);
}

static guint
count_asked (ServerFixture *fixture,
             const char    *model)
{
  BatchSimulatorRecord record;
  guint n = 0;

  for (guint64 i = 0; batch_simulator_get_record (fixture->simulator, i, &record); i++)
    n += record.event == BATCH_SIMULATOR_EVENT_REQUEST && g_str_equal (record.model, model);
  return n;
}

/* The model fails as a whole, in words that say who has answered, and nothing of that is kept.
 * The other one goes on. */
static void
test_other_model_is_told (void)
{
  BatchSimulatorConfig config = { .personality = "lm-studio", .models = "a" };
  BatchSimulatorFault older = {
    .kind = BATCH_SIMULATOR_FAULT_PATH_STATUS, .status = 501, .match = "/models/load",
  };
  ServerFixture fixture = { .max_attempts = 3 };
  g_autofree char *loaded = NULL;
  guint n_told = 0;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  loaded = server_fixture_request (&fixture, "POST", "/api/v1/models/load", "{\"model\":\"a\"}");
  batch_simulator_add_fault (fixture.simulator, &older);
  job = server_fixture_submit (&fixture, "other a", 12, 1);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 6);
  g_assert_cmpint (batch_job_get_failed (job), ==, 6);
  for (guint i = 0; i < 12; i++)
    {
      g_autoptr(BatchItem) item = server_fixture_get_item (&fixture, job, i);
      const char *error = batch_item_get_last_error (item);
      gboolean good = i % 2 == 1;

      g_assert_cmpint (batch_item_get_status (item), ==, good ? BATCH_ITEM_STATUS_SUCCEEDED
                                                              : BATCH_ITEM_STATUS_FAILED);
      n_told += error != NULL && strstr (error, "“a” in place of “other”") != NULL;
      if (!good)
        g_assert_cmpint (batch_item_get_failure_kind (item), !=, BATCH_FAILURE_KIND_NONE);
    }

  g_test_message ("%u items say it, %u requests for the model that is not there", n_told,
                  count_asked (&fixture, "other"));
  g_assert_cmpuint (n_told, ==, 6);
  g_assert_cmpuint (count_asked (&fixture, "other"), >, 0);
  g_assert_cmpuint (count_asked (&fixture, "other"), <=, 6);
  server_fixture_tear_down (&fixture);
}

/* How often the log says that a server goes by one name only. The engine thread writes it. */
static int n_notices;

static GLogWriterOutput
count_notices (GLogLevelFlags   level,
               const GLogField *fields,
               gsize            n_fields,
               gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE")
        && strstr (fields[i].value, "answers with its model “a”") != NULL)
      g_atomic_int_inc (&n_notices);

  return g_log_writer_default (level, fields, n_fields, user_data);
}

static void
test_name_is_ignored (void)
{
  BatchSimulatorConfig config = { .personality = "llama-server", .models = "a" };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  g_atomic_int_set (&n_notices, 0);
  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "anything", 6, 2);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 6);
  g_assert_cmpuint (server_fixture_count (&fixture).requests, ==, 6);
  g_assert_cmpint (g_atomic_int_get (&n_notices), ==, 1);
  server_fixture_tear_down (&fixture);
}

static void
test_items_keep_nothing (void)
{
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a,b", .capacity = 1 };
  ServerFixture fixture = { 0 };
  BatchSimulatorRecord record;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a b", 12, 3);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 12);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 2);
  for (guint64 i = 0; batch_simulator_get_record (fixture.simulator, i, &record); i++)
    if (record.event == BATCH_SIMULATOR_EVENT_REQUEST)
      g_assert_false (record.says_keep);
  server_fixture_tear_down (&fixture);
}

/* An old router cuts off what is under way when somebody else has another model loaded: that is
 * tried again, and nothing else is. */
static void
test_cut_by_others (void)
{
  BatchSimulatorConfig config = {
    .personality = "router-old", .models = "a:50,b:50", .capacity = 1, .delay_ms = 400,
  };
  ServerFixture fixture = { 0 };
  BatchJob *job;
  BatchSimulatorCounters counters;
  guint64 n_requests;
  guint64 n_cut;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", 16, 4);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, server_trace_has_answers, GUINT_TO_POINTER (2), 20000);
  n_requests = server_fixture_count (&fixture).requests;
  while (server_fixture_count (&fixture).requests == n_requests)
    g_main_context_iteration (NULL, FALSE);
  g_free (server_fixture_request (&fixture, "POST", "/models/load", "{\"model\":\"b\"}"));
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 16);
  counters = server_fixture_count (&fixture);
  n_cut = counters.requests - counters.answered;
  g_assert_cmpuint (n_cut, >, 0);
  g_assert_cmpuint (n_cut, <=, 4);
  g_assert_cmpuint (server_fixture_count (&fixture).answered_again, ==, 0);
  server_fixture_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_log_set_writer_func (count_notices, NULL, NULL);

  g_test_add_func ("/servers/loading/L13-cut-by-others", test_cut_by_others);
  g_test_add_func ("/servers/loading/L5-same-options", test_same_options);
  g_test_add_func ("/servers/loading/L5b-options-come-together", test_options_come_together);
  g_test_add_func ("/servers/loading/L5c-options-in-order", test_options_in_order);
  g_test_add_func ("/servers/loading/L5d-options-are-changed", test_options_are_changed);
  g_test_add_func ("/servers/loading/L5e-options-of-others", test_options_of_others);
  g_test_add_func ("/servers/loading/L18-text-about-loading", test_text_about_loading);
  g_test_add_func ("/servers/loading/L20-other-model-answers", test_other_model_answers);
  g_test_add_func ("/servers/loading/L20-other-model-is-told", test_other_model_is_told);
  g_test_add_func ("/servers/loading/L20b-name-is-ignored", test_name_is_ignored);
  g_test_add_func ("/servers/loading/L20c-items-keep-nothing", test_items_keep_nothing);
  g_test_add_func ("/servers/loading/L23-loads-add-up", test_loads_add_up);

  return g_test_run ();
}
