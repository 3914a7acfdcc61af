/* batch-executor-stopping.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-executor-state-private.h"

/* What is under way is stopped and given back, then the store is left and closed. */

#define PATIENCE_MS 20
#define STOP_LIMIT_US (5 * G_USEC_PER_SEC)

typedef struct
{
  BatchCall *call;
  gint64     give_up_at;
} Stop;

static void
store_closed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchCall *call = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_close_finish (BATCH_STORE (source), result, &error))
    batch_call_return_error (call, g_steal_pointer (&error));
  else
    batch_call_return_int (call, TRUE);
}

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_leave_finish (BATCH_STORE (source), result, &error))
    g_debug ("Leaving the store: %s", error->message);

  batch_store_close_async (BATCH_STORE (source), NULL, store_closed_cb, user_data);
}

static gboolean
lanes_are_quiet (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    if (!batch_lane_is_quiet (lane))
      return FALSE;

  return TRUE;
}

static gboolean
try_stop_cb (gpointer user_data)
{
  Stop *stop = user_data;
  BatchExecutor *self = stop->call->executor;

  if (!lanes_are_quiet (self) && g_get_monotonic_time () < stop->give_up_at)
    return G_SOURCE_CONTINUE;

  batch_store_watch (self->store, NULL, NULL, NULL);
  batch_executor_keep_estimates (self);
  batch_store_leave_async (self->store, self->engine_id, g_get_real_time (), NULL, left_cb,
                           stop->call);
  return G_SOURCE_REMOVE;
}

static void
stop (BatchExecutor *self,
      BatchCall     *call)
{
  g_autoptr(GSource) timer = g_timeout_source_new (PATIENCE_MS);
  Stop *data = g_new (Stop, 1);
  GHashTableIter iter;
  gpointer lane;

  self->stopping = TRUE;
  self->active = FALSE;
  batch_executor_hold_lanes (self);
  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    batch_lane_abort (lane, NULL);

  *data = (Stop) { call, g_get_monotonic_time () + STOP_LIMIT_US };
  g_source_set_callback (timer, try_stop_cb, data, g_free);
  g_source_attach (timer, self->context);
}

void
batch_executor_stop (BatchExecutor *self,
                     GTask         *task)
{
  batch_executor_call (self, stop, NULL, NULL, NULL, task);
}
