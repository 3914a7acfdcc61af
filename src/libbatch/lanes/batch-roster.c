/* batch-roster.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-roster-private.h"

#include <string.h>

struct _BatchRoster
{
  GHashTable   *jobs;              /* id to BatchLiveJob */
  gint64        ahead_us;          /* of the wall clock, which was set back */
  BatchLiveJob *last;              /* (nullable) the one that was asked for last */
  GHashTable   *lanes;             /* lane to (key to BatchGroup) */
  GHashTable   *queues;            /* lane to BatchGroupQueue */
};

static void
group_free (gpointer data)
{
  BatchGroup *group = data;

  g_sequence_free (group->shares);
  g_hash_table_unref (group->back_off);
  g_free (group->key);
  g_free (group);
}

BatchRoster *
batch_roster_new (void)
{
  BatchRoster *self = g_new0 (BatchRoster, 1);

  self->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                      (GDestroyNotify) batch_live_job_free);
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_hash_table_unref);
  self->queues = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) batch_group_queue_free);
  return self;
}

void
batch_roster_free (BatchRoster *self)
{
  g_hash_table_unref (self->queues);
  g_hash_table_unref (self->lanes);
  g_hash_table_unref (self->jobs);
  g_free (self);
}

/* --- Groups --- */

/* Inside a group: priority, then the nearest deadline, then the order of the list. */
static int
compare_shares (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const BatchJobRecord *left = ((const BatchShare *) a)->job->record;
  const BatchJobRecord *right = ((const BatchShare *) b)->job->record;
  BatchRank left_rank = batch_live_job_get_rank (((const BatchShare *) a)->job);
  BatchRank right_rank = batch_live_job_get_rank (((const BatchShare *) b)->job);
  int order = batch_rank_compare (&left_rank, &right_rank);
  gint64 left_end = left->expires_at > 0 ? left->expires_at : G_MAXINT64;
  gint64 right_end = right->expires_at > 0 ? right->expires_at : G_MAXINT64;

  if (left->priority != right->priority)
    return left->priority > right->priority ? -1 : 1;
  if (left_end != right_end)
    return left_end < right_end ? -1 : 1;
  if (order != 0)
    return order;
  return (left->sequence > right->sequence) - (left->sequence < right->sequence);
}

GHashTable *
batch_roster_get_lanes (BatchRoster *self)
{
  return self->lanes;
}

GHashTable *
batch_roster_get_groups (BatchRoster *self,
                         const char  *lane)
{
  return g_hash_table_lookup (self->lanes, lane);
}

BatchGroupQueue *
batch_roster_get_queue (BatchRoster *self,
                        const char  *lane)
{
  return g_hash_table_lookup (self->queues, lane);
}

BatchGroup *
batch_roster_get_group (BatchRoster *self,
                        const char  *lane,
                        const char  *key)
{
  GHashTable *groups = batch_roster_get_groups (self, lane);

  return groups != NULL && key != NULL ? g_hash_table_lookup (groups, key) : NULL;
}

static BatchGroup *
ensure_group (BatchRoster *self,
              const char  *lane,
              const char  *key)
{
  GHashTable *groups = batch_roster_get_groups (self, lane);
  BatchGroup *group;

  if (groups == NULL)
    {
      groups = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, group_free);
      g_hash_table_insert (self->lanes, g_strdup (lane), groups);
      g_hash_table_insert (self->queues, g_strdup (lane), batch_group_queue_new ());
    }

  if ((group = g_hash_table_lookup (groups, key)) == NULL)
    {
      group = g_new0 (BatchGroup, 1);
      group->key = g_strdup (key);
      group->since = G_MAXINT64;
      group->shares = g_sequence_new (NULL);
      group->back_off = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (groups, group->key, group);
    }

  return group;
}

/* What the plan keeps of a group outlives it for as long as the next record takes to come in. */
static void
drop_if_empty (BatchRoster *self,
               const char  *lane,
               const char  *key)
{
  BatchGroup *group = batch_roster_get_group (self, lane, key);

  if (group == NULL || group->n_shares > 0)
    return;

  batch_group_queue_remove (batch_roster_get_queue (self, lane), group);
  g_hash_table_remove (batch_roster_get_groups (self, lane), key);
}

static void
leave_group (BatchRoster *self,
             BatchShare  *share)
{
  BatchGroup *group = batch_roster_get_group (self, share->job->lane, share->key);
  BatchGroupQueue *queue = batch_roster_get_queue (self, share->job->lane);

  g_clear_pointer (&share->place, g_sequence_remove);
  group->waiting -= share->waiting;
  group->delayed -= share->delayed;
  group->n_shares--;
  g_hash_table_remove (group->back_off, share);
  queue->n_deadlines -= share->job->record->expires_at > 0;
  batch_group_queue_update (queue, group);
}

static void
join_group (BatchRoster *self,
            BatchShare  *share)
{
  BatchGroup *group = ensure_group (self, share->job->lane, share->key);
  BatchGroupQueue *queue = batch_roster_get_queue (self, share->job->lane);

  group->since = MIN (group->since, share->job->record->created_at);
  group->waiting += share->waiting;
  group->delayed += share->delayed;
  group->n_shares++;
  if (share->delayed > 0)
    g_hash_table_add (group->back_off, share);
  if (share->waiting > 0)
    share->place = g_sequence_insert_sorted (group->shares, share, compare_shares, NULL);
  queue->n_deadlines += share->job->record->expires_at > 0;
  batch_group_queue_update (queue, group);
}

void
batch_roster_take (BatchRoster *self,
                   BatchShare  *share,
                   gint64       n)
{
  BatchGroup *group = batch_roster_get_group (self, share->job->lane, share->key);

  group->waiting -= batch_live_job_take (share, n);
  if (share->waiting == 0 && share->place != NULL)
    g_clear_pointer (&share->place, g_sequence_remove);
  batch_group_queue_update (batch_roster_get_queue (self, share->job->lane), group);
}

gint64
batch_group_next_due (BatchGroup *group)
{
  GHashTableIter iter;
  gpointer value;
  gint64 due = 0;

  g_hash_table_iter_init (&iter, group->back_off);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    {
      BatchShare *share = value;

      if (share->next_due > 0 && (due == 0 || share->next_due < due))
        due = share->next_due;
    }

  return due;
}

/* --- Jobs --- */

static gboolean
may_run (const BatchJobRecord *record)
{
  return (record->state == BATCH_JOB_STATE_QUEUED || record->state == BATCH_JOB_STATE_RUNNING)
         && !record->paused && record->removed_at == 0;
}

void
batch_roster_set_ahead (BatchRoster *self,
                        gint64       ahead_us)
{
  self->ahead_us = ahead_us;
}

/* Whether its shares stand where they stood. */
static gboolean
keeps_place (const BatchJobRecord *before,
             const BatchJobRecord *after)
{
  return before->priority == after->priority && before->expires_at == after->expires_at
         && before->rank == after->rank && before->rank_minor == after->rank_minor
         && before->sequence == after->sequence && before->created_at == after->created_at;
}

static void
leave_groups (BatchRoster  *self,
              BatchLiveJob *job,
              GPtrArray    *shares)
{
  for (guint i = 0; job->lane != NULL && i < shares->len; i++)
    leave_group (self, g_ptr_array_index (shares, i));
}

static void
join_groups (BatchRoster  *self,
             BatchLiveJob *job,
             GPtrArray    *shares)
{
  for (guint i = 0; job->lane != NULL && i < shares->len; i++)
    join_group (self, g_ptr_array_index (shares, i));
}

/* More may have to be done in time than was thought. */
static void
end_calm (BatchRoster *self,
          const char  *lane)
{
  BatchGroupQueue *queue = lane != NULL ? batch_roster_get_queue (self, lane) : NULL;

  if (queue != NULL)
    queue->calm_until = 0;
}

/* @lane: (nullable) */
static void
drop_empty_groups (BatchRoster *self,
                   const char  *lane,
                   GPtrArray   *shares)
{
  for (guint i = 0; lane != NULL && i < shares->len; i++)
    drop_if_empty (self, lane, ((BatchShare *) g_ptr_array_index (shares, i))->key);
}

/* All shares leave their groups, and come to those of the lane they are in by then. */
static void
move_shares (BatchRoster    *self,
             BatchLiveJob   *job,
             BatchJobRecord *record,
             GPtrArray      *changes,
             const char     *lane)
{
  g_autofree char *before = job->lane;
  g_autoptr(GPtrArray) gone = NULL;

  leave_groups (self, job, job->shares);
  if (changes != NULL)
    batch_live_job_follow (job, record, changes);
  else
    gone = batch_live_job_begin_anew (job, record);

  job->lane = g_strdup (lane);
  join_groups (self, job, job->shares);
  end_calm (self, lane);
  drop_empty_groups (self, before, gone != NULL ? gone : job->shares);
}

static gint64
count_to_do (const BatchLiveJob *job)
{
  return job->waiting + job->delayed;
}

static void
update_job (BatchRoster    *self,
            BatchLiveJob   *job,
            BatchJobRecord *record,
            const char     *lane)
{
  g_autoptr(GPtrArray) changes = batch_live_job_find_changes (job, record);
  gint64 before = count_to_do (job);

  if (changes == NULL || g_strcmp0 (job->lane, lane) != 0 || !keeps_place (job->record, record))
    {
      move_shares (self, job, record, changes, lane);
      return;
    }

  leave_groups (self, job, changes);
  batch_live_job_follow (job, record, changes);
  join_groups (self, job, changes);
  if (count_to_do (job) > before)
    end_calm (self, lane);
}

BatchLiveJob *
batch_roster_update (BatchRoster    *self,
                     BatchJobRecord *record,
                     const char     *lane)
{
  BatchLiveJob *job = g_hash_table_lookup (self->jobs, record->id);

  if (batch_job_state_is_terminal (record->state))
    {
      batch_roster_forget (self, record->id);
      return NULL;
    }

  if (!may_run (record))
    lane = NULL;
  if (job == NULL)
    {
      job = batch_live_job_new (record);
      job->ahead_us = self->ahead_us;
      job->lane = g_strdup (lane);
      join_groups (self, job, job->shares);
      end_calm (self, lane);
    }
  else
    {
      /* The key is a string of the record. */
      g_hash_table_steal (self->jobs, record->id);
      update_job (self, job, record, lane);
    }

  g_hash_table_insert (self->jobs, job->record->id, job);
  return job;
}

/* Its own record knows nothing of what was taken. */
void
batch_roster_give_back (BatchRoster *self,
                        const char  *job_id)
{
  BatchLiveJob *job = g_hash_table_lookup (self->jobs, job_id);

  if (job != NULL)
    batch_roster_update (self, job->record, job->lane);
}

void
batch_roster_forget (BatchRoster *self,
                     const char  *job_id)
{
  BatchLiveJob *job = g_hash_table_lookup (self->jobs, job_id);

  if (job == NULL)
    return;

  leave_groups (self, job, job->shares);
  drop_empty_groups (self, job->lane, job->shares);
  if (self->last == job)
    self->last = NULL;
  g_hash_table_remove (self->jobs, job_id);
}

/* Each step of each item asks, and all of them for the same few jobs. */
BatchLiveJob *
batch_roster_get (BatchRoster *self,
                  const char  *job_id)
{
  if (self->last == NULL || strcmp (self->last->record->id, job_id) != 0)
    self->last = g_hash_table_lookup (self->jobs, job_id);

  return self->last;
}

GHashTable *
batch_roster_get_jobs (BatchRoster *self)
{
  return self->jobs;
}
