/* batch-provider-link.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "native/batch-provider-link-private.h"

#include "secret/batch-secret-private.h"

/* For large files over slow lines. */
#define SENDING_MS (60 * 60 * 1000)

typedef struct
{
  BatchBackend *backend;
  char         *api_key;           /* (nullable) */
} LinkSetup;

static void
link_setup_free (gpointer data)
{
  LinkSetup *setup = data;

  g_object_unref (setup->backend);
  batch_backend_free_key (setup->api_key);
  g_free (setup);
}

void
batch_provider_link_free (BatchProviderLink *self)
{
  g_object_unref (self->client);
  g_free (self->url);
  g_free (self);
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  LinkSetup *setup = g_task_get_task_data (task);
  const BatchBackendKind *kind = batch_backend_identify_finish (setup->backend, result);
  const char *url = batch_backend_get_url (setup->backend);
  BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;
  BatchProviderLink *link;
  BatchClient *client;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (kind->batches == NULL)
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                               "%s at %s has no batch API of its own; submit the batch without "
                               "native mode", kind->title, url);
      return;
    }

  batch_backend_kind_fill_settings (kind, &settings);
  settings.first_byte_ms = SENDING_MS;
  if (!(client = batch_client_new (url, setup->api_key, &settings, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  link = g_new (BatchProviderLink, 1);
  *link = (BatchProviderLink) { client, kind, g_strdup (url) };
  g_task_return_pointer (task, link, (GDestroyNotify) batch_provider_link_free);
}

static void
identify (GTask *task)
{
  LinkSetup *setup = g_task_get_task_data (task);

  batch_backend_identify_async (setup->backend, setup->api_key, g_task_get_cancellable (task),
                                identified_cb, g_object_ref (task));
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  LinkSetup *setup = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  char *key = batch_secret_lookup_finish (result, &error);

  if (key != NULL)
    {
      setup->api_key = g_strdup (key);
      batch_secret_free (key);
      identify (task);
    }
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_AUTH,
                             "The API key “%s” of %s cannot be read: %s",
                             batch_backend_get_key_name (setup->backend),
                             batch_backend_get_url (setup->backend), error->message);
}

void
batch_provider_link_make_async (BatchBackend        *backend,
                                const char          *api_key,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  LinkSetup *setup = g_new (LinkSetup, 1);
  const char *key_name = batch_backend_get_key_name (backend);

  *setup = (LinkSetup) { g_object_ref (backend), NULL };
  g_task_set_source_tag (task, batch_provider_link_make_async);
  g_task_set_task_data (task, setup, link_setup_free);
  if (key_name != NULL)
    {
      batch_secret_lookup_async (key_name, cancellable, key_found_cb, g_steal_pointer (&task));
      return;
    }

  setup->api_key = g_strdup (api_key);
  identify (task);
}

BatchProviderLink *
batch_provider_link_make_finish (GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
