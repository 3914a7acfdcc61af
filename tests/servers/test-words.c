/* test-words.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-fixture.h"

#include <string.h>

#include "test-support.h"

/* Requests of one API at servers that have only the other. Each test is a row of the table in
 * README.md. */

#define LINE(id, url, body) \
  "{\"custom_id\":\"" id "\",\"method\":\"POST\",\"url\":\"" url "\",\"body\":{\"model\":\"m\"," \
  body "}}\n"
#define MESSAGE(id, body) LINE (id, "/v1/messages", "\"max_tokens\":64," body)
#define CHAT(id, body) LINE (id, "/v1/chat/completions", "\"max_tokens\":64," body)
#define LONG 60000
#define ASK(text) "\"messages\":[{\"role\":\"user\",\"content\":\"" text "\"}]"

static char *
dup_result (ServerFixture *fixture,
            BatchJob      *job,
            guint          position)
{
  g_autoptr(BatchItem) item = g_list_model_get_item (batch_job_get_items (job), position);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *text;

  while (!batch_item_get_loaded (item))
    g_main_context_iteration (NULL, TRUE);
  batch_item_load_result_async (item, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  text = batch_item_load_result_finish (item, result, &error);
  g_assert_no_error (error);
  return text;
}

static void
assert_has (const char *text,
            const char *part)
{
  if (text == NULL || strstr (text, part) == NULL)
    g_error ("“%s” is not in “%s”", part, text);
}

static void
assert_failed (ServerFixture *fixture,
               BatchJob      *job,
               guint          position,
               const char    *problem)
{
  g_autoptr(BatchItem) item = server_fixture_get_item (fixture, job, position);

  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_FAILED);
  assert_has (batch_item_get_last_error (item), problem);
}

typedef struct
{
  const char *personality;
  gboolean    streaming;
  const char *lines;
  const char *path;                /* at which the server is to get all of them */
  const char *result;              /* that is part of that of the first */
  const char *answer;              /* what it says */
} Case;

static void
check_case (const Case *expected)
{
  BatchSimulatorConfig config = { .personality = expected->personality, .models = "m" };
  ServerFixture fixture = { 0 };
  g_autofree char *result = NULL;
  g_autofree char *answer = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_engine_set_streaming (fixture.engine, expected->streaming);
  job = server_fixture_submit_lines (&fixture, expected->lines, 1);
  server_fixture_run (&fixture, job);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, batch_job_get_total (job));
  g_assert_cmpuint (server_fixture_count_path (&fixture, expected->path), ==,
                    batch_job_get_total (job));
  result = dup_result (&fixture, job, 0);
  assert_has (result, expected->result);
  answer = server_fixture_get_answer (&fixture, job, 0);
  assert_has (answer, expected->answer);
  server_fixture_tear_down (&fixture);
}

#define IS_MESSAGE \
  "\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\"," \
  "\"text\":\"model: m; prompt: "
#define IS_CHAT \
  "\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":" \
  "\"model: m; prompt: "

static void
test_messages_as_chats (void)
{
  static const char lines[] =
    MESSAGE ("a", "\"system\":\"Be kind\"," ASK ("hello")) MESSAGE ("b", ASK ("again"));

  for (guint streaming = FALSE; streaming <= TRUE; streaming++)
    check_case (&(Case) { "openai", streaming, lines, "/v1/chat/completions", IS_MESSAGE,
                          "prompt: Be kind\nhello;" });
}

static void
test_chats_as_messages (void)
{
  static const char lines[] =
    CHAT ("a", "\"messages\":[{\"role\":\"system\",\"content\":\"Be kind\"},"
          "{\"role\":\"user\",\"content\":\"hello\"}]") CHAT ("b", ASK ("again"));

  for (guint streaming = FALSE; streaming <= TRUE; streaming++)
    check_case (&(Case) { "anthropic", streaming, lines, "/v1/messages", IS_CHAT,
                          "prompt: Be kind\nhello;" });
}

/* It is asked for what it lacks once. */
static void
test_lack_is_learnt (void)
{
  static const struct
  {
    const char *personality;
    const char *lines;
    const char *lacks;
    const char *has;
  } cases[] = {
    { "openai", MESSAGE ("a", ASK ("1")) MESSAGE ("b", ASK ("2")) MESSAGE ("c", ASK ("3")),
      "/v1/messages", "/v1/chat/completions" },
    { "anthropic", CHAT ("a", ASK ("1")) CHAT ("b", ASK ("2")) CHAT ("c", ASK ("3")),
      "/v1/chat/completions", "/v1/messages" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorConfig config = { .personality = cases[i].personality, .models = "m" };
      ServerFixture fixture = { 0 };
      BatchJob *job;

      fixture.simulator = batch_test_start_simulator (&config);
      server_fixture_set_up_at (&fixture, batch_simulator_get_uri (fixture.simulator), NULL);
      job = server_fixture_submit_lines (&fixture, cases[i].lines, 1);
      server_fixture_run (&fixture, job);
      g_assert_cmpint (batch_job_get_succeeded (job), ==, 3);
      g_assert_cmpuint (server_fixture_count_path (&fixture, cases[i].lacks), ==, 1);
      g_assert_cmpuint (server_fixture_count_path (&fixture, cases[i].has), ==, 3);
      server_fixture_tear_down (&fixture);
    }
}

/* A model that is not there is no endpoint that is not there. */
static void
test_no_model (void)
{
  BatchSimulatorConfig config = { .personality = "vllm", .models = "other" };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit_lines (&fixture, MESSAGE ("a", ASK ("1")), 1);
  server_fixture_run (&fixture, job);
  assert_failed (&fixture, job, 0, "m");
  g_assert_cmpuint (server_fixture_count_path (&fixture, "/v1/chat/completions"), ==, 0);
  server_fixture_tear_down (&fixture);
}

static gboolean
has_trouble (ServerFixture *self,
             gpointer       user_data)
{
  return batch_engine_get_trouble (self->engine) != NULL;
}

/* Nothing is there for any of them. */
static void
test_wrong_address (void)
{
  static const char lines[] = LINE ("a", "/v1/chat/completions", "\"n\":2," ASK ("1"))
                              LINE ("b", "/v1/messages", ASK ("2"))
                              LINE ("c", "/v1/chat/completions", ASK ("3"));
  BatchSimulatorConfig config = { .models = "m" };
  ServerFixture fixture = { 0 };
  g_autofree char *url = NULL;
  const GError *trouble;
  BatchJob *job;

  fixture.simulator = batch_test_start_simulator (&config);
  url = g_strconcat (batch_simulator_get_uri (fixture.simulator), "/elsewhere", NULL);
  server_fixture_set_up_at (&fixture, url, "openai-compatible");
  job = server_fixture_submit_lines (&fixture, lines, 1);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, has_trouble, NULL, LONG);
  trouble = batch_engine_get_trouble (fixture.engine);
  g_assert_error (trouble, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED);
  assert_has (trouble->message, "does not know this endpoint");
  assert_has (trouble->message, "/elsewhere/v1/models");
  assert_has (trouble->message, "check the path of the address");
  g_assert_cmpint (batch_job_get_failed (job), ==, 0);
  server_fixture_tear_down (&fixture);
}

/* Who has asked for a chat that cannot be told otherwise hears of both. */
static void
test_no_chats (void)
{
  static const char lines[] = LINE ("a", "/v1/chat/completions", "\"n\":2," ASK ("1"));
  BatchSimulatorConfig config = { .personality = "anthropic", .models = "m" };
  ServerFixture fixture = { 0 };
  BatchJob *job;

  fixture.simulator = batch_test_start_simulator (&config);
  server_fixture_set_up_at (&fixture, batch_simulator_get_uri (fixture.simulator),
                            "openai-compatible");
  job = server_fixture_submit_lines (&fixture, lines, 1);
  server_fixture_run (&fixture, job);
  assert_failed (&fixture, job, 0, "does not know this endpoint");
  assert_failed (&fixture, job, 0, "/v1/chat/completions");
  assert_failed (&fixture, job, 0, "“n”");
  server_fixture_tear_down (&fixture);
}

static void
test_messages_in_native_words (void)
{
  static const char lines[] =
    MESSAGE ("a", "\"system\":\"Be kind\"," ASK ("hello")) MESSAGE ("b", ASK ("again"));

  for (guint streaming = FALSE; streaming <= TRUE; streaming++)
    check_case (&(Case) { "ollama", streaming, lines, "/api/chat", IS_MESSAGE,
                          "prompt: Be kind\nhello;" });
}

/* Nothing is sent of what would not arrive; the others go on. */
static void
test_nothing_is_dropped (void)
{
  static const struct
  {
    const char *personality;
    const char *lines;
    const char *problem;
  } cases[] = {
    { "openai", MESSAGE ("a", "\"messages\":[{\"role\":\"user\","
      "\"content\":[{\"type\":\"document\","
                         "\"source\":{}}]}]") MESSAGE ("b", ASK ("2")),
      "OpenAI cannot be told “messages[0].content[0].type”" },
    { "anthropic", CHAT ("a", "\"seed\":7," ASK ("1")) CHAT ("b", ASK ("2")),
      "Anthropic cannot be told “seed”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorConfig config = { .personality = cases[i].personality, .models = "m" };
      ServerFixture fixture = { 0 };
      BatchJob *job;

      server_fixture_set_up (&fixture, &config);
      job = server_fixture_submit_lines (&fixture, cases[i].lines, 1);
      server_fixture_run (&fixture, job);
      g_assert_cmpint (batch_job_get_succeeded (job), ==, 1);
      assert_failed (&fixture, job, 0, cases[i].problem);
      g_assert_cmpuint (server_fixture_count (&fixture).requests, ==, 1);
      server_fixture_tear_down (&fixture);
    }
}

static void
test_errors_in_other_words (void)
{
  static const struct
  {
    const char *personality;
    const char *lines;
    const char *result;
  } cases[] = {
    { "openai", MESSAGE ("a", ASK ("[[fail 400]]")),
      "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":" },
    { "anthropic", CHAT ("a", ASK ("[[fail 400]]")), "{\"error\":{\"message\":" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorConfig config = { .personality = cases[i].personality, .models = "m" };
      ServerFixture fixture = { 0 };
      g_autofree char *result = NULL;
      BatchJob *job;

      server_fixture_set_up (&fixture, &config);
      job = server_fixture_submit_lines (&fixture, cases[i].lines, 1);
      server_fixture_run (&fixture, job);
      assert_failed (&fixture, job, 0, "The model server refuses the request");
      result = dup_result (&fixture, job, 0);
      g_assert_true (g_str_has_prefix (result, cases[i].result));
      server_fixture_tear_down (&fixture);
    }
}

/* A stream of messages that ends too early is none, and is asked for again. */
static void
test_messages_are_cut (void)
{
  BatchSimulatorConfig config = { .personality = "anthropic", .models = "m" };
  BatchSimulatorFault fault = { .kind = BATCH_SIMULATOR_FAULT_CUT, .count = 1 };
  ServerFixture fixture = { 0 };
  g_autofree char *answer = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  batch_engine_set_streaming (fixture.engine, TRUE);
  batch_simulator_add_fault (fixture.simulator, &fault);
  job = server_fixture_submit_lines (&fixture, MESSAGE ("a", ASK ("hello")), 1);
  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 1);
  g_assert_cmpuint (server_fixture_count_path (&fixture, "/v1/messages"), ==, 2);
  answer = server_fixture_get_answer (&fixture, job, 0);
  assert_has (answer, "prompt: hello;");
  server_fixture_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/servers/words/W1-messages-as-chats", test_messages_as_chats);
  g_test_add_func ("/servers/words/W2-chats-as-messages", test_chats_as_messages);
  g_test_add_func ("/servers/words/W3-lack-is-learnt", test_lack_is_learnt);
  g_test_add_func ("/servers/words/W4-no-model", test_no_model);
  g_test_add_func ("/servers/words/W4b-wrong-address", test_wrong_address);
  g_test_add_func ("/servers/words/W4c-no-chats", test_no_chats);
  g_test_add_func ("/servers/words/W5-native-words", test_messages_in_native_words);
  g_test_add_func ("/servers/words/W6-nothing-is-dropped", test_nothing_is_dropped);
  g_test_add_func ("/servers/words/W7-errors", test_errors_in_other_words);
  g_test_add_func ("/servers/words/W8-messages-are-cut", test_messages_are_cut);

  return g_test_run ();
}
