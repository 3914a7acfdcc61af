/* batch-prompt-step.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "assistant/batch-step.h"

G_BEGIN_DECLS

/* What is asked of each row, with a preview of any. */

#define BATCH_TYPE_PROMPT_STEP (batch_prompt_step_get_type ())

G_DECLARE_FINAL_TYPE (BatchPromptStep, batch_prompt_step, BATCH, PROMPT_STEP, BatchStep)

G_END_DECLS
