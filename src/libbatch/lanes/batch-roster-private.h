/* batch-roster-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "planning/batch-rank-private.h"

G_BEGIN_DECLS

/* The jobs that have not ended, as the engine thread sees them, and what waits
 * for each lane by resource key. Nothing here grows with the number of items. */
typedef struct _BatchRoster BatchRoster;
typedef struct _BatchShare  BatchShare;

typedef struct
{
  BatchJobRecord *record;          /* as the store last told */
  char           *lane;            /* (nullable) not for us to run */
  GPtrArray      *shares;          /* of BatchShare, one for each key */
  gint64          ahead_us;        /* of the wall clock when it came: that had been set back */
  guint           in_flight;       /* attempts of ours */
  guint           failures_in_a_row;
  guint           parallel;        /* at most so many of them; 0: as the lane allows */
} BatchLiveJob;

/* What a job adds to a group. */
struct _BatchShare
{
  BatchLiveJob  *job;
  char          *key;
  GSequenceIter *place;            /* in the group's order; NULL while nothing waits */
  gint64         waiting;
  gint64         delayed;
  gint64         next_due;
};

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
  gint64      overtaken_us;        /* kept by the plan */
  gint64      last_served;
} BatchGroup;

BatchRoster  *batch_roster_new           (void);
void          batch_roster_free          (BatchRoster          *self);

/* Takes in what the store tells of a job. One that has ended is forgotten. */
BatchLiveJob *batch_roster_update        (BatchRoster          *self,
                                          BatchJobRecord       *record,
                                          const char           *lane);
void          batch_roster_forget        (BatchRoster          *self,
                                          const char           *job_id);
BatchLiveJob *batch_roster_get           (BatchRoster          *self,
                                          const char           *job_id);
GHashTable   *batch_roster_get_jobs      (BatchRoster          *self);
/* Of @n items it is known before the next record that they no longer wait. */
void          batch_roster_take          (BatchRoster          *self,
                                          BatchShare           *share,
                                          gint64                n);
/* Returns: (element-type GHashTable): lane to (key to group) */
GHashTable   *batch_roster_get_lanes     (BatchRoster          *self);
/* Returns: (nullable) (element-type BatchGroup): key to group */
GHashTable   *batch_roster_get_groups    (BatchRoster          *self,
                                          const char           *lane);
BatchGroup   *batch_roster_get_group     (BatchRoster          *self,
                                          const char           *lane,
                                          const char           *key);
BatchRank     batch_live_job_get_rank    (const BatchLiveJob   *job);
gint64        batch_group_next_due       (BatchGroup           *group);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchRoster, batch_roster_free)

G_END_DECLS
