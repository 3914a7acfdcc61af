/* batch-handover-input-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-provider-private.h"
#include "core/batch-handover-record.h"
#include "files/batch-file-store-private.h"
#include "store/batch-store.h"

G_BEGIN_DECLS

/* Puts together what is sent for a handover, page by page, in a file that has no name and
 * goes with the process, however that ends. */
void     batch_handover_input_write_async  (const BatchHandoverRecord *handover,
                                            const BatchJobRecord      *job,
                                            const BatchProviderApi    *api,
                                            const char                *url,
                                            BatchStore                *store,
                                            BatchFileStore            *files,
                                            BatchBlobSource           *input,
                                            GCancellable              *cancellable,
                                            GAsyncReadyCallback        callback,
                                            gpointer                   user_data);
/* Returns: the file, for the caller to close; -1 with an error */
int      batch_handover_input_write_finish (GAsyncResult              *result,
                                            gint64                    *size,
                                            GError                   **error);

G_END_DECLS
