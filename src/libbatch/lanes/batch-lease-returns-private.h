/* batch-lease-returns-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-clock-private.h"
#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* Gives items back to the store, however often that takes: nobody else would do what they are
 * for as long as this engine has them. */
typedef struct _BatchLeaseReturns BatchLeaseReturns;

/* @jobs: (nullable) (element-type BatchJobRecord): as they are now; NULL: it is tried again */
typedef void (*BatchLeasesReturned) (GPtrArray *jobs,
                                     gpointer   user_data);

BatchLeaseReturns *batch_lease_returns_new     (BatchStore          *store,
                                                const char          *engine_id,
                                                BatchClock          *clock,
                                                BatchLeasesReturned  returned,
                                                gpointer             user_data);
void               batch_lease_returns_free    (BatchLeaseReturns   *self);

/* Takes @leases. */
void               batch_lease_returns_add     (BatchLeaseReturns   *self,
                                                GArray              *leases);
/* Does now what the store could not take before. */
void               batch_lease_returns_hurry   (BatchLeaseReturns   *self);
/* Whether the store is being told. */
gboolean           batch_lease_returns_is_busy (BatchLeaseReturns   *self);

G_END_DECLS
