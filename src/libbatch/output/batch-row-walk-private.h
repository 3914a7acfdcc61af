/* batch-row-walk-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "output/batch-row-table-private.h"
#include "store/batch-store-private.h"
#include "store/batch-waiter-private.h"

G_BEGIN_DECLS

/* @items: of each column, the item with what came back; NULL where there is none */
typedef gboolean (*BatchRowWalkFunc) (BatchItemRecord **items,
                                      gpointer          user_data,
                                      GError          **error);

/* Goes through the rows in a worker thread, some at a time, until @func fails. */
gboolean batch_row_walk (BatchStore           *store,
                         const char           *job_id,
                         const BatchRowTable  *table,
                         BatchWaiter          *waiter,
                         GCancellable         *cancellable,
                         BatchRowWalkFunc      func,
                         gpointer              user_data,
                         GError              **error);

G_END_DECLS
