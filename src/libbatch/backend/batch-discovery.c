/* backend/batch-discovery.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-server-info-private.h"

/* Looks for model servers on this computer, at the ports where they usually are: one
 * connection to each, over IPv4 and else over IPv6, and only who takes it is asked what it
 * is. Whatever is not answered in time is not there.
 */

#define PATIENCE_MS 1800
#define IDENTIFY_MS 1500

/* Ollama, LM Studio, llama-server and many others, its newer versions, vLLM, llama-swap in
 * a container, Jan, Docker's runner, LiteLLM, Jan's command, KoboldCpp, TabbyAPI, SGLang. */
static const guint usual_ports[] = {
  11434, 1234, 8080, 9931, 8000, 9292, 1337, 12434, 4000, 6767, 5001, 5000, 30000
};

static const char *const hosts[] = { "127.0.0.1", "::1" };

typedef struct
{
  GPtrArray     *found;            /* (nullable) BatchServerInfo, in the order of the ports */
  GSocketClient *connector;
  GCancellable  *patience;
  GSource       *timer;
  gulong         cancelled_id;
  guint          n_pending;
} Discovery;

typedef struct
{
  GTask *task;
  guint  index;                    /* in found */
  guint  port;
  guint  host;                     /* in hosts */
} Place;

static void
discovery_free (gpointer data)
{
  Discovery *self = data;

  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_clear_object (&self->connector);
  g_clear_object (&self->patience);
  g_ptr_array_unref (self->found);
  g_free (self);
}

static void
unref_if_any (gpointer object)
{
  if (object != NULL)
    g_object_unref (object);
}

static void
place_free (Place *place)
{
  g_object_unref (place->task);
  g_free (place);
}

static gboolean
patience_cb (gpointer patience)
{
  g_cancellable_cancel (patience);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              GCancellable *patience)
{
  g_cancellable_cancel (patience);
}

static void
finish (GTask *task)
{
  Discovery *self = g_task_get_task_data (task);
  GListStore *list;

  g_cancellable_disconnect (g_task_get_cancellable (task), self->cancelled_id);
  if (g_task_return_error_if_cancelled (task))
    return;

  list = g_list_store_new (BATCH_TYPE_SERVER_INFO);
  for (guint i = 0; i < self->found->len; i++)
    if (g_ptr_array_index (self->found, i) != NULL)
      g_list_store_append (list, g_ptr_array_index (self->found, i));
  g_task_return_pointer (task, list, g_object_unref);
}

static void
end_place (Place *place)
{
  g_autoptr(GTask) task = g_object_ref (place->task);
  Discovery *self = g_task_get_task_data (task);

  place_free (place);
  if (--self->n_pending == 0)
    finish (task);
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Place *place = user_data;
  Discovery *self = g_task_get_task_data (place->task);

  g_ptr_array_index (self->found, place->index) = batch_identify_server_finish (result, NULL);
  end_place (place);
}

static void
identify (Place *place)
{
  Discovery *self = g_task_get_task_data (place->task);
  g_autofree char *url = g_uri_join (G_URI_FLAGS_NONE, "http", NULL, hosts[place->host],
                                     (int) place->port, "", NULL, NULL);

  batch_identify_within_async (url, NULL, IDENTIFY_MS, self->patience, identified_cb, place);
}

static void knock (Place *place);

static void
knocked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Place *place = user_data;
  g_autoptr(GSocketConnection) connection =
    g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, NULL);

  if (connection != NULL)
    identify (place);
  else if (++place->host < G_N_ELEMENTS (hosts))
    knock (place);
  else
    end_place (place);
}

static void
knock (Place *place)
{
  Discovery *self = g_task_get_task_data (place->task);
  g_autoptr(GSocketAddress) address =
    g_inet_socket_address_new_from_string (hosts[place->host], place->port);

  g_socket_client_connect_async (self->connector, G_SOCKET_CONNECTABLE (address), self->patience,
                                 knocked_cb, place);
}

static Discovery *
discovery_new (GCancellable *cancellable)
{
  Discovery *self = g_new0 (Discovery, 1);

  self->found = g_ptr_array_new_with_free_func (unref_if_any);
  self->connector = g_socket_client_new ();
  g_socket_client_set_enable_proxy (self->connector, FALSE);
  self->patience = g_cancellable_new ();
  self->timer = g_timeout_source_new (PATIENCE_MS);
  g_source_set_callback (self->timer, patience_cb, g_object_ref (self->patience), g_object_unref);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  if (cancellable != NULL)
    self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                self->patience, NULL);
  return self;
}

/**
 * batch_discover_servers_async:
 * @ports: (nullable) (array length=n_ports): where to look, or %NULL for the ports that
 *   model servers usually have
 * @n_ports: how many they are
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): to be called with the answer
 * @user_data: for @callback
 *
 * Looks for model servers on this computer, and nowhere else. It takes two seconds at
 * most and loads no model.
 */
void
batch_discover_servers_async (const guint         *ports,
                              gsize                n_ports,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Discovery *self = discovery_new (cancellable);

  g_task_set_source_tag (task, batch_discover_servers_async);
  g_task_set_task_data (task, self, discovery_free);
  if (ports == NULL)
    {
      ports = usual_ports;
      n_ports = G_N_ELEMENTS (usual_ports);
    }

  g_ptr_array_set_size (self->found, (int) n_ports);
  self->n_pending = (guint) n_ports + 1;
  for (guint i = 0; i < n_ports; i++)
    {
      Place *place = g_new0 (Place, 1);

      place->task = g_object_ref (task);
      place->index = i;
      place->port = ports[i];
      knock (place);
    }
  if (--self->n_pending == 0)
    finish (task);
}

/**
 * batch_discover_servers_finish:
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Ends what [func@discover_servers_async] began.
 *
 * Returns: (transfer full): a list of [class@ServerInfo], or %NULL with an error
 */
GListModel *
batch_discover_servers_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
