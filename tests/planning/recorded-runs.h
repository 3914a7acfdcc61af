/* recorded-runs.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "eta-score.h"
#include "planning/batch-estimator-private.h"

G_BEGIN_DECLS

/* Real runs, as tests/bench/record-eta.py has written them down, played to an
 * estimator again in virtual time. The form of the files: tests/bench/data/README.md. */

#define RECORDED_N_MARKS 2

typedef struct _RecordedRun RecordedRun;

/* What was said at some progress, and what was true. */
typedef struct
{
  BatchEtaValues eta;
  double         truth_ms;
  double         plain_ms;     /* mean of the durations so far, for each that is left */
} RecordedMark;

typedef struct
{
  RecordedMark marks[RECORDED_N_MARKS];    /* at 25 % and at 50 % */
  GArray      *jumps;                      /* of double, see recorded_run_replay () */
} RecordedReplay;

/* The runs of a file in their order: two of the same shape, two of another, … Ends
 * the program when the file is not as it should be. */
GPtrArray   *recorded_runs_read   (const char     *path);
void         recorded_run_free    (RecordedRun    *self);

/* Plays the run from @start (µs) on. Where batchq ended and was started again, what is
 * known goes through its saved form. @replay (nullable): what was said on the way, and
 * by how much the end that was expected moved with each item, as a part of what was
 * expected to be left. Takes @estimator, and returns the one that knows all. */
BatchEstimator *recorded_run_replay (RecordedRun    *self,
                                     BatchEstimator *estimator,
                                     gint64          start,
                                     RecordedReplay *replay);

/* Pairs of runs whose results were seen when the estimator's constants were chosen, and
 * pairs that were not. */
enum
{
  RECORDED_LOOKED_AT,
  RECORDED_UNSEEN,
  RECORDED_N_HALVES,
};

typedef struct
{
  EtaScore  marks[RECORDED_N_MARKS];
  GArray   *jumps;
} RecordedScore;

void recorded_score_init  (RecordedScore *self);
void recorded_score_clear (RecordedScore *self);

/* Plays a file: of each pair of runs the first with nothing known, the second on the
 * next day. Adds to one score for each half. */
void recorded_runs_score  (const char    *path,
                           RecordedScore *halves);

/* The names of the recordings in the tests' folder, in order. */
GStrv        recorded_runs_list   (const char     *directory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RecordedRun, recorded_run_free)

G_END_DECLS
