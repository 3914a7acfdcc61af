/* batch-lane-prepare.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

#include "format/batch-request-body-private.h"

/* Before the first item of a key: the server gets its model into memory, and gives up the
 * one before. And what comes of it if that fails, or if somebody takes the model away. */

/* What a request takes longer for the model than a warm one ever does. */
#define IS_LOAD_MS 1000

#define STATUS_NOT_FOUND 404

/* For so long others go before an item whose model was not there, which is more than it rests the
 * first time. */
#define OTHERS_FIRST_MS 2000

static void lost_cb (gpointer host);

/* --- Loads --- */

/* Of the item that is sent first. */
static const char *
job_of (BatchLane *self)
{
  const BatchRun *run = g_queue_peek_head (&self->loaded);

  return run != NULL ? run->item->job_id : NULL;
}

static void
begin_load (BatchLane *self)
{
  if (self->load_began > 0)
    return;

  self->load_began = batch_clock_monotonic (self->clock);
  self->host->load_started (self->host_data, self, job_of (self));
}

/* @load_ms: -1: it has failed, or was given up */
static void
end_load (BatchLane *self,
          gint64     load_ms)
{
  if (self->load_began == 0)
    return;

  self->load_began = 0;
  self->host->load_ended (self->host_data, self, load_ms);
}

static void
loading_cb (gpointer host,
            double   fraction)
{
  BatchLane *self = host;

  begin_load (self);
  if (fraction >= 0)
    self->host->load_goes_on (self->host_data, self, fraction);
}

static void
begin_work (BatchLane *self)
{
  self->prepared = TRUE;
  self->phase = BATCH_LANE_RUNNING;
}

/* --- What does not work --- */

static BatchEnding *
ending_for (BatchFailureKind  kind,
            const char       *message)
{
  BatchEnding *ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

  ending->failure_kind = kind;
  ending->message = g_strdup (message);
  return ending;
}

/* The others go first. When there are none, it is tried again once it has rested. */
static void
leave_key (BatchLane *self)
{
  self->prepared = FALSE;
  batch_lane_give_back (self, NULL);
  batch_lane_wait_for_keys (self);
}

static void
fail_key (BatchLane        *self,
          BatchFailureKind  kind,
          const char       *message)
{
  gint64 now = batch_clock_monotonic (self->clock);
  BatchLoadPatience times = self->host->load_times (self->host_data, self->key);
  BatchKeyState state = batch_key_faults_add (self->faults, self->key, kind, message, now,
                                              times.retry_ms * 1000);

  g_autoptr(GError) trouble = g_error_new (BATCH_ERROR, BATCH_ERROR_BACKEND, "%s: %s", self->key,
                                           message);

  self->asked = FALSE;
  batch_lane_tell_trouble (self, self->key, trouble);
  batch_lane_refuse_chats (self, self->key,
                           kind == BATCH_FAILURE_KIND_MODEL_NOT_FOUND ? 404 : 503, message);
  self->phase = BATCH_LANE_RUNNING;
  self->prepared = TRUE;
  if (state != BATCH_KEY_FAILED)
    leave_key (self);
}

/* One that is gone may be asked for just now, which changes nothing until it answers. */
static gboolean
is_out_of_use (BatchLane  *self,
               const char *key,
               gint64      now)
{
  return batch_gone_models_has (self->gone, key)
         || batch_key_faults_get (self->faults, key, now) == BATCH_KEY_RESTS;
}

/* Whether nothing else could be done in the meantime. */
static gboolean
rests_altogether (BatchLane *self)
{
  GHashTable *groups = batch_roster_get_groups (self->roster, self->id);
  gint64 now = batch_clock_monotonic (self->clock);
  GHashTableIter iter;
  gpointer value;

  if (groups == NULL)
    return TRUE;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const BatchGroup *group = value;

      if (group->waiting + group->delayed > 0 && !is_out_of_use (self, group->key, now))
        return FALSE;
    }
  return TRUE;
}

/* Its server may have been started again with other models, and is so once more when somebody
 * sees that. Until then it is as good as away. */
static void
miss_key (BatchLane  *self,
          const char *message)
{
  gint64 now = batch_clock_monotonic (self->clock);
  guint rest_ms = batch_gone_models_rest (self->gone, self->key);
  g_autoptr(GError) trouble = g_error_new (BATCH_ERROR, BATCH_ERROR_BACKEND,
                                           "The model “%s” is not there any more: %s", self->key,
                                           message);

  batch_key_faults_rest (self->faults, self->key, now + rest_ms * G_TIME_SPAN_MILLISECOND);
  batch_lane_tell_trouble (self, rests_altogether (self) ? NULL : self->key, trouble);
  batch_lane_refuse_chats (self, self->key, 404, trouble->message);
  batch_lane_set_loaded_key (self, NULL);
  self->asked = FALSE;
  self->seen = FALSE;
  self->phase = BATCH_LANE_RUNNING;
  leave_key (self);
}

static gboolean
is_gone (BatchLane      *self,
         const BatchRun *run)
{
  const BatchItemRecord *item = run != NULL ? run->item : NULL;

  batch_gone_models_keep (self->gone, batch_lane_needs, self);
  return batch_gone_models_note_missing (self->gone, item != NULL ? item->key : self->key,
                                         item != NULL ? item->job_id : NULL,
                                         item != NULL ? item->position : 0);
}

static void
rest (BatchLane                    *self,
      const BatchModelLoaderReport *report)
{
  g_autoptr(BatchEnding) ending = NULL;

  self->phase = BATCH_LANE_RUNNING;
  batch_model_loader_forget (self->loader);
  ending = ending_for (report->verdict == BATCH_VERDICT_AUTH ? BATCH_FAILURE_KIND_AUTH
                                                             : BATCH_FAILURE_KIND_NETWORK_ERROR,
                       report->message);
  batch_lane_rest_for_server (self, ending);
}

/* Whatever says nothing of the model or the server, such as that it has no room now, is left
 * to the items: they are tried again, each as often as its job allows. */
static void
take_failure (BatchLane                    *self,
              const BatchModelLoaderReport *report)
{
  end_load (self, -1);
  if (batch_verdict_get_consequence (report->verdict)->pause == BATCH_PAUSE_LANE)
    rest (self, report);
  else if (report->verdict == BATCH_VERDICT_NO_SUCH_MODEL && is_gone (self, NULL))
    miss_key (self, report->message);
  else if (report->verdict == BATCH_VERDICT_NO_SUCH_MODEL)
    fail_key (self, BATCH_FAILURE_KIND_MODEL_NOT_FOUND, report->message);
  else if (report->verdict == BATCH_VERDICT_LOAD_FAILED)
    fail_key (self, BATCH_FAILURE_KIND_LOAD_FAILED, report->message);
  else
    begin_work (self);
}

BatchEnding *
batch_lane_refuse (BatchLane  *self,
                   const char *key)
{
  BatchFailureKind kind = BATCH_FAILURE_KIND_NONE;
  const char *message = batch_key_faults_describe (self->faults, key, &kind);
  BatchEnding *ending;

  if (message == NULL)
    return NULL;

  /* The server was not asked, and says nothing of itself by that. */
  ending = ending_for (kind, message);
  if (kind == BATCH_FAILURE_KIND_MODEL_NOT_FOUND)
    ending->verdict = BATCH_VERDICT_PERMANENT_REQUEST;
  return ending;
}

gboolean
batch_lane_key_rests (BatchLane *self)
{
  return batch_key_faults_get (self->faults, self->key, batch_clock_monotonic (self->clock))
         == BATCH_KEY_RESTS;
}

void
batch_lane_end_key (BatchLane *self)
{
  if (self->key != NULL
      && batch_key_faults_get (self->faults, self->key, 0) == BATCH_KEY_FAILED)
    batch_key_faults_forget (self->faults, self->key);
}

void
batch_lane_note_use (BatchLane  *self,
                     const char *key,
                     gboolean    let_in)
{
  if (g_strcmp0 (self->key, key) != 0)
    return;

  self->answered |= let_in;
  self->refused |= !let_in;
}

void
batch_lane_give_up_load (BatchLane *self)
{
  end_load (self, -1);
}

void
batch_lane_close_key (BatchLane *self)
{
  batch_lane_give_up_load (self);
  if (self->refused && !self->answered && batch_lane_needs (self, self->key))
    {
      batch_key_faults_leave (self->faults, self->key, batch_clock_monotonic (self->clock));
      batch_lane_wait_for_keys (self);
    }

  self->seen = FALSE;
  self->asked = FALSE;
  self->answered = FALSE;
  self->refused = FALSE;
}

/* --- Preparing --- */

static void
ended_cb (gpointer                      host,
          const BatchModelLoaderReport *report)
{
  BatchLane *self = host;

  batch_lane_take_most (self, batch_model_loader_get_most (self->loader));
  if (report->result == BATCH_MODEL_LOADER_FAILED)
    {
      take_failure (self, report);
      batch_lane_process (self);
      return;
    }

  if (report->result == BATCH_MODEL_LOADER_LOADED)
    {
      begin_load (self);
      self->host->load_measured (self->host_data, self->key, report->load_ms);
    }

  /* Whoever is told of the load counts what is to be loaded still. */
  if (report->result != BATCH_MODEL_LOADER_UNTOLD)
    {
      batch_key_faults_forget (self->faults, self->key);
      batch_lane_set_loaded_key (self, self->key);
      self->was_freed = FALSE;
      self->seen = TRUE;
    }
  end_load (self, report->load_ms);
  begin_work (self);
  batch_lane_process (self);
}

static void
slots_cb (gpointer host,
          guint    slots)
{
  batch_lane_take_server_slots (host, slots);
}

static void
identified_cb (gpointer    host,
               const char *kind)
{
  BatchLane *self = host;

  if (self->worker->know != NULL)
    self->worker->know (self->worker, kind);
  if (kind != NULL)
    self->host->server_known (self->host_data, self, kind);
}

static const BatchModelLoaderHost loader_host = {
  .identified = identified_cb,
  .loading = loading_cb,
  .ended = ended_cb,
  .slots = slots_cb,
  .lost = lost_cb,
  .room = batch_lane_take_room,
  .full = batch_lane_note_full,
  .looked = batch_lane_take_look,
  .given_up = batch_lane_note_given_up,
  .get_room = batch_lane_get_room,
  .needs = batch_lane_needs,
  .get_evict = batch_lane_get_evict,
};

void
batch_lane_set_loader (BatchLane        *self,
                       BatchModelLoader *loader)
{
  self->loader = loader;
  batch_model_loader_set_host (loader, &loader_host, self);
}

BatchModelLoader *
batch_lane_get_loader (BatchLane *self)
{
  return self->loader;
}

/* Nothing is under way, and there is something to send. */
void
batch_lane_prepare (BatchLane *self)
{
  const BatchRun *first = g_queue_peek_head (&self->loaded);
  const BatchChat *chat = batch_lane_take_setting (self);
  g_autoptr(GBytes) request = NULL;

  if (self->loader == NULL
      || batch_key_faults_get (self->faults, self->key, batch_clock_monotonic (self->clock))
         == BATCH_KEY_FAILED)
    {
      self->prepared = TRUE;
      return;
    }

  self->phase = BATCH_LANE_PREPARING;
  batch_prefix_affinity_forget (&self->affinity);
  request = chat != NULL ? g_bytes_ref (chat->body)
                         : batch_request_body (first->job, first->item, first->payload,
                                               BATCH_STREAMING_OFF, NULL);
  batch_model_loader_prepare (self->loader, self->key,
                              chat != NULL ? chat->endpoint
                                           : batch_request_endpoint (first->job, first->item),
                              request,
                              self->host->load_times (self->host_data, self->key).deadline_ms);
}

/* When there is nothing left to prepare for. */
void
batch_lane_stop_preparing (BatchLane *self)
{
  if (self->phase != BATCH_LANE_PREPARING)
    return;

  batch_model_loader_stop (self->loader);
  end_load (self, -1);
  self->phase = BATCH_LANE_RUNNING;
}

gboolean
batch_lane_is_drained (BatchLane *self)
{
  return g_hash_table_size (self->running) + g_hash_table_size (self->serving) == 0;
}

gboolean
batch_lane_has_work (BatchLane *self)
{
  BatchGroup *group = batch_roster_get_group (self->roster, self->id, self->key);

  if (self->visit != NULL)
    return !batch_lane_is_called_away (self);

  return (group != NULL && group->waiting + group->delayed > 0)
         || !g_queue_is_empty (&self->claimed) || !g_queue_is_empty (&self->loaded);
}

/* --- What answers tell --- */

/* Nothing new is started; when what is under way has ended, the model is asked for again.
 * Returns: whether that is news */
static gboolean
prepare_again (BatchLane *self)
{
  if (self->loader == NULL || !self->prepared || self->phase != BATCH_LANE_RUNNING)
    return FALSE;

  self->prepared = FALSE;
  self->fault_at = batch_clock_monotonic (self->clock);
  return TRUE;
}

/* @job_id: (nullable) of the request that had to wait for a load */
static void
lose (BatchLane  *self,
      const char *job_id,
      gint64      load_ms)
{
  if (prepare_again (self))
    self->host->swapped (self->host_data, self, job_id, load_ms);
}

/* Whoever comes back may be another one, and has no model in memory; whoever answers, but has not
 * what such servers have, is another one. */
void
batch_lane_note_gone (BatchLane         *self,
                      const BatchEnding *ending)
{
  self->prepared = FALSE;
  self->seen = FALSE;
  self->asked = FALSE;
  if (ending->verdict == BATCH_VERDICT_WRONG_ADDRESS || ending->status_code == STATUS_NOT_FOUND)
    batch_model_loader_refute (self->loader);
  else
    batch_model_loader_forget (self->loader);
}

static void
lost_cb (gpointer host)
{
  BatchLane *self = host;

  batch_lane_set_loaded_key (self, NULL);
  self->seen = FALSE;
  self->asked = FALSE;
  lose (self, NULL, -1);
  batch_lane_go_on_soon (self);
}

/* All that are under way say the same, so that only the first of them counts. */
static gboolean
tells_news (BatchLane      *self,
            const BatchRun *run)
{
  return self->phase == BATCH_LANE_RUNNING && g_strcmp0 (run->item->key, self->key) == 0
         && run->began_at > self->fault_at;
}

gboolean
batch_lane_note_gone_model (BatchLane *self,
                            BatchRun  *run)
{
  BatchEnding *ending = run->ending;

  if (ending->status == BATCH_ITEM_STATUS_SUCCEEDED)
    batch_gone_models_note_answer (self->gone, run->item->key, run->item->job_id,
                                   run->item->position);
  if (ending->verdict != BATCH_VERDICT_NO_SUCH_MODEL || !is_gone (self, run))
    return FALSE;

  ending->costs_attempt = FALSE;
  ending->shut_out = TRUE;
  ending->others_first = TRUE;
  ending->retry_after_ms = OTHERS_FIRST_MS;
  return TRUE;
}

static gboolean
is_missing (BatchLane      *self,
            const BatchRun *run)
{
  return run->ending->verdict == BATCH_VERDICT_NO_SUCH_MODEL
         && g_strcmp0 (self->loaded_key, run->item->key) != 0;
}

static void
note_works (BatchLane *self,
            BatchRun  *run)
{
  if (run->ending->status != BATCH_ITEM_STATUS_SUCCEEDED
      || g_strcmp0 (run->item->key, self->key) != 0)
    return;

  self->doubted = FALSE;
  batch_key_faults_forget (self->faults, self->key);
}

/* A model that has answered others, and one request for which there was no memory, or which
 * ended the process of the model: the others go on, and it is tried as often as any. Only when
 * the next says the same, and none has answered in between, it is the model's fault; but not as
 * long as there may have been too many at a time. */
static gboolean
is_its_own_doing (BatchLane      *self,
                  const BatchRun *run)
{
  return run->ending->verdict == BATCH_VERDICT_LOAD_FAILED && (!self->doubted || run->slowed)
         && !run->during_load && g_strcmp0 (self->loaded_key, run->item->key) == 0;
}

/* Somebody may have loaded another one in its place. When it was loaded again and the other one
 * answers still, the server has only that. */
static gboolean
is_mistaken_for_good (BatchLane      *self,
                      const BatchRun *run)
{
  return run->ending->verdict == BATCH_VERDICT_WRONG_MODEL && self->doubted;
}

/* What the store knows as resident may be what others are loading still, or what was taken out
 * since: an item that is sent on that may wait for a load, which is not ours. */
gboolean
batch_lane_is_unproved (BatchLane *self)
{
  return batch_lane_loads_models (self) && self->load_began == 0 && !self->seen;
}

gboolean
batch_lane_tells_load (const BatchEnding *ending)
{
  return ending->timings.load_ms > IS_LOAD_MS;
}

void
batch_lane_note_model (BatchLane *self,
                       BatchRun  *run)
{
  const BatchEnding *ending = run->ending;
  const BatchConsequence *consequence = batch_verdict_get_consequence (ending->verdict);

  note_works (self, run);
  if (!tells_news (self, run))
    return;

  if (is_its_own_doing (self, run))
    {
      self->doubted = !run->slowed;
      prepare_again (self);
    }
  else if (ending->verdict == BATCH_VERDICT_NO_SUCH_MODEL && ending->shut_out)
    {
      self->fault_at = batch_clock_monotonic (self->clock);
      miss_key (self, ending->message);
    }
  else if (is_mistaken_for_good (self, run))
    {
      self->fault_at = batch_clock_monotonic (self->clock);
      fail_key (self, BATCH_FAILURE_KIND_MODEL_NOT_FOUND, ending->message);
    }
  else if (ending->verdict == BATCH_VERDICT_LOAD_FAILED || is_missing (self, run))
    {
      self->fault_at = batch_clock_monotonic (self->clock);
      fail_key (self, ending->failure_kind, ending->message);
    }
  else if (consequence->reloads && consequence->pause == BATCH_PAUSE_KEY)
    {
      self->doubted = ending->verdict == BATCH_VERDICT_WRONG_MODEL;
      lose (self, NULL, -1);
    }
  else if (!run->during_load && batch_lane_tells_load (ending))
    lose (self, run->item->job_id, ending->timings.load_ms);
}
