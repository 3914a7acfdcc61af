/* batch-executor-stopping.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-work-private.h"

/* Nothing new is begun. What is under way may come to its end for a moment: an answer that
 * is nearly there would have to be asked for again. The rest is stopped and given back, then
 * what model servers hold for us, and the store is left and closed. */

#define PATIENCE_MS 20
#define GRACE_US (250 * 1000)
#define STOP_LIMIT_US (5 * G_USEC_PER_SEC)
/* For telling others how jobs ended; what is not told by then is told by the next engine. */
#define TELL_US (2 * G_USEC_PER_SEC)

typedef struct
{
  BatchCall *call;
  gint64     abort_at;             /* 0: that was done */
  gint64     tell_until;
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

static void
abort_late (BatchExecutor *self,
            Stop          *stop,
            gint64         now)
{
  GHashTableIter iter;
  gpointer lane;

  if (stop->abort_at == 0 || now < stop->abort_at)
    return;

  stop->abort_at = 0;
  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    batch_lane_abort (lane, NULL);
}

static void
let_go_cb (gpointer user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;

  if (self->read_only)
    batch_store_close_async (self->store, NULL, store_closed_cb, call);
  else
    batch_store_leave_async (self->store, self->engine_id, batch_clock_now (self->clock), NULL,
                             left_cb, call);
}

static gboolean
is_telling (BatchExecutor *self)
{
  return self->dispatcher != NULL && !batch_dispatcher_is_quiet (self->dispatcher);
}

static gboolean
try_stop_cb (gpointer user_data)
{
  Stop *stop = user_data;
  BatchExecutor *self = stop->call->executor;
  gint64 now = g_get_monotonic_time ();

  if ((!batch_executor_lanes_are_quiet (self) || !batch_executor_runners_are_quiet (self)
       || self->n_background_tasks > 0)
      && now < stop->give_up_at)
    {
      abort_late (self, stop, now);
      return G_SOURCE_CONTINUE;
    }
  if (is_telling (self) && now < stop->give_up_at)
    {
      if (now >= stop->tell_until)
        batch_dispatcher_stop (self->dispatcher);
      return G_SOURCE_CONTINUE;
    }

  if (self->dispatcher != NULL)
    batch_dispatcher_stop (self->dispatcher);
  batch_store_watch (self->store, NULL, NULL, NULL);
  batch_executor_keep_estimates (self);
  batch_executor_keep_under_way (self);
  batch_executor_keep_parallel (self);
  batch_executor_keep_rooms (self);
  batch_executor_keep_history (self);
  batch_executor_let_go (self, let_go_cb, stop->call);
  return G_SOURCE_REMOVE;
}

static void
begin_nothing_new (BatchExecutor *self)
{
  self->stopping = TRUE;
  self->active = FALSE;
  g_cancellable_cancel (self->ending);
  batch_executor_hold_lanes (self);
  batch_executor_stop_runners (self);
}

static void
stop (BatchExecutor *self,
      BatchCall     *call)
{
  g_autoptr(GSource) timer = g_timeout_source_new (PATIENCE_MS);
  Stop *data = g_new (Stop, 1);
  gint64 now = g_get_monotonic_time ();

  begin_nothing_new (self);
  *data = (Stop) { call, now + GRACE_US, now + TELL_US, now + STOP_LIMIT_US };
  g_source_set_callback (timer, try_stop_cb, data, g_free);
  g_source_attach (timer, self->context);
}

/* --- Dropped --- */

static gboolean
look_again_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
is_awaiting (BatchExecutor *self)
{
  return self->n_background_tasks > 0 || (self->store != NULL && batch_store_is_busy (self->store))
         || g_main_context_pending (self->context);
}

/* Answers of the store that come when the thread has ended would keep its context, and the
 * store with it; an engine that was stopped has closed it. Nor may the last one that holds the
 * store be a thread that nobody joins. Attempts that are under way are not waited for: their
 * items are given back by who finds that the engine is gone. */
void
batch_executor_hear_store (BatchExecutor *self)
{
  GSource *timer;
  gint64 give_up_at = g_get_monotonic_time () + STOP_LIMIT_US;

  if (self->stopping)
    return;

  begin_nothing_new (self);
  timer = batch_executor_add_timer (self, PATIENCE_MS, look_again_cb);
  while (is_awaiting (self) && g_get_monotonic_time () < give_up_at)
    g_main_context_iteration (self->context, TRUE);
  batch_executor_clear_timer (&timer);
}

void
batch_executor_stop (BatchExecutor *self,
                     GTask         *task)
{
  batch_executor_call (self, stop, NULL, NULL, NULL, task);
}
