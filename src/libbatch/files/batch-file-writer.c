/* files/batch-file-writer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "files/batch-file-writer-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#include "files/batch-file-hasher-private.h"

struct _BatchFileWriter
{
  BatchFileStore  *store;
  BatchFileGuard  *guard;
  BatchFileHasher *hasher;
  BatchFileBlock  *block;        /* being filled; (nullable) */
  char            *path;         /* NULL: has no name, or has its own by now */
  gint64           size;
  int              fd;
};

BatchFileWriter *
batch_file_writer_new (BatchFileStore  *store,
                       GError         **error)
{
  g_autoptr(BatchFileWriter) self = g_new0 (BatchFileWriter, 1);

  self->fd = -1;
  self->store = g_object_ref (store);
  if (!(self->guard = batch_file_store_guard (store, error))
      || !(self->hasher = batch_file_hasher_new (error)))
    return NULL;
  if ((self->fd = batch_file_store_create_temp (store, &self->path, error)) < 0)
    return NULL;

  return g_steal_pointer (&self);
}

void
batch_file_writer_free (BatchFileWriter *self)
{
  if (self->path != NULL)
    batch_file_store_get_ops (self->store)->unlink (self->path);
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_free (self->block);
  g_clear_pointer (&self->hasher, batch_file_hasher_free);
  g_clear_pointer (&self->guard, batch_file_guard_unref);
  g_object_unref (self->store);
  g_free (self->path);
  g_free (self);
}

/* The thread hashes the block while it is being written. */
static gboolean
flush (BatchFileWriter  *self,
       GError          **error)
{
  BatchFileBlock *block = g_steal_pointer (&self->block);
  gsize length;
  const char *name = self->path != NULL ? self->path : "a temporary file";

  if (block == NULL)
    return TRUE;

  length = block->length;       /* the thread empties it */
  batch_file_hasher_push (self->hasher, block);
  return batch_file_write_all (batch_file_store_get_ops (self->store), self->fd,
                               block->data, length, name, error);
}

gboolean
batch_file_writer_write (BatchFileWriter  *self,
                         const void       *data,
                         gsize             length,
                         GError          **error)
{
  const guint8 *next = data;

  while (length > 0)
    {
      gsize n_fit;

      if (self->block == NULL)
        self->block = batch_file_hasher_get_block (self->hasher);

      n_fit = MIN (length, BATCH_FILE_BLOCK_SIZE - self->block->length);
      memcpy (self->block->data + self->block->length, next, n_fit);
      self->block->length += n_fit;
      self->size += (gint64) n_fit;
      next += n_fit;
      length -= n_fit;
      if (self->block->length == BATCH_FILE_BLOCK_SIZE && !flush (self, error))
        return FALSE;
    }

  return TRUE;
}

gint64
batch_file_writer_get_size (BatchFileWriter *self)
{
  return self->size;
}

BatchBlobSource *
batch_file_writer_look (BatchFileWriter  *self,
                        GError          **error)
{
  int fd;

  if (!flush (self, error))
    return NULL;
  if ((fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 0)) < 0)
    {
      batch_file_set_error (error, errno, "open", "a temporary file");
      return NULL;
    }

  return batch_blob_source_new ("being written", fd, error);
}

static gboolean
sync_and_adopt (BatchFileWriter  *self,
                const char       *digest,
                GError          **error)
{
  int fd = self->fd;

  if (self->path == NULL)
    self->fd = -1;
  if (!batch_file_store_adopt (self->store, self->path, fd, digest, error))
    return FALSE;

  g_clear_pointer (&self->path, g_free);
  return TRUE;
}

BatchFileGuard *
batch_file_writer_commit (BatchFileWriter  *self,
                          char            **digest,
                          gint64           *size,
                          GError          **error)
{
  g_autofree char *hex = NULL;

  if (!flush (self, error))
    return NULL;
  if (self->path != NULL
      && !batch_file_sync (batch_file_store_get_ops (self->store), self->fd, self->path, error))
    return NULL;

  hex = batch_file_hasher_finish (self->hasher);
  if (!sync_and_adopt (self, hex, error))
    return NULL;

  *digest = g_steal_pointer (&hex);
  *size = self->size;
  return g_steal_pointer (&self->guard);
}
