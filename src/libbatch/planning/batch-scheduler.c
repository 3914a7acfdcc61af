/* batch-scheduler.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Lays out a plan: what is chosen by the rule at the top of batch-planner.c, one
 * after the other, with times and counts. */

#include "config.h"

#include "planning/batch-scheduler-private.h"

#include "planning/batch-ageing-private.h"
#include "planning/batch-planner-private.h"

#include <math.h>

#define DEFAULT_PATIENCE_MS (30 * 60 * 1000.0)
#define DEFAULT_TURN_MS     (10 * 60 * 1000.0)

typedef BatchScheduleKey Key;

/* --- Laying out --- */

static char *
words_for (const BatchPlanner *self,
           const Key          *key,
           BatchScheduleReason reason)
{
  gboolean is_resident = batch_resident_set_contains (self->residents, key->key);
  BatchScheduleFacts facts = {
    .load_ms = key->load_known ? key->load_ms : -1,
    .deadline_ms = key->deadline_ms,
    .due_ms = MAX (0, key->due_ms - self->clock_ms),
    .overtaken_ms = key->overtaken_ms,
    .patience_ms = self->patience_ms,
    .priority = key->priority,
    .turn = key->turn,
    .is_first = self->places->len == 0,
    .is_last = self->n_left == 1,
    .is_certain = is_resident && key->residency != BATCH_THOUGHT_RESIDENT,
    .saves_load = !self->input->never_loads,
  };

  return batch_schedule_words_for_reason (reason, &facts);
}

/* Whether anybody can still be overtaken: for what is loaded and has to be left. */
static gboolean
may_overtake (const BatchPlanner *self)
{
  for (guint i = 0; i < self->held->len; i++)
    {
      const Key *key = g_ptr_array_index (self->held, i);

      if (!key->placed && batch_resident_set_contains (self->residents, key->key))
        return TRUE;
    }

  return FALSE;
}

static void
overtake (BatchPlanner *self,
          const Key    *key,
          double        ms)
{
  for (guint i = 0; i < self->n_keys; i++)
    {
      self->looks++;
      if (batch_schedule_was_before (self->keys[i].submitted_at, key->submitted_at))
        self->keys[i].overtaken_ms += ms;
    }
}

/* Time passes while a place has the lane, for those that it overtakes as well. */
static void
planner_spend (BatchPlanner       *self,
               const Key          *key,
               BatchSchedulePlace *place)
{
  double start_ms = MAX (self->clock_ms, key->due_ms);

  if (may_overtake (self))
    overtake (self, key, place->load_ms + MAX (0, key->work_ms));

  self->clock_ms = start_ms + place->load_ms + key->guess_ms;
  if (self->times_known)
    place->start = self->input->now + (gint64) (1000 * start_ms);
  self->times_known = self->times_known && key->work_ms >= 0;
  if (self->times_known)
    place->end = self->input->now + (gint64) (1000 * self->clock_ms);
}

/* --- What to give up --- */

static gboolean
is_needed_still (const BatchPlanner *self,
                 const char         *name)
{
  const Key *key = g_hash_table_lookup (self->by_name, name);

  return key != NULL && !key->placed;
}

static const BatchScheduleResident *
find_resident (const BatchPlanner *self,
               const char         *name)
{
  for (guint i = 0; i < self->input->n_residents; i++)
    if (g_str_equal (self->input->residents[i].key, name))
      return &self->input->residents[i];

  return NULL;
}

static double
load_ms_again (const BatchPlanner *self,
               const char         *name)
{
  const BatchScheduleResident *resident = find_resident (self, name);
  const Key *key = g_hash_table_lookup (self->by_name, name);

  if (key != NULL)
    return key->load_ms;
  return resident != NULL && resident->load_ms > 0 ? resident->load_ms
                                                   : self->input->default_load_ms;
}

/* What was not used for long will hardly be used soon, and what takes long to load is worth
 * keeping: what is lost for each second. */
static double
worth_of (const BatchPlanner *self,
          const char         *name)
{
  const BatchScheduleResident *resident = find_resident (self, name);
  double age_ms = self->clock_ms + 1;

  if (resident != NULL && resident->last_used > 0)
    age_ms += (double) (self->input->now - resident->last_used) / 1000;
  return load_ms_again (self, name) / age_ms;
}

/* What nothing waits for goes before what will have to come back, of which what the search for
 * an order gives up goes first, or else what is loaded again soonest. NULL: there is room, or
 * it is there. */
static const char *
make_room (BatchPlanner *self,
           const Key    *key)
{
  const char *victim = NULL;
  gboolean is_needed = FALSE;
  double least = 0;

  if (batch_resident_set_contains (self->residents, key->key) ||
      !batch_resident_set_is_full (self->residents))
    return NULL;

  for (guint i = 0; i < batch_resident_set_count (self->residents); i++)
    {
      const char *name = batch_resident_set_get (self->residents, i);
      gboolean needed = is_needed_still (self, name);
      double worth = needed ? load_ms_again (self, name) : worth_of (self, name);

      if (victim != NULL && (needed > is_needed || (needed == is_needed && worth >= least)))
        continue;
      victim = name;
      is_needed = needed;
      least = worth;
    }

  if (is_needed && self->give_up != NULL
      && batch_resident_set_contains (self->residents, self->give_up))
    return self->give_up;
  return victim;
}

static void
planner_place (BatchPlanner       *self,
               Key                *key,
               BatchScheduleReason reason)
{
  BatchSchedulePlace place = {
    .key = g_strdup (key->key),
    .groups = g_memdup2 (key->groups->data, key->groups->len * sizeof (guint)),
    .n_groups = key->groups->len,
    .count = key->waiting + key->delayed,
    .reason = reason,
    .words = words_for (self, key, reason),
    .start = -1,
    .end = -1,
  };

  place.evicts = g_strdup (make_room (self, key));
  if (place.evicts != NULL)
    batch_resident_set_evict (self->residents, place.evicts);
  if (batch_resident_set_use (self->residents, key->key))
    {
      place.needs_load = TRUE;
      place.load_ms = key->load_ms;
      self->loads++;
    }

  planner_spend (self, key, &place);
  g_array_append_val (self->places, place);
}

/* Everything that is left is delayed: time passes until the first is due. */
static gboolean
skip_to_next_due (BatchPlanner *self)
{
  double due_ms = batch_ready_keys_next_due (self->ready);

  self->clock_ms = MAX (self->clock_ms, due_ms);
  return due_ms < INFINITY;
}

static gboolean
planner_is_full (BatchPlanner *self)
{
  return self->input->limit > 0 && self->places->len >= self->input->limit;
}

static void
planner_choose_all (BatchPlanner *self)
{
  while (!planner_is_full (self))
    {
      BatchScheduleReason reason;
      Key *key = batch_planner_choose (self, &reason);

      if (key != NULL)
        {
          planner_place (self, key, reason);
          batch_planner_drop (self, key);
        }
      else if (!skip_to_next_due (self))
        return;
    }
}

static int
compare_ranks (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const BatchScheduleInput *input = user_data;

  return batch_schedule_compare_places (&input->groups[*(const guint *) a],
                                        &input->groups[*(const guint *) b]);
}

static int
compare_arrivals (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  const BatchScheduleInput *input = user_data;
  gint64 one = input->groups[*(const guint *) a].submitted_at;
  gint64 two = input->groups[*(const guint *) b].submitted_at;

  return one != two ? (one < two ? -1 : 1) : compare_ranks (a, b, user_data);
}

static GArray *
sorted_groups (const BatchScheduleInput *input,
               GCompareDataFunc          compare)
{
  GArray *order = g_array_sized_new (FALSE, FALSE, sizeof (guint), input->n_groups);

  for (guint i = 0; i < input->n_groups; i++)
    if (input->groups[i].waiting + input->groups[i].delayed > 0)
      g_array_append_val (order, i);

  g_array_sort_with_data (order, compare, (gpointer) input);
  return order;
}

/* Neighbours in the list that share a key are one place; nothing else counts. */
static void
planner_take_in_order (BatchPlanner *self)
{
  g_autoptr(GArray) order = sorted_groups (self->input, compare_ranks);
  g_autofree BatchScheduleGroup *groups = g_new (BatchScheduleGroup, order->len);
  BatchScheduleInput stretch = *self->input;
  guint end;

  for (guint i = 0; i < order->len; i++)
    {
      groups[i] = self->input->groups[g_array_index (order, guint, i)];
      groups[i].priority = 0;
      groups[i].deadline = 0;
    }

  for (guint start = 0; start < order->len && !planner_is_full (self); start = end)
    {
      g_autoptr(GArray) keys = NULL;
      Key *key;

      for (end = start + 1; end < order->len; end++)
        if (!g_str_equal (groups[end].key, groups[start].key))
          break;

      stretch.groups = groups + start;
      stretch.n_groups = end - start;
      keys = batch_schedule_keys_collect (&stretch);
      key = &g_array_index (keys, Key, 0);
      for (guint i = 0; i < key->groups->len; i++)
        g_array_index (key->groups, guint, i) =
          g_array_index (order, guint, start + g_array_index (key->groups, guint, i));
      planner_place (self, key, BATCH_SCHEDULE_REASON_LIST_ORDER);
    }
}

/* --- Turns --- */

typedef struct
{
  const Key *key;
  double     rounds;         /* how often it has the lane until its work is done */
  gboolean   is_resident;    /* its first round takes no load */
} Turns;

/* What it takes of the lane in its first @rounds rounds. */
static double
turns_share (const Turns        *self,
             const BatchPlanner *planner,
             double              rounds)
{
  double taken = CLAMP (rounds, 0, self->rounds);
  double work_ms = MIN (self->key->guess_ms, taken * batch_planner_turn_ms (planner, self->key));

  return work_ms + MAX (0, taken - self->is_resident) * self->key->load_ms;
}

static Turns *
collect_turns (BatchPlanner *self)
{
  Turns *turns = g_new (Turns, self->places->len);

  for (guint i = 0; i < self->places->len; i++)
    {
      const BatchSchedulePlace *place = &g_array_index (self->places, BatchSchedulePlace, i);

      turns[i].key = g_hash_table_lookup (self->by_name, place->key);
      turns[i].rounds = ceil (turns[i].key->guess_ms / batch_planner_turn_ms (self, turns[i].key));
      turns[i].rounds = MAX (1, turns[i].rounds);
      turns[i].is_resident = !place->needs_load;
    }

  return turns;
}

/* The places stand in the order of their first turns. This says when each ends
 * when all take turns: after its own last round, and what the others had by then. */
static void
planner_spread_turns (BatchPlanner *self)
{
  g_autofree Turns *turns = collect_turns (self);
  guint n = self->places->len;
  double loads = 0;
  gboolean times_known = TRUE;

  for (guint i = 0; i < n; i++)
    {
      BatchSchedulePlace *place = &g_array_index (self->places, BatchSchedulePlace, i);
      double start_ms = 0;
      double end_ms = 0;
      double others = 0;

      for (guint j = 0; j < n; j++)
        {
          double rounds = turns[i].rounds - (j > i);

          start_ms += j < i ? turns_share (&turns[j], self, 1) : 0;
          end_ms += turns_share (&turns[j], self, rounds);
          others = j != i ? MAX (others, turns[j].rounds) : others;
        }

      /* Who is left alone stays loaded. */
      loads += MIN (turns[i].rounds, others + 1) - turns[i].is_resident;
      times_known = times_known && turns[i].key->work_ms >= 0;
      place->start = times_known ? self->input->now + (gint64) (1000 * start_ms) : -1;
      place->end = times_known ? self->input->now + (gint64) (1000 * end_ms) : -1;
    }

  self->loads = self->input->never_loads ? 0 : (guint) loads;
}

/* --- Putting it together --- */

/* What is least likely to be there is evicted first, the current one last. */
static BatchResidentSet *
residents_of (const BatchScheduleInput *input)
{
  BatchResidentSet *residents;

  if (input->never_loads)
    return batch_resident_set_new_of_all ();

  residents = batch_resident_set_new (input->capacity);
  for (int certain = FALSE; certain <= TRUE; certain++)
    for (guint i = 0; i < input->n_residents; i++)
      if (!input->residents[i].certain == !certain)
        batch_resident_set_add (residents, input->residents[i].key);

  if (input->current_key != NULL && batch_resident_set_contains (residents, input->current_key))
    batch_resident_set_add (residents, input->current_key);
  return residents;
}

static guint
count_arrival_loads (const BatchScheduleInput *input)
{
  g_autoptr(BatchResidentSet) residents = residents_of (input);
  g_autoptr(GArray) order = sorted_groups (input, compare_arrivals);
  guint loads = 0;

  for (guint i = 0; i < order->len; i++)
    {
      const BatchScheduleGroup *group = &input->groups[g_array_index (order, guint, i)];

      loads += batch_resident_set_use (residents, group->key);
      if (input->capacity <= 1 && !input->never_loads)
        loads += (guint) MIN (group->repeats, G_MAXINT);
    }

  return loads;
}

static guint
count_least_loads (const BatchScheduleInput *input,
                   const GArray             *keys)
{
  guint loads = 0;

  for (guint i = 0; i < keys->len && !input->never_loads; i++)
    loads += g_array_index (keys, Key, i).residency == BATCH_NOT_RESIDENT;

  return loads;
}

static double
ms_or (gint64 us,
       double otherwise)
{
  return us > 0 ? (double) us / 1000 : otherwise;
}

static BatchSchedule *
plan (const BatchScheduleInput *input)
{
  g_autoptr(GArray) keys = batch_schedule_keys_collect (input);
  g_autoptr(BatchResidentSet) residents = residents_of (input);
  BatchSchedule *made = g_new0 (BatchSchedule, 1);
  BatchPlanner planner = {
    .input = input,
    .keys = &g_array_index (keys, Key, 0),
    .n_keys = keys->len,
    .residents = residents,
    .patience_ms = ms_or (input->patience_us, DEFAULT_PATIENCE_MS),
    .turn_ms = ms_or (input->turn_us, DEFAULT_TURN_MS),
    .times_known = TRUE,
    .places = g_array_new (FALSE, FALSE, sizeof (BatchSchedulePlace)),
  };

  batch_planner_index (&planner);
  if (input->policy == BATCH_POLICY_EXACT_ORDER)
    planner_take_in_order (&planner);
  else
    planner_choose_all (&planner);
  if (input->policy == BATCH_POLICY_FAIR)
    planner_spread_turns (&planner);

  made->n_places = planner.places->len;
  made->places = (BatchSchedulePlace *) g_array_free (planner.places, FALSE);
  made->loads = planner.loads;
  made->arrival_loads = count_arrival_loads (input);
  made->least_loads = count_least_loads (input, keys);
  made->looks = planner.looks;
  batch_planner_clear (&planner);
  return made;
}

BatchSchedule *
batch_scheduler_plan (const BatchScheduleInput *input)
{
  g_autofree BatchScheduleGroup *raised = batch_ageing_raise (input);
  BatchScheduleInput aged = *input;

  if (raised != NULL)
    aged.groups = raised;
  return plan (&aged);
}
