/* batch-executor-unloading.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-planning-private.h"

#include "backend/batch-backend.h"
#include "secret/batch-secret-private.h"

/* Gives memory back: the model that each server holds for us is unloaded, where the server
 * can be told to. */

typedef struct
{
  BatchBackend *backend;
  char         *lane;
  char         *model;
  char         *api_key;           /* (nullable) */
} Unload;

typedef struct
{
  GPtrArray *unloads;              /* of Unload, still to be done */
  GError    *error;                /* (nullable) the first one */
} Freeing;

static void
unload_free (gpointer data)
{
  Unload *unload = data;

  g_object_unref (unload->backend);
  batch_secret_free (unload->api_key);
  g_free (unload->lane);
  g_free (unload->model);
  g_free (unload);
}

static void
freeing_free (gpointer data)
{
  Freeing *freeing = data;

  g_ptr_array_unref (freeing->unloads);
  g_clear_error (&freeing->error);
  g_free (freeing);
}

static void unload_next (BatchCall *call);

static void
emptied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchCall *call = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_empty_lane_finish (BATCH_STORE (source), result, &error))
    g_debug ("That a model was unloaded is not written down: %s", error->message);
  unload_next (call);
}

/* Nobody is to count on it any more, in this process or another. */
static void
forget (BatchExecutor *self,
        const Unload  *unload,
        BatchCall     *call)
{
  BatchLane *lane = batch_executor_find_leased (self, unload->lane);

  if (lane != NULL)
    batch_lane_forget_loaded (lane, unload->model);
  batch_store_empty_lane_async (self->store, unload->lane, unload->model, NULL, emptied_cb, call);
}

static void
unloaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchCall *call = user_data;
  Freeing *freeing = call->data;
  g_autoptr(GError) error = NULL;
  gboolean unloaded = batch_backend_unload_model_finish (BATCH_BACKEND (source), result, &error);

  if (unloaded)
    forget (call->executor, g_ptr_array_index (freeing->unloads, freeing->unloads->len - 1), call);
  else if (freeing->error == NULL)
    freeing->error = g_steal_pointer (&error);

  g_ptr_array_set_size (freeing->unloads, (int) freeing->unloads->len - 1);
  if (!unloaded)
    unload_next (call);
}

static void
unload (BatchCall *call,
        Unload    *next)
{
  batch_backend_unload_model_async (next->backend, next->model, next->api_key, NULL, unloaded_cb,
                                    call);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BatchCall *call = user_data;
  Freeing *freeing = call->data;
  Unload *next = g_ptr_array_index (freeing->unloads, freeing->unloads->len - 1);

  /* Without the key the server says no, and that is told. */
  next->api_key = batch_secret_lookup_finish (result, NULL);
  unload (call, next);
}

static void
unload_next (BatchCall *call)
{
  Freeing *freeing = call->data;
  Unload *next;

  if (freeing->unloads->len == 0)
    {
      batch_executor_expect_plan (call->executor);
      if (freeing->error != NULL)
        batch_call_return_error (call, g_steal_pointer (&freeing->error));
      else
        batch_call_return_int (call, TRUE);
      return;
    }

  next = g_ptr_array_index (freeing->unloads, freeing->unloads->len - 1);
  if (next->api_key == NULL && batch_backend_get_key_name (next->backend) != NULL)
    batch_secret_lookup_async (batch_backend_get_key_name (next->backend), NULL, key_found_cb,
                               call);
  else
    unload (call, next);
}

/* --- What is to be unloaded --- */

static void
add_unload (BatchExecutor *self,
            Freeing       *freeing,
            const char    *lane,
            const char    *model)
{
  g_autoptr(GError) error = NULL;
  BatchBackend *backend = batch_executor_make_backend (self, lane, NULL, &error);
  Unload *next;

  if (backend == NULL)
    {
      if (freeing->error == NULL)
        freeing->error = g_steal_pointer (&error);
      return;
    }

  next = g_new0 (Unload, 1);
  next->backend = backend;
  next->lane = g_strdup (lane);
  next->model = g_strdup (model);
  next->api_key = g_strdup (batch_executor_find_key (self, lane));
  g_ptr_array_add (freeing->unloads, next);
}

static gboolean
something_runs (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer job;

  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (g_hash_table_iter_next (&iter, NULL, &job))
    if (((BatchLiveJob *) job)->record->counts.running > 0)
      return TRUE;

  return FALSE;
}

static void
lanes_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) keys = batch_store_list_lanes_finish (self->store, result, &error);
  GHashTableIter iter;
  gpointer lane;
  gpointer model;

  if (keys == NULL)
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }
  if (something_runs (self))
    {
      batch_call_return_error (call,
        g_error_new (BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                     "Requests are under way; models are unloaded when nothing runs"));
      return;
    }

  g_hash_table_iter_init (&iter, keys);
  while (g_hash_table_iter_next (&iter, &lane, &model))
    if (g_str_has_prefix (lane, BATCH_HTTP_LANE))
      add_unload (self, call->data, lane, model);
  unload_next (call);
}

static void
free_models (BatchExecutor *self,
             BatchCall     *call)
{
  batch_store_list_lanes_async (self->store, NULL, lanes_listed_cb, call);
}

void
batch_executor_free_models (BatchExecutor *self,
                            GTask         *task)
{
  Freeing *freeing = g_new0 (Freeing, 1);

  freeing->unloads = g_ptr_array_new_with_free_func (unload_free);
  batch_executor_call (self, free_models, NULL, freeing, freeing_free, task);
}
