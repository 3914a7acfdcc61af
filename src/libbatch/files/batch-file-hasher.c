/* files/batch-file-hasher.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "files/batch-file-hasher-private.h"

#include <errno.h>
#include <unistd.h>

#include "files/batch-file-ops-private.h"

#define N_BLOCKS 4

struct _BatchFileHasher
{
  GThread     *thread;        /* NULL once joined */
  GAsyncQueue *empty;         /* of BatchFileBlock */
  GAsyncQueue *filled;        /* of BatchFileBlock; an empty one is the end */
  GChecksum   *checksum;      /* only touched on the thread while there is one */
  guint        n_allocated;
};

static gpointer
hasher_thread (gpointer data)
{
  BatchFileHasher *self = data;
  BatchFileBlock *block;

  while ((block = g_async_queue_pop (self->filled))->length > 0)
    {
      g_checksum_update (self->checksum, block->data, (gssize) block->length);
      block->length = 0;
      g_async_queue_push (self->empty, block);
    }

  g_async_queue_push (self->empty, block);
  return NULL;
}

BatchFileHasher *
batch_file_hasher_new (GError **error)
{
  g_autoptr(BatchFileHasher) self = g_new0 (BatchFileHasher, 1);

  self->empty = g_async_queue_new_full (g_free);
  self->filled = g_async_queue_new_full (g_free);
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  if (!(self->thread = g_thread_try_new ("batch-hasher", hasher_thread, self, error)))
    return NULL;

  return g_steal_pointer (&self);
}

static void
hasher_join (BatchFileHasher *self)
{
  if (self->thread == NULL)
    return;

  batch_file_hasher_push (self, batch_file_hasher_get_block (self));
  g_thread_join (g_steal_pointer (&self->thread));
}

void
batch_file_hasher_free (BatchFileHasher *self)
{
  hasher_join (self);
  g_async_queue_unref (self->empty);
  g_async_queue_unref (self->filled);
  g_checksum_free (self->checksum);
  g_free (self);
}

BatchFileBlock *
batch_file_hasher_get_block (BatchFileHasher *self)
{
  BatchFileBlock *block = g_async_queue_try_pop (self->empty);

  if (block != NULL)
    return block;
  if (self->n_allocated == N_BLOCKS)
    return g_async_queue_pop (self->empty);

  self->n_allocated++;
  block = g_new (BatchFileBlock, 1);
  block->length = 0;
  return block;
}

void
batch_file_hasher_push (BatchFileHasher *self,
                        BatchFileBlock  *block)
{
  g_async_queue_push (self->filled, block);
}

char *
batch_file_hasher_finish (BatchFileHasher *self)
{
  hasher_join (self);
  return g_strdup (g_checksum_get_string (self->checksum));
}

static gboolean
hash (BatchFileHasher  *self,
      int               fd,
      gint64            size,
      const char       *name,
      GError          **error)
{
  for (gint64 at = 0; at < size;)
    {
      BatchFileBlock *block = batch_file_hasher_get_block (self);
      gsize length = (gsize) MIN (size - at, BATCH_FILE_BLOCK_SIZE);
      gssize n_read = pread (fd, block->data, length, at);

      if (n_read <= 0)
        {
          batch_file_set_error (error, n_read < 0 ? errno : EIO, "read", name);
          g_free (block);
          return FALSE;
        }

      at += n_read;
      block->length = (gsize) n_read;
      batch_file_hasher_push (self, block);
    }

  return TRUE;
}

char *
batch_file_hash (int          fd,
                 gint64       size,
                 const char  *name,
                 GError     **error)
{
  g_autoptr(BatchFileHasher) self = batch_file_hasher_new (error);

  return self != NULL && hash (self, fd, size, name, error) ? batch_file_hasher_finish (self)
                                                            : NULL;
}
