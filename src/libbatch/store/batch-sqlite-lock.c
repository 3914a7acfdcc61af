/* store/batch-sqlite-lock.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-lock-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch-types.h"

#define MAX_TRIES     100
#define TRY_STEP_USEC 500

struct _BatchSqliteLock
{
  char *path;
  int   fd;
};

static BatchSqliteLockResult
fail (const char  *path,
      const char  *what,
      int          number,
      GError     **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE,
               "Cannot %s “%s”: %s", what, path, g_strerror (number));
  return BATCH_SQLITE_LOCK_FAILED;
}

/* Whoever finds a lock free removes its file, so that between our opening it and
 * our locking it the name may have gone, or may mean another file. */
static gboolean
is_still_there (const char *path,
                int         fd)
{
  struct stat by_name;
  struct stat by_fd;

  return stat (path, &by_name) == 0 && fstat (fd, &by_fd) == 0 &&
         by_name.st_dev == by_fd.st_dev && by_name.st_ino == by_fd.st_ino;
}

static BatchSqliteLockResult
open_and_lock (const char       *path,
               int               flags,
               BatchSqliteLock **lock,
               GError          **error)
{
  struct flock request = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = g_open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
  int number = errno;

  if (fd < 0)
    return number == ENOENT ? BATCH_SQLITE_LOCK_GONE : fail (path, "open", number, error);

  if (fcntl (fd, F_OFD_SETLK, &request) != 0)
    {
      number = errno;
      g_close (fd, NULL);
      if (number == EAGAIN || number == EACCES)
        return BATCH_SQLITE_LOCK_HELD;
      return fail (path, "lock", number, error);
    }

  if (!is_still_there (path, fd))
    {
      g_close (fd, NULL);
      return BATCH_SQLITE_LOCK_GONE;
    }

  *lock = g_new0 (BatchSqliteLock, 1);
  (*lock)->path = g_strdup (path);
  (*lock)->fd = fd;
  return BATCH_SQLITE_LOCK_TAKEN;
}

BatchSqliteLockResult
batch_sqlite_lock_try (const char       *path,
                       BatchSqliteLock **lock,
                       GError          **error)
{
  return open_and_lock (path, 0, lock, error);
}

gboolean
batch_sqlite_lock_is_held (const char *path)
{
  struct flock request = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  /* To ask is to read. */
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  struct stat status;
  gboolean held;

  if (fd < 0)
    return errno != ENOENT;

  held = fstat (fd, &status) != 0 || !S_ISREG (status.st_mode)
         || fcntl (fd, F_OFD_GETLK, &request) != 0 || request.l_type != F_UNLCK;
  g_close (fd, NULL);
  return held;
}

BatchSqliteLock *
batch_sqlite_lock_take (const char  *path,
                        GError     **error)
{
  BatchSqliteLock *lock = NULL;
  BatchSqliteLockResult result;
  guint n_tries = 0;

  /* Removed under our hands by one who tidies up, or held for a moment by one who looks
   * whether we live; but a folder that is gone stays gone. */
  while ((result = open_and_lock (path, O_CREAT, &lock, error)) != BATCH_SQLITE_LOCK_TAKEN
         && result != BATCH_SQLITE_LOCK_FAILED && n_tries++ < MAX_TRIES)
    if (result == BATCH_SQLITE_LOCK_HELD)
      g_usleep (TRY_STEP_USEC);

  if (result == BATCH_SQLITE_LOCK_GONE)
    fail (path, "create", ENOENT, error);
  if (result == BATCH_SQLITE_LOCK_HELD)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                 "The engine of “%s” runs already; give every engine its own id", path);
  if (lock != NULL)
    batch_sqlite_lock_note (lock, FALSE);
  return lock;
}

void
batch_sqlite_lock_note (BatchSqliteLock *self,
                        gboolean         working)
{
  g_autofree char *text = g_strdup_printf ("%d %d\n", (int) getpid (), working);
  gsize length = strlen (text);

  if (pwrite (self->fd, text, length, 0) != (gssize) length
      || ftruncate (self->fd, (off_t) length) != 0)
    g_debug ("%s does not say whose it is: %s", self->path, g_strerror (errno));
}

void
batch_sqlite_lock_free (BatchSqliteLock *lock)
{
  g_close (lock->fd, NULL);
  g_free (lock->path);
  g_free (lock);
}

/* Removed while it is held, so that nobody can take it in between. */
void
batch_sqlite_lock_remove (BatchSqliteLock *lock)
{
  g_unlink (lock->path);
  batch_sqlite_lock_free (lock);
}
