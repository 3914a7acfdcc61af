/* batch-model-loader-prepare.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-model-loader-preparation-private.h"

#include "backend/batch-backend-private.h"
#include "backend/batch-server-info-private.h"
#include "secret/batch-secret-private.h"

/* Gets the model that is wanted into the memory of the server, by the steps of
 * batch-model-loader-step.c. */

/* A server that takes connections and says nothing costs no more than that. */
#define FIND_OUT_MS 1500
/* The others are looked for while nobody is served. */
#define LOOK_MS 1500

void
batch_preparation_clear_timer (BatchPreparation *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
preparation_free (BatchPreparation *self)
{
  batch_preparation_clear_timer (self);
  g_clear_pointer (&self->leaving, batch_residency_free);
  g_clear_error (&self->error);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_object_unref (self->cancellable);
  g_free (self->model);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchPreparation, preparation_free)

gboolean
batch_preparation_goes_on (BatchPreparation *self)
{
  if (self->loader != NULL)
    return TRUE;

  preparation_free (self);
  return FALSE;
}

static void
end (BatchPreparation             *self,
     const BatchModelLoaderReport *report)
{
  g_autoptr(BatchPreparation) preparation = self;
  BatchModelLoader *loader = self->loader;

  loader->preparation = NULL;
  batch_backend_set_identified (loader->backend, loader->known);
  if (report->result != BATCH_MODEL_LOADER_FAILED)
    {
      batch_model_loader_watch (loader, self->model);
      batch_model_loader_ask_limits (loader, self->model);
    }
  loader->host->ended (loader->host_data, report);
}

static void
end_well (BatchPreparation       *self,
          BatchModelLoaderResult  result)
{
  BatchModelLoaderReport report = { .result = result, .load_ms = self->load_ms };

  end (self, &report);
}

void
batch_preparation_fail (BatchPreparation *self,
                        BatchVerdict      verdict,
                        const GError     *error)
{
  BatchModelLoaderReport report = {
    .result = BATCH_MODEL_LOADER_FAILED,
    .verdict = verdict,
    .error = error->domain == BATCH_ERROR ? error->code : 0,
    .message = error->message,
  };

  end (self, &report);
}

/* --- What kind of server it is --- */

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchServerInfo) info = batch_identify_server_finish (result, &error);

  if (!batch_preparation_goes_on (self))
    return;

  /* One that does not answer now, or with nothing that tells it, is asked again for the next
   * model. */
  self->facts.known = TRUE;
  batch_model_loader_take_kind (self->loader, info, error);
  batch_preparation_continue (self);
}

static void
identify (BatchPreparation *self)
{
  BatchModelLoader *loader = self->loader;

  if (batch_model_loader_knows_kind (loader) || loader->was_asked)
    {
      loader->was_asked = FALSE;
      self->facts.known = TRUE;
      batch_preparation_continue (self);
      return;
    }

  batch_identify_within_async (batch_backend_get_url (loader->backend), loader->api_key,
                               FIND_OUT_MS, self->cancellable, identified_cb, self);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BatchPreparation *self = user_data;
  char *key = batch_secret_lookup_finish (result, NULL);

  if (self->loader != NULL)
    {
      batch_backend_free_key (self->loader->api_key);
      self->loader->api_key = key;
      self->loader->has_key = TRUE;
    }
  else
    batch_secret_free (key);

  if (batch_preparation_goes_on (self))
    identify (self);
}

static void
find_out (BatchPreparation *self)
{
  BatchModelLoader *loader = self->loader;

  if (loader->has_key)
    identify (self);
  else
    batch_secret_lookup_async (batch_backend_get_key_name (loader->backend), self->cancellable,
                               key_found_cb, self);
}

/* --- What is in the way --- */

/* A server that cannot release it may still make room by itself. */
static void
released_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_backend_release_finish (BATCH_BACKEND (source), result, &error))
    g_debug ("A model is not given back: %s", error->message);
  if (!batch_preparation_goes_on (self))
    return;

  batch_model_loader_remember (self->loader, self->leaving->model, NULL, NULL, NULL);
  g_clear_pointer (&self->leaving, batch_residency_free);
  batch_preparation_continue (self);
}

static void
release (BatchPreparation *self)
{
  BatchModelLoader *loader = self->loader;

  self->leaving =
    batch_model_loader_steal (loader, batch_model_loader_in_the_way (loader, self->model));
  loader->host->given_up (loader->host_data, self->leaving->model);
  batch_backend_release_async (loader->backend, self->leaving, loader->api_key,
                               self->cancellable, released_cb, self);
}

static void
loosened_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_backend_release_finish (BATCH_BACKEND (source), result, &error))
    g_debug ("A model is kept for longer than it is needed: %s", error->message);
  if (batch_preparation_goes_on (self))
    batch_preparation_continue (self);
}

/* It is given back as if it had been there before us: others may leave it there. */
static void
loosen (BatchPreparation *self)
{
  BatchModelLoader *loader = self->loader;
  BatchResidency *idle = batch_model_loader_find_idle (loader, self->model);
  g_autoptr(BatchResidency) loose = batch_residency_copy (idle);

  idle->is_loose = TRUE;
  loose->was_loaded = TRUE;
  batch_backend_release_async (loader->backend, loose, loader->api_key, self->cancellable,
                               loosened_cb, self);
}

/* --- What the server has --- */

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  NULL);

  if (!batch_preparation_goes_on (self))
    return;

  if (models != NULL)
    self->loader->host->looked (self->loader->host_data, models);
  batch_preparation_continue (self);
}

static void
look (BatchPreparation *self)
{
  BatchModelLoader *loader = self->loader;

  batch_backend_ask_models_async (loader->backend, batch_backend_get_private_kind (loader->backend),
                                  loader->api_key, LOOK_MS, self->cancellable, left_cb, self);
}

/* --- The steps --- */

/* A server that cuts off what others have under way, and would wait for its end by itself,
 * makes room by itself. */
static gboolean
can_release (BatchBackendFlags flags)
{
  return (flags & BATCH_BACKEND_FLAGS_CAN_UNLOAD) != 0
         && ((flags & BATCH_BACKEND_FLAGS_UNLOAD_CUTS) == 0
             || (flags & (BATCH_BACKEND_FLAGS_EVICTS_BUSY | BATCH_BACKEND_FLAGS_CAN_PIN)) != 0);
}

static void
look_at_facts (BatchPreparation *self)
{
  BatchBackendFlags flags = batch_backend_get_flags (self->loader->backend);

  self->facts.can_load = (flags & BATCH_BACKEND_FLAGS_CAN_PRELOAD) != 0;
  self->facts.can_unload = can_release (flags);
  self->facts.tells = (flags & BATCH_BACKEND_FLAGS_REPORTS_LOADED) != 0;
  self->facts.missed = self->loader->host->misses (self->loader->host_data, self->model);
  self->facts.in_the_way = batch_model_loader_in_the_way (self->loader, self->model) != NULL;
  self->facts.beside = self->load_ms >= 0
                       && batch_model_loader_doubts_others (self->loader, self->model);
  self->facts.idle = batch_model_loader_find_idle (self->loader, self->model) != NULL;
}

void
batch_preparation_continue (BatchPreparation *self)
{
  look_at_facts (self);
  switch (batch_model_loader_next_step (&self->facts))
    {
    case BATCH_LOADER_STEP_FIND_OUT:
      find_out (self);
      break;

    case BATCH_LOADER_STEP_RELEASE:
      release (self);
      break;

    case BATCH_LOADER_STEP_LOOSEN:
      loosen (self);
      break;

    case BATCH_LOADER_STEP_PRELOAD:
      batch_preparation_load (self);
      break;

    case BATCH_LOADER_STEP_LIST:
      self->facts.listed = TRUE;
      look (self);
      break;

    case BATCH_LOADER_STEP_LOOK:
      self->facts.looked = TRUE;
      look (self);
      break;

    case BATCH_LOADER_STEP_READY:
      end_well (self, self->load_ms >= 0 ? BATCH_MODEL_LOADER_LOADED : BATCH_MODEL_LOADER_THERE);
      break;

    case BATCH_LOADER_STEP_SEND:
      end_well (self, BATCH_MODEL_LOADER_UNTOLD);
      break;
    }
}

void
batch_model_loader_prepare (BatchModelLoader *self,
                            const char       *model,
                            BatchEndpoint     endpoint,
                            GBytes           *request,
                            gint64            deadline_ms)
{
  BatchPreparation *preparation = g_new0 (BatchPreparation, 1);

  batch_model_loader_stop (self);
  batch_model_loader_stop_look (self);
  batch_model_loader_unwatch (self);
  preparation->loader = self;
  preparation->model = g_strdup (model);
  preparation->endpoint = endpoint;
  preparation->request = request != NULL ? g_bytes_ref (request) : NULL;
  preparation->deadline_ms = deadline_ms;
  preparation->load_ms = -1;
  preparation->cancellable = g_cancellable_new ();
  self->preparation = preparation;
  batch_model_loader_go_on (self);
}

void
batch_model_loader_go_on (BatchModelLoader *self)
{
  if (self->n_letting_go == 0 && self->preparation != NULL && !self->preparation->begun)
    {
      self->preparation->begun = TRUE;
      batch_preparation_continue (self->preparation);
    }
}

void
batch_model_loader_stop (BatchModelLoader *self)
{
  BatchPreparation *preparation = g_steal_pointer (&self->preparation);

  if (preparation == NULL)
    return;

  preparation->loader = NULL;
  batch_preparation_clear_timer (preparation);
  if (preparation->leaving != NULL)
    g_ptr_array_insert (self->held, 0, g_steal_pointer (&preparation->leaving));
  g_cancellable_cancel (preparation->cancellable);
  if (!preparation->begun)
    preparation_free (preparation);
}
