/* api/batch-api-server-clients.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-server-private.h"

#include "api/batch-api-client-private.h"

/* Who has used a server lately. */

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

/* Told in the thread of the server, for this object's context. Counted. */
typedef struct
{
  GWeakRef      server;            /* only looked at in the context */
  GMainContext *context;
} Listener;

typedef struct
{
  Listener  *listener;
  GPtrArray *entries;
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
  g_ptr_array_unref (news->entries);
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

  g_ptr_array_set_free_func (news->entries, NULL);
  for (guint i = 0; i < news->entries->len; i++)
    g_ptr_array_add (clients, batch_api_client_new (g_ptr_array_index (news->entries, i)));
  n_before = g_list_model_get_n_items (G_LIST_MODEL (self->clients));
  g_list_store_splice (self->clients, 0, n_before, clients->pdata, clients->len);
  return G_SOURCE_REMOVE;
}

/* Runs in the thread of the server. */
static void
clients_changed (GPtrArray *entries,
                 gpointer   user_data)
{
  Listener *listener = user_data;
  g_autoptr(GSource) source = g_idle_source_new ();
  News *news = g_new (News, 1);

  *news = (News) { g_atomic_rc_box_acquire (listener), entries };
  g_source_set_static_name (source, "[batch] take who has asked");
  g_source_set_callback (source, take_guests_cb, news, news_free);
  g_source_attach (source, listener->context);
}

void
batch_api_server_listen (BatchApiServer   *self,
                         BatchApiSettings *settings)
{
  settings->clients_func = clients_changed;
  settings->clients_data = listener_new (self);
  settings->clients_free = listener_unref;
}
