/* batch-local-api.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "local-api/batch-local-api.h"

#include "widgets/batch-settings.h"

/* The switch of the local Batch API: what a person wants is in the settings, and this sees to it
 * that it is so. One thing is done at a time; when it is done, it is looked what is wanted now. */

struct _BatchLocalApi
{
  GObject         parent_instance;

  BatchEngine    *engine;
  BatchApiServer *server;          /* (nullable) that listens, or begins or ends to */
  BatchApiKey    *key;             /* (nullable) until it is known */
  char           *problem;         /* (nullable) */
  GTask          *ending;          /* (nullable) who waits for its end */
  guint           port;
  gboolean        enabled;
  guint           busy : 1;
  guint           failed : 1;      /* so, as it is wanted now; not tried again by itself */
  guint           ended : 1;
};

enum
{
  PROP_0,
  PROP_ENABLED,
  PROP_PORT,
  PROP_ADDRESS,
  PROP_TOKEN,
  PROP_PROBLEM,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchLocalApi, batch_local_api, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void update (BatchLocalApi *self);

static void
notify (BatchLocalApi *self,
        guint          property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_problem (BatchLocalApi *self,
             const char    *problem)
{
  g_autofree char *words = batch_localize (problem);

  if (g_strcmp0 (self->problem, words) == 0)
    return;

  g_free (self->problem);
  self->problem = g_steal_pointer (&words);
  notify (self, PROP_PROBLEM);
}

/* --- Beginning --- */

static void
fail (BatchLocalApi *self,
      GError        *error)
{
  self->busy = FALSE;
  self->failed = TRUE;
  set_problem (self, error->message);
  g_error_free (error);
  update (self);
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BatchLocalApi) self = user_data;
  GError *error = NULL;

  if (!batch_api_server_start_finish (BATCH_API_SERVER (source), result, &error))
    {
      g_clear_object (&self->server);
      fail (self, error);
      return;
    }

  self->busy = FALSE;
  set_problem (self, NULL);
  notify (self, PROP_ADDRESS);
  update (self);
}

/* Among servers that have names, the library chooses by their models; one that the environment
 * names by its address is known to nobody else. */
static const char *
find_backend (BatchLocalApi *self)
{
  const char *backend = batch_engine_get_default_backend (self->engine);

  return backend != NULL && strstr (backend, "://") != NULL ? backend : NULL;
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BatchLocalApi) self = user_data;
  GError *error = NULL;

  g_clear_object (&self->key);
  self->key = batch_api_key_ensure_finish (result, &error);
  if (self->key == NULL)
    {
      fail (self, error);
      return;
    }

  notify (self, PROP_TOKEN);
  self->server = batch_api_server_new (self->engine);
  batch_api_server_set_port (self->server, self->port);
  batch_api_server_set_backend (self->server, find_backend (self));
  batch_api_server_start_async (self->server, NULL, started_cb, g_object_ref (self));
}

static void
begin (BatchLocalApi *self)
{
  self->busy = TRUE;
  batch_api_key_ensure_async (self->engine, NULL, key_found_cb, g_object_ref (self));
}

/* --- Ending --- */

static void
stopped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BatchLocalApi) self = user_data;

  batch_api_server_stop_finish (BATCH_API_SERVER (source), result, NULL);
  g_clear_object (&self->server);
  self->busy = FALSE;
  notify (self, PROP_ADDRESS);
  update (self);
}

static void
end (BatchLocalApi *self)
{
  self->busy = TRUE;
  batch_api_server_stop_async (self->server, NULL, stopped_cb, g_object_ref (self));
}

/* --- What is wanted, and what is --- */

/* Whether the server is as it is to be. */
static gboolean
is_right (BatchLocalApi *self)
{
  return batch_api_server_get_port (self->server) == self->port
         && g_strcmp0 (batch_api_server_get_backend (self->server), find_backend (self)) == 0;
}

static void
tell_ended (BatchLocalApi *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->ending);

  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static void
update (BatchLocalApi *self)
{
  gboolean wanted = self->enabled && !self->ended;

  if (self->busy)
    return;

  if (self->server != NULL && (!wanted || !is_right (self)))
    end (self);
  else if (self->server == NULL && wanted && !self->failed)
    begin (self);
  else if (self->server == NULL && self->ended)
    tell_ended (self);
}

/* Something else is wanted, so that what did not work before may work now. */
static void
want (BatchLocalApi *self)
{
  self->failed = FALSE;
  set_problem (self, NULL);
  update (self);
}

/* --- The object --- */

static void
batch_local_api_dispose (GObject *object)
{
  BatchLocalApi *self = BATCH_LOCAL_API (object);

  g_clear_object (&self->server);
  g_clear_object (&self->key);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (batch_local_api_parent_class)->dispose (object);
}

static void
batch_local_api_finalize (GObject *object)
{
  BatchLocalApi *self = BATCH_LOCAL_API (object);

  g_free (self->problem);

  G_OBJECT_CLASS (batch_local_api_parent_class)->finalize (object);
}

static void
batch_local_api_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BatchLocalApi *self = BATCH_LOCAL_API (object);

  switch (prop_id)
    {
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;

    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;

    case PROP_ADDRESS:
      g_value_set_string (value, batch_local_api_get_address (self));
      break;

    case PROP_TOKEN:
      g_value_set_string (value, batch_local_api_get_token (self));
      break;

    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_local_api_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  BatchLocalApi *self = BATCH_LOCAL_API (object);

  switch (prop_id)
    {
    case PROP_ENABLED:
      if (self->enabled == g_value_get_boolean (value))
        return;
      self->enabled = g_value_get_boolean (value);
      break;

    case PROP_PORT:
      if (self->port == g_value_get_uint (value))
        return;
      self->port = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  g_object_notify_by_pspec (object, pspec);
  if (self->engine != NULL)
    want (self);
}

static void
batch_local_api_class_init (BatchLocalApiClass *klass)
{
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_local_api_dispose;
  object_class->finalize = batch_local_api_finalize;
  object_class->get_property = batch_local_api_get_property;
  object_class->set_property = batch_local_api_set_property;

  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, FALSE, writable);
  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, writable);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, readable);
  properties[PROP_TOKEN] = g_param_spec_string ("token", NULL, NULL, NULL, readable);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_local_api_init (BatchLocalApi *self)
{
}

static void
bind (BatchLocalApi *self,
      const char    *key,
      const char    *property)
{
  g_settings_bind (batch_settings_get (), key, self, property, G_SETTINGS_BIND_DEFAULT);
}

BatchLocalApi *
batch_local_api_new (BatchEngine *engine)
{
  BatchLocalApi *self = g_object_new (BATCH_TYPE_LOCAL_API, NULL);

  bind (self, "local-api-port", "port");
  bind (self, "local-api", "enabled");
  self->engine = g_object_ref (engine);
  g_signal_connect_object (engine, "notify::default-backend", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return self;
}

/* --- What people see --- */

gboolean
batch_local_api_is_on (BatchLocalApi *self)
{
  g_return_val_if_fail (BATCH_IS_LOCAL_API (self), FALSE);

  return self->enabled && self->problem == NULL;
}

const char *
batch_local_api_get_address (BatchLocalApi *self)
{
  g_return_val_if_fail (BATCH_IS_LOCAL_API (self), NULL);

  return self->server != NULL ? batch_api_server_get_uri (self->server) : NULL;
}

const char *
batch_local_api_get_token (BatchLocalApi *self)
{
  g_return_val_if_fail (BATCH_IS_LOCAL_API (self), NULL);

  return self->key != NULL ? batch_api_key_get_token (self->key) : NULL;
}

const char *
batch_local_api_get_problem (BatchLocalApi *self)
{
  g_return_val_if_fail (BATCH_IS_LOCAL_API (self), NULL);

  return self->problem;
}

GListModel *
batch_local_api_get_clients (BatchLocalApi *self)
{
  g_return_val_if_fail (BATCH_IS_LOCAL_API (self), NULL);

  return self->server != NULL ? batch_api_server_get_clients (self->server) : NULL;
}

void
batch_local_api_try_again (BatchLocalApi *self)
{
  g_return_if_fail (BATCH_IS_LOCAL_API (self));

  want (self);
}

void
batch_local_api_end_async (BatchLocalApi       *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_LOCAL_API (self));

  self->ended = TRUE;
  self->ending = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->ending, batch_local_api_end_async);
  update (self);
}
