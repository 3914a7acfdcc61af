/* batch-engine-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "backend/batch-backend-private.h"
#include "backend/batch-model-private.h"
#include "backend/batch-refused-uses-private.h"
#include "planning/batch-parallel-name-private.h"

/* The models of a server as it describes them, and as requests have found them to be. */

typedef struct
{
  BatchBackend *backend;
  GListModel   *models;        /* (nullable) until it has answered */
} Inquiry;

static void
inquiry_free (gpointer data)
{
  Inquiry *self = data;

  g_object_unref (self->backend);
  g_clear_object (&self->models);
  g_free (self);
}

/* Another model may have come under the same name. */
static void
correct_model (BatchEngine *engine,
               BatchModel  *model,
               const char  *name,
               const char  *text)
{
  BatchRefusedUses refused = batch_refused_uses_parse (text);
  gint64 size = batch_model_get_size (model);

  if (size > 0 && refused.size != size)
    batch_executor_tell_model_size (batch_engine_get_executor (engine), name, size);
  if (batch_refused_uses_hold (&refused, size))
    batch_model_correct (model, refused.uses);
}

static void
correct_models (BatchEngine *engine,
                Inquiry     *self,
                GHashTable  *values)
{
  const BatchBackendKind *kind = batch_backend_get_private_kind (self->backend);
  GHashTableIter iter;
  gpointer name;
  gpointer text;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &text))
    {
      const char *key = batch_parallel_name_model (name, batch_backend_get_url (self->backend));
      g_autoptr(BatchModel) model = key != NULL ? batch_model_find (self->models, kind, key) : NULL;

      if (model != NULL)
        correct_model (engine, model, name, text);
    }
}

static void
refused_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Inquiry *self = g_task_get_task_data (task);
  g_autoptr(GHashTable) values = batch_store_list_values_finish (BATCH_STORE (source), result,
                                                                 NULL);

  if (values != NULL)
    correct_models (g_task_get_source_object (task), self, values);
  g_task_return_pointer (task, g_steal_pointer (&self->models), g_object_unref);
}

static void
models_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *engine = g_task_get_source_object (task);
  Inquiry *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!(self->models = batch_backend_get_models_finish (BATCH_BACKEND (source), result, &error)))
    g_task_return_error (task, error);
  else if (batch_engine_check_open (engine, task))
    batch_store_list_values_async (batch_engine_get_store (engine), BATCH_REFUSED_USES_SPACE,
                                   g_task_get_cancellable (task), refused_listed_cb,
                                   g_object_ref (task));
}

/**
 * batch_engine_get_models_async:
 * @self: an engine
 * @backend: a model server
 * @api_key: (nullable): the key itself, or %NULL when it needs none
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): to be called with the models
 * @user_data: for @callback
 *
 * Asks a server for its models, as [method@Backend.get_models_async] does, and takes away what
 * requests have shown that they cannot be used for: see [property@Model:refused].
 */
void
batch_engine_get_models_async (BatchEngine         *self,
                               BatchBackend        *backend,
                               const char          *api_key,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Inquiry *inquiry;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (BATCH_IS_BACKEND (backend));

  inquiry = g_new0 (Inquiry, 1);
  inquiry->backend = g_object_ref (backend);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_get_models_async);
  g_task_set_task_data (task, inquiry, inquiry_free);
  if (batch_engine_check_open (self, task))
    batch_backend_get_models_async (backend, api_key, cancellable, models_cb, g_object_ref (task));
}

/**
 * batch_engine_get_models_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Ends what [method@Engine.get_models_async] began.
 *
 * Returns: (transfer full): a list of [class@Model], or %NULL with an error
 */
GListModel *
batch_engine_get_models_finish (BatchEngine   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
