/* batch-lane-share.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

#include "core/batch-lane-share-private.h"

/* A number that a person has set holds for all engines in the lane together: each has a share of it
 * in the store, and uses nothing that is not its own. Who has more than its share lets it go as
 * requests end; who has nothing to do, or rests, shares nothing. What engines find out by
 * themselves is not shared: each slows down as it sees that the server does. */

static guint
count_in_use (BatchLane *self)
{
  return g_hash_table_size (self->running)
         + (self->adapts ? 0 : g_hash_table_size (self->serving));
}

/* Where chats keep to the number, and one waits or is being answered. */
static gboolean
is_urgent (BatchLane *self)
{
  return !self->adapts
         && (g_hash_table_size (self->serving) > 0 || batch_lane_peek_chat (self) != NULL);
}

static gboolean
is_busy (BatchLane *self)
{
  BatchGroup *group = batch_roster_get_group (self->roster, self->id, self->key);
  gboolean has_more = group != NULL && !g_sequence_is_empty (group->shares) && !self->held;

  return has_more || self->claiming || !g_queue_is_empty (&self->claimed)
         || !g_queue_is_empty (&self->loaded) || count_in_use (self) > 0 || is_urgent (self);
}

static guint
get_wanted (BatchLane *self)
{
  return self->phase != BATCH_LANE_RESTING && is_busy (self) ? self->limit : 0;
}

void
batch_lane_forget_share (BatchLane *self)
{
  self->share = (BatchLaneShare) { 0 };
  self->share_limit = 0;
}

/* --- Asking --- */

static void
shared_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchLane *self = user_data;
  BatchLaneShare share;
  g_autoptr(GError) error = NULL;

  self->n_share_asks--;
  if (!batch_store_share_lane_finish (self->store, result, &share, &error))
    {
      batch_lane_forget_share (self);
      batch_lane_rest_for_store (self, error);
      return;
    }

  /* Who was not let in has none, and is told when to ask again. */
  if (self->n_share_asks > 0 || !self->entered)
    return;

  self->share = share;
  batch_lane_process (self);
}

/* Nothing more is begun before the answer, which may be less than there was. */
static void
ask (BatchLane *self,
     guint      limit)
{
  BatchLaneShareRequest request = {
    .engine_id = self->engine_id,
    .lane = self->lease,
    .limit = limit,
    .in_use = count_in_use (self),
    .urgent = is_urgent (self),
  };

  self->n_share_asks++;
  self->share_limit = limit;
  self->share_urgent = request.urgent;
  self->share_in_use = request.in_use;
  batch_store_share_lane_async (self->store, &request, self->stop, shared_cb, self);
  batch_lane_measure_slots (self);
}

void
batch_lane_ask_share (BatchLane *self)
{
  batch_lane_forget_share (self);
  if (self->limit > 0)
    ask (self, self->limit);
}

static gboolean
is_unsettled (BatchLane *self,
              guint      wanted)
{
  guint share = batch_lane_share_get (wanted, self->share.n_engines, self->share.place);

  /* What nobody else needs is kept, so that it need not be asked for again. */
  if (self->share.n_others == 0)
    return wanted > MIN (self->share_limit, self->share.slots);

  return wanted != self->share_limit || is_urgent (self) != self->share_urgent
         || self->share.slots > MAX (share, count_in_use (self));
}

/* What was claimed of a job before others came in, and is theirs to begin now, would stay here, and
 * what is behind it. */
static void
give_back_theirs (BatchLane *self)
{
  GQueue *supply = g_queue_is_empty (&self->loaded) ? &self->claimed : &self->loaded;
  BatchRun *next = g_queue_peek_head (supply);
  BatchLiveJob *job = next != NULL ? batch_roster_get (self->roster, next->item->job_id) : NULL;

  if (job == NULL || self->n_share_asks > 0 || batch_lane_may_begin (self, job))
    return;

  batch_lane_give_back (self, job->record->id);
  batch_lane_measure_slots (self);
}

void
batch_lane_settle_share (BatchLane *self)
{
  guint wanted;

  give_back_theirs (self);
  wanted = get_wanted (self);
  if (self->entered && self->n_share_asks == 0 && is_unsettled (self, wanted))
    ask (self, wanted);
}

void
batch_lane_note_sharing (BatchLane *self)
{
  if (self->entered && self->limit + self->share_limit + self->share.slots > 0)
    ask (self, get_wanted (self));
}

/* --- Using --- */

guint
batch_lane_bound_by_share (BatchLane *self,
                           guint      slots)
{
  guint share = batch_lane_share_get (slots, self->share.n_engines, self->share.place);

  if (self->loader == NULL || self->limit == 0)
    return slots;

  return MIN (share, self->n_share_asks > 0 ? self->share_in_use : self->share.slots);
}

gboolean
batch_lane_may_begin (BatchLane    *self,
                      BatchLiveJob *job)
{
  return job->parallel == 0 || self->share.n_engines == 0
         || batch_lane_share_get (job->parallel, self->share.n_engines, self->share.place) > 0
         || self->loader == NULL || self->limit == 0;
}
