/* batch-group-queue-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "lanes/batch-live-job-private.h"

G_BEGIN_DECLS

/* The waiting items of a lane that share a resource key. */
typedef struct
{
  char       *key;
  GSequence  *shares;              /* those with waiting items, in dispatch order */
  GHashTable *back_off;            /* the set of those with delayed items */
  guint       n_shares;
  gint64      waiting;
  gint64      delayed;
  gint64      since;               /* not after the oldest of its jobs came */
  gint64      overtaken_us;        /* kept by the plan, */
  gint64      last_served;         /* as long as a job has the key; */
  gboolean    raised;              /* so is this */
  gint64      behind_since;        /* its lowest priority is, which is for the lane to look at */

  /* Kept by the queue: where it stands, by the first of its shares. */
  int         priority;
  BatchRank   rank;
  guint       index;               /* of the share among those of its job */
  gint64      submitted_at;
  gint64      deadline;            /* of the last one that stood first; 0: none */
  gboolean    is_urgent;           /* has several shares, and the first of them a deadline */
  GSequenceIter *in_list;          /* (nullable) */
  GSequenceIter *in_arrivals;      /* (nullable) */
} BatchGroup;

/* The groups of a lane that have something to do, in the orders that a plan asks for: so who
 * wants to know what comes next need not look at all of them. */
typedef struct
{
  GSequence  *list;                /* of BatchGroup, with waiting items: priority, then the list */
  GSequence  *arrivals;            /* the same, the one that was submitted first */
  GHashTable *delayed;             /* the set of those with delayed items only */
  guint       n_deadlines;         /* shares of jobs that have one */
  guint       n_urgent;            /* groups that are */
  gint64      calm_until;          /* monotonic, kept by the plan: no deadline is near before */
} BatchGroupQueue;

BatchGroupQueue *batch_group_queue_new    (void);
void             batch_group_queue_free   (BatchGroupQueue  *self);
/* How many groups it has. */
guint            batch_group_queue_count  (BatchGroupQueue  *self);
/* Puts @group where it belongs, after its shares have changed. */
void             batch_group_queue_update (BatchGroupQueue  *self,
                                           BatchGroup       *group);
/* Takes it out, before it is freed. */
void             batch_group_queue_remove (BatchGroupQueue  *self,
                                           BatchGroup       *group);

/* The first share of the lowest priority, or one of the last @most of that, if it is its turn; a
 * trial goes before that, too. The group has shares. Returns: (nullable) */
GSequenceIter   *batch_group_find_aged    (BatchGroup       *group,
                                           gint64            now,
                                           guint             most);

G_END_DECLS
