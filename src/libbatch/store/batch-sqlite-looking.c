/* store/batch-sqlite-looking.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-looking-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* A database in WAL mode cannot simply be read: its readers meet in a file of shared memory beside
 * it (-shm), which SQLite makes together with the log (-wal), and leaves behind when it may only
 * read. So:
 *
 * - With nothing in a log, all there is stands in the database. It is read as what nobody changes
 *   (“frozen”), without any lock or file, until there is a log, or it is another file than it was.
 * - With a log, whoever has it open has made the shared memory; one that was killed has left it
 *   behind, which SQLite can read where nothing can be written, too.
 * - A log without shared memory, as in a copy of a folder, can only be read where that can be
 *   made. */

/* How often one is opened that is just being changed by those who come and go. */
#define MAX_TRIES 10

static gboolean
fail_no_shared_memory (const char  *path,
                       GError     **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE,
               "Store “%s” has a log that cannot be read where nothing can be written; copy its "
               "folder to where you may write, and look at the copy", path);
  return FALSE;
}

static gboolean
may_make_shared_memory (const char *path)
{
  g_autofree char *shared = g_strconcat (path, "-shm", NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  return g_access (shared, F_OK) == 0 || eaccess (folder, W_OK) == 0;
}

static BatchSqlite *
open_shared (const char  *path,
             GError     **error)
{
  if (!may_make_shared_memory (path))
    {
      fail_no_shared_memory (path, error);
      return NULL;
    }

  return batch_sqlite_open (path, SQLITE_OPEN_READONLY, error);
}

BatchSqlite *
batch_sqlite_open_to_look (const char  *path,
                           GError     **error)
{
  return batch_sqlite_has_log (path) ? open_shared (path, error)
                                     : batch_sqlite_open_frozen (path, error);
}

BatchSqlite *
batch_sqlite_look_anew (BatchSqlite *db,
                        const char  *path)
{
  g_autoptr(GError) error = NULL;
  BatchSqlite *anew;

  if (!batch_sqlite_is_thawed (db))
    return NULL;

  /* What is asked of the old one fails, and says why. */
  anew = batch_sqlite_open_to_look (path, &error);
  if (anew == NULL)
    g_debug ("%s", error->message);
  return anew;
}

static gboolean
check_there (const char  *path,
             GError     **error)
{
  if (g_access (path, F_OK) == 0 || errno != ENOENT)
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
               "There is no store “%s” to look at", path);
  return FALSE;
}

static gboolean
open_once (BatchSqliteStore  *self,
           GError           **error)
{
  g_clear_pointer (&self->writer, batch_sqlite_close);
  self->writer = batch_sqlite_open_to_look (self->path, error);
  return self->writer != NULL && batch_sqlite_store_check_current (self, error);
}

gboolean
batch_sqlite_store_open_to_look (BatchSqliteStore  *self,
                                 GError           **error)
{
  g_autoptr(GError) reason = NULL;

  if (!check_there (self->path, error))
    return FALSE;
  for (guint n_tries = 0; n_tries < MAX_TRIES; n_tries++)
    {
      g_clear_error (&reason);
      if (open_once (self, &reason))
        return TRUE;
      if (!g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_BUSY))
        break;
    }

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}
