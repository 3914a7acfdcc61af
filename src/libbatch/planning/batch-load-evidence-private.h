/* batch-load-evidence-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-running-stats-private.h"

G_BEGIN_DECLS

/* Whether the first answer of a model waited for a load, where the server does not tell. Pure:
 * the rule stands at the top of batch-load-evidence.c. */

typedef enum
{
  BATCH_LOAD_EVIDENCE_UNKNOWN,
  BATCH_LOAD_EVIDENCE_LOADED,
  BATCH_LOAD_EVIDENCE_RESIDENT,
} BatchLoadEvidence;

/* @first_ms: what the first answer took; @usual: what answers without a load take; @load_ms:
 * what a load of that model is known to take; 0: not known */
BatchLoadEvidence batch_load_evidence_judge  (double                   first_ms,
                                              const BatchRunningStats *usual,
                                              double                   load_ms);

/* Of two first answers of a model, each after a load or none: whether only the longer one had
 * to wait for one. */
gboolean          batch_load_evidence_differ (double                   short_ms,
                                              double                   long_ms);

G_END_DECLS
