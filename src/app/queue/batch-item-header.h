/* batch-item-header.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The columns of a table of items, and by which of them it is sorted. */
typedef struct _BatchItemHeader BatchItemHeader;

/* A person has chosen another order. @sort: as the library calls it */
typedef void (*BatchItemHeaderFunc) (const char *sort,
                                     gboolean    backwards,
                                     gpointer    user_data);

/* Adds the columns to @view, which has to live as long. */
BatchItemHeader *batch_item_header_new  (GtkColumnView       *view,
                                         BatchItemHeaderFunc  func,
                                         gpointer             user_data);
void             batch_item_header_free (BatchItemHeader     *self);
/* Shows an order that was chosen elsewhere, and tells nobody. */
void             batch_item_header_sort (BatchItemHeader     *self,
                                         const char          *sort,
                                         gboolean             backwards);

G_END_DECLS
