/* test-answer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-answer-private.h"

#include <string.h>

static BatchAnswer *
answer_for (const char *body)
{
  /* A block of its own, so that a read past the end is seen. */
  g_autofree guint8 *copy = g_memdup2 (body, strlen (body));

  return batch_answer_new (copy, strlen (body));
}

static void
test_usage (void)
{
  static const struct
  {
    const char *body;
    gint64      prompt;
    gint64      completion;
    gint64      cached;
  } cases[] = {
    { "{}", -1, -1, -1 },
    { "{\"usage\":null}", -1, -1, -1 },
    { "{\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,\"total_tokens\":15}}", 12, 3, -1 },
    { "{\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,"
      "\"prompt_tokens_details\":{\"cached_tokens\":8}}}", 12, 3, 8 },
    /* A message counts what it had in the cache apart from the rest, and a chat does not. */
    { "{\"usage\":{\"input_tokens\":5,\"output_tokens\":6,\"cache_read_input_tokens\":7}}",
      12, 6, 7 },
    { "{\"usage\":{\"cache_creation_input_tokens\":3,\"cache_read_input_tokens\":0,"
      "\"input_tokens\":5,\"output_tokens\":6}}", 8, 6, 0 },
    { "{\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":6,\"cache_read_input_tokens\":7}}",
      12, 6, 7 },
    { "{\"usage\":{\"input_tokens\":5,\"output_tokens\":6,\"input_tokens_details\":"
      "{\"cached_tokens\":4}}}", 5, 6, 4 },
    { "{\"usage\":{\"prompt_tokens\":\"12\",\"completion_tokens\":1e3,"
      "\"prompt_tokens_details\":{\"cached_tokens\":5.0}}}", 12, 1000, 5 },
    { "{\"usage\":{\"prompt_tokens\":\"some\",\"completion_tokens\":1.5,"
      "\"prompt_tokens_details\":null}}", -1, -1, -1 },
    { "{\"usage\":{\"prompt_tokens\":99999999999999999999999999}}", -1, -1, -1 },
    { "{\"usage\":{\"prompt_tokens\":99999999999999999999}}", -1, -1, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchAnswer) answer = answer_for (cases[i].body);

      g_test_message ("%s", cases[i].body);
      g_assert_cmpint (answer->prompt_tokens, ==, cases[i].prompt);
      g_assert_cmpint (answer->completion_tokens, ==, cases[i].completion);
      g_assert_cmpint (answer->cached_tokens, ==, cases[i].cached);
    }
}

/* As it stands there, with its quotes. */
static void
test_written (void)
{
  static const struct { const char *body; gsize written; } cases[] = {
    { "{}", 0 },
    { "{\"choices\":[{\"message\":{\"content\":\"four\"}}]}", 6 },
    { "{\"choices\":[{\"message\":{\"content\":\"four\"}},"
      "{\"message\":{\"content\":\"more\"}}]}", 6 },
    { "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":null}}]}", 0 },
    { "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{}]}}]}", 4 },
    { "{\"choices\":[{\"message\":{\"content\":\"a\","
      "\"reasoning_content\":\"bcd\"}}]}", 8 },
    { "{\"choices\":[{\"text\":\"four\"}]}", 6 },
    { "{\"content\":[{\"type\":\"text\",\"text\":\"four\"}]}", 31 },
    { "{\"object\":\"list\",\"data\":[{\"embedding\":[0.1,0.2]}]}", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchAnswer) answer = answer_for (cases[i].body);

      g_test_message ("%s", cases[i].body);
      g_assert_cmpuint (answer->written_bytes, ==, cases[i].written);
    }
}

static void
test_timings (void)
{
  static const struct
  {
    const char   *body;
    BatchTimings  timings;
    gint64        cached;
  } cases[] = {
    { "{}", BATCH_TIMINGS_INIT, -1 },
    /* Ollama, and what it leaves out. */
    { "{\"total_duration\":9000000000,\"load_duration\":2000000000,"
      "\"prompt_eval_duration\":3000000000,\"eval_duration\":1500000000}",
      { 2500, 2000, 3000, 1500 }, -1 },
    { "{\"total_duration\":10,\"load_duration\":9000000}", { 0, 9, -1, -1 }, -1 },
    { "{\"total_duration\":9223372036854775807,\"load_duration\":9223372036854775807,"
      "\"eval_duration\":-5}", { 0, 2305843009213, -1, -1 }, -1 },
    /* llama.cpp */
    { "{\"timings\":{\"cache_n\":7,\"prompt_n\":2,\"prompt_ms\":10.49,\"predicted_ms\":3e2}}",
      { -1, -1, 10, 300 }, 7 },
    { "{\"timings\":{\"prompt_ms\":\"soon\",\"predicted_ms\":-1}}", BATCH_TIMINGS_INIT, -1 },
    { "{\"timings\":{\"prompt_ms\":1e300}}", BATCH_TIMINGS_INIT, -1 },
    /* LM Studio */
    { "{\"stats\":{\"model_load_time_seconds\":2.5,\"time_to_first_token\":0.25,"
      "\"generation_time\":1}}", { -1, 2500, 250, 1000 }, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchAnswer) answer = batch_answer_new ((const guint8 *) cases[i].body,
                                                        strlen (cases[i].body));

      g_test_message ("%s", cases[i].body);
      g_assert_cmpint (answer->timings.queue_ms, ==, cases[i].timings.queue_ms);
      g_assert_cmpint (answer->timings.load_ms, ==, cases[i].timings.load_ms);
      g_assert_cmpint (answer->timings.prompt_ms, ==, cases[i].timings.prompt_ms);
      g_assert_cmpint (answer->timings.output_ms, ==, cases[i].timings.output_ms);
      g_assert_cmpint (answer->cached_tokens, ==, cases[i].cached);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char *body;
    const char *message;
    const char *code;
    const char *type;
  } cases[] = {
    { "{\"error\":\"server busy, please try again.  maximum pending requests exceeded\"}",
      "server busy, please try again. maximum pending requests exceeded", NULL, NULL },
    { "{\"error\":{\"message\":\"Invalid API Key\",\"type\":\"authentication_error\","
      "\"code\":401}}",
      "Invalid API Key", "401", "authentication_error" },
    { "{\"error\":{\"message\":\"No\",\"type\":\"t\",\"param\":null,\"code\":\"c\"}}", "No", "c",
      "t" },
    { "{\"error\":{\"message\":\"No\",\"type\":\"t\",\"param\":null,\"code\":null}}", "No",
      NULL, "t" },
    { "{\"src\":\"llama-swap\",\"error\":{\"message\":\"Too many requests\",\"code\":\"x\"}}",
      "Too many requests", "x", NULL },
    { "{\"detail\":\"Not Found\"}", "Not Found", NULL, NULL },
    { "{\"detail\":[{\"loc\":[\"body\",\"model\"],\"msg\":\"field required\","
      "\"type\":\"missing\"}]}",
      "model: field required", NULL, NULL },
    { "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"messages\",0,\"a b\"],"
      "\"msg\":\"Field required\"},{\"loc\":[\"body\",\"n\"],\"msg\":\"No\"}]}",
      "messages.0.a b: Field required", NULL, NULL },
    { "{\"detail\":[{\"loc\":null,\"msg\":\"No\"}]}", "No", NULL, NULL },
    { "{\"detail\":[{\"loc\":[\"body\"],\"type\":\"json_invalid\"}]}", NULL, NULL, NULL },
    /* One text is the name of the status, and may stand on either side. */
    { "{\"status\":400,\"error\":\"Bad Request\",\"message\":\"max_tokens must be positive\"}",
      "max_tokens must be positive", "Bad Request", NULL },
    { "{\"error\":\"max_tokens must be positive\",\"message\":\"Bad Request\"}",
      "max_tokens must be positive", NULL, NULL },
    { "{\"error\":true,\"message\":\"No\"}", "No", NULL, NULL },
    { "{\"error\":400,\"message\":\"No\"}", "No", NULL, NULL },
    { "{\"errors\":[{\"message\":\"first\"},{\"message\":\"second\"}]}", "first", NULL, NULL },
    { "{\"errors\":[\"No\"]}", "No", NULL, NULL },
    { "{\"errors\":[]}", NULL, NULL, NULL },
    { "{\"choices\":[{\"error\":{\"code\":502,\"message\":\"No\"}}]}", "No", "502", NULL },
    { "{\"error\":\"No\",\"choices\":[{\"error\":null}]}", "No", NULL, NULL },
    { "{\"choices\":[{\"error\":null}]}", NULL, NULL, NULL },
    { "{\"choices\":[{\"error\":\"No\"}]}", NULL, NULL, NULL },
    { "{\"errors\":{\"model\":[\"is unknown\"]}}", NULL, NULL, NULL },
    { "x\x9c\x01\x02", NULL, NULL, NULL },
    { "{\"detail\":{\"error\":{\"message\":\"deep\"}}}", "deep", NULL, NULL },
    { "{\"message\":\"no Route matched\"}", "no Route matched", NULL, NULL },
    { "{\"object\":\"error\",\"message\":\"The model is not here\",\"type\":\"NotFoundError\","
      "\"code\":404}", "The model is not here", "404", "NotFoundError" },
    { "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"},"
      "\"request_id\":\"r\"}", "Overloaded", NULL, "overloaded_error" },
    { "{\"error\":{\"error\":\"nested\"}}", "nested", NULL, NULL },
    { "{\"error\":\"{\\\"error\\\":{\\\"code\\\":500,\\\"message\\\":\\\"passed on\\\","
      "\\\"type\\\":\\\"server_error\\\"}}\"}", "passed on", "500", "server_error" },
    { "{\"error\":\"{\\\"a\\\":1}\"}", "{\"a\":1}", NULL, NULL },
    { "{\"error\":\"{no JSON\"}", "{no JSON", NULL, NULL },
    { "{\"error\":[\"first\",\"second\"]}", "first", NULL, NULL },
    { "{\"error\":{}}", NULL, NULL, NULL },
    { "{\"error\":\"\"}", NULL, NULL, NULL },
    { "{\"error\":null}", NULL, NULL, NULL },
    { "{}", NULL, NULL, NULL },
    { "\"just a text\"", "just a text", NULL, NULL },
    { "null", NULL, NULL, NULL },
    { "{\"error\":\"line\\none\\u0000\"}", NULL, NULL, NULL },
    { "{\"error\":\"line\\none\"}", "line one", NULL, NULL },
    { "proxy error: Could not establish connection\n",
      "proxy error: Could not establish connection", NULL, NULL },
    { "<html><head><title>503 Service Unavailable</title></head></html>",
      "503 Service Unavailable", NULL, NULL },
    { "", NULL, NULL, NULL },
    { " \n", NULL, NULL, NULL },
    { "\xFF\xFE", "\xEF\xBF\xBD\xEF\xBF\xBD", NULL, NULL },
    { "{\"error\":\"cut off", "{\"error\":\"cut off", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchAnswer) answer = answer_for (cases[i].body);

      g_assert_cmpstr (answer->error_message, ==, cases[i].message);
      g_assert_cmpstr (answer->error_code, ==, cases[i].code);
      g_assert_cmpstr (answer->error_type, ==, cases[i].type);
      g_assert_false (answer->has_content);
    }
}

static void
test_success_is_no_error (void)
{
  g_autoptr(BatchAnswer) answer =
    answer_for ("{\"type\":\"message\",\"model\":\"m\",\"message\":\"x\",\"code\":1,"
                "\"content\":[{\"type\":\"text\",\"text\":\"Yes\"}],\"stop_reason\":\"end_turn\"}");

  g_assert_true (answer->has_content);
  g_assert_cmpstr (answer->model, ==, "m");
  g_assert_null (answer->error_message);
  g_assert_null (answer->error_type);
  g_assert_null (answer->error_code);
}

static void
test_long_message (void)
{
  g_autofree char *text = g_strnfill (5000, 'x');
  g_autofree char *body = g_strdup_printf ("{\"error\":\"%s\"}", text);
  g_autoptr(BatchAnswer) answer = answer_for (body);

  g_assert_cmpint (g_utf8_strlen (answer->error_message, -1), ==, 301);
  g_assert_true (g_str_has_suffix (answer->error_message, "x…"));
}

static void
test_what_is_not_json (void)
{
  g_autofree char *open = g_strnfill (200000, '[');
  g_autofree char *deep = g_strconcat ("{\"model\":\"m\",\"detail\":", open, NULL);
  g_autoptr(BatchAnswer) nested = answer_for (deep);
  g_autoptr(BatchAnswer) cut =
    answer_for ("{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"Yes\"},"
                "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1");

  g_assert_false (nested->is_json);
  g_assert_false (cut->is_json);
  g_assert_null (cut->model);
  g_assert_null (cut->finish_reason);
  g_assert_false (cut->has_content);
  g_assert_cmpint (cut->prompt_tokens, ==, -1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/answers/answer/usage", test_usage);
  g_test_add_func ("/batch/answers/answer/written", test_written);
  g_test_add_func ("/batch/answers/answer/timings", test_timings);
  g_test_add_func ("/batch/answers/answer/errors", test_errors);
  g_test_add_func ("/batch/answers/answer/success-is-no-error", test_success_is_no_error);
  g_test_add_func ("/batch/answers/answer/long-message", test_long_message);
  g_test_add_func ("/batch/answers/answer/what-is-not-json", test_what_is_not_json);
  return g_test_run ();
}
