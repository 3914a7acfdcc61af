/* batch-item-handler.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "handlers/batch-attempt.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ITEM_HANDLER (batch_item_handler_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (BatchItemHandler, batch_item_handler, BATCH, ITEM_HANDLER, GObject)

/**
 * BatchItemHandlerClass:
 * @parent_class: the parent class
 * @handle: does the work of an attempt
 * @should_skip: tells whether an item has its result already
 *
 * What a handler implements.
 *
 * Both are called in the owner's main context and must not block.
 */
struct _BatchItemHandlerClass
{
  GObjectClass parent_class;

  gboolean (*handle)      (BatchItemHandler  *self,
                           BatchAttempt      *attempt,
                           GError           **error);
  gboolean (*should_skip) (BatchItemHandler  *self,
                           BatchAttempt      *attempt,
                           GError           **error);

  /*< private >*/
  gpointer padding[8];
};

BATCH_AVAILABLE_IN_ALL
gboolean batch_item_handler_handle       (BatchItemHandler  *self,
                                          BatchAttempt      *attempt,
                                          GError           **error);
BATCH_AVAILABLE_IN_ALL
gboolean batch_item_handler_should_skip  (BatchItemHandler  *self,
                                          BatchAttempt      *attempt,
                                          GError           **error);
BATCH_AVAILABLE_IN_ALL
guint    batch_item_handler_get_patience (BatchItemHandler  *self);
BATCH_AVAILABLE_IN_ALL
void     batch_item_handler_set_patience (BatchItemHandler  *self,
                                          guint              patience);

G_END_DECLS
