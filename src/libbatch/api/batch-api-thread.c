/* api/batch-api-thread.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-thread-private.h"

#include "backend/batch-backend-private.h"

struct _BatchApiThread
{
  GThread         *thread;
  GMainContext    *context;
  GMainLoop       *loop;
  char            *store_uri;
  BatchApiSettings settings;
  GTask           *starting;       /* NULL once it is answered */
  GTask           *stopping;       /* (nullable) */

  /* Only in the thread. */
  BatchApiService *service;        /* NULL until the engine is open */
};

/* --- In the thread --- */

static void
answer_start (BatchApiThread *self,
              GError         *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->starting);

  if (error == NULL)
    g_task_return_int (task, self->service->port);
  else
    {
      g_task_return_error (task, error);
      g_main_loop_quit (self->loop);
    }
}

static void
engine_opened_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  BatchApiThread *self = user_data;
  GError *error = NULL;
  BatchEngine *engine = batch_engine_open_finish (result, &error);

  if (engine != NULL)
    self->service = batch_api_service_new (engine, &self->settings, &error);
  answer_start (self, error);
}

static void
engine_closed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  BatchApiThread *self = user_data;

  batch_engine_close_finish (BATCH_ENGINE (source), result, NULL);
  g_main_loop_quit (self->loop);
}

static void
service_stopped (gpointer user_data)
{
  BatchApiThread *self = user_data;

  batch_engine_close_async (self->service->engine, NULL, engine_closed_cb, self);
}

static gboolean
stop_cb (gpointer user_data)
{
  BatchApiThread *self = user_data;

  if (self->service == NULL)
    {
      g_main_loop_quit (self->loop);
      return G_SOURCE_REMOVE;
    }

  batch_api_service_stop (self->service, service_stopped, self);
  return G_SOURCE_REMOVE;
}

static gpointer
run (gpointer data)
{
  BatchApiThread *self = data;

  g_main_context_push_thread_default (self->context);
  batch_clock_set_thread_default (self->settings.clock);
  batch_engine_open_async (self->store_uri, NULL, engine_opened_cb, self);
  g_main_loop_run (self->loop);

  /* What was answered meanwhile. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_clear_pointer (&self->service, batch_api_service_free);
  g_main_context_pop_thread_default (self->context);
  if (self->stopping != NULL)
    g_task_return_boolean (self->stopping, TRUE);
  g_clear_object (&self->stopping);
  return NULL;
}

/* --- For its owner --- */

BatchApiThread *
batch_api_thread_start (const char             *store_uri,
                        const BatchApiSettings *settings,
                        GTask                  *task)
{
  BatchApiThread *self = g_new0 (BatchApiThread, 1);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->store_uri = g_strdup (store_uri);
  self->settings = *settings;
  self->settings.address = g_strdup (settings->address);
  self->settings.hosts = g_strdupv (settings->hosts);
  self->settings.default_backend = g_strdup (settings->default_backend);
  self->settings.backend_url = g_strdup (settings->backend_url);
  self->settings.backend_key = g_strdup (settings->backend_key);
  self->settings.engine_inbox = batch_mailbox_ref (settings->engine_inbox);
  self->settings.clock = batch_clock_ref (settings->clock);
  self->starting = g_object_ref (task);
  self->thread = g_thread_new ("batch-api", run, self);
  return self;
}

void
batch_api_thread_stop (BatchApiThread *self,
                       GTask          *task)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  self->stopping = task;
  g_source_set_callback (source, stop_cb, self, NULL);
  g_source_attach (source, self->context);
}

void
batch_api_thread_free (BatchApiThread *self)
{
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  if (self->settings.clients_free != NULL)
    self->settings.clients_free (self->settings.clients_data);
  g_free (self->settings.address);
  g_strfreev (self->settings.hosts);
  g_free (self->settings.default_backend);
  g_free (self->settings.backend_url);
  batch_backend_free_key (self->settings.backend_key);
  batch_mailbox_unref (self->settings.engine_inbox);
  batch_clock_unref (self->settings.clock);
  g_free (self->store_uri);
  g_free (self);
}
