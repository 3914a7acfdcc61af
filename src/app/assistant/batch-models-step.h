/* batch-models-step.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "assistant/batch-step.h"

G_BEGIN_DECLS

/* Who is asked, and how. */

#define BATCH_TYPE_MODELS_STEP (batch_models_step_get_type ())

G_DECLARE_FINAL_TYPE (BatchModelsStep, batch_models_step, BATCH, MODELS_STEP, BatchStep)

G_END_DECLS
