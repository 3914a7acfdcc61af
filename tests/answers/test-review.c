/* test-review.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-review-private.h"

#include <string.h>

#define CHAT   BATCH_ENDPOINT_CHAT_COMPLETIONS
#define TEXT   BATCH_ENDPOINT_COMPLETIONS
#define EMBED  BATCH_ENDPOINT_EMBEDDINGS
#define ANSWER BATCH_ENDPOINT_RESPONSES
#define CLAUDE BATCH_ENDPOINT_MESSAGES
#define MODERATE BATCH_ENDPOINT_MODERATIONS

#define NONE       BATCH_REVIEW_REASON_NONE
#define CUT_OFF    BATCH_REVIEW_REASON_CUT_OFF
#define UNFINISHED BATCH_REVIEW_REASON_UNFINISHED
#define EMPTY      BATCH_REVIEW_REASON_EMPTY
#define REFUSED    BATCH_REVIEW_REASON_REFUSED
#define SCHEMA     BATCH_REVIEW_REASON_SCHEMA

/* A chat answer with this message. */
#define SAID(message, reason) \
  "{\"choices\":[{\"index\":0,\"message\":" message ",\"finish_reason\":" reason "}]}"


/* In a block of its own, so that a read past the end is seen. */
static GBytes *
block_for (const char *text)
{
  gsize length = strlen (text);

  return g_bytes_new_take (g_memdup2 (text, length), length);
}

static BatchReviewReason
review (const char     *body,
        BatchEndpoint   endpoint,
        const char     *request,
        char          **finish_reason,
        char          **message)
{
  g_autoptr(GBytes) answer_block = block_for (body);
  g_autoptr(GBytes) request_block = request != NULL ? block_for (request) : NULL;
  g_autoptr(BatchAnswer) answer = batch_answer_new (g_bytes_get_data (answer_block, NULL),
                                                    g_bytes_get_size (answer_block));

  g_assert_true (answer->is_json);
  g_assert_null (answer->error_message);
  if (finish_reason != NULL)
    *finish_reason = g_strdup (answer->finish_reason);
  return batch_review_answer (answer, endpoint, answer_block, request_block, message);
}

/* Whatever is in it. */
static void
test_words (void)
{
  static const struct
  {
    const char        *word;
    BatchReviewReason  reason;
  } cases[] = {
    { "stop", NONE }, { "STOP", NONE }, { "tool_calls", NONE }, { "function_call", NONE },
    { "eos_token", NONE }, { "stop_sequence", NONE }, { "never met", NONE },
    { "length", CUT_OFF }, { "MAX_TOKENS", CUT_OFF }, { "model_length", CUT_OFF },
    { "model_context_window_exceeded", CUT_OFF },
    { "content_filter", REFUSED }, { "SAFETY", REFUSED }, { "RECITATION", REFUSED },
    { "BLOCKLIST", REFUSED }, { "SPII", REFUSED }, { "PROHIBITED_CONTENT", REFUSED },
    { "LANGUAGE", REFUSED }, { "IMAGE_SAFETY", REFUSED }, { "refusal", REFUSED },
    { "insufficient_system_resource", UNFINISHED }, { "pause_turn", UNFINISHED },
    { "OTHER", UNFINISHED }, { "FINISH_REASON_UNSPECIFIED", UNFINISHED },
    { "MALFORMED_FUNCTION_CALL", UNFINISHED }, { "UNEXPECTED_TOOL_CALL", UNFINISHED },
    { "error", UNFINISHED }, { "abort", UNFINISHED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *chat = g_strdup_printf (SAID ("{\"content\":\"Yes\"}", "\"%s\""),
                                               cases[i].word);
      g_autofree char *message = g_strdup_printf ("{\"type\":\"message\",\"content\":[{\"type\":"
                                                  "\"text\",\"text\":\"Yes\"}],"
                                                  "\"stop_reason\":\"%s\"}", cases[i].word);
      g_autofree char *of_chat = NULL;
      g_autofree char *of_message = NULL;

      g_test_message ("%s", cases[i].word);
      g_assert_cmpint (review (chat, CHAT, NULL, NULL, &of_chat), ==, cases[i].reason);
      g_assert_cmpint (review (message, CLAUDE, NULL, NULL, &of_message), ==, cases[i].reason);
    }
}

static void
test_endings (void)
{
  static const struct
  {
    const char        *body;
    BatchEndpoint      endpoint;
    const char        *finish_reason;
    BatchReviewReason reason;
  } cases[] = {
    { SAID ("{\"content\":\"Yes\"}", "\"stop\""), CHAT, "stop", NONE },
    { SAID ("{\"content\":\"Yes\"}", "\"length\""), CHAT, "length", CUT_OFF },
    { SAID ("{\"content\":\"\"}", "\"length\""), CHAT, "length", CUT_OFF },
    { SAID ("{\"content\":\"Yes\"}", "null"), CHAT, NULL, UNFINISHED },
    { "{\"choices\":[{\"message\":{\"content\":\"Yes\"}}]}", CHAT, NULL, UNFINISHED },
    { SAID ("{\"content\":\"\"}", "\"stop\""), CHAT, "stop", EMPTY },
    { SAID ("{\"content\":\" \\n\\t\"}", "\"stop\""), CHAT, "stop", EMPTY },
    { SAID ("{\"content\":\"\\\\n\"}", "\"stop\""), CHAT, "stop", NONE },
    { SAID ("{\"content\":null}", "\"stop\""), CHAT, "stop", EMPTY },
    { SAID ("{\"content\":\"\",\"reasoning_content\":\"Hm\"}", "\"stop\""),
      CHAT, "stop", EMPTY },
    { SAID ("{\"content\":null,\"tool_calls\":[{\"id\":\"1\"}]}", "\"tool_calls\""),
      CHAT, "tool_calls", NONE },
    { SAID ("{\"content\":null,\"tool_calls\":[]}", "\"stop\""), CHAT, "stop", EMPTY },
    { SAID ("{\"content\":null,\"function_call\":{\"name\":\"f\"}}", "\"function_call\""),
      CHAT, "function_call", NONE },
    { SAID ("{\"content\":null,\"refusal\":\"No\"}", "\"stop\""), CHAT, "stop", REFUSED },
    { SAID ("{\"content\":null,\"refusal\":\" \"}", "\"stop\""), CHAT, "stop", EMPTY },
    { SAID ("{\"content\":\"Yes\",\"refusal\":null}", "\"stop\""), CHAT, "stop", NONE },
    { SAID ("{\"content\":\"\"}", "\"content_filter\""), CHAT, "content_filter", REFUSED },
    /* In the words of others. */
    { SAID ("{\"content\":\"Ye\"}", "\"MAX_TOKENS\""), CHAT, "MAX_TOKENS", CUT_OFF },
    { SAID ("{\"content\":\"Yes\"}", "\"STOP\""), CHAT, "STOP", NONE },
    { SAID ("{\"content\":\"\"}", "\"SAFETY\""), CHAT, "SAFETY", REFUSED },
    { SAID ("{\"content\":\"Ye\"}", "\"error\""), CHAT, "error", UNFINISHED },
    { SAID ("{\"content\":\"Ye\"}", "\"abort\""), CHAT, "abort", UNFINISHED },
    { "{\"content\":[],\"stop_reason\":\"refusal\"}", CLAUDE, "refusal", REFUSED },
    { "{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":"
      "[{\"type\":\"refusal\",\"refusal\":\"No\"}]}]}", ANSWER, "completed", REFUSED },
    { SAID ("{\"content\":[{\"type\":\"text\",\"text\":\"Yes\"}]}", "\"stop\""),
      CHAT, "stop", NONE },
    { SAID ("{\"content\":[{\"type\":\"text\",\"text\":\"\"}]}", "\"stop\""),
      CHAT, "stop", EMPTY },
    { "{\"choices\":[{\"message\":{\"content\":\"Yes\"},\"finish_reason\":\"stop\"},"
      "{\"message\":{\"content\":\"\"},\"finish_reason\":\"length\"}]}",
      CHAT, "stop", NONE },
    { "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"stop\"},"
      "{\"message\":{\"content\":\"Yes\"},\"finish_reason\":\"length\"}]}",
      CHAT, "stop", EMPTY },
    { "{\"choices\":[]}", CHAT, NULL, UNFINISHED },
    { "{\"choices\":null}", CHAT, NULL, UNFINISHED },
    { "{}", CHAT, NULL, UNFINISHED },
    { "{\"choices\":[{\"text\":\"Yes\",\"finish_reason\":\"stop\"}]}", TEXT, "stop",
      NONE },
    { "{\"choices\":[{\"text\":\"\",\"finish_reason\":\"stop\"}]}", TEXT, "stop",
      EMPTY },
    { "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"Yes\"}],"
      "\"stop_reason\":\"end_turn\"}", CLAUDE, "end_turn", NONE },
    { "{\"type\":\"message\",\"content\":[{\"text\":\"Yes\",\"type\":\"text\"}],"
      "\"stop_reason\":\"max_tokens\"}", CLAUDE, "max_tokens", CUT_OFF },
    { "{\"content\":[],\"stop_reason\":\"end_turn\"}", CLAUDE, "end_turn", EMPTY },
    { "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\"}],\"stop_reason\":\"end_turn\"}",
      CLAUDE, "end_turn", EMPTY },
    { "{\"content\":[{\"type\":\"tool_use\",\"name\":\"f\",\"input\":{}}],"
      "\"stop_reason\":\"tool_use\"}",
      CLAUDE, "tool_use", NONE },
    { "{\"status\":\"completed\",\"error\":null,\"output\":[{\"type\":\"message\",\"content\":"
      "[{\"type\":\"output_text\",\"text\":\"Yes\"}]}]}", ANSWER, "completed", NONE },
    { "{\"status\":\"completed\",\"output\":[{\"type\":\"reasoning\",\"content\":"
      "[{\"type\":\"reasoning_text\",\"text\":\"Hm\"}]}]}", ANSWER, "completed",
      EMPTY },
    { "{\"status\":\"completed\",\"output\":[{\"type\":\"function_call\"}]}",
      ANSWER, "completed", NONE },
    { "{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"},"
      "\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\","
      "\"text\":\"Y\"}]}]}",
      ANSWER, "max_output_tokens", CUT_OFF },
    { "{\"status\":\"in_progress\",\"output\":[]}", ANSWER, "in_progress",
      UNFINISHED },
    { "{\"data\":[{\"embedding\":[0.1,0.2]}]}", EMBED, NULL, NONE },
    { "{\"data\":[]}", EMBED, NULL, EMPTY },
    { "{\"results\":[{\"flagged\":false}]}", MODERATE, NULL, NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *finish_reason = NULL;
      g_autofree char *message = NULL;

      g_test_message ("%s", cases[i].body);
      g_assert_cmpint (review (cases[i].body, cases[i].endpoint, NULL, &finish_reason, &message),
                       ==, cases[i].reason);
      g_assert_cmpstr (finish_reason, ==, cases[i].finish_reason);
      g_assert_cmpint (message != NULL, ==, cases[i].reason != NONE);
    }
}

#define SAYS(content) SAID ("{\"content\":\"" content "\"}", "\"stop\"")
#define ASK_OBJECT "{\"response_format\":{\"type\":\"json_object\"}}"
#define SCHEMA_A "{\"type\":\"object\",\"required\":[\"a\"]}"
#define ASK_CHAT "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":" \
                 "{\"name\":\"n\",\"strict\":true,\"schema\":" SCHEMA_A "}}}"

static void
test_formats (void)
{
  static const struct
  {
    const char        *request;
    const char        *body;
    BatchEndpoint      endpoint;
    BatchReviewReason  reason;
    const char        *message;
  } cases[] = {
    /* Nothing was asked for. */
    { "{\"messages\":[]}", SAYS ("Yes"), CHAT, NONE, NULL },
    { "{\"response_format\":{\"type\":\"text\"}}", SAYS ("Yes"), CHAT, NONE, NULL },
    { "{\"response_format\":null}", SAYS ("Yes"), CHAT, NONE, NULL },
    { "{\"messages\":[{\"content\":\"\\\"response_format\\\"\"}]}", SAYS ("Yes"), CHAT, NONE,
      NULL },
    /* Any object. */
    { ASK_OBJECT, SAYS ("{}"), CHAT, NONE, NULL },
    { ASK_OBJECT, SAYS (" {\\\"a\\\": 1}\\n"), CHAT, NONE, NULL },
    { ASK_OBJECT, SAYS ("[1]"), CHAT, SCHEMA,
      "The answer does not keep to the schema: the whole is an array, not an object" },
    { ASK_OBJECT, SAYS ("Yes"), CHAT, SCHEMA,
      "The answer should be JSON, and is not: a value is missing (byte 1)" },
    { ASK_OBJECT, SAYS ("```json\\n{}\\n```"), CHAT, SCHEMA,
      "The answer should be JSON, and is not: a value is missing (byte 1)" },
    { ASK_OBJECT, SAYS ("{\\\"a\\\":"), CHAT, SCHEMA,
      "The answer should be JSON, and is not: it ends in the middle (byte 6)" },
    /* A schema, in every place where it may be. */
    { ASK_CHAT, SAYS ("{\\\"a\\\":1}"), CHAT, NONE, NULL },
    { ASK_CHAT, SAYS ("{}"), CHAT, SCHEMA,
      "The answer does not keep to the schema: “/a” is missing" },
    { "{\"response_format\":{\"type\":\"json_object\",\"schema\":" SCHEMA_A "}}", SAYS ("{}"), CHAT,
      SCHEMA, "The answer does not keep to the schema: “/a” is missing" },
    { "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{}}}", SAYS ("1"), CHAT, NONE,
      NULL },
    { "{\"text\":{\"format\":{\"type\":\"json_schema\",\"schema\":" SCHEMA_A "}}}",
      "{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":"
      "[{\"type\":\"output_text\",\"text\":\"{}\"}]}]}", ANSWER, SCHEMA,
      "The answer does not keep to the schema: “/a” is missing" },
    { "{\"output_format\":{\"type\":\"json_schema\",\"schema\":" SCHEMA_A "}}",
      "{\"content\":[{\"type\":\"text\",\"text\":\"{}\"}],\"stop_reason\":\"end_turn\"}", CLAUDE,
      SCHEMA, "The answer does not keep to the schema: “/a” is missing" },
    { "{\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":" SCHEMA_A "}}}",
      "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"a\\\":0}\"}],\"stop_reason\":\"end_turn\"}",
      CLAUDE, NONE, NULL },
    /* Only what the model wrote is held to it. */
    { ASK_CHAT, SAID ("{\"content\":null,\"tool_calls\":[{\"function\":{\"name\":\"f\","
                      "\"arguments\":\"{}\"}}]}", "\"tool_calls\""), CHAT, NONE, NULL },
    { ASK_CHAT, SAID ("{\"content\":null,\"refusal\":\"No\"}", "\"stop\""), CHAT, REFUSED,
      "The model refused to answer" },
    { ASK_CHAT, SAID ("{\"content\":\"{\"}", "\"length\""), CHAT, CUT_OFF,
      "The answer was cut off at the limit of tokens" },
    /* A request that is not JSON asks for nothing. */
    { "\"response_format\"", SAYS ("Yes"), CHAT, NONE, NULL },
    { "{\"response_format\":{\"type\":\"json_object\"}", SAYS ("Yes"), CHAT, NONE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *message = NULL;

      g_test_message ("%s | %s", cases[i].request, cases[i].body);
      g_assert_cmpint (review (cases[i].body, cases[i].endpoint, cases[i].request, NULL, &message),
                       ==, cases[i].reason);
      g_assert_cmpstr (message, ==, cases[i].message);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/answers/review/endings", test_endings);
  g_test_add_func ("/batch/answers/review/words", test_words);
  g_test_add_func ("/batch/answers/review/formats", test_formats);

  return g_test_run ();
}
