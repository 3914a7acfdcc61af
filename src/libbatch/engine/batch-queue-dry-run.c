/* batch-queue-dry-run.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-queue-private.h"

#include <string.h>

#include "engine/batch-engine-private.h"
#include "engine/batch-job-private.h"
#include "handlers/batch-claim.h"
#include "handlers/batch-item-handler-private.h"
#include "reports/batch-dry-run-private.h"

/* What would become of a job, before it is put in. */

typedef struct
{
  BatchItemHandler *handler;       /* (nullable) nobody is asked */
  BatchJobRecord   *job;
  GPtrArray        *items;         /* of BatchDraftItem; there may be more of them meanwhile */
  BatchDryRun      *dry_run;
  guint             n_items;
  guint             next;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_clear_object (&asking->handler);
  batch_job_record_unref (asking->job);
  g_ptr_array_unref (asking->items);
  g_object_unref (asking->dry_run);
  g_free (asking);
}

static void
ask_next (Asking *asking)
{
  const BatchDraftItem *item = g_ptr_array_index (asking->items, asking->next);
  const char *operation = asking->job->operation;
  g_autoptr(GBytes) payload = NULL;
  g_autofree char *message = NULL;
  BatchItemStatus status = BATCH_ITEM_STATUS_PENDING;
  BatchAttemptInfo info = {
    .job_id = asking->job->id != NULL ? asking->job->id : "",
    .item_id = item->custom_id,
    .custom_id = item->custom_id,
    .resource_key = item->key != NULL ? item->key : asking->job->resource_key,
    .operation = operation != NULL ? operation : BATCH_DEFAULT_OPERATION,
    .position = asking->next,
    .number = 1,
    .size_bucket = item->bucket,
  };

  if (asking->handler != NULL)
    {
      info.payload = payload = g_bytes_new (item->payload, strlen (item->payload));
      status = batch_item_handler_foresee (asking->handler, &info, &message);
    }
  batch_dry_run_add (asking->dry_run, item->custom_id, status, message);
  asking->next++;
}

/* One at a time, as nobody knows how long a handler takes: the owner has other things to do. */
static gboolean
ask_cb (gpointer user_data)
{
  GTask *task = user_data;
  Asking *asking = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  ask_next (asking);
  if (asking->next < asking->n_items)
    return G_SOURCE_CONTINUE;

  g_task_return_pointer (task, g_object_ref (asking->dry_run), g_object_unref);
  return G_SOURCE_REMOVE;
}

/* Who would be asked: FALSE with an error when nobody of that name is there. */
static gboolean
find_handler (BatchQueue        *self,
              BatchJob          *job,
              BatchItemHandler **handler,
              GError           **error)
{
  const char *name = batch_job_get_handler (job);

  *handler = NULL;
  if (batch_job_get_overwrite_policy (job) != BATCH_OVERWRITE_POLICY_SKIP
      || g_strcmp0 (name, BATCH_HTTP_HANDLER) == 0 || g_strcmp0 (name, BATCH_WORKERS) == 0)
    return TRUE;
  if (name == NULL)
    {
      *handler = batch_queue_get_handler (self);
      return TRUE;
    }
  if ((*handler = g_hash_table_lookup (self->engine->handlers, name)) != NULL)
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
               "There is no handler “%s” here that could say what it would skip", name);
  return FALSE;
}

static gboolean
check_items (BatchJob  *job,
             GError   **error)
{
  if (!batch_job_check_draft (job, error))
    return FALSE;
  if (batch_job_get_draft (job)->items != NULL)
    return TRUE;

  g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                       "The job is a batch file, which is not read before it is put in; what of "
                       "it was answered earlier is counted by “find_answers”");
  return FALSE;
}

/**
 * batch_queue_dry_run_async:
 * @self: a queue
 * @job: a job that was built in code and not submitted before
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is known
 * @user_data: data for @callback
 *
 * Finds out what would become of the items of @job, were it put in: how many would be worked on
 * and which would be skipped.
 *
 * With %BATCH_OVERWRITE_POLICY_SKIP, [vfunc@ItemHandler.should_skip] of the handler that the job
 * names, or else of the queue's, is asked about one item after the other, in the main context of
 * the queue and when nothing else is to be done there. The attempt that it is given is about
 * nothing but the item: it is number 1, and its job has an empty id unless the job was given one.
 * With %BATCH_OVERWRITE_POLICY_OVERWRITE, or if there is no handler, nobody is asked, and all items
 * would be worked on.
 *
 * Nothing is stored, sent or changed, and @job can be put in afterwards. Items that are added
 * meanwhile are not in it. For a job that is read from a batch file, see
 * [method@Engine.find_answers_async].
 */
void
batch_queue_dry_run_async (BatchQueue          *self,
                           BatchJob            *job,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GSource) source = NULL;
  g_autoptr(GError) error = NULL;
  BatchItemHandler *handler;
  Asking *asking;

  g_return_if_fail (BATCH_IS_QUEUE (self));
  g_return_if_fail (BATCH_IS_JOB (job));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_queue_dry_run_async);
  if (!check_items (job, &error) || !find_handler (self, job, &handler, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  asking = g_new0 (Asking, 1);
  g_set_object (&asking->handler, handler);
  asking->job = batch_job_make_record (job);
  asking->items = g_ptr_array_ref (batch_job_get_draft (job)->items);
  asking->n_items = asking->items->len;
  asking->dry_run = batch_dry_run_new ();
  g_task_set_task_data (task, asking, asking_free);

  source = g_idle_source_new ();
  g_source_set_static_name (source, "[batch] dry run");
  g_task_set_priority (task, G_PRIORITY_DEFAULT_IDLE);
  g_task_attach_source (task, source, ask_cb);
}

/**
 * batch_queue_dry_run_finish:
 * @self: a queue
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Queue.dry_run_async].
 *
 * The error is `BATCH_ERROR_INVALID_REQUEST` when the job would be refused, as it has no items or
 * two of the same id; `BATCH_ERROR_INVALID_STATE` when it was submitted before;
 * `BATCH_ERROR_NOT_FOUND` when the handler that it names is not registered; and
 * `BATCH_ERROR_UNSUPPORTED` when it is read from a batch file.
 *
 * Returns: (transfer full): what would become of the items
 */
BatchDryRun *
batch_queue_dry_run_finish (BatchQueue    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
