/* http/batch-client-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "answers/batch-answer-fold-private.h"
#include "http/batch-relay-private.h"
#include "http/batch-response-private.h"
#include "http/batch-transport-error-private.h"
#include "http/batch-wire-private.h"

G_BEGIN_DECLS

/* A time of 0 is no limit. */
typedef struct
{
  gint64 connect_ms;
  gint64 first_byte_ms;  /* from the start of sending to the headers */
  gint64 look_ms;        /* without an answer, before it is looked whether anybody is there */
  gint64 idle_ms;        /* between two pieces of the answer; of a stream, two events */
  gint64 stall_ms;       /* of a stream that says at least that it lives; not below idle_ms */
  gint64 total_ms;
  gsize  response_limit; /* in bytes */
  const char        *key_header; /* NULL: Authorization, as a Bearer */
  const char *const *headers;    /* (nullable) of every request: name, value, …, NULL */
} BatchClientSettings;

#define BATCH_CLIENT_SETTINGS_INIT \
  { \
    .connect_ms = 5000, \
    .first_byte_ms = 600000, \
    .look_ms = 10000, \
    .idle_ms = 120000, \
    .stall_ms = 300000, \
    .total_ms = 0, \
    .response_limit = 16 * 1024 * 1024, \
  }

#define BATCH_TYPE_CLIENT (batch_client_get_type ())

G_DECLARE_FINAL_TYPE (BatchClient, batch_client, BATCH, CLIENT, GObject)

BatchClient    *batch_client_new         (const char                 *base_url,
                                          const char                 *api_key,
                                          const BatchClientSettings  *settings,
                                          GError                    **error);
/* Whether a header can carry it. */
gboolean        batch_client_check_key   (const char                 *api_key,
                                          GError                    **error);
const char     *batch_client_get_url     (BatchClient                *self);
/* How long the beginning of an answer is waited for; 0: for ever. Longer is for those that are
 * waiting, too; shorter is for nobody. */
gint64          batch_client_get_wait    (BatchClient                *self);
void            batch_client_wait_longer (BatchClient                *self,
                                          gint64                      first_byte_ms);
void            batch_client_send_async  (BatchClient                *self,
                                          const char                 *endpoint,
                                          GBytes                     *body,
                                          const char                 *idempotency_key,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data);
/* The same for a request in the words of its server. */
void            batch_client_send_wire_async (BatchClient            *self,
                                          const BatchWire            *wire,
                                          const char                 *idempotency_key,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data);
/* Called when more of a streamed answer has come. */
typedef void (*BatchClientProgress)      (BatchAnswerFold            *answer,
                                          gpointer                    user_data);
/* The same for a request whose answer may be a stream: it is put together. */
void            batch_client_stream_async (BatchClient               *self,
                                          const char                 *endpoint,
                                          GBytes                     *body,
                                          const char                 *idempotency_key,
                                          BatchClientProgress         progress,
                                          gpointer                    progress_data,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data);
/* Both: in the words of its server, and it may be a stream. */
void            batch_client_wire_async  (BatchClient                *self,
                                          const BatchWire            *wire,
                                          const char                 *idempotency_key,
                                          BatchClientProgress         progress,
                                          gpointer                    progress_data,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data);
/* The same, but a stream goes to @relay as it comes, in the words of @wire->asked, and leaves no
 * body. @tells_usage: in those of chats, at its end; @request: (nullable): what was asked for in
 * those words, which is there until the end, as is @relay_data */
void            batch_client_relay_async (BatchClient                *self,
                                          const BatchWire            *wire,
                                          gboolean                    tells_usage,
                                          GBytes                     *request,
                                          const BatchRelay           *relay,
                                          gpointer                    relay_data,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data);
BatchResponse  *batch_client_send_finish (BatchClient                *self,
                                          GAsyncResult               *result,
                                          GError                    **error);
/* Called with the data of each event. */
typedef void (*BatchClientEventFunc)     (const char                 *data,
                                          gsize                       length,
                                          gpointer                    user_data);
/* GETs a stream of events that is no answer, and goes on until it ends. */
void            batch_client_listen_async (BatchClient               *self,
                                          const char                 *path,
                                          BatchClientEventFunc        func,
                                          gpointer                    func_data,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data);
/* FALSE with an error when it was cut off, or nothing was to be heard. */
gboolean        batch_client_listen_finish (BatchClient              *self,
                                          GAsyncResult               *result,
                                          GError                    **error);
void            batch_client_get_async   (BatchClient                *self,
                                          const char                 *path,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data);
BatchResponse  *batch_client_get_finish  (BatchClient                *self,
                                          GAsyncResult               *result,
                                          GError                    **error);
/* Of what need not be in memory; ended by batch_client_send_finish () and _get_finish (). */
void            batch_client_upload_async (BatchClient               *self,
                                          const char                 *path,
                                          const char                 *content_type,
                                          GInputStream               *body,
                                          goffset                     length,
                                          const char                 *idempotency_key,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data);
void            batch_client_download_async (BatchClient             *self,
                                          const char                 *path,
                                          GOutputStream              *into,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data);

G_END_DECLS
