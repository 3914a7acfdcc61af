/* batch-engine-limits.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "backend/batch-backend.h"
#include "backend/batch-server-limits-private.h"
#include "planning/batch-holdings-private.h"
#include "planning/batch-parallel-name-private.h"

/* What a server takes at a time, as it says, and where it does not, as earlier runs have seen. */

typedef struct
{
  BatchBackend      *backend;
  char              *model;        /* (nullable) */
  BatchServerLimits *limits;       /* (nullable) until it has answered */
} Inquiry;

static void
inquiry_free (gpointer data)
{
  Inquiry *self = data;

  g_object_unref (self->backend);
  g_clear_object (&self->limits);
  g_free (self->model);
  g_free (self);
}

/* Without a model: what every one of them takes. */
static guint
find_slots (GHashTable *values,
            const char *server,
            const char *model)
{
  guint least = 0;
  GHashTableIter iter;
  gpointer name;
  gpointer text;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &text))
    {
      const char *found = batch_parallel_name_model (name, server);
      guint number = batch_parallel_parse (text);

      if (found == NULL || number == 0 || (model != NULL && !g_str_equal (found, model)))
        continue;
      least = least > 0 ? MIN (least, number) : number;
    }

  return least;
}

static void
rooms_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Inquiry *self = g_task_get_task_data (task);
  g_autoptr(GHashTable) values = batch_store_list_values_finish (BATCH_STORE (source), result,
                                                                 NULL);
  const char *text = values != NULL
                     ? g_hash_table_lookup (values, batch_backend_get_url (self->backend)) : NULL;

  if (text != NULL)
    batch_server_limits_note (self->limits, BATCH_LIMIT_RESIDENT, batch_parallel_parse (text),
                              BATCH_LIMIT_SOURCE_LEARNED);
  g_task_return_pointer (task, g_steal_pointer (&self->limits), g_object_unref);
}

static void
slots_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Inquiry *self = g_task_get_task_data (task);
  g_autoptr(GHashTable) values = batch_store_list_values_finish (BATCH_STORE (source), result,
                                                                 NULL);

  if (values != NULL)
    batch_server_limits_note (self->limits, BATCH_LIMIT_SLOTS,
                              find_slots (values, batch_backend_get_url (self->backend),
                                          self->model), BATCH_LIMIT_SOURCE_LEARNED);
  batch_store_list_values_async (BATCH_STORE (source), BATCH_ROOM_SPACE,
                                 g_task_get_cancellable (task), rooms_listed_cb,
                                 g_object_ref (task));
}

static void
told_put_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_value_finish (BATCH_STORE (source), result, &error))
    g_debug ("Keeping what a server says that it takes: %s", error->message);
}

static void
keep_told (BatchStore *store,
           const char *space,
           const char *name,
           guint       number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  batch_store_put_value_async (store, space, name, text, NULL, told_put_cb, NULL);
}

/* Of one model that is in memory it says nothing of the others. Returns: (nullable) */
static char *
name_slots (Inquiry *self)
{
  const char *server = batch_backend_get_url (self->backend);

  if ((batch_backend_get_flags (self->backend) & BATCH_BACKEND_FLAGS_IGNORES_MODEL) != 0)
    return g_strdup (server);
  return self->model != NULL ? batch_parallel_name (server, self->model) : NULL;
}

/* For who plans before anything is sent to it. */
static void
keep_limits (BatchStore *store,
             Inquiry    *self)
{
  g_autofree char *name = name_slots (self);

  if (name != NULL
      && batch_server_limits_get_slots_source (self->limits) == BATCH_LIMIT_SOURCE_SERVER)
    keep_told (store, BATCH_TOLD_SPACE, name, batch_server_limits_get_slots (self->limits));
  if (batch_server_limits_get_resident_source (self->limits) == BATCH_LIMIT_SOURCE_SERVER)
    keep_told (store, BATCH_ROOM_SPACE, batch_backend_get_url (self->backend),
               batch_server_limits_get_resident_models (self->limits));
}

static void
server_told_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *engine = g_task_get_source_object (task);
  Inquiry *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!(self->limits = batch_backend_get_limits_finish (BATCH_BACKEND (source), result, &error)))
    g_task_return_error (task, error);
  else if (batch_engine_check_open (engine, task))
    {
      keep_limits (batch_engine_get_store (engine), self);
      batch_store_list_values_async (batch_engine_get_store (engine), BATCH_PARALLEL_SPACE,
                                     g_task_get_cancellable (task), slots_listed_cb,
                                     g_object_ref (task));
    }
}

/**
 * batch_engine_get_limits_async:
 * @self: an engine
 * @backend: a model server
 * @model: (nullable): the name of a model, or %NULL for whichever is in memory
 * @api_key: (nullable): the key itself, or %NULL when it needs none
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): to be called with the answer
 * @user_data: for @callback
 *
 * Finds out how much a server takes at a time, as [method@Backend.get_limits_async] does. What it
 * does not say, and what nobody has set, is what earlier runs have seen: how many requests at a
 * time are best, the least of all its models without @model, and how many models it holds.
 */
void
batch_engine_get_limits_async (BatchEngine         *self,
                               BatchBackend        *backend,
                               const char          *model,
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
  inquiry->model = g_strdup (model);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_get_limits_async);
  g_task_set_task_data (task, inquiry, inquiry_free);
  if (batch_engine_check_open (self, task))
    batch_backend_get_limits_async (backend, model, api_key, cancellable, server_told_cb,
                                    g_object_ref (task));
}

/**
 * batch_engine_get_limits_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Ends what [method@Engine.get_limits_async] began.
 *
 * Returns: (transfer full): the limits, or %NULL with an error
 */
BatchServerLimits *
batch_engine_get_limits_finish (BatchEngine   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
