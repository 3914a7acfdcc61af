/* api/batch-api-silence-log.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-silence-log-private.h"

#include "core/batch-log-private.h"

#define PERIOD_S  60
#define MAX_LINES 10     /* in a period */

struct _BatchApiSilenceLog
{
  GSource *period;       /* (nullable) unless one has begun */
  guint    n_clients;    /* in it */
};

static const BatchLogFields nothing = { .duration_ms = -1 };

BatchApiSilenceLog *
batch_api_silence_log_new (void)
{
  return g_new0 (BatchApiSilenceLog, 1);
}

static void
end_period (BatchApiSilenceLog *self)
{
  if (self->period == NULL)
    return;

  g_source_destroy (self->period);
  g_clear_pointer (&self->period, g_source_unref);
  if (self->n_clients > MAX_LINES)
    batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_SILENCE, &nothing,
               "Clients that have left without a request that could be read: %u more",
               self->n_clients - MAX_LINES);
  self->n_clients = 0;
}

static gboolean
period_cb (gpointer user_data)
{
  end_period (user_data);
  return G_SOURCE_REMOVE;
}

static void
begin_period (BatchApiSilenceLog *self)
{
  self->period = g_timeout_source_new_seconds (PERIOD_S);
  g_source_set_static_name (self->period, "[batch] tell how many were silent");
  g_source_set_callback (self->period, period_cb, self, NULL);
  g_source_attach (self->period, g_main_context_get_thread_default ());
}

void
batch_api_silence_log_free (BatchApiSilenceLog *self)
{
  end_period (self);
  g_free (self);
}

void
batch_api_silence_log_note (BatchApiSilenceLog *self)
{
  if (self->period == NULL)
    begin_period (self);
  if (++self->n_clients <= MAX_LINES)
    batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_SILENCE, &nothing,
               "A client has left without a request that could be read");
}
