/* test-refused.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include <string.h>

#include "engine/batch-engine-private.h"
#include "raw-server.h"
#include "test-support.h"

/* Requests that are turned down. Each test is a row of the table in README.md. */

#define CHECK(cases) server_fixture_check (cases, G_N_ELEMENTS (cases))

#define FAILED .status = BATCH_ITEM_STATUS_FAILED
#define AGAIN  .status = BATCH_ITEM_STATUS_SUCCEEDED, .requests = 2
#define BODY   .kind = BATCH_SIMULATOR_FAULT_BODY
#define TEXT   BODY, .type = "text/plain"
#define HTML   BODY, .type = "text/html"

static gboolean
has_trouble (ServerFixture *self,
             gpointer       user_data)
{
  return batch_engine_get_trouble (self->engine) != NULL;
}

/* Nothing more is sent, the items are as they were, and a person is told what is wanted. */
static void
check_key_is_asked_for (const char                *personality,
                        const char                *api_key,
                        const BatchSimulatorFault *fault)
{
  BatchSimulatorConfig config = {
    .personality = personality,
    .models = "a,b",
    .api_key = api_key,
  };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  if (fault != NULL)
    batch_simulator_add_fault (fixture.simulator, fault);
  job = server_fixture_submit (&fixture, "a b", 20, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, has_trouble, NULL, 5000);

  g_assert_error (batch_engine_get_trouble (fixture.engine), BATCH_ERROR, BATCH_ERROR_AUTH);
  g_assert_cmpint (batch_job_get_failed (job), ==, 0);
  g_assert_cmpint (batch_job_get_pending (job) + batch_job_get_running (job), ==, 20);
  g_assert_cmpuint (server_fixture_count (&fixture).requests, <=, 2);
  server_fixture_tear_down (&fixture);
}

static void
test_key_is_refused (void)
{
  static const BatchSimulatorFault plain = { TEXT, .status = 401, .body = "Unauthorized" };
  static const BatchSimulatorFault empty = { BODY, .status = 401, .body = "" };

  check_key_is_asked_for ("llama-server", "secret", NULL);
  check_key_is_asked_for ("openai", "secret", NULL);
  check_key_is_asked_for (NULL, NULL, &plain);
  check_key_is_asked_for (NULL, NULL, &empty);
}

/* Ollama looks at the name by which it is called. */
static void
test_host_is_refused (void)
{
  static const BatchSimulatorFault forbidden = { BODY, .status = 403, .body = "" };
  BatchSimulatorConfig config = { .personality = "ollama", .models = "a" };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.simulator, &forbidden);
  job = server_fixture_submit (&fixture, "a", 4, 2);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, has_trouble, NULL, 5000);

  g_assert_nonnull (strstr (batch_engine_get_trouble (fixture.engine)->message,
                            "does not allow this"));
  g_assert_cmpint (batch_job_get_failed (job), ==, 0);
  server_fixture_tear_down (&fixture);
}

static void
check_missing_model (const char *personality)
{
  BatchSimulatorConfig config = { .personality = personality, .models = "a" };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  g_test_message ("%s", personality);
  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "other a", 6, 2);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 3);
  g_assert_cmpint (batch_job_get_failed (job), ==, 3);
  for (guint i = 0; i < 6; i += 2)
    {
      g_autoptr(BatchItem) item = server_fixture_get_item (&fixture, job, i);

      g_assert_cmpint (batch_item_get_failure_kind (item), ==, BATCH_FAILURE_KIND_MODEL_NOT_FOUND);
      g_assert_cmpuint (batch_item_get_attempts (item), <=, 1);
    }
  server_fixture_tear_down (&fixture);
}

static void
test_model_is_missing (void)
{
  static const char *const personalities[] = {
    "ollama", "llama-router", "llama-swap", "vllm", "localai", "openai",
  };

  for (guint i = 0; i < G_N_ELEMENTS (personalities); i++)
    check_missing_model (personalities[i]);
}

static void
check_long_prompt (const char *personality,
                   const char *told,
                   const char *also)
{
  BatchSimulatorConfig config = { .personality = personality, .models = "a", .context = 100 };
  ServerFixture fixture = { 0 };
  g_autofree char *prompt = g_strnfill (4000, 'x');
  g_autoptr(BatchItem) item = NULL;
  BatchJob *job;
  BatchJob *short_one;

  g_test_message ("%s", personality);
  server_fixture_set_up (&fixture, &config);
  job = server_fixture_ask (&fixture, "a", prompt);
  server_fixture_run (&fixture, job);
  item = server_fixture_get_item (&fixture, job, 0);
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_FAILED);
  g_test_message ("%s", batch_item_get_last_error (item));
  g_assert_nonnull (strstr (batch_item_get_last_error (item), told));
  g_assert_nonnull (strstr (batch_item_get_last_error (item), also));
  g_assert_cmpuint (server_fixture_count (&fixture).requests, ==, 1);

  short_one = server_fixture_ask (&fixture, "a", "short");
  server_fixture_run (&fixture, short_one);
  g_assert_cmpint (batch_job_get_succeeded (short_one), ==, 1);
  server_fixture_tear_down (&fixture);
}

static void
test_context_is_too_small (void)
{
  check_long_prompt ("llama-server", "request (1000 tokens) exceeds the available context size "
                                     "(100 tokens)", "");
  check_long_prompt ("vllm", "100 tokens", "1000");
  check_long_prompt ("ollama", "the input length exceeds the context length", "");
}

static void
test_model_cannot_do_this (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { BODY, .status = 400,
                     .body = "{\"error\":\"\\\"m\\\" does not support thinking\"}" }, FAILED,
      .kind = BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, .requests = 1,
      .error = "does not support thinking" },
    { NULL, FALSE, { BODY, .status = 400, .body = "{\"error\":{\"message\":\"image input is not "
      "supported\",\"type\":\"invalid_request_error\",\"code\":400}}" }, FAILED,
      .kind = BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, .requests = 1,
      .error = "image input is not supported" },
  };

  CHECK (cases);
}

static BatchModel *
get_model (ServerFixture *self)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchBackend) backend = NULL;
  g_autoptr(GListModel) models = NULL;
  g_autoptr(GError) error = NULL;

  backend = batch_backend_new (SERVER_FIXTURE_BACKEND, batch_simulator_get_uri (self->simulator),
                               "ollama", NULL, &error);
  g_assert_no_error (error);
  batch_engine_get_models_async (self->engine, backend, NULL, NULL, batch_test_store_result,
                                 &result);
  batch_test_wait (&result);
  models = batch_engine_get_models_finish (self->engine, result, &error);
  g_assert_no_error (error);
  return g_list_model_get_item (models, 0);
}

static gboolean
knows_refused (ServerFixture *self,
               gpointer       refused)
{
  g_autoptr(BatchModel) model = get_model (self);

  return batch_model_get_refused (model) == GPOINTER_TO_UINT (refused);
}

/* One after the other, as they are found out; and what the server says of it does not count. */
static void
test_what_it_cannot_do_is_known (void)
{
  static const BatchSimulatorFault no_thinking = {
    BODY, .status = 400, .match = "think",
    .body = "{\"error\":\"\\\"m\\\" does not support thinking\"}",
  };
  static const BatchSimulatorFault no_chat = {
    BODY, .status = 400, .match = "chat",
    .body = "{\"error\":\"\\\"m\\\" does not support chat\"}",
  };
  static const BatchSimulatorFault other = {
    BODY, .status = 400, .match = "link", .body = "{\"error\":\"image URLs are not supported\"}",
  };
  static const struct
  {
    const char     *prompt;
    BatchModelUses  refused;
  } steps[] = {
    { "hello", BATCH_MODEL_USES_NONE },
    { "link", BATCH_MODEL_USES_NONE },
    { "think", BATCH_MODEL_USES_THINKING },
    { "chat", BATCH_MODEL_USES_THINKING | BATCH_MODEL_USES_CHAT },
  };
  BatchSimulatorConfig config = { .personality = "ollama", .models = "m" };
  ServerFixture fixture = { 0 };
  g_autoptr(BatchModel) model = NULL;

  server_fixture_set_up (&fixture, &config);
  batch_simulator_add_fault (fixture.simulator, &no_thinking);
  batch_simulator_add_fault (fixture.simulator, &no_chat);
  batch_simulator_add_fault (fixture.simulator, &other);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      server_fixture_run (&fixture, server_fixture_ask (&fixture, "m", steps[i].prompt));
      server_fixture_wait (&fixture, knows_refused, GUINT_TO_POINTER (steps[i].refused), 60000);
    }

  model = get_model (&fixture);
  g_assert_cmpint (batch_model_get_uses (model) & BATCH_MODEL_USES_CHAT, ==, 0);
  server_fixture_tear_down (&fixture);
}

/* What is told of a file with one line before it is submitted. */
static GListModel *
find_warnings (ServerFixture *self,
               const char    *line)
{
  g_autofree char *path = g_build_filename (self->dir, "warned.jsonl", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *warnings;

  g_file_set_contents (path, line, -1, &error);
  g_assert_no_error (error);
  batch_engine_find_warnings_async (self->engine, file, SERVER_FIXTURE_BACKEND, NULL,
                                    batch_test_store_result, &result);
  batch_test_wait (&result);
  warnings = batch_engine_find_warnings_finish (self->engine, result, &error);
  g_assert_no_error (error);
  return warnings;
}

#define THINKING_LINE \
  "{\"custom_id\":\"0\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\"," \
  "\"body\":{\"model\":\"m\",\"reasoning_effort\":\"high\"," \
  "\"messages\":[{\"role\":\"user\",\"content\":\"think\"}]}}\n"

static gboolean
warns_of_thinking (ServerFixture *self,
                   gpointer       nothing)
{
  g_autoptr(GListModel) warnings = find_warnings (self, THINKING_LINE);
  g_autoptr(BatchInputWarning) warning = g_list_model_get_item (warnings, 0);

  if (warning == NULL)
    return FALSE;

  g_assert_cmpuint (g_list_model_get_n_items (warnings), ==, 1);
  g_assert_cmpstr (batch_input_warning_get_model (warning), ==, "m");
  g_assert_cmpint (batch_input_warning_get_uses (warning), ==, BATCH_MODEL_USES_THINKING);
  g_assert_cmpint (batch_input_warning_get_count (warning), ==, 1);
  g_assert_cmpint (batch_input_warning_get_line (warning), ==, 1);
  return TRUE;
}

/* At the same address, with another model of the same name. */
static void
replace_server (ServerFixture              *self,
                const BatchSimulatorConfig *config)
{
  guint16 port = batch_simulator_get_port (self->simulator);
  g_autoptr(GError) error = NULL;

  batch_simulator_stop (self->simulator);
  g_object_unref (self->simulator);
  self->simulator = batch_simulator_new (config, &error);
  g_assert_no_error (error);
  batch_simulator_start (self->simulator, "127.0.0.1", port, &error);
  g_assert_no_error (error);
}

/* It is larger, so it is another one: that one may be able to, until it refuses as well. */
static void
test_another_of_the_name (void)
{
  static const BatchSimulatorFault no_thinking = {
    BODY, .status = 400, .match = "think",
    .body = "{\"error\":\"\\\"m\\\" does not support thinking\"}",
  };
  static const BatchSimulatorConfig small = { .personality = "ollama", .models = "m:1" };
  static const BatchSimulatorConfig large = { .personality = "ollama", .models = "m:20" };
  ServerFixture fixture = { 0 };

  server_fixture_set_up (&fixture, &small);
  g_assert_false (warns_of_thinking (&fixture, NULL));
  batch_simulator_add_fault (fixture.simulator, &no_thinking);
  server_fixture_run (&fixture, server_fixture_ask (&fixture, "m", "think"));
  server_fixture_wait (&fixture, knows_refused, GUINT_TO_POINTER (BATCH_MODEL_USES_THINKING),
                       60000);
  g_assert_true (warns_of_thinking (&fixture, NULL));

  replace_server (&fixture, &large);
  g_assert_false (warns_of_thinking (&fixture, NULL));
  server_fixture_wait (&fixture, knows_refused, GUINT_TO_POINTER (BATCH_MODEL_USES_NONE), 60000);
  server_fixture_run (&fixture, server_fixture_ask (&fixture, "m", "hello"));
  g_assert_true (knows_refused (&fixture, GUINT_TO_POINTER (BATCH_MODEL_USES_NONE)));

  batch_simulator_add_fault (fixture.simulator, &no_thinking);
  server_fixture_run (&fixture, server_fixture_ask (&fixture, "m", "think again"));
  server_fixture_wait (&fixture, knows_refused, GUINT_TO_POINTER (BATCH_MODEL_USES_THINKING),
                       60000);
  server_fixture_tear_down (&fixture);
}

static guint
count_too_long (ServerFixture *self,
                guint          n_words)
{
  g_autofree char *words = g_strnfill (4 * n_words, 'w');
  g_autofree char *line = g_strdup_printf (
    "{\"custom_id\":\"0\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
    "{\"model\":\"m\",\"max_tokens\":10,"
    "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}}\n", words);
  g_autoptr(GListModel) warnings = find_warnings (self, line);
  g_autoptr(BatchInputWarning) warning = g_list_model_get_item (warnings, 0);

  if (warning != NULL)
    g_assert_cmpint (batch_input_warning_get_uses (warning), ==, BATCH_MODEL_USES_NONE);
  return g_list_model_get_n_items (warnings);
}

/* Where the server says how much it takes. */
static void
test_too_long_is_told_before (void)
{
  static const char * const personalities[] = { "llama-server", "vllm" };

  for (guint i = 0; i < G_N_ELEMENTS (personalities); i++)
    {
      BatchSimulatorConfig config = { .personality = personalities[i], .models = "m",
                                      .context = 100 };
      ServerFixture fixture = { 0 };
      gint64 n_loads;

      g_test_message ("%s", personalities[i]);
      server_fixture_set_up (&fixture, &config);
      n_loads = server_fixture_count (&fixture).loads;
      g_assert_cmpuint (count_too_long (&fixture, 90), ==, 0);
      g_assert_cmpuint (count_too_long (&fixture, 91), ==, 1);
      g_assert_cmpint (server_fixture_count (&fixture).loads, ==, n_loads);
      server_fixture_tear_down (&fixture);
    }
}

static void
test_runner_fails (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { BODY, .status = 500, .count = 1, .body = "{\"error\":\"llama runner process "
      "has terminated: CUDA error: out of memory\"}" }, AGAIN },
    { NULL, FALSE, { BODY, .status = 500, .body = "{\"error\":\"model requires more system memory "
      "(9.0 GiB) than is available (4.0 GiB)\"}" }, FAILED,
      .kind = BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, .requests = 2,
      .error = "model requires more system memory (9.0 GiB)" },
  };

  CHECK (cases);
}

/* Two of many requests for which there is no memory: the others do not suffer for it. */
static void
check_too_large (const char *personality)
{
  BatchSimulatorConfig config = { .personality = personality, .models = "a:20", .delay_ms = 2 };
  BatchSimulatorFault fault = {
    BODY, .status = 500, .match = "prompt 7", .body = "{\"error\":\"CUDA error: out of memory\"}",
  };
  ServerFixture fixture = { .max_attempts = 3 };
  g_autoptr(BatchItem) item = NULL;
  BatchJob *job;

  g_test_message ("%s", personality != NULL ? personality : "generic");
  server_fixture_set_up (&fixture, &config);
  batch_executor_set_load_times (batch_engine_get_executor (fixture.engine), 2000, 50);
  batch_simulator_add_fault (fixture.simulator, &fault);
  fault.match = "prompt 33";
  batch_simulator_add_fault (fixture.simulator, &fault);
  job = server_fixture_submit (&fixture, "a", 60, 4);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 58);
  g_assert_cmpint (batch_job_get_failed (job), ==, 2);
  item = server_fixture_get_item (&fixture, job, 7);
  g_assert_nonnull (strstr (batch_item_get_last_error (item), "out of memory"));
  server_fixture_tear_down (&fixture);
}

static void
test_some_are_too_large (void)
{
  check_too_large (NULL);
  check_too_large ("ollama");
  check_too_large ("llama-server");
}

static void
test_gateway_without_words (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { BODY, .status = 502, .count = 1, .body = "" }, AGAIN },
    { NULL, FALSE, { BODY, .status = 502, .body = "" }, FAILED,
      .kind = BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, .requests = 2, .error = "gateway" },
  };

  CHECK (cases);
}

static void
test_failure_without_words (void)
{
  static const ServerCase cases[] = {
    { NULL, FALSE, { BODY, .status = 500, .body = "" }, FAILED,
      .kind = BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, .requests = 2,
      .error = "The model server failed" },
  };

  CHECK (cases);
}

/* The other address is never asked, so it never sees the key. */
static void
note_request (RawConnection *connection,
              gpointer       user_data)
{
  raw_connection_read_request (connection);
}

static void
test_points_elsewhere (void)
{
  static const guint statuses[] = { 301, 307, 308 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      BatchSimulatorConfig config = { .models = "a" };
      ServerFixture fixture = { 0 };
      g_autoptr(RawServer) other = raw_server_new (note_request, NULL);
      g_autofree char *location = g_strdup_printf ("Location: %s/v1/chat/completions\r\n",
                                                   raw_server_get_url (other));
      BatchSimulatorFault fault = { BODY, .status = statuses[i], .headers = location, .body = "" };
      g_autoptr(BatchItem) item = NULL;
      BatchJob *job;

      server_fixture_set_up (&fixture, &config);
      batch_simulator_add_fault (fixture.simulator, &fault);
      job = server_fixture_ask (&fixture, "a", "hello");
      server_fixture_run (&fixture, job);
      item = server_fixture_get_item (&fixture, job, 0);
      g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_FAILED);
      g_assert_nonnull (strstr (batch_item_get_last_error (item), "points to another address"));
      g_assert_cmpuint (raw_server_count_connections (other), ==, 0);
      server_fixture_tear_down (&fixture);
    }
}

static void
test_shapes_of_errors (void)
{
#define SAYS(body) FAILED, .kind = BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, .requests = 1, \
                   .error = "The model server refuses the request: " body
  static const ServerCase cases[] = {
    { NULL, FALSE, { BODY, .status = 422, .body = "{\"error\":\"no such thing\"}" },
      SAYS ("no such thing") },
    { NULL, FALSE, { BODY, .status = 422, .body = "{\"error\":{\"message\":\"no such thing\"}}" },
      SAYS ("no such thing") },
    { NULL, FALSE, { BODY, .status = 422, .body = "{\"detail\":\"no such thing\"}" },
      SAYS ("no such thing") },
    { NULL, FALSE, { BODY, .status = 422, .body = "{\"detail\":[{\"loc\":[\"body\"],"
      "\"msg\":\"field required\"}]}" }, SAYS ("field required") },
    { NULL, FALSE, { BODY, .status = 422, .body = "{\"message\":\"no such thing\"}" },
      SAYS ("no such thing") },
    { NULL, FALSE, { BODY, .status = 422, .body = "{\"type\":\"error\",\"error\":{\"type\":\"x\","
      "\"message\":\"no such thing\"}}" }, SAYS ("no such thing") },
    { NULL, FALSE, { TEXT, .status = 422, .body = "no such thing\n" }, SAYS ("no such thing") },
    { NULL, FALSE, { HTML, .status = 422, .body = "<html><head><title>No such thing</title></head>"
      "<body><p>Go away</p></body></html>" }, SAYS ("No such thing") },
  };

  CHECK (cases);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/refused/R1-key-is-refused", test_key_is_refused);
  g_test_add_func ("/servers/refused/R2-host-is-refused", test_host_is_refused);
  g_test_add_func ("/servers/refused/R3-model-is-missing", test_model_is_missing);
  g_test_add_func ("/servers/refused/R4-context-is-too-small", test_context_is_too_small);
  g_test_add_func ("/servers/refused/R4-too-long-is-told-before", test_too_long_is_told_before);
  g_test_add_func ("/servers/refused/R5-model-cannot-do-this", test_model_cannot_do_this);
  g_test_add_func ("/servers/refused/R5-what-it-cannot-do-is-known",
                   test_what_it_cannot_do_is_known);
  g_test_add_func ("/servers/refused/R5-another-of-the-name", test_another_of_the_name);
  g_test_add_func ("/servers/refused/R6-runner-fails", test_runner_fails);
  g_test_add_func ("/servers/refused/R7-gateway-without-words", test_gateway_without_words);
  g_test_add_func ("/servers/refused/R8-failure-without-words", test_failure_without_words);
  g_test_add_func ("/servers/refused/R9-points-elsewhere", test_points_elsewhere);
  g_test_add_func ("/servers/refused/R10-shapes-of-errors", test_shapes_of_errors);
  g_test_add_func ("/servers/refused/R11-some-are-too-large", test_some_are_too_large);

  return g_test_run ();
}
