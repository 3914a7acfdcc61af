/* batch-past-attempt.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

#define BATCH_TYPE_PAST_ATTEMPT (batch_past_attempt_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchPastAttempt, batch_past_attempt, BATCH, PAST_ATTEMPT, GObject)

BATCH_AVAILABLE_IN_ALL
guint             batch_past_attempt_get_number          (BatchPastAttempt *self);
BATCH_AVAILABLE_IN_ALL
GDateTime        *batch_past_attempt_get_began_at        (BatchPastAttempt *self);
BATCH_AVAILABLE_IN_ALL
GDateTime        *batch_past_attempt_get_ended_at        (BatchPastAttempt *self);
BATCH_AVAILABLE_IN_ALL
GDateTime        *batch_past_attempt_get_retry_at        (BatchPastAttempt *self);
BATCH_AVAILABLE_IN_ALL
int               batch_past_attempt_get_status_code     (BatchPastAttempt *self);
BATCH_AVAILABLE_IN_ALL
BatchFailureKind  batch_past_attempt_get_failure_kind    (BatchPastAttempt *self);
BATCH_AVAILABLE_IN_ALL
const char       *batch_past_attempt_get_error           (BatchPastAttempt *self);
BATCH_AVAILABLE_IN_ALL
const char       *batch_past_attempt_get_server          (BatchPastAttempt *self);
BATCH_AVAILABLE_IN_ALL
const char       *batch_past_attempt_get_model           (BatchPastAttempt *self);
BATCH_AVAILABLE_IN_ALL
const char       *batch_past_attempt_get_answer          (BatchPastAttempt *self);
BATCH_AVAILABLE_IN_ALL
gint64            batch_past_attempt_get_size            (BatchPastAttempt *self);

G_END_DECLS
