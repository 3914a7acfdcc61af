/* batch-executor-waiters.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"

/* Who waits for what others hold, a lane or a graphics card: each engine says so in the store,
 * and whoever holds it lets others in when their turn has come. */

/* --- The others --- */

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) waiters = batch_store_list_lane_waiters_finish (self->store, result,
                                                                       &error);

  if (waiters == NULL)
    {
      batch_executor_warn (self, error, "Looking who waits for a model server");
      return;
    }

  g_ptr_array_unref (self->waiters);
  self->waiters = g_steal_pointer (&waiters);
  batch_executor_settle_chats (self);
  batch_executor_kick (self);
}

void
batch_executor_read_waiters (BatchExecutor *self)
{
  batch_store_list_lane_waiters_async (self->store, NULL, listed_cb, self);
}

const char *
batch_executor_find_waiter (BatchExecutor *self,
                            const char    *lane,
                            const char    *but_for,
                            gboolean       urgent)
{
  g_autofree char *lease = self->waiters->len > 0 ? batch_executor_name_lease (lane) : NULL;

  for (guint i = 0; i < self->waiters->len; i++)
    {
      const BatchLaneWaiter *waiter = g_ptr_array_index (self->waiters, i);

      if (g_str_equal (waiter->lane, lease) && g_strcmp0 (waiter->key, but_for) != 0
          && g_strcmp0 (waiter->engine_id, self->engine_id) != 0
          && (waiter->urgent || !urgent))
        return waiter->key;
    }

  return NULL;
}

/* --- Ourselves --- */

static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_wait_for_lane_finish (BATCH_STORE (source), result, &error))
    g_debug ("That a lane is waited for is not told: %s", error->message);
}

void
batch_executor_tell_waits (BatchExecutor *self,
                           const char    *lane,
                           const char    *key,
                           gboolean       urgent)
{
  g_autofree char *lease = batch_executor_name_lease (lane);

  batch_store_wait_for_lane_async (self->store, self->engine_id, lease, key, urgent, NULL, told_cb,
                                   NULL);
}
