/* backend/batch-model-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-model-watch-private.h"

#include <string.h>

#include "backend/batch-backend-private.h"
#include "backend/batch-model-private.h"
#include "http/batch-client-private.h"

/* The rule: the list of models is asked for
 *
 *   every 2 s   while one of them is being loaded
 *   every 15 s  otherwise
 *   every 60 s  while the server tells by itself, in case it has forgotten something
 *   at once     when it tells, or somebody knows that something has changed
 *
 * and never twice at a time. What an event says in detail does not matter: servers word it in
 * many ways, and the list says the same.
 */

#define LOADING_MS 2000
#define QUIET_MS   15000
#define TOLD_MS    60000
#define LARGEST_EVENT (1024 * 1024)

struct _BatchModelWatch
{
  BatchBackend           *backend;
  const BatchBackendKind *kind;        /* NULL until it is known */
  BatchClient            *client;      /* (nullable) for the events */
  char                   *api_key;     /* (nullable) */
  GCancellable           *stop;
  GSource                *timer;       /* (nullable) */
  BatchModelWatchFunc     func;
  gpointer                user_data;
  guint                   identifying : 1;
  guint                   looking : 1;
  guint                   again : 1;   /* something has changed while looking */
  guint                   listening : 1;
  guint                   told : 1;    /* there were events on this connection */
};

static void look   (BatchModelWatch *self);
static void listen (BatchModelWatch *self);
static void identify (BatchModelWatch *self);

static gboolean
was_stopped (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
clear_timer (BatchModelWatch *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
look_now (BatchModelWatch *self)
{
  if (self->kind == NULL)
    {
      identify (self);
      return;
    }

  listen (self);
  look (self);
}

static gboolean
due_cb (gpointer user_data)
{
  BatchModelWatch *self = user_data;

  clear_timer (self);
  look_now (self);
  return G_SOURCE_REMOVE;
}

static void
look_in (BatchModelWatch *self,
         guint            ms)
{
  clear_timer (self);
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, due_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static gboolean
is_loading (GListModel *models)
{
  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      if (model->state == BATCH_MODEL_STATE_LOADING)
        return TRUE;
    }

  return FALSE;
}

static guint
choose_wait (BatchModelWatch *self,
             GListModel      *models)
{
  if (models != NULL && is_loading (models))
    return LOADING_MS;

  return self->told ? TOLD_MS : QUIET_MS;
}

/* Then there is no watch any more, whatever came of the call at the same moment. */
static gboolean
was_freed (GAsyncResult *result)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result)));
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchModelWatch *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) models = batch_backend_get_models_finish (BATCH_BACKEND (source), result,
                                                                  &error);

  if (was_freed (result) || was_stopped (error))
    return;

  self->looking = FALSE;
  /* Nobody was there to say what it is. */
  if (models == NULL && self->kind == batch_backend_kind_any ())
    self->kind = NULL;
  if (self->again && self->kind != NULL)
    look (self);
  else
    look_in (self, choose_wait (self, models));
  self->func (models, self->user_data);
}

static void
look (BatchModelWatch *self)
{
  self->again = self->looking;
  if (self->looking)
    return;

  self->looking = TRUE;
  batch_backend_ask_models_beside_async (self->backend, self->kind, self->api_key, self->stop,
                                         looked_cb, self);
}

/* --- Events --- */

static void
heard (const char *data,
       gsize       length,
       gpointer    user_data)
{
  BatchModelWatch *self = user_data;
  const char *word = self->kind->events_word;

  self->told = TRUE;
  if (word == NULL || memmem (data, length, word, strlen (word)) != NULL)
    look (self);
}

/* It listens again when it is time to look. */
static void
events_over_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  BatchModelWatch *self = user_data;
  g_autoptr(GError) error = NULL;

  batch_client_listen_finish (BATCH_CLIENT (source), result, &error);
  if (was_freed (result) || was_stopped (error))
    return;

  self->listening = FALSE;
  if (self->told)
    {
      self->told = FALSE;
      look (self);
    }
}

static void
listen (BatchModelWatch *self)
{
  if (self->listening || self->client == NULL)
    return;

  self->listening = TRUE;
  batch_client_listen_async (self->client, self->kind->events_path, heard, self, self->stop,
                             events_over_cb, self);
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  BatchModelWatch *self = user_data;
  BatchBackend *backend = BATCH_BACKEND (source);
  BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;
  const BatchBackendKind *kind = batch_backend_identify_finish (backend, result);

  if (was_freed (result))
    return;

  self->identifying = FALSE;
  self->kind = kind;
  settings.first_byte_ms = 0;
  settings.idle_ms = 0;
  settings.response_limit = LARGEST_EVENT;
  batch_backend_kind_fill_settings (kind, &settings);
  g_clear_object (&self->client);
  if (kind->events_path != NULL)
    self->client = batch_client_new (batch_backend_get_url (backend), self->api_key, &settings,
                                     NULL);
  listen (self);
  look (self);
}

static void
identify (BatchModelWatch *self)
{
  if (self->identifying)
    return;

  self->identifying = TRUE;
  batch_backend_identify_async (self->backend, self->api_key, self->stop, identified_cb, self);
}

BatchModelWatch *
batch_model_watch_new (BatchBackend        *backend,
                       const char          *api_key,
                       BatchModelWatchFunc  func,
                       gpointer             user_data)
{
  BatchModelWatch *self = g_new0 (BatchModelWatch, 1);

  self->backend = g_object_ref (backend);
  self->api_key = g_strdup (api_key);
  self->stop = g_cancellable_new ();
  self->func = func;
  self->user_data = user_data;
  identify (self);
  return self;
}

void
batch_model_watch_free (BatchModelWatch *self)
{
  g_cancellable_cancel (self->stop);
  clear_timer (self);
  g_object_unref (self->stop);
  g_clear_object (&self->client);
  g_object_unref (self->backend);
  batch_backend_free_key (self->api_key);
  g_free (self);
}

void
batch_model_watch_look (BatchModelWatch *self)
{
  look_now (self);
}
