/* batch-plan-draft.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-plan-draft-private.h"

#include <string.h>

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-state-private.h"
#include "planning/batch-eta-sum-private.h"
#include "planning/batch-remaining-work-private.h"
#include "reports/batch-eta-private.h"

#define MAX_JOB_IDS 100

/* What the servers on a graphics card do, one after the other. */
typedef struct
{
  BatchEtaValues values;
  char          *last;             /* (nullable) the title of the lane that was there last */
  gint64         until;            /* when that is done, as far as it is known; -1 */
} Card;

struct _BatchPlanDraft
{
  BatchExecutor   *executor;
  GHashTable      *keys;
  GHashTable      *visits;
  GHashTable      *cards;          /* char* → Card (owned) */
  BatchPlanValues *plan;
};

/* What is made of one lane. */
typedef struct
{
  BatchExecutor      *executor;
  BatchPlanValues    *plan;
  BatchLane          *lane;        /* (nullable) */
  const char         *id;
  const char         *loaded;      /* (nullable) */
  Card               *card;        /* (nullable) */
  GArray             *described;   /* of BatchScheduleGroup, one for each share */
  GPtrArray          *shares;      /* of BatchShare */
  BatchRemainingWork *work;
  guint               first;       /* its first place in the plan */
} LanePlan;

/* --- What waits in a lane --- */

static guint
slots_for (const LanePlan   *self,
           const BatchShare *share)
{
  return batch_executor_count_parallel (self->executor, self->id, self->lane, share->key,
                                        share->job->parallel);
}

static void
add_share (LanePlan   *self,
           BatchGroup *group,
           BatchShare *share)
{
  BatchScheduleGroup described =
    batch_executor_describe_share (self->executor, group, share, slots_for (self, share));

  batch_executor_find_turn (self->executor, self->id, group, &described);
  g_array_append_val (self->described, described);
  g_ptr_array_add (self->shares, share);
}

static void
add_group (LanePlan   *self,
           BatchGroup *group)
{
  GHashTableIter iter;
  gpointer value;

  for (GSequenceIter *place = g_sequence_get_begin_iter (group->shares);
       !g_sequence_iter_is_end (place); place = g_sequence_iter_next (place))
    add_share (self, group, g_sequence_get (place));

  g_hash_table_iter_init (&iter, group->back_off);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    if (((BatchShare *) value)->place == NULL)
      add_share (self, group, value);
}

static void
add_running (BatchItemRecord *item,
             gint64           elapsed_ms,
             gpointer         user_data)
{
  LanePlan *self = user_data;
  BatchLiveJob *job = batch_roster_get (self->executor->roster, item->job_id);

  if (job != NULL)
    batch_remaining_work_add_running (self->work, item->key, job->record->operation, item->bucket,
                                      elapsed_ms, batch_executor_size_of (item));
}

/* --- The places --- */

static BatchEta *
estimate (BatchExecutor      *executor,
          BatchRemainingWork *work)
{
  BatchEtaValues values;

  batch_remaining_work_estimate (work, executor->estimator, batch_clock_now (executor->clock),
                                 &values);
  return batch_eta_new (&values);
}

static const char *
current_key (const LanePlan *self)
{
  return self->lane != NULL ? batch_lane_get_key (self->lane) : NULL;
}

static void
add_jobs (LanePlan                 *self,
          const BatchSchedulePlace *place,
          BatchRemainingWork       *work,
          BatchPlanGroupValues     *values)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  for (guint i = 0; i < place->n_groups; i++)
    {
      BatchShare *share = g_ptr_array_index (self->shares, place->groups[i]);
      const BatchJobRecord *record = share->job->record;
      guint slots = slots_for (self, share);

      batch_executor_add_share (work, share, current_key (self), slots);
      batch_executor_add_share (self->work, share, current_key (self), slots);
      if (self->lane == NULL && share->index == 0)
        batch_remaining_work_add_unseen (self->work, record, record->counts.running);
      if (ids->len < MAX_JOB_IDS)
        g_ptr_array_add (ids, g_strdup (record->id));
    }

  values->n_jobs = place->n_groups;
  values->job_ids = g_strdupv ((char **) ids->pdata);
}

static gint64
count_waiting (const LanePlan           *self,
               const BatchSchedulePlace *place)
{
  gint64 n = 0;

  for (guint i = 0; i < place->n_groups; i++)
    n += batch_executor_count_share (g_ptr_array_index (self->shares, place->groups[i]),
                                     current_key (self));

  return n;
}

/* Who shares a card waits until the servers before it are done. */
static gint64
starts_in_ms (const LanePlan           *self,
              const BatchSchedulePlace *place,
              gint64                    now)
{
  gint64 wait = self->card != NULL ? self->card->until - now : 0;

  if (place->start < 0 || (self->card != NULL && self->card->until < 0))
    return -1;
  return MAX (place->start + MAX (wait, 0) - now, 0) / 1000;
}

static BatchEta *
estimate_place (LanePlan                 *self,
                const BatchSchedulePlace *place,
                BatchRemainingWork       *work)
{
  g_autoptr(GArray) residents = g_array_new (FALSE, FALSE, sizeof (BatchScheduleResident));
  BatchScheduleResident resident = { place->key, FALSE };

  if (!place->needs_load)
    g_array_append_val (residents, resident);
  batch_remaining_work_count_loads (work, residents);
  batch_executor_note_load (work, self->lane);
  return estimate (self->executor, work);
}

static void
add_place (LanePlan                 *self,
           const BatchSchedulePlace *place,
           gint64                    now)
{
  const BatchShare *first = g_ptr_array_index (self->shares, place->groups[0]);
  BatchPlanGroupValues *values = g_new0 (BatchPlanGroupValues, 1);
  g_autoptr(BatchRemainingWork) work = batch_remaining_work_new ();

  add_jobs (self, place, work, values);
  values->resource_key = g_strdup (place->key);
  values->backend = g_strdup (batch_executor_lane_title (self->id));
  values->reason = g_strdup (place->words);
  values->eta = estimate_place (self, place, work);
  values->waiting = count_waiting (self, place);
  values->needs_load = place->needs_load;
  values->load_ms = place->needs_load
                    ? (gint64) batch_executor_load_ms (self->executor, place->key) : 0;
  values->parallel = batch_executor_parallel_of (self->executor, self->id, self->lane, place->key,
                                                 first->job->parallel, &values->parallel_source);
  values->starts_in_ms = starts_in_ms (self, place, now);
  self->plan->waiting += values->waiting;
  g_ptr_array_add (self->plan->groups, values);
}

/* Lanes work at the same time: all is done when the last one is. */
static void
take_eta (BatchPlanValues      *plan,
          const BatchEtaValues *values)
{
  g_autoptr(BatchEta) eta = batch_eta_new (values);
  gint64 known = plan->eta != NULL ? batch_eta_get_expected (plan->eta) : 0;

  if (plan->eta == NULL || (known >= 0 && (batch_eta_get_expected (eta) < 0
                                           || batch_eta_get_expected (eta) > known)))
    g_set_object (&plan->eta, eta);
}

/* What others have loaded is known by what they wrote down. */
static const char *
find_loaded (BatchLane  *lane,
             const char *lease,
             GHashTable *keys)
{
  const char *loaded = lane != NULL ? batch_lane_get_loaded_key (lane) : NULL;

  return loaded != NULL ? loaded : g_hash_table_lookup (keys, lease);
}

/* Of the place that comes next in the lane. Returns: (nullable) */
static char **
first_reason (LanePlan *self)
{
  BatchPlanGroupValues *first;

  if (self->first >= self->plan->groups->len)
    return NULL;

  first = g_ptr_array_index (self->plan->groups, self->first);
  return &first->reason;
}

/* @model: (nullable): that chats want */
static void
tell_visit (LanePlan   *self,
            const char *model)
{
  char **reason = first_reason (self);
  g_autofree char *own = NULL;

  if (model == NULL || reason == NULL)
    return;

  own = *reason;
  *reason = g_strdup_printf ("after chats with %s, which go first; %s", model, own);
}

/* --- Cards that servers share --- */

static void
card_free (gpointer data)
{
  Card *card = data;

  g_free (card->last);
  g_free (card);
}

/* (nullable): the server has one of its own */
static Card *
find_card (BatchPlanDraft *self,
           const char     *id)
{
  const char *name = batch_executor_find_gpu (self->executor, id);
  Card *card = name != NULL ? g_hash_table_lookup (self->cards, name) : NULL;

  if (name == NULL || card != NULL)
    return card;

  card = g_new0 (Card, 1);
  card->values.confidence = BATCH_ETA_CONFIDENCE_HIGH;
  g_hash_table_insert (self->cards, g_strdup (name), card);
  return card;
}

static void
tell_card (LanePlan *self)
{
  char **reason = first_reason (self);
  g_autofree char *own = NULL;

  if (self->card == NULL || self->card->last == NULL || reason == NULL)
    return;

  own = *reason;
  *reason = g_strdup_printf ("after %s, which has the same graphics card; %s", self->card->last,
                             own);
}

/* The lane is done with it before others come. */
static void
use_card (Card                 *card,
          const char           *id,
          const BatchSchedule  *schedule,
          const BatchEtaValues *values,
          gint64                now)
{
  gint64 end = schedule->n_places > 0 ? schedule->places[schedule->n_places - 1].end : now;
  gint64 wait = MAX (card->until - now, 0);

  batch_eta_sum_add (&card->values, values);
  card->until = card->until < 0 || end < 0 ? -1 : end + wait;
  g_free (card->last);
  card->last = g_strdup (batch_executor_lane_title (id));
}

static void
take_etas_of_cards (BatchPlanDraft *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Card *card = value;

      if (card->last != NULL)
        take_eta (self->plan, &card->values);
    }
}

/* --- A lane --- */

static void
add_schedule (LanePlan            *self,
              const BatchSchedule *schedule,
              const char          *visit,
              gint64               now)
{
  for (guint i = 0; i < schedule->n_places; i++)
    add_place (self, &schedule->places[i], now);

  tell_visit (self, visit);
  tell_card (self);
  self->plan->loads += schedule->loads;
  self->plan->arrival_loads += schedule->arrival_loads;
  self->plan->least_loads += schedule->least_loads;
}

static void
add_eta (LanePlan            *self,
         const BatchSchedule *schedule,
         gint64               now)
{
  g_autoptr(GArray) residents = batch_executor_list_residents (self->executor, self->lane,
                                                               self->loaded);
  BatchEtaValues values;

  if (self->lane != NULL)
    batch_lane_foreach_run (self->lane, add_running, self);
  if (!batch_executor_never_loads (self->executor, self->id, self->lane))
    batch_remaining_work_count_loads (self->work, residents);
  batch_executor_note_load (self->work, self->lane);
  batch_remaining_work_estimate (self->work, self->executor->estimator,
                                 batch_clock_now (self->executor->clock), &values);
  if (self->card != NULL)
    use_card (self->card, self->id, schedule, &values, now);
  else
    take_eta (self->plan, &values);
}

static void
add_lane (BatchPlanDraft *self,
          const char     *id,
          GHashTable     *groups)
{
  g_autoptr(GArray) described = g_array_new (FALSE, FALSE, sizeof (BatchScheduleGroup));
  g_autoptr(GPtrArray) shares = g_ptr_array_new ();
  g_autoptr(BatchRemainingWork) work = batch_remaining_work_new ();
  g_autoptr(BatchSchedule) schedule = NULL;
  BatchLane *lane = g_hash_table_lookup (self->executor->lanes, id);
  g_autofree char *lease = batch_executor_name_lease (id);
  LanePlan plan = {
    .executor = self->executor,
    .plan = self->plan,
    .lane = lane,
    .id = id,
    .loaded = find_loaded (lane, lease, self->keys),
    .card = find_card (self, id),
    .described = described,
    .shares = shares,
    .work = work,
    .first = self->plan->groups->len,
  };
  gint64 now = batch_clock_now (self->executor->clock);
  GHashTableIter iter;
  gpointer group;

  batch_executor_place_models (self->executor, id, groups);
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    add_group (&plan, group);
  if (described->len == 0)
    return;

  schedule = batch_executor_schedule (self->executor, id, lane, plan.loaded, described, 0);
  add_schedule (&plan, schedule, g_hash_table_lookup (self->visits, lease), now);
  add_eta (&plan, schedule, now);
}

/* Of those that share a card who has it comes first. */
static int
compare_lanes (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  guint one = batch_executor_gpu_turn (user_data, a);
  guint other = batch_executor_gpu_turn (user_data, b);

  return one != other ? (one < other ? -1 : 1) : strcmp (a, b);
}

/* --- All lanes --- */

BatchPlanDraft *
batch_plan_draft_new (BatchExecutor *executor,
                      GHashTable    *keys,
                      GHashTable    *visits)
{
  BatchPlanDraft *self = g_new0 (BatchPlanDraft, 1);

  self->executor = executor;
  self->keys = keys;
  self->visits = visits;
  self->cards = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, card_free);
  self->plan = batch_plan_values_new ();
  return self;
}

void
batch_plan_draft_add_lanes (BatchPlanDraft *self,
                            BatchRoster    *roster,
                            BatchRoster    *but_for)
{
  GHashTable *lanes = batch_roster_get_lanes (roster);
  GQueue ids = G_QUEUE_INIT;
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, lanes);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (but_for == NULL || batch_roster_get_groups (but_for, id) == NULL)
      g_queue_insert_sorted (&ids, id, compare_lanes, self->executor);

  while ((id = g_queue_pop_head (&ids)) != NULL)
    add_lane (self, id, g_hash_table_lookup (lanes, id));
}

BatchPlanValues *
batch_plan_draft_finish (BatchPlanDraft *self)
{
  BatchPlanValues *plan = self->plan;

  take_etas_of_cards (self);
  if (plan->eta == NULL)
    {
      g_autoptr(BatchRemainingWork) nothing = batch_remaining_work_new ();

      plan->eta = estimate (self->executor, nothing);
    }

  g_hash_table_unref (self->cards);
  g_free (self);
  return plan;
}
