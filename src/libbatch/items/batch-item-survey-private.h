/* batch-item-survey-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "items/batch-item-order-private.h"
#include "items/batch-item-source-private.h"

G_BEGIN_DECLS

/* Keeps the order of a list what its query says. Nothing is looked through twice at the
 * same time, and nothing any more once the survey is freed. */
typedef struct _BatchItemSurvey BatchItemSurvey;

typedef struct
{
  /* The order has changed at these places. */
  BatchItemOrderFunc changed;
  /* It is another one: @before has the positions that it was. */
  void (*sorted) (GArray   *before,
                  gpointer  user_data);
  /* What was due has been looked through, or could not be. */
  void (*done)   (gpointer  user_data);
} BatchItemSurveyFuncs;

/* @source: held weakly
 * @order: of some or sorted items */
BatchItemSurvey *batch_item_survey_new          (const BatchItemSource      *interface,
                                                 gpointer                    source,
                                                 const char                 *job_id,
                                                 const BatchItemQuery       *query,
                                                 BatchItemOrder             *order,
                                                 const BatchItemSurveyFuncs *funcs,
                                                 gpointer                    user_data);
void             batch_item_survey_free         (BatchItemSurvey            *self);

/* What has to be looked through: what is new, one item, or something. */
void             batch_item_survey_set_n_items  (BatchItemSurvey            *self,
                                                 guint                       n_items);
void             batch_item_survey_item_changed (BatchItemSurvey            *self,
                                                 guint32                     position);
void             batch_item_survey_some_changed (BatchItemSurvey            *self);

gboolean         batch_item_survey_is_due       (BatchItemSurvey            *self);
/* Ends with done (), perhaps at once. */
void             batch_item_survey_run          (BatchItemSurvey            *self);

G_END_DECLS
