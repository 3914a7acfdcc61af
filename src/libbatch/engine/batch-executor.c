/* batch-executor.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-executor-private.h"

#include "engine/batch-data-dir-private.h"
#include "engine/batch-executor-state-private.h"
#include "engine/batch-janitor-private.h"

#define PATIENCE_MS 20
#define STOP_LIMIT_US (5 * G_USEC_PER_SEC)
/* How long a removed job can be taken back. */
#define UNDO_TIME G_TIME_SPAN_DAY

/* --- Calls --- */

void
batch_call_free (BatchCall *call)
{
  if (call->destroy != NULL && call->data != NULL)
    call->destroy (call->data);
  g_clear_object (&call->task);
  g_free (call->job_id);
  g_free (call);
}

typedef struct
{
  GTask          *task;
  gpointer        value;
  GDestroyNotify  destroy;
  GError         *error;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  if (answer->value != NULL && answer->destroy != NULL)
    answer->destroy (answer->value);
  g_clear_error (&answer->error);
  g_object_unref (answer->task);
  g_free (answer);
}

static void
answered (gpointer owner,
          gpointer data)
{
  Answer *answer = data;

  if (answer->error != NULL)
    g_task_return_error (answer->task, g_steal_pointer (&answer->error));
  else
    g_task_return_pointer (answer->task, g_steal_pointer (&answer->value), answer->destroy);
}

static void
answered_int (gpointer owner,
              gpointer data)
{
  Answer *answer = data;

  g_task_return_int (answer->task, GPOINTER_TO_SIZE (answer->value));
}

static void
post_answer (BatchCall       *call,
             BatchLetterFunc  func,
             gpointer         value,
             GDestroyNotify   destroy,
             GError          *error)
{
  Answer *answer;

  if (call->task == NULL)
    {
      if (value != NULL && destroy != NULL)
        destroy (value);
      g_clear_error (&error);
      batch_call_free (call);
      return;
    }

  answer = g_new (Answer, 1);
  *answer = (Answer) { g_steal_pointer (&call->task), value, destroy, error };
  batch_mailbox_post (call->executor->outbox, func, answer, answer_free);
  batch_call_free (call);
}

void
batch_call_return (BatchCall      *call,
                   gpointer        value,
                   GDestroyNotify  destroy)
{
  post_answer (call, answered, value, destroy, NULL);
}

/* The record is taken in on the way. */
void
batch_call_return_job (BatchCall      *call,
                       BatchJobRecord *record)
{
  batch_executor_apply (call->executor, record);
  batch_call_return (call, batch_job_record_ref (record), (GDestroyNotify) batch_job_record_unref);
}

void
batch_call_return_int (BatchCall *call,
                       gssize     value)
{
  post_answer (call, answered_int, GSIZE_TO_POINTER (value), NULL, NULL);
}

void
batch_call_return_error (BatchCall *call,
                         GError    *error)
{
  post_answer (call, answered, NULL, NULL, error);
}

static void
carry_out (BatchExecutor *self,
           BatchCall     *call)
{
  g_autoptr(GError) error = NULL;

  if (call->task != NULL
      && g_cancellable_set_error_if_cancelled (g_task_get_cancellable (call->task), &error))
    batch_call_return_error (call, g_steal_pointer (&error));
  else if (self->store == NULL || (self->stopping && call->task != NULL))
    batch_call_return_error (call, g_error_new (BATCH_ERROR, BATCH_ERROR_STORE,
                                                "The engine is closed"));
  else
    call->func (self, call);
}

static void
call_arrived (gpointer receiver,
              gpointer data)
{
  BatchExecutor *self = receiver;
  BatchCall **call = data;

  if (self->opened)
    carry_out (self, g_steal_pointer (call));
  else
    g_queue_push_tail (&self->held_calls, g_steal_pointer (call));
}

static void
undelivered_call_free (gpointer data)
{
  BatchCall **call = data;

  g_clear_pointer (call, batch_call_free);
  g_free (call);
}

void
batch_executor_call (BatchExecutor  *self,
                     BatchCallFunc   func,
                     const char     *job_id,
                     gpointer        data,
                     GDestroyNotify  destroy,
                     GTask          *task)
{
  BatchCall **letter = g_new (BatchCall *, 1);

  *letter = g_new (BatchCall, 1);
  **letter = (BatchCall) { self, task, func, g_strdup (job_id), data, destroy };
  batch_mailbox_post (self->inbox, call_arrived, letter, undelivered_call_free);
}

/* --- Timers --- */

GSource *
batch_executor_add_timer (BatchExecutor *self,
                          guint          ms,
                          GSourceFunc    func)
{
  GSource *timer = g_timeout_source_new (ms);

  g_source_set_callback (timer, func, self, NULL);
  g_source_attach (timer, self->context);
  return timer;
}

void
batch_executor_clear_timer (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

/* --- Opening --- */

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
carry_out_held (BatchExecutor *self)
{
  BatchCall *call;

  self->opened = TRUE;
  while ((call = g_queue_pop_head (&self->held_calls)) != NULL)
    carry_out (self, call);
}

static void
fail_open (BatchExecutor *self,
           GError        *error)
{
  OpenFailure *failure = g_new (OpenFailure, 1);

  g_clear_object (&self->store);
  *failure = (OpenFailure) { self, error };
  batch_mailbox_post (self->outbox, post_open_failure, failure, open_failure_free);
  carry_out_held (self);
}

static void
changes_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) changes = batch_store_list_changes_finish (self->store, result, &error);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const BatchChange *change = g_ptr_array_index (changes, i);

      self->last_change = MAX (self->last_change, change->sequence);
      if (!self->opened || g_strcmp0 (change->engine_id, self->engine_id) == 0)
        continue;

      switch (change->kind)
        {
        case BATCH_CHANGE_JOB:
        case BATCH_CHANGE_ITEMS:
          if (change->subject != NULL && g_hash_table_add (seen, g_strdup (change->subject)))
            batch_executor_refresh (self, change->subject);
          break;

        case BATCH_CHANGE_LANE:
          batch_executor_kick (self);
          break;

        case BATCH_CHANGE_BACKENDS:
          batch_executor_reload_backends (self);
          break;
        }
    }
}

/* Who waits until a time of a clock that was set back would wait for long. After the
 * machine has slept, the wall clock is ahead, and right. */
gint64
batch_executor_now (BatchExecutor *self)
{
  gint64 steady = g_get_monotonic_time ();

  self->clock_lead = MAX (self->clock_lead, g_get_real_time () - steady);
  return steady + self->clock_lead;
}

/* What the store does not do any more because it is being closed is done when it is
 * opened again. */
void
batch_executor_warn (BatchExecutor *self,
                     const GError  *error,
                     const char    *format,
                     ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (self->stopping)
    g_debug ("%s: %s", what, error->message);
  else
    g_warning ("%s: %s", what, error->message);
}

static void
reaped_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  guint n_items;
  guint n_others;

  if (!batch_store_reap_finish (self->store, result, &n_items, &n_others, &error))
    batch_executor_warn (self, error, "Looking after other engines");
}

/* The dead are buried first: what becomes of their items and lanes is in the change log,
 * in nobody's name. */
void
batch_executor_look_around (BatchExecutor *self)
{
  if (self->active)
    batch_store_reap_async (self->store, self->engine_id, g_get_real_time (), NULL, reaped_cb,
                            self);
  batch_store_list_changes_async (self->store, self->last_change, NULL, changes_listed_cb, self);
}

/* Somebody else has changed something, or died. */
static void
store_changed (BatchStore *store,
               gpointer    user_data)
{
  batch_executor_look_around (user_data);
}

static void
purged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  guint n_jobs;

  if (!batch_janitor_purge_finish (result, &n_jobs, &error))
    g_debug ("Removed jobs are purged another time: %s", error->message);
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
  batch_mailbox_post (self->outbox, post_opened, self, NULL);
  batch_executor_apply_all (self, jobs);
  batch_executor_wake (self, batch_executor_now (self));
  batch_store_watch (self->store, store_changed, self, NULL);
  carry_out_held (self);
  batch_janitor_purge_async (self->store, g_get_real_time () - UNDO_TIME, NULL, purged_cb, NULL);
}

static void
backends_first_listed_cb (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_take_backends (self, result);
  batch_executor_restore_estimates (self);
  batch_store_list_changes_async (self->store, 0, NULL, changes_listed_cb, self);
  batch_store_list_jobs_async (self->store, 0, G_MAXUINT, TRUE, NULL, jobs_listed_cb, self);
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

  batch_store_list_backends_async (self->store, NULL, backends_first_listed_cb, self);
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

  batch_store_reap_async (self->store, self->engine_id, g_get_real_time (), NULL,
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

  if (!batch_janitor_run_finish (result, &n_jobs, &n_files, &error))
    g_warning ("Tidying up: %s", error->message);

  batch_store_join_async (self->store, self->engine_id, g_get_real_time (), NULL, joined_cb, self);
}

static BatchFileStore *
open_files (BatchExecutor  *self,
            GError        **error)
{
  g_autofree char *path = batch_engine_files_path (self->store_uri);

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

  if (!(self->store = batch_store_open_finish (result, &error))
      || !(self->files = open_files (self, &error)))
    {
      fail_open (self, g_steal_pointer (&error));
      return;
    }

  batch_janitor_run_async (self->store, self->files, NULL, tidied_cb, self);
}

/* --- The thread --- */

static gpointer
executor_thread (gpointer data)
{
  BatchExecutor *self = data;

  g_main_context_push_thread_default (self->context);
  batch_store_open_async (self->store_uri, NULL, store_opened_cb, self);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

BatchExecutor *
batch_executor_new (const char                  *store_uri,
                    const char                  *engine_id,
                    const BatchExecutorListener *listener,
                    gpointer                     owner)
{
  BatchExecutor *self = g_new0 (BatchExecutor, 1);
  g_autoptr(GMainContext) owner_context = g_main_context_ref_thread_default ();

  self->store_uri = g_strdup (store_uri);
  self->engine_id = g_strdup (engine_id);
  self->listener = listener;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->inbox = batch_mailbox_new (self->context, self);
  self->outbox = batch_mailbox_new (owner_context, owner);
  self->roster = batch_roster_new ();
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify) batch_lane_free);
  self->handlers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->urls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->backends = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                          (GDestroyNotify) batch_backend_record_free);
  self->inputs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->unpublished = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->estimator = batch_estimator_new ();
  self->sweeping = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->held_calls);
  self->thread = g_thread_new ("batch-engine", executor_thread, self);
  return self;
}

/* --- Stopping --- */

typedef struct
{
  BatchCall *call;
  gint64     give_up_at;
} Stop;

static void
store_closed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchCall *call = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_close_finish (BATCH_STORE (source), result, &error))
    batch_call_return_error (call, g_steal_pointer (&error));
  else
    batch_call_return_int (call, TRUE);
}

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_leave_finish (BATCH_STORE (source), result, &error))
    g_debug ("Leaving the store: %s", error->message);

  batch_store_close_async (BATCH_STORE (source), NULL, store_closed_cb, user_data);
}

static gboolean
lanes_are_quiet (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    if (!batch_lane_is_quiet (lane))
      return FALSE;

  return TRUE;
}

static gboolean
try_stop_cb (gpointer user_data)
{
  Stop *stop = user_data;
  BatchExecutor *self = stop->call->executor;

  if (!lanes_are_quiet (self) && g_get_monotonic_time () < stop->give_up_at)
    return G_SOURCE_CONTINUE;

  batch_store_watch (self->store, NULL, NULL, NULL);
  batch_executor_keep_estimates (self);
  batch_store_leave_async (self->store, self->engine_id, g_get_real_time (), NULL, left_cb,
                           stop->call);
  return G_SOURCE_REMOVE;
}

static void
stop (BatchExecutor *self,
      BatchCall     *call)
{
  g_autoptr(GSource) timer = g_timeout_source_new (PATIENCE_MS);
  Stop *data = g_new (Stop, 1);
  GHashTableIter iter;
  gpointer lane;

  self->stopping = TRUE;
  self->active = FALSE;
  batch_executor_hold_lanes (self);
  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    batch_lane_abort (lane, NULL);

  *data = (Stop) { call, g_get_monotonic_time () + STOP_LIMIT_US };
  g_source_set_callback (timer, try_stop_cb, data, g_free);
  g_source_attach (timer, self->context);
}

void
batch_executor_stop (BatchExecutor *self,
                     GTask         *task)
{
  batch_executor_call (self, stop, NULL, NULL, NULL, task);
}

static void
quit (gpointer receiver,
      gpointer data)
{
  BatchExecutor *self = receiver;

  g_main_loop_quit (self->loop);
}

void
batch_executor_free (BatchExecutor *self)
{
  batch_mailbox_close (self->outbox);
  batch_mailbox_post (self->inbox, quit, NULL, NULL);
  g_thread_join (self->thread);
  batch_mailbox_close (self->inbox);

  batch_executor_clear_timer (&self->publish_timer);
  batch_executor_clear_timer (&self->wake_timer);
  batch_executor_clear_timer (&self->expiry_timer);
  batch_executor_clear_timer (&self->kick);
  batch_executor_drop_claims (self);
  batch_executor_clear_timer (&self->outlook_timer);
  batch_executor_stop_eta_rounds (self);
  g_queue_clear_full (&self->held_calls, (GDestroyNotify) batch_call_free);
  g_hash_table_unref (self->lanes);
  batch_roster_free (self->roster);
  g_hash_table_unref (self->handlers);
  g_hash_table_unref (self->urls);
  g_hash_table_unref (self->backends);
  g_hash_table_unref (self->inputs);
  g_hash_table_unref (self->unpublished);
  g_hash_table_unref (self->sweeping);
  g_hash_table_unref (self->waits);
  batch_estimator_free (self->estimator);
  g_clear_object (&self->files);
  g_clear_object (&self->store);
  batch_mailbox_unref (self->inbox);
  batch_mailbox_unref (self->outbox);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self->default_backend);
  g_free (self->store_uri);
  g_free (self->engine_id);
  g_free (self);
}
