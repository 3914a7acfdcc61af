/* cli/cli-target.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* Whether a file could be written; “-” is standard output. @replace: one that is there
 * may go. */
gboolean cli_target_check     (const char  *path,
                               gboolean     replace,
                               GError     **error);
/* Makes a path whole, whoever asks from wherever later; “-” and NULL stay as they are. FALSE where
 * no folder is there any more that it could be in. */
gboolean cli_target_make_absolute (char   **path,
                               GError **error);
/* Where a path leads to; the file itself need not be there yet. */
char    *cli_target_resolve   (const char  *path);
/* Whether it is no file, and shared without harm: a device, or a pipe. */
gboolean cli_target_is_device (const char  *path);
/* Whether both are one file, whatever links are on the way to it. */
gboolean cli_target_is        (const char  *path,
                               const char  *other);
/* What is said, always FALSE. */
gboolean cli_target_exists    (const char  *path,
                               GError     **error);

G_END_DECLS
