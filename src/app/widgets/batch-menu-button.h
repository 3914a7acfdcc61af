/* batch-menu-button.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a screen reader says of it. @description: (nullable) */
void batch_name_menu_button (GtkMenuButton *button,
                             const char    *name,
                             const char    *description);

G_END_DECLS
