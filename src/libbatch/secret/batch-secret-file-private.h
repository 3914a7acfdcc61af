/* secret/batch-secret-file-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* All of these block. There being no file is BATCH_ERROR_NOT_FOUND. */
char     *batch_secret_file_get_path (const char  *name);
char     *batch_secret_file_read     (const char  *name,
                                      GError     **error);
gboolean  batch_secret_file_write    (const char  *name,
                                      const char  *value,
                                      GError     **error);
gboolean  batch_secret_file_remove   (const char  *name,
                                      GError     **error);

G_END_DECLS
