/* store/batch-sqlite-lane-shares.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-lane-share-private.h"
#include "store/batch-sqlite-engines-private.h"

/* Which slots of a lane belong to which of the engines in it. It runs on the worker. */

/* What the engines in a lane have. */
typedef struct
{
  guint    n_others;
  guint    n_engines;        /* that share the slots */
  guint    place;            /* ours among them */
  guint    widest;           /* of their limits */
  guint    taken;            /* slots of the others */
  gboolean found;            /* we are in the lane */
} Sharing;

static gboolean
put_limit (BatchSqliteStore             *self,
           gint64                        engine,
           const BatchLaneShareRequest  *request,
           gboolean                     *changed,
           GError                      **error)
{
  if (!batch_sqlite_run (self->writer, error,
                         "UPDATE lane_engine SET share_limit = ?3, urgent = ?4 "
                         "WHERE lane = ?1 AND engine = ?2 "
                         "AND (share_limit <> ?3 OR urgent <> ?4)",
                         "tiuu", request->lane, engine, request->limit,
                         request->urgent ? 1 : 0))
    return FALSE;

  *changed |= sqlite3_changes (batch_sqlite_get (self->writer)) > 0;
  return TRUE;
}

static gboolean
put_slots (BatchSqliteStore  *self,
           gint64             engine,
           const char        *lane,
           guint              slots,
           gboolean          *changed,
           GError           **error)
{
  if (!batch_sqlite_run (self->writer, error,
                         "UPDATE lane_engine SET slots = ?3 "
                         "WHERE lane = ?1 AND engine = ?2 AND slots <> ?3",
                         "tiu", lane, engine, slots))
    return FALSE;

  *changed |= sqlite3_changes (batch_sqlite_get (self->writer)) > 0;
  return TRUE;
}

static void
count_engine (Sharing  *sharing,
              gboolean  ours,
              guint     limit,
              guint     slots)
{
  if (ours)
    {
      sharing->found = TRUE;
      sharing->place = sharing->n_engines;
    }
  else
    {
      sharing->n_others++;
      sharing->taken += slots;
    }

  sharing->n_engines += limit > 0;
  sharing->widest = MAX (sharing->widest, limit);
}

/* Who has clients that wait comes first, and then who was there first. */
static gboolean
count_engines (BatchSqliteStore  *self,
               gint64             engine,
               const char        *lane,
               Sharing           *sharing,
               GError           **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT engine, share_limit, slots FROM lane_engine "
                                  "WHERE lane = ? ORDER BY urgent DESC, entered_at, engine",
                                  "t", lane);
  while ((step = batch_sqlite_step (self->writer, statement, error)) == BATCH_SQLITE_ROW)
    count_engine (sharing, sqlite3_column_int64 (statement, 0) == engine,
                  (guint) sqlite3_column_int64 (statement, 1),
                  (guint) sqlite3_column_int64 (statement, 2));

  return step == BATCH_SQLITE_DONE;
}

/* What changes nothing is not told: they would wake each other for ever. */
gboolean
batch_sqlite_store_share_lane (BatchStore                   *store,
                               const BatchLaneShareRequest  *request,
                               BatchLaneShare               *answer,
                               GError                      **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  Sharing sharing = { 0 };
  gboolean changed = FALSE;
  guint share = 0;
  gint64 engine;

  assert_in_worker (self);
  *answer = (BatchLaneShare) { 0 };
  if (!batch_sqlite_store_find_engine (self, request->engine_id, &engine, error)
      || !put_limit (self, engine, request, &changed, error)
      || !count_engines (self, engine, request->lane, &sharing, error))
    return FALSE;
  if (!sharing.found)
    return TRUE;

  if (request->limit > 0)
    share = batch_lane_share_get (request->limit, sharing.n_engines, sharing.place);
  *answer = (BatchLaneShare) {
    .n_others = sharing.n_others,
    .n_engines = sharing.n_engines,
    .place = sharing.place,
    .slots = batch_lane_share_grant (share, sharing.widest, sharing.taken, request->in_use),
  };
  if (!put_slots (self, engine, request->lane, answer->slots, &changed, error))
    return FALSE;

  return !changed || sharing.n_others == 0
         || batch_sqlite_store_log (self, BATCH_CHANGE_LANE, request->lane, request->engine_id,
                                    error);
}
