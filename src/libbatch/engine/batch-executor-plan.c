/* batch-executor-plan.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-eta-private.h"
#include "engine/batch-executor-state-private.h"

/* Puts to the scheduler and to the estimator what they want to know, and keeps what
 * the estimator learns. */

/* Beyond so many unfinished jobs an estimate no longer looks at those ahead of it. */
#define MAX_JOBS_AHEAD 256
#define ETA_SPACE "eta"
#define DEFAULT_LOAD_MS 10000.0

/* --- The plan of a lane --- */

static void
fill_from_share (BatchExecutor      *self,
                 BatchScheduleGroup *out,
                 BatchShare         *share,
                 guint               slots)
{
  const BatchJobRecord *record = share->job->record;
  guint index = 0;

  /* The keys of a job come in the order in which its input has them. */
  g_ptr_array_find (share->job->shares, share, &index);
  out->rank = record->rank + index;
  out->submitted_at = record->created_at + index;
  out->deadline = record->expires_at;
  out->priority = record->priority;
  out->item_ms = batch_estimator_pace (self->estimator, share->key, record->operation,
                                       BATCH_SIZE_BUCKET_UNKNOWN, slots);
}

static BatchScheduleGroup
describe_group (BatchExecutor *self,
                BatchLane     *lane,
                BatchGroup    *group)
{
  gboolean current = g_strcmp0 (group->key, batch_lane_get_key (lane)) == 0;
  BatchScheduleGroup out = {
    .key = group->key,
    .waiting = group->waiting,
    .delayed = group->delayed,
    .next_due = batch_group_next_due (group),
    .in_flight = current ? batch_lane_count_running (lane) : 0,
    .overtaken_us = group->overtaken_us,
    .last_served = group->last_served,
    .item_ms = -1,
    .load_ms = batch_estimator_load_ms (self->estimator, group->key),
  };
  GHashTableIter back_off;
  gpointer share = NULL;

  if (!g_sequence_is_empty (group->shares))
    share = g_sequence_get (g_sequence_get_begin_iter (group->shares));
  else
    {
      g_hash_table_iter_init (&back_off, group->back_off);
      g_hash_table_iter_next (&back_off, &share, NULL);
    }

  if (share != NULL)
    fill_from_share (self, &out, share, batch_lane_get_slots (lane));
  return out;
}

static GArray *
describe_groups (BatchExecutor *self,
                 BatchLane     *lane,
                 GPtrArray     *groups)
{
  GArray *out = g_array_new (FALSE, TRUE, sizeof (BatchScheduleGroup));
  GHashTable *table = batch_roster_get_groups (self->roster, batch_lane_get_id (lane));
  GHashTableIter iter;
  gpointer value;

  if (table == NULL)
    return out;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchGroup *group = value;
      BatchScheduleGroup described;

      if (group->waiting + group->delayed == 0)
        continue;

      described = describe_group (self, lane, group);
      g_array_append_val (out, described);
      g_ptr_array_add (groups, group);
    }

  return out;
}

static void
account (BatchExecutor *self,
         BatchLane     *lane,
         GArray        *described,
         GPtrArray     *groups,
         gint64         now)
{
  gint64 since = MAX (now - batch_lane_get_planned_at (lane), 0);

  if (batch_lane_get_planned_at (lane) > 0)
    batch_schedule_account ((BatchScheduleGroup *) described->data, described->len,
                            batch_lane_get_key (lane), since, now);
  batch_lane_set_planned_at (lane, now);

  for (guint i = 0; i < groups->len; i++)
    {
      BatchGroup *group = g_ptr_array_index (groups, i);
      const BatchScheduleGroup *plan = &g_array_index (described, BatchScheduleGroup, i);

      group->overtaken_us = plan->overtaken_us;
      group->last_served = plan->last_served;
    }
}

BatchSchedule *
batch_executor_plan_lane (BatchExecutor *self,
                          BatchLane     *lane,
                          guint          limit)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new ();
  g_autoptr(GArray) described = describe_groups (self, lane, groups);
  BatchScheduleResident resident = { batch_lane_get_loaded_key (lane), FALSE };
  gint64 now = g_get_real_time ();
  BatchScheduleInput input = {
    .groups = (const BatchScheduleGroup *) described->data,
    .n_groups = described->len,
    .residents = &resident,
    .n_residents = resident.key != NULL ? 1 : 0,
    .current_key = batch_lane_get_key (lane),
    .current_since = batch_lane_get_key_since (lane),
    .capacity = 1,
    .policy = self->policy,
    .now = now,
    .default_load_ms = DEFAULT_LOAD_MS,
    .limit = limit,
  };

  if (described->len == 0)
    return NULL;

  account (self, lane, described, groups, now);
  return batch_scheduler_plan (&input);
}

guint
batch_executor_count_loads_left (BatchExecutor *self,
                                 BatchLane     *lane)
{
  g_autoptr(BatchSchedule) plan = batch_executor_plan_lane (self, lane, 0);

  return plan != NULL ? plan->loads : 0;
}

/* --- Learning --- */

void
batch_executor_learn (BatchExecutor         *self,
                      const BatchJobRecord  *job,
                      const BatchItemRecord *item,
                      BatchSampleOutcome     outcome,
                      gint64                 duration_ms,
                      guint                  parallel,
                      gboolean               after_load)
{
  BatchSample sample = {
    .key = item->key,
    .operation = job->operation,
    .bucket = item->bucket,
    .outcome = outcome,
    .duration_ms = duration_ms,
    .at = g_get_real_time (),
    .parallel = parallel,
    .after_load = after_load,
  };

  batch_estimator_record (self->estimator, &sample);
  batch_executor_tell_samples (self, item->key, job->operation, item->bucket,
                               batch_estimator_sample_count (self->estimator, item->key,
                                                             job->operation, item->bucket));
}

static void
value_put_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_value_finish (BATCH_STORE (source), result, &error))
    g_debug ("Keeping an estimate: %s", error->message);
}

void
batch_executor_keep_estimates (BatchExecutor *self)
{
  g_auto(GStrv) keys = batch_estimator_take_changed (self->estimator);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *text = batch_estimator_save (self->estimator, keys[i]);

      batch_store_put_value_async (self->store, ETA_SPACE, keys[i], text, NULL, value_put_cb, NULL);
    }
}

static void
estimates_listed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) values = batch_store_list_values_finish (self->store, result, &error);
  GHashTableIter iter;
  gpointer key;
  gpointer text;

  if (values == NULL)
    return;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, &text))
    if (!batch_estimator_restore (self->estimator, key, text))
      g_debug ("What was kept about the pace of “%s” cannot be read", (const char *) key);
}

void
batch_executor_restore_estimates (BatchExecutor *self)
{
  batch_store_list_values_async (self->store, ETA_SPACE, NULL, estimates_listed_cb, self);
}

/* --- Estimating --- */

typedef struct
{
  GArray    *parts;                /* of BatchRemaining */
  GPtrArray *running;              /* of GArray of BatchRunningItem, one for each part */
} Rest;

static guint
find_part (Rest       *rest,
           const char *key,
           const char *operation,
           guint       parallel)
{
  BatchRemaining part = { .key = key, .operation = operation, .parallel = parallel };

  for (guint i = 0; i < rest->parts->len; i++)
    {
      BatchRemaining *known = &g_array_index (rest->parts, BatchRemaining, i);

      if (g_str_equal (known->key, key) && g_str_equal (known->operation, operation))
        return i;
    }

  g_array_append_val (rest->parts, part);
  g_ptr_array_add (rest->running, g_array_new (FALSE, FALSE, sizeof (BatchRunningItem)));
  return rest->parts->len - 1;
}

static void
add_job (Rest                 *rest,
         const BatchJobRecord *record,
         BatchLane            *lane)
{
  guint parallel = record->parallel > 0 ? record->parallel
                   : lane != NULL ? batch_lane_get_slots (lane) : 1;
  gint64 known = 0;

  for (guint i = 0; i < record->groups->len; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (record->groups, i);
      guint part = find_part (rest, group->key, record->operation, parallel);

      g_array_index (rest->parts, BatchRemaining, part).waiting[group->bucket]
        += group->waiting + group->delayed;
      known += group->waiting + group->delayed;
    }

  /* The items that are claimed belong to the key that the lane works on. */
  if (record->counts.claimed > 0 && record->groups->len > 0)
    {
      const BatchGroupRecord *first = g_ptr_array_index (record->groups, 0);
      const char *key = lane != NULL && batch_lane_get_key (lane) != NULL
                        ? batch_lane_get_key (lane) : first->key;
      guint part = find_part (rest, key, record->operation, parallel);

      g_array_index (rest->parts, BatchRemaining, part).waiting[first->bucket]
        += record->counts.claimed;
    }
}

typedef struct
{
  Rest                 *rest;
  const BatchJobRecord *record;
  guint                 n_found;
} RunningSearch;

static void
add_running (BatchItemRecord *item,
             gint64           elapsed_ms,
             gpointer         user_data)
{
  RunningSearch *search = user_data;
  BatchRunningItem running = { item->bucket, elapsed_ms };
  guint part;

  if (!g_str_equal (item->job_id, search->record->id))
    return;

  part = find_part (search->rest, item->key, search->record->operation, 1);
  g_array_append_val ((GArray *) g_ptr_array_index (search->rest->running, part), running);
  search->n_found++;
}

/* Items that other engines run, and those driven by hand, are known by number only. */
static void
add_running_elsewhere (Rest                 *rest,
                       const BatchJobRecord *record,
                       guint                 n_known)
{
  guint part;

  if (record->counts.running <= n_known || record->groups->len == 0)
    return;

  part = find_part (rest, ((BatchGroupRecord *) g_ptr_array_index (record->groups, 0))->key,
                    record->operation, 1);
  g_array_index (rest->parts, BatchRemaining, part).waiting[BATCH_SIZE_BUCKET_UNKNOWN]
    += record->counts.running - n_known;
}

static gboolean
goes_before (const BatchJobRecord *other,
             const BatchJobRecord *record)
{
  if (other == record || batch_job_state_is_terminal (other->state) || other->paused)
    return FALSE;
  if (other->state == BATCH_JOB_STATE_RUNNING && record->state == BATCH_JOB_STATE_QUEUED)
    return TRUE;
  if (other->state != record->state)
    return FALSE;
  return other->priority > record->priority
         || (other->priority == record->priority && other->rank < record->rank);
}

static void
add_jobs_ahead (BatchExecutor        *self,
                Rest                 *rest,
                const BatchJobRecord *record,
                BatchLane            *lane)
{
  GHashTable *jobs = batch_roster_get_jobs (self->roster);
  GHashTableIter iter;
  gpointer value;

  if (lane == NULL || record->state != BATCH_JOB_STATE_QUEUED
      || g_hash_table_size (jobs) > MAX_JOBS_AHEAD)
    return;

  g_hash_table_iter_init (&iter, jobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchLiveJob *job = value;

      if (g_strcmp0 (job->lane, batch_lane_get_id (lane)) == 0 && goes_before (job->record, record))
        add_job (rest, job->record, lane);
    }
}

static void
count_loads (Rest      *rest,
             BatchLane *lane)
{
  for (guint i = 0; i < rest->parts->len; i++)
    {
      BatchRemaining *part = &g_array_index (rest->parts, BatchRemaining, i);
      GArray *running = g_ptr_array_index (rest->running, i);

      part->running = (const BatchRunningItem *) running->data;
      part->n_running = running->len;
      part->loads = lane != NULL && batch_lane_loads_models (lane)
                    && g_strcmp0 (batch_lane_get_loaded_key (lane), part->key) != 0;
    }
}

BatchEta *
batch_executor_estimate (BatchExecutor        *self,
                         const BatchJobRecord *record)
{
  BatchLiveJob *job = batch_roster_get (self->roster, record->id);
  BatchLane *lane = job != NULL && job->lane != NULL
                    ? g_hash_table_lookup (self->lanes, job->lane) : NULL;
  g_autoptr(GArray) parts = g_array_new (FALSE, TRUE, sizeof (BatchRemaining));
  g_autoptr(GPtrArray) running = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  Rest rest = { parts, running };
  RunningSearch search = { &rest, record, 0 };
  BatchEtaValues values;

  add_job (&rest, record, lane);
  if (lane != NULL)
    batch_lane_foreach_run (lane, add_running, &search);
  add_running_elsewhere (&rest, record, search.n_found);
  add_jobs_ahead (self, &rest, record, lane);
  count_loads (&rest, lane);

  batch_estimator_estimate (self->estimator, (const BatchRemaining *) parts->data, parts->len,
                            g_get_real_time (),
                            &values);
  return batch_eta_new (&values);
}
