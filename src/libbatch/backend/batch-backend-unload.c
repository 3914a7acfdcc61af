/* backend/batch-backend-unload.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-private.h"

#include <string.h>

#include "backend/batch-model-private.h"
#include "backend/batch-outcome-private.h"
#include "http/batch-client-private.h"
#include "json/batch-json-members-private.h"

/* Takes a model out of the memory of its server:
 *
 *   which kind? → (if it is to be idle, and what is under way would be cut: is it loaded? → does it
 *   do something? →) (where it has instances: which ones? →) one POST for each → done
 *
 * A model that was not in memory is as good as one that was; and to ask some servers what one does
 * would load it.
 */

#define UNLOAD_MS 60000 /* some wait for what is under way */
#define ASK_MS    10000

typedef struct
{
  const BatchBackendKind *kind;
  BatchClient            *client;
  char                   *api_key;  /* (nullable) */
  char                   *model;
  char                  **names;    /* what is to be unloaded, one after the other */
  guint                   n_done;
  gboolean                if_idle;
} Unload;

static void
unload_free (gpointer data)
{
  Unload *self = data;

  g_clear_object (&self->client);
  batch_backend_free_key (self->api_key);
  g_free (self->model);
  g_strfreev (self->names);
  g_free (self);
}

static void unload_next (GTask *task);

static gboolean
was_not_loaded (const BatchBackendKind *kind,
                BatchResponse          *response)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (response->body, &length);

  return kind->not_loaded != NULL && length > 0 && response->status == 400
         && memmem (data, length, kind->not_loaded, strlen (kind->not_loaded)) != NULL;
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
  Unload *self = g_task_get_task_data (task);
  g_auto(BatchOutcome) outcome = { 0 };

  if (response != NULL && ((response->status >= 200 && response->status < 300)
                           || was_not_loaded (self->kind, response)))
    {
      self->n_done++;
      unload_next (task);
      return;
    }

  if (response == NULL)
    batch_outcome_from_error (&outcome, error);
  else
    batch_outcome_from_response (&outcome, response, BATCH_ENDPOINT_NONE, NULL,
                                 g_get_real_time ());
  g_task_return_error (task, batch_outcome_to_error (&outcome));
}

static void
unload_next (GTask *task)
{
  Unload *self = g_task_get_task_data (task);
  const char *name = self->names[self->n_done];
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GBytes) body = NULL;

  if (name == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  path = self->kind->unload_path (name);
  text = self->kind->unload_body (name);
  body = g_bytes_new (text, strlen (text));
  batch_client_send_async (self->client, path, body, NULL, g_task_get_cancellable (task), sent_cb,
                           g_object_ref (task));
}

static void
unload_names (GTask              *task,
              const char * const *names)
{
  BatchBackend *backend = g_task_get_source_object (task);
  Unload *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->names = g_strdupv ((char **) names);
  self->client = batch_backend_kind_make_client (self->kind, batch_backend_get_url (backend),
                                                 self->api_key, UNLOAD_MS, &error);
  if (self->client != NULL)
    unload_next (task);
  else
    g_task_return_error (task, error);
}

static void
instances_got_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchBackend *backend = BATCH_BACKEND (source);
  Unload *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (backend, result, &error);
  const char *none[] = { NULL };
  const char *one[] = { self->model, NULL };
  const char * const *names = none;

  if (models == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      if (model->instances == NULL)
        continue;
      if (g_str_equal (model->id, self->model))
        names = (const char * const *) model->instances;
      else if (g_strv_contains ((const char * const *) model->instances, self->model))
        names = one;
    }
  unload_names (task, names);
}

static void
find_instances (GTask *task)
{
  BatchBackend *backend = g_task_get_source_object (task);
  Unload *self = g_task_get_task_data (task);
  const char *names[] = { self->model, NULL };

  if (self->kind->unloads_instances)
    batch_backend_ask_models_async (backend, self->kind, self->api_key, BATCH_LIST_MS,
                                    g_task_get_cancellable (task), instances_got_cb,
                                    g_object_ref (task));
  else
    unload_names (task, names);
}

/* --- Whether it is idle --- */

static void
read_processing (BatchJsonScanner *scanner,
                 gpointer          busy)
{
  BatchJsonValue value;

  if (batch_json_scanner_read_value (scanner, &value) && value.type == BATCH_JSON_TRUE)
    *(gboolean *) busy = TRUE;
}

gboolean
batch_backend_slots_are_busy (GBytes *body)
{
  static const BatchJsonMember members[] = { { "is_processing", read_processing, 0 } };
  BatchJsonScanner scanner;
  gboolean busy = FALSE;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  if (batch_json_scanner_peek (&scanner) != BATCH_JSON_ARRAY)
    return FALSE;

  batch_json_scanner_enter_array (&scanner);
  while (batch_json_scanner_next_element (&scanner))
    batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &busy);
  return batch_json_scanner_finish (&scanner) && busy;
}

static void
slots_got_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(BatchResponse) response = batch_client_get_finish (BATCH_CLIENT (source), result,
                                                               NULL);
  Unload *self = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;

  g_clear_object (&self->client);
  if (response != NULL && response->status == 200 && batch_backend_slots_are_busy (response->body))
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                             "%s is at work with “%s”, and unloading it would cut that off",
                             batch_backend_get_url (g_task_get_source_object (task)), self->model);
  else
    find_instances (task);
}

static void
ask_slots (GTask *task)
{
  BatchBackend *backend = g_task_get_source_object (task);
  Unload *self = g_task_get_task_data (task);
  g_autofree char *path = self->kind->slots_path (self->model);
  GError *error = NULL;

  self->client = batch_backend_kind_make_client (self->kind, batch_backend_get_url (backend),
                                                 self->api_key, ASK_MS, &error);
  if (self->client != NULL)
    batch_client_get_async (self->client, path, g_task_get_cancellable (task), slots_got_cb,
                            g_object_ref (task));
  else
    g_task_return_error (task, error);
}

static void
models_got_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  NULL);
  Unload *self = g_task_get_task_data (task);
  g_autoptr(BatchModel) model = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (models != NULL)
    model = batch_model_find (models, self->kind, self->model);
  if (model != NULL && model->state == BATCH_MODEL_STATE_LOADED)
    ask_slots (task);
  else
    find_instances (task);
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchBackend *backend = BATCH_BACKEND (source);
  Unload *self = g_task_get_task_data (task);

  self->kind = batch_backend_identify_finish (backend, result);
  if (g_task_return_error_if_cancelled (task))
    return;

  if ((self->kind->flags & BATCH_BACKEND_FLAGS_CAN_UNLOAD) == 0)
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                             "%s cannot be told to unload a model, and keeps it until it ends "
                             "or needs the room", batch_backend_get_url (backend));
  else if (self->if_idle && self->kind->slots_path != NULL
           && (self->kind->flags & BATCH_BACKEND_FLAGS_UNLOAD_CUTS) != 0)
    batch_backend_ask_models_async (backend, self->kind, self->api_key, BATCH_LIST_MS,
                                    g_task_get_cancellable (task), models_got_cb,
                                    g_object_ref (task));
  else
    find_instances (task);
}

void
batch_backend_unload_names_async (BatchBackend           *self,
                                  const BatchBackendKind *kind,
                                  const char * const     *names,
                                  const char             *api_key,
                                  GCancellable           *cancellable,
                                  GAsyncReadyCallback     callback,
                                  gpointer                user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Unload *unload = g_new0 (Unload, 1);

  unload->kind = kind;
  unload->api_key = g_strdup (api_key);
  g_task_set_source_tag (task, batch_backend_unload_names_async);
  g_task_set_task_data (task, unload, unload_free);
  unload_names (task, names);
}

gboolean
batch_backend_unload_names_finish (BatchBackend  *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
unload_model (BatchBackend        *self,
              const char          *model,
              gboolean             if_idle,
              const char          *api_key,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Unload *unload = g_new0 (Unload, 1);

  unload->api_key = g_strdup (api_key);
  unload->model = g_strdup (model);
  unload->if_idle = if_idle;
  g_task_set_source_tag (task, unload_model);
  g_task_set_task_data (task, unload, unload_free);
  batch_backend_identify_async (self, api_key, cancellable, identified_cb, g_steal_pointer (&task));
}

/**
 * batch_backend_unload_model_async:
 * @self: a backend
 * @model: the name of a model
 * @api_key: (nullable): the key itself, or %NULL when it needs none
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): to be called when it is done
 * @user_data: for @callback
 *
 * Asks the server to take a model out of its memory. It is no mistake if it is not there.
 *
 * Servers with `BATCH_BACKEND_FLAGS_UNLOAD_CUTS` end the requests that are under way. The
 * others finish them first, and some answer before they have.
 *
 * Of a server whose kind is not known it is found out first.
 */
void
batch_backend_unload_model_async (BatchBackend        *self,
                                  const char          *model,
                                  const char          *api_key,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_BACKEND (self));
  g_return_if_fail (model != NULL);

  unload_model (self, model, FALSE, api_key, cancellable, callback, user_data);
}

/**
 * batch_backend_unload_idle_model_async:
 * @self: a backend
 * @model: the name of a model
 * @api_key: (nullable): the key itself, or %NULL when it needs none
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): to be called when it is done
 * @user_data: for @callback
 *
 * Does what [method@Backend.unload_model_async] does, unless that would cut off requests.
 *
 * Some servers with `BATCH_BACKEND_FLAGS_UNLOAD_CUTS` say whether a model is at work. Of those that
 * do not, whoever sends requests has to know.
 */
void
batch_backend_unload_idle_model_async (BatchBackend        *self,
                                       const char          *model,
                                       const char          *api_key,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_BACKEND (self));
  g_return_if_fail (model != NULL);

  unload_model (self, model, TRUE, api_key, cancellable, callback, user_data);
}

/**
 * batch_backend_unload_idle_model_finish:
 * @self: a backend
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Ends what [method@Backend.unload_idle_model_async] began.
 *
 * Returns: whether it was done; `BATCH_ERROR_INVALID_STATE` if the model is at work, and
 *   `BATCH_ERROR_UNSUPPORTED` if it is a kind of server that cannot do that
 */
gboolean
batch_backend_unload_idle_model_finish (BatchBackend  *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * batch_backend_unload_model_finish:
 * @self: a backend
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Ends what [method@Backend.unload_model_async] began.
 *
 * Returns: whether it was done; `BATCH_ERROR_UNSUPPORTED` if it is a kind of server that
 *   cannot do that
 */
gboolean
batch_backend_unload_model_finish (BatchBackend  *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
