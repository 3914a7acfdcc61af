/* batch-executor-plan.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-state-private.h"

#include "planning/batch-arrival-private.h"
#include "planning/batch-rest-private.h"

/* Puts to the scheduler what it wants to know, and keeps what the estimator learns. */

#define ETA_SPACE "eta"
/* What chats are to the estimator: apart from what batches do, as people ask for other things, and
 * used only as long as nothing nearer is known of a model. */
#define CHAT_OPERATION "interactive"
#define DEFAULT_LOAD_MS 10000.0
#define WORTH_A_MARGIN_MS 2000.0
/* A job, or a lane, of more keys than that is no longer looked at in detail. */
#define MAX_KEYS 64
/* Jobs of a key that are told apart, when they have deadlines. */
#define MAX_APART 4

/* --- The plan of a lane --- */

/* It is told of the first of its keys that has something left. */
static gint64
count_repeats (const BatchShare *share)
{
  const BatchLiveJob *job = share->job;
  gint64 left[MAX_KEYS];
  guint n = MIN (job->shares->len, MAX_KEYS);
  const BatchShare *first = NULL;

  if (n < 2)
    return 0;

  for (guint i = 0; i < n; i++)
    {
      const BatchShare *other = g_ptr_array_index (job->shares, i);

      left[i] = other->waiting + other->delayed;
      if (first == NULL && left[i] > 0)
        first = other;
    }

  return first == share ? batch_arrival_repeats (job->record->key_changes,
                                                 job->record->counts.total, left, n) : 0;
}

/* What is taken from servers elsewhere is no reason to tell people a number. */
double
batch_executor_load_ms (BatchExecutor *self,
                        const char    *key)
{
  BatchLoadCost cost = batch_estimator_load_cost (self->estimator, key);

  return cost.basis < BATCH_LOAD_BASIS_OTHERS ? cost.mean_ms : -1;
}

/* What is due at seven is not to be planned to end a second before. Of what is done in no
 * time it is not worth finding out. */
static gint64
margin_of (BatchExecutor *self,
           BatchShare    *share,
           double         item_ms,
           guint          slots)
{
  g_autoptr(BatchRest) rest = NULL;
  BatchEtaValues values;

  if (share->job->record->expires_at <= 0
      || item_ms * (double) (share->waiting + share->delayed) < WORTH_A_MARGIN_MS)
    return 0;

  rest = batch_rest_new ();
  batch_rest_add_job (rest, share->job->record, share->key, NULL, slots);
  batch_rest_estimate (rest, self->estimator, g_get_real_time (), &values);
  return values.expected_ms > 0 ? 1000 * (values.high_ms - values.expected_ms) : 0;
}

/* The mean of what waits. */
static BatchRequestSize
size_of_share (const BatchShare *share)
{
  const BatchJobRecord *record = share->job->record;
  BatchRequestSize sum = { 0, 0 };
  double n = 0;

  for (guint i = 0; i < record->groups->len; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (record->groups, i);

      if (!g_str_equal (group->key, share->key))
        continue;
      sum.bytes += (double) group->bytes;
      sum.output_limit += (double) group->output_limit;
      n += (double) (group->waiting + group->delayed);
    }

  return n > 0 ? (BatchRequestSize) { sum.bytes / n, sum.output_limit / n } : sum;
}

BatchScheduleGroup
batch_executor_describe_share (BatchExecutor *self,
                               BatchGroup    *group,
                               BatchShare    *share,
                               guint          slots)
{
  const BatchJobRecord *record = share->job->record;
  BatchRequestSize size = size_of_share (share);
  double item_ms = batch_estimator_pace (self->estimator, share->key, record->operation,
                                         BATCH_SIZE_BUCKET_UNKNOWN, &size, slots);
  guint index = 0;

  /* The keys of a job come in the order in which its input has them. */
  g_ptr_array_find (share->job->shares, share, &index);
  return (BatchScheduleGroup) {
    .key = group->key,
    .rank = record->rank,
    .minor = record->rank_minor,
    .key_place = index,
    .repeats = count_repeats (share),
    .submitted_at = record->created_at + index,
    .waiting = share->waiting,
    .delayed = share->delayed,
    .next_due = share->next_due,
    .deadline = record->expires_at,
    .margin_us = margin_of (self, share, item_ms, slots),
    .priority = record->priority,
    .overtaken_us = group->overtaken_us,
    .last_served = group->last_served,
    .item_ms = item_ms,
    .load_ms = batch_executor_load_ms (self, group->key),
  };
}

static BatchShare *
first_share (BatchGroup *group)
{
  GHashTableIter back_off;
  gpointer share = NULL;

  if (!g_sequence_is_empty (group->shares))
    return g_sequence_get (g_sequence_get_begin_iter (group->shares));

  g_hash_table_iter_init (&back_off, group->back_off);
  g_hash_table_iter_next (&back_off, &share, NULL);
  return share;
}

static gint64
count_in_flight (BatchLane  *lane,
                 BatchGroup *group)
{
  return lane != NULL && g_strcmp0 (group->key, batch_lane_get_key (lane)) == 0
         ? batch_lane_count_running (lane) : 0;
}

/* All of a key taken together: what makes planning cheap when there are many jobs.
 * @lane: (nullable) */
static BatchScheduleGroup
describe_group (BatchExecutor *self,
                BatchLane     *lane,
                BatchGroup    *group)
{
  BatchShare *share = first_share (group);
  BatchScheduleGroup out = { .item_ms = -1 };

  if (share != NULL)
    out = batch_executor_describe_share (self, group, share,
                                         lane != NULL ? batch_lane_get_slots (lane) : 1);

  out.key = group->key;
  out.waiting = group->waiting;
  out.delayed = group->delayed;
  out.next_due = batch_group_next_due (group);
  out.in_flight = count_in_flight (lane, group);
  out.overtaken_us = group->overtaken_us;
  out.last_served = group->last_served;
  out.load_ms = batch_executor_load_ms (self, group->key);
  return out;
}

typedef struct
{
  BatchExecutor *executor;
  BatchLane     *lane;             /* (nullable) */
  const char    *id;
  GArray        *out;              /* of BatchScheduleGroup */
  GPtrArray     *groups;           /* of BatchGroup, one for each of those */
} Description;

static void
add_description (Description        *self,
                 BatchGroup         *group,
                 BatchScheduleGroup  described)
{
  batch_executor_find_turn (self->executor, self->id, group, &described);
  g_array_append_val (self->out, described);
  g_ptr_array_add (self->groups, group);
}

/* What is left of @group when its first jobs were told apart: as urgent as its last one. */
static void
add_rest (Description              *self,
          BatchGroup               *group,
          const BatchScheduleGroup *apart,
          guint                     n_apart)
{
  BatchScheduleGroup rest = describe_group (self->executor, self->lane, group);
  GSequenceIter *end = g_sequence_get_end_iter (group->shares);
  const BatchShare *last = g_sequence_get (g_sequence_iter_prev (end));

  rest.rank = apart[n_apart - 1].rank;
  rest.minor = apart[n_apart - 1].minor;
  rest.submitted_at = MAX (rest.submitted_at, apart[n_apart - 1].submitted_at);
  rest.priority = last->job->record->priority;
  rest.deadline = last->job->record->expires_at;
  rest.margin_us = apart[n_apart - 1].margin_us;
  rest.in_flight = 0;
  for (guint i = 0; i < n_apart; i++)
    {
      rest.waiting -= apart[i].waiting;
      rest.delayed -= apart[i].delayed;
    }

  if (rest.waiting + rest.delayed > 0)
    add_description (self, group, rest);
}

/* Jobs of a key with deadlines, the first ones on their own: what of the key has to be done
 * by then is not all of it. */
static void
describe_apart (Description *self,
                BatchGroup  *group)
{
  guint slots = self->lane != NULL ? batch_lane_get_slots (self->lane) : 1;
  BatchScheduleGroup apart[MAX_APART];
  guint n = 0;

  for (GSequenceIter *place = g_sequence_get_begin_iter (group->shares);
       !g_sequence_iter_is_end (place) && n < MAX_APART; place = g_sequence_iter_next (place))
    apart[n++] = batch_executor_describe_share (self->executor, group, g_sequence_get (place),
                                                slots);

  apart[0].in_flight = count_in_flight (self->lane, group);
  for (guint i = 0; i < n; i++)
    add_description (self, group, apart[i]);
  add_rest (self, group, apart, n);
}

static gboolean
is_urgent (BatchGroup *group)
{
  BatchShare *share = first_share (group);

  return share != NULL && share->job->record->expires_at > 0 && share->place != NULL &&
         g_sequence_get_length (group->shares) > 1;
}

/* What a first load takes is learnt from the other models of the server. */
void
batch_executor_place_models (BatchExecutor *self,
                             const char    *lane,
                             GHashTable    *groups)
{
  GHashTableIter iter;
  gpointer key;

  if (g_hash_table_size (groups) > MAX_KEYS)
    return;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    batch_estimator_describe_model (self->estimator, key, lane, 0);
}

static GArray *
describe_groups (BatchExecutor *self,
                 BatchRoster   *roster,
                 BatchLane     *lane,
                 const char    *id,
                 GPtrArray     *groups)
{
  GArray *out = g_array_new (FALSE, TRUE, sizeof (BatchScheduleGroup));
  GHashTable *table = batch_roster_get_groups (roster, id);
  Description description = { self, lane, id, out, groups };
  GHashTableIter iter;
  gpointer value;

  if (table == NULL)
    return out;

  batch_executor_place_models (self, id, table);
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchGroup *group = value;

      if (group->waiting + group->delayed == 0
          || (lane != NULL && batch_lane_turns_away (lane, group->key)))
        continue;

      if (is_urgent (group))
        describe_apart (&description, group);
      else
        add_description (&description, group, describe_group (self, lane, group));
    }

  return out;
}

static void
account (BatchExecutor *self,
         BatchLane     *lane,
         GArray        *described,
         GPtrArray     *groups,
         gint64         now)
{
  gint64 since = MAX (now - batch_lane_get_planned_at (lane), 0);

  if (batch_lane_get_planned_at (lane) > 0)
    batch_schedule_account ((BatchScheduleGroup *) described->data, described->len,
                            batch_lane_get_key (lane), since, now);
  batch_lane_set_planned_at (lane, now);

  for (guint i = 0; i < groups->len; i++)
    {
      BatchGroup *group = g_ptr_array_index (groups, i);
      const BatchScheduleGroup *plan = &g_array_index (described, BatchScheduleGroup, i);
      gboolean goes_on = i > 0 && group == g_ptr_array_index (groups, i - 1);

      group->overtaken_us = goes_on ? MAX (group->overtaken_us, plan->overtaken_us)
                                    : plan->overtaken_us;
      group->last_served = plan->last_served;
    }
}

static void
price_loads (BatchExecutor *self,
             GArray        *residents)
{
  for (guint i = 0; i < residents->len; i++)
    {
      BatchScheduleResident *resident = &g_array_index (residents, BatchScheduleResident, i);

      resident->load_ms = batch_estimator_load_cost (self->estimator, resident->key).mean_ms;
    }
}

GArray *
batch_executor_list_residents (BatchExecutor *self,
                               BatchLane     *lane,
                               const char    *loaded)
{
  GArray *residents = lane != NULL ? batch_holdings_list (batch_lane_get_holdings (lane))
                                   : g_array_new (FALSE, FALSE, sizeof (BatchScheduleResident));
  BatchScheduleResident only = { loaded, FALSE };

  if (residents->len == 0 && loaded != NULL)
    g_array_append_val (residents, only);

  price_loads (self, residents);
  return residents;
}

/* What its requests were sent for may be loaded by now: to leave it would cost the load again. */
static GArray *
list_supposed (BatchExecutor *self,
               BatchLane     *lane)
{
  GArray *residents;

  if (!batch_lane_has_asked (lane))
    return batch_executor_list_residents (self, lane, batch_lane_get_loaded_key (lane));

  residents = batch_holdings_suppose (batch_lane_get_holdings (lane), batch_lane_get_key (lane));
  price_loads (self, residents);
  return residents;
}

/* @lane: (nullable) that of @id */
static BatchSchedule *
make_schedule (BatchExecutor *self,
               const char    *id,
               BatchLane     *lane,
               GArray        *residents,
               GArray        *described,
               guint          limit)
{
  BatchScheduleInput input = {
    .groups = (const BatchScheduleGroup *) described->data,
    .n_groups = described->len,
    .residents = (const BatchScheduleResident *) residents->data,
    .n_residents = residents->len,
    .current_key = lane != NULL ? batch_lane_get_key (lane) : NULL,
    .current_since = lane != NULL ? batch_lane_get_key_since (lane) : 0,
    .capacity = batch_executor_expect_room (self, id, lane),
    .policy = self->policy,
    .now = batch_executor_now (self),
    .default_load_ms = DEFAULT_LOAD_MS,
    .limit = limit,
  };

  return batch_scheduler_plan (&input);
}

/* @lane: (nullable) that of @id; @loaded: (nullable): what is loaded there */
BatchSchedule *
batch_executor_schedule (BatchExecutor *self,
                         const char    *id,
                         BatchLane     *lane,
                         const char    *loaded,
                         GArray        *described,
                         guint          limit)
{
  g_autoptr(GArray) residents = batch_executor_list_residents (self, lane, loaded);

  return make_schedule (self, id, lane, residents, described, limit);
}

BatchSchedule *
batch_executor_plan_lane (BatchExecutor *self,
                          BatchLane     *lane,
                          guint          limit)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new ();
  g_autoptr(GArray) described = describe_groups (self, self->roster, lane,
                                                 batch_lane_get_id (lane), groups);
  g_autoptr(GArray) residents = NULL;

  if (described->len == 0)
    return NULL;

  account (self, lane, described, groups, g_get_real_time ());
  residents = list_supposed (self, lane);
  return make_schedule (self, batch_lane_get_id (lane), lane, residents, described, limit);
}

char *
batch_executor_next_key (BatchExecutor *self,
                         const char    *lane,
                         const char    *loaded)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new ();
  g_autoptr(GArray) described = describe_groups (self, self->roster, NULL, lane, groups);
  g_autoptr(BatchSchedule) schedule = NULL;

  if (described->len == 0)
    return NULL;

  schedule = batch_executor_schedule (self, lane, NULL, loaded, described, 1);
  return schedule->n_places > 0 ? g_strdup (schedule->places[0].key) : NULL;
}

static GPtrArray *
list_keys (BatchExecutor *self,
           BatchRoster   *roster,
           const char    *id)
{
  BatchLane *lane = g_hash_table_lookup (self->lanes, id);
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) groups = g_ptr_array_new ();
  g_autoptr(GArray) described = describe_groups (self, roster, lane, id, groups);
  g_autoptr(BatchSchedule) schedule = NULL;

  schedule = batch_executor_schedule (self, id, lane,
                                      lane != NULL ? batch_lane_get_loaded_key (lane) : NULL,
                                      described, 0);
  for (guint i = 0; i < schedule->n_places; i++)
    g_ptr_array_add (keys, g_strdup (schedule->places[i].key));

  return keys;
}

static char *
find_lane (BatchRoster *roster,
           const char  *title)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, batch_roster_get_lanes (roster));
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (g_str_equal (batch_executor_lane_title (id), title))
      return g_strdup (id);

  return NULL;
}

GPtrArray *
batch_executor_list_keys (BatchExecutor  *self,
                          const char     *title,
                          char          **lane)
{
  g_autoptr(BatchRoster) others = NULL;

  if ((*lane = find_lane (self->roster, title)) != NULL)
    return list_keys (self, self->roster, *lane);

  others = batch_executor_collect_others (self);
  *lane = find_lane (others, title);
  return *lane != NULL ? list_keys (self, others, *lane) : NULL;
}

/* One that is under way is not done. */
guint
batch_executor_count_loads_left (BatchExecutor *self,
                                 BatchLane     *lane)
{
  g_autoptr(BatchSchedule) plan = batch_executor_plan_lane (self, lane, 0);
  guint under_way = batch_lane_is_loading (lane) && batch_lane_loads_models (lane);

  for (guint i = 0; plan != NULL && i < plan->n_places; i++)
    if (plan->places[i].needs_load
        && g_strcmp0 (plan->places[i].key, batch_lane_get_key (lane)) == 0)
      under_way = 0;

  return plan != NULL ? plan->loads + under_way : under_way;
}

/* --- Learning --- */

BatchRequestSize
batch_executor_size_of (const BatchItemRecord *item)
{
  return (BatchRequestSize) { (double) item->length, (double) item->output_limit };
}

/* @cost: (nullable): as the server has told it */
void
batch_executor_learn (BatchExecutor          *self,
                      const BatchJobRecord   *job,
                      const BatchItemRecord  *item,
                      BatchSampleOutcome      outcome,
                      gint64                  duration_ms,
                      guint                   parallel,
                      gboolean                after_load,
                      const BatchRequestCost *cost)
{
  BatchSample sample = {
    .key = item->key,
    .operation = job->operation,
    .bucket = item->bucket,
    .outcome = outcome,
    .duration_ms = duration_ms,
    .at = g_get_real_time (),
    .parallel = parallel,
    .after_load = after_load,
    .size = batch_executor_size_of (item),
  };

  if (cost != NULL)
    sample.cost = *cost;
  batch_estimator_record (self->estimator, &sample);
  batch_executor_tell_samples (self, item->key, job->operation, item->bucket,
                               batch_estimator_sample_count (self->estimator, item->key,
                                                             job->operation, item->bucket));
}

void
batch_executor_learn_from_chat (BatchExecutor   *self,
                                const BatchChat *chat,
                                gint64           duration_ms,
                                guint            parallel)
{
  BatchSample sample = {
    .key = chat->model,
    .operation = CHAT_OPERATION,
    .bucket = batch_size_bucket_from_bytes (g_bytes_get_size (chat->body)),
    .outcome = BATCH_SAMPLE_SUCCEEDED,
    .duration_ms = duration_ms,
    .at = g_get_real_time (),
    .parallel = parallel,
    .after_load = chat->during_load,
  };

  batch_estimator_record (self->estimator, &sample);
  batch_executor_keep_learnt (self);
}

static void
value_put_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_value_finish (BATCH_STORE (source), result, &error))
    g_debug ("Keeping an estimate: %s", error->message);
}

void
batch_executor_keep_estimates (BatchExecutor *self)
{
  g_auto(GStrv) keys = batch_estimator_take_changed (self->estimator);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *text = batch_estimator_save (self->estimator, keys[i]);

      batch_store_put_value_async (self->store, ETA_SPACE, keys[i], text, NULL, value_put_cb, NULL);
    }
}

static void
estimates_listed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) values = batch_store_list_values_finish (self->store, result, &error);
  GHashTableIter iter;
  gpointer key;
  gpointer text;

  if (values == NULL)
    return;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, &text))
    if (!batch_estimator_restore (self->estimator, key, text))
      g_debug ("What was kept about the pace of “%s” cannot be read", (const char *) key);
}

void
batch_executor_restore_estimates (BatchExecutor *self)
{
  self->estimates_read_at = g_get_monotonic_time ();
  batch_store_list_values_async (self->store, ETA_SPACE, NULL, estimates_listed_cb, self);
}
