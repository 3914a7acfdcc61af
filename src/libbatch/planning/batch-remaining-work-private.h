/* batch-remaining-work-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "planning/batch-estimator-private.h"

G_BEGIN_DECLS

/* What is left to do, gathered for the estimator: one part for each resource key and
 * operation. */
typedef struct _BatchRemainingWork BatchRemainingWork;

BatchRemainingWork *batch_remaining_work_new  (void);
void                batch_remaining_work_free (BatchRemainingWork *self);

/* Adds what waits of a job, and what is claimed. @current: (nullable): the resource key which
 * claimed items belong to. */
void batch_remaining_work_add_job     (BatchRemainingWork   *self,
                                       const BatchJobRecord *record,
                                       const char           *current,
                                       guint                 slots);
/* The same in parts, for those who know which groups of the record are of a key. */
void batch_remaining_work_add_group   (BatchRemainingWork   *self,
                                       const BatchJobRecord *record,
                                       guint                 place,
                                       guint                 slots);
/* How many items of the record are claimed and not begun, if they are of the key @only. Which key
 * they are of is not written down: it is what is worked on, or the first.
 * @current: (nullable): what is worked on */
gint64 batch_remaining_work_count_claimed (const BatchJobRecord *record,
                                           const char           *only,
                                           const char           *current);
/* @only: (nullable): only if it belongs to this key */
void batch_remaining_work_add_claimed (BatchRemainingWork   *self,
                                       const BatchJobRecord *record,
                                       const char           *only,
                                       const char           *current,
                                       guint                 slots);
void batch_remaining_work_add_running (BatchRemainingWork   *self,
                                       const char           *key,
                                       const char           *operation,
                                       BatchSizeBucket       bucket,
                                       gint64                elapsed_ms,
                                       BatchRequestSize      size);
/* Items under way that nothing is known of but their number: those of other engines,
 * and those driven by hand. */
void batch_remaining_work_add_unseen  (BatchRemainingWork   *self,
                                       const BatchJobRecord *record,
                                       gint64                n_items);
/* Each key costs a load that is not in the array of BatchScheduleResident. */
void batch_remaining_work_count_loads (BatchRemainingWork   *self,
                                       const GArray         *residents);

/* A load of @key, which is among those, goes on. @fraction: how much of it is done; 0: nobody
 * says */
void batch_remaining_work_note_load   (BatchRemainingWork   *self,
                                       const char           *key,
                                       gint64                elapsed_ms,
                                       double                fraction);

/* What was put off of a job does not end before it may begin. @now: of the clock by which it was */
void batch_remaining_work_wait_for (const BatchJobRecord *record,
                                    gint64                now,
                                    BatchEtaValues       *values);

void batch_remaining_work_estimate (BatchRemainingWork *self,
                                    BatchEstimator     *estimator,
                                    gint64              now,
                                    BatchEtaValues     *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchRemainingWork, batch_remaining_work_free)

G_END_DECLS
