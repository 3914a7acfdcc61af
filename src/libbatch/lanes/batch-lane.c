/* batch-lane.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

void
batch_run_free (gpointer data)
{
  BatchRun *run = data;

  batch_item_record_unref (run->item);
  batch_job_record_unref (run->job);
  g_clear_pointer (&run->payload, g_bytes_unref);
  g_clear_pointer (&run->ending, batch_ending_free);
  g_clear_object (&run->cancellable);
  g_free (run->setting);
  g_free (run);
}

BatchLane *
batch_lane_new (const char          *id,
                BatchStore          *store,
                const char          *engine_id,
                BatchClock          *clock,
                BatchRoster         *roster,
                BatchWorker         *worker,
                guint                default_slots,
                const BatchLaneHost *host,
                gpointer             host_data)
{
  BatchLane *self = g_new0 (BatchLane, 1);

  self->id = g_strdup (id);
  self->lease = g_strdup (id);
  self->store = g_object_ref (store);
  self->engine_id = g_strdup (engine_id);
  self->clock = batch_clock_ref (clock);
  self->roster = roster;
  self->worker = worker;
  worker->spoke = batch_lane_note_spoke;
  worker->is_waited_for = batch_lane_waits_for;
  self->default_slots = default_slots;
  self->slots = default_slots;
  self->settled_slots = default_slots;
  self->usual_slots = default_slots;
  self->parallelism = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->told_slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->contexts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->chat_slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->host = host;
  self->host_data = host_data;
  self->running = g_hash_table_new (NULL, NULL);
  self->serving = g_hash_table_new (NULL, NULL);
  self->chat_times = batch_chat_usual_times;
  self->stop = g_cancellable_new ();
  self->returns = batch_lease_returns_new (store, engine_id, clock, batch_lane_returned, self);
  self->faults = batch_key_faults_new ();
  self->gone = batch_gone_models_new ();
  batch_prefix_affinity_init (&self->affinity);
  self->holdings = batch_holdings_new ();
  batch_model_access_init (&self->access);
  g_queue_init (&self->claimed);
  g_queue_init (&self->loaded);
  g_queue_init (&self->ended);
  g_queue_init (&self->advances);
  g_queue_init (&self->chats);
  return self;
}

/* Nobody hears any more how they end. */
static void
drop_running (BatchLane *self)
{
  GHashTableIter iter;
  gpointer run;

  g_hash_table_iter_init (&iter, self->running);
  while (g_hash_table_iter_next (&iter, &run, NULL))
    batch_run_free (run);
  g_hash_table_unref (self->running);
}

/* Only called when it is quiet, or when its thread ends. */
void
batch_lane_free (BatchLane *self)
{
  batch_lane_clear_timer (self);
  if (self->soon != NULL)
    g_source_destroy (self->soon);
  g_clear_pointer (&self->soon, g_source_unref);
  batch_lane_end_patience (self);
  batch_lane_clear_source (&self->retry);
  batch_lane_end_back_off (self);
  batch_lane_end_linger (self);
  batch_lane_break_chats (self, "The queue is being closed");
  batch_lane_clear_source (&self->chat_timer);
  g_clear_pointer (&self->loader, batch_model_loader_free);
  g_cancellable_cancel (self->stop);
  g_queue_clear_full (&self->claimed, batch_run_free);
  g_queue_clear_full (&self->loaded, batch_run_free);
  g_queue_clear_full (&self->ended, batch_run_free);
  g_hash_table_unref (self->serving);
  g_hash_table_unref (self->parallelism);
  g_hash_table_unref (self->told_slots);
  g_hash_table_unref (self->contexts);
  g_hash_table_unref (self->chat_slots);
  g_queue_clear_full (&self->advances, (GDestroyNotify) batch_advance_drop);
  self->worker->free (self->worker);
  drop_running (self);
  batch_model_access_clear (&self->access);
  batch_lease_returns_free (self->returns);
  batch_key_faults_free (self->faults);
  batch_gone_models_free (self->gone);
  batch_prefix_affinity_clear (&self->affinity);
  g_object_unref (self->stop);
  g_object_unref (self->store);
  g_free (self->engine_id);
  batch_clock_unref (self->clock);
  batch_holdings_free (self->holdings);
  g_free (self->evict);
  g_free (self->entered_key);
  g_free (self->loaded_key);
  g_free (self->setting);
  g_free (self->read_job);
  g_free (self->read_setting);
  g_free (self->waits_for);
  g_free (self->visit);
  g_free (self->key);
  g_free (self->lease);
  g_free (self->id);
  g_free (self);
}

/* --- Looking --- */

const char *
batch_lane_get_id (BatchLane *self)
{
  return self->id;
}

const char *
batch_lane_get_lease (BatchLane *self)
{
  return self->lease;
}

void
batch_lane_set_lease (BatchLane  *self,
                      const char *lease)
{
  g_free (self->lease);
  self->lease = g_strdup (lease);
}

const char *
batch_lane_get_key (BatchLane *self)
{
  return self->key;
}

gboolean
batch_lane_is_loading (BatchLane *self)
{
  return self->load_began > 0;
}

gboolean
batch_lane_get_load (BatchLane *self,
                     gint64    *elapsed_ms,
                     double    *fraction)
{
  if (self->load_began == 0)
    return FALSE;

  *elapsed_ms = (batch_clock_monotonic (self->clock) - self->load_began) / 1000;
  *fraction = self->load_fraction;
  return TRUE;
}

guint
batch_lane_count_running (BatchLane *self)
{
  return g_hash_table_size (self->running);
}

gboolean
batch_lane_is_troubled (BatchLane *self)
{
  return self->troubled;
}

const char *
batch_lane_get_loaded_key (BatchLane *self)
{
  return self->loaded_key;
}

gboolean
batch_lane_has_asked (BatchLane *self)
{
  return self->asked;
}

gboolean
batch_lane_loads_models (BatchLane *self)
{
  BatchBackendFlags flags = BATCH_BACKEND_FLAGS_NONE;

  if (self->loader != NULL)
    flags = batch_model_loader_get_flags (self->loader);
  return (flags & BATCH_BACKEND_FLAGS_NEVER_LOADS) == 0;
}

gboolean
batch_lane_turns_away (BatchLane  *self,
                       const char *key)
{
  gint64 now = batch_clock_monotonic (self->clock);

  return batch_model_access_is_denied (&self->access, key)
         || batch_key_faults_get (self->faults, key, now) == BATCH_KEY_RESTS;
}

gint64
batch_lane_get_key_since (BatchLane *self)
{
  return self->key_since;
}

gint64
batch_lane_get_planned_at (BatchLane *self)
{
  return self->planned_at;
}

void
batch_lane_set_planned_at (BatchLane *self,
                           gint64     at)
{
  self->planned_at = at;
}

void
batch_lane_foreach_run (BatchLane        *self,
                        BatchLaneRunFunc  func,
                        gpointer          user_data)
{
  gint64 now = batch_clock_monotonic (self->clock);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->running);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    {
      BatchRun *run = value;
      gboolean has_begun = run->began_at > 0 && !(run->during_load && self->load_began > 0);

      func (run->item, has_begun ? (now - run->began_at) / 1000 : 0, user_data);
    }
}

gboolean
batch_lane_is_quiet (BatchLane *self)
{
  return self->phase != BATCH_LANE_PREPARING && batch_lane_is_drained (self)
         && g_queue_is_empty (&self->claimed) && g_queue_is_empty (&self->loaded)
         && g_queue_is_empty (&self->ended)
         && g_queue_is_empty (&self->advances)
         && !self->claiming && !self->loading && !batch_lease_returns_is_busy (self->returns);
}

gboolean
batch_lane_is_inside (BatchLane *self)
{
  return self->entered || self->phase == BATCH_LANE_ENTERING || !batch_lane_is_quiet (self);
}

BatchHoldings *
batch_lane_get_holdings (BatchLane *self)
{
  return self->holdings;
}

void
batch_lane_set_evict (BatchLane  *self,
                      const char *key)
{
  g_autofree char *before = self->evict;

  self->evict = g_strdup (key);
}

/* Where nobody knows for how many there is room, it is the one before. */
const char *
batch_lane_get_evicted (BatchLane *self)
{
  if (self->evict != NULL || batch_holdings_get_least (self->holdings) > 1)
    return self->evict;
  return self->loaded_key;
}

void
batch_lane_set_loaded_key (BatchLane  *self,
                           const char *key)
{
  char *copy = g_strdup (key);

  if (key != NULL)
    batch_holdings_use (self->holdings, key, batch_clock_monotonic (self->clock));
  else if (self->loaded_key != NULL)
    batch_holdings_drop (self->holdings, self->loaded_key);

  g_free (self->loaded_key);
  self->loaded_key = copy;
}

void
batch_lane_believe (BatchLane  *self,
                    const char *key)
{
  batch_holdings_clear (self->holdings);
  batch_lane_set_loaded_key (self, key);
  batch_holdings_doubt (self->holdings);
}

void
batch_lane_forget_loaded (BatchLane  *self,
                          const char *key)
{
  if (self->loader != NULL)
    batch_model_loader_drop (self->loader, key);
  if (self->phase != BATCH_LANE_RUNNING)
    self->prepared = FALSE;
  /* It may have gone by another name. */
  if (!batch_holdings_has (self->holdings, key))
    batch_holdings_clear (self->holdings);
  batch_holdings_drop (self->holdings, key);
  if (!batch_holdings_has (self->holdings, self->loaded_key))
    batch_lane_set_loaded_key (self, NULL);
  self->asked = self->asked && g_strcmp0 (self->key, key) != 0;
  self->was_freed = TRUE;
}

/* --- Choosing --- */

/* When there is nothing else, those who were turned away try again. */
static const char *
next_key (BatchLane *self,
          gboolean  *wait)
{
  const char *key = self->held ? NULL : batch_lane_choose_key (self, wait);

  if (key == NULL && !self->held && batch_model_access_reset (&self->access))
    key = batch_lane_choose_key (self, wait);
  return key;
}

void
batch_lane_choose (BatchLane *self)
{
  gboolean wait = FALSE;
  const char *key;

  if (batch_lane_gives_way (self))
    {
      batch_lane_step_aside (self);
      return;
    }

  key = next_key (self, &wait);
  if (wait)
    return;
  if (key == NULL)
    {
      batch_lane_leave (self);
      batch_lane_give_up_load (self);
      batch_lane_wait (self, NULL, FALSE);
      batch_lane_linger (self);
      batch_lane_forget_trouble (self);
      self->host->leave_gpu (self->host_data, self);
    }
  else if (self->phase == BATCH_LANE_IDLE || g_strcmp0 (key, self->key) != 0)
    batch_lane_enter (self, key);
}

static void
work (BatchLane *self)
{
  if (self->prepared || !batch_lane_key_rests (self))
    {
      batch_lane_claim (self);
      batch_lane_load_payloads (self);
    }
  batch_lane_change_setting (self);
  /* Nothing is loaded before there is something to send. */
  if (!self->prepared && batch_lane_is_drained (self) && !batch_lane_is_called_away (self)
      && (!g_queue_is_empty (&self->loaded) || batch_lane_peek_chat (self) != NULL))
    batch_lane_prepare (self);
  batch_lane_start_chats (self);
  batch_lane_advance (self);
  if (batch_lane_is_quiet (self))
    batch_lane_choose (self);
}

void
batch_lane_go_on (BatchLane *self)
{
  batch_lane_settle_chats (self);
  batch_lane_settle_share (self);
  switch (self->phase)
    {
    case BATCH_LANE_ENTERING:
      self->again = TRUE;
      batch_lane_advance (self);
      break;

    case BATCH_LANE_RESTING:
      batch_lane_advance (self);
      break;

    case BATCH_LANE_SHUT_OUT:
      if (batch_lane_gives_way (self))
        break;
      self->phase = BATCH_LANE_IDLE;
      batch_lane_choose (self);
      break;

    case BATCH_LANE_IDLE:
      batch_lane_choose (self);
      break;

    case BATCH_LANE_PREPARING:
      if (self->held || !batch_lane_has_work (self))
        {
          batch_lane_stop_preparing (self);
          if (batch_lane_is_quiet (self))
            batch_lane_choose (self);
        }
      break;

    case BATCH_LANE_RUNNING:
      work (self);
      break;
    }

  if (self->held && batch_lane_is_quiet (self))
    self->host->quiet (self->host_data, self);
}

static gboolean
soon_cb (gpointer user_data)
{
  BatchLane *self = user_data;

  g_clear_pointer (&self->soon, g_source_unref);
  batch_lane_go_on (self);
  return G_SOURCE_REMOVE;
}

/* Answers that came together go into one transaction: it would be a small one for the
 * first, and the others would wait for its end. */
void
batch_lane_go_on_soon (BatchLane *self)
{
  if (self->soon != NULL)
    return;

  self->soon = g_idle_source_new ();
  g_source_set_priority (self->soon, G_PRIORITY_HIGH);
  g_source_set_static_name (self->soon, "[batch] lane goes on");
  g_source_set_callback (self->soon, soon_cb, self, NULL);
  g_source_attach (self->soon, g_main_context_get_thread_default ());
}

void
batch_lane_process (BatchLane *self)
{
  batch_lane_measure_slots (self);
  batch_lane_go_on (self);
}

void
batch_lane_renew (BatchLane  *self,
                  const char *key_name)
{
  if (self->worker->renew != NULL)
    self->worker->renew (self->worker, key_name);

  if (self->loader != NULL)
    batch_model_loader_renew (self->loader, key_name);
}

void
batch_lane_try_again (BatchLane *self)
{
  batch_model_access_reset (&self->access);
  batch_key_faults_forget (self->faults, NULL);
  batch_lane_end_back_off (self);
  batch_lane_end_rest (self);
  batch_lease_returns_hurry (self->returns);
  batch_lane_process (self);
}
