/* batch-import-group-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "files/batch-file-store-private.h"
#include "intake/batch-import-queue-private.h"
#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* Small jobs that were built in code are taken in together: their payloads go into one
 * file, which is synced once, and each becomes a job by one call of the store. That
 * costs a job what its rows cost; a file of its own would cost ten times as much.
 *
 * One that is refused leaves the others alone. */

/* Whether a job of these items is small. @items: (element-type BatchDraftItem) */
gboolean batch_import_group_fits (GPtrArray           *items);
/* Adds it to the group that gathers in the queue. Ends by batch_import_finish ().
 * @job: nobody else's, and not used any more by the caller */
void     batch_import_group_add  (BatchImportQueue    *queue,
                                  BatchStore          *store,
                                  BatchFileStore      *files,
                                  GPtrArray           *items,
                                  BatchJobRecord      *job,
                                  const char          *implied_tag,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);

G_END_DECLS
