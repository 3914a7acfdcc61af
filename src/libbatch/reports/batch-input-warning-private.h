/* batch-input-warning-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-misfit-tally-private.h"
#include "reports/batch-input-warning.h"

G_BEGIN_DECLS

BatchInputWarning *batch_input_warning_new (const BatchMisfit *misfit);

G_END_DECLS
