/* batch-planner-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-ready-keys-private.h"
#include "planning/batch-resident-set-private.h"
#include "planning/batch-schedule-keys-private.h"

G_BEGIN_DECLS

/* A plan on its way: what was placed, and how things stand after that. */
typedef struct
{
  const BatchScheduleInput *input;
  BatchScheduleKey         *keys;
  guint                     n_keys;
  GPtrArray                *by_deadline;  /* of BatchScheduleKey*, those with one, earliest first */
  GPtrArray                *by_turn;      /* the same, those with a turn, in that order */
  GPtrArray                *held;         /* the same, those that are loaded in the beginning */
  GHashTable               *by_name;      /* char* to BatchScheduleKey */
  BatchReadyKeys           *ready;        /* all others that can start */
  guint                     n_left;       /* that were not placed, */
  guint                     n_mixed;      /* those of them with work of several priorities, */
  guint                     n_early;      /* and of by_deadline, all that stand before one */
  double                    urgent_ms;    /* what those with a deadline take, loads and all */
  double                    margin_ms;    /* the most that one had better end sooner */
  BatchResidentSet         *residents;
  GArray                   *places;       /* of BatchSchedulePlace */
  double                    patience_ms;
  double                    turn_ms;
  double                    clock_ms;     /* from now; the time the plan has come to */
  gboolean                  times_known;  /* everything so far had a known duration */
  guint                     loads;
  guint64                   looks;        /* how many keys were looked at: what it costs */
  const char               *give_up;      /* (nullable): rather than others, for who was chosen */
} BatchPlanner;

/* What it goes by, of its keys. */
void              batch_planner_index   (BatchPlanner           *self);
void              batch_planner_clear   (BatchPlanner           *self);
/* @key is placed. */
void              batch_planner_drop    (BatchPlanner           *self,
                                         BatchScheduleKey       *key);

/* NULL when nothing is left that could start at that time. */
BatchScheduleKey *batch_planner_choose  (BatchPlanner           *self,
                                         BatchScheduleReason    *reason);

/* Whether something of it could start at that time. */
gboolean          batch_planner_is_ready (const BatchPlanner     *self,
                                          const BatchScheduleKey *key);

/* batch-planner-order.c: who goes first when @chosen would for @reason, deadlines apart */
BatchScheduleKey *batch_planner_mind_order (BatchPlanner        *self,
                                            BatchScheduleKey    *chosen,
                                            BatchScheduleReason *reason);

/* How long the fair policy leaves the lane to a key. */
double            batch_planner_turn_ms (const BatchPlanner     *self,
                                         const BatchScheduleKey *key);

G_END_DECLS
