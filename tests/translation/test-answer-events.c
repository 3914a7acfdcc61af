/* test-answer-events.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-events-private.h"

#include <string.h>

#include "answers/batch-answer-fold-private.h"
#include "answers/batch-sse-private.h"
#include "json/batch-json-equal-private.h"

#define STREAM(event) "data: " event "\n\ndata: [DONE]\n\n"

static void
test_answers (void)
{
  static const struct
  {
    const char *answer;
    const char *events;         /* NULL: there are none */
  } cases[] = {
    { "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
      "{\"role\":\"assistant\",\"content\":\"a\\n{\"},\"finish_reason\":\"stop\"}],\"usage\":{}}",
      STREAM ("{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,"
              "\"delta\":{\"role\":\"assistant\",\"content\":\"a\\n{\"},\"finish_reason\":"
              "\"stop\"}],\"usage\":{}}") },
    /* Laid out for people. */
    { "{ \"choices\" :\n [ { \"message\" : {\n\"content\" : \"a\" } } , { \"message\" : { } } ],"
      "\r\n"
      "\"usage\": {\r\n\"n\": 1\n}\n}\n",
      STREAM ("{\"choices\":[{\"delta\":{\"content\":\"a\"}},{\"delta\":{}}],"
              "\"usage\":{  \"n\": 1 }}") },
    { "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"x\",\"function\":{}},"
      "{\"index\":7,\"id\":\"y\"}]}}]}",
      STREAM ("{\"choices\":[{\"delta\":{\"content\":null,\"tool_calls\":[{\"index\":0,"
              "\"id\":\"x\",\"function\":{}},{\"index\":1,\"id\":\"y\"}]}}]}") },
    { "{\"object\":\"text_completion\",\"choices\":[{\"text\":\"a\"}]}",
      STREAM ("{\"object\":\"text_completion\",\"choices\":[{\"text\":\"a\"}]}") },
    { "{\"choices\":[]}", NULL },
    { "{\"choices\":null}", NULL },
    { "{\"content\":[]}", NULL },
    { "[]", NULL },
    { "{\"choices\":[", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* A block of its own, so that a read past the end is seen. */
      gsize length = strlen (cases[i].answer);
      g_autoptr(GBytes) answer = g_bytes_new (cases[i].answer, length);
      g_autoptr(GBytes) events = batch_answer_to_events (answer);

      g_test_message ("case %u", i);
      if (cases[i].events != NULL)
        g_assert_cmpmem (g_bytes_get_data (events, NULL), g_bytes_get_size (events),
                         cases[i].events, strlen (cases[i].events));
      else
        g_assert_null (events);
    }
}

/* --- Messages --- */

static gboolean
fold_event (const char *data,
            gsize       length,
            gpointer    user_data)
{
  return batch_answer_fold_add (user_data, data, length) == BATCH_FOLD_OPEN;
}

static GBytes *
fold (GBytes *events)
{
  g_autoptr(BatchAnswerFold) result = batch_answer_fold_new (100000);
  g_autoptr(BatchSse) reader = batch_sse_new (100000, fold_event, result);

  batch_sse_feed (reader, g_bytes_get_data (events, NULL), g_bytes_get_size (events));
  g_assert_true (batch_answer_fold_is_whole (result));
  return batch_answer_fold_dup_body (result);
}

static BatchJsonValue
as_value (GBytes *body)
{
  return (BatchJsonValue) { g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                            BATCH_JSON_OBJECT };
}

#define MESSAGE(content, more) \
  "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[" \
  content "],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":3," \
  "\"output_tokens\":4}" more "}"

/* Who puts the events together has the message that they are of. */
static void
test_messages (void)
{
  static const char *const messages[] = {
    MESSAGE ("{\"type\":\"text\",\"text\":\"Gr\\u00fc\\n{\"}", ""),
    MESSAGE ("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"},"
             "{\"type\":\"redacted_thinking\",\"data\":\"x\"},"
             "{\"type\":\"text\",\"text\":\"\",\"sure\":0.5},"
             "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"x\":\"\\\"\"}},"
             "{\"type\":\"tool_use\",\"id\":\"u\",\"name\":\"g\",\"input\":{}}",
             ",\"container\":{\"id\":\"c\"}"),
    MESSAGE ("", ""),
    /* Laid out for people. */
    MESSAGE ("{\n\"type\": \"text\",\r\n \"text\": \"a\"\n}", ",\n\"more\": {\n\"n\": 1 }\n"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr(GBytes) answer = g_bytes_new (messages[i], strlen (messages[i]));
      g_autoptr(GBytes) events = batch_message_to_events (answer);
      g_autoptr(GBytes) folded = fold (events);
      BatchJsonValue values[] = { as_value (answer), as_value (folded) };

      g_test_message ("%.*s", (int) values[1].length, values[1].data);
      g_assert_true (batch_json_values_equal (&values[0], &values[1]));
    }
}

static void
test_message_events (void)
{
  static const char answer[] = "{\"id\":\"1\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}],"
                               "\"stop_reason\":\"end_turn\"}";
  g_autoptr(GBytes) body = g_bytes_new (answer, strlen (answer));
  g_autoptr(GBytes) events = batch_message_to_events (body);
  g_autofree char *text = g_strndup (g_bytes_get_data (events, NULL), g_bytes_get_size (events));

  /* Clients count on counts. */
  g_assert_cmpstr (text, ==,
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"1\","
    "\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":0,\"output_tokens\":0}}}\n\n"
    "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
    "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
    "\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n"
    "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
    "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
    "\"end_turn\",\"stop_sequence\":null},\"usage\":{\"input_tokens\":0,\"output_tokens\":0}}\n\n"
    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
}

static void
test_no_messages (void)
{
  static const char *const answers[] = {
    "{\"choices\":[]}", "{\"content\":\"a\"}", "{\"content\":[5]}", "[]", "{\"content\":[", "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(GBytes) answer = g_bytes_new (answers[i], strlen (answers[i]));
      g_autoptr(GBytes) events = batch_message_to_events (answer);

      g_assert_null (events);
    }
}

/* --- Responses --- */

#define EVENT(type, n, more) \
  "event: " type "\ndata: {\"type\":\"" type "\",\"sequence_number\":" #n "," more "}\n\n"

#define RESPONSE(status, output, usage) \
  "\"response\":{\"id\":\"1\",\"status\":\"" status "\",\"output\":[" output "],\"usage\":" \
  usage "}"

#define BEGUN \
  EVENT ("response.created", 0, RESPONSE ("in_progress", "", "null")) \
  EVENT ("response.in_progress", 1, RESPONSE ("in_progress", "", "null"))

static void
test_responses (void)
{
#define PART(text) \
  "{\"type\":\"output_text\",\"text\":\"" text "\"}"
#define MESSAGE_ITEM(parts, status) \
  "{\"type\":\"message\",\"id\":\"m\",\"content\":[" parts "],\"status\":\"" status "\"}"
#define CALL(arguments, status) \
  "{\"type\":\"function_call\",\"id\":\"f\",\"arguments\":\"" arguments "\",\"status\":\"" \
  status "\"}"
#define IN_PART "\"item_id\":\"m\",\"output_index\":0,\"content_index\":0,"
#define THOUGHT(parts) "{\"type\":\"reasoning\",\"id\":\"r\",\"summary\":[" parts "]}"
#define SUMMARY(text) "{\"type\":\"summary_text\",\"text\":\"" text "\"}"
#define IN_SUMMARY "\"item_id\":\"r\",\"output_index\":0,\"summary_index\":0,"
#define REFUSAL(text) "{\"type\":\"refusal\",\"refusal\":\"" text "\"}"
#define OTHER "{\"type\":\"web_search_call\",\"action\":{\"q\":1}}"
  static const struct
  {
    const char *answer;
    const char *events;
  } cases[] = {
    { "{" "\"id\":\"1\",\"status\":\"completed\",\"output\":["
      MESSAGE_ITEM (PART ("a"), "completed") "],\"usage\":{}}",
      BEGUN
      EVENT ("response.output_item.added", 2,
             "\"output_index\":0,\"item\":" MESSAGE_ITEM ("", "in_progress"))
      EVENT ("response.content_part.added", 3, IN_PART "\"part\":" PART (""))
      EVENT ("response.output_text.delta", 4, IN_PART "\"delta\":\"a\",\"logprobs\":[]")
      EVENT ("response.output_text.done", 5, IN_PART "\"text\":\"a\",\"logprobs\":[]")
      EVENT ("response.content_part.done", 6, IN_PART "\"part\":" PART ("a"))
      EVENT ("response.output_item.done", 7,
             "\"output_index\":0,\"item\":" MESSAGE_ITEM (PART ("a"), "completed"))
      EVENT ("response.completed", 8,
             RESPONSE ("completed", MESSAGE_ITEM (PART ("a"), "completed"), "{}")) },
    /* Laid out for people, and not whole. */
    { "{\n\"id\":\"1\",\"status\":\"incomplete\",\r\n\"output\":["
      CALL ("{}", "incomplete") "],\"usage\":{}\n}\n",
      BEGUN
      EVENT ("response.output_item.added", 2,
             "\"output_index\":0,\"item\":" CALL ("", "in_progress"))
      EVENT ("response.function_call_arguments.delta", 3,
             "\"item_id\":\"f\",\"output_index\":0,\"delta\":\"{}\"")
      EVENT ("response.function_call_arguments.done", 4,
             "\"item_id\":\"f\",\"output_index\":0,\"arguments\":\"{}\"")
      EVENT ("response.output_item.done", 5,
             "\"output_index\":0,\"item\":" CALL ("{}", "incomplete"))
      EVENT ("response.incomplete", 6, "\"response\":{\"id\":\"1\",\"status\":\"incomplete\","
             "\"output\":[" CALL ("{}", "incomplete") "],\"usage\":{}}") },
    { "{\"id\":\"1\",\"status\":\"completed\",\"output\":[" THOUGHT (SUMMARY ("b"))
      "],\"usage\":{}}",
      BEGUN
      EVENT ("response.output_item.added", 2, "\"output_index\":0,\"item\":" THOUGHT (""))
      EVENT ("response.reasoning_summary_part.added", 3, IN_SUMMARY "\"part\":" SUMMARY (""))
      EVENT ("response.reasoning_summary_text.delta", 4, IN_SUMMARY "\"delta\":\"b\"")
      EVENT ("response.reasoning_summary_text.done", 5, IN_SUMMARY "\"text\":\"b\"")
      EVENT ("response.reasoning_summary_part.done", 6, IN_SUMMARY "\"part\":" SUMMARY ("b"))
      EVENT ("response.output_item.done", 7,
             "\"output_index\":0,\"item\":" THOUGHT (SUMMARY ("b")))
      EVENT ("response.completed", 8, RESPONSE ("completed", THOUGHT (SUMMARY ("b")), "{}")) },
    { "{\"id\":\"1\",\"status\":\"completed\",\"output\":["
      MESSAGE_ITEM (REFUSAL ("no"), "completed") "],\"usage\":{}}",
      BEGUN
      EVENT ("response.output_item.added", 2,
             "\"output_index\":0,\"item\":" MESSAGE_ITEM ("", "in_progress"))
      EVENT ("response.content_part.added", 3, IN_PART "\"part\":" REFUSAL (""))
      EVENT ("response.refusal.delta", 4, IN_PART "\"delta\":\"no\"")
      EVENT ("response.refusal.done", 5, IN_PART "\"refusal\":\"no\"")
      EVENT ("response.content_part.done", 6, IN_PART "\"part\":" REFUSAL ("no"))
      EVENT ("response.output_item.done", 7,
             "\"output_index\":0,\"item\":" MESSAGE_ITEM (REFUSAL ("no"), "completed"))
      EVENT ("response.completed", 8,
             RESPONSE ("completed", MESSAGE_ITEM (REFUSAL ("no"), "completed"), "{}")) },
    /* What nobody knows comes whole. */
    { "{\"id\":\"1\",\"status\":\"failed\",\"output\":[" OTHER "],\"usage\":{}}",
      BEGUN
      EVENT ("response.output_item.added", 2, "\"output_index\":0,\"item\":" OTHER)
      EVENT ("response.output_item.done", 3, "\"output_index\":0,\"item\":" OTHER)
      EVENT ("response.failed", 4, RESPONSE ("failed", OTHER, "{}")) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) answer = g_bytes_new (cases[i].answer, strlen (cases[i].answer));
      g_autoptr(GBytes) events = batch_response_to_events (answer);
      g_autofree char *text = g_strndup (g_bytes_get_data (events, NULL),
                                         g_bytes_get_size (events));

      g_test_message ("case %u", i);
      g_assert_cmpstr (text, ==, cases[i].events);
    }
}

static void
test_no_responses (void)
{
  static const char *const answers[] = {
    "{\"choices\":[]}", "{\"output\":\"a\"}", "{\"output\":[5]}", "[]", "{\"output\":[", "",
    "{\"output\":[{\"content\":[5]}]}", "{\"output\":[{\"summary\":[5]}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(GBytes) answer = g_bytes_new (answers[i], strlen (answers[i]));
      g_autoptr(GBytes) events = batch_response_to_events (answer);

      g_assert_null (events);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/translation/answer-events/answers", test_answers);
  g_test_add_func ("/batch/translation/answer-events/messages", test_messages);
  g_test_add_func ("/batch/translation/answer-events/message-events", test_message_events);
  g_test_add_func ("/batch/translation/answer-events/no-messages", test_no_messages);
  g_test_add_func ("/batch/translation/answer-events/responses", test_responses);
  g_test_add_func ("/batch/translation/answer-events/no-responses", test_no_responses);
  return g_test_run ();
}
