/* api/batch-api-server-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-server-private.h"

#include "core/batch-fields-private.h"

/* What can be set of a server, and what it says of itself. */

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
             const char     *property)
{
  if (batch_set_str (place, text))
    g_object_notify (G_OBJECT (self), property);
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

  take_string (self, &self->address, address, "address");
}

/**
 * batch_api_server_get_hosts:
 * @self: a server
 *
 * Gets by which names clients may call it besides its addresses.
 *
 * Returns: (transfer none) (array zero-terminated=1): the names
 */
const char *const *
batch_api_server_get_hosts (BatchApiServer *self)
{
  g_return_val_if_fail (BATCH_IS_API_SERVER (self), NULL);

  return (const char *const *) self->hosts;
}

/**
 * batch_api_server_set_hosts:
 * @self: a server that does not listen
 * @hosts: (nullable) (array zero-terminated=1): names, such as `nas.local`; %NULL for none
 *
 * Sets by which names clients may call it besides its addresses. With one that is none it does not
 * start.
 */
void
batch_api_server_set_hosts (BatchApiServer    *self,
                            const char *const *hosts)
{
  static const char *const none[] = { NULL };

  g_return_if_fail (BATCH_IS_API_SERVER (self));
  g_return_if_fail (self->thread == NULL);

  hosts = hosts != NULL ? hosts : none;
  if (g_strv_equal ((const char *const *) self->hosts, hosts))
    return;

  g_strfreev (self->hosts);
  self->hosts = g_strdupv ((char **) hosts);
  g_object_notify (G_OBJECT (self), "hosts");
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

void
batch_api_server_take_port (BatchApiServer *self,
                            guint           port)
{
  if (self->port == port)
    return;

  self->port = port;
  g_object_notify (G_OBJECT (self), "port");
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

  batch_api_server_take_port (self, port);
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
  g_object_notify (G_OBJECT (self), "needs-key");
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
 * @backend: (nullable): the name or URL of a model server; %NULL for the first that is known
 *
 * Sets the model server for batches that name none.
 */
void
batch_api_server_set_backend (BatchApiServer *self,
                              const char     *backend)
{
  g_return_if_fail (BATCH_IS_API_SERVER (self));
  g_return_if_fail (self->thread == NULL);

  take_string (self, &self->backend, backend, "backend");
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
  g_return_val_if_fail (BATCH_IS_API_SERVER (self), BATCH_API_PATIENCE_S);

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
  g_return_if_fail (patience >= 1 && patience <= BATCH_API_MAX_PATIENCE_S && self->thread == NULL);

  if (self->patience == patience)
    return;

  self->patience = patience;
  g_object_notify (G_OBJECT (self), "patience");
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

void
batch_api_server_take_uri (BatchApiServer *self,
                           const char     *uri)
{
  take_string (self, &self->uri, uri, "uri");
}
