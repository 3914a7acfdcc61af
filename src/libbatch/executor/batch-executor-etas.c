/* batch-executor-etas.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-state-private.h"
#include "planning/batch-remaining-work-private.h"
#include "reports/batch-eta-private.h"

/* How long jobs still take. A job that waits for its turn takes as long as all that goes
 * before it as well, and that changes with every item that ends. So a round goes through
 * the jobs of a lane in their order, adding up; it costs each job once, however many there
 * are, and never holds the thread up. Between two rounds an estimate of one job looks at
 * those ahead of it only while they are few. */

#define MAX_JOBS_AHEAD 256
#define MAX_JOBS_LISTED 64
#define ROUND_MS 1000
#define WORKING_ROUND_MS 5000
#define JOBS_PER_MS 4              /* that a round is put off for, so that it costs little */
#define SLICE_MS 20
#define SLICE_US 2000

/* --- One job --- */

static BatchLane *
lane_of (BatchExecutor      *self,
         const BatchLiveJob *job)
{
  return job != NULL && job->lane != NULL ? g_hash_table_lookup (self->lanes, job->lane) : NULL;
}

/* Before there is a lane, and where another process has it: as its first model had until now. */
static guint
slots_of (BatchExecutor        *self,
          const BatchJobRecord *record,
          BatchLane            *lane)
{
  g_autofree char *id = lane == NULL ? batch_executor_name_lane (self, record) : NULL;
  const BatchGroupRecord *first = record->groups->len > 0
                                  ? g_ptr_array_index (record->groups, 0) : NULL;

  if (lane != NULL)
    return batch_lane_expect_slots_for (lane, batch_lane_get_key (lane));

  return first != NULL
         ? batch_executor_count_parallel (self, id, NULL, first->key, record->parallel)
         : batch_executor_default_slots (self, id);
}

static void
add_job (BatchExecutor        *self,
         BatchRemainingWork   *work,
         const BatchJobRecord *record,
         BatchLane            *lane)
{
  batch_remaining_work_add_job (work, record, lane != NULL ? batch_lane_get_key (lane) : NULL,
                                slots_of (self, record, lane));
}

typedef struct
{
  BatchExecutor        *executor;
  BatchRemainingWork   *work;
  const BatchJobRecord *only;      /* (nullable) */
  guint                 n_found;
} RunningSearch;

static void
add_running (BatchItemRecord *item,
             gint64           elapsed_ms,
             gpointer         user_data)
{
  RunningSearch *search = user_data;
  BatchLiveJob *job = batch_roster_get (search->executor->roster, item->job_id);
  const BatchJobRecord *record = search->only != NULL ? search->only
                                 : job != NULL ? job->record : NULL;

  if (record == NULL || !g_str_equal (item->job_id, record->id))
    return;

  batch_remaining_work_add_running (search->work, item->key, record->operation, item->bucket,
                                    elapsed_ms, batch_executor_size_of (item));
  search->n_found++;
}

static guint
add_lane_running (BatchExecutor        *self,
                  BatchRemainingWork   *work,
                  BatchLane            *lane,
                  const BatchJobRecord *only)
{
  RunningSearch search = { self, work, only, 0 };

  batch_lane_foreach_run (lane, add_running, &search);
  return search.n_found;
}

/* @lane: (nullable) */
void
batch_executor_note_load (BatchRemainingWork *work,
                          BatchLane          *lane)
{
  gint64 elapsed_ms;
  double fraction;

  if (lane != NULL && batch_lane_get_load (lane, &elapsed_ms, &fraction))
    batch_remaining_work_note_load (work, batch_lane_get_key (lane), elapsed_ms, fraction);
}

static void
count_loads (BatchExecutor      *self,
             BatchRemainingWork *work,
             BatchLane          *lane)
{
  g_autoptr(GArray) residents =
    batch_executor_list_residents (self, lane, batch_lane_get_loaded_key (lane));

  batch_remaining_work_count_loads (work, residents);
  batch_executor_note_load (work, lane);
}

/* Of a server that others work with: what it has loaded is known by what they wrote down. */
static void
count_loads_of_others (BatchExecutor        *self,
                       BatchRemainingWork   *work,
                       const BatchJobRecord *record)
{
  g_autofree char *id = batch_executor_name_lane (self, record);
  g_autofree char *lease = NULL;
  g_autoptr(GArray) residents = NULL;
  const char *loading;
  const char *loaded;
  gint64 elapsed_ms;

  if (!g_str_has_prefix (id, BATCH_HTTP_LANE) || batch_executor_never_loads (self, id, NULL))
    return;

  lease = batch_executor_name_lease (id);
  if (!batch_executor_find_lane_key (self, lease, &loaded))
    return;

  /* What is being loaded is written down as what is there. */
  loading = batch_executor_find_load_of_others (self, record, &elapsed_ms);
  if (g_strcmp0 (loading, loaded) == 0)
    loaded = NULL;
  residents = batch_executor_list_residents (self, NULL, loaded);
  batch_remaining_work_count_loads (work, residents);
  if (loading != NULL)
    batch_remaining_work_note_load (work, loading, elapsed_ms, 0);
}

static BatchEta *
finish (BatchExecutor        *self,
        BatchRemainingWork   *work,
        const BatchJobRecord *record,
        BatchLane            *lane)
{
  BatchEtaValues values;

  if (lane != NULL && batch_lane_loads_models (lane))
    count_loads (self, work, lane);
  else if (lane == NULL)
    count_loads_of_others (self, work, record);
  batch_remaining_work_estimate (work, self->estimator, batch_clock_now (self->clock), &values);
  batch_remaining_work_wait_for (record, batch_clock_steady (self->clock), &values);
  return batch_eta_new (&values);
}

static int
compare_turns (const BatchJobRecord *left,
               const BatchJobRecord *right)
{
  gboolean left_runs = left->state == BATCH_JOB_STATE_RUNNING;
  gboolean right_runs = right->state == BATCH_JOB_STATE_RUNNING;

  if (left_runs != right_runs)
    return left_runs ? -1 : 1;
  if (left->priority != right->priority)
    return left->priority > right->priority ? -1 : 1;
  return (left->rank > right->rank) - (left->rank < right->rank);
}

static gboolean
waits_in_lane (const BatchLiveJob *job,
               const char         *lane)
{
  return g_strcmp0 (job->lane, lane) == 0
         && (job->record->state == BATCH_JOB_STATE_RUNNING
             || job->record->state == BATCH_JOB_STATE_QUEUED);
}

static void
add_jobs_ahead (BatchExecutor        *self,
                BatchRemainingWork   *work,
                const BatchJobRecord *record,
                BatchLane            *lane)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchLiveJob *job = value;

      if (job->record != record && waits_in_lane (job, batch_lane_get_id (lane))
          && compare_turns (job->record, record) < 0)
        add_job (self, work, job->record, lane);
    }
}

/* Servers that have the card before the one of @lane: all that they have to do comes first. */
static void
add_lanes_ahead (BatchExecutor      *self,
                 BatchRemainingWork *work,
                 BatchLane          *lane)
{
  const char *gpu = batch_executor_find_gpu (self, batch_lane_get_id (lane));
  guint turn = batch_executor_gpu_turn (self, batch_lane_get_id (lane));
  GHashTableIter iter;
  gpointer value;

  if (gpu == NULL || turn == 0)
    return;

  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchLiveJob *job = value;
      BatchLane *other = lane_of (self, job);

      if (other == NULL || !waits_in_lane (job, batch_lane_get_id (other))
          || g_strcmp0 (batch_executor_find_gpu (self, batch_lane_get_id (other)), gpu) != 0
          || batch_executor_gpu_turn (self, batch_lane_get_id (other)) >= turn)
        continue;
      add_job (self, work, job->record, other);
      add_lane_running (self, work, other, job->record);
    }
}

/* NULL: not known before the next round. */
BatchEta *
batch_executor_estimate (BatchExecutor        *self,
                         const BatchJobRecord *record)
{
  BatchLane *lane = lane_of (self, batch_roster_get (self->roster, record->id));
  g_autoptr(BatchRemainingWork) work = batch_remaining_work_new ();
  guint n_found;

  if (lane != NULL && record->state == BATCH_JOB_STATE_QUEUED)
    {
      if (g_hash_table_size (batch_roster_get_jobs (self->roster)) > MAX_JOBS_AHEAD)
        return NULL;
      add_jobs_ahead (self, work, record, lane);
    }

  if (lane != NULL)
    add_lanes_ahead (self, work, lane);
  add_job (self, work, record, lane);
  n_found = lane != NULL ? add_lane_running (self, work, lane, record)
                         : batch_executor_add_others_running (self, work, record);
  batch_remaining_work_add_unseen (work, record, record->counts.running - n_found);
  return finish (self, work, record, lane);
}

/* --- All jobs of a lane --- */

struct _BatchEtaRound
{
  char               *lane;
  GPtrArray          *records;     /* of BatchJobRecord, in the order of their turns */
  BatchRemainingWork *work;        /* of those before @next */
  guint               next;
};

static void
round_free (BatchEtaRound *round)
{
  g_clear_pointer (&round->work, batch_remaining_work_free);
  g_ptr_array_unref (round->records);
  g_free (round->lane);
  g_free (round);
}

void
batch_executor_stop_eta_rounds (BatchExecutor *self)
{
  g_queue_clear_full (&self->eta_rounds, (GDestroyNotify) round_free);
  batch_executor_clear_timer (&self->eta_timer);
}

static int
compare_turns_indirectly (gconstpointer a,
                          gconstpointer b)
{
  return compare_turns (*(BatchJobRecord * const *) a, *(BatchJobRecord * const *) b);
}

static BatchEtaRound *
round_new (BatchExecutor *self,
           BatchLane     *lane)
{
  BatchEtaRound *round = g_new0 (BatchEtaRound, 1);
  GHashTableIter iter;
  gpointer value;

  round->lane = g_strdup (batch_lane_get_id (lane));
  round->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref);
  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (waits_in_lane (value, round->lane))
      g_ptr_array_add (round->records, batch_job_record_ref (((BatchLiveJob *) value)->record));

  g_ptr_array_sort (round->records, compare_turns_indirectly);
  round->work = batch_remaining_work_new ();
  add_lanes_ahead (self, round->work, lane);
  add_lane_running (self, round->work, lane, NULL);
  return round;
}

/* Those that are worked on are told with each item that ends. Between two of them, and while a
 * model is loaded, what is left gets less all the same. */
static BatchEta *
estimate_in_round (BatchExecutor        *self,
                   BatchEtaRound        *round,
                   const BatchJobRecord *record,
                   BatchLane            *lane)
{
  if (record->state == BATCH_JOB_STATE_QUEUED)
    return finish (self, round->work, record, lane);

  return record->counts.running > 0 || batch_lane_is_loading (lane)
         ? batch_executor_estimate (self, record) : NULL;
}

/* Whether there is more to do. */
static gboolean
round_step (BatchExecutor *self,
            BatchEtaRound *round)
{
  BatchLane *lane = g_hash_table_lookup (self->lanes, round->lane);
  g_autoptr(BatchEta) eta = NULL;
  BatchJobRecord *record;

  if (lane == NULL || round->next >= round->records->len)
    return FALSE;

  record = g_ptr_array_index (round->records, round->next++);
  add_job (self, round->work, record, lane);
  eta = estimate_in_round (self, round, record, lane);
  if (eta != NULL)
    batch_executor_tell_eta (self, record->id, eta);

  return TRUE;
}

static gboolean
loads_any (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    if (batch_lane_is_loading (lane) && batch_lane_loads_models (lane))
      return TRUE;

  return FALSE;
}

static gboolean
works_on_any (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    if (batch_lane_count_running (lane) > 0)
      return TRUE;

  return FALSE;
}

static gboolean begin_rounds_cb (gpointer user_data);

static void
expect_next_round (BatchExecutor *self)
{
  guint n_jobs = g_hash_table_size (batch_roster_get_jobs (self->roster));

  if (self->etas_stale || loads_any (self))
    batch_executor_expect_eta_round (self);
  else if (works_on_any (self))
    self->eta_timer = batch_executor_add_timer (self, WORKING_ROUND_MS + n_jobs / JOBS_PER_MS,
                                                begin_rounds_cb);
}

static gboolean
go_on_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;
  gint64 give_way_at = g_get_monotonic_time () + SLICE_US;
  BatchEtaRound *round;

  batch_executor_clear_timer (&self->eta_timer);
  while ((round = g_queue_peek_head (&self->eta_rounds)) != NULL)
    {
      if (g_get_monotonic_time () >= give_way_at)
        {
          self->eta_timer = batch_executor_add_timer (self, SLICE_MS, go_on_cb);
          break;
        }
      if (!round_step (self, round))
        round_free (g_queue_pop_head (&self->eta_rounds));
    }

  if (self->eta_timer == NULL)
    expect_next_round (self);
  return G_SOURCE_REMOVE;
}

static gboolean
begin_rounds_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;
  GHashTableIter iter;
  gpointer lane;

  self->etas_stale = FALSE;
  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    g_queue_push_tail (&self->eta_rounds, round_new (self, lane));

  return go_on_cb (self);
}

/* Something has changed: what jobs that wait still take changes with it, and at once, where the
 * next round was to come only because time passes. */
void
batch_executor_expect_eta_round (BatchExecutor *self)
{
  if (!self->etas_stale && g_queue_is_empty (&self->eta_rounds))
    batch_executor_clear_timer (&self->eta_timer);

  self->etas_stale = TRUE;
  if (self->eta_timer == NULL && g_hash_table_size (self->lanes) > 0)
    self->eta_timer = batch_executor_add_timer (self, ROUND_MS, begin_rounds_cb);
}

/* --- For who only looks --- */

static gboolean
retell_cb (gpointer user_data)
{
  batch_executor_retell_etas (user_data);
  return G_SOURCE_REMOVE;
}

/* And again while others work, as time passes for them too. */
void
batch_executor_retell_etas (BatchExecutor *self)
{
  guint n_left = MAX_JOBS_LISTED;
  GHashTableIter iter;
  gpointer value;

  batch_executor_clear_timer (&self->retell_timer);
  if (self->active || self->stopping)
    return;

  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (n_left > 0 && g_hash_table_iter_next (&iter, NULL, &value))
    {
      const BatchJobRecord *record = ((BatchLiveJob *) value)->record;
      g_autoptr(BatchEta) eta = NULL;

      if (record->state != BATCH_JOB_STATE_RUNNING || record->counts.running == 0
          || !(eta = batch_executor_estimate (self, record)))
        continue;

      batch_executor_tell_eta (self, record->id, eta);
      n_left--;
    }

  if (n_left < MAX_JOBS_LISTED)
    self->retell_timer = batch_executor_add_timer (self, WORKING_ROUND_MS, retell_cb);
}

/* --- For who looks once --- */

static gboolean
is_worth_estimating (BatchExecutor        *self,
                     const BatchJobRecord *record)
{
  if (record->removed_at > 0 || batch_job_state_is_terminal (record->state))
    return FALSE;

  return record->state != BATCH_JOB_STATE_QUEUED
         || g_hash_table_size (batch_roster_get_jobs (self->roster)) <= MAX_JOBS_LISTED;
}

static void
answer_etas (BatchExecutor *self,
             BatchCall     *call)
{
  GPtrArray *records = call->data;
  gint64 n_told = 0;

  for (guint i = 0; i < records->len; i++)
    {
      BatchJobRecord *record = g_ptr_array_index (records, i);
      g_autoptr(BatchEta) eta = NULL;

      if (!is_worth_estimating (self, record) || !(eta = batch_executor_estimate (self, record)))
        continue;

      batch_executor_tell_eta (self, record->id, eta);
      n_told++;
    }

  batch_call_return_int (call, n_told);
}

static void
tell_etas (BatchExecutor *self,
           BatchCall     *call)
{
  batch_executor_answer_with_lane_keys (self, call, answer_etas);
}

void
batch_executor_tell_etas (BatchExecutor *self,
                          GPtrArray     *records,
                          GTask         *task)
{
  batch_executor_call (self, tell_etas, NULL, g_ptr_array_ref (records),
                       (GDestroyNotify) g_ptr_array_unref, task);
}

static void
answer_new (BatchExecutor *self,
            BatchCall     *call)
{
  const BatchJobRecord *record = call->data;
  g_autofree char *id = batch_executor_find_lane (self, record);
  BatchLane *lane = id != NULL ? g_hash_table_lookup (self->lanes, id) : NULL;
  g_autoptr(BatchRemainingWork) work = batch_remaining_work_new ();

  add_job (self, work, record, lane);
  batch_call_return (call, finish (self, work, record, lane), g_object_unref);
}

static void
estimate_new (BatchExecutor *self,
              BatchCall     *call)
{
  batch_executor_answer_with_lane_keys (self, call, answer_new);
}

void
batch_executor_estimate_new (BatchExecutor  *self,
                             BatchJobRecord *record,
                             GTask          *task)
{
  batch_executor_call (self, estimate_new, NULL, batch_job_record_ref (record),
                       (GDestroyNotify) batch_job_record_unref, task);
}
