/* store/batch-sqlite-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* One connection to a database, with its prepared statements. Only one thread at
 * a time may use it. */
typedef struct _BatchSqlite BatchSqlite;

typedef enum
{
  BATCH_SQLITE_FAILED,
  BATCH_SQLITE_ROW,
  BATCH_SQLITE_DONE,
} BatchSqliteStep;

BatchSqlite     *batch_sqlite_open    (const char    *path,
                                       int            flags,
                                       GError       **error);
/* To look at a database that nobody changes: without locks, and without files beside it. When
 * somebody does so after all, every step fails with G_IO_ERROR_BUSY. */
BatchSqlite     *batch_sqlite_open_frozen (const char *path,
                                       GError       **error);
gboolean         batch_sqlite_is_thawed (BatchSqlite *self);
/* Whether something stands in the log beside the database. */
gboolean         batch_sqlite_has_log (const char    *path);
void             batch_sqlite_close   (BatchSqlite   *self);
sqlite3         *batch_sqlite_get     (BatchSqlite   *self);

/* Several statements in one text, without parameters. */
gboolean         batch_sqlite_script  (BatchSqlite   *self,
                                       const char    *sql,
                                       GError       **error);

/* Of this, run () and number (): @sql must be a literal, or live as long as @self, since its
 * statement is kept under its address. @types has a letter for each parameter: i gint64,
 * u int or guint, t text (nullable), b GBytes (nullable). Texts and bytes must live until the
 * statement is run. */
sqlite3_stmt    *batch_sqlite_query   (BatchSqlite   *self,
                                       GError       **error,
                                       const char    *sql,
                                       const char    *types,
                                       ...);
/* For an @sql that was put together: finalize it after use. */
sqlite3_stmt    *batch_sqlite_prepare (BatchSqlite   *self,
                                       const char    *sql,
                                       GError       **error);
/* After DONE and FAILED the statement is ready for another use. */
BatchSqliteStep  batch_sqlite_step    (BatchSqlite   *self,
                                       sqlite3_stmt  *statement,
                                       GError       **error);
/* Leaves the rows that nobody asked for. */
void             batch_sqlite_reset   (sqlite3_stmt  *statement);
/* The whole of a statement without rows. */
gboolean         batch_sqlite_run     (BatchSqlite   *self,
                                       GError       **error,
                                       const char    *sql,
                                       const char    *types,
                                       ...);
/* The first column of the first row; 0 when there is none. */
gboolean         batch_sqlite_number  (BatchSqlite   *self,
                                       GError       **error,
                                       gint64        *number,
                                       const char    *sql,
                                       const char    *types,
                                       ...);

gboolean         batch_sqlite_fail    (BatchSqlite   *self,
                                       int            code,
                                       GError       **error);

const char      *batch_sqlite_text    (sqlite3_stmt  *statement,
                                       int            column);
char            *batch_sqlite_dup     (sqlite3_stmt  *statement,
                                       int            column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchSqlite, batch_sqlite_close)

G_END_DECLS
