/* files/batch-file-hasher-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BATCH_FILE_BLOCK_SIZE (256 * 1024)

/* Computes a SHA-256 on a thread of its own, so that what else is done with the bytes
 * goes on meanwhile. Used from one thread:
 *
 *   block = get_block (); fill it; push (block); …; finish ()
 *
 * A block that was pushed may still be read until the next one is asked for. */
typedef struct _BatchFileHasher BatchFileHasher;

typedef struct
{
  gsize  length;
  guint8 data[BATCH_FILE_BLOCK_SIZE];
} BatchFileBlock;

BatchFileHasher *batch_file_hasher_new       (GError          **error);
void             batch_file_hasher_free      (BatchFileHasher  *self);
/* An empty one. Waits when the thread lags behind. */
BatchFileBlock  *batch_file_hasher_get_block (BatchFileHasher  *self);
void             batch_file_hasher_push      (BatchFileHasher  *self,
                                              BatchFileBlock   *block);
/* In hex. */
char            *batch_file_hasher_finish    (BatchFileHasher  *self);
/* That of the first @size bytes of the open file @fd, which @name is in an error. */
char            *batch_file_hash             (int               fd,
                                              gint64            size,
                                              const char       *name,
                                              GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchFileHasher, batch_file_hasher_free)

G_END_DECLS
