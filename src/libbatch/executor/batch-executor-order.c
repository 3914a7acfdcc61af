/* batch-executor-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-planning-private.h"

/* What a person moves: a job in the list, or a model in the plan of a lane. A job has a rank;
 * the models of a lane have an order, which is a preference of all engines. */

#define MOVED_NOTE "You moved it"

/* --- The models of a lane --- */

void
batch_executor_find_turn (BatchExecutor      *self,
                          const char         *lane,
                          const BatchGroup   *group,
                          BatchScheduleGroup *described)
{
  BatchLaneOrder *order = batch_executor_find_order (self, lane);

  if (order != NULL)
    described->turn = batch_lane_order_find (order, group->key, group->since, &described->moved);
}

/* What is claimed and not started goes back, so that what is first now is next. */
static void
let_lanes_choose (BatchExecutor *self)
{
  batch_executor_give_back_job (self, NULL);
  batch_executor_kick (self);
  batch_executor_hurry_plan (self);
}

/* Puts @keys (of char) before @before, which may be NULL: to the end. */
static void
move_keys (BatchExecutor *self,
           const char    *lane,
           GPtrArray     *plan,
           GPtrArray     *keys,
           const char    *before)
{
  g_autofree char *name = batch_executor_order_name (lane);
  g_autofree char *text = NULL;
  BatchLaneOrder *order = batch_executor_find_order (self, lane);

  if (order == NULL)
    {
      order = batch_lane_order_new ();
      g_hash_table_insert (self->orders, batch_executor_name_lease (lane), order);
    }

  for (guint i = 0; i < keys->len; i++)
    batch_lane_order_move (order, plan, g_ptr_array_index (keys, i), before,
                           batch_clock_now (self->clock));

  text = batch_lane_order_print (order);
  batch_executor_keep_preference (self, name, text);
}

typedef struct
{
  char *backend;
  char *key;
  char *before;                    /* (nullable) */
} GroupMove;

static void
group_move_free (gpointer data)
{
  GroupMove *move = data;

  g_free (move->backend);
  g_free (move->key);
  g_free (move->before);
  g_free (move);
}

static gboolean
has_key (GPtrArray  *keys,
         const char *key)
{
  return g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL);
}

static void
move_group (BatchExecutor *self,
            BatchCall     *call)
{
  const GroupMove *move = call->data;
  g_autoptr(GPtrArray) moved = g_ptr_array_new ();
  g_autoptr(GPtrArray) plan = NULL;
  g_autofree char *lane = NULL;

  plan = batch_executor_list_keys (self, move->backend, &lane);
  if (plan == NULL || !has_key (plan, move->key))
    {
      batch_call_return_error (call,
        g_error_new (BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "Nothing waits for “%s” at %s",
                     move->key, move->backend));
      return;
    }
  if (self->policy == BATCH_POLICY_EXACT_ORDER)
    {
      batch_call_return_error (call,
        g_error_new (BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                     "In exact order the plan is that of the list: move the jobs there"));
      return;
    }

  g_ptr_array_add (moved, move->key);
  move_keys (self, lane, plan, moved, move->before);
  let_lanes_choose (self);
  batch_call_return_int (call, TRUE);
}

void
batch_executor_move_group (BatchExecutor *self,
                           const char    *backend,
                           const char    *key,
                           const char    *before,
                           GTask         *task)
{
  GroupMove *move = g_new (GroupMove, 1);

  *move = (GroupMove) { g_strdup (backend), g_strdup (key), g_strdup (before) };
  batch_executor_call (self, move_group, NULL, move, group_move_free, task);
}

/* --- The jobs of the list --- */

typedef struct
{
  BatchMove  move;
  char      *other_id;             /* (nullable) with BATCH_MOVE_BEFORE */
  gboolean   run_next;
} JobMove;

static void
job_move_free (gpointer data)
{
  JobMove *move = data;

  g_free (move->other_id);
  g_free (move);
}

static int
compare_jobs (const BatchLiveJob *one,
              const BatchLiveJob *two)
{
  BatchRank one_rank = batch_live_job_get_rank (one);
  BatchRank two_rank = batch_live_job_get_rank (two);
  int order = batch_rank_compare (&one_rank, &two_rank);

  if (order != 0)
    return order;
  return (one->record->sequence > two->record->sequence)
         - (one->record->sequence < two->record->sequence);
}

/* The nearest job before (@step -1) or behind @anchor, which is not @but. @anchor: NULL: the
 * last one, or the first. */
static const BatchLiveJob *
find_neighbour (BatchExecutor      *self,
                const BatchLiveJob *anchor,
                int                 step,
                const BatchLiveJob *but)
{
  const BatchLiveJob *best = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const BatchLiveJob *job = value;

      if (job == but || job == anchor || job->record->removed_at > 0
          || (anchor != NULL && compare_jobs (job, anchor) * step < 0))
        continue;
      if (best == NULL || compare_jobs (job, best) * step < 0)
        best = job;
    }

  return best;
}

static BatchRank
rank_between (const BatchLiveJob *after,
              const BatchLiveJob *before)
{
  BatchRank low = after != NULL ? batch_live_job_get_rank (after) : (BatchRank) { 0, 0 };
  BatchRank high = before != NULL ? batch_live_job_get_rank (before) : (BatchRank) { 0, 0 };

  return batch_rank_between (after != NULL ? &low : NULL, before != NULL ? &high : NULL);
}

/* FALSE: there is nowhere to go. */
static gboolean
choose_rank (BatchExecutor      *self,
             const BatchLiveJob *job,
             const JobMove      *move,
             BatchRank          *rank)
{
  const BatchLiveJob *other = NULL;

  switch (move->move)
    {
    case BATCH_MOVE_FIRST:
      other = find_neighbour (self, NULL, 1, job);
      *rank = rank_between (NULL, other);
      return other != NULL && compare_jobs (job, other) > 0;

    case BATCH_MOVE_LAST:
      other = find_neighbour (self, NULL, -1, job);
      *rank = rank_between (other, NULL);
      return other != NULL && compare_jobs (job, other) < 0;

    case BATCH_MOVE_UP:
      if ((other = find_neighbour (self, job, -1, job)) != NULL)
        *rank = rank_between (find_neighbour (self, other, -1, job), other);
      return other != NULL;

    case BATCH_MOVE_DOWN:
      if ((other = find_neighbour (self, job, 1, job)) != NULL)
        *rank = rank_between (other, find_neighbour (self, other, 1, job));
      return other != NULL;

    case BATCH_MOVE_BEFORE:
      other = move->other_id != NULL ? batch_roster_get (self->roster, move->other_id) : NULL;
      if (other != NULL && other != job)
        *rank = rank_between (find_neighbour (self, other, -1, job), other);
      return other != NULL && other != job;
    }

  return FALSE;
}

static int
highest_priority (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer value;
  int priority = G_MININT;

  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (g_hash_table_iter_next (&iter, NULL, &value))
    priority = MAX (priority, ((BatchLiveJob *) value)->record->priority);

  return priority;
}

/* What would keep it waiting: others of higher priority, and a pause of its own. */
static void
clear_the_way (BatchExecutor      *self,
               const BatchLiveJob *job,
               BatchJobRecord     *values,
               BatchJobFields     *fields)
{
  int priority = highest_priority (self);

  if (job->record->priority < priority)
    {
      values->priority = priority;
      *fields |= BATCH_JOB_FIELD_PRIORITY;
    }
  if (job->record->paused)
    *fields |= BATCH_JOB_FIELD_PAUSED;
}

static GPtrArray *
keys_of (const BatchLiveJob *job,
         GPtrArray          *plan)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < job->shares->len; i++)
    {
      const BatchShare *share = g_ptr_array_index (job->shares, i);

      if (share->waiting + share->delayed > 0 && has_key (plan, share->key))
        g_ptr_array_add (keys, g_strdup (share->key));
    }

  return keys;
}

/* Its models go before all others, in the order in which it has them. */
static void
move_models (BatchExecutor      *self,
             const BatchLiveJob *job)
{
  g_autofree char *id = batch_executor_name_lane (self, job->record);
  g_autofree char *lane = NULL;
  g_autoptr(GPtrArray) plan = NULL;
  g_autoptr(GPtrArray) keys = NULL;
  const char *front = NULL;

  plan = batch_executor_list_keys (self, batch_executor_lane_title (id), &lane);
  if (plan == NULL || self->policy == BATCH_POLICY_EXACT_ORDER)
    return;

  keys = keys_of (job, plan);
  for (guint i = 0; i < plan->len && front == NULL; i++)
    if (!has_key (keys, g_ptr_array_index (plan, i)))
      front = g_ptr_array_index (plan, i);
  if (keys->len > 0 && front != NULL)
    move_keys (self, lane, plan, keys, front);
}

static void
moved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  const JobMove *move = call->data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_change_job_finish (self->store, result, &error);
  const BatchLiveJob *job;

  if (record == NULL)
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  batch_executor_apply (self, record);
  job = batch_roster_get (self->roster, record->id);
  if (move->run_next && job != NULL)
    move_models (self, job);
  let_lanes_choose (self);
  batch_call_return_job (call, record);
}

static void
place_job (BatchExecutor      *self,
           BatchCall          *call,
           const BatchLiveJob *job)
{
  const JobMove *move = call->data;
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  BatchJobFields fields = 0;
  BatchRank rank;

  if (choose_rank (self, job, move, &rank))
    {
      values->rank = rank.major;
      values->rank_minor = rank.minor;
      values->reordered = TRUE;
      values->reorder_note = g_strdup (MOVED_NOTE);
      fields |= BATCH_JOB_FIELD_RANK | BATCH_JOB_FIELD_REORDER;
    }
  if (move->run_next)
    clear_the_way (self, job, values, &fields);
  batch_store_change_job_async (self->store, call->job_id, values, fields,
                                batch_clock_now (self->clock), NULL, moved_cb, call);
}

static void
job_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_change_job_finish (self->store, result, &error);
  const BatchLiveJob *job = NULL;

  if (record != NULL)
    {
      batch_executor_apply (self, record);
      if ((job = batch_roster_get (self->roster, call->job_id)) == NULL)
        g_set_error (&error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                     "Job %s has ended, so it cannot be moved", call->job_id);
    }

  if (job != NULL)
    place_job (self, call, job);
  else
    batch_call_return_error (call, g_steal_pointer (&error));
}

/* One that another engine has just put in is not known here yet. */
static void
move_job (BatchExecutor *self,
          BatchCall     *call)
{
  const BatchLiveJob *job = batch_roster_get (self->roster, call->job_id);

  if (job != NULL)
    place_job (self, call, job);
  else
    batch_executor_read_job (self, call->job_id, job_read_cb, call);
}

void
batch_executor_move_job (BatchExecutor *self,
                         const char    *job_id,
                         BatchMove      move,
                         const char    *other_id,
                         GTask         *task)
{
  JobMove *data = g_new (JobMove, 1);

  *data = (JobMove) { move, g_strdup (other_id), FALSE };
  batch_executor_call (self, move_job, job_id, data, job_move_free, task);
}

void
batch_executor_run_next (BatchExecutor *self,
                         const char    *job_id,
                         GTask         *task)
{
  JobMove *data = g_new (JobMove, 1);

  *data = (JobMove) { BATCH_MOVE_FIRST, NULL, TRUE };
  batch_executor_call (self, move_job, job_id, data, job_move_free, task);
}
