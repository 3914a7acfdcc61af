/* batch-http-handler-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "answers/batch-answer-fold-private.h"
#include "workers/batch-worker-private.h"

G_BEGIN_DECLS

/* What all handlers of an engine go by; it may change at any time. */
typedef struct
{
  gboolean   streaming;            /* ask for streams */
  /* As in BatchClientSettings; 0: as usual. For clients that are made from now on. */
  gint64     first_byte_ms;
  gint64     idle_ms;
  gint64     stall_ms;
  /* (nullable): more of the answer for @item has come */
  void     (*progress) (gpointer               host,
                        const BatchItemRecord *item,
                        BatchAnswerFold       *answer);
  gpointer   host;
} BatchHttpOptions;

/* Sends the items of a lane to a model server. It runs on the engine thread and
 * never touches the owner context.
 *
 * @kind: (nullable) what kind of server it is, else the server is asked before the first request
 * @options: outlive the handler
 * @key_name: (nullable) of a secret, looked up before the first request
 * @api_key: (nullable) the key itself */
BatchWorker *batch_http_handler_new (const char              *url,
                                     const char              *kind,
                                     const char              *key_name,
                                     const char              *api_key,
                                     const BatchHttpOptions  *options,
                                     GError                 **error);

G_END_DECLS
