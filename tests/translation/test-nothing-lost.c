/* test-nothing-lost.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "json/batch-json-scanner-private.h"
#include "translation/batch-answer-translation-private.h"
#include "translation/batch-chat-to-messages-private.h"
#include "translation/batch-event-translation-private.h"
#include "translation/batch-messages-to-chat-private.h"
#include "translation/batch-ollama-reply-private.h"
#include "translation/batch-ollama-request-private.h"

/* Into each object of what is said one more member is put, one at a time. It has to be in what is
 * made of it, or be named as what cannot be. Its name is one that nobody has, and each of those
 * that mean something elsewhere. */

#define MARK "M@RK"

static const char *const names[] = {
  "new", "id", "type", "model", "usage", "content", "text", "thinking", "signature", "name",
  "input", "arguments", "function", "partial_json", "stop_reason", "stop_sequence",
  "finish_reason", "delta", "message", "request_id", "choices", "events", "code", "param", "error",
  "total_tokens",
  "prompt_tokens_details", "output_tokens_details", "prompt_tokens", "input_tokens", "reasoning",
};

/* Whether the object that begins at @json has a member of that name. */
static gboolean
has_member (const char *json,
            const char *name)
{
  BatchJsonScanner scanner;
  BatchJsonValue object;
  BatchJsonValue key;

  batch_json_scanner_init (&scanner, (const guint8 *) json, strlen (json), 0);
  g_assert_true (batch_json_scanner_read_value (&scanner, &object));
  batch_json_scanner_init (&scanner, object.data, object.length, 0);
  batch_json_scanner_enter_object (&scanner);
  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, NULL))
    if (key.length == strlen (name) + 2 && strncmp ((const char *) key.data + 1, name,
                                                    strlen (name)) == 0)
      return TRUE;

  return FALSE;
}

/* Where the next object begins; NULL when there is none. */
static const char *
find_object (const char *at)
{
  gboolean inside = FALSE;

  for (; *at != '\0'; at++)
    {
      if (inside && *at == '\\')
        at++;
      else if (*at == '"')
        inside = !inside;
      else if (!inside && *at == '{')
        return at;
    }
  return NULL;
}

static char *
put_member (const char *json,
            const char *object,
            const char *name)
{
  const char *value = g_str_equal (name, "usage") || g_str_has_suffix (name, "_details")
                      ? "{\"more\":\"" MARK "\"}" : "\"" MARK "\"";

  return g_strdup_printf ("%.*s\"%s\":%s%s%s", (int) (object + 1 - json), json, name, value,
                          object[1] == '}' ? "" : ",", object + 1);
}

/* Whether @json, with one member more, says that member still, or tells that it cannot. */
typedef gboolean (*KeepsFunc) (const char    *json,
                               const char    *name,
                               gconstpointer  data);

static guint
check (const char    *json,
       KeepsFunc      keeps,
       gconstpointer  data)
{
  guint n = 0;

  for (const char *at = find_object (json); at != NULL; at = find_object (at + 1))
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      {
        g_autofree char *more = NULL;

        if (has_member (at, names[i]))
          continue;
        more = put_member (json, at, names[i]);
        if (!keeps (more, names[i], data))
          g_error ("“%s” is lost of %s", names[i], more);
        n++;
      }

  return n;
}

/* --- Whole answers --- */

#define CHAT \
  "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[" \
  "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":" \
  "\"a\"},{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]}]," \
  "\"refusal\":\"no\",\"reasoning_content\":\"hm\",\"tool_calls\":[{\"index\":0,\"id\":\"t\"," \
  "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}],\"function_call\":" \
  "{\"name\":\"f\",\"arguments\":{}}},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":" \
  "9,\"completion_tokens\":4,\"prompt_tokens_details\":{\"cached_tokens\":6}," \
  "\"completion_tokens_details\":{\"reasoning_tokens\":2}}}"
#define SEALED_CHAT \
  "{\"choices\":[{\"message\":{\"content\":\"a\",\"thinking_blocks\":[{\"type\":\"thinking\"," \
  "\"thinking\":\"hm\",\"signature\":\"s\"},{\"type\":\"redacted_thinking\",\"data\":\"x\"}]}," \
  "\"usage\":{\"prompt_tokens\":1}}]}"
#define MESSAGE \
  "{\"id\":\"c\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[" \
  "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}," \
  "{\"type\":\"redacted_thinking\",\"data\":\"x\"},{\"type\":\"text\",\"text\":\"a\"}," \
  "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"x\":{}}}],\"stop_reason\":" \
  "\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":4," \
  "\"output_tokens_details\":{\"thinking_tokens\":2}}}"
#define CHAT_ERROR "{\"error\":{\"message\":\"no\",\"type\":\"x\",\"param\":\"p\"}}"
#define BARE_ERROR "{\"object\":\"error\",\"message\":\"no\",\"type\":\"x\"}"
#define MESSAGE_ERROR "{\"type\":\"error\",\"error\":{\"type\":\"x\",\"message\":\"no\"}}"

typedef struct
{
  const char    *json;
  BatchEndpoint  to;
  guint          status;
} Answer;

/* An obstacle may be what the member stands in. */
static gboolean
answer_keeps (const char    *json,
              const char    *name,
              gconstpointer  data)
{
  const Answer *answer = data;
  g_autoptr(GBytes) body = g_bytes_new (json, strlen (json));
  g_auto(BatchObstacle) obstacle = { NULL };
  g_autoptr(GBytes) made = batch_answer_translate (body, answer->to, answer->status, 1, NULL,
                                                   &obstacle);

  if (made == NULL)
    return obstacle.path != NULL;

  g_assert_true (batch_json_validate (g_bytes_get_data (made, NULL), g_bytes_get_size (made), 0));
  return g_strstr_len (g_bytes_get_data (made, NULL), (gssize) g_bytes_get_size (made),
                       MARK) != NULL;
}

static void
test_answers (void)
{
  static const Answer answers[] = {
    { CHAT, BATCH_ENDPOINT_MESSAGES, 200 },
    { SEALED_CHAT, BATCH_ENDPOINT_MESSAGES, 200 },
    { CHAT_ERROR, BATCH_ENDPOINT_MESSAGES, 400 },
    { BARE_ERROR, BATCH_ENDPOINT_MESSAGES, 500 },
    { MESSAGE, BATCH_ENDPOINT_CHAT_COMPLETIONS, 200 },
    { MESSAGE_ERROR, BATCH_ENDPOINT_CHAT_COMPLETIONS, 429 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    g_assert_cmpuint (check (answers[i].json, answer_keeps, &answers[i]), >, 20);
}

/* --- Streams --- */

/* What every chunk says again, the last of which counts, is in every one. */
#define CHUNK(choice, finish) \
  "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0," choice ",\"finish_reason\":" \
  finish "}]}"
#define DELTA(delta) CHUNK ("\"delta\":{" delta "}", "null")
#define BLOCK(index, block) \
  "{\"type\":\"content_block_start\",\"index\":" #index ",\"content_block\":{\"type\":" block "}}"
#define MORE(index, delta) \
  "{\"type\":\"content_block_delta\",\"index\":" #index ",\"delta\":{\"type\":" delta "}}"
#define STOP(index) "{\"type\":\"content_block_stop\",\"index\":" #index "}"

static const char *const chat_events[] = {
  DELTA ("\"role\":\"assistant\",\"content\":\"a\""),
  DELTA ("\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"thinking\",\"thinking\":"
         "[{\"type\":\"text\",\"text\":\"hm\"}]}]"),
  DELTA ("\"reasoning_content\":\"hm\",\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":"
         "\"hm\",\"signature\":\"s\"},{\"type\":\"redacted_thinking\",\"data\":\"x\"}]"),
  DELTA ("\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"type\":\"function\",\"function\":"
         "{\"name\":\"f\",\"arguments\":\"\"}}]"),
  DELTA ("\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"type\":\"function\",\"function\":"
         "{\"name\":\"f\",\"arguments\":\"{}\"}}]"),
  DELTA ("\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}"),
  CHUNK ("\"delta\":{}", "\"stop\""),
  "{\"id\":\"c\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,"
  "\"completion_tokens\":4,"
  "\"prompt_tokens_details\":{\"cached_tokens\":6}}}",
  "[DONE]", NULL,
};

static const char *const counted_chat[] = {
  CHUNK ("\"delta\":{},\"usage\":{\"prompt_tokens\":1}", "\"stop\""), "[DONE]", NULL,
};

static const char *const message_events[] = {
  "{\"type\":\"message_start\",\"message\":{\"id\":\"c\",\"type\":\"message\",\"role\":"
  "\"assistant\",\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":3,"
  "\"output_tokens_details\":{\"thinking_tokens\":2}}}}",
  BLOCK (0, "\"thinking\",\"thinking\":\"\",\"signature\":\"\""), "{\"type\":\"ping\"}",
  MORE (0, "\"thinking_delta\",\"thinking\":\"hm\""),
  MORE (0, "\"signature_delta\",\"signature\":\"s\""), STOP (0),
  BLOCK (1, "\"redacted_thinking\",\"data\":\"x\""), STOP (1),
  BLOCK (2, "\"text\",\"text\":\"\""), MORE (2, "\"text_delta\",\"text\":\"a\""), STOP (2),
  BLOCK (3, "\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}"),
  MORE (3, "\"input_json_delta\",\"partial_json\":\"{}\""), STOP (3),
  "{\"type\":\"weather\",\"sun\":{}}",
  "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":"
  "{\"output_tokens\":4}}",
  "{\"type\":\"message_stop\"}", NULL,
};

static const char *const broken_chat[] = { CHAT_ERROR, NULL };
static const char *const broken_message[] = { MESSAGE_ERROR, NULL };

typedef struct
{
  const char *const *events;
  BatchEndpoint      to;
  guint              n;            /* the one that says more */
} Stream;

static gboolean
stream_keeps (const char    *json,
              const char    *name,
              gconstpointer  data)
{
  const Stream *stream = data;
  g_autoptr(BatchEventTranslation) translation = batch_event_translation_new (stream->to, 1, TRUE);
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; stream->events[i] != NULL; i++)
    {
      const char *event = i == stream->n ? json : stream->events[i];

      batch_event_translation_add (translation, event, strlen (event), out);
    }
  return strstr (out->str, MARK) != NULL || strstr (out->str, "cannot be told in the API") != NULL;
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
    { counted_chat, BATCH_ENDPOINT_MESSAGES },
    { broken_chat, BATCH_ENDPOINT_MESSAGES },
    { message_events, BATCH_ENDPOINT_CHAT_COMPLETIONS },
    { broken_message, BATCH_ENDPOINT_CHAT_COMPLETIONS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    for (guint n = 0; streams[i].events[n] != NULL; n++)
      {
        Stream stream = { streams[i].events, streams[i].to, n };

        check (streams[i].events[n], stream_keeps, &stream);
      }
}

/* --- Requests --- */

#define CHAT_REQUEST \
  "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"system\",\"content\":\"s\"}," \
  "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\"," \
  "\"image_url\":{\"url\":\"data:image/png;base64,iV\",\"detail\":\"auto\"}}]},{\"role\":" \
  "\"assistant\",\"content\":\"b\",\"tool_calls\":[{\"id\":\"t\",\"type\":\"function\"," \
  "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":" \
  "\"t\",\"content\":[{\"type\":\"text\",\"text\":\"7\"}]}],\"tools\":[{\"type\":\"function\"," \
  "\"function\":{\"name\":\"f\",\"parameters\":{\"properties\":{}}}}],\"response_format\":" \
  "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{}}}}"
#define MESSAGES_REQUEST \
  "{\"model\":\"m\",\"max_tokens\":9,\"system\":[{\"type\":\"text\",\"text\":\"s\"}]," \
  "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":" \
  "\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"iV\"}}," \
  "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"http://a/\"}}]},{\"role\":" \
  "\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}," \
  "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"x\":{}},\"caller\":" \
  "{\"type\":\"direct\"}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\"," \
  "\"tool_use_id\":\"t\",\"content\":[{\"type\":\"text\",\"text\":\"7\"}]}]}],\"tools\":[" \
  "{\"name\":\"f\",\"input_schema\":{\"properties\":{}}}],\"tool_choice\":{\"type\":\"auto\"}," \
  "\"metadata\":{\"user_id\":\"u\"},\"thinking\":{\"type\":\"adaptive\"},\"output_config\":" \
  "{\"format\":{\"type\":\"json_schema\",\"schema\":{}}}}"

static gboolean
has_mark (GBytes *body)
{
  return body != NULL && g_strstr_len (g_bytes_get_data (body, NULL),
                                       (gssize) g_bytes_get_size (body), MARK) != NULL;
}

static gboolean
request_keeps (const char    *json,
               const char    *name,
               gconstpointer  data)
{
  g_autoptr(GBytes) body = g_bytes_new (json, strlen (json));
  g_auto(BatchObstacle) obstacle = { NULL };
  g_autoptr(GBytes) made = data != NULL
                           ? batch_messages_to_chat (body, BATCH_CHAT_PLAIN, &obstacle)
                           : batch_chat_to_messages (body, &obstacle);

  return has_mark (made) || (made == NULL && obstacle.path != NULL);
}

/* The name of who speaks, which no API of Ollama can be told. */
static gboolean
is_of_speaker (const char *json)
{
  return strstr (json, "\"name\":\"" MARK "\",\"role\":") != NULL;
}

static gboolean
ollama_request_keeps (const char    *json,
                      const char    *name,
                      gconstpointer  data)
{
  g_autoptr(GBytes) body = g_bytes_new (json, strlen (json));
  g_autofree char *obstacle = NULL;
  gboolean only_native;
  g_autoptr(GBytes) made = batch_ollama_chat_request (body, &obstacle, &only_native);

  return has_mark (made) || (made == NULL && obstacle != NULL)
         || (made != NULL && is_of_speaker (json));
}

static void
test_requests (void)
{
  g_assert_cmpuint (check (MESSAGES_REQUEST, request_keeps, ""), >, 300);
  g_assert_cmpuint (check (CHAT_REQUEST, request_keeps, NULL), >, 300);
  g_assert_cmpuint (check (CHAT_REQUEST, ollama_request_keeps, NULL), >, 300);
}

/* --- Ollama's answers --- */

static gboolean
reply_keeps (const char    *json,
             const char    *name,
             gconstpointer  data)
{
  g_autoptr(GString) chunk = g_string_new (NULL);
  BatchOllamaReply reply = { 0 };

  g_assert_true (batch_ollama_reply_add (&reply, (const guint8 *) json, strlen (json), chunk,
                                         NULL));
  return strstr (chunk->str, MARK) != NULL;
}

static void
test_replies (void)
{
  check ("{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":["
         "{\"id\":\"t\",\"type\":\"function\",\"function\":{\"index\":0,\"name\":\"f\","
         "\"arguments\":{\"x\":{}}}}]},"
         "\"done\":true}", reply_keeps, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/translation/nothing-lost/answers", test_answers);
  g_test_add_func ("/batch/translation/nothing-lost/streams", test_streams);
  g_test_add_func ("/batch/translation/nothing-lost/requests", test_requests);
  g_test_add_func ("/batch/translation/nothing-lost/replies", test_replies);
  return g_test_run ();
}
