/* batch-failure-tally-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* Why items of a job failed, and how many for each reason: as many reasons as there are kinds
 * of failure and statuses of HTTP, whatever the number of items. */

typedef struct
{
  BatchFailureKind  kind;
  guint             status_code;   /* 0: none */
  gint64            count;
  char             *example;       /* (nullable) of the first, by input */
} BatchFailureTally;

void       batch_failure_tally_async  (BatchStore           *store,
                                       const char           *job_id,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
/* Of BatchFailureTally, the most frequent first. */
GPtrArray *batch_failure_tally_finish (GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
