/* batch-engine-warnings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"
#include "engine/batch-job-private.h"

#include "backend/batch-backend-private.h"
#include "backend/batch-model-private.h"
#include "backend/batch-refused-uses-private.h"
#include "files/batch-blob-stream-private.h"
#include "intake/batch-input-reading-private.h"
#include "planning/batch-parallel-name-private.h"
#include "reports/batch-input-warning-private.h"

/* Holds a batch file against what is known of its models: what they have refused, by the store,
 * and how much they take, by their server. One that is away, or says nothing in a moment, is not
 * waited for: then the store has to do. */

#define LOOK_MS 2000

typedef struct
{
  GFile                  *input;     /* (nullable): it is that of a job */
  char                   *digest;    /* (nullable) of that */
  GInputStream           *stream;    /* (nullable) likewise, once it is open */
  char                   *name;      /* (nullable) of the server, or its URL */
  BatchBackend           *backend;   /* (nullable) until it was found */
  char                   *key;       /* (nullable) */
  const BatchBackendKind *kind;
  GListModel             *models;    /* (nullable) */
  GHashTable             *refused;   /* (nullable) texts, as the store has them */
  GCancellable           *patience;  /* (nullable) of what is asked until then */
  GCancellable           *from;      /* (nullable) that of who waits for all of it */
  gulong                  from_id;
  GSource                *timer;     /* (nullable) */
} Check;

/* --- How long it is waited --- */

static void
pass_on_cb (GCancellable *from,
            GCancellable *patience)
{
  g_cancellable_cancel (patience);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* For the key, which a person may have to unlock, and all answers of the server together. */
static void
begin_patience (GTask *task)
{
  Check *check = g_task_get_task_data (task);

  check->patience = g_cancellable_new ();
  if (g_set_object (&check->from, g_task_get_cancellable (task)))
    check->from_id = g_cancellable_connect (check->from, G_CALLBACK (pass_on_cb),
                                            g_object_ref (check->patience), g_object_unref);
  check->timer = g_timeout_source_new (LOOK_MS);
  g_source_set_static_name (check->timer, "[batch] what a server takes");
  g_source_set_callback (check->timer, out_of_patience_cb, g_object_ref (check->patience),
                         g_object_unref);
  g_source_attach (check->timer, g_task_get_context (task));
}

static void
end_patience (Check *check)
{
  if (check->timer != NULL)
    g_source_destroy (check->timer);
  g_clear_pointer (&check->timer, g_source_unref);
  g_cancellable_disconnect (check->from, check->from_id);
  check->from_id = 0;
  g_clear_object (&check->from);
  g_clear_object (&check->patience);
}

static void
check_free (gpointer data)
{
  Check *check = data;

  end_patience (check);
  g_clear_object (&check->input);
  g_free (check->digest);
  g_clear_object (&check->stream);
  g_free (check->name);
  g_clear_object (&check->backend);
  batch_backend_free_key (check->key);
  g_clear_object (&check->models);
  g_clear_pointer (&check->refused, g_hash_table_unref);
  g_free (check);
}

/* --- What is known --- */

static BatchModelUses
find_refused (Check      *check,
              const char *name,
              gint64      size)
{
  g_autofree char *value = batch_parallel_name (batch_backend_get_url (check->backend), name);
  const char *text = g_hash_table_lookup (check->refused, value);
  BatchRefusedUses refused = batch_refused_uses_parse (text != NULL ? text : "");

  return batch_refused_uses_hold (&refused, size) ? refused.uses : BATCH_MODEL_USES_NONE;
}

/* Others may have asked for it by the name that its server has for it. */
static BatchModelTraits
find_traits (const char *name,
             gpointer    user_data)
{
  Check *check = user_data;
  g_autoptr(BatchModel) model = check->models != NULL
                                ? batch_model_find (check->models, check->kind, name) : NULL;
  gint64 size = model != NULL ? batch_model_get_size (model) : 0;
  BatchModelTraits traits = { .refused = find_refused (check, name, size) };

  traits.missing = check->models != NULL
                   && batch_model_is_missing (check->models, check->kind, name);
  if (model != NULL)
    {
      traits.refused |= find_refused (check, batch_model_get_id (model), size);
      traits.context = batch_model_get_context_length (model);
    }
  return traits;
}

/* --- The file --- */

static void
request_found (const BatchRequest *request,
               gpointer            user_data)
{
  batch_misfit_tally_add (user_data, request);
}

static GListModel *
make_list (GPtrArray *misfits)
{
  GListStore *warnings = g_list_store_new (BATCH_TYPE_INPUT_WARNING);

  for (guint i = 0; i < misfits->len; i++)
    {
      g_autoptr(BatchInputWarning) warning = batch_input_warning_new (misfits->pdata[i]);

      g_list_store_append (warnings, warning);
    }

  return G_LIST_MODEL (warnings);
}

static gboolean
read_input (Check             *check,
            BatchMisfitTally  *tally,
            GCancellable      *cancellable,
            GError           **error)
{
  return check->stream != NULL
         ? batch_input_read_stream (check->stream, request_found, tally, cancellable, error)
         : batch_input_read_requests (check->input, request_found, tally, cancellable, error);
}

static void
read_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr(BatchMisfitTally) tally = batch_misfit_tally_new (find_traits, task_data);
  g_autoptr(GPtrArray) misfits = NULL;
  Check *check = task_data;
  GError *error = NULL;

  if (!read_input (check, tally, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  misfits = batch_misfit_tally_end (tally);
  g_task_return_pointer (task, make_list (misfits), g_object_unref);
}

static gboolean
is_anything_known (Check *check)
{
  guint n_models = check->models != NULL ? g_list_model_get_n_items (check->models) : 0;

  if (check->models != NULL && batch_model_list_is_full (check->models, check->kind))
    return TRUE;

  for (guint i = 0; i < n_models; i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (check->models, i);

      if (batch_model_get_context_length (model) > 0)
        return TRUE;
    }

  return g_hash_table_size (check->refused) > 0;
}

/* --- Step by step --- */

static void
return_nothing (GTask *task)
{
  g_task_return_pointer (task, g_list_store_new (BATCH_TYPE_INPUT_WARNING), g_object_unref);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(BatchBlobSource) blob = g_task_propagate_pointer (G_TASK (result), &error);

  if (blob == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  check->stream = batch_blob_stream_new (blob);
  g_task_run_in_thread (task, read_thread);
}

/* That of a job is opened for it. */
static void
begin_reading (GTask *task)
{
  BatchEngine *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);

  if (check->input != NULL)
    g_task_run_in_thread (task, read_thread);
  else if (batch_engine_check_open (self, task))
    batch_executor_open_blob (batch_engine_get_executor (self), check->digest,
                              g_task_new (self, NULL, opened_cb, g_object_ref (task)));
}

static void
refused_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;

  if (!(check->refused = batch_store_list_values_finish (BATCH_STORE (source), result, &error)))
    g_task_return_error (task, error);
  else if (!is_anything_known (check))
    return_nothing (task);
  else
    begin_reading (task);
}

static void
models_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);

  check->models = batch_backend_get_models_finish (BATCH_BACKEND (source), result, NULL);
  end_patience (check);
  if (batch_engine_check_open (self, task))
    batch_store_list_values_async (batch_engine_get_store (self), BATCH_REFUSED_USES_SPACE,
                                   g_task_get_cancellable (task), refused_listed_cb,
                                   g_object_ref (task));
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Check *check = g_task_get_task_data (task);

  check->kind = batch_backend_identify_finish (check->backend, result);
  batch_backend_ask_models_async (check->backend, check->kind, check->key, LOOK_MS,
                                  check->patience, models_cb, g_object_ref (task));
}

static void
ask_server (GTask *task)
{
  Check *check = g_task_get_task_data (task);

  batch_backend_identify_async (check->backend, check->key, check->patience, identified_cb,
                                g_object_ref (task));
}

/* Without the key, a server that wants one says nothing. */
static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Check *check = g_task_get_task_data (task);

  check->key = batch_engine_lookup_key_finish (BATCH_ENGINE (source), result, NULL);
  ask_server (task);
}

/* The one that has the name; without a name the only one. */
static BatchBackend *
pick_backend (GListModel *backends,
              const char *name)
{
  guint n_backends = g_list_model_get_n_items (backends);

  for (guint i = 0; i < n_backends; i++)
    {
      g_autoptr(BatchBackend) backend = g_list_model_get_item (backends, i);

      if (name != NULL ? g_str_equal (batch_backend_get_name (backend), name) : n_backends == 1)
        return g_steal_pointer (&backend);
    }

  return NULL;
}

static void
backends_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GListModel) backends = batch_engine_list_backends_finish (BATCH_ENGINE (source), result,
                                                                      &error);

  if (backends == NULL)
    g_task_return_error (task, error);
  else if (!(check->backend = pick_backend (backends, check->name)))
    return_nothing (task);
  else
    {
      begin_patience (task);
      batch_engine_lookup_key_async (BATCH_ENGINE (source), check->backend, check->patience,
                                     key_found_cb, g_object_ref (task));
    }
}

static void
use_url (GTask *task)
{
  BatchEngine *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;

  check->backend = batch_backend_new ("server", check->name, NULL, NULL, &error);
  check->key = g_strdup (batch_engine_find_url_key (self, check->name));
  if (check->backend == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  begin_patience (task);
  ask_server (task);
}

/* Takes @check. */
static void
begin_check (BatchEngine *self,
             Check       *check,
             GTask       *task)
{
  g_task_set_task_data (task, check, check_free);
  if (!batch_engine_check_open (self, task))
    return;

  if (batch_engine_is_url (check->name))
    use_url (task);
  else
    batch_engine_list_backends_async (self, g_task_get_cancellable (task), backends_listed_cb,
                                      g_object_ref (task));
}

/**
 * batch_engine_find_warnings_async:
 * @self: an engine
 * @input: a batch file
 * @backend: (nullable): the name or URL of a model server; %NULL for the only one
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the warnings
 * @user_data: data for @callback
 *
 * Looks for requests of a file that probably fail, before it is submitted: those for a model that
 * its server does not list, those that use what their model has refused earlier, such as pictures
 * or tools, and those whose prompt, by a guess, and longest answer do not fit into the context of
 * the model.
 *
 * They are not wrong, and [method@Engine.submit_async] takes them. The server is asked for its
 * models, for two seconds at the most, and loads none of them; what is wrong with the file is
 * told when it is submitted, or by [func@validate_jsonl_async].
 */
void
batch_engine_find_warnings_async (BatchEngine         *self,
                                  GFile               *input,
                                  const char          *backend,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Check *check;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (G_IS_FILE (input));

  check = g_new0 (Check, 1);
  check->input = g_object_ref (input);
  check->name = g_strdup (backend);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_find_warnings_async);
  begin_check (self, check, task);
}

/**
 * batch_engine_find_warnings_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.find_warnings_async].
 *
 * Returns: (transfer full): a list of [class@InputWarning], empty when nothing is suspected,
 *   or %NULL with an error
 */
GListModel *
batch_engine_find_warnings_finish (BatchEngine   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * batch_engine_find_job_warnings_async:
 * @self: an engine
 * @job: a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the warnings
 * @user_data: data for @callback
 *
 * Looks for requests of a job that probably fail, as [method@Engine.find_warnings_async] does
 * before it is submitted. All of its input counts, whatever was answered of it since.
 */
void
batch_engine_find_job_warnings_async (BatchEngine         *self,
                                      BatchJob            *job,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  const BatchJobRecord *record;
  g_autoptr(GTask) task = NULL;
  Check *check;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (BATCH_IS_JOB (job));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_find_job_warnings_async);
  record = batch_job_get_record (job);
  if (record->input_digest == NULL || g_strcmp0 (record->handler, BATCH_HTTP_HANDLER) != 0)
    {
      return_nothing (task);
      return;
    }

  check = g_new0 (Check, 1);
  check->digest = g_strdup (record->input_digest);
  check->name = g_strdup (record->backend);
  begin_check (self, check, task);
}

/**
 * batch_engine_find_job_warnings_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.find_job_warnings_async].
 *
 * Returns: (transfer full): a list of [class@InputWarning], empty when nothing is suspected,
 *   or %NULL with an error
 */
GListModel *
batch_engine_find_job_warnings_finish (BatchEngine   *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
