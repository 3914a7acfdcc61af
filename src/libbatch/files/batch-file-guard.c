/* files/batch-file-guard.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "files/batch-file-guard-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>

#include "files/batch-file-ops-private.h"

struct _BatchFileGuard
{
  int fd;
};

static void
guard_clear (gpointer data)
{
  BatchFileGuard *self = data;

  if (self->fd >= 0)
    g_close (self->fd, NULL);
}

/* Each guard opens the file itself: a flock belongs to the open file, so guards of
 * one process hold each other off as those of two do. */
static BatchFileGuard *
guard_new (const char  *lock_path,
           int          operation,
           GError     **error)
{
  g_autoptr(BatchFileGuard) self = g_atomic_rc_box_new0 (BatchFileGuard);
  int result;

  if ((self->fd = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0)
    {
      batch_file_set_error (error, errno, "open", lock_path);
      return NULL;
    }

  do
    result = flock (self->fd, operation);
  while (result != 0 && errno == EINTR);

  if (result == 0)
    return g_steal_pointer (&self);
  if (errno != EWOULDBLOCK)
    batch_file_set_error (error, errno, "lock", lock_path);
  return NULL;
}

BatchFileGuard *
batch_file_guard_new (const char  *lock_path,
                      GError     **error)
{
  return guard_new (lock_path, LOCK_SH, error);
}

BatchFileGuard *
batch_file_guard_try_new (const char  *lock_path,
                          GError     **error)
{
  return guard_new (lock_path, LOCK_SH | LOCK_NB, error);
}

BatchFileGuard *
batch_file_guard_new_exclusive (const char  *lock_path,
                                GError     **error)
{
  return guard_new (lock_path, LOCK_EX | LOCK_NB, error);
}

BatchFileGuard *
batch_file_guard_ref (BatchFileGuard *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
batch_file_guard_unref (BatchFileGuard *self)
{
  g_atomic_rc_box_release_full (self, guard_clear);
}
