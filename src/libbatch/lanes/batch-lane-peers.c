/* batch-lane-peers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

/* Other engines that want the lane. Who works with the same key comes in beside us. Of the rest,
 * one whose clients wait is let in as chats of our own are, once in a gap: what is under way comes
 * to its end, and we wait outside until the others were there. */

/* Somebody who was called, and does not come in. */
#define COMES_US (30 * G_TIME_SPAN_SECOND)

/* --- That we wait --- */

void
batch_lane_wait (BatchLane  *self,
                 const char *key,
                 gboolean    urgent)
{
  if (g_strcmp0 (self->waits_for, key) == 0 && self->waits_urgently == urgent)
    return;

  g_free (self->waits_for);
  self->waits_for = g_strdup (key);
  self->waits_urgently = urgent;
  self->host->waits (self->host_data, self, key, urgent);
}

/* Who comes too early for a visit calls nobody away: those who wait for the end of the last one
 * go on. */
void
batch_lane_wait_outside (BatchLane *self,
                         gint64     again_at)
{
  gint64 now = batch_clock_monotonic (self->clock);

  self->turn_at = again_at > 0 ? now + again_at - batch_clock_now (self->clock) : 0;
  if (again_at == 0)
    {
      batch_lane_wait (self, self->key, self->visit != NULL);
      return;
    }

  batch_lane_wait (self, NULL, FALSE);
  batch_lane_look_again (self, self->turn_at, now);
}

/* In the lane, with a key: only chats for another one wait still. */
void
batch_lane_wait_no_longer (BatchLane *self)
{
  if (self->waits_for != NULL
      && !(self->waits_urgently && batch_lane_has_chat_for (self, self->waits_for)
           && g_strcmp0 (self->waits_for, self->key) != 0))
    batch_lane_wait (self, NULL, FALSE);
}

/* --- That others wait --- */

const char *
batch_lane_next_of_peers (BatchLane *self)
{
  const char *next = self->host->find_waiter (self->host_data, self, FALSE);

  if (next == NULL && self->host->gpu_is_wanted (self->host_data, self))
    next = "";
  return next;
}

gboolean
batch_lane_gives_way (BatchLane *self)
{
  return self->gives_way;
}

void
batch_lane_step_aside (BatchLane *self)
{
  if (self->phase == BATCH_LANE_SHUT_OUT)
    return;

  self->was_away = TRUE;
  self->gave_way_at = batch_clock_monotonic (self->clock);
  batch_lane_leave (self);
  self->phase = BATCH_LANE_SHUT_OUT;
  batch_lane_wait (self, self->key, FALSE);
}

void
batch_lane_come_back (BatchLane *self)
{
  batch_lane_wait_no_longer (self);
  if (!self->was_away)
    return;

  self->was_away = FALSE;
  self->visit_ended = batch_clock_monotonic (self->clock);
}

static gboolean
comes (BatchLane  *self,
       const char *caller,
       gint64      now)
{
  return caller != NULL && (!self->was_away || now < self->gave_way_at + COMES_US);
}

/* When to look again; 0: when somebody tells */
gint64
batch_lane_admit_peers (BatchLane *self,
                        gint64     now)
{
  const char *caller = self->host->find_waiter (self->host_data, self, TRUE);
  gint64 turn = self->visit_ended > 0 ? self->visit_ended + self->chat_times.gap_us : 0;
  gint64 ours = self->phase == BATCH_LANE_SHUT_OUT && self->turn_at > now ? self->turn_at : 0;

  if (self->waits_for != NULL && self->entered)
    batch_lane_wait_no_longer (self);
  if (self->gives_way)
    {
      self->gives_way = comes (self, caller, now);
      return self->gives_way && self->was_away ? self->gave_way_at + COMES_US : 0;
    }

  if (caller == NULL || !self->entered || self->visit != NULL)
    return ours;
  if (now < turn)
    return turn;

  self->gives_way = TRUE;
  batch_lane_give_back (self, NULL);
  return 0;
}
