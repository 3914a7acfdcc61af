/* batch-lane-slots.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

/* How many requests are under way at a time: what the job says, or what the backend says, or
 * what is found out about the key. */

/* What an answer costs apart from its tokens, and what reading one is to writing one. */
#define TOKENS_ALWAYS    8
#define READ_PER_WRITTEN 16

/* In place of a key, of a server that has but one model, by whatever name. */
#define ANY_MODEL ""

/* Of a server of which nothing is known: people would wait there as well as here, but not for one
 * another. */
#define UNKNOWN_CHAT_SLOTS 4

/* --- Slots --- */

/* (nullable) */
static BatchParallelism *
find_parallelism (BatchLane  *self,
                  const char *key)
{
  return self->adapts && key != NULL ? g_hash_table_lookup (self->parallelism, key) : NULL;
}

static guint
keep_to_most (BatchLane *self,
              guint      slots)
{
  return self->most > 0 ? MIN (slots, self->most) : slots;
}

/* It may have been set up for more than usual. */
static guint
wanted_by_person (BatchLane *self,
                  guint      slots)
{
  return self->keeps_to_most ? keep_to_most (self, slots) : slots;
}

/* What the server says of @key (nullable), or of whichever model; 0: nothing. */
static guint
told_of (BatchLane  *self,
         const char *key)
{
  gpointer told = key != NULL ? g_hash_table_lookup (self->told_slots, key) : NULL;

  return GPOINTER_TO_UINT (told != NULL ? told
                                        : g_hash_table_lookup (self->told_slots, ANY_MODEL));
}

/* What a server says of itself is the best to begin with, unless a person has said otherwise. */
static guint
default_of (BatchLane  *self,
            const char *key)
{
  guint told = self->adapts ? told_of (self, key) : 0;

  if (!self->adapts)
    return wanted_by_person (self, self->default_slots);
  if (told == 0 && key != NULL)
    told = self->host->recall_told (self->host_data, self, key);
  return keep_to_most (self, told > 0 ? told : self->default_slots);
}

/* Before the first request for @key. */
static guint
first_of (BatchLane  *self,
          const char *key)
{
  guint recalled = self->adapts && key != NULL && told_of (self, key) == 0
                   ? self->host->recall_parallel (self->host_data, self, key) : 0;

  return recalled > 0 ? keep_to_most (self, recalled) : default_of (self, key);
}

static guint
limit_of (BatchLane    *self,
          BatchLiveJob *job)
{
  BatchParallelism *parallelism;

  if (job != NULL && job->parallel > 0)
    return wanted_by_person (self, job->parallel);

  parallelism = find_parallelism (self, self->key);
  return parallelism != NULL ? batch_parallelism_get (parallelism) : first_of (self, self->key);
}

/* Whether nothing is found out about how many are best for @job. (nullable) */
static gboolean
is_of_person (BatchLane    *self,
              BatchLiveJob *job)
{
  return self->loader != NULL && (!self->adapts || (job != NULL && job->parallel > 0));
}

/* Those of a job that keeps to few leave the others free. */
guint
batch_lane_count_chat_slots (BatchLane *self)
{
  gboolean is_unknown =
    self->adapts && batch_lane_get_slots_source (self, self->key) == BATCH_LIMIT_SOURCE_DEFAULT;
  guint slots = MAX (self->slots, limit_of (self, NULL));

  if (is_of_person (self, NULL))
    return batch_lane_bound_by_share (self, MAX (self->limit, limit_of (self, NULL)));
  return is_unknown ? MAX (slots, UNKNOWN_CHAT_SLOTS) : slots;
}

static guint
settled_limit (BatchLane *self)
{
  BatchParallelism *parallelism = find_parallelism (self, self->key);
  gboolean tries = parallelism != NULL && self->slots == batch_parallelism_get (parallelism);

  return tries ? batch_parallelism_get_settled (parallelism) : self->slots;
}

static BatchChatSlots *
ensure_chat_slots (BatchLane  *self,
                  const char *key)
{
  BatchChatSlots *slots = g_hash_table_lookup (self->chat_slots, key);

  if (slots == NULL)
    {
      slots = g_new0 (BatchChatSlots, 1);
      g_hash_table_insert (self->chat_slots, g_strdup (key), slots);
    }

  return slots;
}

void
batch_lane_note_chat (BatchLane  *self,
                      const char *key,
                      gint64      now)
{
  batch_chat_slots_note_chat (ensure_chat_slots (self, key), now);
}

/* Fewer than are best for batches, while people chat with the model, or may at any time. A server
 * that tells its slots is never sent more, and jobs with a number of their own keep to it. */
static void
make_room_for_chats (BatchLane *self)
{
  BatchParallelism *parallelism = find_parallelism (self, self->key);
  guint level = parallelism != NULL ? batch_parallelism_get (parallelism) : 0;
  guint slots;

  if (told_of (self, self->key) > 0 || self->slots != level)
    return;

  slots = batch_chat_slots_get (ensure_chat_slots (self, self->key), level, self->chats_awaited,
                                batch_clock_monotonic (self->clock));
  batch_parallelism_set_paused (parallelism, slots < level);
  self->slots = MIN (batch_parallelism_get (parallelism), slots);
}

/* A key of which nothing is known yet is taken for one like those before it. */
static void
note_usual_slots (BatchLane *self)
{
  BatchParallelism *parallelism = find_parallelism (self, self->key);

  if (self->settled_slots > self->usual_slots
      || (parallelism != NULL && batch_parallelism_is_learnt (parallelism)))
    self->usual_slots = self->settled_slots;
}

/* The limit of @job counts, too. (nullable) */
static void
widen (BatchLane    *self,
       BatchLiveJob *job,
       gboolean     *of_person)
{
  self->slots = MAX (self->slots, limit_of (self, job));
  *of_person &= is_of_person (self, job);
}

/* The widest of the jobs that work on the key: each keeps to its own limit. Found
 * out again only when something may have changed it. */
void
batch_lane_measure_slots (BatchLane *self)
{
  BatchGroup *group = batch_roster_get_group (self->roster, self->id, self->key);
  GHashTableIter iter;
  gpointer value;
  GQueue *supply = g_queue_is_empty (&self->loaded) ? &self->claimed : &self->loaded;
  BatchRun *next = g_queue_peek_head (supply);
  gboolean of_person = TRUE;

  self->slots = 0;
  if (next != NULL)
    widen (self, batch_roster_get (self->roster, next->item->job_id), &of_person);
  else if (group != NULL && !g_sequence_is_empty (group->shares))
    {
      BatchShare *first = batch_lane_find_share (self, group);

      if (first == NULL)
        first = g_sequence_get (g_sequence_get_begin_iter (group->shares));
      widen (self, first->job, &of_person);
    }

  g_hash_table_iter_init (&iter, self->running);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    widen (self, batch_roster_get (self->roster, ((BatchRun *) value)->item->job_id), &of_person);

  if (self->slots == 0)
    {
      self->slots = default_of (self, self->key);
      of_person = is_of_person (self, NULL);
    }
  self->settled_slots = settled_limit (self);
  note_usual_slots (self);
  make_room_for_chats (self);
  self->limit = of_person ? self->slots : 0;
  if (of_person)
    self->slots = batch_lane_bound_by_share (self, self->limit);
}

guint
batch_lane_get_slots (BatchLane *self)
{
  return self->settled_slots;
}

guint
batch_lane_get_slots_for (BatchLane  *self,
                          const char *key)
{
  BatchParallelism *parallelism = find_parallelism (self, key);

  if (g_strcmp0 (self->key, key) == 0)
    return self->settled_slots;
  return parallelism != NULL ? batch_parallelism_get_settled (parallelism) : first_of (self, key);
}

guint
batch_lane_expect_slots_for (BatchLane  *self,
                             const char *key)
{
  guint slots = batch_lane_get_slots_for (self, key);

  return batch_lane_get_slots_source (self, key) == BATCH_LIMIT_SOURCE_DEFAULT
         ? MAX (slots, self->usual_slots) : slots;
}

/* A job with a number of its own keeps to it. */
static gboolean
is_set_by_job (BatchLane  *self,
               const char *key)
{
  BatchGroup *group = batch_roster_get_group (self->roster, self->id, key);
  const BatchShare *first;

  if (group == NULL || g_sequence_is_empty (group->shares))
    return FALSE;

  first = g_sequence_get (g_sequence_get_begin_iter (group->shares));
  return first->job->parallel > 0 && g_strcmp0 (self->key, key) == 0;
}

BatchLimitSource
batch_lane_get_slots_source (BatchLane  *self,
                             const char *key)
{
  BatchParallelism *parallelism = find_parallelism (self, key);

  if (is_set_by_job (self, key) || (!self->adapts && self->loader != NULL))
    return BATCH_LIMIT_SOURCE_USER;
  if (!self->adapts)
    return BATCH_LIMIT_SOURCE_DEFAULT;
  if (told_of (self, key) > 0)
    return BATCH_LIMIT_SOURCE_SERVER;
  if ((parallelism != NULL && batch_parallelism_is_learnt (parallelism))
      || self->host->recall_parallel (self->host_data, self, key) > 0)
    return BATCH_LIMIT_SOURCE_LEARNED;

  return BATCH_LIMIT_SOURCE_DEFAULT;
}

void
batch_lane_set_slots (BatchLane *self,
                      guint      slots,
                      gboolean   adapts)
{
  self->default_slots = slots;
  self->adapts = adapts;
}

/* Of models that nothing is known of in particular it may be another one that has told. */
static void
keep_told (BatchLane  *self,
           const char *model,
           guint       slots)
{
  if (model == NULL)
    g_hash_table_remove_all (self->told_slots);
  else
    g_hash_table_remove (self->told_slots, ANY_MODEL);

  if (slots > 0)
    g_hash_table_insert (self->told_slots, g_strdup (model != NULL ? model : ANY_MODEL),
                         GUINT_TO_POINTER (slots));
  else if (model != NULL)
    g_hash_table_remove (self->told_slots, model);
}

/* More than that would only wait there, so that it is not tried. What is under way of the key
 * already has begun without knowing. Of other models it says nothing. */
void
batch_lane_take_server_slots (BatchLane  *self,
                              const char *model,
                              guint       slots)
{
  GHashTableIter iter;
  gpointer key;
  gpointer parallelism;

  self->host->told_parallel (self->host_data, self, model, slots);
  if (slots > 0 && told_of (self, model) == slots)
    return;

  keep_told (self, model, slots);
  g_hash_table_iter_init (&iter, self->parallelism);
  while (g_hash_table_iter_next (&iter, &key, &parallelism))
    if (batch_parallelism_get_limit (parallelism) != told_of (self, key))
      batch_parallelism_set_limit (parallelism, told_of (self, key));
  if (self->phase == BATCH_LANE_RUNNING)
    batch_lane_process (self);
}

/* For no model there are more: each need not find that out. */
void
batch_lane_take_most (BatchLane *self,
                      guint      most)
{
  GHashTableIter iter;
  gpointer parallelism;

  if (most == self->most)
    return;

  self->most = most;
  self->keeps_to_most = FALSE;
  g_hash_table_iter_init (&iter, self->parallelism);
  while (g_hash_table_iter_next (&iter, NULL, &parallelism))
    batch_parallelism_set_most (parallelism, most);
  batch_lane_measure_slots (self);
}

/* --- Learning --- */

static BatchParallelism *
ensure_parallelism (BatchLane  *self,
                    const char *key)
{
  BatchParallelism *parallelism = g_hash_table_lookup (self->parallelism, key);

  if (parallelism == NULL)
    {
      parallelism = g_new (BatchParallelism, 1);
      batch_parallelism_init (parallelism, default_of (self, key), told_of (self, key));
      batch_parallelism_set_most (parallelism, self->most);
      batch_parallelism_resume (parallelism,
                                self->host->recall_parallel (self->host_data, self, key));
      g_hash_table_insert (self->parallelism, g_strdup (key), parallelism);
    }

  return parallelism;
}

/* Where the server has said it, there was nothing to find out. */
static void
tell_learnt (BatchLane        *self,
             const char       *key,
             BatchParallelism *parallelism)
{
  if (batch_parallelism_is_learnt (parallelism))
    self->host->learnt_parallel (self->host_data, self, key,
                                 batch_parallelism_get_settled (parallelism));
}

void
batch_lane_begin_try (BatchLane  *self,
                      const char *key,
                      gint64      now,
                      BatchParallelismTry   *trying)
{
  if (!self->adapts)
    return;

  trying->parallelism = ensure_parallelism (self, key);
  trying->ticket = batch_parallelism_begin (trying->parallelism, now);
}

/* Nothing is learnt from jobs that have a number of their own: they keep to it anyway. */
void
batch_lane_note_begin (BatchLane *self,
                       BatchRun  *run)
{
  BatchLiveJob *job = batch_roster_get (self->roster, run->item->job_id);

  if (job != NULL && job->parallel == 0)
    batch_lane_begin_try (self, run->item->key, run->began_at, &run->trying);
}

/* A model that is there, and has no memory for one more request: fewer at a time need less. */
static gboolean
lacks_memory (const BatchEnding *ending,
              gboolean           during_load)
{
  return ending->verdict == BATCH_VERDICT_LOAD_FAILED && !during_load;
}

static BatchParallelismOutcome
outcome_of (const BatchEnding *ending,
            gboolean           during_load)
{
  if (batch_verdict_get_consequence (ending->verdict)->slows
      || lacks_memory (ending, during_load))
    return BATCH_PARALLELISM_OVERLOADED;
  if (ending->status == BATCH_ITEM_STATUS_SUCCEEDED && !during_load)
    return BATCH_PARALLELISM_ANSWERED;
  return BATCH_PARALLELISM_OTHER;
}

static double
work_of (const BatchEnding *ending)
{
  gint64 n_read = MAX (ending->prompt_tokens, 0) - MAX (ending->cached_tokens, 0);
  double tokens = (double) MAX (ending->output_tokens, 0)
                  + (double) MAX (n_read, 0) / READ_PER_WRITTEN;

  return tokens > 0 ? TOKENS_ALWAYS + tokens : 1;
}

/* A person's number is no better where it is too many. */
void
batch_lane_note_turned_away (BatchLane         *self,
                             const BatchEnding *ending)
{
  if (self->most == 0 || self->slots <= self->most
      || !batch_verdict_get_consequence (ending->verdict)->slows)
    return;

  self->keeps_to_most = TRUE;
  batch_lane_measure_slots (self);
}

void
batch_lane_note_room (BatchLane *self,
                      BatchRun  *run)
{
  const BatchParallelismTicket *ticket = &run->trying.ticket;
  BatchChatSlots *slots;

  if (run->trying.parallelism == NULL
      || outcome_of (run->ending, run->during_load) != BATCH_PARALLELISM_ANSWERED)
    return;

  slots = ensure_chat_slots (self, run->item->key);
  batch_chat_slots_note_item (slots, ticket->in_flight, ticket->level,
                              batch_clock_monotonic (self->clock) - ticket->began_at,
                              work_of (run->ending));
  if (slots->chat_at > 0 || self->chats_awaited)
    batch_lane_measure_slots (self);
}

gboolean
batch_lane_end_try (BatchLane         *self,
                    const char        *key,
                    BatchParallelismTry          *trying,
                    const BatchEnding *ending,
                    gboolean           during_load)
{
  BatchParallelism *parallelism = g_steal_pointer (&trying->parallelism);
  guint before;

  if (parallelism == NULL)
    return FALSE;

  before = batch_parallelism_get (parallelism);
  if (batch_parallelism_end (parallelism, &trying->ticket, outcome_of (ending, during_load),
                             batch_clock_monotonic (self->clock), work_of (ending)))
    {
      batch_lane_measure_slots (self);
      tell_learnt (self, key, parallelism);
    }

  return batch_parallelism_get (parallelism) < before;
}
