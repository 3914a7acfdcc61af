/* batch-input-warning.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-model.h"
#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_INPUT_WARNING (batch_input_warning_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchInputWarning, batch_input_warning, BATCH, INPUT_WARNING, GObject)

BATCH_AVAILABLE_IN_ALL
const char     *batch_input_warning_get_model   (BatchInputWarning *self);
BATCH_AVAILABLE_IN_ALL
BatchModelUses  batch_input_warning_get_uses    (BatchInputWarning *self);
BATCH_AVAILABLE_IN_ALL
gboolean        batch_input_warning_get_missing (BatchInputWarning *self);
BATCH_AVAILABLE_IN_ALL
gint64          batch_input_warning_get_count   (BatchInputWarning *self);
BATCH_AVAILABLE_IN_ALL
guint           batch_input_warning_get_line    (BatchInputWarning *self);
BATCH_AVAILABLE_IN_ALL
const char     *batch_input_warning_get_message (BatchInputWarning *self);

G_END_DECLS
