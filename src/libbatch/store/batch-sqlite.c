/* store/batch-sqlite.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-private.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "batch-types.h"
#include "store/batch-sqlite-search-private.h"
#include "store/batch-stopped-private.h"

/* Another process holds the database for the time of one transaction, some
 * milliseconds. SQLite's own way of waiting for it doubles its steps up to
 * 100 ms; one who waits like that hardly ever gets its turn beside a busy one. */
#define BUSY_STEP_USEC  500
#define BUSY_LIMIT_USEC (30 * G_USEC_PER_SEC)

struct _BatchSqlite
{
  sqlite3    *db;
  char       *path;
  GHashTable *statements;      /* literal (by address) to sqlite3_stmt */
  GStatBuf    as_opened;       /* of a frozen one: its file */
  gboolean    frozen;
};

static int
busy_cb (void *user_data,
         int   n_calls)
{
  if (n_calls > BUSY_LIMIT_USEC / BUSY_STEP_USEC)
    return FALSE;

  g_usleep (BUSY_STEP_USEC);
  return TRUE;
}

/* --- Errors --- */

static gboolean
fail_store (BatchSqlite  *self,
            const char   *what,
            const char   *remedy,
            GError      **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE,
               "Store “%s” %s; %s", self->path, what, remedy);
  return FALSE;
}

static gboolean
fail_full (BatchSqlite  *self,
           GError      **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               "The disk that holds “%s” is full; make room and try again", self->path);
  return FALSE;
}

/* Nobody has it for so long but one that was stopped (Ctrl+Z) while it wrote. */
static gboolean
fail_held (BatchSqlite  *self,
           GError      **error)
{
  g_autofree char *uri = g_strconcat ("sqlite:", self->path, NULL);
  g_autoptr(GPtrArray) stopped = batch_stopped_find (uri);
  g_autofree char *what = NULL;
  g_autofree char *remedy = NULL;
  const BatchProcess *process;

  if (stopped->len == 0)
    return fail_store (self, "is held by another program", "close that and try again", error);

  process = g_ptr_array_index (stopped, 0);
  what = g_strdup_printf ("is held by another program, and process %d (%s) is stopped",
                          process->id, process->name);
  remedy = g_strdup_printf ("let that go on (kill -CONT %d), or end it, and try again",
                            process->id);
  return fail_store (self, what, remedy, error);
}

/* Says it in the words of a person who can do something about it. */
gboolean
batch_sqlite_fail (BatchSqlite  *self,
                   int           code,
                   GError      **error)
{
  int system_errno = self->db != NULL ? sqlite3_system_errno (self->db) : 0;

  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return fail_full (self, error);

    case SQLITE_CORRUPT:
      return fail_store (self, "is damaged", "move it away, or bring back a copy", error);

    case SQLITE_NOTADB:
      return fail_store (self, "is not a database", "move it away, or choose another place", error);

    case SQLITE_READONLY:
      return fail_store (self, "cannot be written", "make it and its folder writable", error);

    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail_held (self, error);

    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return fail_store (self, "cannot be opened", "check that you may read and write it", error);

    case SQLITE_IOERR:
      if (system_errno == ENOSPC || system_errno == EDQUOT)
        return fail_full (self, error);
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE,
                   "Store “%s” cannot be read or written: %s", self->path,
                   system_errno != 0 ? g_strerror (system_errno) : sqlite3_errstr (code));
      return FALSE;

    default:
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE, "Store “%s”: %s", self->path,
                   self->db != NULL ? sqlite3_errmsg (self->db) : sqlite3_errstr (code));
      return FALSE;
    }
}

/* --- Connection --- */

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

void
batch_sqlite_close (BatchSqlite *self)
{
  g_hash_table_unref (self->statements);
  sqlite3_close (self->db);
  g_free (self->path);
  g_free (self);
}

/* @name: what SQLite is told, which may be a URI */
static BatchSqlite *
open_by_name (const char  *path,
              const char  *name,
              int          flags,
              GError     **error)
{
  BatchSqlite *self = g_new0 (BatchSqlite, 1);
  int code;

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);

  code = sqlite3_open_v2 (name, &self->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
  if (code == SQLITE_OK)
    code = batch_sqlite_add_search (self->db);
  if (code != SQLITE_OK)
    {
      batch_sqlite_fail (self, code, error);
      batch_sqlite_close (self);
      return NULL;
    }

  sqlite3_extended_result_codes (self->db, TRUE);
  sqlite3_busy_handler (self->db, busy_cb, NULL);
  return self;
}

BatchSqlite *
batch_sqlite_open (const char  *path,
                   int          flags,
                   GError     **error)
{
  return open_by_name (path, path, flags, error);
}

/* --- What nobody changes --- */

gboolean
batch_sqlite_has_log (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf info;

  return g_stat (log, &info) == 0 && info.st_size > 0;
}

BatchSqlite *
batch_sqlite_open_frozen (const char  *path,
                          GError     **error)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?immutable=1", NULL);
  GStatBuf info = { 0 };
  BatchSqlite *self;

  /* One that cannot be looked at is opened to say why. */
  g_stat (path, &info);
  self = open_by_name (path, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
  if (self != NULL)
    {
      self->frozen = TRUE;
      self->as_opened = info;
    }
  return self;
}

gboolean
batch_sqlite_is_thawed (BatchSqlite *self)
{
  const GStatBuf *before = &self->as_opened;
  GStatBuf now;

  if (!self->frozen)
    return FALSE;

  return batch_sqlite_has_log (self->path) || g_stat (self->path, &now) != 0
         || now.st_ino != before->st_ino || now.st_dev != before->st_dev
         || now.st_size != before->st_size || now.st_mtim.tv_sec != before->st_mtim.tv_sec
         || now.st_mtim.tv_nsec != before->st_mtim.tv_nsec;
}

static gboolean
check_frozen (BatchSqlite  *self,
              GError      **error)
{
  if (!batch_sqlite_is_thawed (self))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
               "Store “%s” was changed while it was looked at; try again", self->path);
  return FALSE;
}

sqlite3 *
batch_sqlite_get (BatchSqlite *self)
{
  return self->db;
}

/* --- Statements --- */

gboolean
batch_sqlite_script (BatchSqlite  *self,
                     const char   *sql,
                     GError      **error)
{
  int code = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || batch_sqlite_fail (self, code, error);
}

sqlite3_stmt *
batch_sqlite_prepare (BatchSqlite  *self,
                      const char   *sql,
                      GError      **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);

  if (code != SQLITE_OK)
    batch_sqlite_fail (self, code, error);
  return statement;
}

static void
bind_bytes (sqlite3_stmt *statement,
            int           parameter,
            GBytes       *bytes)
{
  gsize size;
  gconstpointer data;

  if (bytes == NULL)
    return;

  data = g_bytes_get_data (bytes, &size);
  sqlite3_bind_blob64 (statement, parameter, data != NULL ? data : "", size, SQLITE_STATIC);
}

static void
bind_values (sqlite3_stmt *statement,
             const char   *types,
             va_list       values)
{
  for (int i = 1; *types != '\0'; i++, types++)
    {
      switch (*types)
        {
        case 'i':
          sqlite3_bind_int64 (statement, i, va_arg (values, gint64));
          break;
        case 'u':
          sqlite3_bind_int64 (statement, i, va_arg (values, int));
          break;
        case 't':
          sqlite3_bind_text (statement, i, va_arg (values, const char *), -1, SQLITE_STATIC);
          break;
        case 'b':
          bind_bytes (statement, i, va_arg (values, GBytes *));
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

static sqlite3_stmt *
query_valist (BatchSqlite  *self,
              GError      **error,
              const char   *sql,
              const char   *types,
              va_list       values)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement == NULL)
    {
      if (!(statement = batch_sqlite_prepare (self, sql, error)))
        return NULL;
      g_hash_table_insert (self->statements, (gpointer) sql, statement);
    }

  bind_values (statement, types, values);
  return statement;
}

sqlite3_stmt *
batch_sqlite_query (BatchSqlite  *self,
                    GError      **error,
                    const char   *sql,
                    const char   *types,
                    ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = query_valist (self, error, sql, types, values);
  va_end (values);
  return statement;
}

void
batch_sqlite_reset (sqlite3_stmt *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

BatchSqliteStep
batch_sqlite_step (BatchSqlite   *self,
                   sqlite3_stmt  *statement,
                   GError       **error)
{
  int code;

  /* It could not be prepared, and that was told. */
  if (statement == NULL)
    return BATCH_SQLITE_FAILED;

  code = sqlite3_step (statement);
  if (!check_frozen (self, error))
    {
      batch_sqlite_reset (statement);
      return BATCH_SQLITE_FAILED;
    }
  if (code == SQLITE_ROW)
    return BATCH_SQLITE_ROW;

  batch_sqlite_reset (statement);
  if (code == SQLITE_DONE)
    return BATCH_SQLITE_DONE;

  batch_sqlite_fail (self, code, error);
  return BATCH_SQLITE_FAILED;
}

/* @number: (out): of the first row, or 0. */
static gboolean
run_valist (BatchSqlite  *self,
            GError      **error,
            gint64       *number,
            const char   *sql,
            const char   *types,
            va_list       values)
{
  sqlite3_stmt *statement = query_valist (self, error, sql, types, values);
  BatchSqliteStep step = batch_sqlite_step (self, statement, error);

  *number = 0;
  if (step == BATCH_SQLITE_ROW)
    {
      *number = sqlite3_column_int64 (statement, 0);
      batch_sqlite_reset (statement);
    }
  return step != BATCH_SQLITE_FAILED;
}

gboolean
batch_sqlite_run (BatchSqlite  *self,
                  GError      **error,
                  const char   *sql,
                  const char   *types,
                  ...)
{
  gboolean done;
  gint64 number;
  va_list values;

  va_start (values, types);
  done = run_valist (self, error, &number, sql, types, values);
  va_end (values);
  return done;
}

gboolean
batch_sqlite_number (BatchSqlite  *self,
                     GError      **error,
                     gint64       *number,
                     const char   *sql,
                     const char   *types,
                     ...)
{
  gboolean done;
  va_list values;

  va_start (values, types);
  done = run_valist (self, error, number, sql, types, values);
  va_end (values);
  return done;
}

const char *
batch_sqlite_text (sqlite3_stmt *statement,
                   int           column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

char *
batch_sqlite_dup (sqlite3_stmt *statement,
                  int           column)
{
  return g_strdup (batch_sqlite_text (statement, column));
}
