/* batch-step.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "assistant/batch-draft.h"

G_BEGIN_DECLS

/* One page of the assistant. "reason" says what is missing before the next one, or is NULL. */

#define BATCH_TYPE_STEP (batch_step_get_type ())

G_DECLARE_DERIVABLE_TYPE (BatchStep, batch_step, BATCH, STEP, AdwBin)

struct _BatchStepClass
{
  AdwBinClass parent_class;

  /* There is a draft now. */
  void (*begin) (BatchStep *self);
  /* The step is shown. */
  void (*enter) (BatchStep *self);
};

void        batch_step_set_draft  (BatchStep  *self,
                                   BatchDraft *draft);
BatchDraft *batch_step_get_draft  (BatchStep  *self);
void        batch_step_enter      (BatchStep  *self);
const char *batch_step_get_reason (BatchStep  *self);
void        batch_step_set_reason (BatchStep  *self,
                                   const char *reason);

G_END_DECLS
