/* store/batch-sqlite-query-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-sqlite-item-private.h"

G_BEGIN_DECLS

/* A page of the items that match, in the order of @query. Finalize it after use. */
sqlite3_stmt *batch_sqlite_prepare_items (BatchSqlite            *db,
                                          const BatchJobRecord   *job,
                                          const BatchItemQuery   *query,
                                          const BatchItemRecord  *after,
                                          guint                   limit,
                                          GError                **error);
/* The ids of the items that match, in the order of @query, among @n_positions from
 * @first on. Finalize it after use. */
sqlite3_stmt *batch_sqlite_prepare_order (BatchSqlite           *db,
                                          const BatchJobRecord  *job,
                                          const BatchItemQuery  *query,
                                          guint32                first,
                                          guint32                n_positions,
                                          GError               **error);

G_END_DECLS
