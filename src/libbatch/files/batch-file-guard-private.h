/* files/batch-file-guard-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A lock on the collection of unused files. Whoever puts a file in holds a shared one
 * until a job that names the file is in the store; collection takes the exclusive one,
 * and only then asks which files are named. The lock is the kernel's, so it ends with
 * its process. Shared by reference, and may be dropped on any thread. */
typedef struct _BatchFileGuard BatchFileGuard;

/* Waits for a collection that is under way. */
BatchFileGuard *batch_file_guard_new           (const char      *lock_path,
                                                GError         **error);
/* These do not wait: NULL without an error while a collection, or anybody, holds one. */
BatchFileGuard *batch_file_guard_try_new       (const char      *lock_path,
                                                GError         **error);
BatchFileGuard *batch_file_guard_new_exclusive (const char      *lock_path,
                                                GError         **error);
BatchFileGuard *batch_file_guard_ref           (BatchFileGuard  *self);
void            batch_file_guard_unref         (BatchFileGuard  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchFileGuard, batch_file_guard_unref)

G_END_DECLS
