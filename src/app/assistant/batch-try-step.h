/* batch-try-step.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "assistant/batch-step.h"

G_BEGIN_DECLS

/* Real answers to a few rows. */

#define BATCH_TYPE_TRY_STEP (batch_try_step_get_type ())

G_DECLARE_FINAL_TYPE (BatchTryStep, batch_try_step, BATCH, TRY_STEP, BatchStep)

G_END_DECLS
