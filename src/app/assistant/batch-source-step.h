/* batch-source-step.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "assistant/batch-step.h"

G_BEGIN_DECLS

/* What the rows are. */

#define BATCH_TYPE_SOURCE_STEP (batch_source_step_get_type ())

G_DECLARE_FINAL_TYPE (BatchSourceStep, batch_source_step, BATCH, SOURCE_STEP, BatchStep)

/* @files: (element-type GFile) */
void batch_source_step_take_files (BatchSourceStep *self,
                                   GPtrArray       *files,
                                   BatchRowKind     kind);
void batch_source_step_take_text  (BatchSourceStep *self,
                                   const char      *text);

G_END_DECLS
