/* batch-janitor-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "files/batch-file-store-private.h"
#include "store/batch-store-private.h"
#include "store/batch-waiter-private.h"

G_BEGIN_DECLS

/* Removes what nobody needs. Both run in a worker thread. */

/* Marks jobs whose import died with its process as removed, and deletes input files that
 * no job names. Does nothing while somebody, in any process, takes in an input: an import
 * that lives is never mistaken for a dead one. Before an engine looks at its jobs. */
void     batch_janitor_run_async    (BatchStore           *store,
                                     BatchFileStore       *files,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean batch_janitor_run_finish   (GAsyncResult         *result,
                                     guint                *n_jobs,
                                     guint                *n_files,
                                     GError              **error);

/* Deletes the rows of jobs that were never taken in, of those that were removed before
 * @removed_before and cannot be taken back any more, and of trials that ended before it, whom
 * somebody forgot; this takes its time. */
void     batch_janitor_purge_async  (BatchStore           *store,
                                     gint64                removed_before,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean batch_janitor_purge_finish (GAsyncResult         *result,
                                     guint                *n_jobs,
                                     GError              **error);

/* Removes a job, with all its rows. For worker threads: it blocks. */
gboolean batch_janitor_discard      (BatchStore           *store,
                                     const char           *job_id,
                                     gint64                now,
                                     BatchWaiter          *waiter,
                                     GError              **error);

G_END_DECLS
