/* batch-sqlite-handover.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-handover-private.h"

#include "core/batch-enum-private.h"
#include "store/batch-sqlite-engines-private.h"
#include "store/batch-sqlite-reading-private.h"

const char *
batch_sqlite_handover_word (BatchHandoverState state)
{
  return batch_enum_to_nick (BATCH_TYPE_HANDOVER_STATE, state);
}

static BatchHandoverRecord *
read_handover (sqlite3_stmt *statement)
{
  BatchHandoverRecord *record = batch_handover_record_new ();
  int state = BATCH_HANDOVER_STATE_ENDED;

  record->sequence = sqlite3_column_int64 (statement, 0);
  record->id = batch_sqlite_dup (statement, 1);
  record->job_id = batch_sqlite_dup (statement, 2);
  record->server = batch_sqlite_dup (statement, 3);
  record->endpoint = batch_sqlite_dup (statement, 4);
  record->key = batch_sqlite_dup (statement, 5);
  record->file_id = batch_sqlite_dup (statement, 6);
  record->upstream_id = batch_sqlite_dup (statement, 7);
  record->note = batch_sqlite_dup (statement, 8);
  batch_enum_from_nick (BATCH_TYPE_HANDOVER_STATE, batch_sqlite_text (statement, 9), &state);
  record->state = state;
  record->generation = sqlite3_column_int64 (statement, 10);
  record->n_items = sqlite3_column_int64 (statement, 11);
  record->n_bytes = sqlite3_column_int64 (statement, 12);
  record->n_done = sqlite3_column_int64 (statement, 13);
  record->n_failed = sqlite3_column_int64 (statement, 14);
  record->n_missing = sqlite3_column_int64 (statement, 15);
  record->n_unknown = sqlite3_column_int64 (statement, 16);
  record->created_at = sqlite3_column_int64 (statement, 17);
  record->sent_at = sqlite3_column_int64 (statement, 18);
  record->ended_at = sqlite3_column_int64 (statement, 19);
  return record;
}

gboolean
batch_sqlite_read_handovers (BatchSqlite   *db,
                             sqlite3_stmt  *statement,
                             GPtrArray     *handovers,
                             GError       **error)
{
  BatchSqliteStep step;

  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (handovers, read_handover (statement));

  return step == BATCH_SQLITE_DONE;
}

BatchHandoverRecord *
batch_sqlite_find_handover (BatchSqlite  *db,
                            const char   *id,
                            GError      **error)
{
  GDestroyNotify free_func = (GDestroyNotify) batch_handover_record_free;
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (free_func);
  sqlite3_stmt *statement = batch_sqlite_query (db, error, BATCH_SQLITE_HANDOVERS
                                                "WHERE handover.id = ?", "t", id);

  if (!batch_sqlite_read_handovers (db, statement, found, error))
    return NULL;
  if (found->len > 0)
    return g_ptr_array_steal_index (found, 0);

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no handover “%s”", id);
  return NULL;
}

gboolean
batch_sqlite_store_check_handover (BatchSqliteStore           *self,
                                   const char                 *engine_id,
                                   const BatchHandoverRecord  *handover,
                                   GError                    **error)
{
  gint64 engine;
  gint64 held;

  self->actor = engine_id;
  if (!batch_sqlite_store_find_engine (self, engine_id, &engine, error) ||
      !batch_sqlite_number (self->writer, error, &held,
                            "SELECT count (*) FROM handover WHERE sequence = ? AND engine = ? "
                            "AND generation = ?", "iii", handover->sequence, engine,
                            handover->generation))
    return FALSE;
  if (held > 0)
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
               "The handover “%s” is attended to by somebody else", handover->id);
  return FALSE;
}
