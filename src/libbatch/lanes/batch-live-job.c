/* batch-live-job.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-live-job-private.h"

/* As many are as quickly looked through. */
#define FEW_KEYS 8

static void
share_free (gpointer data)
{
  BatchShare *share = data;

  g_free (share->key);
  g_free (share);
}

/* --- Shares --- */

static BatchShare *
find_share (BatchLiveJob *self,
            const char   *key)
{
  if (self->by_key != NULL)
    return g_hash_table_lookup (self->by_key, key);

  for (guint i = 0; i < self->shares->len; i++)
    {
      BatchShare *share = g_ptr_array_index (self->shares, i);

      if (g_str_equal (share->key, key))
        return share;
    }

  return NULL;
}

static void
index_shares (BatchLiveJob *self)
{
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->shares->len; i++)
    {
      BatchShare *share = g_ptr_array_index (self->shares, i);

      g_hash_table_insert (self->by_key, share->key, share);
    }
}

static BatchShare *
add_share (BatchLiveJob *self,
           const char   *key,
           guint         group)
{
  BatchShare *share = g_new0 (BatchShare, 1);

  share->job = self;
  share->key = g_strdup (key);
  share->index = self->shares->len;
  share->first = group;
  share->last = group;
  g_ptr_array_add (self->shares, share);
  if (self->by_key != NULL)
    g_hash_table_insert (self->by_key, share->key, share);
  else if (self->shares->len > FEW_KEYS)
    index_shares (self);
  return share;
}

gint64
batch_share_get_submitted_at (const BatchShare *share)
{
  const BatchLiveJob *job = share->job;

  return job->record->created_at + job->ahead_us + share->index;
}

gboolean
batch_share_next_group (const BatchShare *share,
                        guint            *group)
{
  if (*group == share->last)
    return FALSE;

  *group = g_array_index (share->job->links, guint, *group);
  return TRUE;
}

/* A record counts by key and size; the plan does not care about sizes. */
static void
sum_up (BatchShare *share)
{
  BatchLiveJob *job = share->job;
  guint i = share->first;

  job->waiting -= share->told;
  job->delayed -= share->delayed;
  share->waiting = 0;
  share->delayed = 0;
  share->next_due = 0;
  share->bytes = 0;
  share->output_limit = 0;
  do
    {
      const BatchGroupRecord *group = g_ptr_array_index (job->record->groups, i);

      share->waiting += group->waiting;
      share->delayed += group->delayed;
      share->bytes += (double) group->bytes;
      share->output_limit += (double) group->output_limit;
      if (group->next_due > 0 && (share->next_due == 0 || group->next_due < share->next_due))
        share->next_due = group->next_due;
    }
  while (batch_share_next_group (share, &i));

  share->told = share->waiting;
  share->is_taken = FALSE;
  job->waiting += share->told;
  job->delayed += share->delayed;
}

static void
note_change (GPtrArray  *changes,
             BatchShare *share)
{
  if (share->has_changed)
    return;

  share->has_changed = TRUE;
  g_ptr_array_add (changes, share);
}

/* Groups that the record has more than it had. */
static void
add_groups (BatchLiveJob *self,
            GPtrArray    *changes)
{
  for (guint i = self->links->len; i < self->record->groups->len; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (self->record->groups, i);
      BatchShare *share = find_share (self, group->key);

      if (share == NULL)
        share = add_share (self, group->key, i);
      else
        g_array_index (self->links, guint, share->last) = i;
      share->last = i;
      g_array_append_val (self->links, i);
      note_change (changes, share);
    }
}

/* --- Jobs --- */

BatchLiveJob *
batch_live_job_new (BatchJobRecord *record)
{
  BatchLiveJob *self = g_new0 (BatchLiveJob, 1);
  g_autoptr(GPtrArray) changes = g_ptr_array_new ();

  self->record = batch_job_record_new ();
  self->shares = g_ptr_array_new_with_free_func (share_free);
  self->links = g_array_new (FALSE, FALSE, sizeof (guint));
  batch_live_job_follow (self, record, changes);
  return self;
}

void
batch_live_job_free (BatchLiveJob *self)
{
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_clear_pointer (&self->taken, g_ptr_array_unref);
  g_array_unref (self->links);
  g_ptr_array_unref (self->shares);
  batch_job_record_unref (self->record);
  g_free (self->lane);
  g_free (self);
}

BatchRank
batch_live_job_get_rank (const BatchLiveJob *self)
{
  return (BatchRank) { self->record->rank, self->record->rank_minor };
}

static gboolean
is_of_same (const BatchGroupRecord *one,
            const BatchGroupRecord *other)
{
  return one->bucket == other->bucket && g_str_equal (one->key, other->key);
}

static gboolean
counts_the_same (const BatchGroupRecord *one,
                 const BatchGroupRecord *other)
{
  return one->waiting == other->waiting && one->delayed == other->delayed
         && one->next_due == other->next_due && one->bytes == other->bytes
         && one->output_limit == other->output_limit;
}

static void
find_counted (BatchLiveJob *self,
              GPtrArray    *changes,
              const char   *key)
{
  note_change (changes, find_share (self, key));
}

static void
forget_changes (GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    ((BatchShare *) g_ptr_array_index (changes, i))->has_changed = FALSE;
}

/* A store that tells of the same jobs again and again shares what has not changed. */
GPtrArray *
batch_live_job_find_changes (BatchLiveJob   *self,
                             BatchJobRecord *record)
{
  GPtrArray *before = self->record->groups;
  g_autoptr(GPtrArray) changes = g_ptr_array_new ();

  if (record->groups->len < before->len)
    return NULL;

  for (guint i = 0; i < before->len; i++)
    {
      const BatchGroupRecord *old = g_ptr_array_index (before, i);
      const BatchGroupRecord *new = g_ptr_array_index (record->groups, i);

      if (old == new)
        continue;
      if (!is_of_same (old, new))
        {
          forget_changes (changes);
          return NULL;
        }
      if (!counts_the_same (old, new))
        find_counted (self, changes, new->key);
    }

  /* Of another size, of a key that there is. */
  for (guint i = before->len; i < record->groups->len; i++)
    {
      const BatchGroupRecord *new = g_ptr_array_index (record->groups, i);

      if (find_share (self, new->key) != NULL)
        find_counted (self, changes, new->key);
    }

  for (guint i = 0; self->taken != NULL && i < self->taken->len; i++)
    note_change (changes, g_ptr_array_index (self->taken, i));
  return g_steal_pointer (&changes);
}

void
batch_live_job_follow (BatchLiveJob   *self,
                       BatchJobRecord *record,
                       GPtrArray      *changes)
{
  BatchJobRecord *before = self->record;

  self->record = batch_job_record_ref (record);
  batch_job_record_unref (before);
  self->parallel = record->parallel;
  g_clear_pointer (&self->taken, g_ptr_array_unref);
  add_groups (self, changes);
  for (guint i = 0; i < changes->len; i++)
    sum_up (g_ptr_array_index (changes, i));
  forget_changes (changes);
}

GPtrArray *
batch_live_job_begin_anew (BatchLiveJob   *self,
                           BatchJobRecord *record)
{
  GPtrArray *shares = self->shares;
  g_autoptr(GPtrArray) changes = g_ptr_array_new ();

  self->shares = g_ptr_array_new_with_free_func (share_free);
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_array_set_size (self->links, 0);
  self->waiting = 0;
  self->delayed = 0;
  batch_live_job_follow (self, record, changes);
  return shares;
}

gint64
batch_live_job_take (BatchShare *share,
                     gint64      n)
{
  BatchLiveJob *self = share->job;
  gint64 taken = MIN (n, share->waiting);

  share->waiting -= taken;
  if (!share->is_taken)
    {
      if (self->taken == NULL)
        self->taken = g_ptr_array_new ();
      g_ptr_array_add (self->taken, share);
    }
  share->is_taken = TRUE;
  return taken;
}
