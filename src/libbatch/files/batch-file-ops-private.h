/* files/batch-file-ops-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* What is asked of the file system when something has to be there after a power
 * loss. A test puts its own functions here: short writes, full disks, and a disk
 * that forgets what was not synced. They behave like the system calls of their
 * names, errno included. */
typedef struct
{
  int    (*open)     (const char *path,
                      int         flags,
                      mode_t      mode);
  gssize (*write)    (int         fd,
                      const void *data,
                      gsize       length);
  int    (*sync)     (int         fd);
  int    (*rename)   (const char *from,
                      const char *to,
                      gboolean    replace);
  /* A nameless file, of O_TMPFILE, gets a name that nothing has. */
  int    (*link_fd)  (int         fd,
                      const char *to);
  int    (*unlink)   (const char *path);
  int    (*mkdir)    (const char *path,
                      mode_t      mode);
  int    (*sync_dir) (const char *path);
} BatchFileOps;

const BatchFileOps *batch_file_ops_get_system  (void);
/* Those of the system, unless a test has set others before it opened anything. */
const BatchFileOps *batch_file_ops_get_default (void);
void                batch_file_ops_set_default (const BatchFileOps *ops);

/* Each of these goes on after EINTR and fails with a G_IO_ERROR that names @path. */

int      batch_file_create      (const BatchFileOps  *ops,
                                 const char          *path,
                                 GError             **error);
gboolean batch_file_write_all   (const BatchFileOps  *ops,
                                 int                  fd,
                                 const void          *data,
                                 gsize                length,
                                 const char          *path,
                                 GError             **error);
gboolean batch_file_sync        (const BatchFileOps  *ops,
                                 int                  fd,
                                 const char          *path,
                                 GError             **error);
/* Gives the finished file @from the name @to for good: also after a power loss.
 * Without @replace an existing file is left alone: G_IO_ERROR_EXISTS. */
gboolean batch_file_publish     (const BatchFileOps  *ops,
                                 const char          *from,
                                 const char          *to,
                                 gboolean             replace,
                                 GError             **error);
gboolean batch_file_sync_parent (const BatchFileOps  *ops,
                                 const char          *path,
                                 GError             **error);
/* Makes a directory that only its owner can enter; one that exists is as good. */
gboolean batch_file_make_dir    (const BatchFileOps  *ops,
                                 const char          *path,
                                 GError             **error);

/* “Cannot write …: No space left on device; free some space and try again” */
void     batch_file_set_error   (GError             **error,
                                 int                  saved_errno,
                                 const char          *action,
                                 const char          *path);

G_END_DECLS
