/* batch-summary.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

#define BATCH_TYPE_SUMMARY (batch_summary_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchSummary, batch_summary, BATCH, SUMMARY, GObject)

BATCH_AVAILABLE_IN_ALL
const char    *batch_summary_get_job_id            (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
const char    *batch_summary_get_operation         (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
const char    *batch_summary_get_resource_key      (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
BatchJobState  batch_summary_get_state             (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_summary_get_total             (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_summary_get_succeeded         (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_summary_get_failed            (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_summary_get_skipped           (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_summary_get_cancelled         (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_summary_get_expired           (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_summary_get_total_duration_ms (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_summary_get_avg_duration_ms   (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_summary_get_wall_ms           (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
guint          batch_summary_get_loads             (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_summary_get_prompt_tokens     (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_summary_get_cached_tokens     (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
gint64         batch_summary_get_output_tokens     (BatchSummary *self);
BATCH_AVAILABLE_IN_ALL
char          *batch_summary_to_json               (BatchSummary *self);

G_END_DECLS
