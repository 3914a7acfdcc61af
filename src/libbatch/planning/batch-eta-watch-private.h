/* batch-eta-watch-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-history.h"
#include "planning/batch-estimator-private.h"

G_BEGIN_DECLS

/* Remembers what was said about the time that a job takes, until it is known. */
typedef struct _BatchEtaWatch BatchEtaWatch;

BatchEtaWatch *batch_eta_watch_new  (void);
void           batch_eta_watch_free (BatchEtaWatch        *self);
/* @now: of a clock that never jumps; @runs: whether the job is worked on from now on. What
 * lies between does not count while it is not. */
void           batch_eta_watch_tick (BatchEtaWatch        *self,
                                     gint64                now,
                                     gboolean              runs);
/* @shown is what people see while @done (0 to 1) of the job is done. @at: wall clock */
void           batch_eta_watch_note (BatchEtaWatch        *self,
                                     double                done,
                                     const BatchEtaValues *shown,
                                     gint64                at);
/* The job has come to its end. Returns: (transfer full): of BatchForecastRecord, without
 * any when it was not worked on until then */
GPtrArray     *batch_eta_watch_end  (BatchEtaWatch        *self,
                                     gint64                now,
                                     const char           *job_id,
                                     guint                 round);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchEtaWatch, batch_eta_watch_free)

G_END_DECLS
