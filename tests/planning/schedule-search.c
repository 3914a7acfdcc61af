/* schedule-search.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Exhaustive: every order of the jobs, and everything that could be given up for a load.
 * Ways that come to the same state go on together, with the earliest time of any. */

#include "config.h"

#include "schedule-search.h"

#include <math.h>

/* A state in one number. */
typedef struct
{
  guint done;              /* set of jobs */
  guint residents;         /* set of keys */
  guint missed;
  guint loads;
} State;

typedef struct
{
  const Trace *trace;
  GHashTable  *layer;      /* packed State → double* */
  GHashTable  *next;
} Search;

static guint
pack (State state)
{
  return state.done | state.residents << 8 | state.missed << 16 | state.loads << 20;
}

static State
unpack (guint packed)
{
  return (State) { packed & 0xff, packed >> 8 & 0xff, packed >> 16 & 0xf, packed >> 20 };
}

static guint
count (guint set)
{
  return (guint) __builtin_popcount (set);
}

static int
priority_of_key (const Search *self,
                 guint         done,
                 guint         key)
{
  int priority = G_MININT;

  for (guint i = 0; i < self->trace->n_jobs; i++)
    if ((done & 1u << i) == 0 && self->trace->jobs[i].key == key)
      priority = MAX (priority, self->trace->jobs[i].priority);

  return priority;
}

/* Inside a model: priority, deadline, list. */
static gboolean
is_behind (const TraceJob *job,
           const TraceJob *other)
{
  if (job->key != other->key)
    return FALSE;
  if (job->priority != other->priority)
    return job->priority < other->priority;
  if (job->deadline_ms != other->deadline_ms)
    return job->deadline_ms > other->deadline_ms;
  return job > other;
}

static gboolean
may_be_next (const Search *self,
             guint         done,
             guint         job)
{
  int own = priority_of_key (self, done, self->trace->jobs[job].key);

  if ((done & 1u << job) != 0)
    return FALSE;
  for (guint i = 0; i < self->trace->n_jobs; i++)
    if ((done & 1u << i) == 0 && is_behind (&self->trace->jobs[job], &self->trace->jobs[i]))
      return FALSE;
  for (guint i = 0; i < self->trace->n_jobs; i++)
    if ((done & 1u << i) == 0 && self->trace->jobs[i].deadline_ms < INFINITY &&
        (i == job || is_behind (&self->trace->jobs[i], &self->trace->jobs[job])))
      return TRUE;

  for (guint i = 0; i < self->trace->n_jobs; i++)
    if ((done & 1u << i) == 0 && self->trace->jobs[i].priority > own)
      return FALSE;

  return TRUE;
}

static void
reach (Search *self,
       State   state,
       double  clock_ms)
{
  gpointer packed = GUINT_TO_POINTER (pack (state));
  double *known = g_hash_table_lookup (self->next, packed);

  if (known == NULL)
    g_hash_table_insert (self->next, packed, g_memdup2 (&clock_ms, sizeof clock_ms));
  else
    *known = MIN (*known, clock_ms);
}

static void
place (Search *self,
       State   state,
       double  clock_ms,
       guint   job)
{
  const TraceJob *next = &self->trace->jobs[job];

  clock_ms += next->n_items * next->item_ms;
  state.done |= 1u << job;
  state.missed += clock_ms > next->deadline_ms + 0.01;
  reach (self, state, clock_ms);
}

/* What nobody needs any more. */
static guint
idle_of (const Search *self,
         State         state)
{
  guint idle = state.residents;

  for (guint i = 0; i < self->trace->n_jobs; i++)
    if ((state.done & 1u << i) == 0)
      idle &= ~(1u << self->trace->jobs[i].key);

  return idle;
}

static void
place_with_load (Search *self,
                 State   state,
                 double  clock_ms,
                 guint   job)
{
  guint key = self->trace->jobs[job].key;
  guint idle = idle_of (self, state);
  guint victims = idle != 0 ? idle & -idle : state.residents;

  if ((state.residents & 1u << key) != 0)
    {
      place (self, state, clock_ms, job);
      return;
    }

  clock_ms += self->trace->load_ms[key];
  state.loads++;
  state.residents |= 1u << key;
  if (count (state.residents) <= self->trace->capacity)
    place (self, state, clock_ms, job);
  else
    for (guint i = 0; i < self->trace->n_keys; i++)
      if ((victims & 1u << i) != 0)
        {
          State without = state;

          without.residents &= ~(1u << i);
          place (self, without, clock_ms, job);
        }
}

static void
step (Search *self)
{
  GHashTableIter iter;
  gpointer packed;
  gpointer clock_ms;

  self->next = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_iter_init (&iter, self->layer);
  while (g_hash_table_iter_next (&iter, &packed, &clock_ms))
    {
      State state = unpack (GPOINTER_TO_UINT (packed));

      for (guint job = 0; job < self->trace->n_jobs; job++)
        if (may_be_next (self, state.done, job))
          place_with_load (self, state, *(double *) clock_ms, job);
    }

  g_hash_table_unref (self->layer);
  self->layer = g_steal_pointer (&self->next);
}

/* Of those that miss no more than @missed deadlines, and are no later than that. */
static guint
fewest_loads (const Search *self,
              guint         missed,
              double        until_ms)
{
  guint fewest = G_MAXUINT;
  GHashTableIter iter;
  gpointer packed;
  gpointer clock_ms;

  g_hash_table_iter_init (&iter, self->layer);
  while (g_hash_table_iter_next (&iter, &packed, &clock_ms))
    {
      State state = unpack (GPOINTER_TO_UINT (packed));

      if (state.missed == missed && *(double *) clock_ms <= until_ms)
        fewest = MIN (fewest, state.loads);
    }

  return fewest;
}

static SearchResult
judge (const Search *self,
       guint         n_deadlines)
{
  SearchResult best = { 0, INFINITY, G_MAXUINT, G_MAXUINT };
  guint least = G_MAXUINT;
  GHashTableIter iter;
  gpointer packed;
  gpointer clock_ms;

  g_hash_table_iter_init (&iter, self->layer);
  while (g_hash_table_iter_next (&iter, &packed, NULL))
    least = MIN (least, unpack (GPOINTER_TO_UINT (packed)).missed);

  g_hash_table_iter_init (&iter, self->layer);
  while (g_hash_table_iter_next (&iter, &packed, &clock_ms))
    {
      State state = unpack (GPOINTER_TO_UINT (packed));

      if (state.missed == least)
        best.makespan_ms = MIN (best.makespan_ms, *(double *) clock_ms);
    }

  best.fewest_loads = fewest_loads (self, least, INFINITY);
  best.loads = fewest_loads (self, least, (1 + SEARCH_LITTLE) * best.makespan_ms);
  best.n_met = n_deadlines - least;
  return best;
}

SearchResult
search_best (const Trace *trace)
{
  Search self = { trace, g_hash_table_new_full (NULL, NULL, NULL, g_free), NULL };
  State start = { .residents = (1u << trace->n_residents) - 1 };
  guint n_deadlines = 0;
  SearchResult best;

  g_assert_cmpuint (trace->n_jobs, <=, SEARCH_MAX_JOBS);
  g_assert_cmpuint (trace->n_keys, <=, SEARCH_MAX_JOBS);
  for (guint i = 0; i < trace->n_jobs; i++)
    n_deadlines += trace->jobs[i].deadline_ms < INFINITY;

  g_hash_table_insert (self.layer, GUINT_TO_POINTER (pack (start)), g_new0 (double, 1));
  for (guint i = 0; i < trace->n_jobs; i++)
    step (&self);

  best = judge (&self, n_deadlines);
  g_hash_table_unref (self.layer);
  return best;
}
