/* batch-insights-data.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_INSIGHTS_DATA (batch_insights_data_get_type ())

G_DECLARE_FINAL_TYPE (BatchInsightsData, batch_insights_data, BATCH, INSIGHTS_DATA, GObject)

/* How far back. */
typedef enum
{
  BATCH_RANGE_HOUR,
  BATCH_RANGE_DAY,
  BATCH_RANGE_WEEK,
  BATCH_RANGE_WHOLE,
} BatchRange;

/* What the plots show; "changed" says that all of it is new. While it is active it looks
 * again at most once a second, and only while something is worked on. */
BatchInsightsData    *batch_insights_data_new            (void);
void                  batch_insights_data_set_queue      (BatchInsightsData *self,
                                                          BatchQueue        *queue);
/* @job: (nullable): all jobs */
void                  batch_insights_data_set_job        (BatchInsightsData *self,
                                                          BatchJob          *job);
void                  batch_insights_data_set_range      (BatchInsightsData *self,
                                                          BatchRange         range);
void                  batch_insights_data_set_active     (BatchInsightsData *self,
                                                          gboolean           active);

/* Whether it is about to look again. */
gboolean              batch_insights_data_is_looking     (BatchInsightsData *self);

/* Each is NULL until it was looked at for the first time. */
GListModel           *batch_insights_data_get_points     (BatchInsightsData *self);
GListModel           *batch_insights_data_get_totals     (BatchInsightsData *self);
GListModel           *batch_insights_data_get_loads      (BatchInsightsData *self);
BatchEstimateQuality *batch_insights_data_get_quality    (BatchInsightsData *self);
BatchPlan            *batch_insights_data_get_plan       (BatchInsightsData *self);
BatchJob             *batch_insights_data_get_job        (BatchInsightsData *self);
gint64                batch_insights_data_get_from       (BatchInsightsData *self);
gint64                batch_insights_data_get_to         (BatchInsightsData *self);
/* In s. */
guint                 batch_insights_data_get_resolution (BatchInsightsData *self);
/* Loads that arrival order would have taken; -1 when nobody knows. */
gint64                batch_insights_data_get_arrival_loads (BatchInsightsData *self);

G_END_DECLS
