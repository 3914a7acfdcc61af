/* batch-importer-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "files/batch-file-store-private.h"
#include "format/batch-validator-private.h"
#include "intake/batch-import-queue-private.h"
#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* Takes an input in: checked, copied into the file store and entered into the store
 * in one pass, in a worker thread, with memory that does not grow with its length.
 *
 * @job says everything about the job but what its items and its input are; it must be
 * new, with an id, and validating. It is in the store from the beginning, becomes
 * queued with one small write at the end, and is gone when that was not reached: by an
 * error, by a cancellation, or, with batch_janitor_run_async (), by death.
 *
 * @implied_tag: (nullable): static: what names of models may leave out; resource keys do
 *
 * @reuse: requests that were answered earlier get those answers.
 *
 * Jobs get their places in the order of the calls. @queue: (nullable): the imports that
 * share it become queued in the order of the calls, too. */
void            batch_import_async          (BatchStore           *store,
                                             BatchFileStore       *files,
                                             GInputStream         *input,
                                             BatchJobRecord       *job,
                                             const char           *implied_tag,
                                             const BatchLimits    *limits,
                                             gboolean              reuse,
                                             BatchImportQueue     *queue,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* The same for items that were built in code. @items: (element-type BatchDraftItem).
 * In a queue, small jobs are taken in together. */
void            batch_import_payloads_async (BatchStore           *store,
                                             BatchFileStore       *files,
                                             GPtrArray            *items,
                                             BatchJobRecord       *job,
                                             const char           *implied_tag,
                                             BatchImportQueue     *queue,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* For what becomes an import: a task that ends by batch_import_finish (). */
GTask          *batch_import_task_new       (GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* Returns: (transfer full): the queued job; or NULL, and with
 * BATCH_ERROR_INVALID_FILE what is wrong with the input:
 * @issues: (out) (optional) (transfer full) (element-type BatchLineIssue) */
BatchJobRecord *batch_import_finish         (GAsyncResult         *result,
                                             GPtrArray           **issues,
                                             GError              **error);

G_END_DECLS
