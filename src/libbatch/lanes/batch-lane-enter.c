/* batch-lane-enter.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

/* Into the lane with the key that was chosen, and out of it. What is loaded there is known only
 * inside: from who had the lane before, and from the server, where it tells. When that is another
 * model that there is work for, it is chosen again, before anything is claimed. */

/* Somebody else holds the lane. We may come in to work on the same key, if there is
 * anything left of it; else the change log wakes us when they leave, or are dead. */
static void
wait_outside (BatchLane  *self,
              const char *resident)
{
  gboolean wait = FALSE;
  const char *key;

  self->entered = FALSE;
  self->phase = BATCH_LANE_SHUT_OUT;
  self->seen = FALSE;
  batch_holdings_clear (self->holdings);
  batch_lane_set_loaded_key (self, resident);
  batch_lane_visit_resident (self, resident);
  key = self->held ? NULL : batch_lane_choose_key (self, &wait);
  if (!wait && g_strcmp0 (key, resident) == 0 && g_strcmp0 (key, self->key) != 0)
    batch_lane_enter (self, key);
}

/* The key was chosen by what was known outside. */
static void
begin_cb (gpointer user_data)
{
  BatchLane *self = user_data;
  gboolean choose_again = self->learnt;

  self->learnt = FALSE;
  self->phase = BATCH_LANE_RUNNING;
  if (choose_again)
    batch_lane_choose (self);
  batch_lane_process (self);
}

/* --- What is there --- */

static void
looked_cb (gpointer user_data)
{
  BatchLane *self = user_data;

  if (!batch_holdings_has (self->holdings, self->loaded_key))
    batch_lane_set_loaded_key (self, NULL);
  self->learnt = TRUE;
  begin_cb (self);
}

/* Where there is a choice, and others may have done something with the server since we last
 * looked after it. */
static gboolean
wants_look (BatchLane *self)
{
  BatchGroupQueue *queue = batch_roster_get_queue (self->roster, self->id);

  return self->came_in && self->loader != NULL && self->visit == NULL
         && !self->host->keeps_order (self->host_data)
         && queue != NULL && batch_group_queue_count (queue) > 1;
}

static void
adopted_cb (gpointer user_data)
{
  BatchLane *self = user_data;

  if (wants_look (self))
    batch_model_loader_look (self->loader, looked_cb, self);
  else
    begin_cb (self);
}

/* Somebody else had the lane, perhaps before we were there, and has left that loaded. */
static gboolean
is_news (BatchLane  *self,
         const char *resident)
{
  return self->came_in && self->loader != NULL && resident != NULL && !self->was_freed
         && g_strcmp0 (resident, self->entered_key) != 0
         && !batch_holdings_has (self->holdings, resident);
}

static void
come_in (BatchLane  *self,
         const char *resident)
{
  gboolean adopts;

  if (g_strcmp0 (resident, self->key) == 0 && !self->was_freed)
    batch_lane_set_loaded_key (self, resident);
  adopts = resident != NULL && self->loader != NULL
           && !batch_holdings_has (self->holdings, resident);
  if (is_news (self, resident))
    {
      batch_lane_believe (self, resident);
      self->learnt = TRUE;
    }
  g_free (self->entered_key);
  self->entered_key = g_strdup (self->key);

  if (adopts)
    self->host->adopt (self->host_data, self, adopted_cb, self);
  else
    adopted_cb (self);
}

/* --- Coming in --- */

static void
entered_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchLane *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *resident = NULL;
  gboolean entered = FALSE;
  gint64 again_at = 0;

  if (!batch_store_enter_lane_finish (self->store, result, &entered, &resident, &again_at,
                                      &error))
    {
      self->entered = FALSE;
      batch_lane_rest_for_store (self, error);
      return;
    }

  batch_lane_note_written (self);
  if (!entered)
    {
      batch_lane_wait_outside (self, again_at);
      wait_outside (self, resident);
      if (self->again)
        batch_lane_go_on_soon (self);
      return;
    }

  self->entered = TRUE;
  batch_lane_come_back (self);
  come_in (self, resident);
}

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_leave_lane_finish (BATCH_STORE (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("Leaving a lane: %s", error->message);
}

static void
emptied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_empty_lane_finish (BATCH_STORE (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("Noting that a model is not loaded: %s", error->message);
}

/* The store takes the key that had the lane last for the one that its server has loaded. */
void
batch_lane_leave (BatchLane *self)
{
  gboolean has_failed = self->key != NULL
                        && batch_key_faults_get (self->faults, self->key, 0) == BATCH_KEY_FAILED;

  self->phase = BATCH_LANE_IDLE;
  batch_lane_end_key (self);
  if (!self->entered)
    return;

  self->entered = FALSE;
  batch_lane_forget_share (self);
  batch_store_leave_lane_async (self->store, self->engine_id, self->lease,
                                batch_clock_now (self->clock), NULL, left_cb, NULL);
  if (has_failed)
    batch_store_empty_lane_async (self->store, self->lease, self->key, NULL, emptied_cb, NULL);
}

void
batch_lane_enter (BatchLane  *self,
                  const char *key)
{
  gboolean comes_in = self->phase == BATCH_LANE_IDLE;

  if (!self->host->take_gpu (self->host_data, self))
    {
      self->phase = BATCH_LANE_SHUT_OUT;
      return;
    }

  if (g_strcmp0 (self->key, key) != 0)
    {
      g_autofree char *copy = g_strdup (key);

      /* Who waits for the lane must not wait for a key that we are done with. */
      batch_lane_leave (self);
      batch_lane_close_key (self);
      g_free (self->key);
      self->key = g_steal_pointer (&copy);
      self->key_since = batch_clock_monotonic (self->clock);
    }

  self->prepared = FALSE;
  self->came_in = comes_in;
  batch_lane_end_linger (self);
  self->phase = BATCH_LANE_ENTERING;
  self->again = FALSE;
  batch_store_enter_lane_async (self->store, self->engine_id, self->lease, self->key,
                                self->visit != NULL ? self->chat_times.gap_us : 0,
                                batch_clock_now (self->clock), self->stop, entered_cb, self);
  batch_lane_measure_slots (self);
  batch_lane_ask_share (self);
}
