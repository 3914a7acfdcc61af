/* backend/batch-backend-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-private.h"

#include "backend/batch-outcome-private.h"
#include "http/batch-client-private.h"

/* Which models a server has: a list, from the first place where it has one, then what
 * other places add to it. Those may be slow, and are not waited for: one that was too slow the last
 * time is hardly waited for at all, until it has answered somebody who had time.
 */

#define DETAIL_MS 2000
#define SLOW_MS   150
#define NOT_FOUND 404

typedef struct
{
  const BatchBackendKind *kind;
  BatchClient            *list_client;
  BatchClient            *detail_client; /* of less patience */
  BatchModelTable        *table;
  gint64                  detail_ms;     /* … which is so much */
  guint                   n_asked;       /* lists, until one was there, then details */
  guint                   list_only : 1;
} Query;

static void
query_free (gpointer data)
{
  Query *self = data;

  g_clear_object (&self->list_client);
  g_clear_object (&self->detail_client);
  batch_model_table_free (self->table);
  g_free (self);
}

static void ask_detail (GTask *task);
static void ask_list   (GTask *task);

/* --- What other places add --- */

gint64
batch_backend_find_detail_ms (gint64   within_ms,
                              gboolean beside,
                              gboolean slow_to_tell)
{
  return MIN (within_ms, slow_to_tell && !beside ? SLOW_MS : DETAIL_MS);
}

/* One that nobody has waited for as long as usual has not shown that it is slow. */
static void
note_slowness (GTask        *task,
               const GError *error)
{
  const Query *self = g_task_get_task_data (task);
  BatchBackend *backend = g_task_get_source_object (task);

  if (error == NULL)
    batch_backend_set_slow_to_tell (backend, FALSE);
  else if (self->detail_ms > SLOW_MS
           && g_error_matches (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT))
    batch_backend_set_slow_to_tell (backend, TRUE);
}

static void
return_models (GTask *task)
{
  Query *self = g_task_get_task_data (task);

  g_task_return_pointer (task, batch_model_table_to_list (self->table), g_object_unref);
}

static void
detail_got_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_get_finish (BATCH_CLIENT (source), result,
                                                               &error);
  Query *self = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;

  note_slowness (task, error);
  if (response != NULL && response->status == 200)
    batch_model_table_read (self->table, &self->kind->details[self->n_asked], FALSE,
                            response->body);
  self->n_asked++;
  ask_detail (task);
}

static void
ask_detail (GTask *task)
{
  Query *self = g_task_get_task_data (task);

  if (self->list_only || self->n_asked == self->kind->n_details)
    return_models (task);
  else
    batch_client_get_async (self->detail_client, self->kind->details[self->n_asked].path,
                            g_task_get_cancellable (task), detail_got_cb, g_object_ref (task));
}

/* --- The list --- */

static GError *
make_list_error (Query         *self,
                 BatchResponse *response)
{
  g_auto(BatchOutcome) outcome = { 0 };

  batch_outcome_from_response (&outcome, response, BATCH_ENDPOINT_NONE, NULL,
                               g_get_real_time ());
  if (outcome.kind != BATCH_FAILURE_KIND_NONE)
    return batch_outcome_to_error (&outcome);

  return g_error_new (BATCH_ERROR, BATCH_ERROR_BACKEND,
                      "%s does not list its models: is it a model server?",
                      batch_client_get_url (self->list_client));
}

static void
list_got_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_get_finish (BATCH_CLIENT (source), result,
                                                               &error);
  Query *self = g_task_get_task_data (task);
  gboolean good = response != NULL && response->status >= 200 && response->status < 300;

  if (response == NULL)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      batch_outcome_from_error (&outcome, error);
      g_task_return_error (task, batch_outcome_to_error (&outcome));
    }
  else if (good && batch_model_table_read (self->table, &self->kind->lists[self->n_asked], TRUE,
                                           response->body))
    {
      self->n_asked = 0;
      ask_detail (task);
    }
  else if (self->n_asked + 1 < self->kind->n_lists && (good || response->status == NOT_FOUND))
    {
      self->n_asked++;
      ask_list (task);
    }
  else
    g_task_return_error (task, make_list_error (self, response));
}

static void
ask_list (GTask *task)
{
  Query *self = g_task_get_task_data (task);

  batch_client_get_async (self->list_client, self->kind->lists[self->n_asked].path,
                          g_task_get_cancellable (task), list_got_cb, g_object_ref (task));
}

static void
ask (GTask                  *task,
     const BatchBackendKind *kind,
     const char             *url,
     const char             *api_key,
     gint64                  within_ms,
     gint64                  detail_ms,
     gboolean                list_only)
{
  Query *self = g_new0 (Query, 1);
  GError *error = NULL;

  self->kind = kind;
  self->list_only = list_only;
  self->detail_ms = detail_ms;
  self->table = batch_model_table_new ();
  g_task_set_task_data (task, self, query_free);
  self->list_client = batch_backend_kind_make_client (kind, url, api_key, within_ms, &error);
  if (self->list_client != NULL)
    self->detail_client = batch_backend_kind_make_client (kind, url, api_key, detail_ms, &error);
  if (self->detail_client != NULL)
    ask_list (task);
  else
    g_task_return_error (task, error);
}

/**
 * batch_backend_list_models_async:
 * @self: a backend
 * @api_key: (nullable): the key itself, or %NULL when it needs none
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): to be called with the answer
 * @user_data: for @callback
 *
 * Asks the server for the names of its models. It loads none of them.
 */
void
batch_backend_list_models_async (BatchBackend        *self,
                                 const char          *api_key,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_BACKEND (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_backend_list_models_async);
  ask (task, batch_backend_get_private_kind (self), batch_backend_get_url (self), api_key,
       BATCH_LIST_MS, DETAIL_MS, TRUE);
}

GListModel *
batch_backend_listed_models_finish (BatchBackend  *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static char **
list_names (GListModel *models)
{
  guint n = g_list_model_get_n_items (models);
  char **names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      names[i] = g_strdup (batch_model_get_id (model));
    }

  return names;
}

/**
 * batch_backend_list_models_finish:
 * @self: a backend
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Ends what [method@Backend.list_models_async] began.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of the models,
 *   or %NULL with an error
 */
char **
batch_backend_list_models_finish (BatchBackend  *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_autoptr(GListModel) models = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  models = batch_backend_listed_models_finish (self, result, error);
  return models != NULL ? list_names (models) : NULL;
}

/* --- Models --- */

void
batch_backend_ask_models_async (BatchBackend           *self,
                                const BatchBackendKind *kind,
                                const char             *api_key,
                                gint64                  within_ms,
                                GCancellable           *cancellable,
                                GAsyncReadyCallback     callback,
                                gpointer                user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, batch_backend_get_models_async);
  ask (task, kind, batch_backend_get_url (self), api_key, within_ms,
       batch_backend_find_detail_ms (within_ms, FALSE,
                                     batch_backend_is_slow_to_tell (self)), FALSE);
}

void
batch_backend_ask_models_beside_async (BatchBackend           *self,
                                       const BatchBackendKind *kind,
                                       const char             *api_key,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, batch_backend_get_models_async);
  ask (task, kind, batch_backend_get_url (self), api_key, BATCH_LOOK_MS,
       batch_backend_find_detail_ms (BATCH_LOOK_MS, TRUE, FALSE), FALSE);
}

static void
models_got_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GListModel *models = batch_backend_get_models_finish (BATCH_BACKEND (source), result, &error);

  if (models != NULL)
    g_task_return_pointer (task, models, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchBackend *self = BATCH_BACKEND (source);
  const BatchBackendKind *kind = batch_backend_identify_finish (self, result);
  const char *api_key = g_task_get_task_data (task);

  batch_backend_ask_models_async (self, kind, api_key, BATCH_LIST_MS,
                                  g_task_get_cancellable (task), models_got_cb,
                                  g_object_ref (task));
}

/**
 * batch_backend_get_models_async:
 * @self: a backend
 * @api_key: (nullable): the key itself, or %NULL when it needs none
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): to be called with the answer
 * @user_data: for @callback
 *
 * Asks the server for its models, and for all that it says of them: whether they are in
 * its memory, how large they are, what they are for. It loads none of them.
 */
void
batch_backend_get_models_async (BatchBackend        *self,
                                const char          *api_key,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_BACKEND (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_backend_get_models_async);
  g_task_set_task_data (task, g_strdup (api_key), (GDestroyNotify) batch_backend_free_key);
  batch_backend_identify_async (self, api_key, cancellable, identified_cb, g_steal_pointer (&task));
}

/**
 * batch_backend_get_models_finish:
 * @self: a backend
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Ends what [method@Backend.get_models_async] began.
 *
 * Returns: (transfer full): a list of [class@Model], or %NULL with an error
 */
GListModel *
batch_backend_get_models_finish (BatchBackend  *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
