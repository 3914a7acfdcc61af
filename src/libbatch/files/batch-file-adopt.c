/* batch-file-adopt.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "files/batch-file-adopt-private.h"

#include <errno.h>
#include <sys/stat.h>

#include "files/batch-file-hasher-private.h"

/* A file that has come from elsewhere and is whole. */

static gboolean
adopt (BatchFileStore  *store,
       const char      *temp,
       int              fd,
       char           **digest,
       gint64          *size,
       GError         **error)
{
  const BatchFileOps *ops = batch_file_store_get_ops (store);
  struct stat status;

  if (fstat (fd, &status) != 0)
    {
      batch_file_set_error (error, errno, "read", temp);
      return FALSE;
    }

  *size = status.st_size;
  if (*digest == NULL)
    *digest = batch_file_hash (fd, *size, "a temporary file", error);
  return *digest != NULL && batch_file_sync (ops, fd, temp, error)
         && batch_file_store_adopt (store, temp, fd, *digest, error);
}

BatchFileGuard *
batch_file_adopt (BatchFileStore  *store,
                  int              fd,
                  char           **digest,
                  gint64          *size,
                  GError         **error)
{
  g_autoptr(BatchFileGuard) guard = batch_file_store_guard (store, error);
  g_autofree char *temp = guard != NULL ? batch_file_store_name_temp (store, fd) : NULL;

  if (temp == NULL)
    return NULL;
  if (adopt (store, temp, fd, digest, size, error))
    return g_steal_pointer (&guard);

  batch_file_store_get_ops (store)->unlink (temp);
  return NULL;
}
