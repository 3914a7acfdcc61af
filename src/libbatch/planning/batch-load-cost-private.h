/* batch-load-cost-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-running-stats-private.h"

G_BEGIN_DECLS

/* What it takes to make a model resident. Pure: the rule stands at the top of
 * batch-load-cost.c. */

/* Where the number comes from, the nearest first. */
typedef enum
{
  BATCH_LOAD_BASIS_MEASURED,     /* of that model */
  BATCH_LOAD_BASIS_SIZE,         /* by its size, as the server does with others */
  BATCH_LOAD_BASIS_SERVER,       /* other models of the same server */
  BATCH_LOAD_BASIS_SIZE_ALONE,   /* by its size, as servers do */
  BATCH_LOAD_BASIS_OTHERS,       /* models of other servers */
  BATCH_LOAD_BASIS_NONE,
} BatchLoadBasis;

typedef struct
{
  double         mean_ms;
  double         sd_ms;          /* how far the next one may be off, */
  double         common_ms;      /* and of that, how far all that were never measured may be */
  BatchLoadBasis basis;
} BatchLoadCost;

/* What the loads of one model took, newer ones counting more. */
typedef struct
{
  BatchRunningStats ms;
} BatchLoadTimes;

/* What those of many models took: of a server, or of all. All zero is empty. */
typedef struct
{
  BatchRunningStats ms;
  BatchRunningStats log_factor;  /* of those whose size is known: beside what size lets expect */
  guint             loads;       /* how many there were */
} BatchLoadPool;

void          batch_load_times_add     (BatchLoadTimes       *self,
                                        double                ms);
/* @size: of the model, bytes; 0: not known */
void          batch_load_pool_add      (BatchLoadPool        *self,
                                        double                ms,
                                        gint64                size);

/* What a model of that size takes where nothing was measured. */
double        batch_load_cost_of_size  (gint64                size);

/* @own: of the model; @server: (nullable): of the models of its server; @all: of those of
 * every server; @size: of the model, bytes; 0: not known */
BatchLoadCost batch_load_cost_estimate (const BatchLoadTimes *own,
                                        const BatchLoadPool  *server,
                                        const BatchLoadPool  *all,
                                        gint64                size);

/* @cost: of a model that was never measured apart; @both_ms: what a load and an item took
 * together; @item_ms: what an item takes; -1: not known */
BatchLoadCost batch_load_cost_within   (const BatchLoadCost  *cost,
                                        double                both_ms,
                                        double                item_ms);

/* Of a load that has gone on for @elapsed_ms: what is left of it. @fraction: how much of it is
 * done, as the server says; 0: it does not */
BatchLoadCost batch_load_cost_left     (const BatchLoadCost  *cost,
                                        double                elapsed_ms,
                                        double                fraction);

/* How long a load is waited for before it is given up, of a model for which @load_ms is thought or
 * measured; never less than @least_ms. */
gint64        batch_load_cost_longest  (double                load_ms,
                                        gint64                least_ms);

G_END_DECLS
