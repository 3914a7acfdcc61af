/* files/batch-file-store-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "files/batch-blob-source-private.h"
#include "files/batch-file-guard-private.h"
#include "files/batch-file-ops-private.h"

G_BEGIN_DECLS

#define BATCH_TYPE_FILE_STORE (batch_file_store_get_type ())

/* Input files, each stored once under the SHA-256 of its content, as ab/cdef… A file
 * that has its name is whole and never changes. Files come in by a BatchFileWriter.
 * May be used from any thread. */
G_DECLARE_FINAL_TYPE (BatchFileStore, batch_file_store, BATCH, FILE_STORE, GObject)

/* Tells which files are still named: a set of digests. NULL with an error when that
 * cannot be known; then none is removed. */
typedef GHashTable *(*BatchFileKeepFunc) (gpointer   user_data,
                                          GError   **error);

BatchFileStore     *batch_file_store_new           (const char          *path,
                                                    GError             **error);
BatchFileStore     *batch_file_store_new_read_only (const char          *path);
BatchFileStore     *batch_file_store_new_with_ops  (const char          *path,
                                                    const BatchFileOps  *ops,
                                                    GError             **error);
/* Files without names, gone with the process however it ends. */
BatchFileStore     *batch_file_store_new_temporary (GError             **error);

/* BATCH_ERROR_NOT_FOUND when there is no such file. */
BatchBlobSource    *batch_file_store_open_blob     (BatchFileStore      *self,
                                                    const char          *digest,
                                                    GError             **error);
/* Files that are in stay as long as the guard is held. */
BatchFileGuard     *batch_file_store_guard         (BatchFileStore      *self,
                                                    GError             **error);
/* Does not wait: NULL without an error while files are collected. */
BatchFileGuard     *batch_file_store_try_guard     (BatchFileStore      *self,
                                                    GError             **error);
/* Removes the files that nobody names, and what writers that died left behind. Does
 * nothing while somebody holds a guard; @keep is called when nobody can. */
gboolean            batch_file_store_collect       (BatchFileStore      *self,
                                                    BatchFileKeepFunc    keep,
                                                    gpointer             user_data,
                                                    guint               *n_removed,
                                                    GError             **error);

/* For the writer. */
const BatchFileOps *batch_file_store_get_ops       (BatchFileStore      *self);
/* A new file that has no digest yet; @path is NULL when it has no name either. */
int                 batch_file_store_create_temp   (BatchFileStore      *self,
                                                    char               **path,
                                                    GError             **error);
/* A name for the nameless file @fd, of O_TMPFILE, as if it was made by the call above. NULL: it
 * cannot have one here. */
char               *batch_file_store_name_temp     (BatchFileStore      *self,
                                                    int                  fd);
/* A new file for ourselves, which goes with the process, however that ends. */
int                 batch_file_store_create_nameless (BatchFileStore    *self,
                                                    GError             **error);
/* The synced file @temp gets its name, in place of one that may be damaged, or is removed when it
 * is in already. With a NULL @temp, @fd is taken, also when it fails. */
gboolean            batch_file_store_adopt         (BatchFileStore      *self,
                                                    const char          *temp,
                                                    int                  fd,
                                                    const char          *digest,
                                                    GError             **error);

G_END_DECLS
