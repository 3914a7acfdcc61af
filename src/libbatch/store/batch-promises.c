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
  GHashTable *own;                 /* the set of ids of jobs */
  int         fd;                  /* -1 until it is needed */
};

BatchPromises *
batch_promises_new (const char *store_uri)
{
  BatchPromises *self = g_new (BatchPromises, 1);

  *self = (BatchPromises) {
    .path = batch_engine_promises_path (store_uri),
    .own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
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

/* Nothing is ever written to the file. FALSE where nothing can be locked, such as in a folder that
 * can only be read. */
static gboolean
open_file (BatchPromises *self)
{
  if (self->fd < 0 && self->path != NULL)
    self->fd = g_open (self->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  return self->fd >= 0;
}

/* A byte of the file stands for a job. That two jobs share one is most unlikely, and then only one
 * of them waits for somebody who comes later. */
static struct flock
describe_lock (const char *job_id,
               short       type)
{
  return (struct flock) { .l_type = type, .l_whence = SEEK_SET, .l_start = g_str_hash (job_id),
                          .l_len = 1 };
}

void
batch_promises_make (BatchPromises *self,
                     const char    *job_id)
{
  struct flock lock = describe_lock (job_id, F_RDLCK);

  g_hash_table_add (self->own, g_strdup (job_id));
  if (open_file (self) && fcntl (self->fd, F_OFD_SETLK, &lock) != 0)
    g_debug ("The results of %s are not promised: %s", job_id, g_strerror (errno));
}

gboolean
batch_promises_are_made (BatchPromises *self,
                         const char    *job_id)
{
  struct flock lock = describe_lock (job_id, F_WRLCK);

  if (g_hash_table_contains (self->own, job_id))
    return TRUE;

  return open_file (self) && fcntl (self->fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

gboolean
batch_promises_take_over (BatchPromises *self,
                          const char    *job_id)
{
  struct flock lock = describe_lock (job_id, F_WRLCK);

  if (g_hash_table_contains (self->own, job_id))
    return FALSE;
  if (open_file (self) && fcntl (self->fd, F_OFD_SETLK, &lock) != 0
      && (errno == EAGAIN || errno == EACCES))
    return FALSE;

  g_hash_table_add (self->own, g_strdup (job_id));
  return TRUE;
}
