/* api/batch-api-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-server.h"

#include "api/batch-api-client-private.h"
#include "api/batch-api-thread-private.h"
#include "engine/batch-engine-private.h"

#define LOOPBACK     "127.0.0.1"
#define PATIENCE     30
#define MAX_PATIENCE 3600

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
struct _BatchApiServer
{
  GObject         parent_instance;

  BatchEngine    *engine;
  BatchApiThread *thread;          /* (nullable) while it runs */
  char           *address;
  char           *backend;         /* (nullable) */
  char           *uri;             /* (nullable) while it listens */
  GListStore     *clients;         /* of BatchApiClient, the last one first */
  guint           port;
  guint           patience;        /* s */
  gboolean        needs_key;
};

enum
{
  PROP_0,
  PROP_ENGINE,
  PROP_ADDRESS,
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
    g_param_spec_uint ("patience", NULL, NULL, 1, MAX_PATIENCE, PATIENCE, WRITABLE);

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
  self->patience = PATIENCE;
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

/* --- What can be set --- */

/**
 * batch_api_server_get_address:
 * @self: a server
 *
 * Gets where it listens.
 *
 * Returns: an address in numbers
 */
const char *
batch_api_server_get_address (BatchApiServer *self)
{
  g_return_val_if_fail (BATCH_IS_API_SERVER (self), NULL);

  return self->address;
}

static void
take_string (BatchApiServer *self,
             char          **place,
             const char     *text,
             guint           property)
{
  if (g_strcmp0 (*place, text) == 0)
    return;

  g_free (*place);
  *place = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/**
 * batch_api_server_set_address:
 * @self: a server that does not listen
 * @address: an address in numbers
 *
 * Sets where it is to listen.
 */
void
batch_api_server_set_address (BatchApiServer *self,
                              const char     *address)
{
  g_return_if_fail (BATCH_IS_API_SERVER (self));
  g_return_if_fail (address != NULL && self->thread == NULL);

  take_string (self, &self->address, address, PROP_ADDRESS);
}

/**
 * batch_api_server_get_port:
 * @self: a server
 *
 * Gets the port that it listens on.
 *
 * Returns: a port; 0 before it starts: any that is free
 */
guint
batch_api_server_get_port (BatchApiServer *self)
{
  g_return_val_if_fail (BATCH_IS_API_SERVER (self), 0);

  return self->port;
}

static void
take_port (BatchApiServer *self,
           guint           port)
{
  if (self->port == port)
    return;

  self->port = port;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PORT]);
}

/**
 * batch_api_server_set_port:
 * @self: a server that does not listen
 * @port: a port, or 0: any that is free
 *
 * Sets the port that it is to listen on.
 */
void
batch_api_server_set_port (BatchApiServer *self,
                           guint           port)
{
  g_return_if_fail (BATCH_IS_API_SERVER (self));
  g_return_if_fail (port <= G_MAXUINT16 && self->thread == NULL);

  take_port (self, port);
}

/**
 * batch_api_server_get_needs_key:
 * @self: a server
 *
 * Gets whether clients need a key.
 *
 * Returns: whether they do
 */
gboolean
batch_api_server_get_needs_key (BatchApiServer *self)
{
  g_return_val_if_fail (BATCH_IS_API_SERVER (self), TRUE);

  return self->needs_key;
}

/**
 * batch_api_server_set_needs_key:
 * @self: a server that does not listen
 * @needs_key: whether clients are to need a key
 *
 * Sets whether clients need a key. Without, all see everything.
 */
void
batch_api_server_set_needs_key (BatchApiServer *self,
                                gboolean        needs_key)
{
  g_return_if_fail (BATCH_IS_API_SERVER (self));
  g_return_if_fail (self->thread == NULL);

  if (self->needs_key == !!needs_key)
    return;

  self->needs_key = !!needs_key;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEEDS_KEY]);
}

/**
 * batch_api_server_get_backend:
 * @self: a server
 *
 * Gets the model server for batches that name none.
 *
 * Returns: (nullable): its name or URL; %NULL: the first that is known
 */
const char *
batch_api_server_get_backend (BatchApiServer *self)
{
  g_return_val_if_fail (BATCH_IS_API_SERVER (self), NULL);

  return self->backend;
}

/**
 * batch_api_server_set_backend:
 * @self: a server that does not listen
 * @backend: (nullable): the name or URL of a model server
 *
 * Sets the model server for batches that name none.
 */
void
batch_api_server_set_backend (BatchApiServer *self,
                              const char     *backend)
{
  g_return_if_fail (BATCH_IS_API_SERVER (self));
  g_return_if_fail (self->thread == NULL);

  take_string (self, &self->backend, backend, PROP_BACKEND);
}

/**
 * batch_api_server_get_patience:
 * @self: a server
 *
 * Gets how many seconds a client may take to say what it wants.
 *
 * Returns: a number of seconds
 */
guint
batch_api_server_get_patience (BatchApiServer *self)
{
  g_return_val_if_fail (BATCH_IS_API_SERVER (self), PATIENCE);

  return self->patience;
}

/**
 * batch_api_server_set_patience:
 * @self: a server that does not listen
 * @patience: a number of seconds, from 1 to 3600
 *
 * Sets how many seconds a client may take to say what it wants.
 */
void
batch_api_server_set_patience (BatchApiServer *self,
                               guint           patience)
{
  g_return_if_fail (BATCH_IS_API_SERVER (self));
  g_return_if_fail (patience >= 1 && patience <= MAX_PATIENCE && self->thread == NULL);

  if (self->patience == patience)
    return;

  self->patience = patience;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATIENCE]);
}

/**
 * batch_api_server_get_uri:
 * @self: a server
 *
 * Gets what clients call it.
 *
 * Returns: (nullable): such as `http://127.0.0.1:8787/v1`; %NULL while it does not listen
 */
const char *
batch_api_server_get_uri (BatchApiServer *self)
{
  g_return_val_if_fail (BATCH_IS_API_SERVER (self), NULL);

  return self->uri;
}

static void
take_uri (BatchApiServer *self)
{
  gboolean brackets = strchr (self->address, ':') != NULL;
  g_autofree char *uri = g_strdup_printf ("http://%s%s%s:%u/v1", brackets ? "[" : "",
                                          self->address, brackets ? "]" : "", self->port);

  take_string (self, &self->uri, uri, PROP_URI);
}

/**
 * batch_api_server_get_clients:
 * @self: a server
 *
 * Gets the programs that have used it lately.
 *
 * Returns: (transfer none): a list of [class@ApiClient], the last one first
 */
GListModel *
batch_api_server_get_clients (BatchApiServer *self)
{
  g_return_val_if_fail (BATCH_IS_API_SERVER (self), NULL);

  return G_LIST_MODEL (self->clients);
}

/* --- Who has asked --- */

/* Told in the thread of the server, for this object's context. Counted. */
typedef struct
{
  GWeakRef      server;            /* only looked at in the context */
  GMainContext *context;
} Listener;

typedef struct
{
  Listener  *listener;
  GPtrArray *guests;
} News;

static Listener *
listener_new (BatchApiServer *self)
{
  Listener *listener = g_atomic_rc_box_new (Listener);

  g_weak_ref_init (&listener->server, self);
  listener->context = g_main_context_ref_thread_default ();
  return listener;
}

static void
listener_clear (gpointer data)
{
  Listener *listener = data;

  g_weak_ref_clear (&listener->server);
  g_main_context_unref (listener->context);
}

static void
listener_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, listener_clear);
}

static void
news_free (gpointer data)
{
  News *news = data;

  listener_unref (news->listener);
  g_ptr_array_unref (news->guests);
  g_free (news);
}

static gboolean
take_guests_cb (gpointer user_data)
{
  News *news = user_data;
  g_autoptr(BatchApiServer) self = g_weak_ref_get (&news->listener->server);
  g_autoptr(GPtrArray) clients = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_before;

  if (self == NULL)
    return G_SOURCE_REMOVE;

  g_ptr_array_set_free_func (news->guests, NULL);
  for (guint i = 0; i < news->guests->len; i++)
    g_ptr_array_add (clients, batch_api_client_new (g_ptr_array_index (news->guests, i)));
  n_before = g_list_model_get_n_items (G_LIST_MODEL (self->clients));
  g_list_store_splice (self->clients, 0, n_before, clients->pdata, clients->len);
  return G_SOURCE_REMOVE;
}

/* Runs in the thread of the server. */
static void
guests_changed (GPtrArray *guests,
                gpointer   user_data)
{
  Listener *listener = user_data;
  g_autoptr(GSource) source = g_idle_source_new ();
  News *news = g_new (News, 1);

  *news = (News) { g_atomic_rc_box_acquire (listener), guests };
  g_source_set_static_name (source, "[batch] take who has asked");
  g_source_set_callback (source, take_guests_cb, news, news_free);
  g_source_attach (source, listener->context);
}

/* --- Starting and stopping --- */

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

  take_port (self, (guint) port);
  take_uri (self);
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

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_api_server_start_async);
  if (self->thread != NULL)
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                               "The server listens already");
      return;
    }

  inbox = batch_executor_ref_inbox (batch_engine_get_executor (self->engine));
  settings = (BatchApiSettings) {
    .address = self->address,
    .default_backend = self->backend,
    .backend_url = batch_engine_is_url (self->backend) ? self->backend : NULL,
    .backend_key = (char *) batch_engine_find_url_key (self->engine, self->backend),
    .engine_inbox = inbox,
    .patience = self->patience,
    .port = (guint16) self->port,
    .needs_key = self->needs_key,
    .guests_func = guests_changed,
    .guests_data = listener_new (self),
    .guests_free = listener_unref,
  };
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
  take_string (self, &self->uri, NULL, PROP_URI);
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

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_api_server_stop_async);
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
