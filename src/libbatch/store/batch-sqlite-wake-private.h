/* store/batch-sqlite-wake-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-sqlite-store-private.h"

G_BEGIN_DECLS

/* The files beside the database, and how processes wake each other.
 *
 * Every store has the file “engines/wake” open for writing. Who has committed
 * something that others should know of writes a byte to it, after the commit;
 * who dies closes it. The kernel tells both to those who watch the file
 * (inotify), and nobody else is ever woken. The log of the database would not do:
 * it is written before the commit is valid, and at every commit. */

/* The folder, the database and the wake file, all for their owner only. */
gboolean batch_sqlite_store_make_files  (BatchSqliteStore  *self,
                                         GError           **error);
void     batch_sqlite_store_close_files (BatchSqliteStore  *self);
char    *batch_sqlite_store_get_folder  (BatchSqliteStore  *self);

/* One at a time opens the database, so that two that make it, or bring it to a
 * new schema, do not meet. */
gboolean batch_sqlite_store_begin_open  (BatchSqliteStore  *self,
                                         GError           **error);
void     batch_sqlite_store_end_open    (BatchSqliteStore  *self);

/* At most every 50 ms. Where it was too early, wake_others_later () does it, and
 * tells when it should be called (µs; -1: never). */
void     batch_sqlite_store_wake_others       (BatchSqliteStore *self);
gint64   batch_sqlite_store_wake_others_later (BatchSqliteStore *self);

void     batch_sqlite_store_start_watch (BatchStore *store);
void     batch_sqlite_store_stop_watch  (BatchStore *store);

G_END_DECLS
