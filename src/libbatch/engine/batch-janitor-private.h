/* batch-janitor-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/batch-waiter-private.h"
#include "files/batch-file-store-private.h"
#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* Removes what nobody needs: jobs whose import died with its process, and input files
 * that no job names. Does nothing while somebody, in any process, takes in an input;
 * an import that lives is never mistaken for a dead one. Runs in a worker thread. */
void     batch_janitor_run_async  (BatchStore           *store,
                                   BatchFileStore       *files,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean batch_janitor_run_finish (GAsyncResult         *result,
                                   guint                *n_jobs,
                                   guint                *n_files,
                                   GError              **error);

/* Removes a job, with all its rows. For worker threads: it blocks. */
gboolean batch_janitor_discard    (BatchStore           *store,
                                   const char           *job_id,
                                   BatchWaiter          *waiter,
                                   GError              **error);

G_END_DECLS
