/* batch-check-step.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "assistant/batch-step.h"
#include "widgets/batch-counted-input.h"

G_BEGIN_DECLS

/* What the batch will be. It is made here, in a file of its own, so that whatever is wrong
 * with it is known before it is added. */

#define BATCH_TYPE_CHECK_STEP (batch_check_step_get_type ())

G_DECLARE_FINAL_TYPE (BatchCheckStep, batch_check_step, BATCH, CHECK_STEP, BatchStep)

/* The batch to submit, and what it is read from; NULL unless there is no reason against it. */
BatchJob *batch_check_step_make_job (BatchCheckStep     *self,
                                     BatchCountedInput **input);

G_END_DECLS
