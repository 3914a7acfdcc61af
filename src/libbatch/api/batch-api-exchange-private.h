/* api/batch-api-exchange-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "api/batch-api-fault-private.h"

G_BEGIN_DECLS

typedef struct _BatchApiService BatchApiService;
typedef struct _BatchApiExchange BatchApiExchange;

/* A request and its answer. Whoever does something that takes a while holds a reference,
 * and answers once; what is answered to a client that has gone meanwhile is dropped. All in
 * the thread of the service. */
struct _BatchApiExchange
{
  BatchApiService   *service;
  SoupServerMessage *message;
  BatchApi           api;
  char              *id;            /* (nullable) the part of the path that says which one */
  GHashTable        *query;         /* (nullable) of the URL */
  char              *key_id;        /* (nullable) what is seen is of this key; NULL: nobody needs
                                     * one */
  char              *owner_id;      /* (nullable) the key whose all is that is put in */
  char              *request_id;
  const char        *route;         /* (nullable) static: where it was led to */
  const char        *code;          /* (nullable) static: of the fault that was its answer */
  gint64             began_at;      /* monotonic */
  gint64             body_left;     /* bytes that may still come */
  guint              status;        /* of the answer; 0: there is none yet */
  void             (*left) (gpointer user_data);  /* (nullable) the client has gone */
  gpointer           left_data;
  gsize              admitted;      /* bytes that are kept free for its body; 0: see chats */
  gboolean           answered;
  gboolean           gone;          /* the client has left */
};

/* Returns: (transfer none): it lives until the client has its answer, or has left */
BatchApiExchange *batch_api_exchange_new     (BatchApiService   *service,
                                              SoupServerMessage *message,
                                              BatchApi           api);
BatchApiExchange *batch_api_exchange_ref     (BatchApiExchange  *self);
void              batch_api_exchange_unref   (BatchApiExchange  *self);

const char       *batch_api_exchange_get     (BatchApiExchange  *self,
                                              const char        *name);
const char       *batch_api_exchange_header  (BatchApiExchange  *self,
                                              const char        *name);
GBytes           *batch_api_exchange_dup_body (BatchApiExchange *self);

/* A body of more than @max bytes ends the connection: by then its client has not heeded what
 * it was told, or tells no length. */
void              batch_api_exchange_limit   (BatchApiExchange  *self,
                                              gint64             max);
/* The answer will come later. */
void              batch_api_exchange_pause   (BatchApiExchange  *self);
/* Whether the answer can still be given: then its head is made, but for what is in it. */
gboolean          batch_api_exchange_begin_answer (BatchApiExchange *self,
                                              guint              status);
/* Without an answer, or in the middle of one. */
void              batch_api_exchange_reset   (BatchApiExchange  *self);
/* @json: (transfer full) */
void              batch_api_exchange_answer  (BatchApiExchange  *self,
                                              guint              status,
                                              GString           *json);
/* What is no JSON. @text: (transfer full) */
void              batch_api_exchange_answer_text (BatchApiExchange *self,
                                                  const char       *content_type,
                                                  GString          *text);
/* @fault: (transfer full) */
void              batch_api_exchange_refuse  (BatchApiExchange  *self,
                                              BatchApiFault     *fault);
/* @error: (transfer full) */
void              batch_api_exchange_fail    (BatchApiExchange  *self,
                                              GError            *error);
/* What was asked for is not there for who asks, or, by @error (nullable), cannot be looked up.
 * @error, @fault: (transfer full) */
void              batch_api_exchange_miss    (BatchApiExchange  *self,
                                              GError            *error,
                                              BatchApiFault     *fault);
/* All of @stream, which has @size bytes, as it is read. */
void              batch_api_exchange_send    (BatchApiExchange  *self,
                                              const char        *content_type,
                                              GInputStream      *stream,
                                              gint64             size);

/* The same of a part of it, which begins at @first of @size bytes: @stream is at it. */
void              batch_api_exchange_send_part (BatchApiExchange *self,
                                              const char        *content_type,
                                              GInputStream      *stream,
                                              gint64             first,
                                              gint64             length,
                                              gint64             size);

/* An answer in one piece. @body: (transfer none) */
void              batch_api_exchange_answer_bytes (BatchApiExchange *self,
                                              guint              status,
                                              GBytes            *body);

/* An answer of a status and headers only. */
void              batch_api_exchange_answer_empty (BatchApiExchange *self,
                                              guint              status);

/* An answer that comes by and by; @taken is told how much of it the client has got. */
void              batch_api_exchange_stream  (BatchApiExchange  *self,
                                              const char        *content_type,
                                              void             (*taken) (gsize    length,
                                                                         gpointer user_data),
                                              gpointer           user_data);
void              batch_api_exchange_append  (BatchApiExchange  *self,
                                              GBytes            *piece);
void              batch_api_exchange_complete (BatchApiExchange *self);

/* Calls @left when the client goes before it has its whole answer. NULL: nobody asks any more */
void              batch_api_exchange_watch   (BatchApiExchange  *self,
                                              void             (*left) (gpointer user_data),
                                              gpointer           user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchApiExchange, batch_api_exchange_unref)

G_END_DECLS
