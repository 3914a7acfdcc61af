/* api/batch-api-exchange-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-service-private.h"

/* Answers that are not in one piece. */

/* What is read of a file at once, so that all that is under way is no more than this; few may
 * have more each, which is quicker. */
#define ALL_BLOCKS (32 * 1024 * 1024)
#define MIN_BLOCK  (64 * 1024)
#define MAX_BLOCK  (512 * 1024)

/* --- Of what is there --- */

/* Reads a block while the one before is being written, so that no more than two are held. */
typedef struct
{
  BatchApiExchange *exchange;
  GInputStream     *stream;
  GBytes           *ahead;         /* (nullable) the block that is written next */
  gint64            unread;
  gint64            unsent;
  gboolean          reading;
  gboolean          waiting;       /* nothing is left to be written, and more is to come */
} Sending;

static void
sending_free (gpointer  data,
              GClosure *closure)
{
  Sending *sending = data;

  g_object_unref (sending->stream);
  g_clear_pointer (&sending->ahead, g_bytes_unref);
  g_free (sending);
}

static void read_ahead (Sending *sending);

static void
send_next (Sending *sending)
{
  SoupServerMessage *message = sending->exchange->message;
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  g_autoptr(GBytes) block = g_steal_pointer (&sending->ahead);

  if (block == NULL)
    {
      sending->waiting = TRUE;
      soup_server_message_pause (message);
      return;
    }

  sending->unsent -= (gint64) g_bytes_get_size (block);
  soup_message_body_append_bytes (body, block);
  if (sending->unsent <= 0)
    soup_message_body_complete (body);
  if (sending->waiting)
    soup_server_message_unpause (message);
  sending->waiting = FALSE;
  read_ahead (sending);
}

static void
block_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Sending *sending = user_data;
  g_autoptr(BatchApiExchange) self = sending->exchange;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) block = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result,
                                                              &error);

  sending->reading = FALSE;
  if (self->gone)
    return;

  /* The length was promised: an answer that is cut shows that something went wrong. */
  if (block == NULL || g_bytes_get_size (block) == 0)
    {
      g_warning ("A file cannot be read to its end: %s",
                 error != NULL ? error->message : "it became shorter");
      batch_api_exchange_reset (self);
      soup_server_message_unpause (self->message);
      return;
    }

  sending->unread -= (gint64) g_bytes_get_size (block);
  sending->ahead = g_steal_pointer (&block);
  if (sending->waiting)
    send_next (sending);
}

static gsize
choose_block (const Sending *sending)
{
  guint n_blocks = 2 * MAX (g_hash_table_size (sending->exchange->service->peers), 1);

  return (gsize) MIN (CLAMP (ALL_BLOCKS / n_blocks, MIN_BLOCK, MAX_BLOCK), sending->unread);
}

static void
read_ahead (Sending *sending)
{
  if (sending->reading || sending->unread <= 0)
    return;

  sending->reading = TRUE;
  batch_api_exchange_ref (sending->exchange);
  g_input_stream_read_bytes_async (sending->stream, choose_block (sending), G_PRIORITY_DEFAULT,
                                   NULL, block_read_cb, sending);
}

/* What was given to be written is. */
static void
wrote_cb (SoupServerMessage *message,
          gpointer           user_data)
{
  Sending *sending = user_data;

  if (sending->unsent > 0)
    send_next (sending);
}

static void
send_bytes (BatchApiExchange *self,
            guint             status,
            const char       *content_type,
            GInputStream     *stream,
            gint64            size)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  Sending *sending;

  soup_message_headers_set_content_type (headers, content_type, NULL);
  soup_message_headers_set_content_length (headers, size);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (self->message), FALSE);
  soup_server_message_set_status (self->message, status, NULL);
  if (size == 0 || soup_server_message_get_method (self->message) == SOUP_METHOD_HEAD)
    {
      soup_message_body_complete (soup_server_message_get_response_body (self->message));
      soup_server_message_unpause (self->message);
      return;
    }

  sending = g_new0 (Sending, 1);
  sending->exchange = self;
  sending->stream = g_object_ref (stream);
  sending->unread = size;
  sending->unsent = size;
  g_signal_connect_data (self->message, "wrote-headers", G_CALLBACK (wrote_cb), sending,
                         sending_free, 0);
  g_signal_connect (self->message, "wrote-chunk", G_CALLBACK (wrote_cb), sending);
  read_ahead (sending);
  soup_server_message_unpause (self->message);
}

void
batch_api_exchange_send (BatchApiExchange *self,
                         const char       *content_type,
                         GInputStream     *stream,
                         gint64            size)
{
  if (batch_api_exchange_begin_answer (self, SOUP_STATUS_OK))
    send_bytes (self, SOUP_STATUS_OK, content_type, stream, size);
}

void
batch_api_exchange_send_part (BatchApiExchange *self,
                              const char       *content_type,
                              GInputStream     *stream,
                              gint64            first,
                              gint64            length,
                              gint64            size)
{
  if (!batch_api_exchange_begin_answer (self, SOUP_STATUS_PARTIAL_CONTENT))
    return;

  soup_message_headers_set_content_range (
    soup_server_message_get_response_headers (self->message), first, first + length - 1, size);
  send_bytes (self, SOUP_STATUS_PARTIAL_CONTENT, content_type, stream, length);
}

/* --- What comes by and by --- */

typedef struct
{
  BatchApiExchange *exchange;
  void            (*taken) (gsize length, gpointer user_data);
  gpointer          user_data;
} Streaming;

static void
streaming_free (gpointer  data,
                GClosure *closure)
{
  g_free (data);
}

static void
wrote_data_cb (SoupServerMessage *message,
               guint              length,
               gpointer           user_data)
{
  const Streaming *streaming = user_data;

  batch_api_peer_expect (message, -(gint64) length);
  if (!streaming->exchange->gone && streaming->exchange->left != NULL)
    streaming->taken (length, streaming->user_data);
}

void
batch_api_exchange_stream (BatchApiExchange *self,
                           const char       *content_type,
                           void            (*taken) (gsize length, gpointer user_data),
                           gpointer          user_data)
{
  SoupMessageHeaders *headers;
  Streaming *streaming;
  gboolean old = soup_server_message_get_http_version (self->message) == SOUP_HTTP_1_0;

  if (!batch_api_exchange_begin_answer (self, SOUP_STATUS_OK))
    return;

  /* The first piece may be long in coming, too. */
  batch_api_peer_expect (self->message, 0);
  headers = soup_server_message_get_response_headers (self->message);
  soup_message_headers_set_content_type (headers, content_type, NULL);
  soup_message_headers_set_encoding (headers, old ? SOUP_ENCODING_EOF : SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (self->message), FALSE);
  soup_server_message_set_status (self->message, SOUP_STATUS_OK, NULL);

  streaming = g_new (Streaming, 1);
  *streaming = (Streaming) { self, taken, user_data };
  g_signal_connect_data (self->message, "wrote-body-data", G_CALLBACK (wrote_data_cb), streaming,
                         streaming_free, 0);
  soup_server_message_unpause (self->message);
}

/* One without bytes would be the end. */
void
batch_api_exchange_append (BatchApiExchange *self,
                           GBytes           *piece)
{
  if (self->gone || g_bytes_get_size (piece) == 0)
    return;

  batch_api_peer_expect (self->message, (gint64) g_bytes_get_size (piece));
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), piece);
  soup_server_message_unpause (self->message);
}

void
batch_api_exchange_complete (BatchApiExchange *self)
{
  if (self->gone)
    return;

  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}
