/* batch-job-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-private.h"

#include <string.h>

#include <json-glib/json-glib.h>

#include "core/batch-clock-private.h"
#include "core/batch-fields-private.h"

static void
set_string (BatchJob    *self,
            char       **member,
            const char  *value,
            const char  *property)
{
  if (batch_set_str (member, value))
    g_object_notify (G_OBJECT (self), property);
}

/* What was submitted stays as it is. Who has set a property of it, or has bound one to it, hears
 * what it still is. */
static gboolean
check_open (BatchJob   *self,
            const char *property)
{
  if (batch_job_is_open (self))
    return TRUE;

  g_object_notify (G_OBJECT (self), property);
  return FALSE;
}

/**
 * batch_job_set_id:
 * @self: a job that has not been submitted
 * @id: (nullable): the id, or %NULL when the engine will choose it
 *
 * Sets the id of the job; a caller may choose one before it is submitted.
 */
void
batch_job_set_id (BatchJob   *self,
                  const char *id)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "id"))
    return;

  set_string (self, &self->record->id, id, "id");
}

/**
 * batch_job_set_title:
 * @self: a job that has not been submitted
 * @title: (nullable): the title; %NULL for none
 *
 * Sets what people call the job.
 */
void
batch_job_set_title (BatchJob   *self,
                     const char *title)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "title"))
    return;

  set_string (self, &self->record->title, title, "title");
}

/**
 * batch_job_set_handler:
 * @self: a job that has not been submitted
 * @handler: (nullable): the name, or %NULL for the handler of the queue
 *
 * Sets the name of the handler that does the work; `http` is built in.
 */
void
batch_job_set_handler (BatchJob   *self,
                       const char *handler)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "handler"))
    return;

  set_string (self, &self->record->handler, handler, "handler");
}

/**
 * batch_job_set_backend:
 * @self: a job that has not been submitted
 * @backend: (nullable): the backend, or %NULL for the default one
 *
 * Sets the model server that requests are sent to, by its name or its URL.
 */
void
batch_job_set_backend (BatchJob   *self,
                       const char *backend)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "backend"))
    return;

  set_string (self, &self->record->backend, backend, "backend");
}

/**
 * batch_job_set_operation:
 * @self: a job that has not been submitted
 * @operation: (nullable): the operation
 *
 * Sets what is done to the items; estimates go by it.
 */
void
batch_job_set_operation (BatchJob   *self,
                         const char *operation)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "operation"))
    return;

  set_string (self, &self->record->operation, operation, "operation");
}

/**
 * batch_job_set_resource_key:
 * @self: a job that has not been submitted
 * @resource_key: (nullable): the key
 *
 * Sets what must be loaded for the job, usually a model; the first one if there are
 * several.
 */
void
batch_job_set_resource_key (BatchJob   *self,
                            const char *resource_key)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "resource-key"))
    return;

  set_string (self, &self->record->resource_key, resource_key, "resource-key");
}

/**
 * batch_job_set_overwrite_policy:
 * @self: a job that has not been submitted
 * @overwrite_policy: the policy
 *
 * Sets what becomes of items that have a result already.
 */
void
batch_job_set_overwrite_policy (BatchJob             *self,
                                BatchOverwritePolicy  overwrite_policy)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "overwrite-policy"))
    return;

  if (self->record->overwrite_policy == overwrite_policy)
    return;

  self->record->overwrite_policy = overwrite_policy;
  g_object_notify (G_OBJECT (self), "overwrite-policy");
}

/**
 * batch_job_set_execution_mode:
 * @self: a job that has not been submitted
 * @execution_mode: the mode
 *
 * Sets who runs the items.
 */
void
batch_job_set_execution_mode (BatchJob           *self,
                              BatchExecutionMode  execution_mode)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "execution-mode"))
    return;

  if (self->record->execution_mode == execution_mode)
    return;

  self->record->execution_mode = execution_mode;
  g_object_notify (G_OBJECT (self), "execution-mode");
}

/**
 * batch_job_set_priority:
 * @self: a job that has not been submitted
 * @priority: the priority
 *
 * Sets how urgent the job is; higher goes first.
 */
void
batch_job_set_priority (BatchJob *self,
                        int       priority)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "priority"))
    return;

  if (self->record->priority == priority)
    return;

  self->record->priority = priority;
  g_object_notify (G_OBJECT (self), "priority");
}

/**
 * batch_job_set_parallel:
 * @self: a job that has not been submitted
 * @parallel: the number; 0 is that of the backend, or what is found out to be best
 *
 * Sets how many items may be under way at the same time.
 */
void
batch_job_set_parallel (BatchJob *self,
                        guint     parallel)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "parallel"))
    return;

  if (self->record->parallel == parallel)
    return;

  self->record->parallel = parallel;
  g_object_notify (G_OBJECT (self), "parallel");
}

/**
 * batch_job_set_max_attempts:
 * @self: a job that has not been submitted
 * @max_attempts: the number; 0 is up to the engine
 *
 * Sets how often an item is tried at most.
 */
void
batch_job_set_max_attempts (BatchJob *self,
                            guint     max_attempts)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "max-attempts"))
    return;

  if (self->record->max_attempts == max_attempts)
    return;

  self->record->max_attempts = max_attempts;
  g_object_notify (G_OBJECT (self), "max-attempts");
}

/**
 * batch_job_set_key_id:
 * @self: a job that has not been submitted
 * @key_id: (nullable): the id of an API key; %NULL for none
 *
 * Sets whose the job is, as far as the local API is concerned.
 */
void
batch_job_set_key_id (BatchJob   *self,
                      const char *key_id)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "key-id"))
    return;

  set_string (self, &self->record->key_id, key_id, "key-id");
}

/**
 * batch_job_set_webhook_url:
 * @self: a job that has not been submitted
 * @webhook_url: (nullable): the URL; %NULL for none
 *
 * Sets where the events of the job are sent.
 */
void
batch_job_set_webhook_url (BatchJob   *self,
                           const char *webhook_url)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "webhook-url"))
    return;

  set_string (self, &self->record->webhook_url, webhook_url, "webhook-url");
}

/**
 * batch_job_set_metadata:
 * @self: a job that has not been submitted
 * @metadata: (nullable): the JSON text; %NULL for none
 *
 * Sets what the submitter noted about the job, a JSON object as text.
 */
void
batch_job_set_metadata (BatchJob   *self,
                        const char *metadata)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "metadata"))
    return;

  set_string (self, &self->record->metadata, metadata, "metadata");
}

/**
 * batch_job_set_output_path:
 * @self: a job that has not been submitted
 * @output_path: (nullable): the path; %NULL for none
 *
 * Sets where the results are to be written.
 */
void
batch_job_set_output_path (BatchJob   *self,
                           const char *output_path)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "output-path"))
    return;

  set_string (self, &self->record->output_path, output_path, "output-path");
}

/**
 * batch_job_set_error_path:
 * @self: a job that has not been submitted
 * @error_path: (nullable): the path; %NULL for none
 *
 * Sets where the failures are to be written.
 */
void
batch_job_set_error_path (BatchJob   *self,
                          const char *error_path)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "error-path"))
    return;

  set_string (self, &self->record->error_path, error_path, "error-path");
}

void
batch_job_set_strict_messages (BatchJob *self)
{
  self->draft->strict_messages = TRUE;
}

/**
 * batch_job_set_max_lines:
 * @self: a job that has not been submitted
 * @max_lines: the limit; 0 is none, -1 the one of the engine
 *
 * Sets how many requests the input may have.
 */
void
batch_job_set_max_lines (BatchJob *self,
                         gint64    max_lines)
{
  g_return_if_fail (BATCH_IS_JOB (self));
  g_return_if_fail (max_lines >= -1);

  if (!check_open (self, "max-lines"))
    return;

  if (self->draft->max_lines == max_lines)
    return;

  self->draft->max_lines = max_lines;
  g_object_notify (G_OBJECT (self), "max-lines");
}

/**
 * batch_job_set_max_bytes:
 * @self: a job that has not been submitted
 * @max_bytes: the limit; 0 is none, -1 the one of the engine
 *
 * Sets how many bytes the input may have.
 */
void
batch_job_set_max_bytes (BatchJob *self,
                         gint64    max_bytes)
{
  g_return_if_fail (BATCH_IS_JOB (self));
  g_return_if_fail (max_bytes >= -1);

  if (!check_open (self, "max-bytes"))
    return;

  if (self->draft->max_bytes == max_bytes)
    return;

  self->draft->max_bytes = max_bytes;
  g_object_notify (G_OBJECT (self), "max-bytes");
}

static void
set_expiry (BatchJob *self,
            gint64    us)
{
  if (self->record->expires_at == us)
    return;

  self->record->expires_at = us;
  g_object_notify (G_OBJECT (self), "expires-at");
}

/**
 * batch_job_set_expires_at:
 * @self: a job that has not been submitted
 * @expires_at: (nullable): the time, or %NULL for never
 *
 * Sets when the job is to be over; what has not ended by then expires.
 */
void
batch_job_set_expires_at (BatchJob  *self,
                          GDateTime *expires_at)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "expires-at"))
    return;

  set_expiry (self, batch_date_time_get_us (expires_at));
}

/**
 * batch_job_set_expires_in:
 * @self: a job that has not been submitted
 * @seconds: how many seconds the job may take from now on; more than 0
 *
 * Sets when the job is to be over, counted from now.
 */
void
batch_job_set_expires_in (BatchJob *self,
                          gint64    seconds)
{
  g_autoptr(BatchClock) clock = batch_clock_ref_thread_default ();

  g_return_if_fail (BATCH_IS_JOB (self));
  g_return_if_fail (seconds > 0 && seconds < G_MAXINT32);

  if (!check_open (self, "expires-at"))
    return;

  set_expiry (self, batch_clock_now (clock) + seconds * G_USEC_PER_SEC);
}

/* A fresh object where the text is none. */
static JsonNode *
metadata_node (const char *text)
{
  JsonNode *node;

  if (text != NULL && batch_job_is_metadata (text))
    return json_from_string (text, NULL);

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, json_object_new ());
  return node;
}

/**
 * batch_job_set_metadata_value:
 * @self: a job that has not been submitted
 * @key: a name
 * @value: (nullable): a text, or %NULL to remove the name
 *
 * Sets one member of the metadata and leaves the others alone.
 */
void
batch_job_set_metadata_value (BatchJob   *self,
                              const char *key,
                              const char *value)
{
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (BATCH_IS_JOB (self));
  g_return_if_fail (key != NULL);

  if (!check_open (self, "metadata"))
    return;

  node = metadata_node (self->record->metadata);
  if (value != NULL)
    json_object_set_string_member (json_node_get_object (node), key, value);
  else
    json_object_remove_member (json_node_get_object (node), key);

  text = json_to_string (node, FALSE);
  batch_job_set_metadata (self, text);
}

/**
 * batch_job_get_reuse:
 * @self: a job
 *
 * Gets whether requests that were answered earlier get those answers.
 *
 * Returns: %TRUE when they do; %FALSE once it was submitted
 */
gboolean
batch_job_get_reuse (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), FALSE);

  return self->draft != NULL && self->draft->reuse;
}

/**
 * batch_job_set_reuse:
 * @self: a job that was not submitted
 * @reuse: whether they do
 *
 * Sets whether requests that were answered earlier get those answers.
 *
 * A request is the same when its URL and its body are, byte for byte, and the earlier job was
 * for the same model server. It has succeeded then before the job begins, and is not sent.
 * [method@Engine.find_answers_async] tells how many there are.
 */
void
batch_job_set_reuse (BatchJob *self,
                     gboolean  reuse)
{
  g_return_if_fail (BATCH_IS_JOB (self));

  if (!check_open (self, "reuse"))
    return;

  reuse = !!reuse;
  if (self->draft->reuse == reuse)
    return;

  self->draft->reuse = reuse;
  g_object_notify (G_OBJECT (self), "reuse");
}

/* GLib cuts off of numbers what does not fit. As doubles they differ then: by a fraction, or by
 * very much. */
static gboolean
is_same_number (const GValue *given,
                const GValue *value)
{
  g_auto(GValue) wanted = G_VALUE_INIT;
  g_auto(GValue) got = G_VALUE_INIT;

  g_value_init (&wanted, G_TYPE_DOUBLE);
  g_value_init (&got, G_TYPE_DOUBLE);
  if (!g_value_transform (given, &wanted) || !g_value_transform (value, &got))
    return TRUE;

  return g_value_get_double (&wanted) == g_value_get_double (&got);
}

/* @value: (out): as the property takes it */
static gboolean
convert_value (GParamSpec    *pspec,
               const GValue  *given,
               GValue        *value,
               GError       **error)
{
  g_value_init (value, G_PARAM_SPEC_VALUE_TYPE (pspec));
  if (g_value_transform (given, value) && is_same_number (given, value)
      && !g_param_value_validate (pspec, value))
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "“%s” of a job cannot have such a value", pspec->name);
  return FALSE;
}

static GParamSpec *
find_property (BatchJob    *self,
               const char  *name,
               GError     **error)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (self), name);

  if (pspec != NULL && (pspec->flags & G_PARAM_WRITABLE) != 0
      && (pspec->flags & G_PARAM_CONSTRUCT_ONLY) == 0)
    return pspec;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "“%s” of a job cannot be set", name);
  return NULL;
}

/**
 * batch_job_try_set:
 * @self: a job
 * @property: the name of a property that can be set, such as `priority`
 * @value: its value
 * @error: return location for an error
 *
 * Sets a property of a job, if that can still be done.
 *
 * The other setters leave a job that was submitted as it is, and say nothing. Here the error is
 * `BATCH_ERROR_INVALID_STATE` then, be it that the job is only being taken in, and
 * `BATCH_ERROR_INVALID_REQUEST` when there is no such property to be set, or not to that value.
 * Some of what was submitted can be changed by the engine, see
 * [method@Engine.pause_job_async] and those beside it.
 *
 * Returns: %TRUE if it was set
 */
gboolean
batch_job_try_set (BatchJob      *self,
                   const char    *property,
                   const GValue  *value,
                   GError       **error)
{
  g_auto(GValue) converted = G_VALUE_INIT;
  GParamSpec *pspec;

  g_return_val_if_fail (BATCH_IS_JOB (self), FALSE);
  g_return_val_if_fail (property != NULL, FALSE);
  g_return_val_if_fail (G_IS_VALUE (value), FALSE);

  if (!(pspec = find_property (self, property, error))
      || !convert_value (pspec, value, &converted, error))
    return FALSE;
  if (!batch_job_is_open (self))
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                   "The job was submitted already: its “%s” stays as it is", pspec->name);
      return FALSE;
    }

  g_object_set_property (G_OBJECT (self), pspec->name, &converted);
  return TRUE;
}

/**
 * batch_job_get_trial:
 * @self: a job
 *
 * Gets whether the job only tries some rows: [method@Engine.try_async] makes such jobs, and a
 * [class@Queue] leaves them out.
 *
 * Returns: whether it is a trial
 */
gboolean
batch_job_get_trial (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), FALSE);

  return batch_job_record_is_trial (self->record);
}
