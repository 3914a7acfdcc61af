/* batch-shortcuts-window.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWindow *batch_shortcuts_window_new             (GtkWindow      *parent);

/* “win.shortcuts”, which shows it. */
void       batch_shortcuts_window_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
