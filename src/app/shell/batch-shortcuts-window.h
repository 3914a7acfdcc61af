/* batch-shortcuts-window.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Several keys are apart by blanks, and so are their actions, unless it is one for all of them.
 * NULL, or “-”, is no action of its own: where the key is pressed says what it means. What has no
 * keys is a group of those after it. */
typedef struct
{
  const char *title;
  const char *keys;
  const char *actions;   /* (nullable) */
} BatchShortcut;

/* All that the window shows. */
const BatchShortcut *
           batch_shortcuts_window_get             (guint          *n);
GtkWindow *batch_shortcuts_window_new             (GtkWindow      *parent);

/* “win.shortcuts”, which shows it. */
void       batch_shortcuts_window_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
