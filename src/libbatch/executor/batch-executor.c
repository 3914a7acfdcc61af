/* batch-executor.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-private.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-state-private.h"
#include "executor/batch-executor-work-private.h"

/* How long a load may take, and when one that failed is tried again. */
#define LOAD_DEADLINE_MS (10 * 60 * 1000)
#define LOAD_RETRY_MS    10000

/* --- Time --- */

/* The part of the time that may be spent on such a thing where there is very much of everything.
 * But once it may have taken long for another reason, and for what has not taken so long twice
 * nobody is to wait long; and in the end everybody wants to see news. */
#define COST_LIMIT   20
#define MAX_ONCE_MS  2000
#define MAX_PAUSE_MS (60 * 1000)

GSource *
batch_executor_add_timer (BatchExecutor *self,
                          guint          ms,
                          GSourceFunc    func)
{
  GSource *timer = g_timeout_source_new (ms);

  g_source_set_callback (timer, func, self, NULL);
  g_source_attach (timer, self->context);
  return timer;
}

guint
batch_executor_pause_after (gint64  took_us,
                            gint64 *before_us)
{
  gint64 took_ms = took_us / 1000;
  gint64 usual_ms = MIN (took_us, *before_us) / 1000;
  gint64 once_ms = MIN (took_ms * COST_LIMIT, MAX (took_ms, MAX_ONCE_MS));

  *before_us = took_us;
  return (guint) MAX (once_ms, MIN (usual_ms * COST_LIMIT, MAX_PAUSE_MS));
}

GSource *
batch_executor_add_wait (BatchExecutor *self,
                         gint64         ms,
                         GSourceFunc    func)
{
  GSource *timer = batch_clock_timer_new (self->clock, ms);

  g_source_set_callback (timer, func, self, NULL);
  g_source_attach (timer, self->context);
  return timer;
}

void
batch_executor_clear_timer (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

/* What the store does not do any more because it is being closed is done when it is
 * opened again. */
void
batch_executor_warn (BatchExecutor *self,
                     const GError  *error,
                     const char    *format,
                     ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (self->stopping)
    g_debug ("%s: %s", what, error->message);
  else
    g_warning ("%s: %s", what, error->message);
}

/* --- The thread --- */

static gpointer
executor_thread (gpointer data)
{
  BatchExecutor *self = data;

  g_main_context_push_thread_default (self->context);
  batch_clock_set_thread_default (self->clock);
  batch_executor_open (self);
  g_main_loop_run (self->loop);
  batch_executor_hear_store (self);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

BatchExecutor *
batch_executor_new (const char                  *store_uri,
                    gboolean                     read_only,
                    const char                  *engine_id,
                    BatchClock                  *clock,
                    const BatchExecutorListener *listener,
                    gpointer                     owner)
{
  BatchExecutor *self = g_new0 (BatchExecutor, 1);
  g_autoptr(GMainContext) owner_context = g_main_context_ref_thread_default ();

  self->store_uri = g_strdup (store_uri);
  self->read_only = read_only;
  self->engine_id = g_strdup (engine_id);
  self->clock = batch_clock_ref (clock);
  self->listener = listener;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->inbox = batch_mailbox_new (self->context, self);
  self->outbox = batch_mailbox_new (owner_context, owner);
  self->roster = batch_roster_new ();
  self->list_ranks = batch_list_ranks_new ();
  self->ending = g_cancellable_new ();
  self->imports = batch_import_queue_new ();
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify) batch_lane_free);
  self->under_way = batch_executor_under_way_table_new ();
  self->handlers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->urls = batch_executor_urls_new ();
  self->backends = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                          (GDestroyNotify) batch_backend_record_free);
  self->servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->inputs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->unpublished = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) batch_lane_order_free);
  self->watched = batch_executor_partial_answers_new ();
  self->gpus = batch_executor_gpu_table_new ();
  self->waiters = g_ptr_array_new ();
  self->parallel = batch_executor_parallel_table_new ();
  self->rooms = batch_executor_room_table_new ();
  self->refused_uses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->told_slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->troubles = batch_troubles_new ();
  self->http.progress = batch_executor_answer_goes_on;
  self->http.host = self;
  self->held = batch_executor_held_new ();
  self->load_times = (BatchLoadPatience) { LOAD_DEADLINE_MS, LOAD_RETRY_MS };
  self->chat_times = batch_chat_usual_times;
  self->waits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_hash_table_unref);
  self->native = batch_executor_native_table_new ();
  self->estimator = batch_estimator_new ();
  self->history_buffer = batch_history_buffer_new ();
  self->loads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) batch_load_record_free);
  self->swapped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->eta_watches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                             (GDestroyNotify) batch_eta_watch_free);
  self->sweeping = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->put_off = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->pauses);
  g_queue_init (&self->held_calls);
  g_queue_init (&self->server_askers);
  self->thread = g_thread_new ("batch-engine", executor_thread, self);
  return self;
}

static void
quit (gpointer receiver,
      gpointer data)
{
  BatchExecutor *self = receiver;

  g_main_loop_quit (self->loop);
}

void
batch_executor_free (BatchExecutor *self)
{
  batch_mailbox_close (self->outbox);
  batch_mailbox_post (self->inbox, quit, NULL, NULL);
  g_thread_join (self->thread);
  batch_mailbox_shut (self->inbox);

  batch_executor_clear_timer (&self->publish_timer);
  batch_executor_clear_timer (&self->loads_timer);
  batch_executor_clear_timer (&self->wake_timer);
  batch_executor_clear_timer (&self->expiry_timer);
  batch_executor_clear_timer (&self->put_off_timer);
  batch_executor_clear_timer (&self->kick);
  batch_executor_clear_timer (&self->look);
  batch_executor_drop_claims (self);
  g_clear_pointer (&self->returns, batch_lease_returns_free);
  batch_executor_clear_timer (&self->plan_timer);
  batch_executor_clear_timer (&self->history_timer);
  batch_executor_clear_timer (&self->held_timer);
  batch_executor_clear_timer (&self->native_timer);
  batch_executor_clear_timer (&self->working_timer);
  batch_executor_clear_timer (&self->keep_timer);
  batch_executor_clear_timer (&self->relearn_timer);
  batch_executor_clear_timer (&self->retell_timer);
  batch_executor_stop_eta_rounds (self);
  g_queue_clear_full (&self->pauses, (GDestroyNotify) batch_call_free);
  g_queue_clear_full (&self->held_calls, (GDestroyNotify) batch_call_free);
  g_queue_clear_full (&self->server_askers, g_free);
  g_free (self->backends_fingerprint);
  g_hash_table_unref (self->lanes);
  g_free (self->told_key);
  g_hash_table_unref (self->native);
  batch_import_queue_free (self->imports);
  batch_list_ranks_free (self->list_ranks);
  g_object_unref (self->ending);
  batch_roster_free (self->roster);
  g_hash_table_unref (self->handlers);
  g_hash_table_unref (self->urls);
  g_hash_table_unref (self->addresses);
  g_hash_table_unref (self->servers);
  g_hash_table_unref (self->backends);
  g_hash_table_unref (self->inputs);
  g_hash_table_unref (self->unpublished);
  g_hash_table_unref (self->sweeping);
  g_hash_table_unref (self->put_off);
  g_hash_table_unref (self->orders);
  g_hash_table_unref (self->watched);
  g_hash_table_unref (self->gpus);
  g_hash_table_unref (self->rooms);
  g_hash_table_unref (self->refused_uses);
  g_ptr_array_unref (self->troubles);
  g_hash_table_unref (self->told_slots);
  g_ptr_array_unref (self->waiters);
  g_hash_table_unref (self->parallel);
  g_hash_table_unref (self->waits);
  g_hash_table_unref (self->held);
  batch_estimator_free (self->estimator);
  batch_history_buffer_free (self->history_buffer);
  g_hash_table_unref (self->loads);
  g_clear_pointer (&self->lane_keys, g_hash_table_unref);
  g_hash_table_unref (self->swapped);
  g_hash_table_unref (self->eta_watches);
  g_hash_table_unref (self->under_way);
  g_clear_pointer (&self->dispatcher, batch_dispatcher_free);
  g_clear_object (&self->files);
  g_clear_object (&self->store);
  batch_mailbox_unref (self->inbox);
  batch_mailbox_unref (self->outbox);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self->default_backend);
  g_free (self->store_uri);
  g_free (self->engine_id);
  batch_clock_unref (self->clock);
  g_free (self);
}
