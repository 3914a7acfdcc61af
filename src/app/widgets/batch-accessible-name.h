/* batch-accessible-name.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void batch_accessible_name_set         (GtkWidget      *widget,
                                        const char     *name);

/* Names a row that opens, and that in it which has the focus. */
void batch_accessible_name_set_opening (AdwExpanderRow *row,
                                        const char     *name);

/* Names the buttons in an entry of libadwaita, which have a tooltip only. */
void batch_accessible_name_set_buttons (GtkWidget      *entry);

G_END_DECLS
