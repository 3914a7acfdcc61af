/* batch-lane-work.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

#include "core/batch-record-private.h"
#include "lanes/batch-group-commit-private.h"

/* What is being worked on, from the start that is written down to the end that is. */

/* How many transactions may be under way. Several small ones keep everybody busy: while one
 * is written, the answers for the next are read, and the requests of the last are sent. */
#define MAX_ADVANCES 4
#define STATUS_FORBIDDEN 403

/* What is in a transaction that is under way. */
struct _BatchAdvance
{
  BatchLane *lane;
  GPtrArray *ended;                /* (owned) of BatchRun */
  GPtrArray *started;              /* of BatchRun */
  GPtrArray *finishes;             /* of BatchFinish, what becomes of each that has ended */
};

static void batch_advance_free (BatchAdvance *advance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchAdvance, batch_advance_free)

static void run_ended_cb (BatchEnding *ending,
                          gpointer     user_data);

/* --- Performing --- */

static void
vacate (BatchLane *self,
        BatchRun       *run)
{
  BatchLiveJob *job = batch_roster_get (self->roster, run->item->job_id);

  g_hash_table_remove (self->running, run);
  batch_lane_note_back (self, run);
  if (job != NULL && job->in_flight > 0)
    job->in_flight--;
}

typedef struct
{
  BatchRun    *run;
  BatchEnding *ending;
} Refusal;

static gboolean
refused_cb (gpointer user_data)
{
  g_autofree Refusal *refusal = user_data;

  run_ended_cb (refusal->ending, refusal->run);
  return G_SOURCE_REMOVE;
}

/* What has failed for the key as a whole is not asked again for each of its items. */
static void
end_later (BatchRun    *run,
           BatchEnding *ending)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  Refusal *refusal = g_new (Refusal, 1);

  *refusal = (Refusal) { run, ending };
  g_source_set_static_name (source, "[batch] item of a key that failed");
  g_source_set_callback (source, refused_cb, refusal, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
perform (BatchLane *self,
         BatchRun       *run)
{
  BatchEnding *refusal = batch_lane_refuse (self, run->item->key);

  if (refusal != NULL)
    {
      run->began_at = batch_clock_monotonic (self->clock);
      end_later (run, refusal);
      return;
    }

  batch_lane_expect_load (self, run->item->key, run->item->job_id);
  run->during_load = self->load_began > 0;
  run->unproved = batch_lane_is_unproved (self);
  run->began_at = batch_clock_monotonic (self->clock);
  batch_lane_note_begin (self, run);
  self->host->started (self->host_data, self, run->item);
  self->worker->perform (self->worker, run->job, run->item, run->payload, run->cancellable,
                         run_ended_cb, run);
}

static void
note_answer (BatchLane *self,
             BatchRun       *run)
{
  gint64 now = batch_clock_monotonic (self->clock);

  if (run->ending->status == BATCH_ITEM_STATUS_SUCCEEDED)
    {
      run->during_load &= !batch_lane_was_told_load (self, run->began_at);
      batch_lane_note_loaded (self, run->item->key, run->began_at);
    }
  else if (run->ending->verdict == BATCH_VERDICT_WAIT_LOADING && !run->ending->unloaded)
    batch_lane_note_loading (self, run);

  if (now - self->second_began > G_USEC_PER_SEC)
    {
      self->ended_last_second = now - self->second_began < 2 * G_USEC_PER_SEC
                                ? self->ended_this_second : 0;
      self->ended_this_second = 0;
      self->second_began = now;
    }
  self->ended_this_second++;
}

/* The key of the lane was turned away. Returns: whether there is another one */
static gboolean
make_way (BatchLane *self)
{
  gboolean wait = FALSE;

  batch_lane_give_back (self, NULL);
  return batch_lane_choose_key (self, &wait) != NULL;
}

static gint64
count_waiting (BatchLane  *self,
               const char *key)
{
  BatchGroup *group = batch_roster_get_group (self->roster, self->id, key);

  return group != NULL ? group->waiting : 0;
}

/* @run was turned away: what that means for the others, and for its item. */
static void
note_refusal (BatchLane *self,
              BatchRun  *run)
{
  const char *key = run->item->key;
  BatchRefusal refusal;

  if (batch_job_record_vouches (run->job))
    batch_model_access_recall (&self->access, key);
  refusal = batch_model_access_refuse (&self->access, key, count_waiting (self, key) > 0);
  if (refusal == BATCH_REFUSAL_OPEN)
    {
      batch_lane_leave_open (run->ending);
      return;
    }

  run->ending->shut_out = refusal != BATCH_REFUSAL_OF_ITEM;
  if (refusal == BATCH_REFUSAL_OF_KEY && make_way (self))
    return;

  if (run->ending->shut_out)
    batch_lane_rest_for_server (self, run->ending);
}

static gboolean
has_other_keys (BatchLane *self)
{
  GHashTable *groups = batch_roster_get_groups (self->roster, self->id);

  return groups != NULL && g_hash_table_size (groups) > 1;
}

/* The others wait with @run if the server takes no more for now; those of other keys need not,
 * if it goes on for long, nor those who wait for the lane or its graphics card. */
static void
back_off (BatchLane *self,
          BatchRun  *run)
{
  gint64 now = batch_clock_monotonic (self->clock);

  if (g_strcmp0 (run->item->key, self->key) != 0)
    return;

  run->ending->passing = batch_refusals_passes (&self->refusals, now);
  run->ending->many_behind = batch_refusals_leave_many (count_waiting (self, self->key));
  if (!batch_refusals_note (&self->refusals, run->ending, run->began_at, now,
                            g_random_double ()))
    return;

  batch_lane_back_off (self);
  if (!batch_refusals_lasts (&self->refusals)
      || (!has_other_keys (self) && batch_lane_next_of_peers (self) == NULL))
    return;

  batch_key_faults_rest (self->faults, self->key, self->refusals.until);
  batch_lane_wait_for_keys (self);
  make_way (self);
}

/* The server fails, whatever is asked; it may be only the model. The item waits. */
static void
note_failing (BatchLane *self,
              BatchRun  *run)
{
  run->ending->server_down = TRUE;
  run->ending->costs_attempt = FALSE;
  batch_model_access_deny (&self->access, run->item->key);
  if (!make_way (self))
    batch_lane_rest_for_server (self, run->ending);
}

/* Whether the server has looked at the request. */
static gboolean
was_let_in (const BatchEnding *ending)
{
  return ending->status == BATCH_ITEM_STATUS_SUCCEEDED
         || ending->failure_kind == BATCH_FAILURE_KIND_MODEL_NOT_FOUND
         || ending->failure_kind == BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS;
}

static void
note_server (BatchLane *self,
             BatchRun  *run)
{
  BatchEnding *ending = run->ending;

  if (ending->open)
    {
      batch_lane_leave_open (ending);
      return;
    }
  if (batch_lane_note_gone_model (self, run))
    return;
  if (batch_server_health_note (&self->health, ending, run->item->attempts == 0))
    {
      note_failing (self, run);
      return;
    }

  if (was_let_in (ending))
    batch_model_access_grant (&self->access, run->item->key);
  if (!ending->server_down && !ending->shut_out && ending->status != BATCH_ITEM_STATUS_CANCELLED)
    batch_lane_note_use (self, run->item->key, was_let_in (ending));
  if ((ending->server_down || ending->verdict == BATCH_VERDICT_WRONG_ADDRESS)
      && self->loader != NULL)
    batch_lane_note_gone (self, ending);

  if (ending->shut_out && ending->status_code == STATUS_FORBIDDEN)
    note_refusal (self, run);
  else if (ending->server_down || ending->shut_out)
    batch_lane_rest_for_server (self, ending);
  else if ((ending->status_code > 0 || ending->status == BATCH_ITEM_STATUS_SUCCEEDED)
           && !batch_server_health_is_bad (&self->health))
    batch_lane_tell_no_trouble (self);
}

/* What has no memory a second time would not have it with fewer beside it, either. */
static gboolean
stands_apart (const BatchRun *run)
{
  return run->during_load
         || (run->ending->verdict == BATCH_VERDICT_LOAD_FAILED && run->item->attempts > 0);
}

static void
run_ended_cb (BatchEnding *ending,
              gpointer     user_data)
{
  BatchRun *run = user_data;
  BatchLane *self = run->lane;
  gint64 now = batch_clock_monotonic (self->clock);

  run->ending = ending;
  batch_lane_bound_load (self, run);
  ending->unproved = run->unproved || batch_lane_tells_load (ending);
  batch_lane_review_length (self, run);
  run->duration_ms = (now - run->began_at) / 1000;
  if (ending->status == BATCH_ITEM_STATUS_SUCCEEDED)
    batch_lane_note_spoke (run);
  vacate (self, run);
  if (g_queue_is_empty (&self->ended))
    self->gathers_since = now;
  g_queue_push_tail (&self->ended, run);
  self->answer_usec = batch_group_commit_average (self->answer_usec, now - run->began_at);
  note_answer (self, run);
  batch_lane_note_room (self, run);
  batch_lane_note_turned_away (self, ending);
  run->slowed = batch_lane_end_try (self, run->item->key, &run->trying, ending,
                                    stands_apart (run));

  note_server (self, run);
  batch_lane_note_model (self, run);
  back_off (self, run);

  if (g_queue_get_length (&self->ended) >= self->slots / MAX_ADVANCES)
    batch_lane_go_on (self);
  else
    batch_lane_go_on_soon (self);
}

/* --- Writing down --- */

static BatchAdvance *
advance_new (BatchLane *self)
{
  BatchAdvance *advance = g_new (BatchAdvance, 1);

  advance->lane = self;
  advance->ended = g_ptr_array_new_with_free_func (batch_run_free);
  advance->started = g_ptr_array_new ();
  advance->finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  return advance;
}

static void
batch_advance_free (BatchAdvance *advance)
{
  g_ptr_array_unref (advance->ended);
  g_ptr_array_unref (advance->started);
  g_ptr_array_unref (advance->finishes);
  g_free (advance);
}

/* Nobody waits for it any more. */
void
batch_advance_drop (BatchAdvance *advance)
{
  for (guint i = 0; i < advance->started->len; i++)
    {
      BatchRun *run = g_ptr_array_index (advance->started, i);

      g_hash_table_remove (advance->lane->running, run);
      batch_run_free (run);
    }
  batch_advance_free (advance);
}

static void
settle_finishes (BatchAdvance *advance,
                 GArray       *taken)
{
  BatchLane *self = advance->lane;

  for (guint i = 0; i < advance->ended->len; i++)
    {
      BatchRun *run = g_ptr_array_index (advance->ended, i);

      if (g_array_index (taken, gboolean, i))
        self->host->ended (self->host_data, self, run->item, run->ending,
                           g_ptr_array_index (advance->finishes, i), run->duration_ms,
                           run->during_load);
    }
}

static void
settle_starts (BatchAdvance *advance,
               GArray       *taken)
{
  BatchLane *self = advance->lane;

  for (guint i = 0; i < advance->started->len; i++)
    {
      BatchRun *run = g_ptr_array_index (advance->started, i);

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
take_back (BatchAdvance *advance)
{
  BatchLane *self = advance->lane;

  for (guint i = advance->started->len; i > 0; i--)
    {
      BatchRun *run = g_ptr_array_index (advance->started, i - 1);

      vacate (self, run);
      g_queue_push_head (&self->loaded, run);
    }

  while (advance->ended->len > 0)
    g_queue_push_head (&self->ended,
                       g_ptr_array_steal_index (advance->ended, advance->ended->len - 1));
}

static void
advanced_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BatchAdvance) advance = user_data;
  BatchLane *self = advance->lane;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) finished = NULL;
  g_autoptr(GArray) started = NULL;
  g_autoptr(GPtrArray) jobs = NULL;

  g_queue_remove (&self->advances, advance);
  self->gathers_since = g_get_monotonic_time ();
  if (!batch_store_advance_finish (self->store, result, &finished, &started, &jobs, &error))
    {
      take_back (advance);
      batch_lane_rest_for_store (self, error);
      return;
    }

  batch_lane_note_written (self);
  self->host->jobs_changed (self->host_data, jobs);
  /* The store has something to do while the requests are sent. */
  batch_lane_advance (self);
  settle_finishes (advance, finished);
  settle_starts (advance, started);
  batch_lane_go_on (self);
}

static void
collect_finishes (BatchLane    *self,
                  BatchAdvance *advance)
{
  BatchRun *run;

  while ((run = g_queue_pop_head (&self->ended)) != NULL)
    {
      g_ptr_array_add (advance->ended, run);
      g_ptr_array_add (advance->finishes,
                       self->host->decide (self->host_data, self, run->item, run->ending,
                                           run->duration_ms));
    }
}

/* Takes a slot of the lane and of the job. */
static void
occupy (BatchLane *self,
        BatchRun       *run)
{
  BatchLiveJob *job = batch_roster_get (self->roster, run->item->job_id);

  g_hash_table_add (self->running, run);
  batch_lane_note_out (self, run);
  if (job != NULL)
    job->in_flight++;
}

static GArray *
collect_starts (BatchLane    *self,
                BatchAdvance *advance)
{
  GArray *starts = batch_store_leases_new (8);
  guint n_reserved;
  guint bound;
  GList *next;

  if (self->phase != BATCH_LANE_RUNNING || self->held || !self->prepared)
    return starts;

  n_reserved = batch_lane_count_reserved (self);
  bound = batch_refusals_bound (&self->refusals, self->slots, batch_clock_monotonic (self->clock));
  while (g_hash_table_size (self->running) < bound
         && g_hash_table_size (self->running) + n_reserved < self->slots
         && (next = batch_lane_find_next (self)) != NULL)
    {
      BatchRun *run = next->data;

      g_queue_delete_link (&self->loaded, next);
      occupy (self, run);
      g_ptr_array_add (advance->started, run);
      batch_store_leases_add (starts, run->item->job_id, run->item->position,
                              run->item->generation);
    }

  if (advance->started->len > 0)
    batch_lane_try_more (self);
  return starts;
}

/* --- Waiting for more to write down --- */

void
batch_lane_end_patience (BatchLane *self)
{
  if (self->patience != NULL)
    g_source_destroy (self->patience);
  g_clear_pointer (&self->patience, g_source_unref);
}

static gboolean
patience_cb (gpointer user_data)
{
  BatchLane *self = user_data;

  batch_lane_end_patience (self);
  batch_lane_go_on (self);
  return G_SOURCE_REMOVE;
}

static void
be_patient (BatchLane *self,
            gint64     usec)
{
  if (self->patience != NULL)
    return;

  self->patience = g_timeout_source_new ((usec + 999) / 1000);
  g_source_set_static_name (self->patience, "[batch] lane gathers answers");
  g_source_set_callback (self->patience, patience_cb, self, NULL);
  g_source_attach (self->patience, g_main_context_get_thread_default ());
}

/* Requests that were sent, or are just about to be. */
static guint
count_out (BatchLane *self)
{
  guint n_out = g_hash_table_size (self->running);

  for (GList *link = self->advances.head; link != NULL; link = link->next)
    n_out -= ((BatchAdvance *) link->data)->started->len;
  return n_out;
}

static gboolean
waits_for_more (BatchLane *self)
{
  BatchGroupCommit commit = {
    .slots = self->slots,
    .n_ended = g_queue_get_length (&self->ended),
    .n_out = count_out (self),
    .n_writing = g_queue_get_length (&self->advances),
    .answer_usec = self->answer_usec,
    .commit_usec = batch_store_get_commit_time (self->store),
    .waited_usec = g_get_monotonic_time () - self->gathers_since,
  };
  gint64 usec = batch_group_commit_wait (&commit);

  if (usec > 0)
    be_patient (self, usec);
  else
    batch_lane_end_patience (self);
  return usec != 0;
}

/* One transaction: what has ended is written down, and so is what takes its place. */
void
batch_lane_advance (BatchLane *self)
{
  g_autoptr(BatchAdvance) advance = NULL;
  g_autoptr(GArray) starts = NULL;
  GPtrArray *finishes;

  if (g_queue_get_length (&self->advances) == MAX_ADVANCES || waits_for_more (self))
    return;

  advance = advance_new (self);
  collect_finishes (self, advance);
  starts = collect_starts (self, advance);
  if (advance->ended->len == 0 && starts->len == 0)
    return;

  finishes = g_ptr_array_ref (advance->finishes);
  g_queue_push_tail (&self->advances, advance);
  batch_store_advance_async (self->store, self->engine_id, finishes, g_steal_pointer (&starts),
                             batch_clock_now (self->clock), NULL, advanced_cb,
                             g_steal_pointer (&advance));
}
