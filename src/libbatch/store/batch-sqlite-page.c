/* store/batch-sqlite-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-reading-private.h"

#include "core/batch-id-private.h"

/* By number in the text, because not all are in every query. */
enum
{
  PARAMETER_AFTER = 1,
  PARAMETER_KEY,
  PARAMETER_KIND,
  PARAMETER_LIMIT,
  PARAMETER_NOW,
};

static char *
make_sql (const BatchPagedTable *table,
          const BatchPageQuery  *query)
{
  g_autoptr(GString) sql = g_string_new (table->select);

  g_string_append_printf (sql, " WHERE sequence %s ?%d", query->descending ? "<" : ">",
                          PARAMETER_AFTER);
  if (table->condition != NULL)
    g_string_append_printf (sql, " AND %s", table->condition);
  if (query->key_id != NULL)
    g_string_append_printf (sql, " AND key_id = ?%d", PARAMETER_KEY);
  if (query->kind != NULL)
    g_string_append_printf (sql, " AND %s = ?%d", table->kind, PARAMETER_KIND);
  if (query->now > 0)
    g_string_append_printf (sql, " AND (expires_at = 0 OR expires_at > ?%d)", PARAMETER_NOW);
  g_string_append_printf (sql, " ORDER BY sequence%s LIMIT ?%d", query->descending ? " DESC" : "",
                          PARAMETER_LIMIT);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* Finalize it after use. */
static sqlite3_stmt *
prepare_page (BatchSqlite            *db,
              const BatchPagedTable  *table,
              const BatchPageQuery   *query,
              gint64                  after_sequence,
              GError                **error)
{
  g_autofree char *sql = make_sql (table, query);
  sqlite3_stmt *statement = batch_sqlite_prepare (db, sql, error);

  if (statement == NULL)
    return NULL;

  if (after_sequence == 0 && query->descending)
    after_sequence = G_MAXINT64;
  sqlite3_bind_int64 (statement, PARAMETER_AFTER, after_sequence);
  if (query->key_id != NULL)
    sqlite3_bind_text (statement, PARAMETER_KEY, query->key_id, -1, SQLITE_STATIC);
  if (query->kind != NULL)
    sqlite3_bind_text (statement, PARAMETER_KIND, query->kind, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, PARAMETER_LIMIT, batch_sqlite_limit (query->limit));
  if (query->now > 0)
    sqlite3_bind_int64 (statement, PARAMETER_NOW, query->now);
  return statement;
}

/* Whoever removes what it has read of a list goes on behind something that is gone. */
static gboolean
find_neighbour (BatchSqlite            *db,
                const BatchPagedTable  *table,
                const BatchPageQuery   *query,
                gint64                 *after,
                GError                **error)
{
  if (table->neighbour == NULL || !batch_id_is_of_time (BATCH_ID_JOB, query->after))
    return table->fail_unknown (query->after, error);
  if (!batch_sqlite_number (db, error, after, table->neighbour, "t", query->after))
    return FALSE;
  if (*after < 0)
    return table->fail_unknown (query->after, error);

  /* That one is in a page that goes down. */
  *after += query->descending;
  return TRUE;
}

/* @after: set to the sequence of the row that the page comes behind; 0: there is none */
static gboolean
find_after (BatchSqlite            *db,
            const BatchPagedTable  *table,
            const BatchPageQuery   *query,
            gint64                 *after,
            GError                **error)
{
  *after = 0;
  if (query->after == NULL)
    return TRUE;

  return batch_sqlite_number (db, error, after, table->place, "ttt", query->after, query->key_id,
                              query->key_id)
         && (*after != 0 || find_neighbour (db, table, query, after, error));
}

gboolean
batch_sqlite_read_page (BatchSqlite            *db,
                        const BatchPagedTable  *table,
                        const BatchPageQuery   *query,
                        GPtrArray              *records,
                        GError                **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;
  gint64 after;

  if (!find_after (db, table, query, &after, error))
    return FALSE;

  statement = prepare_page (db, table, query, after, error);
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (records, table->read (statement));

  sqlite3_finalize (statement);
  return step == BATCH_SQLITE_DONE;
}
