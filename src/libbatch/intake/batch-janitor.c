/* batch-janitor.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-janitor-private.h"

#include "core/batch-clock-private.h"

#define PAGE       256
#define PURGE_ROWS 4096

typedef struct
{
  BatchStore     *store;         /* NULL when it has ended, as the next one */
  BatchFileStore *files;         /* (nullable) */
  BatchClock     *clock;
  GCancellable   *cancellable;   /* (nullable) */
  gint64          removed_before;
  BatchWaiter    *waiter;        /* only on the worker thread */
  guint           n_jobs;
  guint           n_files;
} Round;

static void
round_let_go (Round *self)
{
  g_clear_object (&self->store);
  g_clear_object (&self->files);
}

static void
round_free (gpointer data)
{
  Round *self = data;

  round_let_go (self);
  g_clear_object (&self->cancellable);
  batch_clock_unref (self->clock);
  g_free (self);
}

static gboolean
mark_removed (BatchStore   *store,
              const char   *job_id,
              gint64        now,
              BatchWaiter  *waiter,
              GError      **error)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  values->removed_at = now;
  batch_store_change_job_async (store, job_id, values, BATCH_JOB_FIELD_REMOVED, now, NULL,
                                batch_waiter_answered_cb, waiter);
  result = batch_waiter_wait (waiter);
  after = batch_store_change_job_finish (store, result, error);
  return after != NULL;
}

static gboolean
purge (BatchStore    *store,
       const char    *job_id,
       BatchWaiter   *waiter,
       GCancellable  *cancellable,
       GError       **error)
{
  gboolean done = FALSE;

  while (!done)
    {
      g_autoptr(GAsyncResult) result = NULL;

      batch_store_purge_async (store, job_id, PURGE_ROWS, cancellable, batch_waiter_answered_cb,
                               waiter);
      result = batch_waiter_wait (waiter);
      if (!batch_store_purge_finish (store, result, &done, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
batch_janitor_discard (BatchStore   *store,
                       const char   *job_id,
                       gint64        now,
                       BatchWaiter  *waiter,
                       GError      **error)
{
  return mark_removed (store, job_id, now, waiter, error)
         && purge (store, job_id, waiter, NULL, error);
}

/* --- Finding jobs --- */

typedef gboolean (*RoundFilter) (Round                *self,
                                 const BatchJobRecord *job);

static GPtrArray *
list_page (Round     *self,
           gint64     after,
           gboolean   live_only,
           GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_jobs_async (self->store, after, PAGE, live_only, self->cancellable,
                               batch_waiter_answered_cb, self->waiter);
  result = batch_waiter_wait (self->waiter);
  return batch_store_list_jobs_finish (self->store, result, error);
}

/* Those that @filter takes. Returns: of BatchJobRecord */
static GPtrArray *
find_jobs (Round        *self,
           gboolean      live_only,
           RoundFilter   filter,
           GError      **error)
{
  g_autoptr(GPtrArray) found =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref);
  gint64 after = 0;
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr(GPtrArray) jobs = list_page (self, after, live_only, error);

      if (jobs == NULL)
        return NULL;

      for (guint i = 0; i < jobs->len; i++)
        {
          BatchJobRecord *job = g_ptr_array_index (jobs, i);

          after = job->sequence;
          if (filter (self, job))
            g_ptr_array_add (found, batch_job_record_ref (job));
        }
      more = jobs->len == PAGE;
    }

  return g_steal_pointer (&found);
}

static gboolean
is_orphan (Round                *self,
           const BatchJobRecord *job)
{
  return job->state == BATCH_JOB_STATE_VALIDATING && job->removed_at == 0;
}

/* No list shows what was tried, so nobody else removes it when who tried it died before. */
static gboolean
is_lost_trial (Round                *self,
               const BatchJobRecord *job)
{
  return job->removed_at == 0 && batch_job_record_is_trial (job)
         && batch_job_state_is_terminal (job->state) && job->completed_at < self->removed_before;
}

static gboolean
is_gone (Round                *self,
         const BatchJobRecord *job)
{
  return job->removed_at > 0
         && (job->removed_at < self->removed_before || job->input_digest == NULL);
}

/* One filter, since all jobs are read for it. */
static gboolean
is_nobodys (Round                *self,
            const BatchJobRecord *job)
{
  return is_gone (self, job) || is_lost_trial (self, job);
}

/* --- Tidying --- */

/* Every import holds a lock from before its job is in the store until it is queued.
 * This is called when nobody holds one, so whatever is validating now has nobody. */
static GHashTable *
list_inputs (gpointer   user_data,
             GError   **error)
{
  Round *self = user_data;
  g_autoptr(GPtrArray) orphans = find_jobs (self, TRUE, is_orphan, error);
  g_autoptr(GAsyncResult) result = NULL;

  if (orphans == NULL)
    return NULL;
  for (; self->n_jobs < orphans->len; self->n_jobs++)
    {
      const BatchJobRecord *job = g_ptr_array_index (orphans, self->n_jobs);
      g_autoptr(GError) local_error = NULL;

      /* Whose receipt it is may have removed it meanwhile. */
      if (!mark_removed (self->store, job->id, batch_clock_now (self->clock), self->waiter,
                         &local_error)
          && !g_error_matches (local_error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }

  batch_store_list_inputs_async (self->store, self->cancellable, batch_waiter_answered_cb,
                                 self->waiter);
  result = batch_waiter_wait (self->waiter);
  return batch_store_list_inputs_finish (self->store, result, error);
}

static gboolean
tidy (Round   *self,
      GError **error)
{
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();

  self->waiter = waiter;
  return batch_file_store_collect (self->files, list_inputs, self, &self->n_files, error);
}

static gboolean
purge_job (Round                *self,
           const BatchJobRecord *job,
           GError              **error)
{
  if (is_lost_trial (self, job))
    return batch_janitor_discard (self->store, job->id, batch_clock_now (self->clock),
                                  self->waiter, error);

  return purge (self->store, job->id, self->waiter, self->cancellable, error);
}

static gboolean
purge_nobodys (Round   *self,
               GError **error)
{
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();
  g_autoptr(GPtrArray) jobs = NULL;

  self->waiter = waiter;
  if (!(jobs = find_jobs (self, FALSE, is_nobodys, error)))
    return FALSE;
  for (; self->n_jobs < jobs->len; self->n_jobs++)
    if (!purge_job (self, g_ptr_array_index (jobs, self->n_jobs), error))
      return FALSE;

  return TRUE;
}

/* --- Threads --- */

/* Who has the answer may close the stores, so they are let go before. */
static void
round_return (Round    *self,
              GTask    *task,
              gboolean  done,
              GError   *error)
{
  round_let_go (self);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
tidy_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = tidy (task_data, &error);

  round_return (task_data, task, done, error);
}

static void
purge_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean done = purge_nobodys (task_data, &error);

  round_return (task_data, task, done, error);
}

static Round *
round_new (BatchStore   *store,
           GCancellable *cancellable)
{
  Round *self = g_new0 (Round, 1);

  self->store = g_object_ref (store);
  self->clock = batch_clock_ref_thread_default ();
  g_set_object (&self->cancellable, cancellable);
  return self;
}

void
batch_janitor_run_async (BatchStore          *store,
                         BatchFileStore      *files,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Round *self = round_new (store, cancellable);

  self->files = g_object_ref (files);
  g_task_set_source_tag (task, batch_janitor_run_async);
  g_task_set_task_data (task, self, round_free);
  g_task_run_in_thread (task, tidy_thread);
}

gboolean
batch_janitor_run_finish (GAsyncResult  *result,
                          guint         *n_jobs,
                          guint         *n_files,
                          GError       **error)
{
  Round *self = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *n_jobs = self->n_jobs;
  *n_files = self->n_files;
  return TRUE;
}

void
batch_janitor_purge_async (BatchStore          *store,
                           gint64               removed_before,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Round *self = round_new (store, cancellable);

  self->removed_before = removed_before;
  g_task_set_source_tag (task, batch_janitor_purge_async);
  g_task_set_task_data (task, self, round_free);
  g_task_run_in_thread (task, purge_thread);
}

gboolean
batch_janitor_purge_finish (GAsyncResult  *result,
                            guint         *n_jobs,
                            GError       **error)
{
  Round *self = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *n_jobs = self->n_jobs;
  return TRUE;
}
