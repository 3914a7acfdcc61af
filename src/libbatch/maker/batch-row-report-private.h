/* batch-row-report-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "maker/batch-row-plan-private.h"
#include "maker/batch-row-report.h"

G_BEGIN_DECLS

/* Blocks. @whole FALSE: looks at the beginning. NULL with an error. */
BatchRowReport *batch_row_report_make (const BatchRowPlan  *plan,
                                       gboolean             whole,
                                       GCancellable        *cancellable,
                                       GError             **error);

G_END_DECLS
