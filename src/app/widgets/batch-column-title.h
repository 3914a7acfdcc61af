/* batch-column-title.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Over numbers, which stand at the end of their cells. For as long as @view has @column: when it is
 * added again, it has another title. */
void batch_column_title_align_end (GtkColumnView       *view,
                                   GtkColumnViewColumn *column);

G_END_DECLS
