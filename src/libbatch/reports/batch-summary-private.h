/* batch-summary-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "reports/batch-summary.h"

G_BEGIN_DECLS

BatchSummary *batch_summary_new_for_record (const BatchJobRecord *record);

G_END_DECLS
