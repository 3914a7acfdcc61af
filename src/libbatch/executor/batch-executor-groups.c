/* batch-executor-groups.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-planning-private.h"

#include "planning/batch-arrival-private.h"

/* What waits in a lane, group by group, as the scheduler is to be told of it. */

#define WORTH_A_MARGIN_MS 2000.0
/* A job, or a lane, of more keys than that is no longer looked at in detail. */
#define MAX_KEYS 64
/* Jobs of a key that are told apart, when they have deadlines. */
#define MAX_APART 4

/* --- One job in a group --- */

static gint64
left_of (const BatchLiveJob *job,
         guint               index)
{
  const BatchShare *share = g_ptr_array_index (job->shares, index);

  return share->waiting + share->delayed;
}

/* It is told of the first of its keys that has something left. */
static gint64
count_repeats (const BatchShare *share)
{
  const BatchLiveJob *job = share->job;
  gint64 left[MAX_KEYS] = { 0 };
  guint n = MIN (job->shares->len, MAX_KEYS);

  if (n < 2 || share->index >= n || left_of (job, share->index) == 0)
    return 0;

  for (guint i = 0; i < share->index; i++)
    if (left_of (job, i) > 0)
      return 0;

  for (guint i = share->index; i < n; i++)
    left[i] = left_of (job, i);
  return batch_arrival_repeats (job->record->key_changes, job->record->counts.total, left, n);
}

void
batch_executor_add_share (BatchRemainingWork *work,
                          const BatchShare   *share,
                          const char         *current,
                          guint               slots)
{
  const BatchJobRecord *record = share->job->record;
  guint place = share->first;

  do
    batch_remaining_work_add_group (work, record, place, slots);
  while (batch_share_next_group (share, &place));
  batch_remaining_work_add_claimed (work, record, share->key, current, slots);
}

gint64
batch_executor_count_share (const BatchShare *share,
                            const char       *current)
{
  const BatchJobRecord *record = share->job->record;
  guint place = share->first;
  gint64 n = batch_remaining_work_count_claimed (record, share->key, current);

  do
    {
      const BatchGroupRecord *group = g_ptr_array_index (record->groups, place);

      n += group->waiting + group->delayed;
    }
  while (batch_share_next_group (share, &place));

  return n;
}

/* What is taken from servers elsewhere is no reason to tell people a number. */
double
batch_executor_load_ms (BatchExecutor *self,
                        const char    *key)
{
  BatchLoadCost cost = batch_estimator_load_cost (self->estimator, key);

  return cost.basis < BATCH_LOAD_BASIS_OTHERS ? cost.mean_ms : -1;
}

/* What is due at seven is not to be planned to end a second before. Of what is done in no
 * time it is not worth finding out. */
static gint64
margin_of (BatchExecutor *self,
           BatchShare    *share,
           double         item_ms,
           guint          slots)
{
  g_autoptr(BatchRemainingWork) rest = NULL;
  BatchEtaValues values;

  if (share->job->record->expires_at <= 0
      || item_ms * (double) (share->waiting + share->delayed) < WORTH_A_MARGIN_MS)
    return 0;

  rest = batch_remaining_work_new ();
  batch_executor_add_share (rest, share, NULL, slots);
  batch_remaining_work_estimate (rest, self->estimator, batch_clock_now (self->clock),
                                 &values);
  return values.expected_ms > 0 ? 1000 * (values.high_ms - values.expected_ms) : 0;
}

/* The mean of what waits. */
static BatchRequestSize
size_of_share (const BatchShare *share)
{
  double n = (double) MAX (share->told + share->delayed, 1);

  return (BatchRequestSize) { share->bytes / n, share->output_limit / n };
}

BatchScheduleGroup
batch_executor_describe_share (BatchExecutor *self,
                               BatchGroup    *group,
                               BatchShare    *share,
                               guint          slots)
{
  const BatchJobRecord *record = share->job->record;
  BatchRequestSize size = size_of_share (share);
  double item_ms = batch_estimator_pace (self->estimator, share->key, record->operation,
                                         BATCH_SIZE_BUCKET_UNKNOWN, &size, slots);

  return (BatchScheduleGroup) {
    .key = group->key,
    .rank = record->rank,
    .minor = record->rank_minor,
    .key_place = share->index,
    .repeats = count_repeats (share),
    .submitted_at = batch_share_get_submitted_at (share),
    .waiting = share->waiting,
    .delayed = share->delayed,
    .next_due = share->next_due,
    .deadline = record->expires_at,
    .margin_us = margin_of (self, share, item_ms, slots),
    .priority = record->priority,
    .overtaken_us = group->overtaken_us,
    .last_served = group->last_served,
    .raised = group->raised,
    .is_trial = batch_job_record_is_trial (record),
    .item_ms = item_ms,
    .load_ms = batch_executor_load_ms (self, group->key),
  };
}

/* --- A group --- */

static BatchShare *
first_share (BatchGroup *group)
{
  GHashTableIter back_off;
  gpointer share = NULL;

  if (!g_sequence_is_empty (group->shares))
    return g_sequence_get (g_sequence_get_begin_iter (group->shares));

  g_hash_table_iter_init (&back_off, group->back_off);
  g_hash_table_iter_next (&back_off, &share, NULL);
  return share;
}

static gint64
count_in_flight (BatchLane  *lane,
                 BatchGroup *group)
{
  return lane != NULL && g_strcmp0 (group->key, batch_lane_get_key (lane)) == 0
         ? batch_lane_count_running (lane) : 0;
}

/* What makes planning cheap when there are many jobs. */
BatchScheduleGroup
batch_executor_describe_group (BatchExecutor *self,
                               BatchLane     *lane,
                               BatchGroup    *group)
{
  BatchShare *share = first_share (group);
  BatchScheduleGroup out = { .item_ms = -1 };

  if (share != NULL)
    out = batch_executor_describe_share (self, group, share,
                                         lane != NULL ? batch_lane_get_slots (lane) : 1);

  out.key = group->key;
  out.waiting = group->waiting;
  out.delayed = group->delayed;
  out.next_due = batch_group_next_due (group);
  out.in_flight = count_in_flight (lane, group);
  out.overtaken_us = group->overtaken_us;
  out.last_served = group->last_served;
  out.raised = group->raised;
  out.load_ms = batch_executor_load_ms (self, group->key);
  return out;
}

typedef struct
{
  BatchExecutor *executor;
  BatchLane     *lane;             /* (nullable) */
  const char    *id;
  GArray        *out;              /* of BatchScheduleGroup */
  GPtrArray     *groups;           /* of BatchGroup, one for each of those */
} Description;

static void
add_description (Description        *self,
                 BatchGroup         *group,
                 BatchScheduleGroup  described)
{
  batch_executor_find_turn (self->executor, self->id, group, &described);
  g_array_append_val (self->out, described);
  g_ptr_array_add (self->groups, group);
}

/* What is left of @group when its first jobs were told apart: as urgent as its last one. */
static void
add_rest (Description              *self,
          BatchGroup               *group,
          const BatchScheduleGroup *apart,
          guint                     n_apart)
{
  BatchScheduleGroup rest = batch_executor_describe_group (self->executor, self->lane, group);
  GSequenceIter *end = g_sequence_get_end_iter (group->shares);
  const BatchShare *last = g_sequence_get (g_sequence_iter_prev (end));

  rest.rank = apart[n_apart - 1].rank;
  rest.minor = apart[n_apart - 1].minor;
  rest.submitted_at = MAX (rest.submitted_at, apart[n_apart - 1].submitted_at);
  rest.priority = last->job->record->priority;
  rest.is_trial = batch_job_record_is_trial (last->job->record);
  rest.deadline = last->job->record->expires_at;
  rest.margin_us = apart[n_apart - 1].margin_us;
  rest.in_flight = 0;
  for (guint i = 0; i < n_apart; i++)
    {
      rest.waiting -= apart[i].waiting;
      rest.delayed -= apart[i].delayed;
    }

  if (rest.waiting + rest.delayed > 0)
    add_description (self, group, rest);
}

/* Jobs of a key with deadlines, the first ones on their own: what of the key has to be done
 * by then is not all of it. */
static void
describe_apart (Description *self,
                BatchGroup  *group)
{
  guint slots = self->lane != NULL ? batch_lane_get_slots (self->lane) : 1;
  BatchScheduleGroup apart[MAX_APART];
  guint n = 0;

  for (GSequenceIter *place = g_sequence_get_begin_iter (group->shares);
       !g_sequence_iter_is_end (place) && n < MAX_APART; place = g_sequence_iter_next (place))
    apart[n++] = batch_executor_describe_share (self->executor, group, g_sequence_get (place),
                                                slots);

  apart[0].in_flight = count_in_flight (self->lane, group);
  for (guint i = 0; i < n; i++)
    add_description (self, group, apart[i]);
  add_rest (self, group, apart, n);
}

/* --- All that waits in a lane --- */

/* What a first load takes is learnt from the other models of the server. */
void
batch_executor_place_models (BatchExecutor *self,
                             const char    *lane,
                             GHashTable    *groups)
{
  GHashTableIter iter;
  gpointer key;

  if (g_hash_table_size (groups) > MAX_KEYS)
    return;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    batch_estimator_describe_model (self->estimator, key, lane, 0);
}

GArray *
batch_executor_describe_groups (BatchExecutor *self,
                                BatchRoster   *roster,
                                BatchLane     *lane,
                                const char    *id,
                                GPtrArray     *groups)
{
  GArray *out = g_array_new (FALSE, TRUE, sizeof (BatchScheduleGroup));
  GHashTable *table = batch_roster_get_groups (roster, id);
  Description description = { self, lane, id, out, groups };
  GHashTableIter iter;
  gpointer value;

  if (table == NULL)
    return out;

  batch_executor_place_models (self, id, table);
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchGroup *group = value;

      if (group->waiting + group->delayed == 0
          || (lane != NULL && batch_lane_turns_away (lane, group->key)))
        continue;

      if (group->is_urgent)
        describe_apart (&description, group);
      else
        add_description (&description, group, batch_executor_describe_group (self, lane, group));
    }

  return out;
}
