/* api/batch-api-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-server-private.h"

#include "api/batch-api-client-private.h"
#include "engine/batch-engine-call-private.h"
#include "engine/batch-engine-private.h"

#define LOOPBACK "127.0.0.1"

/**
 * BatchApiServer:
 *
 * The local Batch API: programs that know the Batch API of OpenAI or the message
 * batches of Anthropic put them in here, and engines on the same store work on them.
 *
 * It listens on loopback, and wants a key ([class@ApiKey]), unless it is told otherwise. It
 * only takes in and answers: batches are worked on by an engine that is
 * [property@Engine:active], in this process or in another one. Requests whose clients wait
 * for the answer (chats, embeddings, messages) are for the engine that it was made with, which
 * sends them before what waits of batches, and has to be active for them.
 *
 * What strangers send is read in a thread of its own. This object belongs to the main
 * context in which it was made.
 */

enum
{
  PROP_0,
  PROP_ENGINE,
  PROP_ADDRESS,
  PROP_HOSTS,
  PROP_PORT,
  PROP_NEEDS_KEY,
  PROP_BACKEND,
  PROP_PATIENCE,
  PROP_URI,
  PROP_CLIENTS,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchApiServer, batch_api_server, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_api_server_dispose (GObject *object)
{
  BatchApiServer *self = BATCH_API_SERVER (object);

  if (self->thread != NULL)
    {
      batch_api_thread_stop (self->thread, NULL);
      g_clear_pointer (&self->thread, batch_api_thread_free);
    }
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (batch_api_server_parent_class)->dispose (object);
}

static void
batch_api_server_finalize (GObject *object)
{
  BatchApiServer *self = BATCH_API_SERVER (object);

  g_free (self->address);
  g_strfreev (self->hosts);
  g_free (self->backend);
  g_free (self->uri);
  g_object_unref (self->clients);

  G_OBJECT_CLASS (batch_api_server_parent_class)->finalize (object);
}

static void
batch_api_server_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BatchApiServer *self = BATCH_API_SERVER (object);

  switch (prop_id)
    {
    case PROP_ENGINE:
      g_value_set_object (value, self->engine);
      break;

    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;

    case PROP_HOSTS:
      g_value_set_boxed (value, self->hosts);
      break;

    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;

    case PROP_NEEDS_KEY:
      g_value_set_boolean (value, self->needs_key);
      break;

    case PROP_BACKEND:
      g_value_set_string (value, self->backend);
      break;

    case PROP_PATIENCE:
      g_value_set_uint (value, self->patience);
      break;

    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;

    case PROP_CLIENTS:
      g_value_set_object (value, self->clients);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_api_server_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  BatchApiServer *self = BATCH_API_SERVER (object);

  switch (prop_id)
    {
    case PROP_ENGINE:
      self->engine = g_value_dup_object (value);
      break;

    case PROP_ADDRESS:
      batch_api_server_set_address (self, g_value_get_string (value));
      break;

    case PROP_HOSTS:
      batch_api_server_set_hosts (self, g_value_get_boxed (value));
      break;

    case PROP_PORT:
      batch_api_server_set_port (self, g_value_get_uint (value));
      break;

    case PROP_NEEDS_KEY:
      batch_api_server_set_needs_key (self, g_value_get_boolean (value));
      break;

    case PROP_BACKEND:
      batch_api_server_set_backend (self, g_value_get_string (value));
      break;

    case PROP_PATIENCE:
      batch_api_server_set_patience (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)
#define WRITABLE (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static void
batch_api_server_class_init (BatchApiServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_api_server_dispose;
  object_class->finalize = batch_api_server_finalize;
  object_class->get_property = batch_api_server_get_property;
  object_class->set_property = batch_api_server_set_property;

  /**
   * BatchApiServer:engine:
   *
   * An engine on the store that it works on. When it is active, it answers chats.
   */
  properties[PROP_ENGINE] =
    g_param_spec_object ("engine", NULL, NULL, BATCH_TYPE_ENGINE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * BatchApiServer:address:
   *
   * Where it listens: an address in numbers. On another than loopback, others in the network
   * reach it.
   */
  properties[PROP_ADDRESS] =
    g_param_spec_string ("address", NULL, NULL, LOOPBACK, WRITABLE);

  /**
   * BatchApiServer:hosts:
   *
   * Names by which clients may call it besides its addresses and the name of the computer, such as
   * `nas.local`, or the one that a proxy in front of it has. A request that calls it otherwise is
   * refused, as any page on the web may have a name that leads here.
   */
  properties[PROP_HOSTS] =
    g_param_spec_boxed ("hosts", NULL, NULL, G_TYPE_STRV, WRITABLE);

  /**
   * BatchApiServer:port:
   *
   * The port that it listens on; 0 before it starts: any that is free.
   */
  properties[PROP_PORT] =
    g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, WRITABLE);

  /**
   * BatchApiServer:needs-key:
   *
   * Whether clients need a key. Without, all see everything.
   */
  properties[PROP_NEEDS_KEY] =
    g_param_spec_boolean ("needs-key", NULL, NULL, TRUE, WRITABLE);

  /**
   * BatchApiServer:backend:
   *
   * Name or URL of the model server for batches that name none; %NULL: the first that is
   * known.
   */
  properties[PROP_BACKEND] =
    g_param_spec_string ("backend", NULL, NULL, NULL, WRITABLE);

  /**
   * BatchApiServer:patience:
   *
   * How many seconds a client may take to say what it wants; it is hung up on when nothing
   * but a trickle comes or goes for twice as long.
   */
  properties[PROP_PATIENCE] =
    g_param_spec_uint ("patience", NULL, NULL, 1, BATCH_API_MAX_PATIENCE_S,
                       BATCH_API_PATIENCE_S, WRITABLE);

  /**
   * BatchApiServer:uri:
   *
   * What clients call it, such as `http://127.0.0.1:8787/v1`; %NULL while it does not listen.
   */
  properties[PROP_URI] =
    g_param_spec_string ("uri", NULL, NULL, NULL, READABLE);

  /**
   * BatchApiServer:clients: (getter get_clients)
   *
   * The programs that have used it lately, of type [class@ApiClient]: the last few dozens of them,
   * the last one first. Those that were turned away are not among them.
   */
  properties[PROP_CLIENTS] =
    g_param_spec_object ("clients", NULL, NULL, G_TYPE_LIST_MODEL, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_api_server_init (BatchApiServer *self)
{
  self->clients = g_list_store_new (BATCH_TYPE_API_CLIENT);
  self->address = g_strdup (LOOPBACK);
  self->hosts = g_new0 (char *, 1);
  self->patience = BATCH_API_PATIENCE_S;
  self->needs_key = TRUE;
}

/**
 * batch_api_server_new:
 * @engine: an engine on the store that it is to work on
 *
 * Makes a server, which does not listen yet.
 *
 * Returns: (transfer full): a server
 */
BatchApiServer *
batch_api_server_new (BatchEngine *engine)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (engine), NULL);

  return g_object_new (BATCH_TYPE_API_SERVER, "engine", engine, NULL);
}

/* --- Starting and stopping --- */

static void
tell_uri (BatchApiServer *self)
{
  gboolean brackets = strchr (self->address, ':') != NULL;
  g_autofree char *uri = g_strdup_printf ("http://%s%s%s:%u/v1", brackets ? "[" : "",
                                          self->address, brackets ? "]" : "", self->port);

  batch_api_server_take_uri (self, uri);
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchApiServer *self = BATCH_API_SERVER (source);
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gssize port = g_task_propagate_int (G_TASK (result), &error);

  if (error != NULL)
    {
      g_clear_pointer (&self->thread, batch_api_thread_free);
      g_task_return_error (task, error);
      return;
    }

  batch_api_server_take_port (self, (guint) port);
  tell_uri (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * batch_api_server_start_async:
 * @self: a server that does not listen
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it listens
 * @user_data: data for @callback
 *
 * Begins to listen, and goes on with the batches that were put in before.
 */
void
batch_api_server_start_async (BatchApiServer      *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) start = NULL;
  BatchApiSettings settings;
  g_autoptr(BatchMailbox) inbox = NULL;

  g_return_if_fail (BATCH_IS_API_SERVER (self));

  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_api_server_start_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->thread != NULL)
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                               "The server listens already");
      return;
    }

  inbox = batch_executor_ref_inbox (batch_engine_get_executor (self->engine));
  settings = (BatchApiSettings) {
    .address = self->address,
    .hosts = self->hosts,
    .default_backend = self->backend,
    .backend_url = batch_engine_is_url (self->backend) ? self->backend : NULL,
    .backend_key = (char *) batch_engine_find_url_key (self->engine, self->backend),
    .engine_inbox = inbox,
    .clock = self->engine->clock,
    .patience = self->patience,
    .port = (guint16) self->port,
    .needs_key = self->needs_key,
  };
  batch_api_server_listen (self, &settings);
  start = g_task_new (self, NULL, started_cb, g_steal_pointer (&task));
  g_task_set_source_tag (start, batch_api_thread_start);
  self->thread = batch_api_thread_start (batch_engine_get_store_uri (self->engine), &settings,
                                         start);
}

/**
 * batch_api_server_start_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@ApiServer.start_async].
 *
 * Returns: whether it listens
 */
gboolean
batch_api_server_start_finish (BatchApiServer  *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
stopped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchApiServer *self = BATCH_API_SERVER (source);
  g_autoptr(GTask) task = user_data;

  g_clear_pointer (&self->thread, batch_api_thread_free);
  batch_api_server_take_uri (self, NULL);
  g_task_return_boolean (task, g_task_propagate_boolean (G_TASK (result), NULL));
}

/**
 * batch_api_server_stop_async:
 * @self: a server
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it listens no more
 * @user_data: data for @callback
 *
 * Ends listening. Batches that were put in go on as long as an engine works on them, and
 * are finished here when it starts the next time.
 */
void
batch_api_server_stop_async (BatchApiServer      *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_API_SERVER (self));

  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_api_server_stop_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->uri == NULL)
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                             "The server does not listen");
  else
    batch_api_thread_stop (self->thread, g_task_new (self, NULL, stopped_cb,
                                                     g_steal_pointer (&task)));
}

/**
 * batch_api_server_stop_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@ApiServer.stop_async].
 *
 * Returns: whether it has stopped
 */
gboolean
batch_api_server_stop_finish (BatchApiServer  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
