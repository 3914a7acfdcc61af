/* batch-export-dialog.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_EXPORT_DIALOG (batch_export_dialog_get_type ())

G_DECLARE_FINAL_TYPE (BatchExportDialog, batch_export_dialog, BATCH, EXPORT_DIALOG, AdwWindow)

BatchExportDialog *batch_export_dialog_new           (BatchEngine       *engine,
                                                      BatchJob          *job);
/* These items only: their positions in the job. */
void               batch_export_dialog_set_positions (BatchExportDialog *self,
                                                      GArray            *positions);
/* NULL for one that is still to be chosen. */
void               batch_export_dialog_set_folder    (BatchExportDialog *self,
                                                      const char        *path);

/* win.export: for a window with the properties
 * `queue` and `job`. What was written is told by win.exported (job, path). */
void               batch_export_dialog_install_action (GtkWidgetClass   *window_class);

G_END_DECLS
