/* store/batch-sqlite-lock-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file that is locked as long as its owner lives: the kernel takes the lock
 * away with the last of the owner's descriptors, whatever it dies of.
 *
 * The lock belongs to the open file, not to the process, so that two engines in
 * one process see each other as well. */
typedef struct _BatchSqliteLock BatchSqliteLock;

typedef enum
{
  BATCH_SQLITE_LOCK_TAKEN,     /* it is ours now */
  BATCH_SQLITE_LOCK_HELD,      /* its owner lives */
  BATCH_SQLITE_LOCK_GONE,      /* there is no such file */
  BATCH_SQLITE_LOCK_FAILED,
} BatchSqliteLockResult;

/* Makes the file when there is none. */
BatchSqliteLock       *batch_sqlite_lock_take   (const char       *path,
                                                 GError          **error);
BatchSqliteLockResult  batch_sqlite_lock_try    (const char       *path,
                                                 BatchSqliteLock **lock,
                                                 GError          **error);
/* Whether somebody holds the lock, without taking it for a moment. Of what cannot be looked at
 * nobody knows, so that its owner is taken to live. */
gboolean               batch_sqlite_lock_is_held (const char      *path);
/* Writes into the file which process has it, and whether it works on the queue, for whoever waits
 * for it (batch-stopped). No rule goes by it, so that it does not matter if it cannot be
 * written. */
void                   batch_sqlite_lock_note   (BatchSqliteLock  *self,
                                                 gboolean          working);
/* Ends the lock, and leaves the file or not. */
void                   batch_sqlite_lock_free   (BatchSqliteLock  *lock);
void                   batch_sqlite_lock_remove (BatchSqliteLock  *lock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchSqliteLock, batch_sqlite_lock_free)

G_END_DECLS
