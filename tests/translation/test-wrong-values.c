/* test-wrong-values.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "json/batch-json-scanner-private.h"
#include "translation/batch-answer-events-private.h"
#include "translation/batch-answer-translation-private.h"
#include "translation/batch-chat-to-messages-private.h"
#include "translation/batch-event-translation-private.h"
#include "translation/batch-messages-to-chat-private.h"
#include "translation/batch-ollama-reply-private.h"
#include "translation/batch-ollama-request-private.h"

/* In what people and servers say, each value is taken for one of every other kind, and each member
 * is left out, one at a time. What is made of it is JSON all the same, or it is refused with the
 * place where it is; and null is as good as not there. */

static const char *const values[] = {
  "null", "true", "-1", "1e400", "\"\"", "\"x\"", "\"\\ud800\"", "[]", "[null]", "[[]]", "{}",
  "{\"type\":\"x\"}",
};

typedef struct
{
  GString    *path;
  const char *json;
  void      (*func) (const char    *json,
                     const char    *path,
                     gconstpointer  data);
  void      (*same) (const char    *without,
                     const char    *with_null,
                     gconstpointer  data);
  gconstpointer data;
  guint       n;
} Walk;

/* @json with something else in place of what is from @start to before @end. */
static char *
splice (const Walk   *walk,
        const guint8 *start,
        const guint8 *end,
        const char   *value)
{
  return g_strdup_printf ("%.*s%s%s", (int) (start - (const guint8 *) walk->json), walk->json,
                          value, (const char *) end);
}

static void
try_values (Walk                 *walk,
            const BatchJsonValue *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *json = splice (walk, value->data, value->data + value->length, values[i]);

      walk->func (json, walk->path->str, walk->data);
      walk->n++;
    }
}

/* In what is handed on as it is, such as a schema, null is a value like others. */
static gboolean
is_free (const char *path)
{
  return g_str_has_suffix (path, ".x") || g_str_has_suffix (path, ".properties");
}

/* @key is a member of an object, and @value its value. */
static void
try_without (Walk                 *walk,
             const BatchJsonValue *key,
             const BatchJsonValue *value)
{
  const guint8 *start = key->data;
  const guint8 *end = value->data + value->length;
  g_autofree char *with_null = splice (walk, value->data, end, "null");
  g_autofree char *without = NULL;

  if (*end == ',')
    end++;
  else if (start[-1] == ',')
    start--;
  without = splice (walk, start, end, "");
  walk->func (without, walk->path->str, walk->data);
  if (walk->same != NULL && !is_free (walk->path->str))
    walk->same (without, with_null, walk->data);
  walk->n++;
}

static void walk_value (Walk                 *walk,
                        const BatchJsonValue *value);

static void
walk_members (Walk                 *walk,
              const BatchJsonValue *object)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  batch_json_value_enter_object (object, &scanner);
  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      gsize length = walk->path->len;

      g_string_append_printf (walk->path, "%s%.*s", length > 0 ? "." : "", (int) key.length - 2,
                              (const char *) key.data + 1);
      try_without (walk, &key, &value);
      walk_value (walk, &value);
      g_string_truncate (walk->path, length);
    }
}

static void
walk_elements (Walk                 *walk,
               const BatchJsonValue *array)
{
  BatchJsonScanner scanner;
  BatchJsonValue value;

  batch_json_value_enter_array (array, &scanner);
  for (guint i = 0; batch_json_scanner_next_element (&scanner)
                    && batch_json_scanner_read_value (&scanner, &value); i++)
    {
      gsize length = walk->path->len;

      g_string_append_printf (walk->path, "[%u]", i);
      walk_value (walk, &value);
      g_string_truncate (walk->path, length);
    }
}

static void
walk_value (Walk                 *walk,
            const BatchJsonValue *value)
{
  try_values (walk, value);
  if (value->type == BATCH_JSON_OBJECT)
    walk_members (walk, value);
  else if (value->type == BATCH_JSON_ARRAY)
    walk_elements (walk, value);
}

static guint
walk_all (Walk       *walk,
          const char *json)
{
  g_autoptr(GString) path = g_string_new (NULL);
  BatchJsonScanner scanner;
  BatchJsonValue whole;

  walk->json = json;
  walk->path = path;
  walk->n = 0;
  batch_json_scanner_init (&scanner, (const guint8 *) json, strlen (json), 0);
  g_assert_true (batch_json_scanner_read_value (&scanner, &whole));
  walk_value (walk, &whole);
  return walk->n;
}

static void
assert_json (const char    *data,
             gsize          length,
             const char    *from)
{
  if (!batch_json_validate ((const guint8 *) data, length, 0))
    g_error ("“%.*s” is no JSON, and was made of %s", (int) length, data, from);
}

static void
assert_json_bytes (GBytes     *made,
                   const char *from)
{
  assert_json (g_bytes_get_data (made, NULL), g_bytes_get_size (made), from);
}

/* What holds the place that a path names. */
static gsize
parent_length (const char *path)
{
  const char *dot = strrchr (path, '.');
  const char *bracket = strrchr (path, '[');

  return MAX (dot, bracket) != NULL ? (gsize) (MAX (dot, bracket) - path) : 0;
}

/* The place that is wrong, or one beside it, in it, or around it. */
static void
assert_near (const char *named,
             const char *path,
             const char *from)
{
  if (!g_str_has_prefix (path, named) && strncmp (named, path, parent_length (path)) != 0)
    g_error ("“%s” is named for “%s” in %s", named, path, from);
}

/* --- Requests --- */

#define CHAT_WITH(more) \
  "{\"model\":\"m\",\"max_tokens\":9,\"temperature\":1,\"top_p\":0.5,\"stop\":[\"a\"]," more \
  "\"stream\":false,\"reasoning_effort\":\"low\",\"messages\":[{\"role\":\"system\"," \
  "\"content\":\"s\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}," \
  "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iV\",\"detail\":" \
  "\"auto\"}}]},{\"role\":\"assistant\",\"content\":\"b\",\"tool_calls\":[{\"id\":\"t\"," \
  "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":" \
  "\"tool\",\"tool_call_id\":\"t\",\"content\":[{\"type\":\"text\",\"text\":\"7\"}]}]," \
  "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\"," \
  "\"parameters\":{\"properties\":{}}}}],\"response_format\":{\"type\":\"json_schema\"," \
  "\"json_schema\":{\"name\":\"n\",\"schema\":{}}}}"
#define CHAT_REQUEST \
  CHAT_WITH ("\"user\":\"u\",\"parallel_tool_calls\":false,\"tool_choice\":{\"type\":" \
             "\"function\",\"function\":{\"name\":\"f\"}},")
#define MESSAGES_REQUEST \
  "{\"model\":\"m\",\"max_tokens\":9,\"temperature\":1,\"top_p\":0.5,\"stop_sequences\":[\"a\"]," \
  "\"stream\":true,\"service_tier\":\"auto\",\"system\":[{\"type\":\"text\",\"text\":\"s\"}]," \
  "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":" \
  "\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"iV\"}}," \
  "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"http://a/\"}}]},{\"role\":" \
  "\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}," \
  "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"x\":{}},\"caller\":" \
  "{\"type\":\"direct\"}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\"," \
  "\"tool_use_id\":\"t\",\"is_error\":true,\"content\":[{\"type\":\"text\",\"text\":\"7\"}]}]}]," \
  "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"properties\":{}}}],\"tool_choice\":{\"type\":" \
  "\"tool\",\"name\":\"f\"},\"metadata\":{\"user_id\":\"u\"},\"thinking\":{\"type\":" \
  "\"adaptive\"},\"output_config\":{\"effort\":\"low\",\"format\":{\"type\":\"json_schema\"," \
  "\"schema\":{}}}}"

typedef GBytes *(*MakeFunc) (GBytes        *body,
                             BatchObstacle *obstacle);

static GBytes *
make_chat (GBytes        *body,
           BatchObstacle *obstacle)
{
  return batch_messages_to_chat (body, BATCH_CHAT_PLAIN, obstacle);
}

static GBytes *
make_ollama (GBytes        *body,
             BatchObstacle *obstacle)
{
  gboolean only_native;

  return batch_ollama_chat_request (body, &obstacle->path, &only_native);
}

typedef struct
{
  const char *json;
  MakeFunc    make;
  gboolean    is_copied;        /* much of it, as it stands, with null where that is */
} Request;

/* What is made of it, or the place that is refused. */
static char *
make_text (const Request *request,
           const char    *json,
           const char    *path)
{
  g_autoptr(GBytes) body = g_bytes_new (json, strlen (json));
  g_auto(BatchObstacle) obstacle = { NULL };
  g_autoptr(GBytes) made = request->make (body, &obstacle);

  if (made != NULL)
    {
      g_assert_null (obstacle.path);
      assert_json_bytes (made, json);
      return g_strndup (g_bytes_get_data (made, NULL), g_bytes_get_size (made));
    }

  if (path != NULL && *path != '\0')
    {
      g_assert_nonnull (obstacle.path);
      assert_near (obstacle.path, path, json);
    }
  return g_strconcat ("not ", obstacle.path, NULL);
}

static void
check_request (const char    *json,
               const char    *path,
               gconstpointer  data)
{
  g_autofree char *text = make_text (data, json, path);

  g_assert_nonnull (text);
}

static void
check_same_request (const char    *without,
                    const char    *with_null,
                    gconstpointer  data)
{
  g_autofree char *text = make_text (data, without, NULL);
  g_autofree char *other = make_text (data, with_null, NULL);

  if (!g_str_equal (text, other))
    g_error ("“%s” is made of %s, but “%s” of %s", text, without, other, with_null);
}

static void
test_requests (void)
{
  static const Request requests[] = {
    { MESSAGES_REQUEST, make_chat },
    { CHAT_REQUEST, batch_chat_to_messages },
    { CHAT_WITH (""), make_ollama, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      Walk walk = { .func = check_request, .data = &requests[i],
                    .same = requests[i].is_copied ? NULL : check_same_request };

      g_test_message ("case %u", i);
      g_assert_cmpuint (walk_all (&walk, requests[i].json), >, 600);
    }
}

/* --- Whole answers --- */

#define CHAT \
  "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[" \
  "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":" \
  "\"a\"},{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]}]," \
  "\"refusal\":\"no\",\"reasoning_content\":\"hm\",\"tool_calls\":[{\"index\":0,\"id\":\"t\"," \
  "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}," \
  "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4," \
  "\"prompt_tokens_details\":{\"cached_tokens\":6},\"completion_tokens_details\":" \
  "{\"reasoning_tokens\":2}}}"
#define MESSAGE \
  "{\"id\":\"c\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[" \
  "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}," \
  "{\"type\":\"redacted_thinking\",\"data\":\"x\"},{\"type\":\"text\",\"text\":\"a\"}," \
  "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"x\":{}}}],\"stop_reason\":" \
  "\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":4," \
  "\"cache_read_input_tokens\":2,\"output_tokens_details\":{\"thinking_tokens\":2}}}"
#define CHAT_ERROR "{\"error\":{\"message\":\"no\",\"type\":\"x\",\"param\":\"p\",\"code\":5}}"
#define MESSAGE_ERROR "{\"type\":\"error\",\"error\":{\"type\":\"x\",\"message\":\"no\"}}"
#define RESPONSE \
  "{\"id\":\"r\",\"object\":\"response\",\"model\":\"m\",\"status\":\"completed\",\"output\":[" \
  "{\"type\":\"reasoning\",\"id\":\"o\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"hm\"}]" \
  "},{\"type\":\"message\",\"id\":\"p\",\"role\":\"assistant\",\"content\":[{\"type\":" \
  "\"output_text\",\"text\":\"a\",\"annotations\":[]}]},{\"type\":\"function_call\",\"id\":\"q\"," \
  "\"call_id\":\"t\",\"name\":\"f\",\"arguments\":\"{}\"},{\"type\":\"mcp_call\",\"id\":\"q\"," \
  "\"name\":\"f\",\"arguments\":\"{}\"}],\"usage\":{\"input_tokens\":9,\"output_tokens\":4}}"

typedef struct
{
  const char    *json;
  BatchEndpoint  to;
  guint          status;
} Answer;

static void
check_answer (const char    *json,
              const char    *path,
              gconstpointer  data)
{
  const Answer *answer = data;
  g_autoptr(GBytes) body = g_bytes_new (json, strlen (json));
  g_auto(BatchObstacle) obstacle = { NULL };
  g_autoptr(GBytes) made = batch_answer_translate (body, answer->to, answer->status, 1, NULL,
                                                   &obstacle);

  if (made != NULL)
    assert_json_bytes (made, json);
  else if (*path != '\0')
    {
      g_assert_nonnull (obstacle.path);
      assert_near (obstacle.path, path, json);
    }
}

static void
test_answers (void)
{
  static const Answer answers[] = {
    { CHAT, BATCH_ENDPOINT_MESSAGES, 200 },
    { CHAT_ERROR, BATCH_ENDPOINT_MESSAGES, 400 },
    { MESSAGE, BATCH_ENDPOINT_CHAT_COMPLETIONS, 200 },
    { MESSAGE_ERROR, BATCH_ENDPOINT_CHAT_COMPLETIONS, 429 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      Walk walk = { .func = check_answer, .data = &answers[i] };

      g_test_message ("case %u", i);
      g_assert_cmpuint (walk_all (&walk, answers[i].json), >, 60);
    }
}

/* --- Streams --- */

/* The data of each event is JSON, but for the last of a chat. */
static void
assert_events (const char *events,
               const char *from)
{
  g_auto(GStrv) lines = g_strsplit (events, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *data = lines[i] + strlen ("data: ");

      if (g_str_has_prefix (lines[i], "data: ") && !g_str_equal (data, "[DONE]"))
        assert_json (data, strlen (data), from);
      else
        g_assert_true (*lines[i] == '\0' || g_str_has_prefix (lines[i], "event: ") ||
                       g_str_equal (lines[i], "data: [DONE]"));
    }
}

typedef GBytes *(*EventsFunc) (GBytes *answer);

static void
check_events (const char    *json,
              const char    *path,
              gconstpointer  data)
{
  g_autoptr(GBytes) answer = g_bytes_new (json, strlen (json));
  g_autoptr(GBytes) events = (*(const EventsFunc *) data) (answer);
  g_autofree char *text = NULL;

  if (events == NULL)
    return;

  text = g_strndup (g_bytes_get_data (events, NULL), g_bytes_get_size (events));
  assert_events (text, json);
}

static void
test_events (void)
{
  static const struct
  {
    const char *json;
    EventsFunc  make;
  } cases[] = {
    { CHAT, batch_answer_to_events },
    { MESSAGE, batch_message_to_events },
    { RESPONSE, batch_response_to_events },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Walk walk = { .func = check_events, .data = &cases[i].make };

      g_test_message ("case %u", i);
      g_assert_cmpuint (walk_all (&walk, cases[i].json), >, 300);
    }
}

#define DELTA(delta) \
  "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{" delta "}," \
  "\"finish_reason\":null}]}"
#define BLOCK(index, block) \
  "{\"type\":\"content_block_start\",\"index\":" #index ",\"content_block\":{\"type\":" block "}}"
#define MORE(index, delta) \
  "{\"type\":\"content_block_delta\",\"index\":" #index ",\"delta\":{\"type\":" delta "}}"
#define STOP(index) "{\"type\":\"content_block_stop\",\"index\":" #index "}"

static const char *const chat_events[] = {
  DELTA ("\"role\":\"assistant\",\"content\":\"a\""),
  DELTA ("\"reasoning_content\":\"hm\",\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":"
         "\"hm\",\"signature\":\"s\"}]"),
  DELTA ("\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"type\":\"function\",\"function\":"
         "{\"name\":\"f\",\"arguments\":\"\"}}]"),
  DELTA ("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]"),
  "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
  "{\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}",
  "[DONE]", NULL,
};

static const char *const message_events[] = {
  "{\"type\":\"message_start\",\"message\":{\"id\":\"c\",\"type\":\"message\",\"role\":"
  "\"assistant\",\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":3}}}",
  BLOCK (0, "\"thinking\",\"thinking\":\"\",\"signature\":\"\""),
  MORE (0, "\"thinking_delta\",\"thinking\":\"hm\""),
  MORE (0, "\"signature_delta\",\"signature\":\"s\""), STOP (0),
  BLOCK (1, "\"text\",\"text\":\"\""), MORE (1, "\"text_delta\",\"text\":\"a\""), STOP (1),
  BLOCK (2, "\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}"),
  MORE (2, "\"input_json_delta\",\"partial_json\":\"{}\""), STOP (2),
  "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":"
  "{\"output_tokens\":4}}",
  "{\"type\":\"message_stop\"}", NULL,
};

typedef struct
{
  const char *const *events;
  BatchEndpoint      to;
  guint              n;         /* the one that is wrong */
} Stream;

static BatchEventTranslation *
translation_new (BatchEndpoint to)
{
  return to == BATCH_ENDPOINT_RESPONSES
         ? batch_event_translation_new_to_response (G_MAXINT, batch_clock_get_system (), NULL)
         : batch_event_translation_new (to, 1, TRUE);
}

/* In a response that is well, the error is null. */
static gboolean
says_error (const char    *events,
            BatchEndpoint  to)
{
  if (to != BATCH_ENDPOINT_RESPONSES)
    return strstr (events, "\"error\"") != NULL;

  return strstr (events, "event: response.failed") != NULL
         || strstr (events, "event: error") != NULL;
}

static const char *
name_end (BatchEndpoint to)
{
  if (to == BATCH_ENDPOINT_MESSAGES)
    return "event: message_stop";
  return to == BATCH_ENDPOINT_RESPONSES ? "event: response.completed" : "data: [DONE]";
}

/* It ends as streams do, or with an error: a client never waits for what does not come. */
static void
check_stream (const char    *json,
              const char    *path,
              gconstpointer  data)
{
  const Stream *stream = data;
  g_autoptr(BatchEventTranslation) translation = translation_new (stream->to);
  g_autoptr(GString) out = g_string_new (NULL);
  BatchFoldState state = BATCH_FOLD_OPEN;
  gboolean whole;

  for (guint i = 0; stream->events[i] != NULL && state == BATCH_FOLD_OPEN; i++)
    {
      const char *event = i == stream->n ? json : stream->events[i];

      state = batch_event_translation_add (translation, event, strlen (event), out);
    }
  whole = state == BATCH_FOLD_DONE ||
          (state == BATCH_FOLD_OPEN && batch_event_translation_end (translation, out));

  assert_events (out->str, json);
  g_assert_true (g_str_has_suffix (out->str, "\n\n"));
  if (!whole && !says_error (out->str, stream->to))
    g_error ("What is made of %s ends without an error: %s", json, out->str);
  if (whole && strstr (out->str, name_end (stream->to)) == NULL)
    g_error ("What is made of %s does not end: %s", json, out->str);
}

static void
test_streams (void)
{
  static const struct
  {
    const char *const *events;
    BatchEndpoint      to;
  } streams[] = {
    { chat_events, BATCH_ENDPOINT_MESSAGES },
    { chat_events, BATCH_ENDPOINT_RESPONSES },
    { message_events, BATCH_ENDPOINT_CHAT_COMPLETIONS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    for (guint n = 0; streams[i].events[n] != NULL; n++)
      {
        Stream stream = { streams[i].events, streams[i].to, n };
        Walk walk = { .func = check_stream, .data = &stream };

        g_test_message ("case %u, event %u", i, n);
        if (*streams[i].events[n] == '{')
          g_assert_cmpuint (walk_all (&walk, streams[i].events[n]), >, 20);
      }
}

/* --- Ollama's answers --- */

#define OLLAMA \
  "{\"model\":\"m\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\"," \
  "\"content\":\"a\",\"thinking\":\"hm\",\"tool_calls\":[{\"function\":{\"name\":\"f\"," \
  "\"arguments\":{\"x\":{}}}}]},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":9," \
  "\"eval_count\":4}"

static void
check_reply (const char    *json,
             const char    *path,
             gconstpointer  data)
{
  g_autoptr(GString) chunk = g_string_new (NULL);
  BatchOllamaReply reply = { 0 };

  if (batch_ollama_reply_add (&reply, (const guint8 *) json, strlen (json), chunk, NULL)
      && chunk->len > 0)
    assert_json (chunk->str, chunk->len, json);
}

static void
test_replies (void)
{
  Walk walk = { .func = check_reply };

  g_assert_cmpuint (walk_all (&walk, OLLAMA), >, 150);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/translation/wrong-values/requests", test_requests);
  g_test_add_func ("/batch/translation/wrong-values/answers", test_answers);
  g_test_add_func ("/batch/translation/wrong-values/events", test_events);
  g_test_add_func ("/batch/translation/wrong-values/streams", test_streams);
  g_test_add_func ("/batch/translation/wrong-values/replies", test_replies);

  return g_test_run ();
}
