/* batch-executor-lane-host.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-work-private.h"
#include "planning/batch-load-cost-private.h"

/* What a lane asks and tells. */

static const char *
lane_choose (gpointer   host,
             BatchLane *lane,
             gboolean  *wait)
{
  BatchExecutor *self = host;
  g_autoptr(BatchSchedule) plan = NULL;
  BatchGroup *group;

  *wait = FALSE;
  if (batch_executor_rests (self) || batch_executor_waits_for_other (self, lane))
    return NULL;
  if (!(plan = batch_executor_plan_next (self, lane)) || plan->n_places == 0)
    return NULL;

  if (batch_executor_gives_way (self, lane, plan->places[0].key))
    return NULL;

  /* The group lives on in the roster, the plan does not. */
  batch_lane_set_evict (lane, plan->places[0].evicts);
  group = batch_roster_get_group (self->roster, batch_lane_get_id (lane), plan->places[0].key);
  *wait = group->waiting == 0;
  return group->key;
}

static gboolean
lane_keeps_order (gpointer host)
{
  return ((BatchExecutor *) host)->policy == BATCH_POLICY_EXACT_ORDER;
}

static gboolean
lane_take_gpu (gpointer   host,
               BatchLane *lane)
{
  return batch_executor_take_gpu (host, lane);
}

static void
lane_leave_gpu (gpointer   host,
                BatchLane *lane)
{
  batch_executor_leave_gpu (host, lane);
}

static guint
lane_recall_parallel (gpointer    host,
                      BatchLane  *lane,
                      const char *key)
{
  return batch_executor_find_parallel (host, batch_lane_get_id (lane), key);
}

static void
lane_learnt_parallel (gpointer    host,
                      BatchLane  *lane,
                      const char *key,
                      guint       level)
{
  batch_executor_note_parallel (host, batch_lane_get_id (lane), key, level);
}

static void
lane_told_parallel (gpointer    host,
                    BatchLane  *lane,
                    const char *key,
                    guint       slots)
{
  batch_executor_note_told_slots (host, batch_lane_get_id (lane), key, slots);
}

static guint
lane_recall_told (gpointer    host,
                  BatchLane  *lane,
                  const char *key)
{
  return batch_executor_find_told_slots (host, batch_lane_get_id (lane), key);
}

static void
lane_server_known (gpointer    host,
                   BatchLane  *lane,
                   const char *kind)
{
  batch_executor_keep_kind (host, batch_lane_get_id (lane), kind);
}

static void
lane_started (gpointer         host,
              BatchLane       *lane,
              BatchItemRecord *item)
{
  batch_executor_tell_key (host);
  batch_executor_note_start (host, item);
  batch_executor_answer_began (host, item, batch_lane_is_loading (lane));
}

static BatchFinish *
lane_decide (gpointer         host,
             BatchLane       *lane,
             BatchItemRecord *item,
             BatchEnding     *ending,
             gint64           duration_ms)
{
  BatchFinish *finish = batch_executor_decide (host, item, ending, duration_ms);

  batch_executor_answer_ended (host, item);
  if (ending->status == BATCH_ITEM_STATUS_FAILED)
    finish->server = g_strdup (batch_executor_lane_title (batch_lane_get_id (lane)));
  return finish;
}

static void
lane_ended (gpointer           host,
            BatchLane         *lane,
            BatchItemRecord   *item,
            BatchEnding       *ending,
            const BatchFinish *finish,
            gint64             duration_ms,
            gboolean           during_load)
{
  batch_executor_note_end (host, item, ending, finish, batch_lane_get_id (lane),
                           batch_lane_get_slots (lane), during_load);
}

static void
lane_jobs_changed (gpointer   host,
                   GPtrArray *records)
{
  batch_executor_apply_all (host, records);
}

static void
lane_load_started (gpointer    host,
                   BatchLane  *lane,
                   const char *job_id)
{
  BatchExecutor *self = host;

  if (!batch_lane_loads_models (lane))
    return;

  batch_executor_begin_load (self, lane, job_id);
  batch_executor_tell_loads (self);
  batch_executor_note_begun (self);
}

static void
lane_load_ended (gpointer   host,
                 BatchLane *lane,
                 gint64     duration_ms)
{
  BatchExecutor *self = host;

  if (!batch_lane_loads_models (lane))
    return;

  batch_executor_end_load (self, lane, duration_ms);
  batch_executor_tell_loads (self);
  batch_executor_note_begun (self);
}

static void
lane_load_answered (gpointer   host,
                    BatchLane *lane,
                    gint64     duration_ms)
{
  BatchExecutor *self = host;

  if (!batch_lane_loads_models (lane))
    return;

  if (batch_executor_holds_load (self, lane, duration_ms))
    batch_executor_end_load (self, lane, duration_ms);
  else
    batch_executor_drop_load (self, lane);
  batch_executor_tell_loads (self);
  batch_executor_note_begun (self);
}

/* Of a load by itself, with nothing else in it. */
static void
lane_load_measured (gpointer    host,
                    const char *key,
                    gint64      load_ms)
{
  BatchExecutor *self = host;

  batch_estimator_record_load (self->estimator, key, load_ms, batch_clock_now (self->clock));
}

static void
lane_load_goes_on (gpointer   host,
                   BatchLane *lane,
                   double     fraction)
{
  BatchExecutor *self = host;
  const BatchLoadRecord *load = g_hash_table_lookup (self->loads, batch_lane_get_id (lane));

  if (load != NULL)
    batch_executor_tell_load_progress (self, load, fraction);
}

static void
lane_swapped (gpointer    host,
              BatchLane  *lane,
              const char *job_id,
              gint64      load_ms)
{
  batch_executor_note_swap (host, lane, job_id, load_ms);
}

static void
lane_model_seen (gpointer    host,
                 BatchLane  *lane,
                 const char *key,
                 gint64      size)
{
  BatchExecutor *self = host;

  batch_estimator_describe_model (self->estimator, key, batch_lane_get_id (lane), size);
}

static BatchLoadPatience
lane_load_times (gpointer    host,
                 const char *key)
{
  BatchExecutor *self = host;
  BatchLoadPatience times = self->load_times;

  times.deadline_ms = batch_load_cost_longest (batch_estimator_load_ms (self->estimator, key),
                                               times.deadline_ms);
  return times;
}

static void
lane_trouble (gpointer      host,
              BatchLane    *lane,
              const char   *key,
              const GError *error)
{
  const char *id = batch_lane_get_id (lane);

  if (error == NULL || !batch_lane_is_troubled (lane))
    batch_executor_log_trouble (id, NULL, error);
  if (error != NULL)
    batch_executor_put_lane_trouble (host, id, key, error);
  else
    batch_executor_end_trouble (host, id);
}

static void
lane_trouble_is_nobodys (gpointer   host,
                         BatchLane *lane)
{
  batch_executor_end_trouble (host, batch_lane_get_id (lane));
}

static void
lane_quiet (gpointer   host,
            BatchLane *lane)
{
  batch_executor_note_quiet (host);
}

static void
lane_chat_answered (gpointer         host,
                    BatchLane       *lane,
                    const BatchChat *chat,
                    gint64           duration_ms)
{
  batch_executor_learn_from_chat (host, chat, duration_ms, batch_lane_get_slots (lane));
}

static void
lane_visited (gpointer   host,
              BatchLane *lane)
{
  batch_executor_note_visit (host, lane);
}

static const char *
lane_find_waiter (gpointer   host,
                  BatchLane *lane,
                  gboolean   urgent)
{
  return batch_executor_find_waiter (host, batch_lane_get_id (lane), batch_lane_get_key (lane),
                                     urgent);
}

static void
lane_waits (gpointer    host,
            BatchLane  *lane,
            const char *key,
            gboolean    urgent)
{
  batch_executor_tell_waits (host, batch_lane_get_id (lane), key, urgent);
}

static void
lane_adopt (gpointer              host,
            BatchLane            *lane,
            BatchModelLoaderDone  done,
            gpointer              user_data)
{
  batch_executor_adopt_current (host, lane, done, user_data);
}

static gboolean
lane_gpu_is_wanted (gpointer   host,
                    BatchLane *lane)
{
  return batch_executor_gpu_is_wanted (host, lane);
}

static GObject *
lane_open_input (gpointer     host,
                 const char  *job_id,
                 GError     **error)
{
  return batch_executor_open_input (host, job_id, error);
}

const BatchLaneHost batch_executor_lane_host = {
  .choose = lane_choose,
  .keeps_order = lane_keeps_order,
  .take_gpu = lane_take_gpu,
  .leave_gpu = lane_leave_gpu,
  .recall_parallel = lane_recall_parallel,
  .learnt_parallel = lane_learnt_parallel,
  .told_parallel = lane_told_parallel,
  .recall_told = lane_recall_told,
  .server_known = lane_server_known,
  .started = lane_started,
  .decide = lane_decide,
  .ended = lane_ended,
  .jobs_changed = lane_jobs_changed,
  .load_started = lane_load_started,
  .load_ended = lane_load_ended,
  .load_answered = lane_load_answered,
  .load_measured = lane_load_measured,
  .load_goes_on = lane_load_goes_on,
  .swapped = lane_swapped,
  .model_seen = lane_model_seen,
  .load_times = lane_load_times,
  .trouble = lane_trouble,
  .trouble_is_nobodys = lane_trouble_is_nobodys,
  .quiet = lane_quiet,
  .chat_answered = lane_chat_answered,
  .visited = lane_visited,
  .find_waiter = lane_find_waiter,
  .waits = lane_waits,
  .adopt = lane_adopt,
  .gpu_is_wanted = lane_gpu_is_wanted,
  .open_input = lane_open_input,
};
