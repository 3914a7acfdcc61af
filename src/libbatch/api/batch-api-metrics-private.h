/* api/batch-api-metrics-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-api-record.h"
#include "core/batch-record.h"

G_BEGIN_DECLS

/* Numbers for a monitor, in the text format of Prometheus. Pure. */
typedef struct
{
  gint64      jobs[BATCH_JOB_STATE_CANCELLED + 1];   /* by state */
  gint64      batches[BATCH_RECEIPT_ENDED + 1];      /* likewise */
  BatchCounts items;
  gint64      loads;
} BatchApiTotals;

void batch_api_totals_add          (BatchApiTotals       *self,
                                    const BatchJobRecord *job);
void batch_api_totals_add_batch    (BatchApiTotals           *self,
                                    const BatchReceiptRecord *receipt);

/* How often @route, as it stands in the table of routes, was answered with @status. A few
 * numbers, since everything that nobody knows counts as one route. */
void batch_api_requests_count      (GHashTable           *requests,
                                    const char           *method,
                                    const char           *route,
                                    guint                 status);

/* @requests: as counted above; @n_waiting, @n_running: requests whose clients wait */
void batch_api_metrics_write       (GString              *out,
                                    const BatchApiTotals *totals,
                                    GHashTable           *requests,
                                    guint                 n_connections,
                                    guint                 n_waiting,
                                    guint                 n_running);

G_END_DECLS
