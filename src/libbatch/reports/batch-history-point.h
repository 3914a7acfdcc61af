/* batch-history-point.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_HISTORY_POINT (batch_history_point_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchHistoryPoint, batch_history_point, BATCH, HISTORY_POINT, GObject)

BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_history_point_get_at            (BatchHistoryPoint *self);
BATCH_AVAILABLE_IN_ALL
guint       batch_history_point_get_span          (BatchHistoryPoint *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_history_point_get_resource_key  (BatchHistoryPoint *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_history_point_get_backend       (BatchHistoryPoint *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_history_point_get_succeeded     (BatchHistoryPoint *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_history_point_get_failed        (BatchHistoryPoint *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_history_point_get_prompt_tokens (BatchHistoryPoint *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_history_point_get_output_tokens (BatchHistoryPoint *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_history_point_get_cached_tokens (BatchHistoryPoint *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_history_point_get_busy_ms       (BatchHistoryPoint *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_history_point_get_p50_ms        (BatchHistoryPoint *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_history_point_get_p95_ms        (BatchHistoryPoint *self);

G_END_DECLS
