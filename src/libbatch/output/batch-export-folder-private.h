/* batch-export-folder-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* A folder of files that appears as a whole: they are written into one beside it, which gets
 * the name when all are there. */
typedef struct _BatchExportFolder BatchExportFolder;

/* @replacing: (nullable): there may be a folder already, whose files of the same names are
 * replaced, but for the input of this job; else it must not be there, or be empty. */
BatchExportFolder *batch_export_folder_new     (const char         *path,
                                                BatchJobRecord     *replacing,
                                                GError            **error);
/* Removes what was not published. */
void               batch_export_folder_free    (BatchExportFolder  *self);
/* @name is made safe; one that was there before gets a number. */
gboolean           batch_export_folder_add     (BatchExportFolder  *self,
                                                const char         *name,
                                                const void         *data,
                                                gsize               length,
                                                GError            **error);
gboolean           batch_export_folder_publish (BatchExportFolder  *self,
                                                GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchExportFolder, batch_export_folder_free)

G_END_DECLS
