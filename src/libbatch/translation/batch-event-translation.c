/* batch-event-translation.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-event-translation-private.h"

#include "translation/batch-chat-events-private.h"
#include "translation/batch-message-events-private.h"

struct _BatchEventTranslation
{
  BatchEndpoint       to;
  BatchFoldState      state;
  BatchChatEvents     chat;
  BatchMessageEvents  message;
};

BatchEventTranslation *
batch_event_translation_new (BatchEndpoint to,
                             gint64        created,
                             gboolean      tells_usage)
{
  BatchEventTranslation *self = g_new0 (BatchEventTranslation, 1);

  self->to = to;
  batch_chat_events_init (&self->chat, created, tells_usage);
  batch_message_events_init (&self->message);
  return self;
}

void
batch_event_translation_free (BatchEventTranslation *self)
{
  batch_chat_events_clear (&self->chat);
  batch_message_events_clear (&self->message);
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

  self->state = self->to == BATCH_ENDPOINT_MESSAGES
                ? batch_message_events_add (&self->message, &translator, data, length, out)
                : batch_chat_events_add (&self->chat, &translator, data, length, out);
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
  if (self->state != BATCH_FOLD_OPEN)
    return self->state == BATCH_FOLD_DONE;

  self->state = self->to == BATCH_ENDPOINT_MESSAGES
                ? batch_message_events_end (&self->message, out) ? BATCH_FOLD_DONE : BATCH_FOLD_OPEN
                : batch_chat_events_end (&self->chat, out) ? BATCH_FOLD_DONE : BATCH_FOLD_OPEN;
  if (self->state == BATCH_FOLD_DONE)
    return TRUE;

  self->state = BATCH_FOLD_ERROR;
  batch_event_translation_fail (self, 0, "The answer of the model server broke off", out);
  return FALSE;
}
