/* http/batch-session-pool-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "http/batch-corks-private.h"

G_BEGIN_DECLS

typedef struct _BatchSessionPool BatchSessionPool;
typedef struct _BatchPoolProtocols BatchPoolProtocols;

/* Belongs to the pool. */
typedef struct
{
  SoupSession *session;
  BatchCorks  *corks;          /* (nullable) of its connections */
  BatchPoolProtocols *protocols; /* (nullable) of the pool, with TLS */
  guint        in_flight;
} BatchPooledSession;

BatchSessionPool   *batch_session_pool_new   (const char         *url);
void                batch_session_pool_free  (BatchSessionPool   *self);
/* For one request, and given back when it is over. */
BatchPooledSession *batch_session_pool_take  (BatchSessionPool   *self);
void                batch_session_pool_give  (BatchSessionPool   *self,
                                              BatchPooledSession *pooled);
guint               batch_session_pool_count (BatchSessionPool   *self);
/* A connection was closed before the answer of a request was there, or none could be made. */
void                batch_session_pool_note_lost   (BatchSessionPool *self);
void                batch_session_pool_note_no_tls (BatchSessionPool *self);

/* @body: (nullable): for @message, which is JSON */
void                batch_pooled_session_fit (BatchPooledSession *self,
                                              SoupMessage        *message,
                                              GBytes             *body);

G_END_DECLS
