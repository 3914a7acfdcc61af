/* batch-forecast-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-history.h"
#include "reports/batch-forecast.h"

G_BEGIN_DECLS

/* Copies @record. */
BatchForecast *batch_forecast_new (const BatchForecastRecord *record);

G_END_DECLS
