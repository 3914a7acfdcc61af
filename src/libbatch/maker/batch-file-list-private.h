/* batch-file-list-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "maker/batch-row-plan-private.h"

G_BEGIN_DECLS

/* Of a row that is a file. */
#define BATCH_FILE_COLUMNS "name", "stem", "text", "number", "path"

/* The files of a plan: those it names, in their order, and of the folders it names those in
 * them, by path. Hidden ones are left out, and what systems and programs leave lying about;
 * and of those in folders what the plan excludes or does not include. */

typedef struct
{
  GFile *file;
  char  *path;                  /* for display, below the folder; no two are the same */
} BatchListedFile;

/* Whether nobody means a file of that name. */
gboolean   batch_is_junk      (const char          *name);

/* Returns: (transfer full) (element-type BatchListedFile): NULL with an error */
GPtrArray *batch_file_list    (const BatchRowPlan  *plan,
                               GCancellable        *cancellable,
                               GError             **error);

G_END_DECLS
