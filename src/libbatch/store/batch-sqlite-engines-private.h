/* store/batch-sqlite-engines-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-sqlite-lock-private.h"
#include "store/batch-sqlite-store-private.h"

G_BEGIN_DECLS

/* Engines that live in a memory store have no lock; those of a file have one
 * each, and it says whether they live. */

/* The number of an engine that has joined. */
gboolean batch_sqlite_store_find_engine (BatchSqliteStore  *self,
                                         const char        *engine_id,
                                         gint64            *number,
                                         GError           **error);
/* Lock files of which somebody holds the lock. */
gboolean batch_sqlite_store_count_locks (BatchSqliteStore  *self,
                                         guint             *n_held,
                                         GError           **error);
/* Whether an engine lives. One that does not is removed: its items are pending again,
 * and its lanes are free. @n_items: (inout) how many items those are. */
gboolean batch_sqlite_store_check_alive (BatchSqliteStore  *self,
                                         const char        *engine_id,
                                         gint64             number,
                                         gint64             now,
                                         gboolean          *alive,
                                         guint             *n_items,
                                         GError           **error);

gboolean batch_sqlite_store_enter_lane  (BatchStore              *store,
                                         const BatchLaneRequest  *request,
                                         gint64                   now,
                                         BatchLaneAnswer         *answer,
                                         GError                 **error);
gboolean batch_sqlite_store_share_lane  (BatchStore              *store,
                                         const BatchLaneShareRequest *request,
                                         BatchLaneShare          *answer,
                                         GError                 **error);
gboolean batch_sqlite_store_leave_lane  (BatchStore        *store,
                                         const char        *engine_id,
                                         const char        *lane,
                                         gint64             now,
                                         GError           **error);
gboolean batch_sqlite_store_empty_lane  (BatchStore        *store,
                                         const char        *lane,
                                         const char        *key,
                                         GError           **error);
gboolean batch_sqlite_store_list_lanes  (BatchStore        *store,
                                         GHashTable        *keys,
                                         GError           **error);
gboolean batch_sqlite_store_wait_for_lane (BatchStore      *store,
                                         const char        *engine_id,
                                         const char        *lane,
                                         const char        *key,
                                         gboolean           urgent,
                                         GError           **error);
gboolean batch_sqlite_store_list_lane_waiters (BatchStore  *store,
                                         GPtrArray         *waiters,
                                         GError           **error);
gboolean batch_sqlite_store_free_deliveries (BatchSqliteStore *self,
                                         gint64             engine,
                                         GError           **error);
/* The change log tells of it, without the id of an engine. */
gboolean batch_sqlite_store_free_receipts (BatchSqliteStore *self,
                                         gint64             engine,
                                         GError           **error);
/* The jobs concerned are in the change log, without the id of an engine. */
gboolean batch_sqlite_store_free_handovers (BatchSqliteStore *self,
                                         gint64             engine,
                                         GError           **error);
gboolean batch_sqlite_store_free_lanes  (BatchSqliteStore  *self,
                                         gint64             engine,
                                         GError           **error);

G_END_DECLS
