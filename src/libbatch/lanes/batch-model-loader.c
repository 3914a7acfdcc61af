/* batch-model-loader.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-model-loader-state-private.h"

#include "backend/batch-backend-private.h"
#include "secret/batch-secret-private.h"
#include "store/batch-store-private.h"

/* What a server holds for us, and how it is given back. */

/* At the end nobody waits longer than that for a server. */
#define LET_GO_MS 3000
/* … but for the memory that another server is to have. */
#define CLEAR_MS  20000

BatchModelLoader *
batch_model_loader_new (const char   *lane,
                        BatchStore   *store,
                        BatchBackend *backend,
                        const char   *api_key)
{
  BatchModelLoader *self = g_new0 (BatchModelLoader, 1);

  self->lane = g_strdup (lane);
  self->store = g_object_ref (store);
  self->backend = g_object_ref (backend);
  self->api_key = g_strdup (api_key);
  self->has_key = batch_backend_get_key_name (backend) == NULL;
  self->held = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_residency_free);
  self->stop = g_cancellable_new ();
  return self;
}

void
batch_model_loader_free (BatchModelLoader *self)
{
  batch_model_loader_stop (self);
  batch_model_loader_stop_look (self);
  batch_model_loader_unwatch (self);
  g_cancellable_cancel (self->stop);
  g_object_unref (self->stop);
  g_ptr_array_unref (self->held);
  batch_backend_free_key (self->api_key);
  g_object_unref (self->backend);
  g_object_unref (self->store);
  g_free (self->lane);
  g_free (self);
}

void
batch_model_loader_set_host (BatchModelLoader           *self,
                             const BatchModelLoaderHost *host,
                             gpointer                    host_data)
{
  self->host = host;
  self->host_data = host_data;
}

void
batch_model_loader_renew (BatchModelLoader *self,
                          const char       *key_name)
{
  batch_backend_set_key_name (self->backend, key_name);
  if (key_name == NULL)
    return;

  g_clear_pointer (&self->api_key, batch_backend_free_key);
  self->has_key = FALSE;
}

void
batch_model_loader_forget (BatchModelLoader *self)
{
  self->known = FALSE;
  self->doubted = TRUE;
  self->was_asked = FALSE;
  batch_backend_set_identified (self->backend, FALSE);
}

void
batch_model_loader_refute (BatchModelLoader *self)
{
  batch_model_loader_forget (self);
  self->refuted = TRUE;
}

void
batch_model_loader_rest (BatchModelLoader *self)
{
  self->was_asked = FALSE;
  batch_model_loader_unwatch (self);
}

/* --- What is held --- */

BatchResidency *
batch_model_loader_find (BatchModelLoader *self,
                         const char       *model)
{
  for (guint i = 0; i < self->held->len; i++)
    {
      BatchResidency *residency = g_ptr_array_index (self->held, i);

      if (g_str_equal (residency->model, model))
        return residency;
    }

  return NULL;
}

gboolean
batch_model_loader_holds (BatchModelLoader *self,
                          const char       *model)
{
  return batch_model_loader_find (self, model) != NULL;
}

guint
batch_model_loader_count_others (BatchModelLoader *self,
                                 const char       *model)
{
  return self->held->len - (batch_model_loader_find (self, model) != NULL);
}

/* Of those that are not @model the one that is missed least: what the plan says, what nothing
 * waits for, what was not used for longest. */
static BatchResidency *
least_missed (BatchModelLoader *self,
              const char       *model,
              gboolean         *is_needed)
{
  const char *evict = self->host->get_evict (self->host_data);
  BatchResidency *least = NULL;

  *is_needed = TRUE;
  for (guint i = 0; i < self->held->len; i++)
    {
      BatchResidency *residency = g_ptr_array_index (self->held, i);
      gboolean needed = self->host->needs (self->host_data, residency->model);

      if (g_str_equal (residency->model, model))
        continue;
      if (least == NULL || needed < *is_needed
          || (needed == *is_needed && g_strcmp0 (residency->model, evict) == 0))
        {
          least = residency;
          *is_needed = needed;
        }
    }

  return least;
}

/* While nobody knows for how many there is room, all stay, and it is seen whether the server can
 * hold them. */
BatchResidency *
batch_model_loader_in_the_way (BatchModelLoader *self,
                               const char       *model)
{
  gboolean known;
  gboolean is_needed;
  guint room = self->host->get_room (self->host_data, &known);

  if (!known || batch_model_loader_count_others (self, model) < room)
    return NULL;
  return least_missed (self, model, &is_needed);
}

gboolean
batch_model_loader_doubts_others (BatchModelLoader *self,
                                  const char       *model)
{
  gboolean known;

  self->host->get_room (self->host_data, &known);
  return !known && batch_model_loader_count_others (self, model) > 0;
}

/* Where the server may need its room, and makes room by itself. */
BatchResidency *
batch_model_loader_find_idle (BatchModelLoader *self,
                              const char       *model)
{
  const BatchBackendKind *kind = batch_backend_get_private_kind (self->backend);
  gboolean known;
  guint room = self->host->get_room (self->host_data, &known);

  if (known || kind->usual_keep_ms == 0 || batch_model_loader_count_others (self, model) < room)
    return NULL;

  for (guint i = 0; i < self->held->len; i++)
    {
      BatchResidency *residency = g_ptr_array_index (self->held, i);

      if (!residency->is_loose && !g_str_equal (residency->model, model)
          && !self->host->needs (self->host_data, residency->model))
        return residency;
    }

  return NULL;
}

BatchResidency *
batch_model_loader_steal (BatchModelLoader *self,
                          BatchResidency   *residency)
{
  guint index;

  g_ptr_array_find (self->held, residency, &index);
  return g_ptr_array_steal_index (self->held, index);
}

static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_value_finish (BATCH_STORE (source), result, &error))
    g_debug ("What a server holds is not written down: %s", error->message);
}

static char *
name_in_store (BatchModelLoader *self,
               const char       *model)
{
  return g_strconcat (self->lane, "\n", model, NULL);
}

void
batch_model_loader_remember (BatchModelLoader    *self,
                             const char          *model,
                             const char          *how,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autofree char *name = name_in_store (self, model);

  batch_store_put_value_async (self->store, BATCH_HELD_SPACE, name, how, NULL,
                               callback != NULL ? callback : put_cb, user_data);
}

/* One that was ours is still ours when it is found there again, and the time that it has left is
 * what we had it kept for. We have none kept for ever. */
void
batch_model_loader_take (BatchModelLoader *self,
                         BatchResidency   *residency)
{
  BatchResidency *before = batch_model_loader_find (self, residency->model);
  g_autofree char *how = NULL;

  /* It may have been there for another engine of ours, and stays for nobody. */
  residency->was_loaded = residency->was_loaded && !self->shares_card;
  if (before != NULL)
    {
      if (residency->was_loaded && residency->keep_ms >= 0)
        residency->keep_ms = before->keep_ms;
      residency->was_loaded = residency->was_loaded && before->was_loaded;
      if (residency->instance == NULL)
        residency->instance = g_strdup (before->instance);
      g_ptr_array_remove (self->held, before);
    }

  g_ptr_array_add (self->held, residency);
  how = batch_residency_to_text (residency);
  batch_model_loader_remember (self, residency->model, how, NULL, NULL);
}

void
batch_model_loader_drop (BatchModelLoader *self,
                         const char       *model)
{
  BatchResidency *residency = batch_model_loader_find (self, model);

  batch_model_loader_remember (self, model, NULL, NULL, NULL);
  if (residency != NULL)
    g_ptr_array_remove (self->held, residency);
}

void
batch_model_loader_miss (BatchModelLoader *self,
                         const char       *model)
{
  if (batch_model_loader_find (self, model) != NULL)
    batch_model_loader_drop (self, model);
}

void
batch_model_loader_adopt (BatchModelLoader *self,
                          const char       *model,
                          const char       *how)
{
  if (batch_model_loader_find (self, model) == NULL)
    g_ptr_array_add (self->held, batch_residency_from_text (model, how));
}

/* Only what was told to stay would stay for longer than the server keeps a model anyway; and
 * that is too long where others want the memory. */
static gboolean
stays (BatchModelLoader *self)
{
  BatchBackendFlags flag = self->shares_card ? BATCH_BACKEND_FLAGS_CAN_UNLOAD
                                             : BATCH_BACKEND_FLAGS_CAN_PIN;

  return (batch_backend_get_flags (self->backend) & flag) != 0 && self->held->len > 0;
}

void
batch_model_loader_set_shares_card (BatchModelLoader *self,
                                    gboolean          shares_card)
{
  self->shares_card = shares_card;
}

gboolean
batch_model_loader_holds_any (BatchModelLoader *self)
{
  return stays (self);
}

/* --- Giving back --- */

typedef struct
{
  BatchModelLoader     *loader;
  GCancellable         *cancellable;
  GSource              *timer;
  BatchResidency       *residency; /* being given back */
  BatchModelLoaderDone  done;
  gpointer              user_data;
} LetGo;

static void let_go_next (LetGo *self);

static void
let_go_end (LetGo *self)
{
  BatchModelLoader *loader = self->loader;

  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  self->done (self->user_data);
  g_object_unref (self->cancellable);
  g_free (self);

  loader->n_letting_go--;
  batch_model_loader_go_on (loader);
}

static gboolean
give_up_cb (gpointer user_data)
{
  LetGo *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
emptied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_empty_lane_finish (BATCH_STORE (source), result, &error))
    g_debug ("That a model was unloaded is not written down: %s", error->message);
}

/* Nobody is to count on it, in this process or another. */
static void
note_unloaded (BatchModelLoader *self,
               const char       *model)
{
  batch_store_empty_lane_async (self->store, self->lane, model, NULL, emptied_cb, NULL);
  if (self->host != NULL)
    self->host->given_up (self->host_data, model);
}

/* What could not be given back stays remembered, for the next start. */
static void
released_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  LetGo *self = user_data;
  g_autoptr(BatchResidency) residency = g_steal_pointer (&self->residency);
  g_autoptr(GError) error = NULL;

  if (batch_backend_release_finish (BATCH_BACKEND (source), result, &error))
    {
      batch_model_loader_remember (self->loader, residency->model, NULL, NULL, NULL);
      if (!residency->was_loaded)
        note_unloaded (self->loader, residency->model);
    }
  else
    g_debug ("“%s” stays in the memory of %s: %s", residency->model, self->loader->lane,
             error->message);
  let_go_next (self);
}

static void
let_go_next (LetGo *self)
{
  BatchModelLoader *loader = self->loader;

  if (!stays (loader) || g_cancellable_is_cancelled (self->cancellable))
    {
      let_go_end (self);
      return;
    }

  self->residency = g_ptr_array_steal_index (loader->held, 0);
  /* Where a model goes by itself after a while, that is soon enough: whoever comes next finds
   * it there. */
  if (loader->shares_card)
    self->residency->was_loaded = FALSE;
  else if (batch_backend_get_private_kind (loader->backend)->usual_keep_ms > 0)
    self->residency->was_loaded = TRUE;
  batch_backend_release_async (loader->backend, self->residency, loader->api_key,
                               self->cancellable, released_cb, self);
}

static void
let_go_key_found_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  LetGo *self = user_data;

  /* Without the key the server says no. */
  self->loader->api_key = batch_secret_lookup_finish (result, NULL);
  self->loader->has_key = TRUE;
  let_go_next (self);
}

void
batch_model_loader_let_go (BatchModelLoader     *self,
                           BatchModelLoaderDone  done,
                           gpointer              user_data)
{
  LetGo *let_go = g_new0 (LetGo, 1);

  batch_model_loader_unwatch (self);
  self->n_letting_go++;
  let_go->loader = self;
  let_go->cancellable = g_cancellable_new ();
  let_go->done = done;
  let_go->user_data = user_data;
  let_go->timer = g_timeout_source_new (self->shares_card ? CLEAR_MS : LET_GO_MS);
  g_source_set_static_name (let_go->timer, "[batch] giving models back");
  g_source_set_callback (let_go->timer, give_up_cb, let_go, NULL);
  g_source_attach (let_go->timer, g_main_context_get_thread_default ());

  if (self->has_key || !stays (self))
    let_go_next (let_go);
  else
    batch_secret_lookup_async (batch_backend_get_key_name (self->backend), let_go->cancellable,
                               let_go_key_found_cb, let_go);
}

guint
batch_model_loader_get_usual_room (BatchModelLoader *self)
{
  const BatchBackendKind *kind = batch_backend_get_private_kind (self->backend);

  return (guint) kind->usual_limits[BATCH_LIMIT_RESIDENT];
}

guint
batch_model_loader_get_most (BatchModelLoader *self)
{
  return batch_backend_get_private_kind (self->backend)->usual_limits[BATCH_LIMIT_QUEUE];
}

BatchBackendFlags
batch_model_loader_get_flags (BatchModelLoader *self)
{
  return batch_backend_get_flags (self->backend);
}

const BatchBackendKind *
batch_model_loader_get_kind (BatchModelLoader *self)
{
  return batch_backend_get_private_kind (self->backend);
}
