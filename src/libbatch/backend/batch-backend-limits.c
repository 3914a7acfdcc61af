/* backend/batch-backend-limits.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-private.h"

#include "backend/batch-model-private.h"
#include "backend/batch-server-limits-private.h"
#include "http/batch-client-private.h"

/* How much a server takes at a time, put together from what its kind usually has, what it
 * says itself, and what a person has set:
 *
 *   which kind? → which models, and what of each? → (what else does it say of one that is in
 *   memory?) → (what of the server?) → done
 *
 * What is not said in time changes nothing. Only a model in memory is asked about: for another
 * one the server would have to load it, and what it says in its list is what the model was
 * trained for, not what a request gets.
 */

#define ASK_MS 2000

typedef struct
{
  const BatchBackendKind *kind;
  BatchClient            *client;
  BatchServerLimits      *limits;
  char                   *api_key;  /* (nullable) */
  char                   *model;    /* (nullable) */
} Inquiry;

static void
inquiry_free (gpointer data)
{
  Inquiry *self = data;

  g_clear_object (&self->client);
  g_clear_object (&self->limits);
  batch_backend_free_key (self->api_key);
  g_free (self->model);
  g_free (self);
}

/* --- What a page says --- */

typedef struct
{
  gint64 slots;
  gint64 context;
  gint64 resident;
} Said;

static void
read_settings (BatchJsonScanner *scanner,
               gpointer          said)
{
  static const BatchJsonMember members[] = {
    { "n_ctx", batch_json_read_int, G_STRUCT_OFFSET (Said, context) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), said);
}

/* Whether it has the page, or not. */
static gboolean
has_answered (BatchResponse *response)
{
  static const int answers[] = { 200, 404, 405, 501 };

  for (guint i = 0; response != NULL && i < G_N_ELEMENTS (answers); i++)
    if (response->status == answers[i])
      return TRUE;
  return FALSE;
}

static void
note_page (Inquiry       *self,
           BatchResponse *response)
{
  static const BatchJsonMember members[] = {
    { "total_slots", batch_json_read_int, G_STRUCT_OFFSET (Said, slots) },
    { "default_generation_settings", read_settings, 0 },
    { "max_instances", batch_json_read_int, G_STRUCT_OFFSET (Said, resident) },
  };
  BatchJsonScanner scanner;
  Said said = { 0 };
  gsize length;
  const guint8 *data;

  if (!has_answered (response))
    batch_server_limits_set_unsure (self->limits);
  if (response == NULL || response->status != 200)
    return;

  data = g_bytes_get_data (response->body, &length);
  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &said);
  if (!batch_json_scanner_finish (&scanner))
    return;

  batch_server_limits_note (self->limits, BATCH_LIMIT_SLOTS, said.slots,
                            BATCH_LIMIT_SOURCE_SERVER);
  batch_server_limits_note (self->limits, BATCH_LIMIT_CONTEXT, said.context,
                            BATCH_LIMIT_SOURCE_SERVER);
  batch_server_limits_note (self->limits, BATCH_LIMIT_RESIDENT, said.resident,
                            BATCH_LIMIT_SOURCE_SERVER);
}

static void
return_limits (GTask *task)
{
  Inquiry *self = g_task_get_task_data (task);
  BatchBackend *backend = g_task_get_source_object (task);

  batch_server_limits_note (self->limits, BATCH_LIMIT_SLOTS, batch_backend_get_parallel (backend),
                            BATCH_LIMIT_SOURCE_USER);
  g_task_return_pointer (task, g_steal_pointer (&self->limits), g_object_unref);
}

static void
server_told_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(BatchResponse) response = batch_client_get_finish (BATCH_CLIENT (source), result,
                                                               NULL);

  if (g_task_return_error_if_cancelled (task))
    return;

  note_page (g_task_get_task_data (task), response);
  return_limits (task);
}

static void
ask_server (GTask *task)
{
  Inquiry *self = g_task_get_task_data (task);

  if (self->kind->limits_path == NULL)
    return_limits (task);
  else
    batch_client_get_async (self->client, self->kind->limits_path, g_task_get_cancellable (task),
                            server_told_cb, g_object_ref (task));
}

static void
model_told_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(BatchResponse) response = batch_client_get_finish (BATCH_CLIENT (source), result,
                                                               NULL);

  if (g_task_return_error_if_cancelled (task))
    return;

  note_page (g_task_get_task_data (task), response);
  ask_server (task);
}

/* --- What the list says --- */

static BatchModel *
find_loaded (GListModel *models)
{
  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      if (model->state == BATCH_MODEL_STATE_LOADED)
        return g_steal_pointer (&model);
    }

  return NULL;
}

static void
note_model (Inquiry    *self,
            BatchModel *model)
{
  batch_server_limits_note (self->limits, BATCH_LIMIT_SLOTS, model->slots,
                            BATCH_LIMIT_SOURCE_SERVER);
  if (model->state == BATCH_MODEL_STATE_LOADED)
    batch_server_limits_note (self->limits, BATCH_LIMIT_CONTEXT, model->context_length,
                              BATCH_LIMIT_SOURCE_SERVER);
}

static void
models_got_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  &error);
  Inquiry *self = g_task_get_task_data (task);
  g_autoptr(BatchModel) model = NULL;
  g_autofree char *path = NULL;

  if (models == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  model = self->model != NULL ? batch_model_find (models, self->kind, self->model)
                              : find_loaded (models);
  if (model != NULL)
    note_model (self, model);
  if (model == NULL || model->state != BATCH_MODEL_STATE_LOADED)
    batch_server_limits_set_unsure (self->limits);

  if (model == NULL || model->state != BATCH_MODEL_STATE_LOADED
      || self->kind->model_limits_path == NULL)
    {
      ask_server (task);
      return;
    }

  path = self->kind->model_limits_path (model->id);
  batch_client_get_async (self->client, path, g_task_get_cancellable (task), model_told_cb,
                          g_object_ref (task));
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchBackend *backend = BATCH_BACKEND (source);
  Inquiry *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->kind = batch_backend_identify_finish (backend, result);
  for (guint i = 0; i < BATCH_N_LIMITS; i++)
    batch_server_limits_note (self->limits, i, self->kind->usual_limits[i],
                              BATCH_LIMIT_SOURCE_DEFAULT);

  if (!(self->client = batch_backend_kind_make_client (self->kind, batch_backend_get_url (backend),
                                                       self->api_key, ASK_MS, &error)))
    g_task_return_error (task, error);
  else
    batch_backend_ask_models_beside_async (backend, self->kind, self->api_key,
                                           g_task_get_cancellable (task), models_got_cb,
                                           g_object_ref (task));
}

/**
 * batch_backend_get_limits_async:
 * @self: a backend
 * @model: (nullable): the name of a model, or %NULL for whichever is in memory
 * @api_key: (nullable): the key itself, or %NULL when it needs none
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): to be called with the answer
 * @user_data: for @callback
 *
 * Finds out how much the server takes at a time. It loads no model, and so it knows
 * more of one that is in memory.
 */
void
batch_backend_get_limits_async (BatchBackend        *self,
                                const char          *model,
                                const char          *api_key,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Inquiry *inquiry;

  g_return_if_fail (BATCH_IS_BACKEND (self));

  inquiry = g_new0 (Inquiry, 1);
  inquiry->limits = batch_server_limits_new ();
  inquiry->api_key = g_strdup (api_key);
  inquiry->model = g_strdup (model);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_backend_get_limits_async);
  g_task_set_task_data (task, inquiry, inquiry_free);
  batch_backend_identify_async (self, api_key, cancellable, identified_cb, g_steal_pointer (&task));
}

/**
 * batch_backend_get_limits_finish:
 * @self: a backend
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Ends what [method@Backend.get_limits_async] began.
 *
 * Returns: (transfer full): the limits, or %NULL with an error
 */
BatchServerLimits *
batch_backend_get_limits_finish (BatchBackend  *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
