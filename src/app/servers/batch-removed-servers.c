/* batch-removed-servers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-removed-servers.h"

struct _BatchRemovedServers
{
  BatchEngine *engine;
  GHashTable  *backends;     /* name to BatchBackend */
};

BatchRemovedServers *
batch_removed_servers_new (BatchEngine *engine)
{
  BatchRemovedServers *self = g_new (BatchRemovedServers, 1);

  self->engine = g_object_ref (engine);
  self->backends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return self;
}

static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_engine_forget_key_finish (BATCH_ENGINE (source), result, &error))
    g_message ("The key of a removed server is kept: %s", error->message);
}

void
batch_removed_servers_free (BatchRemovedServers *self)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->backends);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    batch_engine_forget_key_async (self->engine, name, NULL, forgotten_cb, NULL);

  g_hash_table_unref (self->backends);
  g_object_unref (self->engine);
  g_free (self);
}

void
batch_removed_servers_add (BatchRemovedServers *self,
                           BatchBackend        *backend)
{
  g_hash_table_insert (self->backends, g_strdup (batch_backend_get_name (backend)),
                       g_object_ref (backend));
}

BatchBackend *
batch_removed_servers_take (BatchRemovedServers *self,
                            const char          *name)
{
  g_autofree char *key = NULL;
  gpointer backend = NULL;

  g_hash_table_steal_extended (self->backends, name, (gpointer *) &key, &backend);
  return backend;
}

gboolean
batch_removed_servers_has (BatchRemovedServers *self,
                           const char          *name)
{
  return g_hash_table_contains (self->backends, name);
}

void
batch_removed_servers_forget (BatchRemovedServers *self,
                              const char          *name)
{
  if (g_hash_table_remove (self->backends, name))
    batch_engine_forget_key_async (self->engine, name, NULL, forgotten_cb, NULL);
}
