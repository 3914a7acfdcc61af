/* backend/batch-backend-preload.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-residency-private.h"

#include <string.h>

#include "answers/batch-answer-private.h"
#include "backend/batch-backend-private.h"
#include "backend/batch-model-private.h"
#include "backend/batch-outcome-private.h"
#include "http/batch-client-private.h"
#include "json/batch-json-equal-private.h"

/* Gets a model into the memory of its server:
 *
 *   which kind? → what is in memory? → one request → (some answer at once: look until it is
 *   loaded, or has failed) → done
 *
 * What was there before is looked at first, for three reasons: it is not ours to throw out
 * later, it is to stay then as it would have, and some servers would load it a second time. A
 * server that does not say what is in memory is asked to load all the same. One that has agreed
 * to load it, and does not say what has become of that, is sent requests after a while: what is
 * still missing then, these wait for there.
 */

#define LOOK_MS         100 /* a load is measured as exactly */
#define LOOKS_THAT_FAIL 50  /* in a row, before the server is given up */
#define UNTOLD_LOOKS    30  /* in a row, before that is taken for the end of the load */
#define LONGEST_LOAD_MS 1e12
#define NOT_FOUND       404

typedef struct
{
  const BatchBackendKind *kind;
  BatchClient            *client;
  BatchResidency         *residency;
  char                   *api_key;      /* (nullable) */
  BatchRunOptions         run;
  BatchLoadProgress       progress;     /* (nullable) */
  gpointer                progress_data;
  BatchVerdict            verdict;      /* with an error */
  gint64                  began;        /* monotonic, µs */
  gint64                  context_length; /* of the model that was there; 0: nobody knows */
  guint                   n_failed_looks;
  guint                   n_idle_looks;  /* that saw nothing of the load */
  guint                   n_untold_looks; /* in a row, that told nothing of the model */
  guint                   seen_loading : 1;
  guint                   was_away : 1;  /* the server, since it was told */
  guint                   is_unlisted : 1;
  guint                   is_elsewhere : 1; /* it takes no memory of that computer */
} Preload;

static void look (GTask *task);
static void send (GTask *task);

static void
preload_free (gpointer data)
{
  Preload *self = data;

  g_clear_object (&self->client);
  g_clear_pointer (&self->residency, batch_residency_free);
  batch_backend_free_key (self->api_key);
  g_free (self);
}

/* --- Endings --- */

static gint64
elapsed_ms (const Preload *self)
{
  return (g_get_monotonic_time () - self->began) / 1000;
}

static void
return_loaded (GTask *task)
{
  Preload *self = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&self->residency),
                         (GDestroyNotify) batch_residency_free);
}

static void
fail (GTask        *task,
      BatchVerdict  verdict,
      GError       *error)
{
  Preload *self = g_task_get_task_data (task);

  self->verdict = verdict;
  g_task_return_error (task, error);
}

static void
fail_with (GTask        *task,
           BatchOutcome *outcome)
{
  fail (task, outcome->verdict, batch_outcome_to_error (outcome));
}

static void
fail_missing (GTask *task)
{
  Preload *self = g_task_get_task_data (task);

  fail (task, BATCH_VERDICT_NO_SUCH_MODEL,
        g_error_new (BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "%s does not have the model “%s”",
                     batch_client_get_url (self->client), self->residency->model));
}

static void
fail_load (GTask      *task,
           const char *why)
{
  Preload *self = g_task_get_task_data (task);

  fail (task, BATCH_VERDICT_LOAD_FAILED,
        g_error_new (BATCH_ERROR, BATCH_ERROR_BACKEND, "%s could not load “%s”: %s",
                     batch_client_get_url (self->client), self->residency->model, why));
}

static void
fail_late (GTask *task)
{
  Preload *self = g_task_get_task_data (task);
  g_autofree char *why = g_strdup_printf ("it was not in memory within %g s",
                                          self->run.deadline_ms / 1000.0);

  fail_load (task, why);
}

/* --- Waiting until it is there --- */

static gboolean
look_again_cb (gpointer user_data)
{
  look (user_data);
  return G_SOURCE_REMOVE;
}

static void
look_soon (GTask *task)
{
  Preload *self = g_task_get_task_data (task);
  g_autoptr(GSource) source = NULL;

  if (elapsed_ms (self) >= self->run.deadline_ms)
    {
      fail_late (task);
      return;
    }

  source = g_timeout_source_new (LOOK_MS);
  g_source_set_callback (source, look_again_cb, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
fail_stopped (GTask      *task,
              BatchModel *model)
{
  g_autofree char *why = NULL;

  if (model->exit_code != 0)
    why = g_strdup_printf ("its process ended with code %" G_GINT64_FORMAT, model->exit_code);
  fail_load (task, why != NULL ? why : "it was given up; the log of the server says why");
}

/* One that was started anew knows nothing of what it was told before. */
static void
tell_again (GTask *task)
{
  Preload *self = g_task_get_task_data (task);

  self->was_away = FALSE;
  self->seen_loading = FALSE;
  self->n_idle_looks = 0;
  if (elapsed_ms (self) >= self->run.deadline_ms)
    fail_late (task);
  else
    send (task);
}

static void
judge_look (GTask      *task,
            BatchModel *model)
{
  Preload *self = g_task_get_task_data (task);
  BatchModelState state = model != NULL ? model->state : BATCH_MODEL_STATE_UNKNOWN;

  self->n_untold_looks = state == BATCH_MODEL_STATE_UNKNOWN ? self->n_untold_looks + 1 : 0;
  switch (state)
    {
    case BATCH_MODEL_STATE_LOADED:
      self->residency->load_ms = elapsed_ms (self);
      return_loaded (task);
      return;

    case BATCH_MODEL_STATE_LOADING:
      self->seen_loading = TRUE;
      if (self->progress != NULL)
        self->progress (model->progress, self->progress_data);
      break;

    case BATCH_MODEL_STATE_UNLOADED:
      if (self->was_away || ++self->n_idle_looks == LOOKS_THAT_FAIL)
        {
          tell_again (task);
          return;
        }
      if (model->failed || self->seen_loading)
        {
          fail_stopped (task, model);
          return;
        }
      break;

    case BATCH_MODEL_STATE_UNKNOWN:
      if (self->residency->was_loaded || self->n_untold_looks == UNTOLD_LOOKS)
        {
          return_loaded (task);
          return;
        }
      break;
    }

  look_soon (task);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  &error);
  Preload *self = g_task_get_task_data (task);
  g_autoptr(BatchModel) model = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (models != NULL)
    {
      self->n_failed_looks = 0;
      model = batch_model_find (models, self->kind, self->residency->model);
      judge_look (task, model);
    }
  else if (++self->n_failed_looks < LOOKS_THAT_FAIL)
    {
      self->was_away = TRUE;
      look_soon (task);
    }
  else
    fail (task, BATCH_VERDICT_SERVER_GONE, g_steal_pointer (&error));
}

static void
look (GTask *task)
{
  Preload *self = g_task_get_task_data (task);

  if (!g_task_return_error_if_cancelled (task))
    batch_backend_ask_models_async (g_task_get_source_object (task), self->kind, self->api_key,
                                    BATCH_LOOK_MS, g_task_get_cancellable (task), looked_cb,
                                    g_object_ref (task));
}

/* --- The request --- */

typedef struct
{
  char           *instance;
  gint64          nanoseconds;
  BatchJsonValue  seconds;
} Reply;

/* Returns: how long it took, as the server says; -1 when that is no time */
static gint64
get_told_ms (const Reply *reply)
{
  double ms = -1;

  if (reply->nanoseconds > 0)
    return reply->nanoseconds / (1000 * 1000);
  if (reply->seconds.type == BATCH_JSON_NUMBER)
    ms = 1000 * batch_json_value_to_double (&reply->seconds);

  return ms >= 0 && ms < LONGEST_LOAD_MS ? (gint64) ms : -1;
}

/* Some say how long it took. */
static void
read_reply (Preload *self,
            GBytes  *body)
{
  static const BatchJsonMember members[] = {
    { "instance_id", batch_json_read_string, G_STRUCT_OFFSET (Reply, instance) },
    { "load_duration", batch_json_read_int, G_STRUCT_OFFSET (Reply, nanoseconds) },
    { "load_time_seconds", batch_json_read_slice, G_STRUCT_OFFSET (Reply, seconds) },
  };
  Reply reply = { 0 };
  BatchJsonScanner scanner;
  gint64 told_ms;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &reply);

  told_ms = get_told_ms (&reply);
  self->residency->told = told_ms >= 0;
  self->residency->load_ms = self->residency->told ? told_ms : elapsed_ms (self);
  self->residency->instance = reply.instance;
}

static gboolean
says (BatchResponse *response,
      const char    *words)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (response->body, &length);

  return words != NULL && length > 0 && memmem (data, length, words, strlen (words)) != NULL;
}

/* Servers that do not know the path may answer with a good status, and say so. */
static gboolean
is_good (BatchResponse *response)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (response->body, &length);
  g_autoptr(BatchAnswer) answer = batch_answer_new (data, length);

  return response->status >= 200 && response->status < 300
         && (!answer->is_json || answer->error_message == NULL);
}

/* Whoever was sooner may have had it begin to load only now. */
static void
look_whether_it_loads (GTask *task)
{
  Preload *self = g_task_get_task_data (task);

  if (self->kind->loads_later)
    look (task);
  else
    return_loaded (task);
}

static void
compared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  NULL);
  g_autoptr(BatchModel) model = NULL;
  Preload *self = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (models != NULL)
    model = batch_model_find (models, self->kind, self->residency->model);
  self->residency->was_reloaded = model != NULL && model->context_length > 0
                                  && model->state == BATCH_MODEL_STATE_LOADED
                                  && model->context_length != self->context_length;
  return_loaded (task);
}

/* Somebody had it run with something else, and it was loaded anew: that is a load. */
static void
look_whether_it_is_another (GTask *task)
{
  Preload *self = g_task_get_task_data (task);

  if (self->residency->was_loaded && self->context_length > 0
      && self->kind->dup_setting_of_options != NULL)
    batch_backend_ask_models_async (g_task_get_source_object (task), self->kind, self->api_key,
                                    BATCH_LOOK_MS, g_task_get_cancellable (task), compared_cb,
                                    g_object_ref (task));
  else
    return_loaded (task);
}

/* What runs the model is there, and only does not know what it was asked. */
static gboolean
is_of_child (Preload       *self,
             BatchResponse *response)
{
  return self->kind->own_errors != NULL && !says (response, self->kind->own_errors);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_send_finish (BATCH_CLIENT (source), result,
                                                                &error);
  Preload *self = g_task_get_task_data (task);
  g_auto(BatchOutcome) outcome = { 0 };

  if (g_task_return_error_if_cancelled (task))
    return;

  if (response == NULL && elapsed_ms (self) >= self->run.deadline_ms)
    fail_late (task);
  else if (response == NULL)
    {
      batch_outcome_from_error (&outcome, error);
      fail_with (task, &outcome);
    }
  else if (says (response, self->kind->already_loaded))
    {
      self->residency->was_loaded = TRUE;
      look_whether_it_loads (task);
    }
  else if (response->status == NOT_FOUND && is_of_child (self, response))
    {
      self->residency->load_ms = elapsed_ms (self);
      return_loaded (task);
    }
  else if (self->is_unlisted && response->status == NOT_FOUND)
    fail_missing (task);
  else if (self->kind->may_not_load && response->status == NOT_FOUND)
    {
      self->residency->is_untold = TRUE;
      return_loaded (task);
    }
  else if (!is_good (response))
    {
      batch_outcome_from_response (&outcome, response, BATCH_ENDPOINT_NONE, NULL,
                                   g_get_real_time ());
      fail_with (task, &outcome);
    }
  else if (self->kind->loads_later)
    look (task);
  else
    {
      read_reply (self, response->body);
      look_whether_it_is_another (task);
    }
}

static void
send (GTask *task)
{
  Preload *self = g_task_get_task_data (task);
  const char *model = self->residency->model;
  g_autofree char *path = self->kind->load_path (model, self->residency->uses);
  g_autofree char *text = NULL;
  g_autoptr(GBytes) body = NULL;

  if (self->progress != NULL)
    self->progress (-1, self->progress_data);

  if (self->began == 0)
    self->began = g_get_monotonic_time ();
  if (self->kind->load_body == NULL)
    {
      batch_client_get_async (self->client, path, g_task_get_cancellable (task), sent_cb,
                              g_object_ref (task));
      return;
    }

  text = self->kind->load_body (model, self->residency->uses, &self->run);
  body = g_bytes_new (text, strlen (text));
  batch_client_send_async (self->client, path, body, NULL, g_task_get_cancellable (task), sent_cb,
                           g_object_ref (task));
}

/* --- What is there --- */

/* The one that requests for @name get. */
static const char *
find_instance (BatchModel *model,
               const char *name)
{
  return g_strv_contains ((const char * const *) model->instances, name) ? name
                                                                         : model->instances[0];
}

static void
note_model (Preload    *self,
            BatchModel *model)
{
  if (model == NULL)
    return;

  self->is_elsewhere = model->remote;
  if (model->uses != BATCH_MODEL_USES_NONE)
    self->residency->uses = model->uses;
  self->context_length = model->context_length;
  self->residency->was_loaded = model->state == BATCH_MODEL_STATE_LOADED;
  if (!self->residency->was_loaded)
    return;

  self->residency->keep_ms = batch_residency_get_rest (model->expires_at, g_get_real_time ());
  if (model->instances != NULL)
    self->residency->instance = g_strdup (find_instance (model, self->residency->model));
  if (self->run.found != NULL)
    self->run.found (self->residency, self->progress_data);
}

static gboolean
is_there_already (const Preload *self)
{
  return self->is_elsewhere || (self->residency->was_loaded && self->kind->loads_again);
}

static void
models_got_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  NULL);
  g_autoptr(BatchModel) model = NULL;
  Preload *self = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (models != NULL)
    model = batch_model_find (models, self->kind, self->residency->model);
  self->is_unlisted = models != NULL && model == NULL;
  note_model (self, model);

  if ((self->kind->flags & BATCH_BACKEND_FLAGS_CAN_PRELOAD) == 0 || is_there_already (self))
    return_loaded (task);
  else
    send (task);
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchBackend *backend = BATCH_BACKEND (source);
  BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;
  Preload *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->kind = batch_backend_identify_finish (backend, result);
  if (g_task_return_error_if_cancelled (task))
    return;

  settings.first_byte_ms = 0;
  settings.idle_ms = 0;
  settings.total_ms = self->run.deadline_ms;
  batch_backend_kind_fill_settings (self->kind, &settings);
  self->client = batch_client_new (batch_backend_get_url (backend), self->api_key, &settings,
                                   &error);
  if (self->client == NULL)
    fail (task, BATCH_VERDICT_PERMANENT_REQUEST, error);
  else
    batch_backend_ask_models_async (backend, self->kind, self->api_key,
                                    MIN (self->run.deadline_ms, BATCH_LOOK_MS),
                                    g_task_get_cancellable (task), models_got_cb,
                                    g_object_ref (task));
}

void
batch_backend_preload_async (BatchBackend          *self,
                             const char            *model,
                             const BatchRunOptions *options,
                             const char            *api_key,
                             BatchLoadProgress      progress,
                             gpointer               progress_data,
                             GCancellable          *cancellable,
                             GAsyncReadyCallback    callback,
                             gpointer               user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Preload *preload = g_new0 (Preload, 1);

  if (options != NULL)
    preload->run = *options;
  if (preload->run.deadline_ms == 0)
    preload->run.deadline_ms = BATCH_PRELOAD_MS;
  preload->residency = batch_residency_new (model, FALSE);
  preload->residency->options = g_strdup (preload->run.options);
  preload->residency->uses = preload->run.uses;
  preload->run.options = preload->residency->options;
  preload->api_key = g_strdup (api_key);
  preload->progress = progress;
  preload->progress_data = progress_data;
  preload->verdict = BATCH_VERDICT_CANCELLED;

  g_task_set_source_tag (task, batch_backend_preload_async);
  g_task_set_task_data (task, preload, preload_free);
  batch_backend_identify_async (self, api_key, cancellable, identified_cb, g_steal_pointer (&task));
}

BatchResidency *
batch_backend_preload_finish (BatchBackend  *self,
                              GAsyncResult  *result,
                              BatchVerdict  *verdict,
                              GError       **error)
{
  Preload *preload = g_task_get_task_data (G_TASK (result));
  BatchResidency *residency = g_task_propagate_pointer (G_TASK (result), error);

  if (verdict != NULL)
    *verdict = residency != NULL ? BATCH_VERDICT_OK : preload->verdict;
  return residency;
}
