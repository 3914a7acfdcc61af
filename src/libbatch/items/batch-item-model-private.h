/* batch-item-model-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "items/batch-item-source-private.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ITEM_MODEL (batch_item_model_get_type ())

G_DECLARE_FINAL_TYPE (BatchItemModel, batch_item_model, BATCH, ITEM_MODEL, GObject)

/* @source is held weakly; a NULL @query is all items in the order of the input. */
BatchItemModel *batch_item_model_new          (const BatchItemSource *interface,
                                               gpointer               source,
                                               BatchJobRecord        *job,
                                               const BatchItemQuery  *query);
/* Which item is at a place that there is. */
guint           batch_item_model_get_position (BatchItemModel        *self,
                                               guint                  place);
/* Rows come and go by the counts of the job, and all that is shown is asked for again: other
 * processes say nothing of single items. */
void            batch_item_model_set_job      (BatchItemModel        *self,
                                               BatchJobRecord        *job);
/* An item has changed: its row notifies, if there is one. */
void            batch_item_model_item_changed (BatchItemModel        *self,
                                               BatchItemRecord       *record);

G_END_DECLS
