/* batch-item-action.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>
#include <batch.h>

G_BEGIN_DECLS

typedef enum
{
  BATCH_ITEM_ACTION_CANCEL,
  BATCH_ITEM_ACTION_RETRY,
} BatchItemAction;

gboolean   batch_item_action_suits      (BatchItemAction       action,
                                         BatchItem            *item);
/* Where those stand in the job that are selected in @items, whatever becomes of the list then.
 * Returns: (transfer full) */
GtkBitset *batch_item_action_collect    (BatchJob             *job,
                                         GListModel           *items,
                                         GtkSelectionModel    *selection);
/* Does it to all at these positions, as far as it suits them. */
void       batch_item_action_run_async  (BatchItemAction       action,
                                         BatchQueue           *queue,
                                         BatchJob             *job,
                                         GtkBitset            *positions,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
/* How many it was done to; -1 with an error when it was done to none. */
gint64     batch_item_action_run_finish (GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
