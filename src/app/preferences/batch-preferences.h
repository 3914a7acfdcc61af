/* batch-preferences.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* “win.preferences”, for a window whose property “queue” is a BatchQueue. */
void batch_preferences_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
