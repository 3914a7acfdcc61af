/* batch-server-dialog.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_SERVER_DIALOG (batch_server_dialog_get_type ())

G_DECLARE_FINAL_TYPE (BatchServerDialog, batch_server_dialog, BATCH, SERVER_DIALOG, AdwWindow)

/* Asks for the model server that new batches of @engine go to, and sets it. */
BatchServerDialog *batch_server_dialog_new (GtkWindow   *parent,
                                            BatchEngine *engine);

G_END_DECLS
