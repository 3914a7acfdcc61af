/* batch-planner-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Rule 1 at the top of batch-planner.c: deadlines. Most of the time there is time enough,
 * which is seen at once. Otherwise the best order is searched, of as many parts as can be,
 * those with the earliest deadlines; and who was chosen stays chosen unless another one that
 * goes first makes fewer deadlines be missed, or as few with less loading. */

#include "config.h"

#include "planning/batch-order-search-private.h"
#include "planning/batch-planner-private.h"

#include <math.h>

/* Of a key, where there are many. */
#define FEW_PARTS 3
/* Of all the time: so much more of it is a load worth that is saved. */
#define LOAD_EXTRA 0.02
#define ROUNDING_MS 1.0

typedef BatchScheduleKey Key;

typedef struct
{
  BatchOrderSearch input;
  Key             *keys[BATCH_SEARCH_MAX_KEYS];
  guint            per_key;    /* parts that are looked at */
  gboolean         with_margins;
} Search;

static gboolean
is_resident (const BatchPlanner *self,
             const Key          *key)
{
  return batch_resident_set_contains (self->residents, key->key);
}

static double
load_before (const BatchPlanner *self,
             const Key          *key)
{
  return is_resident (self, key) ? 0 : key->load_ms;
}

/* Whether @key meets its deadline, with what it may take longer, when @ahead_ms of other work
 * and its load come first. */
static gboolean
meets_deadline (const BatchPlanner *self,
                const Key          *key,
                double              ahead_ms)
{
  return self->clock_ms + ahead_ms + key->need_ms + key->margin_ms <= key->deadline_ms;
}

/* Whether its load may throw out what is there. */
static gboolean
takes_room (const BatchPlanner *self,
            const Key          *key)
{
  return !is_resident (self, key) && batch_resident_set_is_full (self->residents);
}

/* In time for the first deadline, whatever comes first: then there is no need to look. Sums of the
 * same in another order differ in the last digits. */
static gboolean
is_far_off (const BatchPlanner *self,
            const Key          *chosen)
{
  const Key *first = self->n_early < self->by_deadline->len
                     ? g_ptr_array_index (self->by_deadline, self->n_early) : NULL;
  double all_ms = self->urgent_ms + chosen->load_ms + chosen->guess_ms + self->margin_ms;

  return first == NULL || self->clock_ms + all_ms + ROUNDING_MS <= first->deadline_ms;
}

/* One key after the other, as a whole: when that is in time for everybody, no order is
 * better. */
static gboolean
is_time_enough (BatchPlanner *self,
                const Key    *chosen)
{
  double ahead_ms = load_before (self, chosen) + chosen->guess_ms;
  gboolean others_stay = !takes_room (self, chosen);

  if (is_far_off (self, chosen))
    return TRUE;
  if (!meets_deadline (self, chosen, load_before (self, chosen)))
    return FALSE;

  for (guint i = self->n_early; i < self->by_deadline->len; i++)
    {
      const Key *key = g_ptr_array_index (self->by_deadline, i);

      self->looks++;
      if (key == chosen || key->placed)
        continue;
      if (!meets_deadline (self, key,
                           ahead_ms + (others_stay ? load_before (self, key) : key->load_ms)))
        return FALSE;
      ahead_ms += key->load_ms + key->guess_ms;
      others_stay = others_stay && !takes_room (self, key);
    }

  return TRUE;
}

/* --- What is searched --- */

static void
add_part (Search *search,
          double  work_ms,
          double  deadline_ms,
          int     priority)
{
  BatchSearchKey *key = &search->input.keys[search->input.n_keys - 1];

  /* What there is no room for comes later. */
  if (search->input.n_parts == BATCH_SEARCH_MAX_PARTS || key->n_parts == search->per_key)
    return;

  search->input.parts[search->input.n_parts++] = (BatchSearchPart) {
    work_ms, deadline_ms, priority,
  };
  key->n_parts++;
}

/* From now; what has passed is none. */
static double
deadline_of (const BatchPlanner      *self,
             const Search            *search,
             const BatchSchedulePart *part)
{
  double left_ms = part->deadline_ms - self->clock_ms;

  if (left_ms <= 0)
    return INFINITY;
  return search->with_margins ? MAX (left_ms - part->margin_ms, 0) : left_ms;
}

static void
add_parts (const BatchPlanner *self,
           Search             *search,
           const Key          *key)
{
  double before_ms = 0;

  for (guint i = 0; key->parts != NULL && i < key->parts->len; i++)
    {
      const BatchSchedulePart *part = &g_array_index (key->parts, BatchSchedulePart, i);

      add_part (search, part->need_ms - before_ms, deadline_of (self, search, part),
                part->priority);
      before_ms = part->need_ms;
    }

  if (key->parts == NULL)
    add_part (search, key->guess_ms, INFINITY, key->priority);
}

static void
add_key (const BatchPlanner *self,
         Search             *search,
         Key                *key)
{
  guint n = search->input.n_keys;

  for (guint i = 0; i < n; i++)
    if (search->keys[i] == key)
      return;
  if (key->placed || n == BATCH_SEARCH_MAX_KEYS ||
      search->input.n_parts == BATCH_SEARCH_MAX_PARTS)
    return;

  search->keys[n] = key;
  search->input.keys[n] = (BatchSearchKey) {
    .load_ms = key->load_ms,
    .first = search->input.n_parts,
    .is_resident = is_resident (self, key),
  };
  search->input.n_keys++;
  add_parts (self, search, key);
  if (search->input.keys[n].n_parts == 0)
    search->input.n_keys--;
}

static guint
count_parts (const BatchPlanner *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n_keys; i++)
    if (!self->keys[i].placed)
      n += self->keys[i].parts != NULL ? self->keys[i].parts->len : 1;

  return n;
}

static double
time_for_all (const BatchOrderSearch *input)
{
  double ms = 0;

  for (guint i = 0; i < input->n_parts; i++)
    ms += input->parts[i].work_ms;
  for (guint i = 0; i < input->n_keys; i++)
    ms += input->keys[i].is_resident ? 0 : input->keys[i].load_ms;

  return ms;
}

/* When there are many keys, those without a deadline that are not loaded are left out first:
 * they take the same load whenever they come. */
static void
collect (const BatchPlanner *self,
         Search             *search,
         Key                *chosen,
         gboolean            with_margins)
{
  *search = (Search) {
    .with_margins = with_margins,
    .input = { .capacity = batch_resident_set_capacity (self->residents) },
    .per_key = count_parts (self) <= BATCH_SEARCH_MAX_PARTS ? BATCH_SEARCH_MAX_PARTS : FEW_PARTS,
  };
  add_key (self, search, chosen);
  for (guint i = 0; i < self->by_deadline->len; i++)
    add_key (self, search, g_ptr_array_index (self->by_deadline, i));
  for (guint i = 0; i < self->n_keys; i++)
    if (is_resident (self, &self->keys[i]))
      add_key (self, search, &self->keys[i]);
  for (guint i = 0; i < self->n_keys; i++)
    add_key (self, search, &self->keys[i]);
  search->input.load_extra_ms = LOAD_EXTRA * time_for_all (&search->input);
}

/* --- Who goes first --- */

/* Who is at work and in time is not left for what comes too late in any case: two that cannot
 * both be in time would take turns, until neither is. */
static gboolean
goes_on_in_time (const BatchPlanner *self,
                 const Search       *search)
{
  const Key *chosen = search->keys[0];
  const BatchSearchPart *part = &search->input.parts[search->input.keys[0].first];

  return self->places->len == 0 && chosen->residency == BATCH_CURRENT_RESIDENT &&
         part->deadline_ms < INFINITY && part->work_ms <= part->deadline_ms;
}

/* What was chosen to save a load may be wrong about that; what was chosen because somebody
 * has waited too long may cost one. */
static gboolean
counts_loads (const BatchPlanner *self,
              BatchScheduleReason reason)
{
  return self->input->policy != BATCH_POLICY_FAIR && reason != BATCH_SCHEDULE_REASON_OVERTAKEN &&
         reason != BATCH_SCHEDULE_REASON_COMING_BACK;
}

static gboolean
is_worth_it (const BatchSearchEnd *end,
             const BatchSearchEnd *own,
             gboolean              goes_on,
             gboolean              counting)
{
  if (end->missed < own->missed)
    return TRUE;
  if (goes_on && end->end_ms >= own->end_ms && end->loads >= own->loads)
    return FALSE;
  return end->late_ms < own->late_ms || counting;
}

static Key *
best_first (const BatchPlanner *self,
            const Search       *search,
            gboolean            counting,
            BatchSearchEnd      own,
            BatchSearchEnd     *best_end)
{
  Key *chosen = search->keys[0];
  Key *best = chosen;
  gboolean goes_on = goes_on_in_time (self, search);

  *best_end = own;

  for (guint i = 1; i < search->input.n_keys; i++)
    {
      Key *key = search->keys[i];
      BatchSearchEnd end;

      if (!batch_planner_is_ready (self, key))
        continue;

      end = batch_order_search_best (&search->input, (int) i);
      if (is_worth_it (&end, &own, goes_on, counting && key->priority == chosen->priority) &&
          batch_search_end_is_better (&end, best_end))
        {
          best = key;
          *best_end = end;
        }
    }

  return best;
}

/* Who goes first for the sake of others says nothing of a deadline of its own. */
static BatchScheduleReason
reason_for (const BatchPlanner   *self,
            const Key            *first,
            const BatchSearchEnd *best,
            const BatchSearchEnd *own)
{
  gboolean matters = best->missed < own->missed || best->late_ms < own->late_ms;
  gboolean can_be_met = self->clock_ms + load_before (self, first) + first->need_ms <=
                        first->deadline_ms;

  if (matters && first->deadline_ms < INFINITY)
    return can_be_met ? BATCH_SCHEDULE_REASON_DEADLINE : BATCH_SCHEDULE_REASON_LOST_DEADLINE;
  return best->loads < own->loads ? BATCH_SCHEDULE_REASON_SAVES_LOAD
                                  : BATCH_SCHEDULE_REASON_SAVES_TIME;
}

/* What the best way that begins with who was chosen gives up for it. */
static void
note_victim (BatchPlanner         *self,
             const Search         *search,
             const BatchSearchEnd *end)
{
  self->give_up = end->evicts >= 0 ? search->keys[end->evicts]->key : NULL;
}

Key *
batch_planner_mind_order (BatchPlanner        *self,
                          Key                 *chosen,
                          BatchScheduleReason *reason)
{
  BatchSearchEnd own;
  BatchSearchEnd best;
  Search search;
  Key *first;

  if (self->n_mixed == 0 && is_time_enough (self, chosen))
    return chosen;

  /* Who cannot have all of them with time to spare has as many as can be without. */
  collect (self, &search, chosen, TRUE);
  best = batch_order_search_best (&search.input, -1);
  if (best.missed > 0)
    {
      collect (self, &search, chosen, FALSE);
      best = batch_order_search_best (&search.input, -1);
    }

  own = batch_order_search_best (&search.input, 0);
  note_victim (self, &search, &own);
  if (!batch_search_end_is_better (&best, &own))
    return chosen;

  first = best_first (self, &search, counts_loads (self, *reason), own, &best);
  note_victim (self, &search, &best);
  if (first != chosen)
    *reason = reason_for (self, first, &best, &own);
  return first;
}
