/* batch-history.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-durations.h"

G_BEGIN_DECLS

/* What was done, kept for who looks back. Times are µs since the epoch. */

/* How long a record covers, in s: what is new by the first, later by the second, what is
 * old by the third. */
#define BATCH_HISTORY_FINE   10
#define BATCH_HISTORY_MINUTE 60
#define BATCH_HISTORY_HOUR   3600
/* For a resolution: all of the time together. */
#define BATCH_HISTORY_WHOLE  G_MAXUINT

/* What attempts that ended in a slice of time came to. */
typedef struct
{
  char           *job_id;          /* (nullable) of several jobs, or of one that is gone */
  char           *key;
  char           *backend;         /* where: a URL, or the name of a handler */
  gint64          at;              /* the beginning, a multiple of the span */
  guint           span;            /* s */
  gint64          succeeded;       /* items; skipped ones among them */
  gint64          failed;          /* items, for good */
  gint64          prompt_tokens;
  gint64          output_tokens;
  gint64          cached_tokens;   /* of the prompts */
  gint64          busy_ms;         /* of all attempts, also those that are made again */
  BatchDurations  durations;       /* of the items */
} BatchHistoryRecord;

BATCH_AVAILABLE_IN_ALL
BatchHistoryRecord *batch_history_record_new  (void);
BATCH_AVAILABLE_IN_ALL
BatchHistoryRecord *batch_history_record_copy (const BatchHistoryRecord *record);
BATCH_AVAILABLE_IN_ALL
void                batch_history_record_free (BatchHistoryRecord       *record);
/* What @other counts is added; that it belongs here is the caller's affair. */
BATCH_AVAILABLE_IN_ALL
void                batch_history_record_add  (BatchHistoryRecord       *self,
                                               const BatchHistoryRecord *other);
/* The beginning of the slice of @span s that @at is in. */
BATCH_AVAILABLE_IN_ALL
gint64              batch_history_slice       (gint64                    at,
                                               guint                     span);
/* Adds @record to what @points (of BatchHistoryRecord) has of its model, its server and
 * its slice of @resolution s; 0: as it is. Jobs are not told apart. Records must come in
 * the order of time. */
BATCH_AVAILABLE_IN_ALL
void                batch_history_collect     (GPtrArray                *points,
                                               const BatchHistoryRecord *record,
                                               guint                     resolution);

/* A model becomes resident. */
typedef struct
{
  char   *job_id;                  /* (nullable) the first that needed it; or it is gone */
  char   *key;
  char   *backend;
  char   *evicted;                 /* (nullable) the key that was there before */
  gint64  began_at;
  gint64  ended_at;                /* when it is there; 0: not yet, or never; -1: */
                                   /* there was no such load, or it has failed */
  gint64  expected_ms;             /* that it takes, while it is under way; 0: not known */
  gint64  size;                    /* of the model, likewise, in bytes; 0: not known */
  guint   swapped : 1;             /* somebody else had taken it away */
} BatchLoadRecord;

BATCH_AVAILABLE_IN_ALL
BatchLoadRecord *batch_load_record_copy (const BatchLoadRecord *load);
BATCH_AVAILABLE_IN_ALL
void             batch_load_record_free (BatchLoadRecord       *load);

/* An estimate that was shown, and what came of it. */
typedef struct
{
  char   *job_id;                  /* (nullable) it is gone */
  gint64  job;                     /* tells jobs apart, also those; given by the store */
  guint   percent;                 /* how much was done */
  guint   round;                   /* of the job */
  gint64  at;                      /* when it was shown */
  gint64  low_ms;
  gint64  expected_ms;
  gint64  high_ms;
  gint64  actual_ms;               /* how long it took from there on */
} BatchForecastRecord;

BATCH_AVAILABLE_IN_ALL
BatchForecastRecord *batch_forecast_record_copy (const BatchForecastRecord *forecast);
BATCH_AVAILABLE_IN_ALL
void                 batch_forecast_record_free (BatchForecastRecord       *forecast);
/* Whether it came true. People are shown whole seconds, so those count. */
BATCH_AVAILABLE_IN_ALL
gboolean             batch_forecast_held        (const BatchForecastRecord *forecast);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchHistoryRecord, batch_history_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchLoadRecord, batch_load_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchForecastRecord, batch_forecast_record_free)

G_END_DECLS
