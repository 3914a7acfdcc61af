/* batch-sync-handler.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "handlers/batch-item-handler.h"

G_BEGIN_DECLS

#define BATCH_TYPE_SYNC_HANDLER (batch_sync_handler_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (BatchSyncHandler, batch_sync_handler, BATCH, SYNC_HANDLER,
                          BatchItemHandler)

/**
 * BatchSyncHandlerClass:
 * @parent_class: the parent class
 * @process: does the work of an attempt, and may block
 *
 * What a blocking handler implements.
 */
struct _BatchSyncHandlerClass
{
  BatchItemHandlerClass parent_class;

  char *(*process) (BatchSyncHandler  *self,
                    BatchAttempt      *attempt,
                    GCancellable      *cancellable,
                    GError           **error);

  /*< private >*/
  gpointer padding[8];
};

BATCH_AVAILABLE_IN_ALL
char *batch_sync_handler_process (BatchSyncHandler  *self,
                                  BatchAttempt      *attempt,
                                  GCancellable      *cancellable,
                                  GError           **error);

G_END_DECLS
