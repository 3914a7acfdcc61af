/* batch-item-walk-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "store/batch-store-private.h"
#include "store/batch-waiter-private.h"

G_BEGIN_DECLS

/* Goes through items of a job in a worker thread, with memory that does not grow with
 * their number. */

typedef gboolean (*BatchItemWalkFunc) (const BatchItemRecord  *item,
                                       gpointer                user_data,
                                       GError                **error);

/* Those of @query, in its order, until @func fails. */
gboolean batch_item_walk           (BatchStore            *store,
                                    const char            *job_id,
                                    const BatchItemQuery  *query,
                                    BatchWaiter           *waiter,
                                    GCancellable          *cancellable,
                                    BatchItemWalkFunc      func,
                                    gpointer               user_data,
                                    GError               **error);

/* Those at @positions, which are sorted, with what came back. */
gboolean batch_item_walk_positions (BatchStore            *store,
                                    const char            *job_id,
                                    const GArray          *positions,
                                    BatchWaiter           *waiter,
                                    GCancellable          *cancellable,
                                    BatchItemWalkFunc      func,
                                    gpointer               user_data,
                                    GError               **error);

G_END_DECLS
