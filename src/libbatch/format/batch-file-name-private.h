/* batch-file-name-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A name that a file may have on any usual system, from a text that may be anything: no
 * separators of folders, nothing hidden, nothing that is reserved, at most 200 bytes of which
 * the extension stays. */
char *batch_file_name_make_safe (const char *name);

/* "report.csv" and 2 give "report (2).csv". It may be a path. */
char *batch_file_name_number    (const char *path,
                                 guint       number);

G_END_DECLS
