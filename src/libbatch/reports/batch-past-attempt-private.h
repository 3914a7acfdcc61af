/* batch-past-attempt-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "reports/batch-past-attempt.h"

G_BEGIN_DECLS

/* Takes @record. */
BatchPastAttempt *batch_past_attempt_new (BatchAttemptRecord *record);

G_END_DECLS
