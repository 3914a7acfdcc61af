/* api/batch-api-expiry.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-service-private.h"

/* Files and uploads whose time is over: from that moment nobody sees those, or adds to these, and
 * they go some time later. */

#define ROUND_MS (600 * 1000)

static void
expired_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (batch_store_expire_files_finish (BATCH_STORE (source), result, &error) < 0)
    g_warning ("Files whose time is over cannot be removed: %s", error->message);
}

static gboolean
round_cb (gpointer user_data)
{
  BatchApiService *self = user_data;

  g_clear_pointer (&self->expiry, g_source_unref);
  batch_api_expiry_begin (self);
  return G_SOURCE_REMOVE;
}

void
batch_api_expiry_begin (BatchApiService *self)
{
  gint64 now = batch_engine_now (self->engine);

  self->expiry = batch_clock_add_timer (self->engine->clock, ROUND_MS, round_cb, self);
  batch_api_assemblies_expire (self->assemblies, now);
  batch_store_expire_files_async (batch_api_service_get_store (self), now, NULL, expired_cb, NULL);
}

void
batch_api_expiry_end (BatchApiService *self)
{
  g_source_destroy (self->expiry);
  g_clear_pointer (&self->expiry, g_source_unref);
}
