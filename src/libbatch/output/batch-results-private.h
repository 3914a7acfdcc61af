/* batch-results-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* Writes the results of a job, as lines in the order of the input; the same bytes each
 * time. Runs in a worker thread, with memory that does not grow with the job.
 *
 * | item           | output  | errors                                                  |
 * |----------------|---------|---------------------------------------------------------|
 * | succeeded      | answer  |                                                         |
 * | failed         |         | answer or null, and why: the word of its failure kind   |
 * | expired        |         | null, and `batch_expired`                               |
 * | cancelled      |         | null, and `batch_cancelled`                             |
 * | skipped        |         |                                                         |
 * | has not ended  |         |                                                         |
 *
 * A skipped item was not to be done, because what it would have made was there: it has
 * nothing to show and did not fail, so it has no line. */

typedef enum
{
  BATCH_RESULTS_OVERWRITE = 1 << 0,
} BatchResultsFlags;

/* Whether the file is what this job has written, going by how it begins: one that was killed may
 * not have said so. One that is empty holds nothing that could be lost. */
gboolean batch_results_are_of        (const char           *job_id,
                                      const char           *path);

/* Appends the line of an item that has one. */
void     batch_results_append_line   (const BatchItemRecord *item,
                                      GString              *out);

/* Either path may be NULL. Both are checked before anything is written; they get their
 * names when both are whole. Without errors there will be no error file. */
void     batch_results_write_async   (BatchStore           *store,
                                      BatchJobRecord       *job,
                                      const char           *output_path,
                                      const char           *error_path,
                                      BatchResultsFlags     flags,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
/* Writes the answers to @stream, which is flushed and stays open. */
void     batch_results_stream_async  (BatchStore           *store,
                                      BatchJobRecord       *job,
                                      GOutputStream        *stream,
                                      const char           *error_path,
                                      BatchResultsFlags     flags,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
/* Writes both to streams, which are flushed and stay open. */
void     batch_results_render_async  (BatchStore           *store,
                                      BatchJobRecord       *job,
                                      GOutputStream        *output,
                                      GOutputStream        *errors,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
/* How many tokens of the answers that were rendered were thoughts, as far as servers say. */
gint64   batch_results_count_reasoning (GAsyncResult       *result);
/* Of all three. @n_output, @n_errors: (out) (optional): lines */
gboolean batch_results_write_finish  (GAsyncResult         *result,
                                      gint64               *n_output,
                                      gint64               *n_errors,
                                      GError              **error);

G_END_DECLS
