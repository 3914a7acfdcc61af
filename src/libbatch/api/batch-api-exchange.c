/* api/batch-api-exchange.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-exchange-private.h"

#include "api/batch-api-metrics-private.h"
#include "api/batch-api-route-private.h"
#include "api/batch-api-service-private.h"
#include "core/batch-id-private.h"
#include "core/batch-log-private.h"

#define JSON             "application/json"
#define MIB              (1024 * (gint64) 1024)
/* What is thrown away of the body of a refused request when it says how much comes. When it does
 * not, that is as much as could have been taken, and this at least. */
#define MAX_DISCARDED    (1024 * MIB)
#define MIN_DISCARDED    (16 * MIB)
/* As it is counted: nobody gets it. */
#define CLIENT_GONE      499

static void
tell_left (BatchApiExchange *self)
{
  void (*left) (gpointer user_data) = g_steal_pointer (&self->left);

  if (left != NULL)
    left (self->left_data);
}

/* What else it calls an id could be anything, a key as well. */
static const char *
get_batch_id (BatchApiExchange *self)
{
  return self->id != NULL && (g_str_has_prefix (self->id, "batch_")
                              || g_str_has_prefix (self->id, "msgbatch_")) ? self->id : NULL;
}

/* One line for each. Of what was asked for, only what is known here is repeated. */
static void
log_end (BatchApiExchange *self)
{
  const BatchLogFields fields = {
    .request = self->request_id,
    .key = self->owner_id,
    .job = get_batch_id (self),
    .method = self->route != NULL ? soup_server_message_get_method (self->message) : "other",
    .route = self->route != NULL ? self->route : "other",
    .code = self->code,
    .status = self->status,
    .duration_ms = (batch_clock_monotonic (self->service->engine->clock) - self->began_at) / 1000,
  };

  if (self->status == 0)
    batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_REQUEST, &fields, "%s %s: no answer, %" G_GINT64_FORMAT
               " ms", fields.method, fields.route, fields.duration_ms);
  else
    batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_REQUEST, &fields, "%s %s: %u%s%s, %" G_GINT64_FORMAT
               " ms", fields.method, fields.route, self->status, self->code != NULL ? " " : "",
               self->code != NULL ? self->code : "", fields.duration_ms);
}

/* The connection lets go of it. */
static void
finished_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  BatchApiExchange *self = user_data;

  if (self->gone)
    return;

  self->gone = TRUE;
  log_end (self);
  tell_left (self);
  batch_api_exchange_unref (self);
}

static void
exchange_clear (gpointer data)
{
  BatchApiExchange *self = data;

  g_signal_handlers_disconnect_by_data (self->message, self);
  if (self->admitted > 0)
    batch_api_chats_release (self);
  g_object_unref (self->message);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_free (self->id);
  g_free (self->key_id);
  g_free (self->owner_id);
  g_free (self->request_id);
}

BatchApiExchange *
batch_api_exchange_new (BatchApiService   *service,
                        SoupServerMessage *message,
                        BatchApi           api)
{
  BatchApiExchange *self = g_rc_box_new0 (BatchApiExchange);
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));

  self->service = service;
  self->message = g_object_ref (message);
  self->api = api;
  self->began_at = batch_clock_monotonic (self->service->engine->clock);
  self->request_id = batch_id_new ("req_");
  self->query = query != NULL ? soup_form_decode (query) : NULL;
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  g_signal_connect (message, "disconnected", G_CALLBACK (finished_cb), self);
  return self;
}

BatchApiExchange *
batch_api_exchange_ref (BatchApiExchange *self)
{
  return g_rc_box_acquire (self);
}

void
batch_api_exchange_unref (BatchApiExchange *self)
{
  g_rc_box_release_full (self, exchange_clear);
}

const char *
batch_api_exchange_get (BatchApiExchange *self,
                        const char       *name)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

const char *
batch_api_exchange_header (BatchApiExchange *self,
                           const char       *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (self->message),
                                       name);
}

GBytes *
batch_api_exchange_dup_body (BatchApiExchange *self)
{
  return soup_message_body_flatten (soup_server_message_get_request_body (self->message));
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              gpointer           user_data)
{
  BatchApiExchange *self = user_data;

  self->body_left -= (gint64) g_bytes_get_size (chunk);
  if (self->body_left < 0)
    batch_api_exchange_reset (self);
}

void
batch_api_exchange_limit (BatchApiExchange *self,
                          gint64            max)
{
  self->body_left = max;
  g_signal_connect (self->message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
}

void
batch_api_exchange_reset (BatchApiExchange *self)
{
  batch_api_peer_reset (self->message);
}

void
batch_api_exchange_pause (BatchApiExchange *self)
{
  soup_server_message_pause (self->message);
}

static gboolean
wants_more (BatchApiExchange *self)
{
  return soup_server_message_get_http_version (self->message) != SOUP_HTTP_1_0
         && !soup_message_headers_header_contains (
               soup_server_message_get_request_headers (self->message), "Connection", "close");
}

static void
write_connection (BatchApiExchange   *self,
                  SoupMessageHeaders *headers)
{
  g_autofree char *timeout = NULL;

  if (!wants_more (self) || !batch_api_peer_keep (self->message))
    {
      soup_message_headers_replace (headers, "Connection", "close");
      return;
    }

  timeout = g_strdup_printf ("timeout=%u", self->service->patience);
  soup_message_headers_replace (headers, "Keep-Alive", timeout);
}

gboolean
batch_api_exchange_begin_answer (BatchApiExchange *self,
                                 guint             status)
{
  SoupMessageHeaders *headers;

  if (self->answered || self->gone)
    return FALSE;

  self->answered = TRUE;
  self->status = status;
  batch_api_peer_answer (self->message);
  batch_api_requests_count (self->service->requests,
                            soup_server_message_get_method (self->message), self->route, status);
  headers = soup_server_message_get_response_headers (self->message);
  soup_message_headers_replace (headers, self->api == BATCH_API_ANTHROPIC ? "request-id"
                                                                           : "x-request-id",
                                self->request_id);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  write_connection (self, headers);
  return TRUE;
}

static void
give (BatchApiExchange *self,
      guint             status,
      const char       *content_type,
      GString          *text)
{
  gsize length = text->len;

  soup_server_message_set_status (self->message, status, NULL);
  soup_server_message_set_response (self->message, content_type, SOUP_MEMORY_TAKE,
                                    g_string_free (text, FALSE), length);
  soup_server_message_unpause (self->message);
}

void
batch_api_exchange_answer (BatchApiExchange *self,
                           guint             status,
                           GString          *json)
{
  if (batch_api_exchange_begin_answer (self, status))
    give (self, status, JSON, json);
  else
    g_string_free (json, TRUE);
}

void
batch_api_exchange_answer_text (BatchApiExchange *self,
                                const char       *content_type,
                                GString          *text)
{
  if (batch_api_exchange_begin_answer (self, SOUP_STATUS_OK))
    give (self, SOUP_STATUS_OK, content_type, text);
  else
    g_string_free (text, TRUE);
}

void
batch_api_exchange_answer_empty (BatchApiExchange *self,
                                 guint             status)
{
  if (!batch_api_exchange_begin_answer (self, status))
    return;

  soup_server_message_set_status (self->message, status, NULL);
  soup_server_message_unpause (self->message);
}

void
batch_api_exchange_answer_bytes (BatchApiExchange *self,
                                 guint             status,
                                 GBytes           *body)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  batch_api_exchange_answer (self, status, g_string_new_len (data, (gssize) length));
}

/* What a client may do instead. */
static void
write_advice (BatchApiExchange    *self,
              const BatchApiFault *fault)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, fault->retry_after_s);

  if (fault->retry_after_s > 0)
    soup_message_headers_replace (headers, "Retry-After", seconds);
  if (fault->allow != NULL)
    soup_message_headers_replace (headers, "Allow", fault->allow);
  /* The official clients take a conflict for a lock that will go. */
  if (fault->status == SOUP_STATUS_CONFLICT)
    soup_message_headers_replace (headers, "x-should-retry", "false");
}

/* Clients send all that they have before they look for an answer. One that is hung up on meanwhile
 * takes that for a broken connection: it never learns why, and begins again. */
static void
discard_body (BatchApiExchange *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);
  gboolean announced = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
                       && soup_message_headers_get_content_length (headers) <= MAX_DISCARDED;

  soup_message_body_set_accumulate (soup_server_message_get_request_body (self->message), FALSE);
  self->body_left = announced ? MAX_DISCARDED : MAX (self->body_left, MIN_DISCARDED);
}

/* To wait for the end of its body, as libsoup does before it answers, would be in vain. */
static gboolean
has_no_end (BatchApiExchange *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);

  return !batch_api_route_knows_length (headers)
         || (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
             && soup_message_headers_get_content_length (headers) > MAX_DISCARDED);
}

static void
append_header (const char *name,
               const char *value,
               gpointer    user_data)
{
  g_string_append_printf (user_data, "%s: %s\r\n", name, value);
}

/* What comes of its body then is thrown away as long as it is bearable. */
static void
say_at_once (BatchApiExchange *self,
             guint             status,
             const GString    *text)
{
  g_autoptr(GString) answer = g_string_new (NULL);

  g_string_append_printf (answer, "HTTP/1.1 %u %s\r\n", status, soup_status_get_phrase (status));
  soup_message_headers_foreach (soup_server_message_get_response_headers (self->message),
                                append_header, answer);
  g_string_append_printf (answer, "Content-Type: " JSON "\r\nContent-Length: %" G_GSIZE_FORMAT
                          "\r\n\r\n", text->len);
  if (soup_server_message_get_method (self->message) != SOUP_METHOD_HEAD)
    g_string_append_len (answer, text->str, (gssize) text->len);
  batch_api_peer_say_last (self->message, answer->str, answer->len);
}

static void
give_refusal (BatchApiExchange    *self,
              const BatchApiFault *fault)
{
  GString *text = batch_api_fault_write (fault, self->api, self->request_id);

  if (has_no_end (self))
    say_at_once (self, fault->status, text);
  give (self, fault->status, JSON, text);
}

void
batch_api_exchange_refuse (BatchApiExchange *self,
                           BatchApiFault    *fault)
{
  discard_body (self);
  batch_api_peer_welcome (self->message, FALSE);
  if (!self->answered)
    {
      self->code = fault->code;
      write_advice (self, fault);
    }
  if (batch_api_exchange_begin_answer (self, fault->status))
    give_refusal (self, fault);
  batch_api_fault_free (fault);
}

void
batch_api_exchange_fail (BatchApiExchange *self,
                         GError           *error)
{
  batch_api_exchange_refuse (self, batch_api_fault_from_error (error));
  g_error_free (error);
}

void
batch_api_exchange_miss (BatchApiExchange *self,
                         GError           *error,
                         BatchApiFault    *fault)
{
  if (error == NULL || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      batch_api_exchange_refuse (self, fault);
      return;
    }

  batch_api_fault_free (fault);
  batch_api_exchange_fail (self, error);
}

/* --- Clients that go --- */

/* libsoup does not look while nothing is to be written. */
static void
hung_up_cb (gpointer user_data)
{
  BatchApiExchange *self = user_data;
  gboolean answered = self->answered;

  tell_left (self);
  if (batch_api_exchange_begin_answer (self, CLIENT_GONE))
    soup_server_message_set_status (self->message, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL);
  batch_api_exchange_reset (self);
  if (answered)
    soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}

void
batch_api_exchange_watch (BatchApiExchange *self,
                          void            (*left) (gpointer user_data),
                          gpointer          user_data)
{
  self->left = left;
  self->left_data = user_data;
  batch_api_peer_watch (self->message, left != NULL ? hung_up_cb : NULL, self);
}
