/* batch-estimate-quality-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-history.h"
#include "reports/batch-estimate-quality.h"

G_BEGIN_DECLS

/* How many jobs it looks at. */
#define BATCH_ESTIMATE_QUALITY_JOBS 50

/* @records: of BatchForecastRecord, the latest come first */
BatchEstimateQuality *batch_estimate_quality_new (GPtrArray *records);

G_END_DECLS
