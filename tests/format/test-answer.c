/* test-answer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-answer-private.h"

#include <string.h>

#define CHAT   BATCH_ENDPOINT_CHAT_COMPLETIONS
#define TEXT   BATCH_ENDPOINT_COMPLETIONS
#define EMBED  BATCH_ENDPOINT_EMBEDDINGS
#define ANSWER BATCH_ENDPOINT_RESPONSES
#define CLAUDE BATCH_ENDPOINT_MESSAGES
#define MODERATE BATCH_ENDPOINT_MODERATIONS

/* A chat answer with this message. */
#define SAID(message, reason) \
  "{\"choices\":[{\"index\":0,\"message\":" message ",\"finish_reason\":" reason "}]}"

static BatchAnswer *
answer_for (const char *body)
{
  /* A block of its own, so that a read past the end is seen. */
  g_autofree guint8 *copy = g_memdup2 (body, strlen (body));

  return batch_answer_new (copy, strlen (body));
}

static void
test_reviews (void)
{
  static const struct
  {
    const char    *body;
    BatchEndpoint  endpoint;
    const char    *finish_reason;
    BatchReview    review;
  } cases[] = {
    { SAID ("{\"content\":\"Yes\"}", "\"stop\""), CHAT, "stop", BATCH_REVIEW_NONE },
    { SAID ("{\"content\":\"Yes\"}", "\"length\""), CHAT, "length", BATCH_REVIEW_CUT_OFF },
    { SAID ("{\"content\":\"\"}", "\"length\""), CHAT, "length", BATCH_REVIEW_CUT_OFF },
    { SAID ("{\"content\":\"Yes\"}", "null"), CHAT, NULL, BATCH_REVIEW_UNFINISHED },
    { "{\"choices\":[{\"message\":{\"content\":\"Yes\"}}]}", CHAT, NULL, BATCH_REVIEW_UNFINISHED },
    { SAID ("{\"content\":\"\"}", "\"stop\""), CHAT, "stop", BATCH_REVIEW_EMPTY },
    { SAID ("{\"content\":\" \\n\\t\"}", "\"stop\""), CHAT, "stop", BATCH_REVIEW_EMPTY },
    { SAID ("{\"content\":\"\\\\n\"}", "\"stop\""), CHAT, "stop", BATCH_REVIEW_NONE },
    { SAID ("{\"content\":null}", "\"stop\""), CHAT, "stop", BATCH_REVIEW_EMPTY },
    { SAID ("{\"content\":\"\",\"reasoning_content\":\"Hm\"}", "\"stop\""),
      CHAT, "stop", BATCH_REVIEW_EMPTY },
    { SAID ("{\"content\":null,\"tool_calls\":[{\"id\":\"1\"}]}", "\"tool_calls\""),
      CHAT, "tool_calls", BATCH_REVIEW_NONE },
    { SAID ("{\"content\":null,\"tool_calls\":[]}", "\"stop\""), CHAT, "stop", BATCH_REVIEW_EMPTY },
    { SAID ("{\"content\":null,\"function_call\":{\"name\":\"f\"}}", "\"function_call\""),
      CHAT, "function_call", BATCH_REVIEW_NONE },
    { SAID ("{\"content\":null,\"refusal\":\"No\"}", "\"stop\""), CHAT, "stop", BATCH_REVIEW_NONE },
    { SAID ("{\"content\":[{\"type\":\"text\",\"text\":\"Yes\"}]}", "\"stop\""),
      CHAT, "stop", BATCH_REVIEW_NONE },
    { SAID ("{\"content\":[{\"type\":\"text\",\"text\":\"\"}]}", "\"stop\""),
      CHAT, "stop", BATCH_REVIEW_EMPTY },
    { "{\"choices\":[{\"message\":{\"content\":\"Yes\"},\"finish_reason\":\"stop\"},"
      "{\"message\":{\"content\":\"\"},\"finish_reason\":\"length\"}]}",
      CHAT, "stop", BATCH_REVIEW_NONE },
    { "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"stop\"},"
      "{\"message\":{\"content\":\"Yes\"},\"finish_reason\":\"length\"}]}",
      CHAT, "stop", BATCH_REVIEW_EMPTY },
    { "{\"choices\":[]}", CHAT, NULL, BATCH_REVIEW_UNFINISHED },
    { "{\"choices\":null}", CHAT, NULL, BATCH_REVIEW_UNFINISHED },
    { "{}", CHAT, NULL, BATCH_REVIEW_UNFINISHED },
    { "{\"choices\":[{\"text\":\"Yes\",\"finish_reason\":\"stop\"}]}", TEXT, "stop",
      BATCH_REVIEW_NONE },
    { "{\"choices\":[{\"text\":\"\",\"finish_reason\":\"stop\"}]}", TEXT, "stop",
      BATCH_REVIEW_EMPTY },
    { "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"Yes\"}],"
      "\"stop_reason\":\"end_turn\"}", CLAUDE, "end_turn", BATCH_REVIEW_NONE },
    { "{\"type\":\"message\",\"content\":[{\"text\":\"Yes\",\"type\":\"text\"}],"
      "\"stop_reason\":\"max_tokens\"}", CLAUDE, "max_tokens", BATCH_REVIEW_CUT_OFF },
    { "{\"content\":[],\"stop_reason\":\"end_turn\"}", CLAUDE, "end_turn", BATCH_REVIEW_EMPTY },
    { "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\"}],\"stop_reason\":\"end_turn\"}",
      CLAUDE, "end_turn", BATCH_REVIEW_EMPTY },
    { "{\"content\":[{\"type\":\"tool_use\",\"name\":\"f\",\"input\":{}}],"
      "\"stop_reason\":\"tool_use\"}",
      CLAUDE, "tool_use", BATCH_REVIEW_NONE },
    { "{\"status\":\"completed\",\"error\":null,\"output\":[{\"type\":\"message\",\"content\":"
      "[{\"type\":\"output_text\",\"text\":\"Yes\"}]}]}", ANSWER, "completed", BATCH_REVIEW_NONE },
    { "{\"status\":\"completed\",\"output\":[{\"type\":\"reasoning\",\"content\":"
      "[{\"type\":\"reasoning_text\",\"text\":\"Hm\"}]}]}", ANSWER, "completed",
      BATCH_REVIEW_EMPTY },
    { "{\"status\":\"completed\",\"output\":[{\"type\":\"function_call\"}]}",
      ANSWER, "completed", BATCH_REVIEW_NONE },
    { "{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"},"
      "\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\","
      "\"text\":\"Y\"}]}]}",
      ANSWER, "max_output_tokens", BATCH_REVIEW_CUT_OFF },
    { "{\"status\":\"in_progress\",\"output\":[]}", ANSWER, "in_progress",
      BATCH_REVIEW_UNFINISHED },
    { "{\"data\":[{\"embedding\":[0.1,0.2]}]}", EMBED, NULL, BATCH_REVIEW_NONE },
    { "{\"data\":[]}", EMBED, NULL, BATCH_REVIEW_EMPTY },
    { "{\"results\":[{\"flagged\":false}]}", MODERATE, NULL, BATCH_REVIEW_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchAnswer) answer = answer_for (cases[i].body);

      g_test_message ("%s", cases[i].body);
      g_assert_true (answer->is_json);
      g_assert_null (answer->error_message);
      g_assert_cmpstr (answer->finish_reason, ==, cases[i].finish_reason);
      g_assert_cmpint (batch_answer_review (answer, cases[i].endpoint), ==, cases[i].review);
    }
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
    { "{\"usage\":{\"input_tokens\":5,\"output_tokens\":6,\"cache_read_input_tokens\":7}}",
      5, 6, 7 },
    { "{\"usage\":{\"input_tokens\":5,\"output_tokens\":6,\"input_tokens_details\":"
      "{\"cached_tokens\":4}}}", 5, 6, 4 },
    { "{\"usage\":{\"prompt_tokens\":\"12\",\"completion_tokens\":1e3,"
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
      "field required", NULL, NULL },
    { "{\"detail\":{\"error\":{\"message\":\"deep\"}}}", "deep", NULL, NULL },
    { "{\"message\":\"no Route matched\"}", "no Route matched", NULL, NULL },
    { "{\"object\":\"error\",\"message\":\"The model is not here\",\"type\":\"NotFoundError\","
      "\"code\":404}", "The model is not here", "404", "NotFoundError" },
    { "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"},"
      "\"request_id\":\"r\"}", "Overloaded", NULL, "overloaded_error" },
    { "{\"error\":{\"error\":\"nested\"}}", "nested", NULL, NULL },
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

static void
test_words (void)
{
  for (int review = BATCH_REVIEW_CUT_OFF; review <= BATCH_REVIEW_EMPTY; review++)
    g_assert_nonnull (batch_review_describe (review));
  g_assert_null (batch_review_describe (BATCH_REVIEW_NONE));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/answer/reviews", test_reviews);
  g_test_add_func ("/batch/format/answer/usage", test_usage);
  g_test_add_func ("/batch/format/answer/errors", test_errors);
  g_test_add_func ("/batch/format/answer/success-is-no-error", test_success_is_no_error);
  g_test_add_func ("/batch/format/answer/long-message", test_long_message);
  g_test_add_func ("/batch/format/answer/what-is-not-json", test_what_is_not_json);
  g_test_add_func ("/batch/format/answer/words", test_words);
  return g_test_run ();
}
