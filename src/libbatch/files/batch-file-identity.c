/* files/batch-file-identity.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "files/batch-file-identity-private.h"

static gint64
to_ns (const struct timespec *time)
{
  return (gint64) time->tv_sec * 1000000000 + time->tv_nsec;
}

BatchFileIdentity
batch_file_identity_new (const struct stat *status)
{
  return (BatchFileIdentity) {
    .device = status->st_dev,
    .inode = status->st_ino,
    .size = status->st_size,
    .modified_ns = to_ns (&status->st_mtim),
    .changed_ns = to_ns (&status->st_ctim),
  };
}

gboolean
batch_file_identity_equal (const BatchFileIdentity *identity,
                           const BatchFileIdentity *other)
{
  return identity->device == other->device && identity->inode == other->inode
         && identity->size == other->size && identity->modified_ns == other->modified_ns
         && identity->changed_ns == other->changed_ns;
}
