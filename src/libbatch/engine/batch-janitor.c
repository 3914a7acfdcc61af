/* batch-janitor.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-janitor-private.h"

#include "core/batch-clock-private.h"

#define PAGE       256
#define PURGE_ROWS 4096

typedef struct
{
  BatchStore     *store;
  BatchFileStore *files;
  BatchWaiter    *waiter;        /* only on the worker thread */
  GPtrArray      *orphans;       /* ids of jobs whose import died */
  guint           n_jobs;
  guint           n_files;
} Round;

static void
round_free (gpointer data)
{
  Round *self = data;

  g_clear_object (&self->store);
  g_clear_object (&self->files);
  g_ptr_array_unref (self->orphans);
  g_free (self);
}

static gboolean
mark_removed (BatchStore   *store,
              const char   *job_id,
              BatchWaiter  *waiter,
              GError      **error)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  gint64 now = batch_clock_now (batch_clock_get_system ());

  values->removed_at = now;
  batch_store_change_job_async (store, job_id, values, BATCH_JOB_FIELD_REMOVED, now, NULL,
                                batch_waiter_answered_cb, waiter);
  result = batch_waiter_wait (waiter);
  after = batch_store_change_job_finish (store, result, error);
  return after != NULL;
}

static gboolean
purge (BatchStore   *store,
       const char   *job_id,
       BatchWaiter  *waiter,
       GError      **error)
{
  gboolean done = FALSE;

  while (!done)
    {
      g_autoptr(GAsyncResult) result = NULL;

      batch_store_purge_async (store, job_id, PURGE_ROWS, NULL, batch_waiter_answered_cb, waiter);
      result = batch_waiter_wait (waiter);
      if (!batch_store_purge_finish (store, result, &done, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
batch_janitor_discard (BatchStore   *store,
                       const char   *job_id,
                       BatchWaiter  *waiter,
                       GError      **error)
{
  return mark_removed (store, job_id, waiter, error) && purge (store, job_id, waiter, error);
}

/* --- Under the exclusive lock: every import holds a shared one from before its job is
 * in the store until it is queued, so whatever is validating now has nobody. --- */

static GPtrArray *
list_page (Round   *self,
           gint64   after,
           GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_jobs_async (self->store, after, PAGE, TRUE, NULL,
                               batch_waiter_answered_cb, self->waiter);
  result = batch_waiter_wait (self->waiter);
  return batch_store_list_jobs_finish (self->store, result, error);
}

static gboolean
find_orphans (Round   *self,
              GError **error)
{
  gint64 after = 0;
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr(GPtrArray) jobs = list_page (self, after, error);

      if (jobs == NULL)
        return FALSE;

      for (guint i = 0; i < jobs->len; i++)
        {
          const BatchJobRecord *job = g_ptr_array_index (jobs, i);

          after = job->sequence;
          if (job->state == BATCH_JOB_STATE_VALIDATING)
            g_ptr_array_add (self->orphans, g_strdup (job->id));
        }
      more = jobs->len == PAGE;
    }

  return TRUE;
}

/* Only marked here: to delete all their rows takes longer than others should wait. */
static GHashTable *
list_inputs (gpointer   user_data,
             GError   **error)
{
  Round *self = user_data;
  g_autoptr(GAsyncResult) result = NULL;

  if (!find_orphans (self, error))
    return NULL;
  for (guint i = 0; i < self->orphans->len; i++)
    if (!mark_removed (self->store, g_ptr_array_index (self->orphans, i), self->waiter, error))
      return NULL;

  batch_store_list_inputs_async (self->store, NULL, batch_waiter_answered_cb, self->waiter);
  result = batch_waiter_wait (self->waiter);
  return batch_store_list_inputs_finish (self->store, result, error);
}

static gboolean
run (Round   *self,
     GError **error)
{
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();

  self->waiter = waiter;
  if (!batch_file_store_collect (self->files, list_inputs, self, &self->n_files, error))
    return FALSE;

  for (; self->n_jobs < self->orphans->len; self->n_jobs++)
    if (!purge (self->store, g_ptr_array_index (self->orphans, self->n_jobs), waiter, error))
      return FALSE;

  return TRUE;
}

static void
run_thread (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  Round *self = task_data;
  g_autoptr(GError) error = NULL;
  gboolean done = run (self, &error);

  /* Who has the answer may close the stores. */
  g_clear_object (&self->store);
  g_clear_object (&self->files);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
batch_janitor_run_async (BatchStore          *store,
                         BatchFileStore      *files,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Round *self = g_new0 (Round, 1);

  self->store = g_object_ref (store);
  self->files = g_object_ref (files);
  self->orphans = g_ptr_array_new_with_free_func (g_free);
  g_task_set_source_tag (task, batch_janitor_run_async);
  g_task_set_task_data (task, self, round_free);
  g_task_run_in_thread (task, run_thread);
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
