/* batch-text-scale.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How many times as large as usual text is; smaller text counts as usual. */
double batch_text_scale (GtkWidget *widget);

G_END_DECLS
