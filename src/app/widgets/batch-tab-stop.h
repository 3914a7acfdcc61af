/* batch-tab-stop.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BATCH_TYPE_TAB_STOP (batch_tab_stop_get_type ())

/* Around a scrolled list or table: Tab leads out of it, not from row to row. */
G_DECLARE_FINAL_TYPE (BatchTabStop, batch_tab_stop, BATCH, TAB_STOP, AdwBin)

/* Returns: (nullable): the row that has the focus, or what has it is in, of the lists in @lists */
GtkWidget *batch_tab_stop_find_row (GtkWidget *lists);

G_END_DECLS
