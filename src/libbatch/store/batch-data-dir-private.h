/* batch-data-dir-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The store that is meant when none is named: $XDG_DATA_HOME/batch-queue/queue.db. */
char *batch_data_dir_make_usual_uri (void);
/* Where the input files of a store are; NULL for one that is in memory. */
char *batch_engine_files_path  (const char *store_uri);
/* Where the engines of a store have their lock files, and a file beside those; NULL for a store
 * that is in no file of this machine. */
char *batch_engine_locks_path    (const char *store_uri);
char *batch_engine_promises_path (const char *store_uri);

G_END_DECLS
