/* batch-group-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-group-queue-private.h"

#include "planning/batch-ageing-private.h"

BatchGroupQueue *
batch_group_queue_new (void)
{
  BatchGroupQueue *self = g_new0 (BatchGroupQueue, 1);

  self->list = g_sequence_new (NULL);
  self->arrivals = g_sequence_new (NULL);
  self->delayed = g_hash_table_new (NULL, NULL);
  return self;
}

void
batch_group_queue_free (BatchGroupQueue *self)
{
  g_sequence_free (self->list);
  g_sequence_free (self->arrivals);
  g_hash_table_unref (self->delayed);
  g_free (self);
}

guint
batch_group_queue_count (BatchGroupQueue *self)
{
  return (guint) g_sequence_get_length (self->list) + g_hash_table_size (self->delayed);
}

static int
compare_places (const BatchGroup *one,
                const BatchGroup *other)
{
  int order = batch_rank_compare (&one->rank, &other->rank);

  if (order != 0)
    return order;
  return (one->index > other->index) - (one->index < other->index);
}

static int
compare_arrivals (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  const BatchGroup *one = a;
  const BatchGroup *other = b;

  if (one->submitted_at != other->submitted_at)
    return one->submitted_at < other->submitted_at ? -1 : 1;
  return compare_places (one, other);
}

static int
compare_in_list (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  const BatchGroup *one = a;
  const BatchGroup *other = b;

  if (one->priority != other->priority)
    return one->priority > other->priority ? -1 : 1;
  return compare_places (one, other) != 0 ? compare_places (one, other)
                                          : compare_arrivals (a, b, NULL);
}

static void
set_urgent (BatchGroupQueue *self,
            BatchGroup      *group,
            gboolean         is_urgent)
{
  if (group->is_urgent == is_urgent)
    return;

  group->is_urgent = is_urgent;
  self->n_urgent += is_urgent ? 1 : -1;
}

/* More may have to be done by then than was thought. */
static void
set_deadline (BatchGroupQueue *self,
              BatchGroup      *group,
              gint64           deadline)
{
  if (deadline > 0 && deadline != group->deadline)
    self->calm_until = 0;

  group->deadline = deadline;
}

void
batch_group_queue_remove (BatchGroupQueue *self,
                          BatchGroup      *group)
{
  set_urgent (self, group, FALSE);
  g_clear_pointer (&group->in_list, g_sequence_remove);
  g_clear_pointer (&group->in_arrivals, g_sequence_remove);
  g_hash_table_remove (self->delayed, group);
}

/* Whether it stands where its first share wants it already. */
static gboolean
stands_by (const BatchGroup *group,
           const BatchShare *first)
{
  const BatchJobRecord *record = first->job->record;

  return group->in_list != NULL && group->priority == record->priority
         && group->rank.major == record->rank && group->rank.minor == record->rank_minor
         && group->index == first->index
         && group->submitted_at == batch_share_get_submitted_at (first);
}

static void
stand_by (BatchGroupQueue  *self,
          BatchGroup       *group,
          const BatchShare *first)
{
  group->priority = first->job->record->priority;
  group->rank = batch_live_job_get_rank (first->job);
  group->index = first->index;
  group->submitted_at = batch_share_get_submitted_at (first);
  group->in_list = g_sequence_insert_sorted (self->list, group, compare_in_list, NULL);
  group->in_arrivals = g_sequence_insert_sorted (self->arrivals, group, compare_arrivals, NULL);
}

void
batch_group_queue_update (BatchGroupQueue *self,
                          BatchGroup      *group)
{
  const BatchShare *first = NULL;

  if (!g_sequence_is_empty (group->shares))
    first = g_sequence_get (g_sequence_get_begin_iter (group->shares));
  if (first == NULL || !stands_by (group, first))
    batch_group_queue_remove (self, group);
  if (first != NULL)
    {
      gint64 deadline = first->job->record->expires_at;

      if (group->in_list == NULL)
        stand_by (self, group, first);
      set_deadline (self, group, deadline);
      set_urgent (self, group, deadline > 0 && g_sequence_get_length (group->shares) > 1);
    }
  else if (group->delayed > 0)
    g_hash_table_add (self->delayed, group);
}

/* --- Whose turn it is in a group --- */

static const BatchJobRecord *
get_record (GSequenceIter *share)
{
  return ((const BatchShare *) g_sequence_get (share))->job->record;
}

GSequenceIter *
batch_group_find_aged (BatchGroup *group,
                       gint64      now,
                       guint       most)
{
  const BatchJobRecord *first = get_record (g_sequence_get_begin_iter (group->shares));
  GSequenceIter *aged = g_sequence_iter_prev (g_sequence_get_end_iter (group->shares));
  int lowest = get_record (aged)->priority;

  /* It is soon over, and the others wait for their turn as long as they would without it. */
  if (batch_job_record_is_trial (first))
    return NULL;
  if (lowest == first->priority)
    {
      group->behind_since = 0;
      return NULL;
    }
  if (!batch_ageing_has_turn (&group->behind_since, now))
    return NULL;

  for (guint i = 1; i < most && get_record (g_sequence_iter_prev (aged))->priority == lowest; i++)
    aged = g_sequence_iter_prev (aged);
  return aged;
}
