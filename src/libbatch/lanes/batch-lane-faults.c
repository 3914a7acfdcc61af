/* batch-lane-faults.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

/* What becomes of a key whose model does not work, is not there any more, or was taken away: as a
 * load says, or an answer. */

/* For so long others go before an item whose model was not there, which is more than it rests the
 * first time. */
#define OTHERS_FIRST_MS 2000

/* --- What does not work --- */

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

/* Who was just being sent says the same once more, and makes it rest no longer. */
static void
rest_key (BatchLane *self)
{
  gint64 now = batch_clock_monotonic (self->clock);

  if (!batch_lane_key_rests (self))
    batch_key_faults_rest (self->faults, self->key,
                           now + batch_gone_models_rest (self->gone, self->key)
                           * (gint64) G_TIME_SPAN_MILLISECOND);
}

static void
tell_missing (BatchLane  *self,
              const char *message)
{
  g_autoptr(GError) trouble = NULL;

  if (batch_gone_models_expects (self->gone, self->key))
    trouble = g_error_new (BATCH_ERROR, BATCH_ERROR_BACKEND,
                           "The model “%s” is on the list of its server, but is not there yet: %s",
                           self->key, message);
  else
    trouble = g_error_new (BATCH_ERROR, BATCH_ERROR_BACKEND,
                           "The model “%s” is not there any more: %s", self->key, message);

  batch_lane_tell_trouble (self, rests_altogether (self) ? NULL : self->key, trouble);
  batch_lane_refuse_chats (self, self->key, 404, trouble->message);
}

/* Its server may have been started again with other models, and is so once more when somebody
 * sees that. Until then it is as good as away. Of one that has never answered the list is asked
 * first. */
static void
miss_key (BatchLane  *self,
          const char *message)
{
  if (!batch_gone_models_doubts (self->gone, self->key))
    {
      rest_key (self);
      tell_missing (self, message);
    }
  batch_lane_set_loaded_key (self, NULL);
  self->asked = FALSE;
  self->seen = FALSE;
  self->phase = BATCH_LANE_RUNNING;
  leave_key (self);
}

/* What it is said of, and others. */
typedef struct
{
  BatchLane  *lane;
  const char *key;
} Missing;

static gboolean
is_needed (gpointer    user_data,
           const char *model)
{
  const Missing *missing = user_data;

  return g_str_equal (model, missing->key) || batch_lane_needs (missing->lane, model);
}

static gboolean
is_gone (BatchLane      *self,
         const BatchRun *run)
{
  const BatchItemRecord *item = run != NULL ? run->item : NULL;
  Missing missing = { self, item != NULL ? item->key : self->key };

  batch_gone_models_keep (self->gone, is_needed, &missing);
  return batch_gone_models_note_missing (self->gone, missing.key,
                                         item != NULL ? item->job_id : NULL,
                                         item != NULL ? item->position : 0);
}

gboolean
batch_lane_fault_key (BatchLane    *self,
                      BatchVerdict  verdict,
                      const char   *message)
{
  if (verdict == BATCH_VERDICT_NO_SUCH_MODEL && is_gone (self, NULL))
    miss_key (self, message);
  else if (verdict == BATCH_VERDICT_NO_SUCH_MODEL)
    fail_key (self, BATCH_FAILURE_KIND_MODEL_NOT_FOUND, message);
  else if (verdict == BATCH_VERDICT_LOAD_FAILED)
    fail_key (self, BATCH_FAILURE_KIND_LOAD_FAILED, message);
  else
    return FALSE;

  return TRUE;
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
  ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);
  ending->failure_kind = kind;
  ending->message = g_strdup (message);
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
batch_lane_close_key (BatchLane *self)
{
  batch_lane_give_up_load (self);
  if (self->refused && !self->answered && batch_lane_needs (self, self->key))
    {
      batch_key_faults_leave (self->faults, self->key, batch_clock_monotonic (self->clock));
      batch_lane_wait_for_keys (self);
    }

  batch_lane_end_back_off (self);
  self->seen = FALSE;
  self->asked = FALSE;
  self->answered = FALSE;
  self->refused = FALSE;
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

void
batch_lane_lose_model (BatchLane  *self,
                       const char *job_id,
                       gint64      load_ms)
{
  if (prepare_again (self))
    self->host->swapped (self->host_data, self, job_id, load_ms);
}

/* All that are under way say the same, so that only the first of them counts. */
static gboolean
tells_news (BatchLane      *self,
            const BatchRun *run)
{
  return self->phase == BATCH_LANE_RUNNING && g_strcmp0 (run->item->key, self->key) == 0
         && run->began_at > self->fault_at;
}

/* It was sent before that was known, and says no more than the one by which it is known. */
static gboolean
is_known_to_be_gone (BatchLane      *self,
                     const BatchRun *run)
{
  return run->began_at <= self->fault_at && batch_gone_models_has (self->gone, run->item->key)
         && !batch_gone_models_has_answered (self->gone, run->item->key);
}

gboolean
batch_lane_note_gone_model (BatchLane *self,
                            BatchRun  *run)
{
  BatchEnding *ending = run->ending;

  if (ending->status == BATCH_ITEM_STATUS_SUCCEEDED)
    batch_gone_models_note_answer (self->gone, run->item->key, run->item->job_id,
                                   run->item->position);
  if (ending->verdict != BATCH_VERDICT_NO_SUCH_MODEL
      || (!is_known_to_be_gone (self, run) && !is_gone (self, run)))
    return FALSE;

  ending->costs_attempt = FALSE;
  ending->shut_out = TRUE;
  ending->others_first = !batch_gone_models_doubts (self->gone, run->item->key);
  ending->retry_after_ms = OTHERS_FIRST_MS;
  return TRUE;
}

/* Of one that has answered it is said of the item only. */
static gboolean
is_missing (BatchLane      *self,
            const BatchRun *run)
{
  return run->ending->verdict == BATCH_VERDICT_NO_SUCH_MODEL
         && g_strcmp0 (self->loaded_key, run->item->key) != 0
         && !batch_gone_models_has_answered (self->gone, run->item->key);
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
      batch_lane_lose_model (self, NULL, -1);
    }
  else if (!run->during_load && batch_lane_tells_load (ending))
    batch_lane_lose_model (self, run->item->job_id, ending->timings.load_ms);
}
