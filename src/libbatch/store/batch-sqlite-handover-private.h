/* batch-sqlite-handover-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-handover-record.h"
#include "store/batch-sqlite-store-private.h"

G_BEGIN_DECLS

/* A row of the table of handovers. */

#define BATCH_SQLITE_HANDOVERS \
  "SELECT handover.sequence, handover.id, job.id, handover.server, handover.endpoint, " \
  "handover.key, handover.file_id, handover.upstream_id, handover.note, " \
  "handover.state, handover.generation, handover.n_items, handover.n_bytes, " \
  "handover.n_done, handover.n_failed, handover.n_missing, handover.n_unknown, " \
  "handover.created_at, handover.sent_at, handover.ended_at " \
  "FROM handover JOIN job ON job.sequence = handover.job "

/* What stands in its items where the number of an engine would: below zero. */
#define BATCH_SQLITE_LEASE(handover) (-(handover)->sequence)

const char          *batch_sqlite_handover_word  (BatchHandoverState          state);
/* What BATCH_SQLITE_HANDOVERS finds. */
gboolean             batch_sqlite_read_handovers (BatchSqlite                *db,
                                                  sqlite3_stmt               *statement,
                                                  GPtrArray                  *handovers,
                                                  GError                    **error);
/* NULL: there is none, or it could not be read. */
BatchHandoverRecord *batch_sqlite_find_handover  (BatchSqlite                *db,
                                                  const char                 *id,
                                                  GError                    **error);

/* Whether the engine attends to it; refused when that is no longer so. */
gboolean batch_sqlite_store_check_handover  (BatchSqliteStore           *self,
                                             const char                 *engine_id,
                                             const BatchHandoverRecord  *handover,
                                             GError                    **error);
/* What the store does: items of the job are put into a handover. */
gboolean batch_sqlite_store_gather_handover (BatchStore                 *store,
                                             const char                 *engine_id,
                                             const BatchHandoverRecord  *request,
                                             const BatchHandoverLimits  *limits,
                                             guint                       chunk,
                                             gint64                      now,
                                             BatchHandoverRecord       **after,
                                             BatchJobRecord            **job_after,
                                             GError                    **error);

G_END_DECLS
