/* http/batch-reach.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-reach-private.h"

#include <gio/gio.h>

#include "http/batch-url-private.h"

/* Whether somebody takes connections at an address, found out by one that is closed at once. A
 * proxy on the way takes them for a server, and a network may let them get lost, so that only a
 * refusal tells anything. */

#define HTTP_PORT  80
#define HTTPS_PORT 443

struct _BatchReach
{
  GSocketClient  *client;       /* (owned) */
  char           *url;
  GCancellable   *look;         /* (owned) (nullable) while it looks */
  BatchReachFunc  func;
  gpointer        user_data;
};

typedef struct
{
  BatchReach   *reach;          /* there unless it was cancelled */
  GCancellable *look;           /* (owned) */
} Look;

BatchReach *
batch_reach_new (const char     *url,
                 BatchReachFunc  func,
                 gpointer        user_data)
{
  BatchReach *self = g_new (BatchReach, 1);

  *self = (BatchReach) { g_socket_client_new (), g_strdup (url), NULL, func, user_data };
  if (batch_url_is_loopback (url))
    g_socket_client_set_enable_proxy (self->client, FALSE);
  return self;
}

void
batch_reach_free (BatchReach *self)
{
  g_cancellable_cancel (self->look);
  g_clear_object (&self->look);
  g_object_unref (self->client);
  g_free (self->url);
  g_free (self);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Look *look = user_data;
  g_autoptr(GCancellable) cancellable = look->look;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection = NULL;
  BatchReach *self = look->reach;

  g_free (look);
  connection = g_socket_client_connect_to_uri_finish (G_SOCKET_CLIENT (source), result, &error);
  if (g_cancellable_is_cancelled (cancellable))
    return;

  g_clear_object (&self->look);
  self->func (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED),
              self->user_data);
}

void
batch_reach_look (BatchReach *self)
{
  Look *look;

  if (self->look != NULL)
    return;

  self->look = g_cancellable_new ();
  look = g_new (Look, 1);
  *look = (Look) { self, g_object_ref (self->look) };
  g_socket_client_connect_to_uri_async (self->client, self->url,
                                        g_str_has_prefix (self->url, "https:") ? HTTPS_PORT
                                                                               : HTTP_PORT,
                                        self->look, connected_cb, look);
}
