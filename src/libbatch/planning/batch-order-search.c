/* batch-order-search.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. With loads between them, work with deadlines cannot be put in order by looking
 * at two of them at a time: it may be right to do the urgent part of a model first and the
 * rest of it later, or to let a model wait until all its parts can go together. So all
 * orders are tried, as long as there are few parts.
 *
 * Nor is all the same what is missed in any case: what is not done by then is not done at
 * all, so as much as possible is, but not for a load that takes longer than what it saves.
 * So a second of work that comes too late counts as a second more.
 *
 * The parts of a key follow each other, but for those that come too late. Ways that have
 * done the same and have the same models loaded come together, and of those goes on which is
 * the earliest, or has done less too late: it can do everything that another one can. That
 * makes some hundred states of ten parts. A load gives up what has nothing left to do, or
 * else each of the others is tried: what comes back last need not be what is loaded again
 * soonest. A load costs more than its time, so one is saved for little more of it. */

#include "config.h"

#include "planning/batch-order-search-private.h"

#include <math.h>

/* Sums of the same in another order differ in the last digits; and whoever counts in whole
 * µs and in ms may be off by that much. */
#define SAME_MS 0.01

typedef struct
{
  double  clock_ms;
  double  late_ms;           /* work that came too late */
  guint   done;              /* set of parts */
  guint   residents;         /* set of keys that have something left to do */
  guint   missed;
  guint   loads;
  int     evicts;            /* key that the first part gives up; -1: none */
  guint   other;             /* place of another way to the same, from 1; 0: none */
} State;

typedef struct
{
  const BatchOrderSearch *input;
  GArray                 *states;     /* of State: of as many parts done */
  GArray                 *next;       /* with one more */
  GHashTable             *places;     /* State to its place in @next, from 1 */
} Search;

static guint
state_hash (gconstpointer data)
{
  const State *state = data;
  guint64 mixed = ((guint64) state->done * 31 + state->residents) * 31 + state->missed;

  return (guint) (mixed ^ mixed >> 32) * 2654435761u;
}

static gboolean
state_equal (gconstpointer a,
             gconstpointer b)
{
  const State *one = a;
  const State *two = b;

  return one->done == two->done && one->residents == two->residents &&
         one->missed == two->missed;
}

/* Whether one can do everything that the other one can. */
static gboolean
is_as_good (const State *one,
            const State *other)
{
  return one->clock_ms <= other->clock_ms && one->late_ms <= other->late_ms &&
         one->loads <= other->loads;
}

static void
reach (Search *self,
       State   state)
{
  guint first = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, &state));

  for (guint place = first; place > 0;)
    {
      State *known = &g_array_index (self->next, State, place - 1);

      place = known->other;
      if (is_as_good (known, &state))
        return;
      if (!is_as_good (&state, known))
        continue;
      state.other = known->other;
      *known = state;
      return;
    }

  state.other = first;
  g_array_append_val (self->next, state);
  g_hash_table_replace (self->places, g_memdup2 (&state, sizeof state),
                        GUINT_TO_POINTER (self->next->len));
}

static gboolean
is_done (const State *state,
         guint        part)
{
  return (state->done & 1u << part) != 0;
}

/* The first one that is left; but one that comes too late lets those go first that do not. */
static const BatchSearchPart *
next_part (const BatchOrderSearch *input,
           const State            *state,
           guint                   index)
{
  const BatchSearchKey *key = &input->keys[index];
  const BatchSearchPart *first = NULL;

  for (guint i = key->first; i < key->first + key->n_parts; i++)
    {
      const BatchSearchPart *part = &input->parts[i];

      if (is_done (state, i))
        continue;
      if (first == NULL)
        first = part;
      if (!(part->deadline_ms < INFINITY) || part->priority != first->priority)
        break;
      if (state->clock_ms + part->work_ms <= part->deadline_ms + SAME_MS)
        return part;
    }

  return first;
}

static void
work_on (Search *self,
         State   state,
         guint   index)
{
  const BatchSearchPart *part = next_part (self->input, &state, index);

  state.clock_ms += part->work_ms;
  state.missed += state.clock_ms > part->deadline_ms + SAME_MS;
  state.late_ms += CLAMP (state.clock_ms - part->deadline_ms, 0, part->work_ms);
  state.done |= 1u << (part - self->input->parts);
  if (next_part (self->input, &state, index) == NULL)
    state.residents &= ~(1u << index);
  reach (self, state);
}

/* @victim: -1: there is room */
static void
load_and_work_on (Search *self,
                  State   state,
                  guint   index,
                  int     victim)
{
  if (victim >= 0)
    state.residents &= ~(1u << victim);
  if (state.done == 0)
    state.evicts = victim;
  state.residents |= 1u << index;
  state.clock_ms += self->input->keys[index].load_ms;
  state.loads++;
  work_on (self, state, index);
}

static void
do_next_part (Search      *self,
              const State *before,
              guint        index)
{
  guint n_residents = (guint) __builtin_popcount (before->residents);

  if ((before->residents & 1u << index) != 0)
    work_on (self, *before, index);
  else if (n_residents < MAX (self->input->capacity, 1))
    load_and_work_on (self, *before, index, -1);
  else
    for (guint i = 0; i < self->input->n_keys; i++)
      if ((before->residents & 1u << i) != 0)
        load_and_work_on (self, *before, index, (int) i);
}

static gboolean
may_be_next (const BatchOrderSearch *input,
             const State            *state,
             guint                   key)
{
  const BatchSearchPart *part = next_part (input, state, key);

  if (part == NULL)
    return FALSE;

  /* Nor does what has to be done before work with one. */
  for (guint i = 0; i < input->keys[key].n_parts; i++)
    if (!is_done (state, input->keys[key].first + i)
        && input->parts[input->keys[key].first + i].deadline_ms < INFINITY)
      return TRUE;

  for (guint i = 0; i < input->n_keys; i++)
    {
      const BatchSearchPart *other = next_part (input, state, i);

      if (other != NULL && other->priority > part->priority)
        return FALSE;
    }

  return TRUE;
}

static void
step (Search *self,
      int     only_key)
{
  GArray *states = self->states;

  g_hash_table_remove_all (self->places);
  g_array_set_size (self->next, 0);
  for (guint i = 0; i < states->len; i++)
    {
      const State *state = &g_array_index (states, State, i);

      for (guint key = 0; key < self->input->n_keys; key++)
        if (only_key < 0 ? may_be_next (self->input, state, key) : (guint) only_key == key)
          do_next_part (self, state, key);
    }

  self->states = self->next;
  self->next = states;
}

static BatchSearchEnd
end_of (const BatchOrderSearch *input,
        const State            *state)
{
  return (BatchSearchEnd) {
    .cost_ms = state->clock_ms + state->late_ms + state->loads * input->load_extra_ms,
    .end_ms = state->clock_ms,
    .late_ms = state->late_ms,
    .missed = state->missed,
    .loads = state->loads,
    .evicts = state->evicts,
  };
}

gboolean
batch_search_end_is_better (const BatchSearchEnd *one,
                            const BatchSearchEnd *two)
{
  if (one->missed != two->missed)
    return one->missed < two->missed;
  if (fabs (one->cost_ms - two->cost_ms) <= SAME_MS)
    return one->loads < two->loads;
  return one->cost_ms < two->cost_ms;
}

BatchSearchEnd
batch_order_search_best (const BatchOrderSearch *self,
                            int                        first_key)
{
  g_autoptr(GHashTable) places = g_hash_table_new_full (state_hash, state_equal, g_free, NULL);
  Search search = {
    .input = self,
    .states = g_array_new (FALSE, FALSE, sizeof (State)),
    .next = g_array_new (FALSE, FALSE, sizeof (State)),
    .places = places,
  };
  BatchSearchEnd best = BATCH_SEARCH_END_NONE;
  State start = { .evicts = -1 };

  for (guint i = 0; i < self->n_keys; i++)
    start.residents |= self->keys[i].is_resident ? 1u << i : 0;
  g_array_append_val (search.states, start);
  for (guint i = 0; i < self->n_parts; i++)
    step (&search, i == 0 ? first_key : -1);

  for (guint i = 0; i < search.states->len; i++)
    {
      BatchSearchEnd end = end_of (self, &g_array_index (search.states, State, i));

      if (batch_search_end_is_better (&end, &best))
        best = end;
    }

  g_array_unref (search.states);
  g_array_unref (search.next);
  return best;
}
