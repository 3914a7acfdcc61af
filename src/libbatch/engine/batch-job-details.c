/* batch-job-details.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-private.h"

#include "core/batch-job-name-private.h"
#include "core/batch-standstill-private.h"
#include "output/batch-results-private.h"
#include "reports/batch-eta.h"

/**
 * batch_job_get_id:
 * @self: a job
 *
 * Gets the id of the job; a caller may choose one before it is submitted.
 *
 * Returns: (nullable): the id, or %NULL when the engine will choose it
 */
const char *
batch_job_get_id (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  /* Records come and go; what tells a job from others may be held on to. */
  if (g_strcmp0 (self->id, self->record->id) != 0)
    {
      g_free (self->id);
      self->id = g_strdup (self->record->id);
    }
  return self->id;
}

/**
 * batch_job_get_title:
 * @self: a job
 *
 * Gets what people call the job.
 *
 * Returns: (nullable): the title, or %NULL when it has none
 */
const char *
batch_job_get_title (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->title;
}

/**
 * batch_job_get_display_name:
 * @self: a job
 *
 * Gets what the job is called where people see it: its title, else the name of its input, else
 * its id.
 *
 * A title that the library gave is in the language of the person, if that is known.
 *
 * Returns: (transfer full) (nullable): the name, or %NULL for a job without any of them that was
 *   not submitted yet
 */
char *
batch_job_get_display_name (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return batch_job_name (self->record->title, self->record->input_name, self->record->id);
}

/**
 * batch_job_get_state:
 * @self: a job
 *
 * Gets where the job is in its life.
 *
 * Returns: the state
 */
BatchJobState
batch_job_get_state (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), BATCH_JOB_STATE_FAILED);

  return self->record->state;
}

/**
 * batch_job_get_handler:
 * @self: a job
 *
 * Gets the name of the handler that does the work; `http` is built in.
 *
 * Returns: (nullable): the name, or %NULL for the handler of the queue
 */
const char *
batch_job_get_handler (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->handler;
}

/**
 * batch_job_get_backend:
 * @self: a job
 *
 * Gets the model server that requests are sent to, by its name or its URL.
 *
 * Returns: (nullable): the backend, or %NULL for the default one
 */
const char *
batch_job_get_backend (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->backend;
}

/**
 * batch_job_get_operation:
 * @self: a job
 *
 * Gets what is done to the items; estimates go by it.
 *
 * Returns: (nullable): the operation, or %NULL when nobody has said
 */
const char *
batch_job_get_operation (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->operation;
}

/**
 * batch_job_get_resource_key:
 * @self: a job
 *
 * Gets what must be loaded for the job, usually a model; the first one if there are
 * several.
 *
 * Returns: (nullable): the key, or %NULL when it has no items yet that name one
 */
const char *
batch_job_get_resource_key (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->resource_key;
}

/**
 * batch_job_get_resource_keys:
 * @self: a job
 *
 * Gets everything that must be loaded for the job, in the order of its first item.
 *
 * Returns: (transfer full) (array zero-terminated=1): the keys
 */
char **
batch_job_get_resource_keys (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return batch_job_collect_keys (self);
}

/**
 * batch_job_get_overwrite_policy:
 * @self: a job
 *
 * Gets what becomes of items that have a result already.
 *
 * Returns: the policy
 */
BatchOverwritePolicy
batch_job_get_overwrite_policy (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), BATCH_OVERWRITE_POLICY_SKIP);

  return self->record->overwrite_policy;
}

/**
 * batch_job_get_execution_mode:
 * @self: a job
 *
 * Gets who runs the items.
 *
 * Returns: the mode
 */
BatchExecutionMode
batch_job_get_execution_mode (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), BATCH_EXECUTION_MODE_PROXY_NATIVE);

  return self->record->execution_mode;
}

/**
 * batch_job_get_provider:
 * @self: a job
 *
 * Gets whose batch API runs the job.
 *
 * Returns: (nullable): the provider, or %NULL when the engine runs it
 */
const char *
batch_job_get_provider (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->provider;
}

/**
 * batch_job_get_priority:
 * @self: a job
 *
 * Gets how urgent the job is; higher goes first.
 *
 * Returns: the priority
 */
int
batch_job_get_priority (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->priority;
}

/**
 * batch_job_get_removed:
 * @self: a job
 *
 * Gets whether the job was removed from the queue. Nobody works on it then, but it can be
 * brought back for a while.
 *
 * Returns: whether it was removed
 */
gboolean
batch_job_get_removed (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), FALSE);

  return self->record->removed_at > 0;
}

/**
 * batch_job_get_parallel:
 * @self: a job
 *
 * Gets how many items may be under way at the same time.
 *
 * Returns: the number; 0 is as many as the backend takes
 */
guint
batch_job_get_parallel (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->parallel;
}

/**
 * batch_job_get_max_attempts:
 * @self: a job
 *
 * Gets how often an item is tried at most.
 *
 * Returns: the number; 0 is up to the engine
 */
guint
batch_job_get_max_attempts (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->max_attempts;
}

/**
 * batch_job_get_key_id:
 * @self: a job
 *
 * Gets whose the job is, as far as the local API is concerned.
 *
 * Returns: (nullable): the id of an API key, or %NULL when no key was used
 */
const char *
batch_job_get_key_id (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->key_id;
}

/**
 * batch_job_get_webhook_url:
 * @self: a job
 *
 * Gets where the events of the job are sent.
 *
 * Returns: (nullable): the URL, or %NULL when there is none
 */
const char *
batch_job_get_webhook_url (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->webhook_url;
}

/**
 * batch_job_get_metadata:
 * @self: a job
 *
 * Gets what the submitter noted about the job, a JSON object as text.
 *
 * Returns: (nullable): the JSON text, or %NULL when nothing was noted
 */
const char *
batch_job_get_metadata (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->metadata;
}

/**
 * batch_job_get_failure:
 * @self: a job
 *
 * Gets why the job could not run at all.
 *
 * Returns: (nullable): a sentence, or %NULL when neither has happened
 */
const char *
batch_job_get_failure (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->failure;
}

/**
 * batch_job_get_standstill:
 * @self: a job
 *
 * Gets why nothing of the job moves, although it is to run.
 *
 * That is what came of its last attempt, a server that is busy, say. It counts when nothing is
 * under way, or when no item has ended for some seconds. Nothing need be done about it:
 * the engine tries again by itself.
 *
 * Returns: (nullable): a sentence, or %NULL while it moves
 */
const char *
batch_job_get_standstill (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return batch_standstill_get_reason (self->record);
}

/**
 * batch_job_get_paused:
 * @self: a job
 *
 * Gets whether the job is held up by hand.
 *
 * Returns: %TRUE if so
 */
gboolean
batch_job_get_paused (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), FALSE);

  return self->record->paused;
}

/**
 * batch_job_get_reordered:
 * @self: a job
 *
 * Gets whether the job was moved in the list to save loading a model.
 *
 * Returns: %TRUE if so
 */
gboolean
batch_job_get_reordered (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), FALSE);

  return self->record->reordered;
}

/**
 * batch_job_get_reorder_note:
 * @self: a job
 *
 * Gets why the job was moved in the list.
 *
 * Returns: (nullable): a sentence, or %NULL when it was not moved
 */
const char *
batch_job_get_reorder_note (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->record->reorder_note;
}

/**
 * batch_job_get_loads:
 * @self: a job
 *
 * Gets how many times a model was loaded for the job so far.
 *
 * Returns: the number
 */
guint
batch_job_get_loads (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->loads;
}

/**
 * batch_job_get_arrival_loads:
 * @self: a job
 *
 * Gets how many loads its items would take one after the other, in the order of the input.
 *
 * Returns: the number; -1 when nobody counted
 */
gint64
batch_job_get_arrival_loads (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), -1);

  if (self->record->key_changes < 0 || self->record->counts.total == 0)
    return MIN (self->record->key_changes, 0);
  return self->record->key_changes + 1;
}

/**
 * batch_job_get_eta:
 * @self: a job
 *
 * Gets how long the job will still take.
 *
 * Returns: (transfer none) (nullable): the estimate, or %NULL while there is none
 */
BatchEta *
batch_job_get_eta (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return self->eta;
}

/**
 * batch_job_is_draft:
 * @self: a job
 *
 * Tells whether the job has not been submitted yet.
 *
 * Returns: %TRUE as long as it can be changed
 */
gboolean
batch_job_is_draft (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), FALSE);

  return self->draft != NULL;
}

/**
 * batch_job_is_terminal:
 * @self: a job
 *
 * Tells whether the job has ended.
 *
 * Returns: %TRUE when only a retry can change it again
 */
gboolean
batch_job_is_terminal (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), FALSE);

  return batch_job_state_is_terminal (self->record->state);
}

/**
 * batch_job_has_written:
 * @self: a job that was submitted
 * @path: (type filename): a file
 *
 * Tells whether the file is one that this job has written its results to, going by how it begins,
 * so that nothing of others is lost when it is replaced.
 *
 * That is known also of a file that was written by a program that was killed before it could say
 * so; see [method@Job.get_exported_at]. A file that is empty holds nothing that could be lost.
 *
 * This reads the beginning of the file, and blocks until that is there.
 *
 * Returns: %TRUE when it may be replaced; %FALSE when it is not there, or somebody else's
 */
gboolean
batch_job_has_written (BatchJob   *self,
                       const char *path)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  return self->record->id != NULL && batch_results_are_of (self->record->id, path);
}
