/* batch-lane-work.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-lane-state-private.h"

/* What is being worked on, from the start that is written down to the end that is. */

static void run_ended_cb (BatchEnding *ending,
                          gpointer     user_data);

/* --- Performing --- */

static void
vacate (BatchLane *self,
        BatchRun       *run)
{
  BatchLiveJob *job = batch_roster_get (self->roster, run->item->job_id);

  g_hash_table_remove (self->running, run);
  if (job != NULL && job->in_flight > 0)
    job->in_flight--;
}

static void
perform (BatchLane *self,
         BatchRun       *run)
{
  if (self->load_began == 0 && g_strcmp0 (self->loaded_key, run->item->key) != 0)
    {
      self->load_began = g_get_monotonic_time ();
      self->host->load_started (self->host_data, self, run->item->job_id);
    }

  run->during_load = self->load_began > 0;
  run->began_at = g_get_monotonic_time ();
  self->host->started (self->host_data, self, run->item);
  self->worker->perform (self->worker, run->job, run->item, run->payload, run->cancellable,
                         run_ended_cb, run);
}

static void
note_answer (BatchLane *self,
             BatchRun       *run)
{
  gint64 now = g_get_monotonic_time ();

  if (run->ending->status == BATCH_ITEM_STATUS_SUCCEEDED && self->load_began > 0
      && g_strcmp0 (run->item->key, self->key) == 0)
    {
      batch_lane_set_loaded_key (self, self->key);
      self->host->load_ended (self->host_data, self, (now - self->load_began) / 1000);
      self->load_began = 0;
    }

  if (now - self->second_began > G_USEC_PER_SEC)
    {
      self->ended_last_second = now - self->second_began < 2 * G_USEC_PER_SEC
                                ? self->ended_this_second : 0;
      self->ended_this_second = 0;
      self->second_began = now;
    }
  self->ended_this_second++;
}

static void
run_ended_cb (BatchEnding *ending,
              gpointer     user_data)
{
  BatchRun *run = user_data;
  BatchLane *self = run->lane;

  run->ending = ending;
  run->duration_ms = (g_get_monotonic_time () - run->began_at) / 1000;
  vacate (self, run);
  g_queue_push_tail (&self->ended, run);
  note_answer (self, run);

  if (ending->server_down || ending->failure_kind == BATCH_FAILURE_KIND_AUTH)
    batch_lane_rest_for_server (self, ending);
  else if (ending->status_code > 0 || ending->status == BATCH_ITEM_STATUS_SUCCEEDED)
    batch_lane_tell_no_trouble (self);

  batch_lane_go_on (self);
}

/* --- Writing down --- */

static void
settle_finishes (BatchLane *self,
                 GPtrArray *finishes,
                 GArray    *taken)
{
  for (guint i = 0; i < self->finishing->len; i++)
    {
      BatchRun *run = g_ptr_array_index (self->finishing, i);
      BatchFinish *finish = g_ptr_array_index (finishes, i);

      if (g_array_index (taken, gboolean, i))
        self->host->ended (self->host_data, self, run->item, run->ending, finish,
                           run->duration_ms, run->during_load);
    }

  g_ptr_array_set_size (self->finishing, 0);
}

static void
settle_starts (BatchLane *self,
               GArray    *taken)
{
  g_autoptr(GPtrArray) runs = g_ptr_array_copy (self->starting, NULL, NULL);

  g_ptr_array_set_size (self->starting, 0);
  for (guint i = 0; i < runs->len; i++)
    {
      BatchRun *run = g_ptr_array_index (runs, i);

      if (g_array_index (taken, gboolean, i))
        {
          perform (self, run);
          continue;
        }

      vacate (self, run);
      batch_run_free (run);
    }
}

/* Nothing of it was written: the ends wait for the next try, the starts go back. */
static void
take_back_advance (BatchLane *self)
{
  for (guint i = 0; i < self->starting->len; i++)
    {
      BatchRun *run = g_ptr_array_index (self->starting, i);

      vacate (self, run);
      g_queue_push_head (&self->loaded, run);
    }
  g_ptr_array_set_size (self->starting, 0);

  while (self->finishing->len > 0)
    g_queue_push_head (&self->ended,
                       g_ptr_array_steal_index (self->finishing, self->finishing->len - 1));
}

typedef struct
{
  BatchLane *lane;
  GPtrArray *finishes;
} Advance;

static void
advance_free (Advance *advance)
{
  g_ptr_array_unref (advance->finishes);
  g_free (advance);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Advance, advance_free)

static void
advanced_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Advance) advance = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) finished = NULL;
  g_autoptr(GArray) started = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  BatchLane *self = advance->lane;

  self->advancing = FALSE;
  if (!batch_store_advance_finish (self->store, result, &finished, &started, &jobs, &error))
    {
      take_back_advance (self);
      batch_lane_rest_for_store (self, error);
      return;
    }

  self->host->jobs_changed (self->host_data, jobs);
  settle_finishes (self, advance->finishes, finished);
  settle_starts (self, started);
  batch_lane_go_on (self);
}

static GPtrArray *
collect_finishes (BatchLane *self)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  BatchRun *run;

  while ((run = g_queue_pop_head (&self->ended)) != NULL)
    {
      g_ptr_array_add (self->finishing, run);
      g_ptr_array_add (finishes,
                       self->host->decide (self->host_data, self, run->item, run->ending,
                                           run->duration_ms));
    }

  return finishes;
}

/* Takes a slot of the lane and of the job. */
static void
occupy (BatchLane *self,
        BatchRun       *run)
{
  BatchLiveJob *job = batch_roster_get (self->roster, run->item->job_id);

  g_hash_table_add (self->running, run);
  if (job != NULL)
    job->in_flight++;
}

static gboolean
job_has_room (BatchLane *self,
              BatchRun       *run)
{
  BatchLiveJob *job = batch_roster_get (self->roster, run->item->job_id);

  return job != NULL && (job->parallel == 0 || job->in_flight < job->parallel);
}

static GArray *
collect_starts (BatchLane *self)
{
  GArray *starts = batch_store_leases_new (8);

  if (self->phase != BATCH_LANE_RUNNING || self->held)
    return starts;

  while (g_hash_table_size (self->running) < self->slots && !g_queue_is_empty (&self->loaded))
    {
      BatchRun *run = g_queue_peek_head (&self->loaded);

      if (!job_has_room (self, run))
        break;

      g_queue_pop_head (&self->loaded);
      occupy (self, run);
      g_ptr_array_add (self->starting, run);
      batch_store_leases_add (starts, run->item->job_id, run->item->position,
                              run->item->generation);
    }

  return starts;
}

static gpointer
copy_finish (gconstpointer data,
             gpointer      user_data)
{
  return batch_finish_copy (data);
}

/* One transaction: what has ended is written down, and so is what takes its place. */
void
batch_lane_advance (BatchLane *self)
{
  g_autoptr(GPtrArray) finishes = NULL;
  g_autoptr(GArray) starts = NULL;
  Advance *data;

  if (self->advancing)
    return;

  finishes = collect_finishes (self);
  starts = collect_starts (self);
  if (finishes->len == 0 && starts->len == 0)
    return;

  data = g_new0 (Advance, 1);
  data->lane = self;
  /* The store takes the finishes; what was decided is needed once more afterwards. */
  data->finishes = g_ptr_array_copy (finishes, copy_finish, NULL);
  g_ptr_array_set_free_func (data->finishes, (GDestroyNotify) batch_finish_free);
  self->advancing = TRUE;
  batch_store_advance_async (self->store, self->engine_id, g_steal_pointer (&finishes),
                             g_steal_pointer (&starts), g_get_real_time (), NULL,
                             advanced_cb, data);
}
