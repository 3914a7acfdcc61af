/* api/batch-api-batch-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-fault-private.h"
#include "core/batch-api-record.h"
#include "core/batch-record.h"
#include "json/batch-json-writer-private.h"

G_BEGIN_DECLS

/* A batch as its client sees it: what it was given for it, and the job. Pure. */

/* What a client asks for. Texts are owned. */
typedef struct
{
  char   *input_file_id;
  char   *input_digest;           /* (nullable) SHA-256 of that, which may be put in again */
  char   *endpoint;
  char   *completion_window;
  char   *metadata;               /* (nullable) JSON, byte for byte */
  char   *webhook_url;            /* (nullable) */
  char   *backend;                /* (nullable) */
  gint64  window_s;
  gint64  output_expires_s;       /* 0: never */
  gint64  n_requests;             /* 0: not counted yet */
  int     priority;
  BatchExecutionMode mode;
} BatchApiBatchSpec;

/* Reads the body of a request. NULL: @fault says what is wrong with it. */
BatchApiBatchSpec *batch_api_batch_spec_parse            (const guint8             *data,
                                                          gsize                     length,
                                                          BatchApiFault           **fault);
/* Of a batch of messages, which brings its requests itself: @options is a JSON object with
 * what it may say beside them. The id of the input is for the caller to set. */
BatchApiBatchSpec *batch_api_batch_spec_new_for_messages (const char               *options,
                                                          gint64                    n_requests,
                                                          BatchApiFault           **fault);
/* Back from what is kept of it. NULL: that is damaged. */
BatchApiBatchSpec *batch_api_batch_spec_load             (const char               *request);
char              *batch_api_batch_spec_save             (const BatchApiBatchSpec  *spec);
/* Whether two that were saved ask for the same. */
gboolean           batch_api_batch_spec_is_same          (const char               *one,
                                                          const char               *other);
void               batch_api_batch_spec_free             (BatchApiBatchSpec        *spec);

/* @job: (nullable): NULL before there is one, and after the receipt has ended; @base: the
 * URL that the client calls, without the path */
void batch_api_message_batch_write (BatchJsonWriter          *json,
                                    const char               *base,
                                    const BatchReceiptRecord *receipt,
                                    const BatchJobRecord     *job);
/* @job: (nullable): as above */
void batch_api_batch_write         (BatchJsonWriter          *json,
                                    const char               *name,
                                    const BatchReceiptRecord *receipt,
                                    const BatchJobRecord     *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchApiBatchSpec, batch_api_batch_spec_free)

G_END_DECLS
