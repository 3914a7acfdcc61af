/* batch-model-loader-load.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-model-loader-preparation-private.h"

#include "backend/batch-backend-private.h"
#include "store/batch-store-private.h"

/* The load of a model, and what becomes of it. */

/* A preload that takes longer is a load, and not only a look at what is there. */
#define IS_LOAD_MS 250

static gboolean
is_load_cb (gpointer user_data)
{
  BatchPreparation *self = user_data;

  batch_preparation_clear_timer (self);
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

  batch_preparation_clear_timer (self);
  self->loader->host->loading (self->loader->host_data, fraction);
}

/* It was there, but with other settings, of ours or of others. */
static gboolean
was_reloaded (BatchPreparation     *self,
              const BatchResidency *residency)
{
  const BatchBackendKind *kind = batch_model_loader_get_kind (self->loader);
  const BatchResidency *before = batch_model_loader_find (self->loader, self->model);
  g_autofree char *former = NULL;
  g_autofree char *setting = NULL;

  if (before == NULL)
    return residency->was_reloaded;
  if (kind->dup_setting_of_options == NULL)
    return FALSE;

  former = kind->dup_setting_of_options (before->options);
  setting = kind->dup_setting_of_options (residency->options);
  return g_strcmp0 (former, setting) != 0;
}

static void
take_residency (BatchPreparation *self,
                BatchResidency   *residency)
{
  BatchBackendFlags flags = batch_backend_get_flags (self->loader->backend);
  gboolean can_load = (flags & BATCH_BACKEND_FLAGS_CAN_PRELOAD) != 0 && !residency->is_untold;

  self->facts.asked = TRUE;
  self->facts.there = can_load || residency->was_loaded;
  if (can_load && (!residency->was_loaded || was_reloaded (self, residency)))
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
  if (batch_preparation_goes_on (self))
    batch_preparation_fail (self, BATCH_VERDICT_LOAD_FAILED, self->error);
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
      batch_preparation_fail (self, verdict, error);
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

  batch_preparation_clear_timer (self);
  if (self->loader == NULL || residency == NULL)
    {
      g_clear_pointer (&residency, batch_residency_free);
      if (!batch_preparation_goes_on (self))
        return;
      if (verdict == BATCH_VERDICT_LOAD_FAILED && makes_room (self))
        batch_preparation_continue (self);
      else
        give_up (self, verdict, g_steal_pointer (&error));
      return;
    }

  take_residency (self, residency);
  batch_preparation_continue (self);
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

  if (self->endpoint == BATCH_ENDPOINT_EMBEDDINGS)
    options.uses = BATCH_MODEL_USES_EMBEDDING;
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
  if (batch_preparation_goes_on (self))
    preload (self);
}

void
batch_preparation_load (BatchPreparation *self)
{
  BatchModelLoader *loader = self->loader;

  if (self->facts.can_load && batch_model_loader_find (loader, self->model) == NULL)
    batch_model_loader_remember (loader, self->model, BATCH_RESIDENCY_ASKED, asked_cb, self);
  else
    preload (self);
}
