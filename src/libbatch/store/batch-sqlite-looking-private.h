/* store/batch-sqlite-looking-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-sqlite-store-private.h"

G_BEGIN_DECLS

/* A store that is only looked at: no file is made or written, and nobody is waited for. */

/* Runs on the worker. */
gboolean     batch_sqlite_store_open_to_look (BatchSqliteStore  *self,
                                              GError           **error);

/* A connection that only looks, of any thread. */
BatchSqlite *batch_sqlite_open_to_look       (const char        *path,
                                              GError           **error);

/* In place of one that took the database for frozen, which it no longer is; (nullable): it is as it
 * was, or cannot be opened otherwise. */
BatchSqlite *batch_sqlite_look_anew          (BatchSqlite       *db,
                                              const char        *path);

G_END_DECLS
