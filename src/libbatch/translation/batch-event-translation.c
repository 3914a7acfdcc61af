/* batch-event-translation.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-event-translation-private.h"

#include "translation/batch-chat-events-private.h"
#include "translation/batch-message-events-private.h"
#include "translation/batch-response-events-private.h"

struct _BatchEventTranslation
{
  BatchEndpoint       to;
  BatchFoldState      state;
  union
  {
    BatchChatEvents     chat;
    BatchMessageEvents  message;
    BatchResponseEvents response;
  };
};

BatchEventTranslation *
batch_event_translation_new (BatchEndpoint to,
                             gint64        created,
                             gboolean      tells_usage)
{
  BatchEventTranslation *self = g_new0 (BatchEventTranslation, 1);

  self->to = to;
  if (to == BATCH_ENDPOINT_MESSAGES)
    batch_message_events_init (&self->message);
  else
    batch_chat_events_init (&self->chat, created, tells_usage);
  return self;
}

BatchEventTranslation *
batch_event_translation_new_to_response (gsize       limit,
                                         BatchClock *clock,
                                         GBytes     *request)
{
  BatchEventTranslation *self = g_new0 (BatchEventTranslation, 1);

  self->to = BATCH_ENDPOINT_RESPONSES;
  batch_response_events_init (&self->response, limit, clock, request);
  return self;
}

void
batch_event_translation_free (BatchEventTranslation *self)
{
  if (self->to == BATCH_ENDPOINT_MESSAGES)
    batch_message_events_clear (&self->message);
  else if (self->to == BATCH_ENDPOINT_RESPONSES)
    batch_response_events_clear (&self->response);
  else
    batch_chat_events_clear (&self->chat);
  g_free (self);
}

void
batch_event_translation_fail (BatchEventTranslation *self,
                              guint                  status,
                              const char            *message,
                              GString               *out)
{
  static const BatchJsonValue nowhere = { 0 };
  const BatchApiError error = { .status = status, .message = message };

  if (self->to == BATCH_ENDPOINT_RESPONSES)
    {
      batch_response_events_fail (&self->response, &error, out);
      return;
    }

  g_string_append (out, self->to == BATCH_ENDPOINT_MESSAGES ? "event: error\ndata: " : "data: ");
  batch_api_error_append (&error, &nowhere, self->to, out);
  g_string_append (out, "\n\n");
}

static void
fail_garbled (BatchEventTranslation *self,
              const BatchObstacle   *obstacle,
              GString               *out)
{
  g_autofree char *refusal = obstacle->path != NULL ? batch_obstacle_describe (obstacle) : NULL;

  batch_event_translation_fail (self, 0, refusal != NULL
                                         ? refusal
                                         : "What the model server streams is not an answer", out);
}

static BatchFoldState
add (BatchEventTranslation *self,
     BatchTranslator       *translator,
     const char            *data,
     gsize                  length,
     GString               *out)
{
  if (self->to == BATCH_ENDPOINT_MESSAGES)
    return batch_message_events_add (&self->message, translator, data, length, out);
  if (self->to == BATCH_ENDPOINT_RESPONSES)
    return batch_response_events_add (&self->response, translator, data, length, out);

  return batch_chat_events_add (&self->chat, translator, data, length, out);
}

/* OPEN: it has not come to its end. */
static BatchFoldState
end (BatchEventTranslation *self,
     BatchTranslator       *translator,
     GString               *out)
{
  gboolean ended;

  if (self->to == BATCH_ENDPOINT_RESPONSES)
    return batch_response_events_end (&self->response, translator, out);

  ended = self->to == BATCH_ENDPOINT_MESSAGES ? batch_message_events_end (&self->message, out)
                                              : batch_chat_events_end (&self->chat, out);
  return ended ? BATCH_FOLD_DONE : BATCH_FOLD_OPEN;
}

BatchFoldState
batch_event_translation_add (BatchEventTranslation *self,
                             const char            *data,
                             gsize                  length,
                             GString               *out)
{
  g_autoptr(GString) path = g_string_new (NULL);
  g_auto(BatchObstacle) obstacle = { NULL };
  BatchTranslator translator = { path, &obstacle };
  gsize had = out->len;

  if (self->state != BATCH_FOLD_OPEN)
    return self->state;

  self->state = add (self, &translator, data, length, out);
  if (self->state == BATCH_FOLD_GARBLED)
    {
      g_string_truncate (out, had);
      fail_garbled (self, &obstacle, out);
    }
  return self->state;
}

gboolean
batch_event_translation_end (BatchEventTranslation *self,
                             GString               *out)
{
  g_autoptr(GString) path = g_string_new (NULL);
  g_auto(BatchObstacle) obstacle = { NULL };
  BatchTranslator translator = { path, &obstacle };

  if (self->state != BATCH_FOLD_OPEN)
    return self->state == BATCH_FOLD_DONE;

  self->state = end (self, &translator, out);
  if (self->state == BATCH_FOLD_DONE)
    return TRUE;

  if (self->state == BATCH_FOLD_GARBLED)
    fail_garbled (self, &obstacle, out);
  else
    batch_event_translation_fail (self, 0, "The answer of the model server broke off", out);
  self->state = BATCH_FOLD_ERROR;
  return FALSE;
}
