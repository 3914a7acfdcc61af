/* outcome-case.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-outcome-private.h"

G_BEGIN_DECLS

/* What is to come of an attempt, in short. */
typedef enum
{
  DONE,       /* good */
  WAIT,       /* again, costs no attempt */
  AGAIN,      /* again, costs an attempt */
  NEVER,      /* not again */
} Fate;

/* An answer, and what is to come of it. */
typedef struct
{
  int               status;
  const char       *body;
  BatchFailureKind  kind;
  Fate              fate;
  const char       *message;
} StatusCase;

void outcome_from_text  (BatchOutcome     *outcome,
                         int               status,
                         const char       *retry_after,
                         const char       *location,
                         const char       *body);
/* TAP is UTF-8, and not every body is. */
void log_case           (const char       *body);
/* Each case has to have come to @verdict. */
void check_verdicts     (const StatusCase *cases,
                         gsize             n_cases,
                         BatchVerdict      verdict);
void check_status_cases (const StatusCase *cases,
                         gsize             n_cases);
void assert_fate        (BatchOutcome     *outcome,
                         BatchFailureKind  kind,
                         Fate              fate);
/* One readable sentence, without a full stop. */
void assert_sentence    (const char       *message);

G_END_DECLS
