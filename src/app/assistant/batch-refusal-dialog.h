/* batch-refusal-dialog.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_REFUSAL_DIALOG (batch_refusal_dialog_get_type ())

G_DECLARE_FINAL_TYPE (BatchRefusalDialog, batch_refusal_dialog, BATCH, REFUSAL_DIALOG, AdwWindow)

BatchRefusalDialog *batch_refusal_dialog_new      (GtkWindow          *parent);
/* @file was refused with @error; all that is wrong with it is shown. */
void                batch_refusal_dialog_add_file (BatchRefusalDialog *self,
                                                   GFile              *file,
                                                   const GError       *error);

G_END_DECLS
