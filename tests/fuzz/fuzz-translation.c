/* fuzz-translation.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib.h>
#include <string.h>

#include "answers/batch-sse-private.h"
#include "fuzz.h"
#include "translation/batch-answer-events-private.h"
#include "translation/batch-answer-translation-private.h"
#include "translation/batch-chat-to-messages-private.h"
#include "translation/batch-event-translation-private.h"
#include "translation/batch-messages-to-chat-private.h"
#include "translation/batch-responses-to-chat-private.h"

#define LIMIT 65536

static void
check_json (GBytes *made)
{
  g_assert_true (batch_json_validate (g_bytes_get_data (made, NULL), g_bytes_get_size (made), 0));
}

/* What is made of JSON is JSON, or there is a reason why not; nothing is made of anything else. */
static void
check_made (GBytes              *made,
            const BatchObstacle *obstacle,
            gboolean             is_json)
{
  g_assert_true (made == NULL || obstacle->path == NULL);
  g_assert_true (is_json || (made == NULL && obstacle->path == NULL));
  if (made != NULL)
    check_json (made);
}

typedef GBytes *(*MakeChat) (GBytes          *body,
                             BatchChatTraits  traits,
                             BatchObstacle   *obstacle);

static gboolean
can_be_chat (MakeChat         make,
             GBytes          *body,
             BatchChatTraits  traits,
             gboolean         is_json)
{
  g_auto(BatchObstacle) obstacle = { NULL };
  g_autoptr(GBytes) chat = make (body, traits, &obstacle);

  check_made (chat, &obstacle, is_json);
  return chat != NULL;
}

/* OpenAI knows nothing that others do not. */
static void
check_requests (GBytes   *body,
                gboolean  is_json)
{
  static const MakeChat makers[] = { batch_messages_to_chat, batch_responses_to_chat };
  g_auto(BatchObstacle) obstacle = { NULL };
  g_autoptr(GBytes) messages = batch_chat_to_messages (body, &obstacle);

  check_made (messages, &obstacle, is_json);
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    g_assert_true (can_be_chat (makers[i], body, BATCH_CHAT_PLAIN, is_json)
                   || !can_be_chat (makers[i], body, BATCH_CHAT_IS_STRICT, is_json));
  can_be_chat (batch_messages_to_chat, body, BATCH_CHAT_GOES_ON, is_json);
}

static void
check_answer (GBytes        *body,
              BatchEndpoint  to,
              guint          status,
              gboolean       is_json)
{
  g_auto(BatchObstacle) obstacle = { NULL };
  g_autoptr(GBytes) made = batch_answer_translate (body, to, status, 1, body, &obstacle);

  if (status == 200)
    check_made (made, &obstacle, is_json);
  else
    check_json (made);
}

/* --- Streams --- */

typedef struct
{
  BatchEventTranslation *translation;
  GString               *out;
} Stream;

static gboolean
take_event (const char *data,
            gsize       length,
            gpointer    user_data)
{
  Stream *stream = user_data;

  return batch_event_translation_add (stream->translation, data, length, stream->out)
         == BATCH_FOLD_OPEN;
}

static gboolean
check_event (const char *data,
             gsize       length,
             gpointer    user_data)
{
  guint *n = user_data;

  g_assert_true (batch_answer_event_is_done (data, length)
                 || batch_json_validate ((const guint8 *) data, length, 0));
  *n += 1;
  return TRUE;
}

static void
check_events (const char *events,
              gsize       length)
{
  guint n = 0;
  g_autoptr(BatchSse) reader = batch_sse_new (G_MAXINT, check_event, &n);

  g_assert_cmpint (batch_sse_feed (reader, (const guint8 *) events, length), ==,
                   BATCH_SSE_GOES_ON);
  g_assert_cmpuint (n, >, 0);
  g_assert_true (length > 2 && memcmp (events + length - 2, "\n\n", 2) == 0);
}

/* An answer that came whole. */
static void
check_whole (GBytes   *body,
             gboolean  is_json)
{
  GBytes *(*const make[]) (GBytes *) = { batch_answer_to_events, batch_message_to_events,
                                         batch_response_to_events };

  for (guint i = 0; i < G_N_ELEMENTS (make); i++)
    {
      g_autoptr(GBytes) events = make[i] (body);

      g_assert_true (is_json || events == NULL);
      if (events != NULL)
        check_events (g_bytes_get_data (events, NULL), g_bytes_get_size (events));
    }
}

/* Some of what comes may be too large to become a response. */
static BatchEventTranslation *
translation_new (BatchEndpoint to)
{
  return to == BATCH_ENDPOINT_RESPONSES
         ? batch_event_translation_new_to_response (LIMIT / 16, batch_clock_get_system (), NULL)
         : batch_event_translation_new (to, 1, TRUE);
}

/* Whatever comes, what goes out are whole events, and the last one says how it ended. */
static void
check_stream (BatchEndpoint  to,
              const guint8  *data,
              gsize          length)
{
  g_autoptr(BatchEventTranslation) translation = translation_new (to);
  g_autoptr(GString) out = g_string_new (NULL);
  Stream stream = { translation, out };
  g_autoptr(BatchSse) reader = batch_sse_new (LIMIT, take_event, &stream);

  batch_sse_feed (reader, data, length);
  batch_sse_end (reader);
  batch_event_translation_end (translation, out);
  check_events (out->str, out->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         length)
{
  g_autoptr(GBytes) body = g_bytes_new (data, length);
  gboolean is_json = batch_json_validate (data, length, BATCH_JSON_DEPTH);

  check_requests (body, is_json);
  check_whole (body, is_json);
  for (guint i = 0; i < 2; i++)
    {
      BatchEndpoint to = i == 0 ? BATCH_ENDPOINT_MESSAGES : BATCH_ENDPOINT_CHAT_COMPLETIONS;

      check_answer (body, to, 200, is_json);
      check_answer (body, to, 500, is_json);
      check_stream (to, data, length);
    }
  check_answer (body, BATCH_ENDPOINT_RESPONSES, 200, is_json);
  check_stream (BATCH_ENDPOINT_RESPONSES, data, length);
  return 0;
}
