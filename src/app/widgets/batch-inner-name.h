/* batch-inner-name.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void batch_inner_name_set (GtkWidget  *widget,
                           const char *name);

G_END_DECLS
