/* batch-executor-outlook.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "executor/batch-executor-state-private.h"
#include "planning/batch-eta-sum-private.h"
#include "planning/batch-rest-private.h"
#include "reports/batch-eta-private.h"

/* The plan that everybody can see: the schedules of all lanes, those too where others
 * work. Unlike what the lanes go by it looks at every job, so that it can tell what the
 * order of arrival would cost; it is made when somebody asks, and at most once a second
 * for those who keep looking. */

#define OUTLOOK_MS 1000
/* The part of the time that may be spent on it when there are very many jobs. */
#define COST_LIMIT 20
#define MAX_JOB_IDS 100

/* What the servers on a graphics card do, one after the other. */
typedef struct
{
  BatchEtaValues values;
  char          *last;             /* (nullable) the title of the lane that was there last */
  gint64         until;            /* when that is done, as far as it is known; -1 */
} Card;

typedef struct
{
  BatchExecutor   *executor;
  BatchLane       *lane;           /* (nullable) */
  const char      *id;
  const char      *loaded;         /* (nullable) */
  Card            *card;           /* (nullable) */
  GArray          *described;      /* of BatchScheduleGroup, one for each share */
  GPtrArray       *shares;         /* of BatchShare */
  BatchRest       *rest;
  BatchPlanValues *plan;
} Outlook;

/* What is read from the store for it. */
typedef struct
{
  BatchExecutor *executor;
  BatchCall     *call;             /* (nullable) that is answered; NULL: those who look are told */
  GHashTable    *keys;             /* lane to what is loaded there */
} Look;

/* --- What waits in a lane --- */

static guint
slots_for (const Outlook *outlook,
           const char    *key)
{
  return batch_executor_count_parallel (outlook->executor, outlook->id, outlook->lane, key);
}

static void
add_share (Outlook    *outlook,
           BatchGroup *group,
           BatchShare *share)
{
  BatchScheduleGroup described =
    batch_executor_describe_share (outlook->executor, group, share,
                                   slots_for (outlook, group->key));

  batch_executor_find_turn (outlook->executor, outlook->id, group, &described);
  g_array_append_val (outlook->described, described);
  g_ptr_array_add (outlook->shares, share);
}

static void
add_group (Outlook    *outlook,
           BatchGroup *group)
{
  GHashTableIter iter;
  gpointer value;

  for (GSequenceIter *place = g_sequence_get_begin_iter (group->shares);
       !g_sequence_iter_is_end (place); place = g_sequence_iter_next (place))
    add_share (outlook, group, g_sequence_get (place));

  g_hash_table_iter_init (&iter, group->back_off);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    if (((BatchShare *) value)->place == NULL)
      add_share (outlook, group, value);
}

static void
add_running (BatchItemRecord *item,
             gint64           elapsed_ms,
             gpointer         user_data)
{
  Outlook *outlook = user_data;
  BatchLiveJob *job = batch_roster_get (outlook->executor->roster, item->job_id);

  if (job != NULL)
    batch_rest_add_running (outlook->rest, item->key, job->record->operation, item->bucket,
                            elapsed_ms, batch_executor_size_of (item));
}

/* --- The places --- */

static BatchEta *
estimate (BatchExecutor *self,
          BatchRest     *rest)
{
  BatchEtaValues values;

  batch_rest_estimate (rest, self->estimator, g_get_real_time (), &values);
  return batch_eta_new (&values);
}

static const char *
current_key (const Outlook *outlook)
{
  return outlook->lane != NULL ? batch_lane_get_key (outlook->lane) : NULL;
}

static void
add_jobs (Outlook                  *outlook,
          const BatchSchedulePlace *place,
          BatchRest                *rest,
          BatchPlanGroupValues     *values)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  guint slots = slots_for (outlook, place->key);

  for (guint i = 0; i < place->n_groups; i++)
    {
      BatchShare *share = g_ptr_array_index (outlook->shares, place->groups[i]);
      const BatchJobRecord *record = share->job->record;

      batch_rest_add_job (rest, record, share->key, current_key (outlook), slots);
      batch_rest_add_job (outlook->rest, record, share->key, current_key (outlook), slots);
      if (outlook->lane == NULL && share == g_ptr_array_index (share->job->shares, 0))
        batch_rest_add_unseen (outlook->rest, record, record->counts.running);
      if (ids->len < MAX_JOB_IDS)
        g_ptr_array_add (ids, g_strdup (record->id));
    }

  values->n_jobs = place->n_groups;
  values->job_ids = g_strdupv ((char **) ids->pdata);
}

/* Who shares a card waits until the servers before it are done. */
static gint64
starts_in_ms (const Outlook            *outlook,
              const BatchSchedulePlace *place,
              gint64                    now)
{
  gint64 wait = outlook->card != NULL ? outlook->card->until - now : 0;

  if (place->start < 0 || (outlook->card != NULL && outlook->card->until < 0))
    return -1;
  return MAX (place->start + MAX (wait, 0) - now, 0) / 1000;
}

static void
add_place (Outlook                  *outlook,
           const BatchSchedulePlace *place,
           gint64                    now)
{
  BatchExecutor *self = outlook->executor;
  BatchPlanGroupValues *values = g_new0 (BatchPlanGroupValues, 1);
  g_autoptr(BatchRest) rest = batch_rest_new ();
  g_autoptr(GArray) residents = g_array_new (FALSE, FALSE, sizeof (BatchScheduleResident));
  BatchScheduleResident resident = { place->key, FALSE };

  add_jobs (outlook, place, rest, values);
  if (!place->needs_load)
    g_array_append_val (residents, resident);
  batch_rest_count_loads (rest, residents);
  values->resource_key = g_strdup (place->key);
  values->backend = g_strdup (batch_executor_lane_title (outlook->id));
  values->reason = g_strdup (place->words);
  values->eta = estimate (self, rest);
  values->waiting = place->count;
  values->needs_load = place->needs_load;
  values->load_ms = place->needs_load ? (gint64) batch_executor_load_ms (self, place->key) : 0;
  values->parallel = batch_executor_parallel_of (self, outlook->id, outlook->lane, place->key,
                                                 &values->parallel_source);
  values->starts_in_ms = starts_in_ms (outlook, place, now);
  outlook->plan->waiting += place->count;
  g_ptr_array_add (outlook->plan->groups, values);
}

/* Lanes work at the same time: all is done when the last one is. */
static void
take_eta (BatchPlanValues *plan,
          BatchEta        *eta)
{
  gint64 known = plan->eta != NULL ? batch_eta_get_expected (plan->eta) : 0;

  if (plan->eta == NULL || (known >= 0 && (batch_eta_get_expected (eta) < 0
                                           || batch_eta_get_expected (eta) > known)))
    g_set_object (&plan->eta, eta);
}

/* What others have loaded is known by what they wrote down. */
static const char *
find_loaded (BatchLane  *lane,
             const char *id,
             GHashTable *keys)
{
  const char *loaded = lane != NULL ? batch_lane_get_loaded_key (lane) : NULL;

  return loaded != NULL ? loaded : g_hash_table_lookup (keys, id);
}

/* @first: the place that would come next in the lane. @visit: (nullable) */
static void
tell_visit (BatchPlanValues *plan,
            guint            first,
            const char      *visit)
{
  BatchPlanGroupValues *values;
  g_autofree char *reason = NULL;

  if (visit == NULL || first >= plan->groups->len)
    return;

  values = g_ptr_array_index (plan->groups, first);
  reason = g_steal_pointer (&values->reason);
  values->reason = g_strdup_printf ("after chats with %s, which go first; %s", visit, reason);
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
find_card (BatchExecutor *self,
           GHashTable    *cards,
           const char    *id)
{
  const char *name = batch_executor_find_gpu (self, id);
  Card *card = name != NULL ? g_hash_table_lookup (cards, name) : NULL;

  if (name == NULL || card != NULL)
    return card;

  card = g_new0 (Card, 1);
  card->values.confidence = BATCH_ETA_CONFIDENCE_HIGH;
  g_hash_table_insert (cards, g_strdup (name), card);
  return card;
}

/* @first: the place that comes next in the lane. */
static void
tell_card (BatchPlanValues *plan,
           guint            first,
           const Card      *card)
{
  BatchPlanGroupValues *values;
  g_autofree char *reason = NULL;

  if (card == NULL || card->last == NULL || first >= plan->groups->len)
    return;

  values = g_ptr_array_index (plan->groups, first);
  reason = g_steal_pointer (&values->reason);
  values->reason = g_strdup_printf ("after %s, which has the same graphics card; %s", card->last,
                                    reason);
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
take_etas_of_cards (BatchPlanValues *plan,
                    GHashTable      *cards)
{
  GHashTableIter iter;
  gpointer card;

  g_hash_table_iter_init (&iter, cards);
  while (g_hash_table_iter_next (&iter, NULL, &card))
    if (((Card *) card)->last != NULL)
      {
        g_autoptr(BatchEta) eta = batch_eta_new (&((Card *) card)->values);

        take_eta (plan, eta);
      }
}

/* --- A lane --- */

static void
add_lane (BatchExecutor   *self,
          BatchPlanValues *plan,
          const char      *id,
          GHashTable      *groups,
          GHashTable      *keys,
          GHashTable      *visits,
          GHashTable      *cards)
{
  g_autoptr(GArray) described = g_array_new (FALSE, FALSE, sizeof (BatchScheduleGroup));
  g_autoptr(GPtrArray) shares = g_ptr_array_new ();
  g_autoptr(GArray) residents = NULL;
  g_autoptr(BatchRest) rest = batch_rest_new ();
  g_autoptr(BatchSchedule) schedule = NULL;
  BatchEtaValues values;
  BatchLane *lane = g_hash_table_lookup (self->lanes, id);
  Outlook outlook = {
    .executor = self,
    .lane = lane,
    .id = id,
    .card = find_card (self, cards, id),
    .loaded = find_loaded (lane, id, keys),
    .described = described,
    .shares = shares,
    .rest = rest,
    .plan = plan,
  };
  gint64 now = g_get_real_time ();
  guint n_groups = plan->groups->len;
  GHashTableIter iter;
  gpointer group;

  batch_executor_place_models (self, id, groups);
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    add_group (&outlook, group);
  if (described->len == 0)
    return;

  schedule = batch_executor_schedule (self, id, lane, outlook.loaded, described, 0);
  for (guint i = 0; i < schedule->n_places; i++)
    add_place (&outlook, &schedule->places[i], now);
  tell_visit (plan, n_groups, g_hash_table_lookup (visits, id));
  tell_card (plan, n_groups, outlook.card);
  plan->loads += schedule->loads;
  plan->arrival_loads += schedule->arrival_loads;
  plan->least_loads += schedule->least_loads;

  if (lane != NULL)
    batch_lane_foreach_run (lane, add_running, &outlook);
  residents = batch_executor_list_residents (self, lane, outlook.loaded);
  batch_rest_count_loads (rest, residents);
  batch_rest_estimate (rest, self->estimator, g_get_real_time (), &values);
  if (outlook.card != NULL)
    use_card (outlook.card, id, schedule, &values, now);
  else
    {
      g_autoptr(BatchEta) eta = batch_eta_new (&values);

      take_eta (plan, eta);
    }
}

/* --- All lanes --- */

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

static void
add_lanes (BatchExecutor   *self,
           BatchPlanValues *plan,
           BatchRoster     *roster,
           GHashTable      *keys,
           GHashTable      *visits,
           GHashTable      *cards)
{
  GHashTable *lanes = batch_roster_get_lanes (roster);
  GQueue ids = G_QUEUE_INIT;
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, lanes);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_queue_insert_sorted (&ids, id, compare_lanes, self);

  while ((id = g_queue_pop_head (&ids)) != NULL)
    add_lane (self, plan, id, g_hash_table_lookup (lanes, id), keys, visits, cards);
}

BatchRoster *
batch_executor_collect_others (BatchExecutor *self)
{
  BatchRoster *others = batch_roster_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchLiveJob *job = value;
      g_autofree char *lane = NULL;

      if (job->lane != NULL)
        continue;

      lane = batch_executor_name_lane (self, job->record);
      batch_roster_update (others, job->record, lane);
    }

  return others;
}

static BatchPlanValues *
make_plan (BatchExecutor *self,
           GHashTable    *keys,
           GHashTable    *visits)
{
  BatchPlanValues *plan = batch_plan_values_new ();
  g_autoptr(BatchRoster) others = batch_executor_collect_others (self);
  g_autoptr(GHashTable) cards = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, card_free);
  gint64 began_at = g_get_monotonic_time ();

  add_lanes (self, plan, self->roster, keys, visits, cards);
  add_lanes (self, plan, others, keys, visits, cards);
  take_etas_of_cards (plan, cards);
  if (plan->eta == NULL)
    {
      g_autoptr(BatchRest) nothing = batch_rest_new ();

      plan->eta = estimate (self, nothing);
    }

  self->outlook_ms = MAX (OUTLOOK_MS,
                          (g_get_monotonic_time () - began_at) * COST_LIMIT / 1000);
  return plan;
}

/* --- Those who look at it --- */

static void
look_end (Look   *self,
          GError *error)
{
  if (self->call != NULL)
    batch_call_return_error (self->call, error);
  else
    {
      g_debug ("The plan stays as it was: %s", error->message);
      g_error_free (error);
    }
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_free (self);
}

static void
visits_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Look *self = user_data;
  GError *error = NULL;
  g_autoptr(GHashTable) visits = batch_store_list_values_finish (BATCH_STORE (source), result,
                                                                 &error);
  BatchPlanValues *plan;

  if (visits == NULL)
    {
      look_end (self, error);
      return;
    }

  plan = make_plan (self->executor, self->keys, visits);
  if (self->call != NULL)
    batch_call_return (self->call, plan, (GDestroyNotify) batch_plan_values_free);
  else
    batch_executor_tell_plan (self->executor, plan);
  g_hash_table_unref (self->keys);
  g_free (self);
}

static void
lanes_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Look *self = user_data;
  GError *error = NULL;

  self->keys = batch_store_list_lanes_finish (BATCH_STORE (source), result, &error);
  if (self->keys != NULL)
    batch_executor_list_visits (self->executor, visits_listed_cb, self);
  else
    look_end (self, error);
}

/* @call: (nullable) */
static void
look (BatchExecutor *self,
      BatchCall     *call)
{
  Look *begun = g_new0 (Look, 1);

  begun->executor = self;
  begun->call = call;
  batch_store_list_lanes_async (self->store, NULL, lanes_listed_cb, begun);
}

void
batch_executor_plan (BatchExecutor *self,
                     GTask         *task)
{
  batch_executor_call (self, look, NULL, NULL, NULL, task);
}

static gboolean
outlook_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_clear_timer (&self->outlook_timer);
  if (g_atomic_int_get (&self->watch_plan) && !self->stopping)
    look (self, NULL);
  return G_SOURCE_REMOVE;
}

/* Something has changed that may change the plan. */
void
batch_executor_expect_outlook (BatchExecutor *self)
{
  if (g_atomic_int_get (&self->watch_plan) && self->outlook_timer == NULL)
    self->outlook_timer = batch_executor_add_timer (self, MAX (OUTLOOK_MS, self->outlook_ms),
                                                    outlook_cb);
}

/* Who has moved something wants to see it move. */
void
batch_executor_hurry_outlook (BatchExecutor *self)
{
  batch_executor_clear_timer (&self->outlook_timer);
  if (g_atomic_int_get (&self->watch_plan))
    self->outlook_timer = batch_executor_add_timer (self, 0, outlook_cb);
}

static void
expect_outlook (BatchExecutor *self,
                BatchCall     *call)
{
  batch_executor_expect_outlook (self);
  batch_call_free (call);
}

/* What has changed since the plan was made that the watcher has, nobody was told. */
void
batch_executor_watch_plan (BatchExecutor *self,
                           gboolean       watch)
{
  gboolean watched = g_atomic_int_get (&self->watch_plan);

  g_atomic_int_set (&self->watch_plan, watch);
  if (watch && !watched)
    batch_executor_call (self, expect_outlook, NULL, NULL, NULL, NULL);
}
