/* batch-estimator-state-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-drift-private.h"
#include "planning/batch-estimator-private.h"
#include "planning/batch-load-cost-private.h"
#include "planning/batch-running-stats-private.h"

G_BEGIN_DECLS

/* Everything the estimator knows; shared by its own files only. */

#define BATCH_RUN_DOUBT 0.2    /* how much runs differ, relatively */
#define BATCH_ALL_CAP   1000.0 /* samples until the mean of everything begins to forget */

/* What is known of an operation of a key. */
typedef struct
{
  char              *name;
  BatchRunningStats  durations[BATCH_N_SIZE_BUCKETS]; /* of what succeeded, ms */
  guint              counts[BATCH_N_SIZE_BUCKETS];    /* how many that were */
  double             done[BATCH_N_SIZE_BUCKETS];      /* items that ended, in the pace of the key */
  BatchRequestSize   sizes[BATCH_N_SIZE_BUCKETS];     /* mean sizes of those */
  BatchTokenRates    rates;
  double             outcomes[BATCH_N_SAMPLE_OUTCOMES];
  double             lost_ms;                         /* went into attempts that failed */
} BatchLearntOperation;

typedef struct
{
  char           *name;
  char           *server;      /* (nullable) that was said to have it */
  GPtrArray      *operations;  /* of BatchLearntOperation, most recently used last */
  BatchLoadTimes  load;
  gint64          size;        /* bytes; 0: not known */
  BatchDrift      drift;
  gint64          last_at;     /* when something of it last ended; 0: never */
  double          wall_ms;     /* what the items that ended took of the lane, */
  double          busy_ms;     /* the sum of their durations, */
  double          items;       /* and how many that were; all three fade together */
  double          run_items;   /* ended since the last long pause */
  double          history;     /* what was known before that counts for so many */
  double          first_ms;    /* shortest duration that holds a load; 0: none */
  gint64          first_at;    /* when the last that may hold that load ended; not kept */
  guint           parallel;    /* that the pace is of */
  guint64         used;        /* the higher, the more recently */
  guint           judged : 1;   /* whether that held a load was looked at */
  guint           changed : 1;
} BatchLearntKey;

struct _BatchEstimator
{
  GHashTable        *keys;      /* char* → BatchLearntKey (owned) */
  BatchRunningStats  all;       /* durations of everything, */
  BatchLoadPool      loads;     /* and loads of every model, */
  GHashTable        *servers;   /* and of each server: char* → BatchLoadPool */
  guint              all_count; /* of those durations */
  guint64            uses;      /* whatever changes a key counts as one */
  BatchLearntKey    *like;      /* (nullable) that was at work last with @like_parallel at once, */
  guint              like_parallel;
  guint64            like_uses; /* as it was after so many uses; 0: it was not looked for */
};

/* Counts @ms, a load of @key, for what is known of others. */
void                  batch_estimator_count_load  (BatchEstimator       *self,
                                                   BatchLearntKey       *key,
                                                   double                ms);

BatchLearntKey       *batch_estimator_get_key     (BatchEstimator       *self,
                                                   const char           *name);
BatchLearntOperation *batch_learnt_key_operation  (BatchLearntKey       *self,
                                                   const char           *name);

void                  batch_estimator_forget_key  (BatchEstimator       *self,
                                                   const char           *name);

/* What was restored counts for what is known of everything. */
void                  batch_estimator_count_all   (BatchEstimator       *self,
                                                   BatchLearntKey       *key);

/* Durations of what succeeded, whatever the size. */
BatchRunningStats     batch_learnt_operation_usual (BatchLearntOperation *self);

/* What an item takes, as far as it is known from one that waited for a load; 0: there was none. */
double                batch_estimator_item_within_load (BatchEstimator *self,
                                                   BatchLearntKey       *key);

/* Whether what happens at that time belongs to another run than what is known. */
gboolean              batch_learnt_key_is_new_run (BatchLearntKey       *self,
                                                   gint64                at);

/* (nullable) */
BatchLearntKey       *batch_estimator_find_key    (BatchEstimator       *self,
                                                   const char           *name);
BatchLearntOperation *batch_learnt_key_find       (BatchLearntKey       *self,
                                                   const char           *name);

/* What is known of an item's duration, and from where. */
typedef struct
{
  BatchRunningStats stats;
  BatchRequestSize  size;      /* mean of those that it is known from */
  guint             samples;
  BatchEtaBasis     basis;
} BatchEtaSource;

gboolean              batch_estimator_find_source (BatchEstimator       *self,
                                                   const char           *key,
                                                   const char           *operation,
                                                   BatchSizeBucket       bucket,
                                                   BatchEtaSource       *source);

/* The same for requests of a size that is known. @doubt: how far it may be off because they
 * are not as large as those that it is of, relatively. */
gboolean              batch_estimator_find_sized_source (BatchEstimator         *self,
                                                         const char             *key,
                                                         const char             *operation,
                                                         BatchSizeBucket         bucket,
                                                         const BatchRequestSize *size,
                                                         BatchEtaSource         *source,
                                                         double                 *doubt);

/* What of it is not known for few samples is assumed. */
double                batch_eta_source_variance   (const BatchEtaSource *self);

/* What an item that runs for so long already still needs. */
double                batch_eta_source_residual   (const BatchEtaSource *self,
                                                   double                elapsed_ms);

/* What an item is expected to cost: retries and skips are counted in. */
double                batch_learnt_operation_cost (BatchLearntOperation *self,
                                                   double                item_ms);

G_END_DECLS
