/* store/batch-sqlite-lanes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-engines-private.h"
#include "store/batch-sqlite-reading-private.h"

/* Who uses which lane, with which key. Everything here runs on the worker, but for what
 * says that it does not. A lane in which nothing is has an empty key. */

static gboolean
get_resident (BatchSqliteStore  *self,
              const char        *lane,
              char             **key,
              gint64            *visited_at,
              GError           **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT nullif (resource_key, ''), visited_at FROM lane "
                                  "WHERE name = ?",
                                  "t", lane);
  step = batch_sqlite_step (self->writer, statement, error);
  if (step == BATCH_SQLITE_ROW)
    {
      *key = batch_sqlite_dup (statement, 0);
      *visited_at = sqlite3_column_int64 (statement, 1);
      batch_sqlite_reset (statement);
    }
  return step != BATCH_SQLITE_FAILED;
}

/* Visits bring another key once in a gap, whoever makes them, while somebody wants to stay. A
 * clock that was put back makes nobody wait. @again_at: 0: it is time */
static gboolean
find_turn (BatchSqliteStore  *self,
           gint64             engine,
           const char        *lane,
           gint64             visited_at,
           gint64             gap,
           gint64             now,
           gint64            *again_at,
           GError           **error)
{
  gint64 n_waiting;

  *again_at = 0;
  if (now < visited_at || now >= visited_at + gap)
    return TRUE;
  if (!batch_sqlite_number (self->writer, error, &n_waiting,
                            "SELECT count (*) FROM lane_waiter "
                            "WHERE lane = ? AND engine <> ? AND urgent = 0", "ti", lane, engine))
    return FALSE;

  if (n_waiting > 0)
    *again_at = visited_at + gap;
  return TRUE;
}

static gboolean
list_others (BatchSqliteStore  *self,
             const char        *lane,
             gint64             engine,
             GPtrArray         *names,
             GArray            *numbers,
             GError           **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT engine.id, engine.name FROM lane_engine "
                                  "JOIN engine ON engine.id = lane_engine.engine "
                                  "WHERE lane = ? AND engine.id <> ?", "ti", lane, engine);
  while ((step = batch_sqlite_step (self->writer, statement, error)) == BATCH_SQLITE_ROW)
    {
      gint64 number = sqlite3_column_int64 (statement, 0);

      g_array_append_val (numbers, number);
      g_ptr_array_add (names, batch_sqlite_dup (statement, 1));
    }

  return step == BATCH_SQLITE_DONE;
}

/* An engine that died holds nothing, so each of the others is checked for being alive. */
static gboolean
is_held_by_others (BatchSqliteStore  *self,
                   const char        *lane,
                   gint64             engine,
                   gint64             now,
                   gboolean          *held,
                   GError           **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n_items = 0;

  *held = FALSE;
  if (!list_others (self, lane, engine, names, numbers, error))
    return FALSE;

  for (guint i = 0; i < names->len; i++)
    {
      gboolean alive;

      if (!batch_sqlite_store_check_alive (self, g_ptr_array_index (names, i),
                                           g_array_index (numbers, gint64, i), now,
                                           &alive, &n_items, error))
        return FALSE;
      *held |= alive;
    }

  return TRUE;
}

static gboolean
enter (BatchSqliteStore  *self,
       gint64             engine,
       const char        *lane,
       const char        *key,
       gboolean           visits,
       gint64             now,
       GError           **error)
{
  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO lane (name, resource_key, visited_at) VALUES (?, ?, ?) "
                           "ON CONFLICT (name) DO UPDATE SET resource_key = excluded.resource_key,"
                           " visited_at = iif (excluded.visited_at > 0, excluded.visited_at, "
                           "visited_at)",
                           "tti", lane, key, visits ? now : (gint64) 0) &&
         batch_sqlite_run (self->writer, error,
                           "INSERT INTO lane_engine (lane, engine, entered_at, visits) "
                           "VALUES (?, ?, ?, ?) "
                           "ON CONFLICT (lane, engine) DO UPDATE SET visits = excluded.visits",
                           "tiiu", lane, engine, now, visits ? 1 : 0);
}

gboolean
batch_sqlite_store_enter_lane (BatchStore              *store,
                               const BatchLaneRequest  *request,
                               gint64                   now,
                               BatchLaneAnswer         *answer,
                               GError                 **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  const char *lane = request->lane;
  g_autofree char *held_key = NULL;
  gint64 visited_at = 0;
  gboolean held = FALSE;
  gboolean swaps;
  gint64 engine;

  assert_in_worker (self);
  answer->again_at = 0;
  if (!batch_sqlite_store_find_engine (self, request->engine_id, &engine, error) ||
      !get_resident (self, lane, &held_key, &visited_at, error))
    return FALSE;

  swaps = g_strcmp0 (held_key, request->key) != 0;
  if (swaps &&
      (!find_turn (self, engine, lane, visited_at, request->visit_gap, now, &answer->again_at,
                   error) ||
       !is_held_by_others (self, lane, engine, now, &held, error)))
    return FALSE;

  held |= answer->again_at > 0;
  if (!held &&
      !enter (self, engine, lane, request->key, swaps && request->visit_gap > 0, now, error))
    return FALSE;

  answer->entered = !held;
  answer->resident = g_steal_pointer (&held_key);
  return TRUE;
}

gboolean
batch_sqlite_store_leave_lane (BatchStore  *store,
                               const char  *engine_id,
                               const char  *lane,
                               gint64       now,
                               GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  gint64 engine;

  assert_in_worker (self);
  return batch_sqlite_store_find_engine (self, engine_id, &engine, error) &&
         batch_sqlite_run (self->writer, error,
                           "UPDATE lane SET visited_at = ?3 WHERE name = ?1 AND EXISTS "
                           "(SELECT 1 FROM lane_engine "
                           "WHERE lane = ?1 AND engine = ?2 AND visits = 1)",
                           "tii", lane, engine, now) &&
         batch_sqlite_run (self->writer, error,
                           "DELETE FROM lane_engine WHERE lane = ? AND engine = ?",
                           "ti", lane, engine) &&
         batch_sqlite_store_log (self, BATCH_CHANGE_LANE, lane, engine_id, error);
}

/* Whoever is in it works with @key, and has it loaded again: others may join. */
gboolean
batch_sqlite_store_empty_lane (BatchStore  *store,
                               const char  *lane,
                               const char  *key,
                               GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  if (!batch_sqlite_run (self->writer, error,
                         "UPDATE lane SET resource_key = '' "
                         "WHERE name = ?1 AND resource_key = ?2 AND NOT EXISTS "
                         "(SELECT 1 FROM lane_engine WHERE lane = ?1)",
                         "tt", lane, key))
    return FALSE;

  return sqlite3_changes (batch_sqlite_get (self->writer)) == 0
         || batch_sqlite_store_log (self, BATCH_CHANGE_LANE, lane, NULL, error);
}

static gboolean
put_waiter (BatchSqliteStore  *self,
            gint64             engine,
            const char        *lane,
            const char        *key,
            gboolean           urgent,
            GError           **error)
{
  if (key == NULL)
    return batch_sqlite_run (self->writer, error,
                             "DELETE FROM lane_waiter WHERE lane = ? AND engine = ?",
                             "ti", lane, engine);

  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO lane_waiter (lane, engine, resource_key, urgent) "
                           "VALUES (?, ?, ?, ?) ON CONFLICT (lane, engine) DO UPDATE SET "
                           "resource_key = excluded.resource_key, urgent = excluded.urgent "
                           "WHERE resource_key <> excluded.resource_key "
                           "OR urgent <> excluded.urgent",
                           "titu", lane, engine, key, urgent ? 1 : 0);
}

gboolean
batch_sqlite_store_wait_for_lane (BatchStore  *store,
                                  const char  *engine_id,
                                  const char  *lane,
                                  const char  *key,
                                  gboolean     urgent,
                                  GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  gint64 engine;

  assert_in_worker (self);
  if (!batch_sqlite_store_find_engine (self, engine_id, &engine, error)
      || !put_waiter (self, engine, lane, key, urgent, error))
    return FALSE;

  return sqlite3_changes (batch_sqlite_get (self->writer)) == 0
         || batch_sqlite_store_log (self, BATCH_CHANGE_LANE, lane, engine_id, error);
}

/* Runs on the reader. */
gboolean
batch_sqlite_store_list_lane_waiters (BatchStore  *store,
                                      GPtrArray   *waiters,
                                      GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error,
                                  "SELECT lane, engine.name, resource_key, urgent "
                                  "FROM lane_waiter JOIN engine ON engine.id = lane_waiter.engine "
                                  "ORDER BY lane, engine", "");
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    {
      BatchLaneWaiter *waiter = g_new (BatchLaneWaiter, 1);

      *waiter = (BatchLaneWaiter) {
        batch_sqlite_dup (statement, 0), batch_sqlite_dup (statement, 1),
        batch_sqlite_dup (statement, 2), sqlite3_column_int (statement, 3) != 0,
      };
      g_ptr_array_add (waiters, waiter);
    }

  return step == BATCH_SQLITE_DONE;
}

/* Runs on the reader. */
gboolean
batch_sqlite_store_list_lanes (BatchStore  *store,
                               GHashTable  *keys,
                               GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error, "SELECT name, resource_key FROM lane "
                                  "WHERE resource_key <> ''", "");
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_hash_table_insert (keys, batch_sqlite_dup (statement, 0), batch_sqlite_dup (statement, 1));

  return step == BATCH_SQLITE_DONE;
}

static gboolean
find_lanes_of (BatchSqliteStore  *self,
               gint64             engine,
               GPtrArray         *lanes,
               GError           **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT lane FROM lane_engine WHERE engine = ?1 "
                                  "UNION SELECT lane FROM lane_waiter WHERE engine = ?1",
                                  "i", engine);
  while ((step = batch_sqlite_step (self->writer, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (lanes, batch_sqlite_dup (statement, 0));

  return step == BATCH_SQLITE_DONE;
}

/* Of one that leaves, or is dead. */
gboolean
batch_sqlite_store_free_lanes (BatchSqliteStore  *self,
                               gint64             engine,
                               GError           **error)
{
  g_autoptr(GPtrArray) lanes = g_ptr_array_new_with_free_func (g_free);

  if (!find_lanes_of (self, engine, lanes, error))
    return FALSE;

  for (guint i = 0; i < lanes->len; i++)
    {
      if (!batch_sqlite_store_log (self, BATCH_CHANGE_LANE, g_ptr_array_index (lanes, i),
                                   self->actor, error))
        return FALSE;
    }

  return batch_sqlite_run (self->writer, error,
                           "DELETE FROM lane_engine WHERE engine = ?", "i", engine) &&
         batch_sqlite_run (self->writer, error,
                           "DELETE FROM lane_waiter WHERE engine = ?", "i", engine);
}
