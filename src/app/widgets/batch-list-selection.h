/* batch-list-selection.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BATCH_TYPE_LIST_SELECTION (batch_list_selection_get_type ())

G_DECLARE_FINAL_TYPE (BatchListSelection, batch_list_selection, BATCH, LIST_SELECTION, GObject)

BatchListSelection *batch_list_selection_new            (void);
GListModel         *batch_list_selection_get_model      (BatchListSelection *self);
void                batch_list_selection_set_model      (BatchListSelection *self,
                                                         GListModel         *model);
guint               batch_list_selection_get_n_selected (BatchListSelection *self);
/* Whether all are, and were selected as such: then also those that come later. */
gboolean            batch_list_selection_is_all         (BatchListSelection *self);

G_END_DECLS
