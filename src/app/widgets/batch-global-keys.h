/* batch-global-keys.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @keys, as "F9|<Control>i", do @action from wherever the focus is in the window, while @widget is
 * shown. */
void batch_global_keys_add (GtkWidget  *widget,
                            const char *keys,
                            const char *action);

G_END_DECLS
