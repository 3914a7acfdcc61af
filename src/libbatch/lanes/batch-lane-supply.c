/* batch-lane-supply.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

#include "lanes/batch-payload-loader-private.h"

/* What is to be worked on: claimed from the store, read from the input, and given back
 * when it is not to be done after all. */

/* How much is claimed ahead: what the server can do in this part of a second. It is
 * claimed in small pieces, because what has ended waits for the same transaction. */
#define AHEAD_PER_SECOND 4
#define MAX_AHEAD 512
#define MAX_CLAIM 64

/* Jobs that are looked at for one that this engine may begin something of. */
#define MAX_LOOKED_AT 64

/* --- Giving back --- */

void
batch_lane_returned (GPtrArray *jobs,
                     gpointer   user_data)
{
  BatchLane *self = user_data;

  if (jobs != NULL)
    self->host->jobs_changed (self->host_data, jobs);
  batch_lane_go_on (self);
}

static void
move_leases (GQueue     *runs,
             const char *job_id,
             GArray     *leases)
{
  for (GList *link = runs->head, *next; link != NULL; link = next)
    {
      BatchRun *run = link->data;

      next = link->next;
      if (job_id != NULL && !g_str_equal (run->item->job_id, job_id))
        continue;

      batch_store_leases_add (leases, run->item->job_id, run->item->position,
                              run->item->generation);
      g_queue_delete_link (runs, link);
      batch_run_free (run);
    }
}

void
batch_lane_give_back (BatchLane  *self,
                      const char *job_id)
{
  g_autoptr(GArray) leases = batch_store_leases_new (16);

  move_leases (&self->claimed, job_id, leases);
  move_leases (&self->loaded, job_id, leases);
  if (leases->len == 0)
    return;

  self->order_next = 0;
  batch_lease_returns_add (self->returns, g_steal_pointer (&leases));
}

void
batch_lane_hold (BatchLane *self,
                 gboolean   hold)
{
  self->held = hold;
  if (hold)
    {
      batch_lane_refuse_chats (self, NULL, 503, "The queue is paused: nothing is sent to model "
                               "servers until it goes on");
      batch_lane_stop_preparing (self);
      batch_lane_give_back (self, NULL);
      batch_lane_end_rest (self);
    }
  batch_lane_process (self);
}

void
batch_lane_abort (BatchLane  *self,
                  const char *job_id)
{
  g_autoptr(GList) runs = g_hash_table_get_keys (self->running);

  for (GList *link = runs; link != NULL; link = link->next)
    {
      BatchRun *run = link->data;

      if (job_id == NULL || g_str_equal (run->item->job_id, job_id))
        g_cancellable_cancel (run->cancellable);
    }

  if (job_id == NULL)
    batch_lane_break_chats (self, "The queue stops: what is under way was broken off");
  batch_lane_give_back (self, job_id);
}

void
batch_lane_abort_item (BatchLane  *self,
                       const char *job_id,
                       guint32     position)
{
  g_autoptr(GList) runs = g_hash_table_get_keys (self->running);

  for (GList *link = runs; link != NULL; link = link->next)
    {
      BatchRun *run = link->data;

      if (run->item->position == position && g_str_equal (run->item->job_id, job_id))
        g_cancellable_cancel (run->cancellable);
    }
}

/* --- Reading payloads --- */

static void
fail_unread (BatchLane    *self,
             BatchRun          *run,
             const GError *error)
{
  run->ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);
  run->ending->failure_kind = BATCH_FAILURE_KIND_BUILDER_ERROR;
  run->ending->message = g_strdup (error->message);
}

static void
payloads_read_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  BatchLane *self = user_data;
  g_autoptr(GPtrArray) payloads = batch_payload_loader_read_finish (result);

  self->loading = FALSE;
  for (guint i = 0; i < payloads->len; i++)
    {
      const BatchPayload *payload = g_ptr_array_index (payloads, i);
      BatchRun *run = g_queue_peek_head (&self->claimed);

      /* What was given back meanwhile is no longer in the queue. */
      if (run == NULL || run->item != payload->item)
        continue;

      g_queue_pop_head (&self->claimed);
      if (payload->bytes != NULL)
        run->payload = g_bytes_ref (payload->bytes);
      else
        fail_unread (self, run, payload->error);
      g_queue_push_tail (run->ending != NULL ? &self->ended : &self->loaded, run);
    }

  batch_lane_go_on (self);
}

void
batch_lane_load_payloads (BatchLane *self)
{
  g_autoptr(GPtrArray) requests = NULL;

  if (self->loading || self->phase != BATCH_LANE_RUNNING || g_queue_is_empty (&self->claimed)
      || batch_lane_has_enough (self))
    return;

  requests = batch_payload_loader_requests_new ();
  for (GList *link = self->claimed.head; link != NULL; link = link->next)
    {
      BatchRun *run = link->data;
      g_autoptr(GError) error = NULL;
      g_autoptr(GObject) input = self->host->open_input (self->host_data, run->item->job_id,
                                                         &error);

      if (!batch_payload_loader_add (requests, run->item, input, error))
        break;
    }

  self->loading = TRUE;
  batch_payload_loader_read_async (requests, payloads_read_cb, self);
}

/* --- Claiming --- */

typedef struct
{
  BatchLane *lane;
  char      *job_id;
} Claim;

static Claim *
claim_new (BatchLane  *self,
           const char *job_id)
{
  Claim *claim = g_new (Claim, 1);

  *claim = (Claim) { self, g_strdup (job_id) };
  return claim;
}

static void
claim_free (Claim *claim)
{
  g_free (claim->job_id);
  g_free (claim);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Claim, claim_free)

/* By who paused or cancelled it while it was claimed. */
static gboolean
was_taken_out (BatchLane  *self,
               const char *job_id)
{
  const BatchLiveJob *job = batch_roster_get (self->roster, job_id);

  return job != NULL && job->lane == NULL;
}

static void
claimed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Claim) claim = user_data;
  BatchLane *self = claim->lane;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = batch_store_claim_finish (self->store, result, &error);

  self->claiming = FALSE;
  if (items == NULL)
    {
      batch_roster_give_back (self->roster, claim->job_id);
      batch_lane_rest_for_store (self, error);
      return;
    }

  batch_lane_note_written (self);
  batch_lane_note_claimed (self, items);
  for (guint i = 0; i < items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (items, i);
      BatchLiveJob *job = batch_roster_get (self->roster, item->job_id);
      BatchRun *run;

      if (job == NULL)
        continue;

      run = g_new0 (BatchRun, 1);
      run->lane = self;
      run->item = batch_item_record_ref (item);
      run->job = batch_job_record_ref (job->record);
      run->cancellable = g_cancellable_new ();
      run->mark = batch_prefix_mark (g_str_hash (item->job_id), item->prefix);
      g_queue_push_tail (&self->claimed, run);
    }

  if (self->held || batch_lane_is_called_away (self))
    batch_lane_give_back (self, NULL);
  else if (was_taken_out (self, claim->job_id))
    batch_lane_give_back (self, claim->job_id);
  batch_lane_process (self);
}

static guint
how_far_ahead (BatchLane *self)
{
  guint usual = 2 * self->slots + self->ended_last_second / AHEAD_PER_SECOND;

  return MIN (batch_lane_look_ahead (self, usual), MAX_AHEAD);
}

static gboolean
wants_more (BatchLane *self)
{
  guint ready = g_queue_get_length (&self->claimed) + g_queue_get_length (&self->loaded);

  return !self->claiming && !self->held && self->slots > 0 && ready <= how_far_ahead (self) / 2;
}

/* What is better than the current key stops only what was not claimed yet. */
static gboolean
goes_on (BatchLane *self)
{
  gboolean wait = FALSE;
  const char *next;

  if (batch_lane_gives_way (self))
    return FALSE;

  next = batch_lane_choose_key (self, &wait);
  return wait || g_strcmp0 (next, self->key) == 0;
}

/* (nullable) */
static BatchShare *
find_share_from (BatchLane     *self,
                 GSequenceIter *iter)
{
  for (guint i = 0; i < MAX_LOOKED_AT && !g_sequence_iter_is_end (iter); i++)
    {
      BatchShare *share = g_sequence_get (iter);

      if (batch_lane_may_begin (self, share->job))
        return share;
      iter = g_sequence_iter_next (iter);
    }

  return NULL;
}

/* While the server is held to fail whatever is asked, any job may show that it does not: the first
 * one may have nothing but requests that are at fault themselves. */
BatchShare *
batch_lane_find_share (BatchLane  *self,
                       BatchGroup *group)
{
  int place = batch_server_health_is_bad (&self->health)
              ? g_random_int_range (0, g_sequence_get_length (group->shares)) : 0;
  GSequenceIter *aged = batch_group_find_aged (group, batch_clock_monotonic (self->clock),
                                               MAX_LOOKED_AT);
  BatchShare *share = find_share_from (self, aged != NULL
                                             ? aged
                                             : g_sequence_get_iter_at_pos (group->shares, place));

  if (share == NULL && (aged != NULL || place > 0))
    share = find_share_from (self, g_sequence_get_begin_iter (group->shares));
  return share;
}

void
batch_lane_claim (BatchLane *self)
{
  BatchGroup *group = batch_roster_get_group (self->roster, self->id, self->key);
  BatchShare *share;
  const BatchJobRecord *job;
  gint64 n;

  if (group == NULL || g_sequence_is_empty (group->shares) || !wants_more (self)
      || !goes_on (self))
    return;

  if ((share = batch_lane_find_share (self, group)) == NULL)
    return;

  n = MIN (share->waiting, MIN (how_far_ahead (self), MAX_CLAIM));
  job = share->job->record;
  self->claiming = TRUE;
  batch_store_claim_async (self->store, self->engine_id, job->id, self->key,
                           batch_lane_claim_first (self, job), n, batch_clock_now (self->clock),
                           self->stop, claimed_cb, claim_new (self, job->id));
  /* A claim that finds fewer is put right by the next record of the job. */
  batch_roster_take (self->roster, share, n);
}
