/* test-api-words.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "translation/batch-api-words-private.h"

typedef void (*AppendFunc) (GString              *out,
                            const BatchJsonValue *value);

static BatchJsonValue
value_for (const char *json)
{
  BatchJsonValue value = { 0 };
  BatchJsonScanner scanner;

  if (*json == '\0')
    return value;

  batch_json_scanner_init (&scanner, (const guint8 *) json, strlen (json), 0);
  g_assert_true (batch_json_scanner_read_value (&scanner, &value));
  g_assert_true (batch_json_scanner_finish (&scanner));
  return value;
}

/* --- Words --- */

static void
check_word (AppendFunc  append,
            const char *from,
            const char *to)
{
  g_autoptr(GString) out = g_string_new ("before:");
  g_autofree char *expected = g_strconcat ("before:", to, NULL);
  BatchJsonValue value = value_for (from);

  g_test_message ("%s", from);
  append (out, &value);
  g_assert_cmpstr (out->str, ==, expected);
}

static void
append_stop_reason (GString              *out,
                    const BatchJsonValue *reason)
{
  batch_api_words_append_stop_reason (out, reason, FALSE);
}

static void
append_finish_reason (GString              *out,
                      const BatchJsonValue *reason)
{
  batch_api_words_append_finish_reason (out, reason, FALSE);
}

static void
append_stop_reason_with_calls (GString              *out,
                               const BatchJsonValue *reason)
{
  batch_api_words_append_stop_reason (out, reason, TRUE);
}

static void
append_finish_reason_with_calls (GString              *out,
                                 const BatchJsonValue *reason)
{
  batch_api_words_append_finish_reason (out, reason, TRUE);
}

static void
test_why_it_ended (void)
{
  static const struct
  {
    const char *chat;
    const char *message;
    gboolean    both_ways;
  } cases[] = {
    { "\"stop\"", "\"end_turn\"", TRUE },
    { "\"length\"", "\"max_tokens\"", TRUE },
    { "\"tool_calls\"", "\"tool_use\"", TRUE },
    { "\"content_filter\"", "\"refusal\"", TRUE },
    { "\"function_call\"", "\"tool_use\"", FALSE },
    { "\"st\\u006fp\"", "\"end_turn\"", FALSE },
    /* What neither knows, and nothing. */
    { "\"pause_turn\"", "\"pause_turn\"", TRUE },
    { "\"\\u00e9\\\"\"", "\"\\u00e9\\\"\"", TRUE },
    { "\"\"", "\"\"", TRUE },
    { "null", "null", TRUE },
    { "", "null", FALSE },
    { "5", "null", FALSE },
    { "[\"stop\"]", "null", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      check_word (append_stop_reason, cases[i].chat, cases[i].message);
      if (cases[i].both_ways)
        check_word (append_finish_reason, cases[i].message, cases[i].chat);
    }

  check_word (append_finish_reason, "\"stop_sequence\"", "\"stop\"");
  check_word (append_finish_reason, "\"model_context_window_exceeded\"", "\"length\"");
  check_word (append_finish_reason, "{}", "null");
}

static void
test_why_it_ended_with_calls (void)
{
  static const struct { const char *chat; const char *message; } cases[] = {
    { "\"tool_calls\"", "\"tool_use\"" },
    { "\"length\"", "\"max_tokens\"" },
    { "\"content_filter\"", "\"refusal\"" },
    { "\"pause_turn\"", "\"pause_turn\"" },
    { "null", "null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      check_word (append_stop_reason_with_calls, cases[i].chat, cases[i].message);
      check_word (append_finish_reason_with_calls, cases[i].message, cases[i].chat);
    }

  check_word (append_stop_reason_with_calls, "\"stop\"", "\"tool_use\"");
  check_word (append_finish_reason_with_calls, "\"end_turn\"", "\"tool_calls\"");
  check_word (append_finish_reason_with_calls, "\"stop_sequence\"", "\"stop\"");
}

static void
test_ids (void)
{
  static const struct
  {
    const char *id;
    const char *message;
    const char *chat;
  } cases[] = {
    { "\"chatcmpl-1a\"", "\"msg_1a\"", "\"chatcmpl-1a\"" },
    { "\"msg_1a\"", "\"msg_1a\"", "\"chatcmpl-1a\"" },
    { "\"1a\"", "\"msg_1a\"", "\"chatcmpl-1a\"" },
    /* A beginning and nothing behind it is an id of its own. */
    { "\"msg_\"", "\"msg_msg_\"", "\"chatcmpl-msg_\"" },
    { "\"chatcmpl-\"", "\"msg_chatcmpl-\"", "\"chatcmpl-chatcmpl-\"" },
    { "\"a\\\"\\u00e9\"", "\"msg_a\\\"\\u00e9\"", "\"chatcmpl-a\\\"\\u00e9\"" },
    { "\"MSG_1\"", "\"msg_MSG_1\"", "\"chatcmpl-MSG_1\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      check_word (batch_api_words_append_message_id, cases[i].id, cases[i].message);
      check_word (batch_api_words_append_chat_id, cases[i].id, cases[i].chat);
    }
}

static char *
dup_id (AppendFunc  append,
        const char *from)
{
  g_autoptr(GString) out = g_string_new (NULL);
  BatchJsonValue value = value_for (from);

  append (out, &value);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* No two answers are taken for one. */
static void
test_new_ids (void)
{
  static const char *const none[] = { "", "null", "5", "\"\"", "{\"id\":1}" };
  static const struct
  {
    AppendFunc  append;
    const char *begins;
  } cases[] = {
    { batch_api_words_append_message_id, "\"msg_" },
    { batch_api_words_append_chat_id, "\"chatcmpl-" },
    { batch_api_words_append_response_id, "\"resp_" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (none); j++)
      {
        g_autofree char *id = dup_id (cases[i].append, none[j]);
        g_autofree char *other = dup_id (cases[i].append, none[j]);

        g_assert_true (g_str_has_prefix (id, cases[i].begins));
        g_assert_true (g_str_has_suffix (id, "\""));
        g_assert_cmpuint (strlen (id), >, strlen (cases[i].begins) + 30);
        g_assert_cmpstr (id, !=, other);
      }
}

/* --- Counts --- */

static void
check_counts (const BatchTokenCounts *counts,
              const BatchTokenCounts *expected)
{
  g_assert_cmpint (counts->fresh, ==, expected->fresh);
  g_assert_cmpint (counts->cached, ==, expected->cached);
  g_assert_cmpint (counts->written, ==, expected->written);
  g_assert_cmpint (counts->output, ==, expected->output);
  g_assert_cmpint (counts->thinking, ==, expected->thinking);
}

static void
test_read_chat (void)
{
  static const struct
  {
    const char       *usage;
    BatchTokenCounts  counts;       /* after 1, 2, 3, 4, 5 */
  } cases[] = {
    { "{}", { 1, 2, 3, 4, 5 } },
    { "", { 1, 2, 3, 4, 5 } },
    { "null", { 1, 2, 3, 4, 5 } },
    { "[{\"prompt_tokens\":9}]", { 1, 2, 3, 4, 5 } },
    { "{\"prompt_tokens\":\"some\",\"completion_tokens\":null}", { 1, 2, 3, 4, 5 } },
    { "{\"prompt_tokens\":\"9\",\"completion_tokens\":7.0,\"completion_tokens_details\":"
      "{\"reasoning_tokens\":6.0},\"prompt_tokens_details\":{\"cached_tokens\":\"4\","
      "\"cache_write_tokens\":2e0}}", { 3, 4, 2, 7, 6 } },
    { "{\"prompt_tokens\":-9,\"completion_tokens\":1.5}", { 1, 2, 3, 4, 5 } },
    /* A count without its details says that nobody knows them. */
    { "{\"prompt_tokens\":9}", { 9, -1, -1, 4, 5 } },
    { "{\"completion_tokens\":9}", { 1, 2, 3, 9, -1 } },
    { "{\"prompt_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":4,"
      "\"cache_write_tokens\":2},\"completion_tokens\":7,\"completion_tokens_details\":"
      "{\"reasoning_tokens\":6}}", { 3, 4, 2, 7, 6 } },
    { "{\"prompt_tokens_details\":null,\"prompt_tokens\":0}", { 0, -1, -1, 4, 5 } },
    /* Details alone are of nothing. */
    { "{\"prompt_tokens_details\":{\"cached_tokens\":4}}", { 1, 2, 3, 4, 5 } },
    /* No more can have been known than there was. */
    { "{\"prompt_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":4}}",
      { 0, 4, -1, 4, 5 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchTokenCounts counts = { 1, 2, 3, 4, 5 };
      BatchJsonValue usage = value_for (cases[i].usage);

      g_test_message ("%s", cases[i].usage);
      batch_token_counts_read_chat (&counts, &usage);
      check_counts (&counts, &cases[i].counts);
    }
}

static void
test_read_message (void)
{
  static const struct
  {
    const char       *usage;
    BatchTokenCounts  counts;       /* after 1, 2, 3, 4, 5 */
  } cases[] = {
    { "{}", { 1, 2, 3, 4, 5 } },
    { "", { 1, 2, 3, 4, 5 } },
    { "\"input_tokens\"", { 1, 2, 3, 4, 5 } },
    { "{\"input_tokens\":9}", { 9, 2, 3, 4, 5 } },
    { "{\"input_tokens\":\"9\",\"cache_read_input_tokens\":8.0,\"output_tokens\":7.0,"
      "\"cache_creation_input_tokens\":\"6\",\"output_tokens_details\":{\"thinking_tokens\":"
      "\"5.0\"}}", { 9, 8, 6, 7, 5 } },
    { "{\"cache_read_input_tokens\":0,\"cache_creation_input_tokens\":null}", { 1, 0, 3, 4, 5 } },
    { "{\"output_tokens\":9,\"output_tokens_details\":{\"thinking_tokens\":8}}",
      { 1, 2, 3, 9, 8 } },
    { "{\"input_tokens\":9,\"input_tokens\":8,\"cache_creation_input_tokens\":7}",
      { 8, 2, 7, 4, 5 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchTokenCounts counts = { 1, 2, 3, 4, 5 };
      BatchJsonValue usage = value_for (cases[i].usage);

      g_test_message ("%s", cases[i].usage);
      batch_token_counts_read_message (&counts, &usage);
      check_counts (&counts, &cases[i].counts);
    }
}

static void
test_append (void)
{
  static const struct
  {
    BatchTokenCounts  counts;
    const char       *chat;
    const char       *message;
  } cases[] = {
    { BATCH_TOKEN_COUNTS_INIT,
      "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}",
      "{\"input_tokens\":0,\"output_tokens\":0}" },
    { { 3, 4, 2, 7, 6 },
      "{\"prompt_tokens\":9,\"completion_tokens\":7,\"total_tokens\":16,"
      "\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":2},"
      "\"completion_tokens_details\":{\"reasoning_tokens\":6}}",
      "{\"input_tokens\":3,\"cache_creation_input_tokens\":2,\"cache_read_input_tokens\":4,"
      "\"output_tokens\":7,\"output_tokens_details\":{\"thinking_tokens\":6}}" },
    { { 3, -1, 2, 0, -1 },
      "{\"prompt_tokens\":5,\"completion_tokens\":0,\"total_tokens\":5,"
      "\"prompt_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":2}}",
      "{\"input_tokens\":3,\"cache_creation_input_tokens\":2,\"output_tokens\":0}" },
    { { 3, 0, 0, 1, 0 },
      "{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4,"
      "\"prompt_tokens_details\":{\"cached_tokens\":0},"
      "\"completion_tokens_details\":{\"reasoning_tokens\":0}}",
      "{\"input_tokens\":3,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
      "\"output_tokens\":1,\"output_tokens_details\":{\"thinking_tokens\":0}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) chat = g_string_new (NULL);
      g_autoptr(GString) message = g_string_new (NULL);

      batch_token_counts_append_chat (&cases[i].counts, chat);
      batch_token_counts_append_message (&cases[i].counts, message);
      g_assert_cmpstr (chat->str, ==, cases[i].chat);
      g_assert_cmpstr (message->str, ==, cases[i].message);
    }
}

/* A server may say anything; the sums stay numbers that are not below zero. */
static void
test_huge (void)
{
  static const BatchTokenCounts huge[] = {
    { G_MAXINT64, G_MAXINT64, G_MAXINT64, G_MAXINT64, G_MAXINT64 },
    { G_MININT64, G_MININT64, G_MININT64, G_MININT64, G_MININT64 },
    { G_MAXINT64, G_MININT64, G_MAXINT64, -1, G_MAXINT64 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (huge); i++)
    {
      g_autoptr(GString) chat = g_string_new (NULL);
      g_autoptr(GString) message = g_string_new (NULL);

      batch_token_counts_append_chat (&huge[i], chat);
      batch_token_counts_append_message (&huge[i], message);
      g_assert_true (batch_json_validate ((const guint8 *) chat->str, chat->len, 0));
      g_assert_true (batch_json_validate ((const guint8 *) message->str, message->len, 0));
      g_assert_null (strchr (chat->str, '-'));
      g_assert_null (strchr (message->str, '-'));
    }
}

static gint64
random_count (void)
{
  return g_test_rand_int_range (0, 4) == 0 ? -1 : g_test_rand_int_range (0, 100000);
}

/* What was known is known after a way there and back; what is nothing may be unknown. */
static void
test_there_and_back (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      const BatchTokenCounts counts = {
        g_test_rand_int_range (0, 100000), random_count (), random_count (),
        g_test_rand_int_range (0, 100000), random_count (),
      };
      BatchTokenCounts by_message = BATCH_TOKEN_COUNTS_INIT;
      BatchTokenCounts by_chat = BATCH_TOKEN_COUNTS_INIT;
      g_autoptr(GString) chat = g_string_new (NULL);
      g_autoptr(GString) message = g_string_new (NULL);
      BatchJsonValue usage;

      batch_token_counts_append_message (&counts, message);
      usage = value_for (message->str);
      batch_token_counts_read_message (&by_message, &usage);
      check_counts (&by_message, &counts);

      batch_token_counts_append_chat (&counts, chat);
      usage = value_for (chat->str);
      batch_token_counts_read_chat (&by_chat, &usage);
      g_assert_cmpint (by_chat.fresh, ==, counts.fresh);
      g_assert_cmpint (MAX (by_chat.cached, 0), ==, MAX (counts.cached, 0));
      g_assert_cmpint (MAX (by_chat.written, 0), ==, MAX (counts.written, 0));
      g_assert_cmpint (by_chat.output, ==, counts.output);
      g_assert_cmpint (by_chat.thinking, ==, counts.thinking);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/translation/api-words/why-it-ended", test_why_it_ended);
  g_test_add_func ("/batch/translation/api-words/why-it-ended-with-calls",
                   test_why_it_ended_with_calls);
  g_test_add_func ("/batch/translation/api-words/ids", test_ids);
  g_test_add_func ("/batch/translation/api-words/new-ids", test_new_ids);
  g_test_add_func ("/batch/translation/api-words/read-chat", test_read_chat);
  g_test_add_func ("/batch/translation/api-words/read-message", test_read_message);
  g_test_add_func ("/batch/translation/api-words/append", test_append);
  g_test_add_func ("/batch/translation/api-words/huge", test_huge);
  g_test_add_func ("/batch/translation/api-words/there-and-back", test_there_and_back);
  return g_test_run ();
}
