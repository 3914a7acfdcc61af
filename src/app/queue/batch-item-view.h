/* batch-item-view.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_ITEM_VIEW (batch_item_view_get_type ())

G_DECLARE_DERIVABLE_TYPE (BatchItemView, batch_item_view, BATCH, ITEM_VIEW, AdwBin)

struct _BatchItemViewClass
{
  AdwBinClass parent_class;

  /* Shows what the item is now. */
  void (*update) (BatchItemView *self,
                  BatchItem     *item);
};

BatchItem *batch_item_view_get_item (BatchItemView *self);
void       batch_item_view_set_item (BatchItemView *self,
                                     BatchItem     *item);

G_END_DECLS
