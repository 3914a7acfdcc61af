/* batch-estimator-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"
#include "core/batch-size-bucket-private.h"
#include "planning/batch-load-cost-private.h"
#include "planning/batch-load-evidence-private.h"
#include "planning/batch-token-rates-private.h"

G_BEGIN_DECLS

/* Learns how long things take, and says how long the rest will. Pure: it reads no
 * clock. The rule stands at the top of batch-estimator-learn.c. */
typedef struct _BatchEstimator BatchEstimator;

typedef enum
{
  BATCH_SAMPLE_SUCCEEDED,
  BATCH_SAMPLE_FAILED,       /* for good */
  BATCH_SAMPLE_RETRIED,      /* failed, and another attempt follows */
  BATCH_SAMPLE_SKIPPED,
} BatchSampleOutcome;

#define BATCH_N_SAMPLE_OUTCOMES (BATCH_SAMPLE_SKIPPED + 1)

/* An attempt that ended. */
typedef struct
{
  const char         *key;
  const char         *operation;
  BatchSizeBucket     bucket;
  BatchSampleOutcome  outcome;
  gint64              duration_ms;
  gint64              at;            /* when it ended, µs */
  guint               parallel;      /* how many of its key were sent at once; 0 is 1 */
  gboolean            after_load;    /* was sent before the model was loaded: its duration
                                      * holds the load, which the server did not tell apart */
  gboolean            unproved;      /* nobody had seen the model in memory, or somebody took it
                                      * out: its duration may hold a load that others began */
  BatchRequestSize    size;
  BatchRequestCost    cost;          /* its duration is not looked at */
} BatchSample;

typedef struct
{
  BatchSizeBucket bucket;
  gint64          elapsed_ms;
  BatchRequestSize size;
} BatchRunningItem;

/* What is left of one resource key and operation. */
typedef struct
{
  const char             *key;
  const char             *operation;
  gint64                  waiting[BATCH_N_SIZE_BUCKETS];
  BatchRequestSize        sizes[BATCH_N_SIZE_BUCKETS];   /* of those, their means */
  const BatchRunningItem *running;
  guint                   n_running;
  guint                   parallel;   /* how many are sent at once; 0 is 1 */
  guint                   loads;      /* of its model, that have not ended */
  gint64                  load_elapsed_ms;  /* of that which is under way; 0: none is */
  double                  load_fraction;    /* how much of it is done; 0: nobody says */
} BatchRemaining;

/* Where a number came from, the nearest first. */
typedef enum
{
  BATCH_ETA_BASIS_EXACT,
  BATCH_ETA_BASIS_UNKNOWN_BUCKET,
  BATCH_ETA_BASIS_NEIGHBOUR,
  BATCH_ETA_BASIS_OPERATION,
  BATCH_ETA_BASIS_MODEL,
  BATCH_ETA_BASIS_ALL,
  BATCH_ETA_BASIS_NONE,
} BatchEtaBasis;

typedef struct
{
  gint64             low_ms;        /* one in ten ends sooner */
  gint64             expected_ms;   /* -1: no data; 0: done */
  gint64             high_ms;       /* one in ten ends later */
  guint              samples;
  BatchEtaBasis      basis;         /* the farthest of those used */
  BatchEtaConfidence confidence;
} BatchEtaValues;

BatchEstimator *batch_estimator_new          (void);
void            batch_estimator_free         (BatchEstimator       *self);
void            batch_estimator_record       (BatchEstimator       *self,
                                              const BatchSample    *sample);
void            batch_estimator_record_load  (BatchEstimator       *self,
                                              const char           *key,
                                              gint64                duration_ms,
                                              gint64                at);

/* The parts run one after another on one lane: add those ahead in the queue. */
void            batch_estimator_estimate     (BatchEstimator       *self,
                                              const BatchRemaining *parts,
                                              guint                 n_parts,
                                              gint64                now,
                                              BatchEtaValues       *values);

/* One item on its own; -1 without data. */
double          batch_estimator_estimate_one (BatchEstimator       *self,
                                              const char           *key,
                                              const char           *operation,
                                              BatchSizeBucket       bucket,
                                              BatchEtaBasis        *basis);

/* What one item more of @size adds when @parallel are sent at once; -1 without data. */
double          batch_estimator_pace         (BatchEstimator       *self,
                                              const char           *key,
                                              const char           *operation,
                                              BatchSizeBucket       bucket,
                                              const BatchRequestSize *size,
                                              guint                 parallel);

/* Whether the first answer of a model, of @operation (nullable), had to wait for a load. */
BatchLoadEvidence batch_estimator_judge_load (BatchEstimator       *self,
                                              const char           *key,
                                              const char           *operation,
                                              gint64                first_ms);

/* What a load of that model takes, measured or not. */
BatchLoadCost   batch_estimator_load_cost    (BatchEstimator       *self,
                                              const char           *key);

/* How large the model is, in bytes; 0: not known. */
gint64          batch_estimator_model_size     (BatchEstimator     *self,
                                                const char         *name);
/* Which server has the model, and how large it is; @size: bytes; 0: not known. Costs
 * nothing when that is known already. */
void            batch_estimator_describe_model (BatchEstimator     *self,
                                                const char         *key,
                                                const char         *server,
                                                gint64              size);

/* Measured, of that model; -1. */
double          batch_estimator_load_ms      (BatchEstimator       *self,
                                              const char           *key);
guint           batch_estimator_sample_count (BatchEstimator       *self,
                                              const char           *key,
                                              const char           *operation,
                                              BatchSizeBucket       bucket);

/* All that is known of a key as a text that a store can keep under its name, and
 * the keys of which that has changed since the last call. */
char           *batch_estimator_save         (BatchEstimator       *self,
                                              const char           *key);
gboolean        batch_estimator_restore      (BatchEstimator       *self,
                                              const char           *key,
                                              const char           *text);
GStrv           batch_estimator_take_changed (BatchEstimator       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchEstimator, batch_estimator_free)

G_END_DECLS
