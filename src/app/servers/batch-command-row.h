/* batch-command-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* How a model server of some kind is started, to be copied. */

#define BATCH_TYPE_COMMAND_ROW (batch_command_row_get_type ())

G_DECLARE_FINAL_TYPE (BatchCommandRow, batch_command_row, BATCH, COMMAND_ROW, AdwActionRow)

GtkWidget *batch_command_row_new (const char *kind);

G_END_DECLS
