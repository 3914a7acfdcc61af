/* store/batch-sqlite-engines.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-engines-private.h"

#include <string.h>

#include "store/batch-sqlite-item-private.h"
#include "store/batch-sqlite-reading-private.h"
#include "store/batch-sqlite-wake-private.h"

/* Who works on the queue, and who has died. Everything here runs on the worker,
 * but for what says that it does not. */

#define LOCK_SUFFIX ".lock"

static char *
get_lock_path (BatchSqliteStore *self,
               const char       *engine_id)
{
  g_autofree char *folder = batch_sqlite_store_get_folder (self);
  g_autofree char *name = g_strconcat (engine_id, LOCK_SUFFIX, NULL);

  return g_build_filename (folder, name, NULL);
}

static gboolean
select_engine (BatchSqliteStore  *self,
               const char        *engine_id,
               gint64            *number,
               GError           **error)
{
  return batch_sqlite_number (self->writer, error, number,
                              "SELECT id FROM engine WHERE name = ?", "t", engine_id);
}

gboolean
batch_sqlite_store_find_engine (BatchSqliteStore  *self,
                                const char        *engine_id,
                                gint64            *number,
                                GError           **error)
{
  if (!select_engine (self, engine_id, number, error))
    return FALSE;
  if (*number != 0)
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
               "Engine “%s” has not joined, or was taken for dead; let it join", engine_id);
  return FALSE;
}

/* --- Burying --- */

static gboolean
add_lost_event (BatchSqliteStore  *self,
                BatchSqliteItem   *item,
                gint64             now,
                GError           **error)
{
  return batch_sqlite_store_add_event (self, item->job->sequence,
                                       BATCH_SQLITE_POSITION (item->id), "lost",
                                       "The program that ran it has died", now, error);
}

/* @died: what was running is one attempt the poorer. */
static gboolean
give_back_all (BatchSqliteStore  *self,
               gint64             engine,
               gboolean           died,
               gint64             now,
               guint             *n_items,
               GError           **error)
{
  g_autoptr(GArray) items = g_array_new (FALSE, FALSE, sizeof (BatchSqliteItem));
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT " BATCH_SQLITE_ITEM_COLUMNS " "
                                  "FROM item INDEXED BY item_leased "
                                  "WHERE engine > 0 AND engine = ?", "i", engine);
  if (!batch_sqlite_store_read_items (self, NULL, statement, items, error))
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      BatchSqliteItem *item = &g_array_index (items, BatchSqliteItem, i);
      gboolean lost = died && item->status == BATCH_ITEM_STATUS_RUNNING;

      if ((lost && !add_lost_event (self, item, now, error)) ||
          !batch_sqlite_store_give_back (self, item, lost, now, error))
        return FALSE;
    }

  *n_items += items->len;
  return batch_sqlite_store_settle_jobs (self, now, error);
}

static gboolean
tell_stopping (BatchSqliteStore  *self,
               gint64             engine,
               GError           **error)
{
  gint64 n_working;

  return batch_sqlite_number (self->writer, error, &n_working,
                              "SELECT working FROM engine WHERE id = ?", "i", engine)
         && (n_working == 0
             || batch_sqlite_store_log (self, BATCH_CHANGE_ENGINES, "", NULL, error));
}

static gboolean
dismiss (BatchSqliteStore  *self,
         gint64             engine,
         gboolean           died,
         gint64             now,
         guint             *n_items,
         GError           **error)
{
  return give_back_all (self, engine, died, now, n_items, error) &&
         tell_stopping (self, engine, error) &&
         batch_sqlite_store_free_lanes (self, engine, error) &&
         batch_sqlite_store_free_deliveries (self, engine, error) &&
         batch_sqlite_store_free_handovers (self, engine, error) &&
         batch_sqlite_store_free_receipts (self, engine, error) &&
         batch_sqlite_run (self->writer, error, "DELETE FROM engine WHERE id = ?", "i", engine);
}

/* --- Life --- */

gboolean
batch_sqlite_store_check_alive (BatchSqliteStore  *self,
                                const char        *engine_id,
                                gint64             number,
                                gint64             now,
                                gboolean          *alive,
                                guint             *n_items,
                                GError           **error)
{
  g_autofree char *path = NULL;
  BatchSqliteLock *lock = NULL;
  gboolean removed;

  *alive = self->path == NULL || g_hash_table_contains (self->locks, engine_id);
  if (*alive)
    return TRUE;

  path = get_lock_path (self, engine_id);
  switch (batch_sqlite_lock_try (path, &lock, error))
    {
    case BATCH_SQLITE_LOCK_FAILED:
      return FALSE;
    case BATCH_SQLITE_LOCK_HELD:
      *alive = TRUE;
      return TRUE;
    case BATCH_SQLITE_LOCK_TAKEN:
    case BATCH_SQLITE_LOCK_GONE:
      break;
    }

  removed = dismiss (self, number, TRUE, now, n_items, error);
  if (lock != NULL)
    batch_sqlite_lock_remove (lock);
  return removed;
}

/* For who only looks, on whatever thread: nothing is removed. */
static gboolean
lives (BatchSqliteStore *self,
       const char       *engine_id)
{
  g_autofree char *path = self->path != NULL ? get_lock_path (self, engine_id) : NULL;

  return path == NULL || batch_sqlite_lock_is_held (path);
}

/* --- Lock files --- */

static GPtrArray *
list_lock_paths (BatchSqliteStore *self)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = batch_sqlite_store_get_folder (self);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, LOCK_SUFFIX))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));

  return paths;
}

gboolean
batch_sqlite_store_count_locks (BatchSqliteStore  *self,
                                guint             *n_held,
                                GError           **error)
{
  g_autoptr(GPtrArray) paths = NULL;

  *n_held = 0;
  if (self->path == NULL)
    return TRUE;

  paths = list_lock_paths (self);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr(BatchSqliteLock) lock = NULL;
      BatchSqliteLockResult result = batch_sqlite_lock_try (g_ptr_array_index (paths, i), &lock,
                                                            error);

      if (result == BATCH_SQLITE_LOCK_FAILED)
        return FALSE;
      if (result == BATCH_SQLITE_LOCK_HELD)
        (*n_held)++;
    }

  return TRUE;
}

static gboolean
remove_if_unknown (BatchSqliteStore  *self,
                   const char        *path,
                   GError           **error)
{
  g_autofree char *engine_id = g_path_get_basename (path);
  BatchSqliteLock *lock = NULL;
  gint64 number;

  engine_id[strlen (engine_id) - strlen (LOCK_SUFFIX)] = '\0';
  if (!select_engine (self, engine_id, &number, error))
    return FALSE;
  if (number != 0)
    return TRUE;

  switch (batch_sqlite_lock_try (path, &lock, error))
    {
    case BATCH_SQLITE_LOCK_FAILED:
      return FALSE;
    case BATCH_SQLITE_LOCK_TAKEN:
      batch_sqlite_lock_remove (lock);
      return TRUE;
    case BATCH_SQLITE_LOCK_HELD:
    case BATCH_SQLITE_LOCK_GONE:
      break;
    }
  return TRUE;
}

/* One that died while it joined has its lock file, but is not in the database, so that
 * nobody buries it. */
static gboolean
remove_unknown_locks (BatchSqliteStore  *self,
                      GError           **error)
{
  g_autoptr(GPtrArray) paths = NULL;

  if (self->path == NULL)
    return TRUE;

  paths = list_lock_paths (self);
  for (guint i = 0; i < paths->len; i++)
    if (!remove_if_unknown (self, g_ptr_array_index (paths, i), error))
      return FALSE;

  return TRUE;
}

/* --- The verbs --- */

static gboolean
take_lock (BatchSqliteStore  *self,
           const char        *engine_id,
           GError           **error)
{
  g_autofree char *path = NULL;
  BatchSqliteLock *lock;

  if (self->path == NULL || g_hash_table_contains (self->locks, engine_id))
    return TRUE;

  path = get_lock_path (self, engine_id);
  if (!(lock = batch_sqlite_lock_take (path, error)))
    return FALSE;

  g_hash_table_insert (self->locks, g_strdup (engine_id), lock);
  return TRUE;
}

static void
drop_lock (BatchSqliteStore *self,
           const char       *engine_id)
{
  g_autofree char *key = NULL;
  BatchSqliteLock *lock;

  if (g_hash_table_steal_extended (self->locks, engine_id, (gpointer *) &key, (gpointer *) &lock))
    batch_sqlite_lock_remove (lock);
}

static gboolean
batch_sqlite_store_join (BatchStore  *store,
                         const char  *engine_id,
                         gint64       now,
                         GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  guint n_items = 0;
  gint64 before;

  assert_in_worker (self);
  if (*engine_id == '\0' || *engine_id == '.' || strchr (engine_id, G_DIR_SEPARATOR) != NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "“%s” cannot be the id of an engine", engine_id);
      return FALSE;
    }

  /* One of that name that left its row behind has died. */
  if (!take_lock (self, engine_id, error) ||
      !select_engine (self, engine_id, &before, error) ||
      (before != 0 && !dismiss (self, before, TRUE, now, &n_items, error)) ||
      !remove_unknown_locks (self, error))
    return FALSE;

  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO engine (name, joined_at) VALUES (?, ?)",
                           "ti", engine_id, now);
}

static gboolean
batch_sqlite_store_leave (BatchStore  *store,
                          const char  *engine_id,
                          gint64       now,
                          GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  guint n_items = 0;
  gint64 engine;

  assert_in_worker (self);
  self->actor = engine_id;
  if (!batch_sqlite_store_find_engine (self, engine_id, &engine, error) ||
      !dismiss (self, engine, FALSE, now, &n_items, error))
    return FALSE;

  drop_lock (self, engine_id);
  return TRUE;
}

static gboolean
list_engines (BatchSqliteStore  *self,
              GPtrArray         *names,
              GArray            *numbers,
              GError           **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (self->writer, error, "SELECT id, name FROM engine", "");
  while ((step = batch_sqlite_step (self->writer, statement, error)) == BATCH_SQLITE_ROW)
    {
      gint64 number = sqlite3_column_int64 (statement, 0);

      g_array_append_val (numbers, number);
      g_ptr_array_add (names, batch_sqlite_dup (statement, 1));
    }

  return step == BATCH_SQLITE_DONE;
}

static gboolean
batch_sqlite_store_reap (BatchStore  *store,
                         const char  *engine_id,
                         gint64       now,
                         guint       *n_items,
                         guint       *n_others,
                         GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  assert_in_worker (self);
  *n_items = 0;
  *n_others = 0;
  if (!list_engines (self, names, numbers, error))
    return FALSE;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      gboolean alive;

      if (g_strcmp0 (name, engine_id) == 0)
        continue;
      if (!batch_sqlite_store_check_alive (self, name, g_array_index (numbers, gint64, i), now,
                                           &alive, n_items, error))
        return FALSE;
      *n_others += alive;
    }

  return TRUE;
}

static gboolean
batch_sqlite_store_set_working (BatchStore  *store,
                                const char  *engine_id,
                                gboolean     working,
                                GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteLock *lock = g_hash_table_lookup (self->locks, engine_id);
  gint64 engine;

  assert_in_worker (self);
  if (lock != NULL)
    batch_sqlite_lock_note (lock, working);
  if (!batch_sqlite_store_find_engine (self, engine_id, &engine, error)
      || !batch_sqlite_run (self->writer, error,
                            "UPDATE engine SET working = ?1 WHERE id = ?2 AND working <> ?1",
                            "ui", working, engine))
    return FALSE;

  return sqlite3_changes (batch_sqlite_get (self->writer)) == 0
         || batch_sqlite_store_log (self, BATCH_CHANGE_ENGINES, "", NULL, error);
}

/* Runs on the reader. */
static gboolean
batch_sqlite_store_count_working (BatchStore  *store,
                                  const char  *engine_id,
                                  guint       *n_working,
                                  guint       *n_dead,
                                  GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqlite *db = batch_sqlite_store_get_reader (self);
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  *n_working = 0;
  *n_dead = 0;
  statement = batch_sqlite_query (db, error, "SELECT name, working FROM engine WHERE name <> ?",
                                  "t", engine_id);
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    {
      g_autofree char *name = batch_sqlite_dup (statement, 0);

      if (!lives (self, name))
        (*n_dead)++;
      else if (sqlite3_column_int (statement, 1) != 0)
        (*n_working)++;
    }

  return step == BATCH_SQLITE_DONE;
}

void
batch_sqlite_store_init_engine_verbs (BatchStoreClass *klass)
{
  klass->join = batch_sqlite_store_join;
  klass->leave = batch_sqlite_store_leave;
  klass->reap = batch_sqlite_store_reap;
  klass->set_working = batch_sqlite_store_set_working;
  klass->count_working = batch_sqlite_store_count_working;
  klass->enter_lane = batch_sqlite_store_enter_lane;
  klass->share_lane = batch_sqlite_store_share_lane;
  klass->leave_lane = batch_sqlite_store_leave_lane;
  klass->list_lanes = batch_sqlite_store_list_lanes;
  klass->empty_lane = batch_sqlite_store_empty_lane;
  klass->wait_for_lane = batch_sqlite_store_wait_for_lane;
  klass->list_lane_waiters = batch_sqlite_store_list_lane_waiters;
}
