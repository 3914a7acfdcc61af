/* batch-executor-jobs.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-work-private.h"

#include "core/batch-retry-private.h"
#include "executor/batch-job-ending-private.h"

/* What becomes of jobs: every record that the store gives comes through
 * batch_executor_apply (), which knows what is due next. */

/* Rows that one transaction sweeps: well below 50 ms. */
#define SWEEP_ROWS 2000

typedef struct
{
  BatchExecutor *executor;
  char          *job_id;
} JobCall;

static JobCall *
job_call_new (BatchExecutor *self,
              const char    *job_id)
{
  JobCall *call = g_new (JobCall, 1);

  *call = (JobCall) { self, g_strdup (job_id) };
  return call;
}

static void
job_call_free (JobCall *call)
{
  g_free (call->job_id);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JobCall, job_call_free)

/* --- Looking again --- */

static void
forget (BatchExecutor *self,
        const char    *job_id)
{
  batch_roster_forget (self->roster, job_id);
  g_hash_table_remove (self->waits, job_id);
  batch_list_ranks_leave (self->list_ranks, job_id);
  batch_executor_settle_put_off (self, job_id);
}

static void
refreshed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(JobCall) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_change_job_finish (call->executor->store, result,
                                                                    &error);

  if (record != NULL)
    batch_executor_apply (call->executor, record);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    forget (call->executor, call->job_id);
  else
    batch_executor_warn (call->executor, error, "Looking at job %s", call->job_id);
}

/* A change of nothing goes through the worker like every other, so that what it
 * tells can never be older than what was told before. Ends by
 * batch_store_change_job_finish (). */
void
batch_executor_read_job (BatchExecutor       *self,
                         const char          *job_id,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(BatchJobRecord) nothing = batch_job_record_new ();

  batch_store_change_job_async (self->store, job_id, nothing, 0, batch_clock_now (self->clock),
                                NULL, callback, user_data);
}

void
batch_executor_refresh (BatchExecutor *self,
                        const char    *job_id)
{
  batch_executor_read_job (self, job_id, refreshed_cb, job_call_new (self, job_id));
}

/* --- Ending --- */

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(JobCall) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_change_job_finish (call->executor->store, result,
                                                                    &error);

  if (record != NULL)
    batch_executor_apply (call->executor, record);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE)
           || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    /* Another engine was faster. */
    batch_executor_refresh (call->executor, call->job_id);
  else
    batch_executor_put_off (call->executor, call->job_id, error, "Ending");
}

static void
end_job (BatchExecutor        *self,
         const BatchJobRecord *record)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  values->state = batch_job_final_state (record);
  batch_store_change_job_async (self->store, record->id, values, BATCH_JOB_FIELD_STATE,
                                batch_clock_now (self->clock), NULL, ended_cb,
                                job_call_new (self, record->id));
}

/* --- Counting loads --- */

void
batch_executor_count_load (BatchExecutor *self,
                           const char    *job_id)
{
  BatchLiveJob *job = batch_roster_get (self->roster, job_id);
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  if (job == NULL)
    return;

  values->loads = job->record->loads + 1;
  batch_store_change_job_async (self->store, job_id, values, BATCH_JOB_FIELD_LOADS,
                                batch_clock_now (self->clock), NULL, refreshed_cb,
                                job_call_new (self, job_id));
}

/* --- Sweeping --- */

static void sweep (BatchExecutor   *self,
                   const char      *job_id,
                   BatchItemStatus  status);

typedef struct
{
  JobCall         *job;
  BatchItemStatus  status;
} Sweep;

static void
swept_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Sweep *data = user_data;
  g_autoptr(JobCall) job = data->job;
  BatchExecutor *self = job->executor;
  BatchItemStatus status = data->status;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = NULL;
  gint64 n_left = 0;

  g_free (data);
  g_hash_table_remove (self->sweeping, job->job_id);
  if (!(record = batch_store_sweep_finish (self->store, result, &n_left, &error)))
    {
      if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
        batch_executor_refresh (self, job->job_id);
      else
        batch_executor_put_off (self, job->job_id, error, "Sweeping");
      return;
    }

  if (n_left > 0)
    sweep (self, job->job_id, status);
  batch_executor_apply (self, record);
}

static void
sweep (BatchExecutor   *self,
       const char      *job_id,
       BatchItemStatus  status)
{
  Sweep *data;

  if (!g_hash_table_add (self->sweeping, g_strdup (job_id)))
    return;

  data = g_new (Sweep, 1);
  *data = (Sweep) { job_call_new (self, job_id), status };
  batch_store_sweep_async (self->store, job_id, status, SWEEP_ROWS, batch_clock_now (self->clock),
                           NULL, swept_cb, data);
}

/* --- Deadlines --- */

#define LOOK_AGAIN_MS (60 * 1000)

static gboolean
expired_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;
  GDestroyNotify unref = (GDestroyNotify) batch_job_record_unref;
  g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func (unref);
  gint64 now = batch_clock_now (self->clock);
  GHashTableIter iter;
  gpointer value;

  batch_executor_clear_timer (&self->expiry_timer);
  self->next_expiry = 0;

  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchJobRecord *record = ((BatchLiveJob *) value)->record;

      if (record->expires_at > 0)
        g_ptr_array_add (due, batch_job_record_ref (record));
    }

  for (guint i = 0; i < due->len; i++)
    {
      BatchJobRecord *record = g_ptr_array_index (due, i);

      if (record->expires_at <= now)
        batch_executor_abort_job (self, record->id);
      batch_executor_apply (self, record);
    }

  return G_SOURCE_REMOVE;
}

/* A deadline is a moment of the wall clock, whatever that showed before; so it is looked at again
 * before long, for when that is set, or the machine has slept. */
static void
expect_expiry (BatchExecutor *self,
               gint64         at)
{
  gint64 wait_ms = (at - batch_clock_now (self->clock)) / 1000 + 1;

  if (self->next_expiry != 0 && self->next_expiry <= at)
    return;

  self->next_expiry = at;
  batch_executor_clear_timer (&self->expiry_timer);
  self->expiry_timer = batch_executor_add_wait (self, CLAMP (wait_ms, 0, LOOK_AGAIN_MS),
                                                expired_cb);
}

/* --- Backing off --- */

/* When the store could not be asked. */
#define WAKE_AGAIN_US G_USEC_PER_SEC

/* Whose wait is over is due, whatever the wall clock shows by now. */
static gboolean
wake_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_wake (self, MAX (batch_clock_steady (self->clock), self->next_wake));
  return G_SOURCE_REMOVE;
}

static void
expect_wake (BatchExecutor *self,
             gint64         at)
{
  BatchRetryPolicy policy;
  gint64 wait_us;

  if (self->next_wake != 0 && self->next_wake <= at)
    return;

  batch_retry_policy_init (&policy);
  wait_us = batch_retry_wait_left (&policy, at, batch_clock_steady (self->clock));

  self->next_wake = at;
  batch_executor_clear_timer (&self->wake_timer);
  self->wake_timer = batch_executor_add_wait (self, MAX (wait_us / 1000 + 1, 5), wake_cb);
}

/* The records that came while the store was asked may have been older than its answer, and
 * then they have put a time that has passed in the place of the next one: so what the
 * store says counts, also when nothing was due. */
static void
woken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  gint64 next_due = 0;

  if (!(jobs = batch_store_wake_finish (self->store, result, &next_due, &error)))
    {
      batch_executor_warn (self, error, "Looking for items that are due");
      if (!self->stopping)
        expect_wake (self, batch_clock_steady (self->clock) + WAKE_AGAIN_US);
      return;
    }

  batch_executor_apply_all (self, jobs);
  if (next_due > 0)
    expect_wake (self, next_due);
  if (jobs->len > 0)
    batch_executor_kick (self);
}

void
batch_executor_wake (BatchExecutor *self,
                     gint64         now)
{
  batch_executor_clear_timer (&self->wake_timer);
  self->next_wake = 0;
  batch_store_wake_async (self->store, now, NULL, woken_cb, self);
}

static void
expect_wake_for (BatchExecutor        *self,
                 const BatchJobRecord *record)
{
  const BatchLiveJob *job = batch_roster_get (self->roster, record->id);

  if (job == NULL || job->delayed == 0)
    return;

  for (guint i = 0; i < record->groups->len; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (record->groups, i);

      if (group->delayed > 0 && group->next_due > 0)
        expect_wake (self, group->next_due);
    }
}

/* --- The one way in --- */

static gboolean
is_driven_by_hand (const BatchJobRecord *record)
{
  return record->handler == NULL || *record->handler == '\0';
}

void
batch_executor_do_what_is_due (BatchExecutor  *self,
                               BatchJobRecord *record)
{
  gint64 now = batch_clock_now (self->clock);

  if (self->read_only)
    return;

  switch (record->state)
    {
    case BATCH_JOB_STATE_QUEUED:
    case BATCH_JOB_STATE_RUNNING:
      if (record->expires_at > 0 && record->expires_at <= now && record->removed_at == 0)
        sweep (self, record->id, BATCH_ITEM_STATUS_EXPIRED);
      else if (record->expires_at > 0)
        expect_expiry (self, record->expires_at);
      expect_wake_for (self, record);
      break;

    case BATCH_JOB_STATE_CANCELLING:
      if (batch_job_has_ended (record))
        end_job (self, record);
      else if (record->counts.pending > 0)
        sweep (self, record->id, BATCH_ITEM_STATUS_CANCELLED);
      break;

    case BATCH_JOB_STATE_FINALIZING:
      if (!is_driven_by_hand (record))
        end_job (self, record);
      break;

    case BATCH_JOB_STATE_VALIDATING:
    case BATCH_JOB_STATE_COMPLETED:
    case BATCH_JOB_STATE_COMPLETED_WITH_ERRORS:
    case BATCH_JOB_STATE_FAILED:
    case BATCH_JOB_STATE_EXPIRED:
    case BATCH_JOB_STATE_CANCELLED:
      break;
    }
}

static void
carry (BatchExecutor  *self,
       BatchJobRecord *record)
{
  g_autofree char *server = batch_executor_find_lane (self, record);

  batch_executor_carry (self, record, server);
}

void
batch_executor_apply (BatchExecutor  *self,
                      BatchJobRecord *record)
{
  BatchLiveJob *job = batch_roster_get (self->roster, record->id);
  g_autofree char *lane = NULL;
  gint64 startable = job != NULL ? job->waiting : 0;
  gboolean moved = job == NULL || job->record->state != record->state;
  gboolean told = job == NULL && batch_job_state_is_terminal (record->state);
  gboolean native = batch_executor_is_native (record);
  gboolean admitted = batch_executor_admits (self, record);
  gboolean stopped;
  gboolean news;

  if (!batch_job_state_is_terminal (record->state) && !native && admitted)
    lane = batch_executor_find_lane (self, record);
  news = moved || job->record->paused != record->paused;
  stopped = record->paused && record->pause_now
            && (news || !job->record->paused || !job->record->pause_now);

  batch_roster_set_ahead (self->roster, batch_clock_get_ahead (self->clock));
  job = batch_roster_update (self->roster, record, lane);
  batch_list_ranks_take (self->list_ranks, record);
  if (lane != NULL)
    {
      batch_executor_ensure_lane (self, lane);
      /* There is more to do than before; another engine may have found that a wait is over. */
      if (news || job->waiting > startable)
        batch_executor_kick (self);
    }
  else if ((!native && admitted) || batch_job_state_is_terminal (record->state))
    {
      g_hash_table_remove (self->inputs, record->id);
      g_hash_table_remove (self->waits, record->id);
    }

  if (stopped || (news && (record->state == BATCH_JOB_STATE_CANCELLING || record->removed_at > 0)))
    batch_executor_abort_job (self, record->id);
  if (moved && !told)
    batch_executor_log_job (self, record);
  batch_executor_publish (self, record, news);
  if (news && self->dispatcher != NULL)
    batch_dispatcher_hurry (self->dispatcher);
  batch_executor_settle_put_off (self, record->id);
  batch_executor_do_what_is_due (self, record);
  if (native)
    carry (self, record);
}

void
batch_executor_apply_all (BatchExecutor *self,
                          GPtrArray     *records)
{
  for (guint i = 0; i < records->len; i++)
    batch_executor_apply (self, g_ptr_array_index (records, i));
}
