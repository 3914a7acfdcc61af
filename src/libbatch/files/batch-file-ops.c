/* files/batch-file-ops.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "files/batch-file-ops-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int
ops_open (const char *path,
          int         flags,
          mode_t      mode)
{
  return open (path, flags, mode);
}

/* Not every file system knows RENAME_NOREPLACE; those that don't know links. */
static int
ops_rename (const char *from,
            const char *to,
            gboolean    replace)
{
  if (replace)
    return rename (from, to);
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return -1;
  if (link (from, to) != 0)
    return -1;
  unlink (from);
  return 0;
}

/* AT_EMPTY_PATH would need a privilege; /proc does not. */
static int
ops_link_fd (int         fd,
             const char *to)
{
  g_autofree char *from = g_strdup_printf ("/proc/self/fd/%d", fd);

  return linkat (AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW);
}

static int
ops_sync_dir (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int result;
  int saved_errno;

  if (fd < 0)
    return -1;

  result = fsync (fd);
  saved_errno = errno;
  close (fd);
  errno = saved_errno;

  /* Some file systems cannot sync a directory and order its changes themselves. */
  return result != 0 && saved_errno == EINVAL ? 0 : result;
}

const BatchFileOps *
batch_file_ops_get_system (void)
{
  static const BatchFileOps ops = {
    .open = ops_open,
    .write = write,
    .sync = fsync,
    .rename = ops_rename,
    .link_fd = ops_link_fd,
    .unlink = unlink,
    .mkdir = mkdir,
    .sync_dir = ops_sync_dir,
  };

  return &ops;
}

static const BatchFileOps *default_ops;

const BatchFileOps *
batch_file_ops_get_default (void)
{
  return default_ops != NULL ? default_ops : batch_file_ops_get_system ();
}

void
batch_file_ops_set_default (const BatchFileOps *ops)
{
  default_ops = ops;
}

static const char *
remedy_for (int saved_errno)
{
  switch (saved_errno)
    {
    case ENOSPC:
    case EDQUOT:
      return "; free some space and try again";
    case EEXIST:
      return "; choose another name, or say that it may be overwritten";
    case EROFS:
      return "; choose a place that can be written to";
    case EACCES:
    case EPERM:
      return "; check its permissions";
    case EMFILE:
    case ENFILE:
      return "; close some programs and try again";
    default:
      return "";
    }
}

void
batch_file_set_error (GError     **error,
                      int          saved_errno,
                      const char  *action,
                      const char  *path)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "Cannot %s %s: %s%s",
               action, name, g_strerror (saved_errno), remedy_for (saved_errno));
}

int
batch_file_create (const BatchFileOps  *ops,
                   const char          *path,
                   GError             **error)
{
  int fd;

  do
    fd = ops->open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  while (fd < 0 && errno == EINTR);

  if (fd < 0)
    batch_file_set_error (error, errno, "create", path);
  return fd;
}

gboolean
batch_file_write_all (const BatchFileOps  *ops,
                      int                  fd,
                      const void          *data,
                      gsize                length,
                      const char          *path,
                      GError             **error)
{
  const guint8 *next = data;

  while (length > 0)
    {
      gssize written = ops->write (fd, next, length);

      if (written < 0 && errno != EINTR)
        {
          batch_file_set_error (error, errno, "write", path);
          return FALSE;
        }
      if (written > 0)
        {
          next += written;
          length -= (gsize) written;
        }
    }

  return TRUE;
}

gboolean
batch_file_sync (const BatchFileOps  *ops,
                 int                  fd,
                 const char          *path,
                 GError             **error)
{
  int result;

  do
    result = ops->sync (fd);
  while (result != 0 && errno == EINTR);

  if (result != 0)
    batch_file_set_error (error, errno, "write", path);
  return result == 0;
}

gboolean
batch_file_publish (const BatchFileOps  *ops,
                    const char          *from,
                    const char          *to,
                    gboolean             replace,
                    GError             **error)
{
  if (ops->rename (from, to, replace) != 0)
    {
      batch_file_set_error (error, errno, "create", to);
      return FALSE;
    }

  return batch_file_sync_parent (ops, to, error);
}

gboolean
batch_file_sync_parent (const BatchFileOps  *ops,
                        const char          *path,
                        GError             **error)
{
  g_autofree char *parent = g_path_get_dirname (path);

  if (ops->sync_dir (parent) != 0)
    {
      batch_file_set_error (error, errno, "write", parent);
      return FALSE;
    }

  return TRUE;
}

gboolean
batch_file_make_dir (const BatchFileOps  *ops,
                     const char          *path,
                     GError             **error)
{
  if (ops->mkdir (path, 0700) != 0 && errno != EEXIST)
    {
      batch_file_set_error (error, errno, "create", path);
      return FALSE;
    }

  return TRUE;
}
