/* batch-http-readiness.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-http-handler-state-private.h"

#include "secret/batch-secret-private.h"

/* Getting ready: the key, then the kind of the server. Who has asked meanwhile is sent then. */

static BatchEnding *
ending_without_key (BatchHttpHandler *self,
                    const GError     *error)
{
  BatchEnding *ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

  ending->verdict = BATCH_VERDICT_AUTH;
  ending->failure_kind = BATCH_FAILURE_KIND_AUTH;
  ending->shut_out = TRUE;
  ending->costs_attempt = FALSE;
  ending->message = self->key_name != NULL
                    ? g_strdup_printf ("The API key “%s” of %s cannot be read: %s", self->key_name,
                                       batch_backend_get_url (self->backend), error->message)
                    : g_strdup_printf ("The API key for %s cannot be used: %s",
                                       batch_backend_get_url (self->backend), error->message);
  return ending;
}

static void
end_preparing (BatchHttpHandler *self,
               const GError     *error)
{
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->preparing = FALSE;
  self->waiting = g_ptr_array_new ();
  for (guint i = 0; i < waiting->len; i++)
    {
      BatchHttpSend *send = g_ptr_array_index (waiting, i);

      if (self->client != NULL)
        batch_http_send_now (send);
      else
        batch_http_send_end (send, ending_without_key (self, error));
    }
}

static void
set_patience (BatchClientSettings    *settings,
              const BatchHttpOptions *options)
{
  if (options->first_byte_ms > 0)
    settings->first_byte_ms = options->first_byte_ms;
  if (options->idle_ms > 0)
    settings->idle_ms = options->idle_ms;
  if (options->stall_ms > 0)
    settings->stall_ms = options->stall_ms;
}

static void
make_client (BatchHttpHandler *self,
             const char       *api_key)
{
  BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;
  g_autoptr(GError) error = NULL;

  batch_backend_kind_fill_settings (self->kind, &settings);
  set_patience (&settings, self->options);
  self->lacks = 0;
  self->client = batch_client_new (batch_backend_get_url (self->backend), api_key, &settings,
                                   &error);
  end_preparing (self, error);
}

typedef struct
{
  BatchHttpHandler *handler;
  char             *api_key;            /* (nullable) */
} Identifying;

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Identifying *identifying = user_data;
  BatchHttpHandler *self = identifying->handler;
  const BatchBackendKind *kind = batch_backend_identify_finish (BATCH_BACKEND (source), result);

  /* Then there is no handler any more. */
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    {
      self->kind = kind;
      if (self->renewed)
        batch_http_prepare (self);
      else
        make_client (self, identifying->api_key);
    }

  batch_backend_free_key (identifying->api_key);
  g_free (identifying);
}

static void
identify (BatchHttpHandler *self,
          const char       *api_key)
{
  Identifying *identifying;

  if (self->knows_kind)
    {
      make_client (self, api_key);
      return;
    }

  identifying = g_new (Identifying, 1);
  *identifying = (Identifying) { self, g_strdup (api_key) };
  batch_backend_identify_async (self->backend, api_key, self->stop, identified_cb, identifying);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  char *key = batch_secret_lookup_finish (result, &error);
  BatchHttpHandler *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (self->renewed)
    batch_http_prepare (self);
  else if (key != NULL)
    identify (self, key);
  else
    end_preparing (self, error);
  batch_secret_free (key);
}

void
batch_http_prepare (BatchHttpHandler *self)
{
  self->preparing = TRUE;
  self->renewed = FALSE;
  if (self->key_name != NULL)
    batch_secret_lookup_async (self->key_name, self->stop, key_found_cb, self);
  else
    identify (self, self->api_key);
}
