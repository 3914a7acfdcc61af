/* webhook/batch-guarded-address.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "webhook/batch-guarded-address-private.h"

#include "webhook/batch-address-guard-private.h"

/* A connectable like GNetworkAddress, so that a certificate is checked against its name; but its
 * enumerator leaves out addresses that webhooks must not reach. */

struct _BatchGuardedAddress
{
  GNetworkAddress parent_instance;
};

static GSocketConnectableIface *parent_iface;

/* --- The addresses --- */

#define TYPE_GUARDED_ENUMERATOR (guarded_enumerator_get_type ())

G_DECLARE_FINAL_TYPE (GuardedEnumerator, guarded_enumerator, GUARDED, ENUMERATOR,
                      GSocketAddressEnumerator)

struct _GuardedEnumerator
{
  GSocketAddressEnumerator  parent_instance;

  GSocketAddressEnumerator *all;
  gboolean                  refused;
  gboolean                  passed;
};

G_DEFINE_FINAL_TYPE (GuardedEnumerator, guarded_enumerator, G_TYPE_SOCKET_ADDRESS_ENUMERATOR)

static gboolean
is_allowed (GSocketAddress *address)
{
  return G_IS_INET_SOCKET_ADDRESS (address)
         && batch_address_is_public (
              g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/* @address: (transfer full) (nullable). Whether the next one is to be looked at. */
static gboolean
take (GuardedEnumerator *self,
      GSocketAddress   **address)
{
  if (*address == NULL)
    return FALSE;
  if (is_allowed (*address))
    {
      self->passed = TRUE;
      return FALSE;
    }

  self->refused = TRUE;
  g_clear_object (address);
  return TRUE;
}

/* That some were left out is no error as long as there were others. */
static gboolean
fail_if_refused (GuardedEnumerator  *self,
                 GError            **error)
{
  if (!self->refused || self->passed)
    return FALSE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
               "Its address is a private one, which was not allowed");
  return TRUE;
}

static GSocketAddress *
guarded_enumerator_next (GSocketAddressEnumerator  *enumerator,
                         GCancellable              *cancellable,
                         GError                   **error)
{
  GuardedEnumerator *self = GUARDED_ENUMERATOR (enumerator);
  g_autoptr(GError) local_error = NULL;
  GSocketAddress *address;

  do
    address = g_socket_address_enumerator_next (self->all, cancellable, &local_error);
  while (take (self, &address));

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (address == NULL)
    fail_if_refused (self, error);
  return address;
}

static void
next_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GuardedEnumerator *self = g_task_get_source_object (task);
  GError *error = NULL;
  GSocketAddress *address =
    g_socket_address_enumerator_next_finish (G_SOCKET_ADDRESS_ENUMERATOR (source), result, &error);

  if (take (self, &address))
    g_socket_address_enumerator_next_async (self->all, g_task_get_cancellable (task), next_cb,
                                            g_object_ref (task));
  else if (error != NULL || (address == NULL && fail_if_refused (self, &error)))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, address, g_object_unref);
}

static void
guarded_enumerator_next_async (GSocketAddressEnumerator *enumerator,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data)
{
  GuardedEnumerator *self = GUARDED_ENUMERATOR (enumerator);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_socket_address_enumerator_next_async (self->all, cancellable, next_cb, task);
}

static GSocketAddress *
guarded_enumerator_next_finish (GSocketAddressEnumerator  *enumerator,
                                GAsyncResult              *result,
                                GError                   **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
guarded_enumerator_finalize (GObject *object)
{
  g_clear_object (&GUARDED_ENUMERATOR (object)->all);

  G_OBJECT_CLASS (guarded_enumerator_parent_class)->finalize (object);
}

static void
guarded_enumerator_class_init (GuardedEnumeratorClass *klass)
{
  GSocketAddressEnumeratorClass *enumerator_class = G_SOCKET_ADDRESS_ENUMERATOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = guarded_enumerator_finalize;
  enumerator_class->next = guarded_enumerator_next;
  enumerator_class->next_async = guarded_enumerator_next_async;
  enumerator_class->next_finish = guarded_enumerator_next_finish;
}

static void
guarded_enumerator_init (GuardedEnumerator *self)
{
}

/* --- The address --- */

static GSocketAddressEnumerator *
batch_guarded_address_enumerate (GSocketConnectable *connectable)
{
  GuardedEnumerator *enumerator = g_object_new (TYPE_GUARDED_ENUMERATOR, NULL);

  enumerator->all = parent_iface->enumerate (connectable);
  return G_SOCKET_ADDRESS_ENUMERATOR (enumerator);
}

/* A proxy would look the name up by itself, and connect to whatever that is. */
static void
batch_guarded_address_init_iface (GSocketConnectableIface *iface)
{
  parent_iface = g_type_interface_peek_parent (iface);
  iface->enumerate = batch_guarded_address_enumerate;
  iface->proxy_enumerate = batch_guarded_address_enumerate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BatchGuardedAddress, batch_guarded_address, G_TYPE_NETWORK_ADDRESS,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SOCKET_CONNECTABLE,
                                                      batch_guarded_address_init_iface))

static void
batch_guarded_address_class_init (BatchGuardedAddressClass *klass)
{
}

static void
batch_guarded_address_init (BatchGuardedAddress *self)
{
}

GSocketConnectable *
batch_guarded_address_new (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port == -1)
    port = g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
  return g_object_new (BATCH_TYPE_GUARDED_ADDRESS, "scheme", g_uri_get_scheme (uri),
                       "hostname", g_uri_get_host (uri), "port", (guint) port, NULL);
}
