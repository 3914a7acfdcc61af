/* batch-chat.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-chat-private.h"

/* What is on its way to a client that takes it slowly. */
#define MAX_IN_TRANSIT (256 * 1024)

#define BAD_REQUEST 400
#define BAD_GATEWAY 502
#define UNAVAILABLE 503

BatchChat *
batch_chat_new (BatchEndpoint     endpoint,
                const char       *model,
                GStrv             servers,
                GBytes           *body,
                gboolean          wants_stream,
                BatchMailbox     *client,
                BatchMailboxFunc  tell,
                gpointer          client_data)
{
  BatchChat *self = g_atomic_rc_box_new0 (BatchChat);

  self->endpoint = endpoint;
  self->model = g_strdup (model);
  self->servers = servers;
  self->body = body;
  self->wants_stream = wants_stream;
  self->client = batch_mailbox_ref (client);
  self->tell = tell;
  self->client_data = client_data;
  self->cancellable = g_cancellable_new ();
  return self;
}

BatchChat *
batch_chat_ref (BatchChat *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
chat_clear (gpointer data)
{
  BatchChat *self = data;

  g_free (self->model);
  g_free (self->key);
  g_free (self->betas);
  g_free (self->seen);
  g_strfreev (self->servers);
  g_bytes_unref (self->body);
  batch_mailbox_unref (self->client);
  g_object_unref (self->cancellable);
}

void
batch_chat_unref (BatchChat *self)
{
  g_atomic_rc_box_release_full (self, chat_clear);
}

/* --- Telling --- */

static void
news_free (gpointer data)
{
  BatchChatNews *news = data;

  batch_chat_unref (news->chat);
  g_clear_pointer (&news->body, g_bytes_unref);
  g_free (news->message);
  g_free (news->obstacle);
  g_free (news);
}

/* Takes @news. */
static void
post (BatchChat     *self,
      BatchChatNews *news)
{
  news->chat = batch_chat_ref (self);
  self->over = news->event >= BATCH_CHAT_ENDS;
  batch_mailbox_post (self->client, self->tell, news, news_free);
}

void
batch_chat_tell (BatchChat      *self,
                 BatchChatEvent  event,
                 GBytes         *body)
{
  BatchChatNews *news;

  if (self->over)
    return;

  news = g_new0 (BatchChatNews, 1);
  news->event = event;
  news->body = body != NULL ? g_bytes_ref (body) : NULL;
  self->streams |= event == BATCH_CHAT_STREAMS;
  if (event == BATCH_CHAT_PIECE)
    g_atomic_int_add (&self->in_transit, (int) g_bytes_get_size (body));
  post (self, news);
}

static void
refuse (BatchChat  *self,
        guint       status,
        gint64      retry_after_s,
        const char *message,
        const char *obstacle,
        GBytes     *body)
{
  BatchChatNews *news;

  if (self->over)
    return;

  news = g_new0 (BatchChatNews, 1);
  news->event = self->streams ? BATCH_CHAT_BREAKS : BATCH_CHAT_REFUSED;
  news->status = status;
  news->retry_after_s = retry_after_s;
  news->message = g_strdup (message);
  news->obstacle = g_strdup (obstacle);
  news->body = body != NULL ? g_bytes_ref (body) : NULL;
  post (self, news);
}

void
batch_chat_refuse (BatchChat  *self,
                   guint       status,
                   gint64      retry_after_s,
                   const char *message)
{
  refuse (self, status, retry_after_s, message, NULL, NULL);
}

/* A key that the model server does not accept is ours, not the one of the client; nor is a redirect
 * anything that the client has done. Where it says that something is not there, that is for the
 * client to know, and so is what cannot be sent. */
static guint
status_for (const BatchEnding *ending)
{
  if (ending->verdict == BATCH_VERDICT_AUTH)
    return BAD_GATEWAY;
  if (ending->status_code >= 400)
    return (guint) ending->status_code;
  if (ending->server_down)
    return UNAVAILABLE;
  return ending->failure_kind == BATCH_FAILURE_KIND_BUILDER_ERROR ? BAD_REQUEST : BAD_GATEWAY;
}

/* Rounded up: who comes too early is turned away once more. */
static gint64
retry_after_s (const BatchEnding *ending)
{
  gint64 ms = MAX (ending->retry_after_ms, 0);

  return ms / 1000 + (ms % 1000 > 0);
}

void
batch_chat_end (BatchChat         *self,
                const BatchEnding *ending)
{
  gboolean told = ending->body != NULL && ending->verdict != BATCH_VERDICT_AUTH
                  && ending->status_code >= 400;

  /* A good answer that cannot be told in the API of the client is none. */
  if (ending->status_code >= 200 && ending->status_code < 300
      && ending->failure_kind == BATCH_FAILURE_KIND_NONE)
    batch_chat_tell (self, self->streams ? BATCH_CHAT_ENDS : BATCH_CHAT_ANSWERED, ending->body);
  else
    refuse (self, status_for (ending), retry_after_s (ending),
            ending->message != NULL ? ending->message : "The model server gave no answer",
            ending->obstacle, told ? ending->body : NULL);
}

void
batch_chat_abandon (BatchChat *self)
{
  self->over = TRUE;
  g_cancellable_cancel (self->cancellable);
}

/* --- How much is on its way --- */

gboolean
batch_chat_has_room (BatchChat *self)
{
  return g_atomic_int_get (&self->in_transit) < MAX_IN_TRANSIT;
}

void
batch_chat_taken (BatchChat *self,
                  gsize      length)
{
  g_atomic_int_add (&self->in_transit, -(int) length);
}
