/* api/batch-api-chats.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-chat-private.h"

#include "api/batch-api-betas-private.h"
#include "api/batch-api-directory-private.h"
#include "workers/batch-chat-private.h"

/* Requests whose clients wait for the answer: chats, embeddings, messages. They go to the lanes
 * of the engine that works, before the batches, and are in no store. */

/* The others have to come again. */
#define TRY_AGAIN_S    2
#define EVENTS         "text/event-stream"

typedef struct
{
  BatchApiExchange *exchange;
  BatchApiAsked     asked;
  BatchEndpoint     endpoint;
  GBytes           *body;
  BatchChat        *chat;          /* (nullable) once it is known where to */
  gboolean          begun;         /* a model server is at work on it */
} BatchApiTalk;

/* --- Room --- */

/* A length that is not told may be any. */
static gsize
length_of (BatchApiExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
         ? (gsize) soup_message_headers_get_content_length (headers) + 1
         : (gsize) exchange->body_left;
}

/* Who needs no key, and has none, is one of them all the same. */
static const char *
get_owner (BatchApiExchange *exchange)
{
  return exchange->owner_id != NULL ? exchange->owner_id : "";
}

static BatchApiFault *
make_fault (BatchApiShareVerdict verdict)
{
  BatchApiFault *fault =
    verdict == BATCH_API_SHARE_SPENT
    ? batch_api_fault_new (429, "rate_limit_exceeded", NULL,
                           "Too many requests of this API key wait for their answers here, as "
                           "those of others do, too. Try again when one of them is over.")
    : batch_api_fault_new (429, "rate_limit_exceeded", NULL,
                           "Too many requests wait for their answers here: there can be %d. "
                           "Try again when one of them is over.", BATCH_API_SHARE_REQUESTS);

  fault->retry_after_s = TRY_AGAIN_S;
  return fault;
}

void
batch_api_chats_admit (BatchApiExchange *exchange)
{
  static const BatchApiShare nothing = { 0, 0 };
  BatchApiService *service = exchange->service;
  BatchApiShare *own = g_hash_table_lookup (service->shares, get_owner (exchange));
  guint n_keys = g_hash_table_size (service->shares) + (own == NULL);
  gsize length = length_of (exchange);
  BatchApiShareVerdict verdict = batch_api_share_judge (own != NULL ? own : &nothing,
                                                        &service->admitted, n_keys, length);

  if (verdict != BATCH_API_SHARE_ADMITTED)
    {
      batch_api_exchange_refuse (exchange, make_fault (verdict));
      return;
    }

  if (own == NULL)
    {
      own = g_new0 (BatchApiShare, 1);
      g_hash_table_insert (service->shares, g_strdup (get_owner (exchange)), own);
    }
  exchange->admitted = length;
  own->n_requests++;
  own->n_bytes += length;
  service->admitted.n_requests++;
  service->admitted.n_bytes += length;
}

void
batch_api_chats_release (BatchApiExchange *exchange)
{
  BatchApiService *service = exchange->service;
  BatchApiShare *own = g_hash_table_lookup (service->shares, get_owner (exchange));

  service->admitted.n_requests--;
  service->admitted.n_bytes -= exchange->admitted;
  own->n_bytes -= exchange->admitted;
  if (--own->n_requests == 0)
    g_hash_table_remove (service->shares, get_owner (exchange));
}

void
batch_api_chats_count (BatchApiService *self,
                       guint           *n_waiting,
                       guint           *n_running)
{
  GHashTableIter iter;
  gpointer talk;

  *n_waiting = 0;
  *n_running = 0;
  g_hash_table_iter_init (&iter, self->talks);
  while (g_hash_table_iter_next (&iter, &talk, NULL))
    if (((BatchApiTalk *) talk)->begun)
      (*n_running)++;
    else
      (*n_waiting)++;
}

/* --- The end --- */

static void
talk_free (BatchApiTalk *self)
{
  g_hash_table_remove (self->exchange->service->talks, self);
  batch_api_exchange_watch (self->exchange, NULL, NULL);
  if (self->chat != NULL)
    {
      self->chat->client_data = NULL;
      batch_chat_unref (self->chat);
    }
  batch_api_asked_clear (&self->asked);
  g_bytes_unref (self->body);
  batch_api_exchange_unref (self->exchange);
  g_free (self);
}

static void
client_left_cb (gpointer user_data)
{
  BatchApiTalk *self = user_data;

  if (self->chat != NULL)
    batch_executor_drop_chat (self->exchange->service->engine_inbox, self->chat);
  talk_free (self);
}

void
batch_api_chats_stop (BatchApiService *self)
{
  g_autoptr(GList) talks = g_hash_table_get_keys (self->talks);

  for (GList *at = talks; at != NULL; at = at->next)
    client_left_cb (at->data);
}

/* --- What the engine tells --- */

static void
taken_cb (gsize    length,
          gpointer user_data)
{
  BatchApiTalk *self = user_data;

  batch_chat_taken (self->chat, length);
}

static void
refuse (BatchApiTalk        *self,
        const BatchChatNews *news)
{
  BatchApiExchange *exchange = self->exchange;
  g_autoptr(GBytes) body = NULL;
  BatchApiFault *fault;

  if (news->body != NULL && batch_api_asked_is_error (news->body, exchange->api))
    {
      body = exchange->api == BATCH_API_ANTHROPIC
             ? batch_api_fault_sign (news->body, exchange->request_id) : g_bytes_ref (news->body);
      batch_api_exchange_answer_bytes (exchange, news->status, body);
      return;
    }

  fault = batch_api_fault_new (news->status, news->status == 404 ? "model_not_found" : NULL,
                               news->obstacle, "%s", news->message);
  fault->retry_after_s = news->retry_after_s;
  batch_api_exchange_refuse (exchange, fault);
}

static void
take_end (BatchApiTalk        *self,
          const BatchChatNews *news)
{
  BatchApiExchange *exchange = self->exchange;

  switch (news->event)
    {
    case BATCH_CHAT_ENDS:
      batch_api_exchange_complete (exchange);
      break;

    case BATCH_CHAT_BREAKS:
      batch_api_exchange_watch (exchange, NULL, NULL);
      batch_api_exchange_reset (exchange);
      batch_api_exchange_complete (exchange);
      break;

    case BATCH_CHAT_ANSWERED:
      batch_api_exchange_answer_bytes (exchange, SOUP_STATUS_OK, news->body);
      break;

    case BATCH_CHAT_REFUSED:
      refuse (self, news);
      break;

    case BATCH_CHAT_BEGINS:
    case BATCH_CHAT_STREAMS:
    case BATCH_CHAT_PIECE:
      g_assert_not_reached ();
    }

  talk_free (self);
}

static void
news_cb (gpointer receiver,
         gpointer data)
{
  const BatchChatNews *news = data;
  BatchApiTalk *self = news->chat->client_data;

  if (self == NULL)
    return;

  switch (news->event)
    {
    case BATCH_CHAT_BEGINS:
      self->begun = TRUE;
      break;

    case BATCH_CHAT_STREAMS:
      batch_api_exchange_stream (self->exchange, EVENTS, taken_cb, self);
      break;

    case BATCH_CHAT_PIECE:
      batch_api_exchange_append (self->exchange, news->body);
      break;

    case BATCH_CHAT_ENDS:
    case BATCH_CHAT_BREAKS:
    case BATCH_CHAT_ANSWERED:
    case BATCH_CHAT_REFUSED:
      take_end (self, news);
      break;
    }
}

/* --- Beginning --- */

static void
servers_found_cb (BatchApiDirectory *directory,
                  gpointer           user_data)
{
  BatchApiExchange *exchange = user_data;
  g_autoptr(BatchApiExchange) own = exchange;
  BatchApiTalk *self = exchange->left_data;
  const char *models[] = { NULL, NULL };
  GStrv servers;

  /* It has gone, and took the talk with it. */
  if (exchange->left == NULL)
    return;

  models[0] = self->asked.model;
  servers = batch_api_listings_find (batch_api_directory_get_listings (directory), models);
  if (servers[0] == NULL)
    {
      g_strfreev (servers);
      batch_api_exchange_refuse (exchange, batch_api_directory_miss (directory,
                                                                     self->asked.model));
      talk_free (self);
      return;
    }

  self->chat = batch_chat_new (self->endpoint, self->asked.model, servers,
                               g_bytes_ref (self->body), self->asked.stream,
                               exchange->service->news, news_cb, self);
  self->chat->wants_usage = self->asked.usage;
  self->chat->betas = g_strdup (batch_api_betas_get (exchange));
  self->chat->seen = g_strdup (batch_api_directory_get_seen (directory));
  batch_executor_put_chat (exchange->service->engine_inbox, self->chat);
}

void
batch_api_chats_create (BatchApiExchange *exchange)
{
  g_autoptr(GBytes) body = batch_api_exchange_dup_body (exchange);
  BatchApiFault *fault = batch_api_betas_check (exchange);
  BatchApiAsked asked = { 0 };
  BatchApiTalk *self;

  if (fault != NULL || !batch_api_asked_read (body, &asked, &fault))
    {
      batch_api_exchange_refuse (exchange, fault);
      return;
    }

  self = g_new0 (BatchApiTalk, 1);
  self->exchange = batch_api_exchange_ref (exchange);
  self->asked = asked;
  self->endpoint = batch_endpoint_from_path (exchange->route);
  self->body = g_steal_pointer (&body);
  g_hash_table_add (exchange->service->talks, self);
  batch_api_exchange_watch (exchange, client_left_cb, self);
  batch_api_directory_find (exchange->service->directory, asked.model, servers_found_cb,
                            batch_api_exchange_ref (exchange));
}
