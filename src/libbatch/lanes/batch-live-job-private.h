/* batch-live-job-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "planning/batch-rank-private.h"

G_BEGIN_DECLS

/* A job that has not ended, as the engine thread sees it, with what waits of each of its keys.
 * There may be thousands of keys, and a record comes with each step of each item: what a record
 * costs is what has changed since the one before. */
typedef struct _BatchLiveJob BatchLiveJob;

/* What a job adds to a group. */
typedef struct
{
  BatchLiveJob  *job;
  char          *key;
  GSequenceIter *place;            /* in the group's order; NULL while nothing waits */
  gint64         waiting;          /* without what was taken */
  gint64         delayed;
  gint64         next_due;
  gint64         told;             /* waiting, as the record has it */
  double         bytes;            /* of what waits by the record, delayed or not; sums, */
  double         output_limit;     /* so is the next: tokens */
  guint          index;            /* among the shares of the job */
  guint          first;            /* group of the record, and */
  guint          last;             /* the last one; between them as the job links them */
  guint          is_taken : 1;
  guint          has_changed : 1;
} BatchShare;

struct _BatchLiveJob
{
  BatchJobRecord *record;          /* as the store last told */
  char           *lane;            /* (nullable) not for us to run */
  GPtrArray      *shares;          /* of BatchShare, one for each key, as the input has them */
  GHashTable     *by_key;          /* (nullable) key to BatchShare; where there are many */
  GArray         *links;           /* of guint: for each group of the record the next one of its
                                    * key, whose size is another; itself: there is none */
  GPtrArray      *taken;           /* (nullable) of BatchShare, since the last record */
  gint64          waiting;         /* in the record, whoever has taken it; so is the next */
  gint64          delayed;
  gint64          ahead_us;        /* of the wall clock when it came: that had been set back */
  guint           in_flight;       /* attempts of ours */
  guint           failures_in_a_row;
  guint           parallel;        /* at most so many of them; 0: as the lane allows */
};

BatchLiveJob *batch_live_job_new          (BatchJobRecord     *record);
void          batch_live_job_free         (BatchLiveJob       *self);

/* The shares that would not be what they are with @record: of BatchShare, none twice; those of
 * new keys are not among them. NULL: all of them, because the keys are others. */
GPtrArray    *batch_live_job_find_changes (BatchLiveJob       *self,
                                           BatchJobRecord     *record);
/* Goes by @record from now on, of which @changes were found; adds those of new keys to them. */
void          batch_live_job_follow       (BatchLiveJob       *self,
                                           BatchJobRecord     *record,
                                           GPtrArray          *changes);
/* The same when the keys are others. Returns: (transfer full): the shares until then */
GPtrArray    *batch_live_job_begin_anew   (BatchLiveJob       *self,
                                           BatchJobRecord     *record);
/* Of @n items it is known before the next record that they no longer wait. Returns: of how many
 * that was not known yet */
gint64        batch_live_job_take         (BatchShare         *share,
                                           gint64              n);

BatchRank     batch_live_job_get_rank     (const BatchLiveJob *self);
/* The keys of a job come in the order in which its input has them. */
gint64        batch_share_get_submitted_at (const BatchShare  *share);
/* The group of the record that comes after @group in a share, whose first one is share->first.
 * Returns: whether there is one */
gboolean      batch_share_next_group      (const BatchShare   *share,
                                           guint              *group);

G_END_DECLS
