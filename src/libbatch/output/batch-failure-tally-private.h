/* batch-failure-tally-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* Why items of a job failed, and how many for each reason. A reason is a kind of failure, a status
 * of HTTP and what is said of it, which items that were not asked for share with one that was;
 * where many things are said of one kind and status, those are one reason. So there are few,
 * whatever the number of items. */

typedef struct
{
  BatchFailureKind  kind;
  guint             status_code;   /* 0: none */
  gint64            count;
  char             *example;       /* (nullable) of the first, by input */
  gboolean          varied;        /* others say it in other words */
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
