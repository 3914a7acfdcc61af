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
  BatchLiveJob *last;              /* (nullable) the one that was asked for last */
  GHashTable   *lanes;             /* lane to (key to BatchGroup) */
};

static void
share_free (gpointer data)
{
  BatchShare *share = data;

  g_free (share->key);
  g_free (share);
}

static void
live_job_free (gpointer data)
{
  BatchLiveJob *job = data;

  g_ptr_array_unref (job->shares);
  batch_job_record_unref (job->record);
  g_free (job->lane);
  g_free (job);
}

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

  self->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, live_job_free);
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_hash_table_unref);
  return self;
}

void
batch_roster_free (BatchRoster *self)
{
  g_hash_table_unref (self->lanes);
  g_hash_table_unref (self->jobs);
  g_free (self);
}

/* --- Groups --- */

BatchRank
batch_live_job_get_rank (const BatchLiveJob *job)
{
  return (BatchRank) { job->record->rank, job->record->rank_minor };
}

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

static void
leave_group (BatchRoster *self,
             BatchShare  *share)
{
  BatchGroup *group = batch_roster_get_group (self, share->job->lane, share->key);

  if (share->place != NULL)
    g_sequence_remove (share->place);
  share->place = NULL;
  group->waiting -= share->waiting;
  group->delayed -= share->delayed;
  g_hash_table_remove (group->back_off, share);

  if (--group->n_shares == 0)
    g_hash_table_remove (batch_roster_get_groups (self, share->job->lane), share->key);
}

static void
join_group (BatchRoster *self,
            BatchShare  *share)
{
  BatchGroup *group = ensure_group (self, share->job->lane, share->key);

  group->since = MIN (group->since, share->job->record->created_at);
  group->waiting += share->waiting;
  group->delayed += share->delayed;
  group->n_shares++;
  if (share->delayed > 0)
    g_hash_table_add (group->back_off, share);
  if (share->waiting > 0)
    share->place = g_sequence_insert_sorted (group->shares, share, compare_shares, NULL);
}

void
batch_roster_take (BatchRoster *self,
                   BatchShare  *share,
                   gint64       n)
{
  BatchGroup *group = batch_roster_get_group (self, share->job->lane, share->key);
  gint64 taken = MIN (n, share->waiting);

  share->waiting -= taken;
  group->waiting -= taken;
  if (share->waiting == 0 && share->place != NULL)
    g_clear_pointer (&share->place, g_sequence_remove);
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

static BatchShare *
find_share (BatchLiveJob *job,
            const char   *key)
{
  for (guint i = 0; i < job->shares->len; i++)
    {
      BatchShare *share = g_ptr_array_index (job->shares, i);

      if (g_str_equal (share->key, key))
        return share;
    }

  return NULL;
}

/* A record counts by key and size; the plan does not care about sizes. */
static void
collect_shares (BatchLiveJob *job)
{
  g_ptr_array_set_size (job->shares, 0);

  for (guint i = 0; i < job->record->groups->len; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (job->record->groups, i);
      BatchShare *share = find_share (job, group->key);

      if (share == NULL)
        {
          share = g_new0 (BatchShare, 1);
          share->job = job;
          share->key = g_strdup (group->key);
          g_ptr_array_add (job->shares, share);
        }

      share->waiting += group->waiting;
      share->delayed += group->delayed;
      if (group->next_due > 0 && (share->next_due == 0 || group->next_due < share->next_due))
        share->next_due = group->next_due;
    }
}

static void
leave_groups (BatchRoster  *self,
              BatchLiveJob *job)
{
  for (guint i = 0; job->lane != NULL && i < job->shares->len; i++)
    leave_group (self, g_ptr_array_index (job->shares, i));
  g_clear_pointer (&job->lane, g_free);
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

  if (job == NULL)
    {
      job = g_new0 (BatchLiveJob, 1);
      job->record = batch_job_record_ref (record);
      job->shares = g_ptr_array_new_with_free_func (share_free);
      g_hash_table_insert (self->jobs, record->id, job);
    }
  else
    {
      BatchJobRecord *old = job->record;

      leave_groups (self, job);
      job->record = batch_job_record_ref (record);
      /* The key is a string of the record. */
      g_hash_table_steal (self->jobs, old->id);
      g_hash_table_insert (self->jobs, record->id, job);
      batch_job_record_unref (old);
    }

  job->parallel = record->parallel;
  collect_shares (job);
  if (lane != NULL && may_run (record))
    {
      job->lane = g_strdup (lane);
      for (guint i = 0; i < job->shares->len; i++)
        join_group (self, g_ptr_array_index (job->shares, i));
    }

  return job;
}

void
batch_roster_forget (BatchRoster *self,
                     const char  *job_id)
{
  BatchLiveJob *job = g_hash_table_lookup (self->jobs, job_id);

  if (job == NULL)
    return;

  leave_groups (self, job);
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
