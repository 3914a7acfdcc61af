/* batch-scroll-layout.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BATCH_TYPE_SCROLL_LAYOUT (batch_scroll_layout_get_type ())

G_DECLARE_FINAL_TYPE (BatchScrollLayout, batch_scroll_layout, BATCH, SCROLL_LAYOUT,
                      GtkLayoutManager)

G_END_DECLS
