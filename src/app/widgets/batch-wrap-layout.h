/* batch-wrap-layout.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BATCH_TYPE_WRAP_LAYOUT (batch_wrap_layout_get_type ())

G_DECLARE_FINAL_TYPE (BatchWrapLayout, batch_wrap_layout, BATCH, WRAP_LAYOUT, GtkLayoutManager)

G_END_DECLS
