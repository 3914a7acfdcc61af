/* test-response-events.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-event-translation-private.h"

#include <string.h>

#include "answers/batch-sse-private.h"
#include "json/batch-json-equal-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-answer-translation-private.h"

#define MAX_EVENTS 12
#define LIMIT      4096

static BatchEventTranslation *
translation_new (GBytes *request)
{
  g_autoptr(BatchClock) clock = batch_clock_new_manual (1700 * (gint64) G_USEC_PER_SEC);

  return batch_event_translation_new_to_response (LIMIT, clock, request);
}

/* --- What a client makes of the events --- */

typedef struct
{
  BatchJsonValue response;
  BatchJsonValue item;
  BatchJsonValue delta;
  BatchJsonValue text;
  BatchJsonValue arguments;
  gint64         sequence_number;
  gint64         output_index;
  gint64         content_index;
} Event;

typedef struct
{
  guint      n_events;
  guint      n_items;
  guint      n_again;              /* items that were done before */
  GString   *told[8];              /* the deltas of each item, of its first part */
  GString   *done[8];              /* the items that are done */
  char      *last;                 /* (nullable) the type of the last event */
  GString   *response;             /* of the last event */
} Client;

static void
client_clear (Client *self)
{
  for (guint i = 0; i < self->n_items; i++)
    {
      g_string_free (self->told[i], TRUE);
      g_string_free (self->done[i], TRUE);
    }
  g_free (self->last);
  if (self->response != NULL)
    g_string_free (self->response, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Client, client_clear)

static void
take_inside (GString              *into,
             const BatchJsonValue *string)
{
  g_assert_cmpint (string->type, ==, BATCH_JSON_STRING);
  g_string_append_len (into, (const char *) string->data + 1, (gssize) string->length - 2);
}

static void
check_text (const GString        *told,
            const BatchJsonValue *text)
{
  g_autoptr(GString) inside = g_string_new (NULL);

  take_inside (inside, text);
  g_assert_cmpstr (told->str, ==, inside->str);
}

/* One that went on when it was done is done again, as something else. */
static void
take_done (Client      *self,
           const Event *event)
{
  g_autofree char *item = g_strndup ((const char *) event->item.data, event->item.length);
  GString *done = self->done[event->output_index];

  self->n_again += done->len > 0;
  g_assert_cmpstr (item, !=, done->str);
  g_string_assign (done, item);
}

static void
take_item (Client      *self,
           const Event *event,
           const char  *type)
{
  if (g_str_equal (type, "response.output_item.added"))
    {
      g_assert_cmpint (event->output_index, ==, self->n_items);
      g_assert_cmpuint (self->n_items, <, G_N_ELEMENTS (self->told));
      self->told[self->n_items] = g_string_new (NULL);
      self->done[self->n_items++] = g_string_new (NULL);
      return;
    }

  g_assert_cmpint (event->output_index, <, self->n_items);
  if (g_str_equal (type, "response.output_item.done"))
    take_done (self, event);
  else if (event->content_index > 0)
    return;
  else if (event->delta.type == BATCH_JSON_STRING)
    take_inside (self->told[event->output_index], &event->delta);
  else if (event->text.type == BATCH_JSON_STRING)
    check_text (self->told[event->output_index], &event->text);
  else if (event->arguments.type == BATCH_JSON_STRING)
    check_text (self->told[event->output_index], &event->arguments);
}

static gboolean
take_event (const char *data,
            gsize       length,
            gpointer    user_data)
{
  static const BatchJsonMember members[] = {
    { "response", batch_json_read_slice, G_STRUCT_OFFSET (Event, response) },
    { "item", batch_json_read_slice, G_STRUCT_OFFSET (Event, item) },
    { "delta", batch_json_read_slice, G_STRUCT_OFFSET (Event, delta) },
    { "text", batch_json_read_slice, G_STRUCT_OFFSET (Event, text) },
    { "arguments", batch_json_read_slice, G_STRUCT_OFFSET (Event, arguments) },
    { "sequence_number", batch_json_read_int, G_STRUCT_OFFSET (Event, sequence_number) },
    { "output_index", batch_json_read_int, G_STRUCT_OFFSET (Event, output_index) },
    { "content_index", batch_json_read_int, G_STRUCT_OFFSET (Event, content_index) },
  };
  Client *self = user_data;
  const BatchJsonValue whole = { (const guint8 *) data, length, BATCH_JSON_OBJECT };
  BatchJsonValue type;
  Event event = { .sequence_number = -1, .output_index = -1 };

  g_assert_true (batch_json_validate ((const guint8 *) data, length, 0));
  type = batch_translator_peek_type (&whole);
  batch_json_value_read_members (&whole, members, G_N_ELEMENTS (members), &event);
  g_assert_cmpint (event.sequence_number, ==, self->n_events++);
  g_free (self->last);
  self->last = batch_json_value_dup_string (&type);
  if (event.output_index >= 0)
    take_item (self, &event, self->last);
  if (event.response.type == BATCH_JSON_OBJECT)
    {
      if (self->response != NULL)
        g_string_free (self->response, TRUE);
      self->response = g_string_new_len ((const char *) event.response.data,
                                         (gssize) event.response.length);
    }
  return TRUE;
}

static void
read_events (Client     *client,
             const char *events)
{
  g_autoptr(BatchSse) reader = batch_sse_new (G_MAXINT, take_event, client);

  batch_sse_feed (reader, (const guint8 *) events, strlen (events));
}

/* All items that were told are in the last event as they were told to be done. */
static void
check_output (const Client *client)
{
  static const BatchJsonMember members[] = { { "output", batch_json_read_slice, 0 } };
  BatchJsonValue whole = { (const guint8 *) client->response->str, client->response->len,
                           BATCH_JSON_OBJECT };
  BatchJsonValue output = { 0 };
  g_autoptr(GString) done = g_string_new ("[");

  batch_json_value_read_members (&whole, members, G_N_ELEMENTS (members), &output);
  for (guint i = 0; i < client->n_items; i++)
    g_string_append_printf (done, "%s%s", i > 0 ? "," : "", client->done[i]->str);
  g_string_append_c (done, ']');
  g_assert_cmpmem (output.data, output.length, done->str, done->len);
}

/* --- The same as for a client that wants no stream --- */

static char *
translate_whole (const char *const *events,
                 GBytes            *request)
{
  g_autoptr(BatchAnswerFold) fold = batch_answer_fold_new (LIMIT);
  g_auto(BatchObstacle) obstacle = { NULL };
  g_autoptr(GBytes) chat = NULL;
  g_autoptr(GBytes) made = NULL;

  for (guint i = 0; i < MAX_EVENTS && events[i] != NULL; i++)
    batch_answer_fold_add (fold, events[i], strlen (events[i]));
  chat = batch_answer_fold_dup_body (fold);
  made = batch_answer_translate (chat, BATCH_ENDPOINT_RESPONSES, 200, 1700, request, &obstacle);
  g_assert_nonnull (made);
  return g_strndup (g_bytes_get_data (made, NULL), g_bytes_get_size (made));
}

/* However it is spelled. */
static void
assert_equal (const char *one,
              const char *other)
{
  const BatchJsonValue values[] = {
    { (const guint8 *) one, strlen (one), BATCH_JSON_OBJECT },
    { (const guint8 *) other, strlen (other), BATCH_JSON_OBJECT },
  };

  if (!batch_json_values_equal (&values[0], &values[1]))
    g_error ("“%s” is not “%s”", one, other);
}

/* --- Cases --- */

#define CHUNK(choice) \
  "{\"id\":\"chatcmpl-7\",\"object\":\"chat.completion.chunk\",\"created\":5,\"model\":\"m\"," \
  "\"choices\":[{\"index\":0," choice "}]}"
#define DELTA(delta) CHUNK ("\"delta\":{" delta "},\"finish_reason\":null")
#define FINISH(reason) CHUNK ("\"delta\":{},\"finish_reason\":\"" reason "\"")
#define COUNTS \
  "{\"id\":\"chatcmpl-7\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":9," \
  "\"completion_tokens\":4,\"total_tokens\":13}}"

#define EVENT(name, n, rest) \
  "event: " name "\ndata: {\"type\":\"" name "\",\"sequence_number\":" #n "," rest "}\n\n"
#define ITEM(n, index, item) \
  EVENT ("response.output_item.added", n, "\"output_index\":" #index ",\"item\":{" item \
         ",\"status\":\"in_progress\"}")
#define IN(id, index) "\"item_id\":\"" id "\",\"output_index\":" #index
#define PART(n, id, index, part) \
  EVENT ("response.content_part.added", n, \
         IN (id, index) ",\"content_index\":0,\"part\":{" part "}")
#define THOUGHTS(n, next, index) \
  ITEM (n, index, "\"type\":\"reasoning\",\"id\":\"rs_7\",\"summary\":[],\"content\":[]") \
  PART (next, "rs_7", index, "\"type\":\"reasoning_text\",\"text\":\"\"")
#define THINKS(n, index, text) \
  EVENT ("response.reasoning_text.delta", n, \
         IN ("rs_7", index) ",\"content_index\":0,\"delta\":\"" text "\"")
#define MESSAGE(n, next, index) \
  ITEM (n, index, "\"type\":\"message\",\"id\":\"msg_7\",\"role\":\"assistant\"," \
        "\"content\":[]") \
  PART (next, "msg_7", index, \
        "\"type\":\"output_text\",\"text\":\"\",\"annotations\":[],\"logprobs\":[]")
#define SAYS_SURELY(n, index, text, logprobs) \
  EVENT ("response.output_text.delta", n, \
         IN ("msg_7", index) ",\"content_index\":0,\"delta\":\"" text "\"," \
         "\"logprobs\":[" logprobs "]")
#define SAYS(n, index, text) SAYS_SURELY (n, index, text, "")
#define DONE(n, index, item) \
  EVENT ("response.output_item.done", n, "\"output_index\":" #index ",\"item\":{" item \
         ",\"status\":\"completed\"}")
#define THOUGHT(n, next, last, index, text) \
  EVENT ("response.reasoning_text.done", n, \
         IN ("rs_7", index) ",\"content_index\":0,\"text\":\"" text "\"") \
  EVENT ("response.content_part.done", next, \
         IN ("rs_7", index) ",\"content_index\":0,\"part\":" THOUGHT_PART (text)) \
  DONE (last, index, "\"type\":\"reasoning\",\"id\":\"rs_7\",\"summary\":[],\"content\":[" \
        THOUGHT_PART (text) "]")
#define THOUGHT_PART(text) "{\"type\":\"reasoning_text\",\"text\":\"" text "\"}"
#define SAID(n, next, last, index, text) \
  EVENT ("response.output_text.done", n, \
         IN ("msg_7", index) ",\"content_index\":0,\"text\":\"" text "\",\"logprobs\":[]") \
  EVENT ("response.content_part.done", next, \
         IN ("msg_7", index) ",\"content_index\":0,\"part\":" SAID_PART (text)) \
  DONE (last, index, "\"type\":\"message\",\"id\":\"msg_7\",\"role\":\"assistant\"," \
        "\"content\":[" SAID_PART (text) "]")
#define SAID_PART(text) \
  "{\"type\":\"output_text\",\"text\":\"" text "\",\"annotations\":[],\"logprobs\":[]}"
#define CALLED(n, last, id, index, call_id, arguments) \
  EVENT ("response.function_call_arguments.done", n, \
         IN (id, index) ",\"arguments\":\"" arguments "\"") \
  DONE (last, index, "\"type\":\"function_call\",\"id\":\"" id "\",\"call_id\":\"" call_id \
        "\",\"name\":\"f\",\"arguments\":\"" arguments "\"")
#define CALL(n, id, index, call_id) \
  ITEM (n, index, "\"type\":\"function_call\",\"id\":\"" id "\",\"call_id\":\"" call_id "\"," \
        "\"name\":\"f\",\"arguments\":\"\"")
#define CALLS_WITH(n, id, index, arguments) \
  EVENT ("response.function_call_arguments.delta", n, \
         IN (id, index) ",\"delta\":\"" arguments "\"")

#define TOOL(index, more) "\"tool_calls\":[{\"index\":" #index more "}]"
#define NAMED(id) ",\"id\":\"" id "\",\"type\":\"function\",\"function\":{\"name\":\"f\"," \
                  "\"arguments\":\"\"}"
#define WITH(arguments) ",\"function\":{\"arguments\":\"" arguments "\"}"

#define LOADING "\xe2\x94\x81\xe2\x94\x81\xe2\x94\x81\xe2\x94\x81\xe2\x94\x81\\n" \
                "llama-swap loading model: m\\n"
#define LOADED "\\nDone! (1.00s)\\n\xe2\x94\x81\xe2\x94\x81\xe2\x94\x81\xe2\x94\x81\xe2\x94\x81\\n"

typedef struct
{
  const char *events[MAX_EVENTS];  /* their data, but for the last, which is [DONE] */
  const char *live;                /* what is told before that, behind the beginning */
  gboolean    moved;               /* the output has another order than it would have whole */
  guint       n_again;             /* items that go on when they were told to be done */
  const char *last;                /* (nullable) the type of the last event; NULL: completed */
} Case;

/* What was told before the end of the answer was known. */
static const char *
find_live (const char *events)
{
  const char *begun = strstr (events, "event: response.in_progress\n");

  return begun != NULL ? strstr (begun, "\n\n") + strlen ("\n\n") : "";
}

static void
check_case (const Case *it,
            GBytes     *request)
{
  g_autoptr(BatchEventTranslation) translation = translation_new (request);
  g_autoptr(GString) out = g_string_new (NULL);
  g_autofree char *whole = translate_whole (it->events, request);
  g_auto(Client) client = { 0 };

  for (guint i = 0; i < MAX_EVENTS && it->events[i] != NULL; i++)
    {
      g_autofree char *data = g_strdup (it->events[i]);

      g_assert_cmpint (batch_event_translation_add (translation, data, strlen (data), out), ==,
                       BATCH_FOLD_OPEN);
    }
  g_assert_cmpstr (find_live (out->str), ==, it->live);
  g_assert_cmpint (batch_event_translation_add (translation, "[DONE]", 6, out), ==,
                   BATCH_FOLD_DONE);
  read_events (&client, out->str);
  g_assert_cmpstr (client.last, ==, it->last != NULL ? it->last : "response.completed");
  check_output (&client);
  g_assert_cmpuint (client.n_again, ==, it->n_again);
  if (it->moved)
    g_assert_cmpuint (client.response->len, ==, strlen (whole));
  else
    assert_equal (client.response->str, whole);
}

static void
test_live (void)
{
  static const Case cases[] = {
    { { DELTA ("\"role\":\"assistant\",\"content\":\"\""), DELTA ("\"content\":\"Gr\\u00fc\""),
        DELTA ("\"content\":\"n\\n\""), FINISH ("stop"), COUNTS },
      MESSAGE (2, 3, 0) SAYS (4, 0, "Gr\\u00fc") SAYS (5, 0, "n\\n") },
    { { DELTA ("\"reasoning_content\":\"h\""), DELTA ("\"reasoning_content\":\"m\""),
        DELTA ("\"content\":\"a\""), FINISH ("length"), COUNTS },
      THOUGHTS (2, 3, 0) THINKS (4, 0, "h") THINKS (5, 0, "m") THOUGHT (6, 7, 8, 0, "hm")
      MESSAGE (9, 10, 1) SAYS (11, 1, "a"), FALSE, 0, "response.incomplete" },
    { { DELTA ("\"reasoning\":\"hm\",\"content\":null"), FINISH ("stop") },
      THOUGHTS (2, 3, 0) THINKS (4, 0, "hm") },
    { { DELTA ("\"reasoning\":\"hm\",\"reasoning_content\":\"hm\""), FINISH ("stop") },
      THOUGHTS (2, 3, 0) THINKS (4, 0, "hm") },
    /* Calls whose parts come in turn. */
    { { DELTA (TOOL (0, NAMED ("c1"))), DELTA (TOOL (1, NAMED ("c2"))),
        DELTA (TOOL (0, WITH ("{\\\"x\\\":"))), DELTA (TOOL (1, WITH ("{}"))),
        DELTA (TOOL (0, WITH ("1.50}"))), FINISH ("tool_calls"), COUNTS },
      CALL (2, "fc_7", 0, "c1") CALL (3, "fc_7_2", 1, "c2")
      CALLS_WITH (4, "fc_7", 0, "{\\\"x\\\":") CALLS_WITH (5, "fc_7_2", 1, "{}")
      CALLS_WITH (6, "fc_7", 0, "1.50}") },
    /* One that has no id comes behind those that have. */
    { { DELTA ("\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]"),
        DELTA (TOOL (1, NAMED ("c2"))), FINISH ("tool_calls") },
      CALL (2, "fc_7_2", 0, "c2"), TRUE },
    /* One without arguments. */
    { { DELTA (TOOL (0, NAMED ("c1"))), FINISH ("tool_calls") },
      CALL (2, "fc_7", 0, "c1") },
    /* One whose arguments are no text. */
    { { DELTA ("\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\","
               "\"arguments\":{\"x\":1}}}]"), FINISH ("tool_calls") },
      CALL (2, "fc_7", 0, "c1") },
    { { DELTA ("\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}"), FINISH ("stop") }, "" },
    { { DELTA ("\"refusal\":\"n\""), DELTA ("\"refusal\":\"o\""), FINISH ("stop") }, "" },
    { { DELTA ("\"content\":\"a\""), DELTA ("\"refusal\":\"no\""), FINISH ("stop") },
      MESSAGE (2, 3, 0) SAYS (4, 0, "a") },
    /* Thoughts that come late. */
    { { DELTA ("\"content\":\"a\""), DELTA ("\"reasoning_content\":\"hm\""),
        DELTA ("\"content\":\"b\""), FINISH ("stop") },
      MESSAGE (2, 3, 0) SAYS (4, 0, "a") THOUGHTS (5, 6, 1) THINKS (7, 1, "hm")
      SAYS (8, 0, "b"), TRUE },
    { { CHUNK ("\"delta\":{\"content\":\"a\"},\"logprobs\":{\"content\":[{\"token\":\"a\"}]},"
               "\"finish_reason\":null"), DELTA ("\"content\":\"b\""), FINISH ("stop") },
      MESSAGE (2, 3, 0) SAYS_SURELY (4, 0, "a", "{\"token\":\"a\"}") SAYS (5, 0, "b") },
    /* Parts come whole, behind what was told. */
    { { DELTA ("\"content\":\"a\""), DELTA ("\"content\":[{\"type\":\"text\",\"text\":\"b\"},"
                                            "{\"type\":\"thinking\",\"thinking\":\"hm\"}]"),
        FINISH ("stop") },
      MESSAGE (2, 3, 0) SAYS (4, 0, "a"), TRUE },
    /* Half a character. */
    { { DELTA ("\"content\":\"a\\ud83d\""), DELTA ("\"content\":\"\\ude00\""),
        DELTA ("\"content\":\"\\\\ud83d\""), FINISH ("stop") },
      MESSAGE (2, 3, 0) SAYS (4, 0, "a") SAYS (5, 0, "\\ud83d\\ude00") SAYS (6, 0, "\\\\ud83d") },
    { { DELTA ("\"role\":\"assistant\",\"content\":\"\""), FINISH ("stop") }, "" },
    { { CHUNK ("\"finish_reason\":\"stop\"") }, "" },
    /* The id stays what it was said to be first. */
    { { "{\"id\":\"\",\"choices\":[],\"prompt_filter_results\":[]}", DELTA ("\"content\":\"a\""),
        FINISH ("stop") },
      MESSAGE (2, 3, 0) SAYS (4, 0, "a") },
    /* What nobody knows is told in the end. */
    { { CHUNK ("\"delta\":{\"content\":\"a\",\"mood\":1},\"stop_reason\":2"), FINISH ("eos") },
      MESSAGE (2, 3, 0) SAYS (4, 0, "a") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      check_case (&cases[i], NULL);
    }
}

/* Each is told to be done when the next one begins. */
static void
test_done (void)
{
  static const Case cases[] = {
    { { DELTA ("\"reasoning\":\"hm\""), DELTA ("\"content\":\"a\""),
        DELTA (TOOL (0, NAMED ("c1"))), DELTA (TOOL (0, WITH ("{\\\"x\\\":"))),
        DELTA (TOOL (0, WITH ("1}"))), DELTA (TOOL (1, NAMED ("c2"))),
        DELTA (TOOL (1, WITH ("{}"))), FINISH ("tool_calls"), COUNTS },
      THOUGHTS (2, 3, 0) THINKS (4, 0, "hm") THOUGHT (5, 6, 7, 0, "hm")
      MESSAGE (8, 9, 1) SAYS (10, 1, "a") SAID (11, 12, 13, 1, "a")
      CALL (14, "fc_7", 2, "c1") CALLS_WITH (15, "fc_7", 2, "{\\\"x\\\":")
      CALLS_WITH (16, "fc_7", 2, "1}") CALLED (17, 18, "fc_7", 2, "c1", "{\\\"x\\\":1}")
      CALL (19, "fc_7_2", 3, "c2") CALLS_WITH (20, "fc_7_2", 3, "{}") },
    /* What goes on behind it is told all the same, and that it is something else in the end. */
    { { DELTA ("\"reasoning\":\"h\""), DELTA ("\"content\":\"a\""), DELTA ("\"reasoning\":\"m\""),
        FINISH ("stop") },
      THOUGHTS (2, 3, 0) THINKS (4, 0, "h") THOUGHT (5, 6, 7, 0, "h") MESSAGE (8, 9, 1)
      SAYS (10, 1, "a") THINKS (11, 0, "m"), FALSE, 1 },
    { { DELTA ("\"content\":\"a\""), DELTA (TOOL (0, NAMED ("c1"))), DELTA ("\"content\":\"b\""),
        FINISH ("stop") },
      MESSAGE (2, 3, 0) SAYS (4, 0, "a") SAID (5, 6, 7, 0, "a") CALL (8, "fc_7", 1, "c1")
      SAYS (9, 0, "b"), FALSE, 1 },
    /* It has more to say in the end. */
    { { DELTA ("\"content\":\"a\",\"mood\":1"), DELTA (TOOL (0, ",\"id\":\"c1\",\"more\":2,"
        "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}")), DELTA (TOOL (1, NAMED ("c2"))),
        FINISH ("stop") },
      MESSAGE (2, 3, 0) SAYS (4, 0, "a") SAID (5, 6, 7, 0, "a") CALL (8, "fc_7", 1, "c1")
      CALLS_WITH (9, "fc_7", 1, "{}") CALLED (10, 11, "fc_7", 1, "c1", "{}")
      CALL (12, "fc_7_2", 2, "c2"), FALSE, 1 },
    /* These are not known before the end: probabilities, refusals, the other half. */
    { { CHUNK ("\"delta\":{\"content\":\"a\"},\"logprobs\":{\"content\":[{\"token\":\"a\"}]},"
               "\"finish_reason\":null"), DELTA (TOOL (0, NAMED ("c1"))), FINISH ("stop") },
      MESSAGE (2, 3, 0) SAYS_SURELY (4, 0, "a", "{\"token\":\"a\"}") CALL (5, "fc_7", 1, "c1") },
    { { DELTA ("\"content\":\"a\",\"refusal\":\"no\""), DELTA (TOOL (0, NAMED ("c1"))),
        FINISH ("stop") },
      MESSAGE (2, 3, 0) SAYS (4, 0, "a") CALL (5, "fc_7", 1, "c1") },
    { { DELTA ("\"content\":\"a\\ud83d\""), DELTA (TOOL (0, NAMED ("c1"))),
        DELTA ("\"content\":\"\\ude00\""), FINISH ("stop") },
      MESSAGE (2, 3, 0) SAYS (4, 0, "a") CALL (5, "fc_7", 1, "c1")
      SAYS (6, 0, "\\ud83d\\ude00") },
    /* Nobody is to be called with a half, or a text that is none of the arguments. */
    { { DELTA (TOOL (0, NAMED ("c1"))), DELTA (TOOL (0, WITH ("{\\\"x\\\":1"))),
        DELTA (TOOL (1, NAMED ("c2"))), DELTA (TOOL (0, WITH ("5}"))), FINISH ("tool_calls") },
      CALL (2, "fc_7", 0, "c1") CALLS_WITH (3, "fc_7", 0, "{\\\"x\\\":1")
      CALL (4, "fc_7_2", 1, "c2") CALLS_WITH (5, "fc_7", 0, "5}") },
    { { DELTA (TOOL (0, NAMED ("c1"))), DELTA (TOOL (0, WITH ("1"))),
        DELTA (TOOL (1, NAMED ("c2"))), FINISH ("tool_calls") },
      CALL (2, "fc_7", 0, "c1") CALLS_WITH (3, "fc_7", 0, "1") CALL (4, "fc_7_2", 1, "c2") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      check_case (&cases[i], NULL);
    }
}

/* What is said while a model is loaded is no thought of it. */
static void
test_loading (void)
{
  static const Case cases[] = {
    { { DELTA ("\"reasoning_content\":\"" LOADING "\""), DELTA ("\"reasoning_content\":\".\""),
        DELTA ("\"reasoning_content\":\"" LOADED "\""), DELTA ("\"reasoning_content\":\" \\n\""),
        DELTA ("\"reasoning_content\":\"h\""), DELTA ("\"reasoning_content\":\"m\\u00fc\""),
        DELTA ("\"content\":\"a\""), FINISH ("stop") },
      THOUGHTS (2, 3, 0) THINKS (4, 0, "h") THINKS (5, 0, "m\\u00fc")
      THOUGHT (6, 7, 8, 0, "hm\\u00fc") MESSAGE (9, 10, 1) SAYS (11, 1, "a") },
    { { DELTA ("\"reasoning_content\":\"" LOADING LOADED "hm\""), FINISH ("stop") },
      THOUGHTS (2, 3, 0) THINKS (4, 0, "hm") },
    { { DELTA ("\"reasoning_content\":\"" LOADING LOADED " \\n\""), DELTA ("\"reasoning\":\"hm\""),
        DELTA ("\"content\":\"a\""), FINISH ("stop") },
      THOUGHTS (2, 3, 0) THINKS (4, 0, "hm") THOUGHT (5, 6, 7, 0, "hm") MESSAGE (8, 9, 1)
      SAYS (10, 1, "a") },
    { { DELTA ("\"reasoning_content\":\"" LOADING "\""), DELTA ("\"content\":\"a\""),
        FINISH ("stop") },
      MESSAGE (2, 3, 0) SAYS (4, 0, "a") },
    { { DELTA ("\"reasoning_content\":\"\xe2\x94\x81\""), DELTA ("\"reasoning_content\":\"hm\""),
        FINISH ("stop") },
      THOUGHTS (2, 3, 0) THINKS (4, 0, "\xe2\x94\x81hm") },
    { { DELTA ("\"reasoning_content\":\"\xe2\x94\x81\""), FINISH ("stop") }, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      check_case (&cases[i], NULL);
    }
}

/* The settings of the request are in the first event already, as in the last one. */
static void
test_request (void)
{
  static const char body[] = "{\"model\":\"m\",\"input\":\"a\",\"instructions\":\"be\\nshort\"}";
  static const char begun[] =
    "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,"
    "\"response\":{\"id\":\"resp_7\",\"object\":\"response\",\"created_at\":5,"
    "\"status\":\"in_progress\",\"error\":null,\"incomplete_details\":null,"
    "\"completed_at\":null,\"model\":\"m\",\"output\":[],\"background\":false,"
    "\"previous_response_id\":null,\"store\":false,\"instructions\":\"be\\nshort\",";
  static const Case it = { { DELTA ("\"content\":\"a\""), FINISH ("stop") },
                           MESSAGE (2, 3, 0) SAYS (4, 0, "a") };
  g_autoptr(GBytes) request = g_bytes_new_static (body, strlen (body));
  g_autoptr(BatchEventTranslation) translation = translation_new (request);
  g_autoptr(GString) out = g_string_new (NULL);

  check_case (&it, request);
  batch_event_translation_add (translation, it.events[0], strlen (it.events[0]), out);
  g_assert_true (g_str_has_prefix (out->str, begun));
}

/* What was told and is no more in the end is set right when it is done. */
static void
test_other_in_the_end (void)
{
  static const char *const events[] = {
    DELTA ("\"reasoning\":\"hmm\""), DELTA ("\"reasoning_content\":\"aha, so\""), FINISH ("stop"),
    "[DONE]",
  };
  g_autoptr(BatchEventTranslation) translation = translation_new (NULL);
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    batch_event_translation_add (translation, events[i], strlen (events[i]), out);
  g_assert_nonnull (strstr (out->str, THINKS (4, 0, "hmm")));
  g_assert_nonnull (strstr (out->str, EVENT ("response.reasoning_text.done", 5,
                                             IN ("rs_7", 0) ",\"content_index\":0,"
                                             "\"text\":\"aha, so\"")));
  g_assert_nonnull (strstr (out->str, "event: response.completed\n"));
}

/* --- No good end --- */

#define NONE "What the model server streams is not an answer"
#define REFUSED "The answer cannot be told in the API of the request: "
#define ERROR(message, more) \
  "{\"message\":\"" message "\",\"type\":\"server_error\",\"param\":null," \
  "\"code\":\"server_error\"" more "}"
/* Before anything was told. */
#define FAILS(error, message) \
  EVENT ("error", 0, "\"code\":\"server_error\",\"message\":\"" message "\",\"param\":null," \
         "\"error\":" error)

typedef struct
{
  const char     *events[MAX_EVENTS];
  const char     *all;             /* (nullable) of what is told: all … */
  const char     *error;           /* … or the error of the response that failed */
  BatchFoldState  state;
} Failure;

static void
check_failure (const Failure *it)
{
  static const BatchJsonMember members[] = { { "error", batch_json_read_slice, 0 } };
  g_autoptr(BatchEventTranslation) translation = translation_new (NULL);
  g_autoptr(GString) out = g_string_new (NULL);
  BatchFoldState state = BATCH_FOLD_OPEN;
  BatchJsonValue error = { 0 };
  BatchJsonValue response;
  g_auto(Client) client = { 0 };

  for (guint i = 0; i < MAX_EVENTS && it->events[i] != NULL; i++)
    state = batch_event_translation_add (translation, it->events[i], strlen (it->events[i]), out);
  g_assert_cmpint (state, ==, it->state);
  g_assert_false (batch_event_translation_end (translation, out));
  read_events (&client, out->str);
  if (it->all != NULL)
    {
      g_assert_cmpstr (out->str, ==, it->all);
      return;
    }

  g_assert_cmpstr (client.last, ==, "response.failed");
  response = (BatchJsonValue) { (const guint8 *) client.response->str, client.response->len,
                                BATCH_JSON_OBJECT };
  batch_json_value_read_members (&response, members, G_N_ELEMENTS (members), &error);
  g_assert_cmpmem (error.data, error.length, it->error, strlen (it->error));
  g_assert_nonnull (strstr (client.response->str, "\"status\":\"failed\""));
}

static void
test_failures (void)
{
  static const Failure cases[] = {
    { { "{\"error\":{\"message\":\"it broke\",\"code\":500}}" },
      FAILS (ERROR ("it broke", ",\"chat_code\":500"), "it broke"), NULL, BATCH_FOLD_ERROR },
    { { "{\"type\":\"x\",\"error\":{\"message\":\"it broke\",\"hint\":1},\"id\":2}" },
      FAILS (ERROR ("it broke", ",\"hint\":1,\"chat_type\":\"x\",\"id\":2"), "it broke"), NULL,
      BATCH_FOLD_ERROR },
    { { "{\"error\":\"it broke\"}" }, FAILS (ERROR ("it broke", ""), "it broke"), NULL,
      BATCH_FOLD_ERROR },
    { { "{\"choices\":" }, FAILS (ERROR (NONE, ""), NONE), NULL, BATCH_FOLD_GARBLED },
    { { "[]" }, FAILS (ERROR (NONE, ""), NONE), NULL, BATCH_FOLD_GARBLED },
    { { "[DONE]" },
      FAILS (ERROR (REFUSED "“choices[0]” is missing", ""), REFUSED "“choices[0]” is missing"),
      NULL, BATCH_FOLD_GARBLED },
    { { DELTA ("\"content\":\"a\""), "{\"error\":{\"message\":\"it broke\"}}" }, NULL,
      ERROR ("it broke", ""), BATCH_FOLD_ERROR },
    { { DELTA ("\"content\":\"a\""), "{\"choices\":5}" }, NULL, ERROR (NONE, ""),
      BATCH_FOLD_GARBLED },
    { { DELTA ("\"content\":\"a\"") }, NULL, ERROR ("The answer of the model server broke off", ""),
      BATCH_FOLD_OPEN },
    { { DELTA ("\"audio\":{\"id\":\"x\"}"), "[DONE]" }, NULL,
      ERROR (REFUSED "“choices[0].message.audio”", ""), BATCH_FOLD_GARBLED },
    { { DELTA ("\"audio\":{\"id\":\"x\"}"), FINISH ("stop") }, NULL,
      ERROR (REFUSED "“choices[0].message.audio”", ""), BATCH_FOLD_OPEN },
    { { DELTA ("\"content\":\"a\""),
        "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}}]}", "[DONE]" }, NULL,
      ERROR (REFUSED "“choices[1]”, of which a response has but one", ""), BATCH_FOLD_GARBLED },
    /* What has begun is gone. */
    { { DELTA ("\"content\":\"a\""), DELTA ("\"content\":5"), DELTA ("\"content\":\"\""),
        "[DONE]" }, NULL, ERROR (NONE, ""), BATCH_FOLD_GARBLED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      check_failure (&cases[i]);
    }
}

static void
test_too_large (void)
{
  g_autofree char *text = g_strnfill (LIMIT / 2, 'a');
  g_autofree char *chunk = g_strdup_printf (DELTA ("\"content\":\"%s\""), text);
  g_autoptr(BatchEventTranslation) translation = translation_new (NULL);
  g_autoptr(GString) out = g_string_new (NULL);

  g_assert_cmpint (batch_event_translation_add (translation, chunk, strlen (chunk), out), ==,
                   BATCH_FOLD_OPEN);
  g_assert_cmpint (batch_event_translation_add (translation, chunk, strlen (chunk), out), ==,
                   BATCH_FOLD_ERROR);
  g_assert_nonnull (strstr (out->str, "event: response.failed\n"));
  g_assert_nonnull (strstr (out->str, "is larger than it may be"));
}

/* Without [DONE], an answer that says why it ends has ended. */
static void
test_end (void)
{
  static const char *const events[] = { DELTA ("\"content\":\"a\""), FINISH ("stop") };
  g_autoptr(BatchEventTranslation) translation = translation_new (NULL);
  g_autoptr(GString) out = g_string_new (NULL);
  gsize had;

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    batch_event_translation_add (translation, events[i], strlen (events[i]), out);
  g_assert_true (batch_event_translation_end (translation, out));
  g_assert_nonnull (strstr (out->str, "event: response.completed\n"));

  /* Nothing is said behind the end. */
  had = out->len;
  batch_event_translation_add (translation, events[0], strlen (events[0]), out);
  g_assert_true (batch_event_translation_end (translation, out));
  g_assert_cmpuint (out->len, ==, had);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/translation/response-events/live", test_live);
  g_test_add_func ("/batch/translation/response-events/done", test_done);
  g_test_add_func ("/batch/translation/response-events/loading", test_loading);
  g_test_add_func ("/batch/translation/response-events/request", test_request);
  g_test_add_func ("/batch/translation/response-events/other-in-the-end", test_other_in_the_end);
  g_test_add_func ("/batch/translation/response-events/failures", test_failures);
  g_test_add_func ("/batch/translation/response-events/too-large", test_too_large);
  g_test_add_func ("/batch/translation/response-events/end", test_end);
  return g_test_run ();
}
