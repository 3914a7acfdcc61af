/* backend/batch-backend-release.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-residency-private.h"

#include <string.h>

#include "backend/batch-backend-private.h"
#include "backend/batch-model-private.h"
#include "http/batch-client-private.h"

/* Gives back the memory that a preload took:
 *
 *   it was there before us  → (it stays as long as it would have: one request, where the
 *                             server has to be told) → done
 *   it is ours              → (does anybody else use it? then it stays) → unload it → (some
 *                             answer at once: look until it is gone, for a while) → done
 *
 * That a model cannot be unloaded is no error: its server is gone then, and the model with it.
 */

#define ASK_MS     10000
#define LOOK_MS    250
#define GONE_MS    15000 /* freeing the memory of a graphics card takes up to five seconds … */
#define UNSEEN_MS  5000  /* … also where the server says nothing until that is over */

typedef struct
{
  const BatchBackendKind *kind;
  BatchClient            *client;
  BatchResidency         *residency;
  char                   *api_key;   /* (nullable) */
  gint64                  since;     /* monotonic: it is waited for to be gone */
  gboolean                tells;     /* the server has told before whether it is there */
} Release;

static void look (GTask *task);

static void
release_free (gpointer data)
{
  Release *self = data;

  g_clear_object (&self->client);
  batch_backend_free_key (self->api_key);
  g_clear_pointer (&self->residency, batch_residency_free);
  g_free (self);
}

/* --- Ours --- */

static gboolean
is_told (const BatchModel *model)
{
  return model != NULL && model->state != BATCH_MODEL_STATE_UNKNOWN;
}

/* Some say nothing of what is in memory while they free it. Who has never said anything of it says
 * nothing of its end, either. */
static gboolean
is_waited_for (const Release    *self,
               const BatchModel *model)
{
  gint64 waited_ms = (g_get_monotonic_time () - self->since) / 1000;

  if (model == NULL || model->state == BATCH_MODEL_STATE_UNLOADED)
    return FALSE;

  return is_told (model) ? waited_ms < GONE_MS : self->tells && waited_ms < UNSEEN_MS;
}

static gboolean
look_again_cb (gpointer user_data)
{
  look (user_data);
  return G_SOURCE_REMOVE;
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  NULL);
  Release *self = g_task_get_task_data (task);
  g_autoptr(BatchModel) model = NULL;
  g_autoptr(GSource) again = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (models != NULL)
    model = batch_model_find (models, self->kind, self->residency->model);
  if (!is_waited_for (self, model))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->tells |= is_told (model);
  again = g_timeout_source_new (LOOK_MS);
  g_source_set_callback (again, look_again_cb, g_object_ref (task), g_object_unref);
  g_source_attach (again, g_main_context_get_thread_default ());
}

static void
look (GTask *task)
{
  Release *self = g_task_get_task_data (task);

  batch_backend_ask_models_async (g_task_get_source_object (task), self->kind, self->api_key,
                                  BATCH_LOOK_MS, g_task_get_cancellable (task), looked_cb,
                                  g_object_ref (task));
}

static void
unloaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  Release *self = g_task_get_task_data (task);

  if (!batch_backend_unload_names_finish (BATCH_BACKEND (source), result, &error))
    {
      g_task_return_error (task, error);
    }
  else if (self->kind->unloads_later)
    {
      self->since = g_get_monotonic_time ();
      look (task);
    }
  else
    g_task_return_boolean (task, TRUE);
}

static void
unload (GTask *task)
{
  Release *self = g_task_get_task_data (task);
  BatchResidency *ours = self->residency;
  const char *names[] = { ours->instance != NULL ? ours->instance : ours->model, NULL };

  batch_backend_unload_names_async (g_task_get_source_object (task), self->kind, names,
                                    self->api_key, g_task_get_cancellable (task), unloaded_cb,
                                    g_object_ref (task));
}

/* --- Does anybody use it? --- */

static void
slots_got_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(BatchResponse) response = batch_client_get_finish (BATCH_CLIENT (source), result,
                                                               NULL);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (response != NULL && response->status == 200 && batch_backend_slots_are_busy (response->body))
    g_task_return_boolean (task, TRUE);
  else
    unload (task);
}

static void
unload_if_idle (GTask *task)
{
  Release *self = g_task_get_task_data (task);
  g_autofree char *path = NULL;

  if (self->kind->slots_path == NULL)
    {
      unload (task);
      return;
    }

  path = self->kind->slots_path (self->residency->model);
  batch_client_get_async (self->client, path, g_task_get_cancellable (task), slots_got_cb,
                          g_object_ref (task));
}

/* --- Theirs --- */

static void
given_back_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(BatchResponse) response = batch_client_send_finish (BATCH_CLIENT (source), result,
                                                                &error);

  if (response == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
give_back (GTask *task)
{
  Release *self = g_task_get_task_data (task);
  BatchResidency *residency = self->residency;
  /* Each use makes the time start over: of the usual one, too, some had gone by. */
  gint64 keep_ms = residency->keep_ms < 0 ? -1 : MAX (residency->keep_ms,
                                                      self->kind->usual_keep_ms);
  const BatchRunOptions former = { residency->options, keep_ms, 0 };
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GBytes) body = NULL;

  if (self->kind->usual_keep_ms == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  path = self->kind->load_path (residency->model, residency->uses);
  text = self->kind->load_body (residency->model, residency->uses, &former);
  body = g_bytes_new (text, strlen (text));
  batch_client_send_async (self->client, path, body, NULL, g_task_get_cancellable (task),
                           given_back_cb, g_object_ref (task));
}

/* Whatever is asked of a model that has gone meanwhile would load it. One of which the server does
 * not say that would be kept for as long as we had wanted it, otherwise. */
static void
models_got_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  NULL);
  Release *self = g_task_get_task_data (task);
  g_autoptr(BatchModel) model = NULL;
  gboolean loaded;
  gboolean unknown;

  if (g_task_return_error_if_cancelled (task))
    return;

  if (models != NULL)
    model = batch_model_find (models, self->kind, self->residency->model);
  loaded = model != NULL && model->state == BATCH_MODEL_STATE_LOADED;
  unknown = model != NULL && model->state == BATCH_MODEL_STATE_UNKNOWN;
  self->tells = is_told (model);

  if (self->residency->was_loaded && (loaded || unknown))
    give_back (task);
  else if (self->residency->was_loaded)
    g_task_return_boolean (task, TRUE);
  else if (loaded)
    unload_if_idle (task);
  else
    unload (task);
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchBackend *backend = BATCH_BACKEND (source);
  Release *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->kind = batch_backend_identify_finish (backend, result);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (!(self->client = batch_backend_kind_make_client (self->kind, batch_backend_get_url (backend),
                                                       self->api_key, ASK_MS, &error)))
    g_task_return_error (task, error);
  else if ((self->kind->flags & BATCH_BACKEND_FLAGS_CAN_UNLOAD) == 0)
    g_task_return_boolean (task, TRUE);
  else
    batch_backend_ask_models_async (backend, self->kind, self->api_key, BATCH_LOOK_MS,
                                    g_task_get_cancellable (task), models_got_cb,
                                    g_object_ref (task));
}

void
batch_backend_release_async (BatchBackend         *self,
                             const BatchResidency *residency,
                             const char           *api_key,
                             GCancellable         *cancellable,
                             GAsyncReadyCallback   callback,
                             gpointer              user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Release *release = g_new0 (Release, 1);

  release->api_key = g_strdup (api_key);
  release->residency = batch_residency_copy (residency);

  g_task_set_source_tag (task, batch_backend_release_async);
  g_task_set_task_data (task, release, release_free);
  batch_backend_identify_async (self, api_key, cancellable, identified_cb, g_steal_pointer (&task));
}

gboolean
batch_backend_release_finish (BatchBackend  *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
