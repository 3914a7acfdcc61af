/* batch-executor-choice.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-planning-private.h"

#include "planning/batch-schedule-private.h"

/* Which key comes next, where there are very many. The rule of the plan is at the top of
 * planning/batch-planner.c; by it, few of them can: what is loaded, what came before that with the
 * same priority and has been overtaken, what is delayed, and the first of all others. Of two
 * lists, that of these and that of all, the same one is chosen; but of what came before with a
 * lower priority, only the oldest ages.
 *
 * Only deadlines are a matter of all. As long as everything would be done in half of the time
 * until the first of them, none is in danger; that is found out now and then.
 *
 * Where there are few, all of them are looked at, and so they are where a person has put them in
 * an order, or a policy that is not the usual one; and while jobs with deadlines share a key. They
 * are told apart: the key may have several priorities, and stand at the place of any of them,
 * whereas the queue has it at that of the first one. */

#define FEW_KEYS  64
#define CALM_LEAST_US (10 * G_USEC_PER_SEC)
#define CALM_MOST_US  (60 * G_USEC_PER_SEC)
/* Of an item of which nothing is known. */
#define GUESSED_ITEM_MS 1000.0

/* --- Who may come next --- */

typedef struct
{
  BatchExecutor *executor;
  BatchLane     *lane;             /* (nullable) that of @id */
  const char    *id;
  BatchGroupQueue *queue;
  GHashTable    *added;            /* the set of those below */
  GArray        *described;        /* of BatchScheduleGroup */
  GPtrArray     *groups;           /* of BatchGroup */
} Choice;

static gboolean
may_come (const Choice     *self,
          const BatchGroup *group)
{
  return group->waiting + group->delayed > 0
         && (self->lane == NULL || !batch_lane_turns_away (self->lane, group->key));
}

static void
add (Choice     *self,
     BatchGroup *group)
{
  BatchScheduleGroup described;

  if (group == NULL || !may_come (self, group) || !g_hash_table_add (self->added, group))
    return;

  described = batch_executor_describe_group (self->executor, self->lane, group);
  g_array_append_val (self->described, described);
  g_ptr_array_add (self->groups, group);
}

static BatchGroup *
find_group (const Choice *self,
            const char   *key)
{
  return batch_roster_get_group (self->executor->roster, self->id, key);
}

static void
add_residents (Choice *self,
               GArray *residents)
{
  for (guint i = 0; i < residents->len; i++)
    add (self, find_group (self, g_array_index (residents, BatchScheduleResident, i).key));

  if (self->lane != NULL)
    add (self, find_group (self, batch_lane_get_key (self->lane)));
}

static void
add_delayed (Choice *self)
{
  GHashTableIter iter;
  gpointer group;

  g_hash_table_iter_init (&iter, self->queue->delayed);
  while (g_hash_table_iter_next (&iter, &group, NULL))
    add (self, group);
}

/* Whether one of @described, which are few, would go on before it though it came later. */
static gboolean
is_overtaken (const BatchGroup *group,
              const GArray     *described,
              guint             n)
{
  for (guint i = 0; i < n; i++)
    {
      const BatchScheduleGroup *resident = &g_array_index (described, BatchScheduleGroup, i);

      if (group->priority == resident->priority
          && batch_schedule_was_before (group->submitted_at, resident->submitted_at))
        return TRUE;
    }

  return FALSE;
}

/* Which has the lower priority of the two. */
static gboolean
is_behind (const BatchGroup *group,
           const GArray     *described,
           guint             n)
{
  for (guint i = 0; i < n; i++)
    if (group->priority < g_array_index (described, BatchScheduleGroup, i).priority)
      return TRUE;

  return FALSE;
}

/* While only what is loaded is among them. */
static void
add_overtaken (Choice *self)
{
  guint n_residents = self->described->len;
  gboolean has_oldest = FALSE;
  gint64 latest = 0;

  for (guint i = 0; i < n_residents; i++)
    latest = MAX (latest, g_array_index (self->described, BatchScheduleGroup, i).submitted_at);

  for (GSequenceIter *place = g_sequence_get_begin_iter (self->queue->arrivals);
       !g_sequence_iter_is_end (place); place = g_sequence_iter_next (place))
    {
      BatchGroup *group = g_sequence_get (place);

      if (!batch_schedule_was_before (group->submitted_at, latest))
        return;
      if (is_overtaken (group, self->described, n_residents))
        add (self, group);
      else if (!has_oldest && may_come (self, group)
               && is_behind (group, self->described, n_residents))
        {
          has_oldest = TRUE;
          add (self, group);
        }
    }
}

static void
add_first (Choice *self)
{
  for (GSequenceIter *place = g_sequence_get_begin_iter (self->queue->list);
       !g_sequence_iter_is_end (place); place = g_sequence_iter_next (place))
    if (may_come (self, g_sequence_get (place)))
      {
        add (self, g_sequence_get (place));
        return;
      }
}

/* --- Deadlines --- */

static void
look_for_calm (BatchExecutor   *self,
               BatchGroupQueue *queue,
               const GArray    *described)
{
  gint64 now = batch_clock_now (self->clock);
  gint64 first = G_MAXINT64;
  gint64 margin_us = 0;
  double all_ms = 0;
  gint64 spare_us;

  for (guint i = 0; i < described->len; i++)
    {
      const BatchScheduleGroup *group = &g_array_index (described, BatchScheduleGroup, i);
      double item_ms = group->item_ms >= 0 ? group->item_ms : GUESSED_ITEM_MS;

      all_ms += (double) (group->waiting + group->delayed) * item_ms;
      all_ms += group->load_ms >= 0 ? group->load_ms : BATCH_EXECUTOR_DEFAULT_LOAD_MS;
      margin_us = MAX (margin_us, group->margin_us);
      if (group->deadline > now)
        first = MIN (first, group->deadline);
    }

  spare_us = first - now - margin_us - (gint64) MIN (2 * 1000 * all_ms, (double) first);
  queue->calm_until = spare_us / 2 > CALM_LEAST_US
                      ? batch_clock_monotonic (self->clock) + MIN (spare_us / 2, CALM_MOST_US) : 0;
}

static gboolean
is_calm (BatchExecutor   *self,
         BatchGroupQueue *queue)
{
  return queue->n_deadlines == 0 || batch_clock_monotonic (self->clock) < queue->calm_until;
}

/* --- What comes next --- */

/* @queue: (nullable) */
static gboolean
has_many (BatchExecutor   *self,
          const char      *id,
          BatchGroupQueue *queue)
{
  return queue != NULL && batch_group_queue_count (queue) > FEW_KEYS
         && self->policy == BATCH_POLICY_FEWEST_SWAPS
         && batch_executor_find_order (self, id) == NULL;
}

GArray *
batch_executor_describe_next (BatchExecutor *self,
                              BatchLane     *lane,
                              const char    *id,
                              GArray        *residents,
                              GPtrArray     *groups)
{
  BatchGroupQueue *queue = batch_roster_get_queue (self->roster, id);
  gboolean many = has_many (self, id, queue);
  g_autoptr(GHashTable) added = NULL;
  Choice choice = { self, lane, id, queue, NULL, NULL, groups };

  if (!many || queue->n_urgent > 0 || !is_calm (self, queue))
    {
      GArray *all = batch_executor_describe_groups (self, self->roster, lane, id, groups);

      if (many)
        look_for_calm (self, queue, all);
      return all;
    }

  choice.described = g_array_new (FALSE, TRUE, sizeof (BatchScheduleGroup));
  choice.added = added = g_hash_table_new (NULL, NULL);
  add_residents (&choice, residents);
  add_overtaken (&choice);
  add_delayed (&choice);
  add_first (&choice);
  return choice.described;
}
