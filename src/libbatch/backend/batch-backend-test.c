/* backend/batch-backend-test.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-private.h"

#include <string.h>

#include "backend/batch-model-private.h"
#include "backend/batch-outcome-private.h"
#include "backend/batch-server-report-private.h"
#include "http/batch-client-private.h"

/* Tests a server, and says the first thing that is wrong:
 *
 *   what is there? → does it accept the key? → has it models? → (does one answer?)
 */

#define IDENTIFY_MS 5000
#define ANSWER_MS   300000 /* the model may have to be loaded */

typedef struct
{
  BatchServerInfo *info;
  GListModel      *models;
  BatchClient     *client;
  char            *api_key;        /* (nullable) */
  char            *model;          /* (nullable) that was asked */
  gboolean         ask;
} Test;

static void
test_free (gpointer data)
{
  Test *self = data;

  g_clear_object (&self->info);
  g_clear_object (&self->models);
  g_clear_object (&self->client);
  batch_backend_free_key (self->api_key);
  g_free (self->model);
  g_free (self);
}

static void
report (GTask            *task,
        BatchServerState  state,
        char             *message)
{
  Test *self = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    g_free (message);
  else
    g_task_return_pointer (task, batch_server_report_new (state, message, self->info,
                                                          self->models), g_object_unref);
}

static void
report_error (GTask        *task,
              const GError *error)
{
  Test *self = g_task_get_task_data (task);
  BatchServerState state = BATCH_SERVER_STATE_FAILED;

  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_AUTH))
    state = self->api_key != NULL ? BATCH_SERVER_STATE_KEY_REFUSED : BATCH_SERVER_STATE_NO_KEY;
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED))
    state = BATCH_SERVER_STATE_UNRECOGNIZED;
  else if (self->info == NULL && g_error_matches (error, BATCH_ERROR, BATCH_ERROR_BACKEND))
    state = BATCH_SERVER_STATE_UNREACHABLE;

  report (task, state, g_strdup (error->message));
}

/* --- Does one answer? --- */

static guint
count_loaded (GListModel *models)
{
  guint n_loaded = 0;

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      n_loaded += model->state == BATCH_MODEL_STATE_LOADED;
    }
  return n_loaded;
}

static char *
describe_models (Test *self)
{
  g_autofree char *server = batch_server_info_describe (self->info);
  guint n_models = g_list_model_get_n_items (self->models);
  gboolean tells = (batch_server_info_get_flags (self->info)
                    & BATCH_BACKEND_FLAGS_REPORTS_LOADED) != 0;

  if (self->model != NULL)
    return g_strdup_printf (n_models == 1 ? "%s has %u model, and “%s” has answered"
                                          : "%s has %u models, and “%s” has answered",
                            server, n_models, self->model);
  if (tells)
    return g_strdup_printf (n_models == 1 ? "%s answers: %u model, %u of them in memory"
                                          : "%s answers: %u models, %u of them in memory",
                            server, n_models, count_loaded (self->models));
  return g_strdup_printf (n_models == 1 ? "%s answers: %u model" : "%s answers: %u models",
                          server, n_models);
}

/* One that can chat and costs least: in memory, or else the smallest. */
static gboolean
is_better (BatchModel *model,
           BatchModel *than)
{
  gboolean loaded = model->state == BATCH_MODEL_STATE_LOADED;

  if (than == NULL)
    return TRUE;
  if (loaded != (than->state == BATCH_MODEL_STATE_LOADED))
    return loaded;
  return model->size > 0 && model->size < than->size;
}

static char *
choose_model (GListModel *models)
{
  g_autoptr(BatchModel) best = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      if (batch_model_may_chat (model) && !model->remote && is_better (model, best))
        g_set_object (&best, model);
    }
  return best != NULL ? g_strdup (best->id) : NULL;
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_send_finish (BATCH_CLIENT (source), result,
                                                                &error);
  g_auto(BatchOutcome) outcome = { 0 };

  if (response != NULL)
    batch_outcome_from_response (&outcome, response, BATCH_ENDPOINT_NONE, NULL,
                                 g_get_real_time ());
  else
    batch_outcome_from_error (&outcome, error);

  if (outcome.kind == BATCH_FAILURE_KIND_NONE)
    report (task, BATCH_SERVER_STATE_READY, describe_models (g_task_get_task_data (task)));
  else
    {
      g_autoptr(GError) failure = batch_outcome_to_error (&outcome);

      report_error (task, failure);
    }
}

/* The same request is good for both. */
static BatchEndpoint
choose_endpoint (const BatchBackendKind *kind)
{
  const BatchEndpoint chat = BATCH_ENDPOINT_CHAT_COMPLETIONS;

  return kind->endpoints == 0 || (kind->endpoints & 1u << chat) != 0 ? chat
                                                                    : BATCH_ENDPOINT_MESSAGES;
}

static void
ask_model (GTask *task)
{
  Test *self = g_task_get_task_data (task);
  g_autofree char *text = batch_backend_kind_make_body (
    "model", self->model, ",\"max_tokens\":1,"
    "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]");
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));
  const BatchBackendKind *kind = batch_server_info_get_private (self->info);
  const char *url = batch_server_info_get_url (self->info);
  g_auto(BatchWire) wire = { 0 };
  g_autoptr(GError) error = NULL;

  self->client = batch_backend_kind_make_client (kind, url, self->api_key, ANSWER_MS, &error);
  if (self->client != NULL
      && batch_backend_kind_make_wire (kind, url, choose_endpoint (kind), body, &wire, &error))
    batch_client_wire_async (self->client, &wire, NULL, NULL, NULL, g_task_get_cancellable (task),
                             answered_cb, g_object_ref (task));
  else
    report_error (task, error);
}

/* --- Has it models? --- */

static void
models_got_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Test *self = g_task_get_task_data (task);
  const BatchBackendKind *kind = batch_server_info_get_private (self->info);
  g_autoptr(GError) error = NULL;

  self->models = batch_backend_get_models_finish (BATCH_BACKEND (source), result, &error);
  if (self->models == NULL)
    {
      report_error (task, error);
      return;
    }
  if (g_list_model_get_n_items (self->models) == 0)
    {
      report (task, BATCH_SERVER_STATE_NO_MODELS,
              g_strdup_printf ("%s answers, but has no model yet: %s", kind->title,
                               kind->get_model));
      return;
    }

  self->model = self->ask ? choose_model (self->models) : NULL;
  if (self->model != NULL)
    ask_model (task);
  else
    report (task, BATCH_SERVER_STATE_READY, describe_models (self));
}

/* --- What is there, and does it accept the key? --- */

static void
report_key (GTask *task)
{
  Test *self = g_task_get_task_data (task);
  const char *title = batch_server_info_get_title (self->info);

  if (self->api_key != NULL)
    report (task, BATCH_SERVER_STATE_KEY_REFUSED,
            g_strdup_printf ("%s does not accept the key: enter the one that it was started with",
                             title));
  else
    report (task, BATCH_SERVER_STATE_NO_KEY,
            g_strdup_printf ("%s wants a key: enter the one that it was started with", title));
}

/* A provider is known by its address alone: one behind another, such as that of a proxy, is what
 * it was added as. */
static void
believe_kind (BatchServerInfo *info,
              BatchBackend    *backend)
{
  if ((batch_backend_get_flags (backend) & BATCH_BACKEND_FLAGS_NEVER_LOADS) != 0
      && batch_server_info_get_private (info) == batch_backend_kind_any ())
    batch_server_info_set_private (info, batch_backend_get_private_kind (backend));
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Test *self = g_task_get_task_data (task);

  self->info = batch_identify_server_finish (result, &error);
  if (self->info != NULL)
    believe_kind (self->info, g_task_get_source_object (task));
  if (self->info == NULL)
    report_error (task, error);
  else if (batch_server_info_get_asks_key (self->info))
    report_key (task);
  else if (batch_server_info_get_loading (self->info))
    report (task, BATCH_SERVER_STATE_LOADING,
            g_strdup_printf ("%s is still loading its model: test again in a moment",
                             batch_server_info_get_title (self->info)));
  else
    batch_backend_ask_models_async (g_task_get_source_object (task),
                                    batch_server_info_get_private (self->info), self->api_key,
                                    BATCH_LIST_MS,
                                    g_task_get_cancellable (task), models_got_cb,
                                    g_object_ref (task));
}

/**
 * batch_backend_test_async:
 * @self: a backend
 * @api_key: (nullable): the key itself, or %NULL when it needs none
 * @ask: whether to send a tiny request too, which may load a model
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): to be called with the report
 * @user_data: for @callback
 *
 * Tests whether the server can be reached, accepts the key and has models.
 */
void
batch_backend_test_async (BatchBackend        *self,
                          const char          *api_key,
                          gboolean             ask,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Test *test;

  g_return_if_fail (BATCH_IS_BACKEND (self));

  test = g_new0 (Test, 1);
  test->api_key = g_strdup (api_key);
  test->ask = ask;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_backend_test_async);
  g_task_set_task_data (task, test, test_free);
  batch_identify_within_async (batch_backend_get_url (self), api_key, IDENTIFY_MS, cancellable,
                               identified_cb, g_steal_pointer (&task));
}

/**
 * batch_backend_test_finish:
 * @self: a backend
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Ends what [method@Backend.test_async] began.
 *
 * Returns: (transfer full): how it is with the server, however bad; or %NULL with an error
 *   when it was cancelled
 */
BatchServerReport *
batch_backend_test_finish (BatchBackend  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
