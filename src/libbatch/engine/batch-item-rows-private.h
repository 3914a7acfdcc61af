/* batch-item-rows-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "engine/batch-item.h"

G_BEGIN_DECLS

/* The rows of a list whose objects somebody holds, by their place in the list and by the
 * position of their item in the job, as far as that is known. A row goes with its object. */
typedef struct _BatchItemRows BatchItemRows;

typedef struct
{
  BatchItemRows *rows;
  BatchItem     *item;             /* (unowned) */
  guint          index;
  guint32        position;
  gboolean       known;            /* that is, its position */
} BatchItemRow;

typedef void (*BatchItemRowFunc) (BatchItemRow *row,
                                  gpointer      user_data);

BatchItemRows *batch_item_rows_new             (void);
void           batch_item_rows_free            (BatchItemRows    *self);
/* @record: (nullable) */
void           batch_item_rows_add             (BatchItemRows    *self,
                                                guint             index,
                                                BatchItem        *item,
                                                BatchItemRecord  *record);
void           batch_item_rows_set_position    (BatchItemRows    *self,
                                                BatchItemRow     *row,
                                                guint32           position);
void           batch_item_rows_remove          (BatchItemRows    *self,
                                                BatchItemRow     *row);
/* Removes those from @n_items on. */
void           batch_item_rows_truncate        (BatchItemRows    *self,
                                                guint             n_items);
BatchItemRow  *batch_item_rows_lookup          (BatchItemRows    *self,
                                                guint             index);
BatchItemRow  *batch_item_rows_lookup_position (BatchItemRows    *self,
                                                guint32           position);
void           batch_item_rows_foreach         (BatchItemRows    *self,
                                                BatchItemRowFunc  func,
                                                gpointer          user_data);

G_END_DECLS
