/* batch-item-list.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_ITEM_LIST (batch_item_list_get_type ())

G_DECLARE_FINAL_TYPE (BatchItemList, batch_item_list, BATCH, ITEM_LIST, AdwBin)

BatchJob          *batch_item_list_get_job       (BatchItemList *self);
void               batch_item_list_set_job       (BatchItemList *self,
                                                  BatchJob      *job);
/* The one that is selected, or the last that was. */
BatchItem         *batch_item_list_get_item      (BatchItemList *self);
/* What the views show, and which rows of it are selected. */
GtkSelectionModel *batch_item_list_get_selection (BatchItemList *self);
/* The list or the table, for what scrolls it. */
GtkWidget         *batch_item_list_get_view      (BatchItemList *self);

/* In the order of the drop-down. */
void               batch_item_list_set_filter    (BatchItemList *self,
                                                  guint          filter);
/* Those that need review. */
void               batch_item_list_show_review   (BatchItemList *self);
void               batch_item_list_set_search    (BatchItemList *self,
                                                  const char    *search);

G_END_DECLS
