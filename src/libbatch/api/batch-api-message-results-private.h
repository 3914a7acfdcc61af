/* api/batch-api-message-results-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* The results of a batch of messages: one line for each request, in their order. */

/* Appends the line of an item; pure. */
void     batch_api_message_results_append (const BatchItemRecord *item,
                                           GString               *out);

/* Writes all of a job to @output, which is flushed and stays open, in a worker thread. */
void     batch_api_message_results_async  (BatchStore            *store,
                                           const char            *job_id,
                                           GOutputStream         *output,
                                           GCancellable          *cancellable,
                                           GAsyncReadyCallback    callback,
                                           gpointer               user_data);
/* The same for a batch that came to no job: each request of @input, a batch file, has failed with
 * @status and @message. */
void     batch_api_message_results_refuse_async (GInputStream  *input,
                                           const char            *job_id,
                                           guint                  status,
                                           const char            *message,
                                           GOutputStream         *output,
                                           GCancellable          *cancellable,
                                           GAsyncReadyCallback    callback,
                                           gpointer               user_data);
/* Of both. */
gboolean batch_api_message_results_finish (GAsyncResult          *result,
                                           GError               **error);

G_END_DECLS
