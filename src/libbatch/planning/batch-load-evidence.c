/* batch-load-evidence.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. A first answer is looked at by what is usual for the model, the first line that
 * applies:
 *
 *   fewer than three others are known                      → unknown
 *   longer than usual, more than answers differ            → a load
 *   a load was never seen to take time                     → unknown
 *   shorter than half of what a load is known to take      → resident
 *   a load half as long as known would have been longer
 *   than answers differ                                    → resident
 *   otherwise a load may hide among long answers           → unknown
 *
 * As long as nothing is usual, two first answers can be held against each other: where one took
 * many times as long as the other, and that was over sooner than models are loaded, only the
 * longer one has waited for a load. */

#include "config.h"

#include "planning/batch-load-evidence-private.h"

#include <math.h>

#define ENOUGH           3.0
#define DEVIATIONS       2.0
#define LEAST_CV         0.2      /* runs differ, too */
#define SHORTEST_LOAD_MS 1000.0
#define TIMES_LONGER     5.0

BatchLoadEvidence
batch_load_evidence_judge (double                   first_ms,
                           const BatchRunningStats *usual,
                           double                   load_ms)
{
  double deviation = sqrt (MAX (batch_running_stats_variance (usual), 0));
  double hidden_ms = DEVIATIONS * MAX (deviation, LEAST_CV * usual->mean);
  double least_ms = load_ms / 2;

  if (usual->weight < ENOUGH)
    return BATCH_LOAD_EVIDENCE_UNKNOWN;
  if (first_ms > usual->mean + hidden_ms)
    return BATCH_LOAD_EVIDENCE_LOADED;
  if (load_ms > 0 && (first_ms < least_ms || hidden_ms < least_ms))
    return BATCH_LOAD_EVIDENCE_RESIDENT;
  return BATCH_LOAD_EVIDENCE_UNKNOWN;
}

gboolean
batch_load_evidence_differ (double short_ms,
                            double long_ms)
{
  return short_ms < SHORTEST_LOAD_MS && long_ms > TIMES_LONGER * short_ms
         && long_ms - short_ms > SHORTEST_LOAD_MS;
}
