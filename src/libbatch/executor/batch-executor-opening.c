/* batch-executor-opening.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-work-private.h"

#include "intake/batch-janitor-private.h"
#include "store/batch-data-dir-private.h"

/* From the URI of a store to an engine that works: what the dead left behind is cleared
 * away before anybody sees it. One that only looks joins nobody, and clears nothing away. */

/* How long a removed job can be taken back. */
#define UNDO_TIME G_TIME_SPAN_DAY

static void
post_opened (gpointer owner,
             gpointer data)
{
  BatchExecutor *self = data;

  self->listener->opened (owner, self->store, NULL);
}

typedef struct
{
  BatchExecutor *executor;
  GError        *error;
} OpenFailure;

static void
open_failure_free (gpointer data)
{
  OpenFailure *failure = data;

  g_error_free (failure->error);
  g_free (failure);
}

static void
post_open_failure (gpointer owner,
                   gpointer data)
{
  OpenFailure *failure = data;

  failure->executor->listener->opened (owner, NULL, failure->error);
}

static void
fail_open (BatchExecutor *self,
           GError        *error)
{
  OpenFailure *failure = g_new (OpenFailure, 1);

  g_clear_object (&self->store);
  *failure = (OpenFailure) { self, error };
  batch_mailbox_post (self->outbox, post_open_failure, failure, open_failure_free);
  batch_executor_begin_calls (self);
}

static void
purged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  guint n_jobs;

  self->n_background_tasks--;
  if (!batch_janitor_purge_finish (result, &n_jobs, &error))
    g_debug ("Removed jobs are purged another time: %s", error->message);
}

static void
trial_dropped_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_change_job_finish (self->store, result, &error);

  if (record == NULL)
    batch_executor_warn (self, error, "Dropping what an engine tried that is no more");
}

/* Nobody waits any more for what an engine tried that has died. */
static void
drop_trial (BatchExecutor        *self,
            const BatchJobRecord *record)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  gint64 now = batch_clock_now (self->clock);

  values->removed_at = now;
  batch_store_change_job_async (self->store, record->id, values, BATCH_JOB_FIELD_REMOVED, now, NULL,
                                trial_dropped_cb, self);
}

static void
take_jobs (BatchExecutor *self,
           GPtrArray     *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      BatchJobRecord *record = g_ptr_array_index (jobs, i);

      if (self->alone && batch_job_record_is_trial (record))
        drop_trial (self, record);
      else
        batch_executor_apply (self, record);
    }
}

/* What is due in a store that was not open. */
static void
catch_up (BatchExecutor *self)
{
  if (self->read_only)
    return;

  batch_executor_wake (self, batch_clock_steady (self->clock));
  batch_executor_fold_history (self);
  self->n_background_tasks++;
  batch_janitor_purge_async (self->store, batch_clock_now (self->clock) - UNDO_TIME,
                             self->ending, purged_cb, self);
}

static void
jobs_listed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = batch_store_list_jobs_finish (self->store, result, &error);

  if (jobs == NULL)
    {
      fail_open (self, g_steal_pointer (&error));
      return;
    }

  self->opened = TRUE;
  if (!self->read_only)
    self->dispatcher = batch_dispatcher_new (self->store, self->engine_id, self->clock);
  batch_mailbox_post (self->outbox, post_opened, self, NULL);
  take_jobs (self, jobs);
  batch_executor_watch_peers (self);
  batch_executor_read_waiters (self);
  if (self->n_chat_sources > 0)
    batch_executor_tell_chats (self);
  batch_executor_begin_calls (self);
  catch_up (self);
}

static void
webhooks_first_listed_cb (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_executor_take_webhooks (self, result, &error))
    batch_executor_warn (self, error, "Reading who is told of jobs");
  batch_store_list_jobs_async (self->store, 0, G_MAXUINT, TRUE, NULL, jobs_listed_cb, self);
}

static void
preferences_first_read_cb (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_executor_take_preferences (self, result, &error))
    batch_executor_warn (self, error, "Reading what all engines go by");
  batch_executor_read_changes (self);
  batch_executor_read_held (self);
  if (self->alone)
    batch_executor_forget_visits (self);
  batch_executor_read_webhooks (self, webhooks_first_listed_cb);
}

static void
backends_first_listed_cb (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_take_backends (self, result);
  batch_executor_restore_estimates (self);
  batch_executor_restore_under_way (self, NULL);
  batch_executor_restore_parallel (self);
  batch_executor_restore_rooms (self);
  batch_executor_restore_refused (self);
  batch_executor_read_preferences (self, preferences_first_read_cb);
}

static void
read_store (BatchExecutor *self)
{
  batch_executor_read_working (self);
  batch_store_list_backends_async (self->store, NULL, backends_first_listed_cb, self);
}

static void
reaped_first_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  guint n_items;
  guint n_others;

  if (!batch_store_reap_finish (self->store, result, &n_items, &n_others, &error))
    {
      fail_open (self, g_steal_pointer (&error));
      return;
    }

  self->alone = n_others == 0;
  read_store (self);
}

static void
joined_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_join_finish (self->store, result, &error))
    {
      fail_open (self, g_steal_pointer (&error));
      return;
    }

  batch_store_reap_async (self->store, self->engine_id, batch_clock_now (self->clock), NULL,
                          reaped_first_cb, self);
}

/* Leftovers cost room, and nothing else: that they stay is no reason not to begin. */
static void
tidied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  guint n_jobs;
  guint n_files;

  self->n_background_tasks--;
  if (!batch_janitor_run_finish (result, &n_jobs, &n_files, &error))
    batch_executor_warn (self, error, "Tidying up");

  batch_store_join_async (self->store, self->engine_id, batch_clock_now (self->clock), NULL,
                          joined_cb, self);
}

static BatchFileStore *
open_files (BatchExecutor  *self,
            GError        **error)
{
  g_autofree char *path = batch_engine_files_path (self->store_uri);

  if (path != NULL && self->read_only)
    return batch_file_store_new_read_only (path);
  return path != NULL ? batch_file_store_new (path, error)
                      : batch_file_store_new_temporary (error);
}

static void
store_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;

  self->n_background_tasks--;
  if (!(self->store = batch_store_open_finish (result, &error))
      || !(self->files = open_files (self, &error)))
    {
      fail_open (self, g_steal_pointer (&error));
      return;
    }

  if (self->read_only)
    {
      read_store (self);
      return;
    }

  self->n_background_tasks++;
  batch_janitor_run_async (self->store, self->files, self->ending, tidied_cb, self);
}

void
batch_executor_open (BatchExecutor *self)
{
  self->n_background_tasks++;
  if (self->read_only)
    batch_store_open_read_only_async (self->store_uri, NULL, store_opened_cb, self);
  else
    batch_store_open_async (self->store_uri, NULL, store_opened_cb, self);
}
