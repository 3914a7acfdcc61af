/* batch-model-loader-prepare.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-model-loader-state-private.h"

#include "backend/batch-backend-private.h"
#include "backend/batch-server-info-private.h"
#include "lanes/batch-model-loader-step-private.h"
#include "secret/batch-secret-private.h"
#include "store/batch-store-private.h"

/* Gets the model that is wanted into the memory of the server, by the steps of
 * batch-model-loader-step.c. */

/* A server that takes connections and says nothing costs no more than that. */
#define FIND_OUT_MS 1500
/* A preload that takes longer is a load, and not only a look at what is there. */
#define IS_LOAD_MS 250
/* The others are looked for while nobody is served. */
#define LOOK_MS 1500

/* Owned by whatever is under way; @loader is NULL once nobody waits for it. */
struct _BatchPreparation
{
  BatchModelLoader      *loader;
  char                  *model;
  BatchEndpoint          endpoint;
  GBytes                *request;  /* (nullable) */
  gint64                 deadline_ms;
  gint64                 began_at; /* monotonic, of the preload */
  BatchModelLoaderFacts  facts;
  BatchResidency        *leaving;  /* (nullable) being released */
  GCancellable          *cancellable;
  GSource               *timer;    /* (nullable) until it is a load */
  GError                *error;    /* (nullable) why it is given up */
  gint64                 load_ms;  /* -1: it took none */
  gboolean               begun;
};

static void next_step (BatchPreparation *self);

static void
clear_timer (BatchPreparation *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
preparation_free (BatchPreparation *self)
{
  clear_timer (self);
  g_clear_pointer (&self->leaving, batch_residency_free);
  g_clear_error (&self->error);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_object_unref (self->cancellable);
  g_free (self->model);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchPreparation, preparation_free)

/* Whether somebody still waits for @self; if not, it ends here. */
static gboolean
goes_on (BatchPreparation *self)
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

static void
end_badly (BatchPreparation *self,
           BatchVerdict      verdict,
           const GError     *error)
{
  BatchModelLoaderReport report = {
    .result = BATCH_MODEL_LOADER_FAILED,
    .verdict = verdict,
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
  const char *kind = info != NULL ? batch_server_info_get_kind (info) : NULL;

  if (!goes_on (self))
    return;

  /* One that does not answer now, or with nothing that tells it, is asked again for the next
   * model. */
  self->facts.known = TRUE;
  self->loader->known = kind != NULL;
  if (kind != NULL)
    batch_backend_set_kind (self->loader->backend, kind, NULL);
  if (kind != NULL || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED))
    {
      batch_backend_set_identified (self->loader->backend, TRUE);
      self->loader->host->identified (self->loader->host_data, kind);
    }
  next_step (self);
}

static void
identify (BatchPreparation *self)
{
  BatchModelLoader *loader = self->loader;

  if (loader->known
      || batch_backend_get_private_kind (loader->backend) != batch_backend_kind_any ())
    {
      self->facts.known = TRUE;
      next_step (self);
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

  if (goes_on (self))
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
  if (!goes_on (self))
    return;

  batch_model_loader_remember (self->loader, self->leaving->model, NULL, NULL, NULL);
  g_clear_pointer (&self->leaving, batch_residency_free);
  next_step (self);
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
  if (goes_on (self))
    next_step (self);
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

/* --- The load --- */

static gboolean
is_load_cb (gpointer user_data)
{
  BatchPreparation *self = user_data;

  clear_timer (self);
  self->loader->host->loading (self->loader->host_data, -1);
  return G_SOURCE_REMOVE;
}

static void
progress_cb (double   fraction,
             gpointer user_data)
{
  BatchPreparation *self = user_data;

  /* It is told that it begins, too, and that may be a model which is only to stay longer. */
  if (self->loader == NULL || fraction < 0)
    return;

  clear_timer (self);
  self->loader->host->loading (self->loader->host_data, fraction);
}

static void
take_residency (BatchPreparation *self,
                BatchResidency   *residency)
{
  BatchBackendFlags flags = batch_backend_get_flags (self->loader->backend);
  gboolean can_load = (flags & BATCH_BACKEND_FLAGS_CAN_PRELOAD) != 0;

  self->facts.asked = TRUE;
  self->facts.there = can_load || residency->was_loaded;
  if (can_load && !residency->was_loaded)
    self->load_ms = residency->load_ms >= 0
                    ? residency->load_ms
                    : (g_get_monotonic_time () - self->began_at) / 1000;

  if (can_load)
    batch_model_loader_take (self->loader, residency);
  else
    batch_residency_free (residency);
}

static void
gave_up_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchPreparation *self = user_data;

  batch_backend_release_finish (BATCH_BACKEND (source), result, NULL);
  if (goes_on (self))
    end_badly (self, BATCH_VERDICT_LOAD_FAILED, self->error);
}

/* A load that never ends would keep those of all other models waiting. */
static void
give_up (BatchPreparation *self,
         BatchVerdict      verdict,
         GError           *error)
{
  BatchModelLoader *loader = self->loader;
  g_autoptr(BatchResidency) residency = NULL;

  self->error = error;
  if (self->facts.can_load && batch_model_loader_find (loader, self->model) == NULL)
    batch_model_loader_remember (loader, self->model, NULL, NULL, NULL);
  if (verdict != BATCH_VERDICT_LOAD_FAILED || !self->facts.can_unload)
    {
      end_badly (self, verdict, error);
      return;
    }

  residency = batch_residency_new (self->model, FALSE);
  batch_backend_release_async (loader->backend, residency, loader->api_key, self->cancellable,
                               gave_up_cb, self);
}

/* Where others of ours were left in memory, they may have left it no room. */
static gboolean
makes_room (BatchPreparation *self)
{
  BatchModelLoader *loader = self->loader;
  guint n_others = batch_model_loader_count_others (loader, self->model);

  if (!self->facts.can_unload || n_others == 0)
    return FALSE;

  loader->host->full (loader->host_data, n_others);
  return batch_model_loader_in_the_way (loader, self->model) != NULL;
}

static void
preloaded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(GError) error = NULL;
  BatchVerdict verdict = BATCH_VERDICT_OK;
  BatchResidency *residency = batch_backend_preload_finish (BATCH_BACKEND (source), result,
                                                            &verdict, &error);

  clear_timer (self);
  if (self->loader == NULL || residency == NULL)
    {
      g_clear_pointer (&residency, batch_residency_free);
      if (!goes_on (self))
        return;
      if (verdict == BATCH_VERDICT_LOAD_FAILED && makes_room (self))
        next_step (self);
      else
        give_up (self, verdict, g_steal_pointer (&error));
      return;
    }

  take_residency (self, residency);
  next_step (self);
}

/* Where requests say what the model is run with, another load would come with the first of
 * them, had it been loaded with anything else. Returns: (nullable): a JSON object */
static char *
dup_run_options (BatchPreparation *self)
{
  static const BatchJsonMember members[] = { { "options", batch_json_read_slice, 0 } };
  BatchBackend *backend = self->loader->backend;
  BatchJsonValue options = { 0 };
  BatchJsonScanner scanner;
  g_auto(BatchWire) wire = { 0 };
  gsize length;
  const guint8 *data;

  if (self->request == NULL
      || !batch_backend_kind_make_wire (batch_backend_get_private_kind (backend),
                                        batch_backend_get_url (backend), self->endpoint,
                                        self->request, &wire, NULL)
      || wire.form == BATCH_REPLY_PLAIN)
    return NULL;

  data = g_bytes_get_data (wire.body, &length);
  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &options);
  return options.type == BATCH_JSON_OBJECT
         ? g_strndup ((const char *) options.data, options.length) : NULL;
}

/* Whoever comes after a crash can tell it from what we had the server keep. */
static void
found_cb (const BatchResidency *residency,
          gpointer              user_data)
{
  BatchPreparation *self = user_data;
  BatchModelLoader *loader = self->loader;
  g_autofree char *how = NULL;

  if (loader == NULL || loader->shares_card
      || batch_model_loader_find (loader, self->model) != NULL)
    return;

  how = batch_residency_to_text (residency);
  batch_model_loader_remember (loader, self->model, how, NULL, NULL);
}

static void
preload (BatchPreparation *self)
{
  g_autofree char *run_options = dup_run_options (self);
  BatchRunOptions options = { run_options, BATCH_KEEP_MS, self->deadline_ms, found_cb };
  BatchModelLoader *loader = self->loader;

  self->began_at = g_get_monotonic_time ();
  if (self->facts.can_load)
    {
      self->timer = g_timeout_source_new (IS_LOAD_MS);
      g_source_set_static_name (self->timer, "[batch] it is a load");
      g_source_set_callback (self->timer, is_load_cb, self, NULL);
      g_source_attach (self->timer, g_main_context_get_thread_default ());
    }

  batch_backend_preload_async (loader->backend, self->model, &options, loader->api_key,
                               progress_cb, self, self->cancellable, preloaded_cb, self);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_value_finish (BATCH_STORE (source), result, &error))
    g_debug ("What a server is to hold is not written down: %s", error->message);
  if (goes_on (self))
    preload (self);
}

/* --- What the load has left --- */

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BatchPreparation *self = user_data;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  NULL);

  if (!goes_on (self))
    return;

  self->facts.looked = TRUE;
  if (models != NULL)
    self->loader->host->looked (self->loader->host_data, models);
  next_step (self);
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
  self->facts.in_the_way = batch_model_loader_in_the_way (self->loader, self->model) != NULL;
  self->facts.beside = self->load_ms >= 0
                       && batch_model_loader_doubts_others (self->loader, self->model);
  self->facts.idle = batch_model_loader_find_idle (self->loader, self->model) != NULL;
}

static void
next_step (BatchPreparation *self)
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
      if (self->facts.can_load && batch_model_loader_find (self->loader, self->model) == NULL)
        batch_model_loader_remember (self->loader, self->model, BATCH_RESIDENCY_ASKED, asked_cb,
                                     self);
      else
        preload (self);
      break;

    case BATCH_LOADER_STEP_LOOK:
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
      next_step (self->preparation);
    }
}

void
batch_model_loader_stop (BatchModelLoader *self)
{
  BatchPreparation *preparation = g_steal_pointer (&self->preparation);

  if (preparation == NULL)
    return;

  preparation->loader = NULL;
  clear_timer (preparation);
  if (preparation->leaving != NULL)
    g_ptr_array_insert (self->held, 0, g_steal_pointer (&preparation->leaving));
  g_cancellable_cancel (preparation->cancellable);
  if (!preparation->begun)
    preparation_free (preparation);
}
