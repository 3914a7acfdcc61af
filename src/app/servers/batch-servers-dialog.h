/* batch-servers-dialog.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_SERVERS_DIALOG (batch_servers_dialog_get_type ())

G_DECLARE_FINAL_TYPE (BatchServersDialog, batch_servers_dialog, BATCH, SERVERS_DIALOG, AdwWindow)

/* The model servers of @engine: what they are, how it is with them, and which one new batches
 * go to. */
BatchServersDialog *batch_servers_dialog_new (GtkWindow   *parent,
                                              BatchEngine *engine);

G_END_DECLS
