/* batch-importer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-importer-private.h"

#include "intake/batch-import-group-private.h"
#include "intake/batch-intake-private.h"
#include "intake/batch-item-feed-private.h"

/* One job, in three steps: it gets its place in the store, its items come in, and it
 * becomes queued. */
typedef struct
{
  BatchIntake      *intake;
  BatchImportPlace *place;         /* NULL once it has left the queue */
  GTask            *task;          /* NULL when it has ended */
  GError           *error;         /* why it is being discarded */
} Import;

static void
import_free (gpointer data)
{
  Import *self = data;

  batch_intake_free (self->intake);
  g_clear_error (&self->error);
  g_free (self);
}

static void
import_end (Import         *self,
            BatchJobRecord *record,
            GError         *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  batch_intake_let_go (self->intake);
  g_clear_pointer (&self->place, batch_import_place_free);
  if (record != NULL)
    g_task_return_pointer (task, record, (GDestroyNotify) batch_job_record_unref);
  else
    g_task_return_error (task, error);
}

static void
run_in_thread (Import              *self,
               GTaskThreadFunc      func,
               GAsyncReadyCallback  callback)
{
  g_autoptr(GTask) work = g_task_new (NULL, NULL, callback, self);

  g_task_set_source_tag (work, run_in_thread);
  g_task_set_task_data (work, self->intake, NULL);
  g_task_run_in_thread (work, func);
}

/* --- Becoming queued --- */

static void
discard_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  batch_intake_discard (task_data);
  g_task_return_boolean (task, TRUE);
}

static void
discarded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Import *self = user_data;

  import_end (self, NULL, g_steal_pointer (&self->error));
}

static void
queued_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Import *self = user_data;
  GError *error = NULL;
  BatchJobRecord *queued = batch_store_change_job_finish (BATCH_STORE (source), result, &error);

  if (queued != NULL && queued->removed_at == 0)
    {
      import_end (self, queued, NULL);
      return;
    }

  if (queued != NULL || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      g_set_error_literal (&error, BATCH_ERROR, BATCH_ERROR_STORE,
                           "The batch was removed while it was being taken in; submit it again");
    }
  g_clear_pointer (&queued, batch_job_record_unref);
  self->error = batch_item_feed_explain (error);
  run_in_thread (self, discard_thread, discarded_cb);
}

static void
enqueue (gpointer import)
{
  Import *self = import;
  const BatchIntake *intake = self->intake;
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  values->state = BATCH_JOB_STATE_QUEUED;
  values->input_digest = g_strdup (intake->digest);
  values->input_size = intake->size;
  values->key_changes = intake->key_changes;
  values->resource_key = g_strdup (intake->first_key);
  batch_store_change_job_async (intake->store, intake->job->id, values,
                                BATCH_JOB_FIELD_STATE | BATCH_JOB_FIELD_INPUT,
                                batch_clock_now (intake->clock),
                                intake->cancellable, queued_cb, self);
  batch_import_place_queued (self->place);
}

/* --- Its items --- */

static void
take_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;

  if (batch_intake_run (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
taken_in_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Import *self = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    batch_import_place_ready (self->place);
  else
    import_end (self, NULL, error);
}

/* --- Its place --- */

static void
inserted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Import *self = user_data;
  GError *error = NULL;

  if (batch_store_insert_job_finish (BATCH_STORE (source), result, &error))
    run_in_thread (self, take_in_thread, taken_in_cb);
  else
    import_end (self, NULL, error);
}

static void
insert (Import *self)
{
  const BatchIntake *intake = self->intake;

  batch_store_insert_job_async (intake->store, intake->job, intake->cancellable, inserted_cb,
                                self);
}

static void
guard_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  BatchIntake *intake = task_data;
  GError *error = NULL;

  if ((intake->guard = batch_file_store_guard (intake->files, &error)))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
guarded_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Import *self = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    insert (self);
  else
    import_end (self, NULL, error);
}

/* It takes long only while another program tidies up. */
static void
begin (gpointer import)
{
  Import *self = import;

  self->intake->guard = batch_file_store_try_guard (self->intake->files, NULL);
  if (self->intake->guard != NULL)
    insert (self);
  else
    run_in_thread (self, guard_thread, guarded_cb);
}

static const BatchImportSteps steps = { begin, enqueue, FALSE };

static void
start (BatchIntake         *intake,
       BatchImportQueue    *queue,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  Import *self = g_new0 (Import, 1);

  self->intake = intake;
  self->task = batch_import_task_new (intake->cancellable, callback, user_data);
  g_task_set_task_data (self->task, self, import_free);
  self->place = batch_import_place_new (queue, &steps, self);
  batch_import_place_start (self->place);
}

GTask *
batch_import_task_new (GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, batch_import_finish);
  /* What was stored is reported even when the cancellation came too late. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

void
batch_import_async (BatchStore          *store,
                    BatchFileStore      *files,
                    GInputStream        *input,
                    BatchJobRecord      *job,
                    const char          *implied_tag,
                    const BatchLimits   *limits,
                    gboolean             reuse,
                    BatchImportQueue    *queue,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  BatchIntake *intake = batch_intake_new (store, files, job, cancellable);

  intake->input = g_object_ref (input);
  intake->implied_tag = implied_tag;
  intake->limits = *limits;
  intake->reuse = reuse;
  start (intake, queue, callback, user_data);
}

void
batch_import_payloads_async (BatchStore          *store,
                             BatchFileStore      *files,
                             GPtrArray           *items,
                             BatchJobRecord      *job,
                             const char          *implied_tag,
                             BatchImportQueue    *queue,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(BatchJobRecord) own = batch_job_record_copy (job);
  BatchIntake *intake;

  own->own_ids = TRUE;
  if (queue != NULL && batch_import_group_fits (items))
    {
      batch_import_group_add (queue, store, files, items, own, implied_tag, cancellable, callback,
                              user_data);
      return;
    }

  intake = batch_intake_new (store, files, own, cancellable);
  intake->drafts = g_ptr_array_ref (items);
  intake->implied_tag = implied_tag;
  start (intake, queue, callback, user_data);
}

BatchJobRecord *
batch_import_finish (GAsyncResult  *result,
                     GPtrArray    **issues,
                     GError       **error)
{
  Import *self = g_task_get_task_data (G_TASK (result));

  /* Items that were built in code have no lines. */
  if (issues != NULL)
    *issues = self != NULL ? g_steal_pointer (&self->intake->issues) : NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}
