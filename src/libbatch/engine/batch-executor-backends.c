/* batch-executor-backends.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-executor-state-private.h"

/* The model servers that are known by name. */

void
batch_executor_take_backends (BatchExecutor *self,
                              GAsyncResult  *result)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) backends = batch_store_list_backends_finish (self->store, result, &error);

  if (backends == NULL)
    {
      g_warning ("Reading the model servers: %s", error->message);
      return;
    }

  g_hash_table_remove_all (self->backends);
  for (guint i = 0; i < backends->len; i++)
    {
      BatchBackendRecord *backend = batch_backend_record_copy (g_ptr_array_index (backends, i));

      g_hash_table_insert (self->backends, backend->name, backend);
    }
}

static void
backends_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_take_backends (self, result);
  batch_executor_sort_anew (self);
}

void
batch_executor_reload_backends (BatchExecutor *self)
{
  batch_store_list_backends_async (self->store, NULL, backends_listed_cb, self);
}
