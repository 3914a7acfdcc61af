/* batch-forecast.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_FORECAST (batch_forecast_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchForecast, batch_forecast, BATCH, FORECAST, GObject)

BATCH_AVAILABLE_IN_ALL
const char *batch_forecast_get_job_id      (BatchForecast *self);
BATCH_AVAILABLE_IN_ALL
guint       batch_forecast_get_percent     (BatchForecast *self);
BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_forecast_get_at          (BatchForecast *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_forecast_get_low_ms      (BatchForecast *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_forecast_get_expected_ms (BatchForecast *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_forecast_get_high_ms     (BatchForecast *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_forecast_get_actual_ms   (BatchForecast *self);
BATCH_AVAILABLE_IN_ALL
gboolean    batch_forecast_get_held        (BatchForecast *self);

G_END_DECLS
