/* batch-planner.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. The groups of a lane are taken together by resource key; a key is
 * chosen, drained, and so on.
 *
 * Exact order: the groups by their place in the list, whatever it costs.
 *
 * Fewest swaps, of the keys that have something to start:
 *
 * 0. Those that a person has put in order go first, in that order, until they are
 *    drained: who moves something means it, whatever it costs.
 * 1. When deadlines are in danger, the order that misses fewest of them, and among
 *    those the one that takes the fewest loads; it is searched for as far as the
 *    earliest deadlines go (batch-planner-order.c). A deadline that cannot be met any
 *    more goes before work without one, so that as much as possible is done in time.
 *    Then the highest priority, but for what is left of what is loaded when that takes
 *    less than to load it again; the rest of the rule is among equals. What has waited for
 *    far too long has the highest one, too (batch-ageing.c).
 * 2. What is resident goes next: what the lane works on, what is seen loaded,
 *    what is thought to be loaded. If all that is left of what the lane works on
 *    is delayed, it is waited for when that is shorter than loading it again, and
 *    for a few seconds in any case: a load costs its server more than its time.
 * 3. Unless somebody who was there before has been overtaken for the time of
 *    patience, or would be by the end of it: then the oldest of those goes next.
 *    Waiting longer would not save the load, as the resident key will have to
 *    come back in any case. What was loaded stays for ten times as long as the
 *    next load takes, so that many keys that all have to hurry do not spend the
 *    time on loading; and patience is fifty times a load, or more.
 * 4. Otherwise the first in the list: the earliest submitted key, unless somebody
 *    has moved its jobs.
 *
 * Fair: the same with turns in place of 2 to 4. Who has the lane keeps it for its
 * turn, at least ten times as long as its load takes; then comes who has not had
 * it for longest.
 *
 * Inside a key: priority, deadline, place in the list.
 *
 * Where a server holds several models, those that are there need no load and go one after
 * the other. For one that is not, what nothing waits for is given up, or else what is
 * loaded again soonest. Where nothing is ever loaded, what the lane works on goes on, so that
 * it need not drain, but is not waited for.
 *
 * Cost: n log n in groups, and so it is in keys, or n when only the next place is asked for. That
 * is so as long as no deadline is in danger: then each place takes a look at all keys, and a
 * search among a few. An engine with many jobs keeps one group per key and asks for the next place
 * only; one with many keys hands in those only that may come next
 * (executor/batch-executor-choice.c). */

#include "config.h"

#include "planning/batch-planner-private.h"

#include <math.h>

#define TURN_PER_LOAD 10
/* So that a load for somebody's patience makes nothing more than 2 % longer. */
#define PATIENCE_PER_LOAD 50
/* The usual back-off of a request that failed once or twice. */
#define WORTH_WAITING_MS 5000.0

typedef BatchScheduleKey Key;

/* Delayed work of the current key counts as ready while waiting for it is cheaper
 * than coming back for it. */
static gboolean
comes_back_soon (const BatchPlanner *self,
                 const Key          *key)
{
  return key->residency == BATCH_CURRENT_RESIDENT && self->places->len == 0 &&
         !self->input->never_loads && key->due_ms <= MAX (key->load_ms, WORTH_WAITING_MS);
}

gboolean
batch_planner_is_ready (const BatchPlanner     *self,
                        const BatchScheduleKey *key)
{
  return !key->placed && (key->due_ms <= self->clock_ms || comes_back_soon (self, key));
}

static Key *
key_at (GPtrArray *keys,
        guint      place)
{
  return g_ptr_array_index (keys, place);
}

static gboolean
is_before (const Key *one,
           const Key *two)
{
  int order = batch_schedule_compare_places (one->first, two->first);

  return order != 0 ? order < 0 : one->submitted_at < two->submitted_at;
}

static gboolean
came_first (const Key *one,
            const Key *two)
{
  if (one->submitted_at != two->submitted_at)
    return one->submitted_at < two->submitted_at;
  return is_before (one, two);
}

/* Rule 0. */
static Key *
first_in_turn (BatchPlanner *self)
{
  while (self->by_turn->len > 0 && key_at (self->by_turn, self->by_turn->len - 1)->placed)
    g_ptr_array_set_size (self->by_turn, (int) self->by_turn->len - 1);

  for (guint i = self->by_turn->len; i > 0; i--)
    {
      Key *key = key_at (self->by_turn, i - 1);

      self->looks++;
      if (batch_planner_is_ready (self, key))
        return key;
    }

  return NULL;
}

/* Where all are there, it is the first place alone that goes on with one. */
static gboolean
was_left (const BatchPlanner *self)
{
  return self->input->never_loads && self->places->len > 0;
}

/* The set is looked through for those only that were loaded in the beginning. */
static BatchResidency
residency_now (BatchPlanner *self,
               const Key    *key)
{
  if (key->residency == BATCH_NOT_RESIDENT || was_left (self)
      || !batch_resident_set_contains (self->residents, key->key))
    return BATCH_NOT_RESIDENT;
  return key->residency;
}

/* Rule 2. */
static Key *
best_resident (BatchPlanner *self,
               int           priority)
{
  Key *best = NULL;

  for (guint i = 0; i < self->held->len; i++)
    {
      Key *key = key_at (self->held, i);
      BatchResidency residency;

      self->looks++;
      if (!batch_planner_is_ready (self, key) || key->priority != priority)
        continue;
      residency = residency_now (self, key);
      if (residency == BATCH_NOT_RESIDENT)
        continue;
      if (best == NULL || residency > best->residency ||
          (residency == best->residency && is_before (key, best)))
        best = key;
    }

  return best;
}

/* Between two that are loaded the lane goes to and fro for nothing. */
static double
patience_with (BatchPlanner *self,
               const Key    *resident,
               const Key    *key)
{
  if (residency_now (self, key) != BATCH_NOT_RESIDENT)
    return self->patience_ms;
  return MAX (self->patience_ms, PATIENCE_PER_LOAD * resident->load_ms);
}

/* Rule 3; for as much as is known of how long the resident one takes. Few are resident, so it is
 * seldom asked. */
static Key *
oldest_overtaken (BatchPlanner *self,
                  const Key    *resident)
{
  Key *oldest = NULL;

  for (guint i = 0; i < self->n_keys; i++)
    {
      Key *key = &self->keys[i];
      double overtaken_ms = key->overtaken_ms + MAX (0, resident->work_ms);

      self->looks++;
      if (!batch_planner_is_ready (self, key) || key->priority != resident->priority ||
          !batch_schedule_was_before (key->submitted_at, resident->submitted_at) ||
          overtaken_ms < patience_with (self, resident, key))
        continue;
      if (oldest == NULL || came_first (key, oldest))
        oldest = key;
    }

  return oldest;
}

/* Those that were loaded in the beginning have to be loaded again by now, if they are left. */
static Key *
first_of (BatchPlanner *self,
          int           priority,
          gboolean    (*goes_first) (const Key *one,
                                     const Key *two))
{
  Key *first = batch_ready_keys_first (self->ready, priority);

  for (guint i = 0; i < self->held->len; i++)
    {
      Key *key = key_at (self->held, i);

      self->looks++;
      if (batch_planner_is_ready (self, key) && key->priority == priority
          && (first == NULL || goes_first (key, first)
              || (!goes_first (first, key) && key < first)))
        first = key;
    }

  return first;
}

/* Rule 4. */
static Key *
first_come (BatchPlanner *self,
            int           priority)
{
  return first_of (self, priority, is_before);
}

/* Whether an older one of that priority stands behind it in the list. */
static gboolean
was_listed_first (BatchPlanner *self,
                  const Key    *first)
{
  const Key *oldest = batch_ready_keys_oldest (self->ready, first->priority);

  if (oldest != NULL && oldest->submitted_at < first->submitted_at)
    return TRUE;

  for (guint i = 0; i < self->held->len; i++)
    {
      Key *key = key_at (self->held, i);

      self->looks++;
      if (batch_planner_is_ready (self, key) && key->priority == first->priority
          && key->submitted_at < first->submitted_at)
        return TRUE;
    }

  return FALSE;
}

double
batch_planner_turn_ms (const BatchPlanner     *self,
                       const BatchScheduleKey *key)
{
  return MAX (self->turn_ms, TURN_PER_LOAD * key->load_ms);
}

static gboolean
has_turn_left (BatchPlanner *self,
               const Key    *key,
               double        turn_ms)
{
  double used_ms = (double) (self->input->now - self->input->current_since) / 1000;

  return self->places->len == 0 && key->residency == BATCH_CURRENT_RESIDENT && used_ms < turn_ms;
}

static gboolean
waits_longer (const Key *one,
              const Key *two)
{
  if (one->last_served != two->last_served)
    return one->last_served < two->last_served;
  return is_before (one, two);
}

static Key *
next_turn (BatchPlanner *self,
           int           priority)
{
  for (guint i = 0; i < self->held->len; i++)
    {
      Key *key = key_at (self->held, i);

      self->looks++;
      if (batch_planner_is_ready (self, key) && key->priority == priority
          && has_turn_left (self, key, batch_planner_turn_ms (self, key)))
        return key;
    }

  return first_of (self, priority, waits_longer);
}

static Key *
choose_among_equals (BatchPlanner        *self,
                     int                  priority,
                     BatchScheduleReason *reason)
{
  Key *resident;
  Key *overtaken;

  *reason = BATCH_SCHEDULE_REASON_TURN;
  if (self->input->policy == BATCH_POLICY_FAIR)
    return next_turn (self, priority);

  resident = best_resident (self, priority);
  if (resident == NULL)
    {
      Key *first = first_come (self, priority);

      *reason = was_listed_first (self, first) ? BATCH_SCHEDULE_REASON_LIST_ORDER
                                               : BATCH_SCHEDULE_REASON_FIRST_COME;
      return first;
    }

  *reason = BATCH_SCHEDULE_REASON_OVERTAKEN;
  overtaken = oldest_overtaken (self, resident);
  if (overtaken != NULL &&
      (residency_now (self, overtaken) != BATCH_NOT_RESIDENT ||
       !has_turn_left (self, resident, TURN_PER_LOAD * overtaken->load_ms)))
    return overtaken;

  if (resident->residency != BATCH_CURRENT_RESIDENT)
    *reason = BATCH_SCHEDULE_REASON_RESIDENT;
  else if (resident->due_ms > self->clock_ms)
    *reason = BATCH_SCHEDULE_REASON_COMING_BACK;
  else
    *reason = BATCH_SCHEDULE_REASON_CURRENT;
  return resident;
}

static gboolean
top_priority (BatchPlanner *self,
              int          *highest,
              int          *lowest)
{
  if (!batch_ready_keys_get_priorities (self->ready, highest, lowest))
    {
      *highest = G_MININT;
      *lowest = G_MAXINT;
    }

  for (guint i = 0; i < self->held->len; i++)
    {
      const Key *key = key_at (self->held, i);

      self->looks++;
      if (!batch_planner_is_ready (self, key))
        continue;
      *highest = MAX (*highest, key->priority);
      *lowest = MIN (*lowest, key->priority);
    }

  return *highest >= *lowest;
}

/* What takes less than to come back for it is done before a higher priority. */
static Key *
little_left (BatchPlanner *self,
             int           priority)
{
  if (self->places->len > 0 || batch_resident_set_capacity (self->residents) > 1)
    return NULL;

  for (guint i = 0; i < self->held->len; i++)
    {
      Key *key = key_at (self->held, i);

      self->looks++;
      if (key->residency == BATCH_CURRENT_RESIDENT && key->priority < priority &&
          key->waiting > 0 && key->delayed == 0 && key->work_ms >= 0 &&
          key->work_ms < key->load_ms)
        return key;
    }

  return NULL;
}

static Key *
choose_by_priority (BatchPlanner        *self,
                    BatchScheduleReason *reason)
{
  int highest;
  int lowest;
  Key *key;

  if (!top_priority (self, &highest, &lowest))
    return NULL;

  key = little_left (self, highest);
  if (key != NULL)
    {
      *reason = BATCH_SCHEDULE_REASON_CURRENT;
      return key;
    }

  key = choose_among_equals (self, highest, reason);

  /* What is loaded needs no other reason, unless it is priority alone that counts. */
  if (highest != lowest && residency_now (self, key) == BATCH_NOT_RESIDENT)
    *reason = key->has_aged ? BATCH_SCHEDULE_REASON_OVERTAKEN : BATCH_SCHEDULE_REASON_PRIORITY;
  return key;
}

BatchScheduleKey *
batch_planner_choose (BatchPlanner        *self,
                      BatchScheduleReason *reason)
{
  Key *chosen = first_in_turn (self);

  batch_ready_keys_take_due (self->ready, self->clock_ms);
  self->give_up = NULL;
  if (chosen != NULL)
    {
      *reason = chosen->moved ? BATCH_SCHEDULE_REASON_MOVED : BATCH_SCHEDULE_REASON_KEPT;
      return chosen;
    }

  chosen = choose_by_priority (self, reason);
  if (chosen == NULL)
    return NULL;

  return batch_planner_mind_order (self, chosen, reason);
}
