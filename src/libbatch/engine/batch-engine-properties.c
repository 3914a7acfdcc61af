/* batch-engine-properties.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-job-private.h"

/**
 * batch_engine_get_id:
 * @self: an engine
 *
 * Gets the UUID of this engine, new each time one is opened.
 *
 * Returns: the id
 */
const char *
batch_engine_get_id (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), NULL);

  return self->id;
}

/**
 * batch_engine_get_store_uri:
 * @self: an engine
 *
 * Gets where the store is.
 *
 * Returns: a URI, such as `sqlite:/srv/batch/queue.db`
 */
const char *
batch_engine_get_store_uri (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), NULL);

  return self->store_uri;
}

/**
 * batch_engine_get_read_only:
 * @self: an engine
 *
 * Gets whether it changes nothing in the store.
 *
 * Returns: %TRUE when it only looks, and cannot work
 */
gboolean
batch_engine_get_read_only (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), FALSE);

  return self->read_only;
}

/**
 * batch_engine_get_active:
 * @self: an engine
 *
 * Gets whether it works on the jobs, and does not only look.
 *
 * Returns: %TRUE when it does
 */
gboolean
batch_engine_get_active (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), FALSE);

  return self->active;
}

/**
 * batch_engine_set_active:
 * @self: an engine
 * @active: whether to work
 *
 * Begins to work on the jobs, or stops to: what is claimed goes back, what is under
 * way comes to its end. One that is [property@Engine:read-only] does not begin.
 */
void
batch_engine_set_active (BatchEngine *self,
                         gboolean     active)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  active = active && !self->read_only;
  if (self->active == active)
    return;

  self->active = active;
  batch_engine_watch_items (self);
  batch_executor_set_active (self->executor, active);
  g_object_notify (G_OBJECT (self), "active");
  batch_engine_note_working (self);
}

/**
 * batch_engine_get_paused:
 * @self: an engine
 *
 * Gets whether nothing new is started.
 *
 * Returns: %TRUE while it is paused
 */
gboolean
batch_engine_get_paused (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), FALSE);

  return self->paused;
}

/**
 * batch_engine_set_paused:
 * @self: an engine
 * @paused: whether to pause
 *
 * Starts nothing new, or goes on. What is under way comes to its end.
 */
void
batch_engine_set_paused (BatchEngine *self,
                         gboolean     paused)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  paused = !!paused;
  if (self->paused == paused)
    return;

  batch_executor_set_paused (self->executor, paused);
  batch_engine_note_paused (self, paused);
}

/* Who is told of one of them finds the other true as well. */
void
batch_engine_note_paused (BatchEngine *self,
                          gboolean     paused)
{
  g_object_freeze_notify (G_OBJECT (self));
  batch_engine_set_pausing (self, paused && self->active);
  if (self->paused != paused)
    {
      self->paused = paused;
      g_object_notify (G_OBJECT (self), "paused");
      batch_engine_note_working (self);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * batch_engine_get_streaming:
 * @self: an engine
 *
 * Gets whether model servers are asked to stream their answers.
 *
 * Returns: %TRUE when they are
 */
gboolean
batch_engine_get_streaming (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), FALSE);

  return self->streaming;
}

/**
 * batch_engine_set_streaming:
 * @self: an engine
 * @streaming: whether to ask for streams
 *
 * Asks model servers to stream their answers, or not.
 *
 * A streamed answer can be read while it is written, and a server that stops in the
 * middle of one is noticed soon. The result is that of an answer in one piece. It is
 * for chat completions, completions and messages whose payload does not itself say `stream`,
 * and counts for what is sent from now on. Where the answers of a model come within a second
 * each, there is nothing to read or to notice, and they are asked for in one piece.
 */
void
batch_engine_set_streaming (BatchEngine *self,
                            gboolean     streaming)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  streaming = !!streaming;
  if (self->streaming == streaming)
    return;

  self->streaming = streaming;
  batch_executor_set_streaming (self->executor, streaming);
  g_object_notify (G_OBJECT (self), "streaming");
}

/**
 * batch_engine_get_policy:
 * @self: an engine
 *
 * Gets how it chooses what runs next.
 *
 * Returns: the policy
 */
BatchPolicy
batch_engine_get_policy (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), BATCH_POLICY_FEWEST_SWAPS);

  return self->policy;
}

/**
 * batch_engine_set_policy:
 * @self: an engine
 * @policy: a policy
 *
 * Sets how it chooses what runs next, also while it works.
 *
 * It is kept in the store, and all engines on it go by it.
 */
void
batch_engine_set_policy (BatchEngine *self,
                         BatchPolicy  policy)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  if (self->policy == policy)
    return;

  self->policy = policy;
  self->n_policies++;
  batch_executor_set_policy (self->executor, policy);
  g_object_notify (G_OBJECT (self), "policy");
}

/**
 * batch_engine_get_max_failures_in_a_row:
 * @self: an engine
 *
 * Gets after how many items that fail one after the other it pauses their job.
 *
 * Returns: the number; 0: it never does
 */
guint
batch_engine_get_max_failures_in_a_row (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), 0);

  return self->max_failures_in_a_row;
}

/**
 * batch_engine_set_max_failures_in_a_row:
 * @self: an engine
 * @max_failures_in_a_row: a number; 0: any
 *
 * Sets after how many items that fail one after the other it pauses their job. Items
 * that are tried again do not count, and one that succeeds begins a new row.
 */
void
batch_engine_set_max_failures_in_a_row (BatchEngine *self,
                                        guint        max_failures_in_a_row)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  if (self->max_failures_in_a_row == max_failures_in_a_row)
    return;

  self->max_failures_in_a_row = max_failures_in_a_row;
  batch_executor_set_max_failures_in_a_row (self->executor, max_failures_in_a_row);
  g_object_notify (G_OBJECT (self), "max-failures-in-a-row");
}

/**
 * batch_engine_get_max_server_failures:
 * @self: an engine
 *
 * Gets after how many requests in a row for which a model server has failed it waits for that
 * server.
 *
 * Returns: the number; 0: it never does
 */
guint
batch_engine_get_max_server_failures (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), 0);

  return self->max_server_failures;
}

/**
 * batch_engine_set_max_server_failures:
 * @self: an engine
 * @max_server_failures: a number; 0: any
 *
 * Sets after how many requests in a row for which a model server has failed it waits for that
 * server, as for one that cannot be reached: nothing ends for it, and it is tried again now and
 * then, until a request succeeds. [method@Engine.get_job_trouble] says so meanwhile.
 *
 * Counted are first attempts that ended with a status of the 5xx, without an answer, or with one
 * that is none. What the server refuses counts nothing, neither do attempts of those that are
 * tried again, and one that succeeds begins a new row. Where other models are asked for as well,
 * they go first. This comes before [property@Engine:max-failures-in-a-row], which counts whatever
 * has failed in the end.
 */
void
batch_engine_set_max_server_failures (BatchEngine *self,
                                      guint        max_server_failures)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  if (self->max_server_failures == max_server_failures)
    return;

  self->max_server_failures = max_server_failures;
  batch_executor_set_max_server_failures (self->executor, max_server_failures);
  g_object_notify (G_OBJECT (self), "max-server-failures");
}

/**
 * batch_engine_get_default_backend:
 * @self: an engine
 *
 * Gets the model server for jobs that name none.
 *
 * Returns: (nullable): a name or a URL, or %NULL when there is none
 */
const char *
batch_engine_get_default_backend (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), NULL);

  return self->default_backend;
}

/**
 * batch_engine_set_default_backend:
 * @self: an engine
 * @backend: (nullable): a name or a URL; %NULL for none
 *
 * Sets the model server for jobs that name none.
 */
void
batch_engine_set_default_backend (BatchEngine *self,
                                  const char  *backend)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  if (g_strcmp0 (self->default_backend, backend) == 0)
    return;

  g_free (self->default_backend);
  self->default_backend = g_strdup (backend);
  batch_executor_set_default_backend (self->executor, backend);
  g_object_notify (G_OBJECT (self), "default-backend");
}

/**
 * batch_engine_get_trouble:
 * @self: an engine
 *
 * Gets what work waits for, when something outside is in the way.
 *
 * The error is `BATCH_ERROR_BACKEND` when a model server does not answer, `BATCH_ERROR_AUTH` when
 * it refuses the key, `BATCH_ERROR_RATE_LIMITED` when the account there has no credit left,
 * `BATCH_ERROR_UNSUPPORTED` when what answers at its address is not a model server or has no
 * certificate that is trusted, so that waiting does not help, and `BATCH_ERROR_STORE` or an error
 * of the system when the store cannot be written. Nothing is lost meanwhile, and the engine tries
 * again by itself.
 *
 * Of several it is what everybody waits for, or the one that has lasted longest: the engine may
 * well work with other servers meanwhile. [method@Engine.get_job_trouble] tells of one job.
 *
 * Returns: (nullable): the trouble, or %NULL when nothing is in the way
 */
const GError *
batch_engine_get_trouble (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), NULL);

  return batch_troubles_find (self->troubles, NULL);
}

/**
 * batch_engine_get_job_trouble:
 * @self: an engine
 * @job: a job of it
 *
 * Gets what a job waits for, when something outside is in the way of all that it has left to do.
 *
 * It is as for [method@Engine.get_trouble], but what is wrong with a server that the job is not
 * for does not count, and neither does what is wrong with a model while the job has work for
 * another one. [property@Engine:in-trouble] is notified whenever the answer may be another.
 *
 * Returns: (nullable): the trouble, or %NULL when nothing is in the way of that job
 */
const GError *
batch_engine_get_job_trouble (BatchEngine *self,
                              BatchJob    *job)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), NULL);
  g_return_val_if_fail (BATCH_IS_JOB (job), NULL);

  return batch_job_is_terminal (job)
         ? NULL : batch_troubles_find (self->troubles, batch_job_get_record (job));
}

/**
 * batch_engine_try_again:
 * @self: an engine
 *
 * Tries at once what it would try again by itself after a while, because a model server did not
 * answer or refused the key.
 *
 * A person who has mended it need not wait. The trouble stays until something has worked.
 */
void
batch_engine_try_again (BatchEngine *self)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  batch_executor_try_again (self->executor);
}

/**
 * batch_engine_get_current_model:
 * @self: an engine
 *
 * Gets the resource key that is being worked on.
 *
 * Returns: (nullable): the key, or %NULL when nothing is worked on
 */
const char *
batch_engine_get_current_model (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), NULL);

  return self->current_model;
}

/**
 * batch_engine_get_loads_done:
 * @self: an engine
 *
 * Gets how many models this engine has had loaded.
 *
 * Returns: the number of loads
 */
guint
batch_engine_get_loads_done (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), 0);

  return self->loads_done;
}

/**
 * batch_engine_get_loads_swapped:
 * @self: an engine
 *
 * Gets how many of its loads had to be because somebody else had taken the model out of the
 * memory of its server.
 *
 * Returns: the number of loads
 */
guint
batch_engine_get_loads_swapped (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), 0);

  return self->loads_swapped;
}

/**
 * batch_engine_get_loads_left:
 * @self: an engine
 *
 * Gets how many loads the waiting work still takes.
 *
 * Returns: the number of loads
 */
guint
batch_engine_get_loads_left (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), 0);

  return self->loads_left;
}

/**
 * batch_engine_get_loading:
 * @self: an engine
 *
 * Gets the loads of models that this engine waits for now. Each tells how far it is.
 *
 * Returns: (transfer none): a list of [class@Load], which changes as they begin and end
 */
GListModel *
batch_engine_get_loading (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->loading);
}

/**
 * batch_engine_register_handler:
 * @self: an engine
 * @name: the name that jobs have as their handler
 * @handler: who does the work
 *
 * Says who does the work of the jobs whose handler is @name.
 *
 * The handler is called in the main context of the engine. `http` is built in, and what
 * is for %BATCH_WORKERS is claimed from outside: neither can be registered.
 */
void
batch_engine_register_handler (BatchEngine      *self,
                               const char       *name,
                               BatchItemHandler *handler)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (name != NULL && *name != '\0' && !g_str_equal (name, BATCH_HTTP_HANDLER)
                    && !g_str_equal (name, BATCH_WORKERS));
  g_return_if_fail (BATCH_IS_ITEM_HANDLER (handler));

  g_hash_table_insert (self->handlers, g_strdup (name), g_object_ref (handler));
  batch_executor_add_handler (self->executor, name);
}
