/* batch-planner-index.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What the planner looks up instead of looking through all keys, for each place of a plan. */

#include "config.h"

#include "planning/batch-planner-private.h"

#include <math.h>

typedef BatchScheduleKey Key;

/* --- Orders --- */

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const Key *one = a;
  const Key *other = b;
  int order = batch_schedule_compare_places (one->first, other->first);

  if (order != 0)
    return order;
  return (one->submitted_at > other->submitted_at) - (one->submitted_at < other->submitted_at);
}

static int
compare_turns_taken (gconstpointer a,
                     gconstpointer b)
{
  const Key *one = a;
  const Key *other = b;

  if (one->last_served != other->last_served)
    return one->last_served < other->last_served ? -1 : 1;
  return compare_places (a, b);
}

static int
compare_deadlines (gconstpointer a,
                   gconstpointer b)
{
  const Key *one = *(Key * const *) a;
  const Key *two = *(Key * const *) b;

  if (one->deadline_ms != two->deadline_ms)
    return one->deadline_ms < two->deadline_ms ? -1 : 1;
  return batch_schedule_compare_places (one->first, two->first);
}

/* The first one comes last, where it can be taken off. */
static int
compare_turns (gconstpointer a,
               gconstpointer b)
{
  const Key *one = *(Key * const *) a;
  const Key *two = *(Key * const *) b;

  return (one->turn < two->turn) - (one->turn > two->turn);
}

/* --- Making --- */

static gboolean
is_mixed (const Key *key)
{
  return key->least_priority != key->priority;
}

static void
add (BatchPlanner *self,
     Key          *key)
{
  g_hash_table_insert (self->by_name, (gpointer) key->key, key);
  self->n_mixed += is_mixed (key);
  if (key->turn > 0)
    g_ptr_array_add (self->by_turn, key);
  if (key->residency != BATCH_NOT_RESIDENT)
    g_ptr_array_add (self->held, key);
  if (key->deadline_ms < INFINITY)
    {
      g_ptr_array_add (self->by_deadline, key);
      self->urgent_ms += key->load_ms + key->guess_ms;
      self->margin_ms = MAX (self->margin_ms, key->margin_ms);
    }
}

void
batch_planner_index (BatchPlanner *self)
{
  gboolean fair = self->input->policy == BATCH_POLICY_FAIR;

  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_deadline = g_ptr_array_new ();
  self->by_turn = g_ptr_array_new ();
  self->held = g_ptr_array_new ();
  self->n_left = self->n_keys;
  for (guint i = 0; i < self->n_keys; i++)
    add (self, &self->keys[i]);

  g_ptr_array_sort (self->by_deadline, compare_deadlines);
  g_ptr_array_sort (self->by_turn, compare_turns);
  self->ready = batch_ready_keys_new (self->keys, self->n_keys,
                                      fair ? compare_turns_taken : compare_places, &self->looks);
}

void
batch_planner_clear (BatchPlanner *self)
{
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->by_deadline);
  g_ptr_array_unref (self->by_turn);
  g_ptr_array_unref (self->held);
  batch_ready_keys_free (self->ready);
}

void
batch_planner_drop (BatchPlanner *self,
                    Key          *key)
{
  key->placed = TRUE;
  self->n_left--;
  self->n_mixed -= is_mixed (key);
  if (key->deadline_ms < INFINITY)
    self->urgent_ms -= key->load_ms + key->guess_ms;
  while (self->n_early < self->by_deadline->len
         && ((Key *) g_ptr_array_index (self->by_deadline, self->n_early))->placed)
    self->n_early++;
}
