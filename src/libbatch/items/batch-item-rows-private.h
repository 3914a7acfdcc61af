/* batch-item-rows-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "items/batch-item.h"

G_BEGIN_DECLS

/* The rows of a list whose objects somebody holds, by the position of their item in the
 * job. A row goes with its object. */
typedef struct _BatchItemRows BatchItemRows;

typedef struct
{
  BatchItemRows *rows;
  BatchItem     *item;             /* (unowned) */
  guint32        position;
  guint          place;            /* in the list, when it was last looked at */
} BatchItemRow;

typedef void (*BatchItemRowFunc) (BatchItemRow *row,
                                  gpointer      user_data);

BatchItemRows *batch_item_rows_new             (void);
void           batch_item_rows_free            (BatchItemRows    *self);
void           batch_item_rows_add             (BatchItemRows    *self,
                                                guint32           position,
                                                guint             place,
                                                BatchItem        *item);
BatchItemRow  *batch_item_rows_lookup          (BatchItemRows    *self,
                                                guint32           position);
void           batch_item_rows_foreach         (BatchItemRows    *self,
                                                BatchItemRowFunc  func,
                                                gpointer          user_data);

G_END_DECLS
