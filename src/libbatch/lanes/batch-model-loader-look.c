/* batch-model-loader-look.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-model-loader-state-private.h"

#include "backend/batch-backend-private.h"
#include "backend/batch-server-info-private.h"
#include "secret/batch-secret-private.h"

/* A look at what the server has in memory, before it is chosen which model comes first: others
 * may have had it loaded. Whoever waits for it waits no longer than for a server that says nothing
 * when a model is prepared, and what it has found out is not asked for again there. */

#define PATIENCE_MS 1500

/* Owned by whatever is under way; @loader is NULL once nobody waits for it. */
struct _BatchLook
{
  BatchModelLoader     *loader;
  GCancellable         *cancellable;
  GSource              *timer;     /* NULL until the key is known */
  BatchModelLoaderDone  done;
  gpointer              user_data;
};

/* One that says no more than that it is a model server may still be what it was said to be, behind
 * a proxy that leaves the rest out. */
static const BatchBackendKind *
weigh_kind (BatchModelLoader *self,
            BatchServerInfo  *info)
{
  const BatchBackendKind *before = batch_backend_get_private_kind (self->backend);
  const BatchBackendKind *kind = info != NULL ? batch_server_info_get_private (info) : NULL;
  gboolean is_provider = (before->flags & BATCH_BACKEND_FLAGS_NEVER_LOADS) != 0;

  return kind == batch_backend_kind_any () && (is_provider || !self->refuted) ? before : kind;
}

/* What the other one had in memory went with it, and how many it works on at a time is no news of
 * this one. */
static void
drop_former (BatchModelLoader *self)
{
  self->host->slots (self->host_data, NULL, 0);
  while (self->held->len > 0)
    {
      const BatchResidency *residency = g_ptr_array_index (self->held, 0);
      g_autofree char *model = g_strdup (residency->model);

      batch_model_loader_drop (self, model);
      self->host->given_up (self->host_data, model);
    }
}

void
batch_model_loader_take_kind (BatchModelLoader *self,
                              BatchServerInfo  *info,
                              const GError     *error)
{
  const BatchBackendKind *before = batch_backend_get_private_kind (self->backend);
  const BatchBackendKind *found = weigh_kind (self, info);
  const char *kind = found != NULL ? found->nick : NULL;
  gboolean was_any = before == batch_backend_kind_any ();

  self->known = kind != NULL;
  self->was_asked = FALSE;
  if (kind != NULL)
    {
      self->doubted = FALSE;
      self->refuted = FALSE;
      batch_backend_set_kind (self->backend, kind, NULL);
    }
  if (kind != NULL && found != before && !was_any)
    drop_former (self);
  if (kind != NULL || (was_any && g_error_matches (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED)))
    {
      batch_backend_set_identified (self->backend, TRUE);
      self->host->identified (self->host_data, kind);
    }
}

gboolean
batch_model_loader_knows_kind (BatchModelLoader *self)
{
  return self->known
         || (!self->doubted
             && batch_backend_get_private_kind (self->backend) != batch_backend_kind_any ());
}

/* --- The end of it --- */

/* The one that is under way stays with what it waits for. */
static void
detach (BatchLook *self)
{
  self->loader->look = NULL;
  self->loader = NULL;
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
look_free (BatchLook *self)
{
  g_object_unref (self->cancellable);
  g_free (self);
}

static gboolean
goes_on (BatchLook *self)
{
  if (self->loader != NULL)
    return TRUE;

  look_free (self);
  return FALSE;
}

static void
end (BatchLook *self)
{
  BatchModelLoaderDone done = self->done;
  gpointer user_data = self->user_data;

  batch_backend_set_identified (self->loader->backend, self->loader->known);
  detach (self);
  look_free (self);
  done (user_data);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  BatchLook *self = user_data;
  BatchModelLoaderDone done = self->done;
  gpointer done_data = self->user_data;

  detach (self);
  g_cancellable_cancel (self->cancellable);
  done (done_data);
  return G_SOURCE_REMOVE;
}

void
batch_model_loader_stop_look (BatchModelLoader *self)
{
  BatchLook *look = self->look;

  if (look == NULL)
    return;

  self->was_asked = FALSE;
  detach (look);
  g_cancellable_cancel (look->cancellable);
}

/* --- The steps --- */

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchLook *self = user_data;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  NULL);

  if (!goes_on (self))
    return;

  if (models != NULL)
    self->loader->host->looked (self->loader->host_data, models);
  end (self);
}

static void
look (BatchLook *self)
{
  BatchModelLoader *loader = self->loader;
  BatchBackendFlags flags = batch_backend_get_flags (loader->backend);

  if ((flags & BATCH_BACKEND_FLAGS_REPORTS_LOADED) != 0
      && (flags & BATCH_BACKEND_FLAGS_IGNORES_MODEL) == 0)
    batch_backend_ask_models_async (loader->backend,
                                    batch_backend_get_private_kind (loader->backend),
                                    loader->api_key, PATIENCE_MS, self->cancellable, looked_cb,
                                    self);
  else
    end (self);
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  BatchLook *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchServerInfo) info = batch_identify_server_finish (result, &error);

  if (!goes_on (self))
    return;

  batch_model_loader_take_kind (self->loader, info, error);
  self->loader->was_asked = !self->loader->known;
  look (self);
}

static void
identify (BatchLook *self)
{
  BatchModelLoader *loader = self->loader;

  if (batch_model_loader_knows_kind (loader))
    {
      look (self);
      return;
    }

  loader->was_asked = TRUE;
  batch_identify_within_async (batch_backend_get_url (loader->backend), loader->api_key,
                               PATIENCE_MS, self->cancellable, identified_cb, self);
}

/* A key is waited for: a person may have to unlock it, and would be asked again for the model. */
static void
begin (BatchLook *self)
{
  self->timer = g_timeout_source_new (PATIENCE_MS);
  g_source_set_static_name (self->timer, "[batch] look at a server");
  g_source_set_callback (self->timer, out_of_patience_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  identify (self);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BatchLook *self = user_data;
  char *key = batch_secret_lookup_finish (result, NULL);

  if (!goes_on (self))
    {
      batch_secret_free (key);
      return;
    }

  batch_backend_free_key (self->loader->api_key);
  self->loader->api_key = key;
  self->loader->has_key = TRUE;
  begin (self);
}

void
batch_model_loader_look (BatchModelLoader     *self,
                         BatchModelLoaderDone  done,
                         gpointer              user_data)
{
  BatchLook *look = g_new0 (BatchLook, 1);

  batch_model_loader_stop_look (self);
  self->look = look;
  look->loader = self;
  look->cancellable = g_cancellable_new ();
  look->done = done;
  look->user_data = user_data;

  if (self->has_key)
    begin (look);
  else
    batch_secret_lookup_async (batch_backend_get_key_name (self->backend), look->cancellable,
                               key_found_cb, look);
}
