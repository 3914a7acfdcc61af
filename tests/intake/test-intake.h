/* test-intake.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "intake/batch-importer-private.h"

G_BEGIN_DECLS

/* A store, a file store and what is asked of them; each call waits for its answer. */
typedef struct
{
  char           *root;          /* a directory of its own */
  char           *files_path;
  BatchStore     *store;
  BatchFileStore *files;
} Intake;

/* The file store uses the test disk. A NULL @uri: in memory. */
void            intake_set_up      (Intake         *intake,
                                    const char     *uri);
void            intake_tear_down   (Intake         *intake);

BatchJobRecord *intake_make_job    (const char     *id);
/* Takes @input in as job @id. */
BatchJobRecord *intake_import      (Intake         *intake,
                                    const char     *id,
                                    GInputStream   *input,
                                    GCancellable   *cancellable,
                                    GPtrArray     **issues,
                                    GError        **error);
BatchJobRecord *intake_import_text (Intake         *intake,
                                    const char     *id,
                                    const char     *text,
                                    GPtrArray     **issues,
                                    GError        **error);
/* @n lines for a batch file; @models: how many take turns. */
char           *intake_make_lines  (guint           n,
                                    guint           models);

/* NULL when there is none. */
BatchJobRecord *intake_get_job     (Intake         *intake,
                                    const char     *id);
/* All of them, in input order. */
GPtrArray      *intake_list_items  (Intake         *intake,
                                    const char     *id);
/* Files that were taken in or are being written. */
guint           intake_count_files (Intake         *intake);

/* A stream over @bytes that calls @func before each of its reads, which give at most
 * @piece bytes; when @func says FALSE, the read fails. */
typedef gboolean (*IntakeReadFunc) (guint    n_read,
                                    gpointer user_data);

GInputStream   *intake_stream_new (GBytes          *bytes,
                                   gsize            piece,
                                   IntakeReadFunc   func,
                                   gpointer         user_data);

G_END_DECLS
