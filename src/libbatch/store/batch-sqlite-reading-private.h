/* store/batch-sqlite-reading-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-sqlite-store-private.h"

G_BEGIN_DECLS

/* The connection of those who look: the only one, in memory. */
BatchSqlite *batch_sqlite_store_get_reader (BatchSqliteStore *self);

/* Not in memory. Close it after use. */
BatchSqlite *batch_sqlite_store_open_aside (BatchSqliteStore  *self,
                                            GError           **error);

/* For LIMIT; 0 is no limit. */
gint64       batch_sqlite_limit            (guint             limit);

/* A table whose rows have an id, a key_id and a sequence. */
typedef struct
{
  const char *select;              /* up to its name */
  const char *place;               /* finds a sequence: a literal, by an id and twice a key_id */
  const char *neighbour;           /* (nullable) finds the sequence of the row before that of an id
                                    * that is gone, where ids sort as rows do; -1: it is there */
  const char *condition;           /* (nullable) of all rows that are in any list */
  const char *kind;                /* the column that BatchPageQuery.kind is of */
  gpointer  (*read)         (sqlite3_stmt  *statement);
  gboolean  (*fail_unknown) (const char    *id,
                             GError       **error);
} BatchPagedTable;

/* Adds a record of each row of a page. */
gboolean     batch_sqlite_read_page        (BatchSqlite            *db,
                                            const BatchPagedTable  *table,
                                            const BatchPageQuery   *query,
                                            GPtrArray              *records,
                                            GError                **error);

/* What is read between these two is from one moment. */
gboolean     batch_sqlite_begin_reading    (BatchSqlite      *db,
                                            GError          **error);
void         batch_sqlite_end_reading      (BatchSqlite      *db);

gboolean     batch_sqlite_read_job_by_id   (BatchSqlite      *db,
                                            const char       *job_id,
                                            BatchJobRecord  **job,
                                            GError          **error);

gboolean     batch_sqlite_store_list_items (BatchStore             *store,
                                            const char             *job_id,
                                            const BatchItemQuery   *query,
                                            const BatchItemRecord  *after,
                                            guint                   limit,
                                            GPtrArray              *items,
                                            GError                **error);

G_END_DECLS
