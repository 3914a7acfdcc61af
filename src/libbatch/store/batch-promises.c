/* store/batch-promises.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-promises-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

#include "store/batch-data-dir-private.h"

struct _BatchPromises
{
  char       *path;                /* (nullable) there are no other processes */
  GHashTable *own;                 /* the set of jobs (gint64) */
  int         fd;                  /* -1 until it is needed */
};

BatchPromises *
batch_promises_new (const char *store_uri)
{
  BatchPromises *self = g_new (BatchPromises, 1);

  *self = (BatchPromises) {
    .path = batch_engine_promises_path (store_uri),
    .own = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL),
    .fd = -1,
  };
  return self;
}

void
batch_promises_free (BatchPromises *self)
{
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_hash_table_unref (self->own);
  g_free (self->path);
  g_free (self);
}

static int
open_with (BatchPromises *self,
           int            flags)
{
  return g_open (self->path, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* Nothing is ever written to the file. FALSE where nothing can be locked, such as in a folder that
 * can only be read. */
static gboolean
open_file (BatchPromises *self)
{
  if (self->fd < 0 && self->path != NULL)
    self->fd = open_with (self, O_RDWR | O_CREAT);
  return self->fd >= 0;
}

/* The folder of the engines is not there before the first of them. */
static gboolean
make_file (BatchPromises *self)
{
  g_autofree char *folder = NULL;

  if (open_file (self) || self->path == NULL || errno != ENOENT)
    return self->fd >= 0;

  folder = g_path_get_dirname (self->path);
  return g_mkdir_with_parents (folder, 0700) == 0 && open_file (self);
}

/* A byte of the file stands for a job. The kernel makes one lock of those of neighbours, and looks
 * through all that there are for each new one. */
static struct flock
describe_lock (gint64 job,
               short  type)
{
  return (struct flock) { .l_type = type, .l_whence = SEEK_SET, .l_start = job, .l_len = 1 };
}

static void
note_own (BatchPromises *self,
          gint64         job)
{
  g_hash_table_add (self->own, g_memdup2 (&job, sizeof job));
}

void
batch_promises_make (BatchPromises *self,
                     gint64         job)
{
  struct flock lock = describe_lock (job, F_RDLCK);

  note_own (self, job);
  if (make_file (self) && fcntl (self->fd, F_OFD_SETLK, &lock) != 0)
    g_debug ("Results are not promised: %s", g_strerror (errno));
}

/* To ask makes no file. */
gboolean
batch_promises_are_made (BatchPromises *self,
                         gint64         job)
{
  struct flock lock = describe_lock (job, F_WRLCK);
  gboolean made;
  int fd;

  if (g_hash_table_contains (self->own, &job))
    return TRUE;
  if (self->path == NULL)
    return FALSE;
  if ((fd = self->fd >= 0 ? self->fd : open_with (self, O_RDONLY)) < 0)
    return FALSE;

  made = fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  if (fd != self->fd)
    g_close (fd, NULL);
  return made;
}

gboolean
batch_promises_take_over (BatchPromises *self,
                          gint64         job)
{
  struct flock lock = describe_lock (job, F_WRLCK);

  if (g_hash_table_contains (self->own, &job))
    return FALSE;
  if (make_file (self) && fcntl (self->fd, F_OFD_SETLK, &lock) != 0
      && (errno == EAGAIN || errno == EACCES))
    return FALSE;

  note_own (self, job);
  return TRUE;
}

void
batch_promises_release (BatchPromises *self,
                        gint64         job)
{
  struct flock lock = describe_lock (job, F_UNLCK);

  if (!g_hash_table_remove (self->own, &job))
    return;
  if (self->fd >= 0 && fcntl (self->fd, F_OFD_SETLK, &lock) != 0)
    g_debug ("Results are still promised: %s", g_strerror (errno));
}
