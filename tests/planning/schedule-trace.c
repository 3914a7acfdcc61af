/* schedule-trace.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "schedule-trace.h"

#include <math.h>
#include <stdlib.h>

#define JOB_MS      60e3           /* that a job takes, in the middle */
#define DAY_MS      86400e3
#define PATIENCE_MS 1800e3
#define MAX_ITEMS   40
#define MAX_ITEM_MS 120e3
#define SMALL       8

const TraceKind trace_kinds[] = {
  { "static, few models",       { 2, 4 },  { 2, 8 },   { 1, 1 }, 0.8, 0.3, 0, 0, 0,   0 },
  { "static, many models",      { 4, 8 },  { 4, 8 },   { 1, 1 }, 0.8, 0.3, 0, 0, 0,   0 },
  { "static, room for several", { 2, 8 },  { 2, 8 },   { 2, 4 }, 0.8, 0.3, 0, 0, 0,   0 },
  { "static, skewed",           { 2, 8 },  { 2, 8 },   { 1, 4 }, 2.0, 0.3, 0, 0, 0,   0 },
  { "static, slow loads",       { 2, 8 },  { 2, 8 },   { 1, 4 }, 1.2, 2.0, 0, 0, 0,   0 },
  { "static, priorities",       { 2, 8 },  { 2, 8 },   { 1, 4 }, 0.8, 0.3, 0, 0, 0,   0.5 },
  { "static, deadlines",        { 2, 8 },  { 2, 8 },   { 1, 1 }, 0.8, 0.3, 0, 0, 0.5, 0 },
  { "static, all deadlines",    { 2, 8 },  { 2, 8 },   { 1, 1 }, 0.8, 0.3, 0, 0, 1.0, 0 },
  { "static, deadlines, room",  { 2, 8 },  { 2, 8 },   { 2, 4 }, 0.8, 0.3, 0, 0, 0.5, 0 },
  { "static, everything",       { 2, 8 },  { 2, 8 },   { 1, 4 }, 1.2, 0.5, 0, 0, 0.4, 0.3 },
  { "static, impatient",        { 2, 8 },  { 2, 8 },   { 1, 4 }, 2.0, 0.3, 0, 0, 0,   0, TRUE },
  { "static, 80 jobs",          { 2, 16 }, { 20, 80 }, { 1, 4 }, 1.2, 0.3, 0, 0, 0,   0 },
  { "one by one",               { 2, 16 }, { 20, 80 }, { 1, 4 }, 0.8, 0.3, 0.8, 0, 0, 0, TRUE },
  { "one by one, slow loads",   { 2, 16 }, { 20, 80 }, { 1, 4 }, 0.8, 1.5, 0.8, 0, 0, 0, TRUE },
  { "two models, busy",         { 2, 2 },  { 40, 80 }, { 1, 1 }, 0.8, 0.3, 1.0, 0, 0, 0, TRUE },
  { "bursts",                   { 2, 16 }, { 20, 80 }, { 1, 4 }, 0.8, 0.3, 0.8, 4, 0, 0, TRUE },
  { "bursts, skewed",           { 2, 16 }, { 20, 80 }, { 1, 4 }, 2.0, 0.3, 0.8, 4, 0, 0, TRUE },
  { "bursts, priorities",       { 2, 16 }, { 20, 80 }, { 1, 4 }, 0.8, 0.3, 0.8, 4, 0, 0.3, TRUE },
  { "bursts, deadlines",        { 2, 16 }, { 20, 80 }, { 1, 4 }, 0.8, 0.3, 0.8, 4, 0.4, 0, TRUE },
  { "bursts, everything",       { 2, 16 }, { 20, 80 }, { 1, 4 }, 1.2, 0.5, 0.8, 4, 0.3, 0.3, TRUE },
  { NULL }
};

static double
normal (GRand *random)
{
  double u = g_rand_double_range (random, 1e-12, 1);

  return sqrt (-2 * log (u)) * cos (2 * G_PI * g_rand_double (random));
}

static guint
any (GRand       *random,
     const guint *range)
{
  return (guint) g_rand_int_range (random, (gint32) range[0], (gint32) range[1] + 1);
}

/* Names in an order that has nothing to do with anything. */
const char *
trace_key_name (guint key)
{
  static const char * const names[TRACE_MAX_KEYS] = {
    "mistral", "qwen", "alpaca", "llama", "phi", "gemma", "bge", "whisper",
    "command", "yi", "granite", "deepseek", "falcon", "olmo", "starcoder", "solar",
  };

  return names[key];
}

gboolean
trace_kind_is_static (const TraceKind *self)
{
  return self->spread <= 0;
}

gboolean
trace_kind_is_small (const TraceKind *self)
{
  return trace_kind_is_static (self) && self->jobs[1] <= SMALL;
}

static double
work_of (const TraceJob *job)
{
  return job->n_items * job->item_ms;
}

static void
make_job (TraceJob        *job,
          const Trace     *trace,
          const TraceKind *kind,
          GRand           *random)
{
  double work_ms = JOB_MS * exp (kind->size_sigma * normal (random));

  job->key = (guint) g_rand_int_range (random, 0, (gint32) trace->n_keys);
  job->n_items = (guint) g_rand_int_range (random, 1, MAX_ITEMS);
  job->n_items = MAX (job->n_items, (guint) ceil (work_ms / MAX_ITEM_MS));
  job->item_ms = work_ms / job->n_items;
  job->deadline_ms = INFINITY;
  if (g_rand_double (random) < kind->priorities)
    job->priority = g_rand_int_range (random, 1, 3);
}

static int
compare_submissions (const void *a,
                     const void *b)
{
  double one = ((const TraceJob *) a)->submitted_ms;
  double two = ((const TraceJob *) b)->submitted_ms;

  return one < two ? -1 : one > two;
}

/* What is there at the beginning came in before that, one after the other. */
static void
spread_jobs (Trace           *self,
             const TraceKind *kind,
             double           work_ms,
             GRand           *random)
{
  double bursts[TRACE_MAX_JOBS];

  for (guint i = 0; i < kind->bursts; i++)
    bursts[i] = g_rand_double (random) * kind->spread * work_ms;

  for (guint i = 0; i < self->n_jobs; i++)
    {
      TraceJob *job = &self->jobs[i];

      if (kind->spread <= 0)
        job->submitted_ms = -2000.0 * (self->n_jobs - i);
      else if (kind->bursts > 0)
        job->submitted_ms = bursts[g_rand_int_range (random, 0, (gint32) kind->bursts)] +
                            g_rand_double (random) * JOB_MS;
      else
        job->submitted_ms = g_rand_double (random) * kind->spread * work_ms;
    }

  qsort (self->jobs, self->n_jobs, sizeof *self->jobs, compare_submissions);
}

/* Somewhere between what it takes alone and what everything takes. */
static void
give_deadlines (Trace           *self,
                const TraceKind *kind,
                double           work_ms,
                GRand           *random)
{
  for (guint i = 0; i < self->n_jobs; i++)
    {
      TraceJob *job = &self->jobs[i];
      double alone_ms = work_of (job) + self->load_ms[job->key];

      if (g_rand_double (random) < kind->deadlines)
        job->deadline_ms = MAX (job->submitted_ms, 0) + alone_ms +
                           g_rand_double_range (random, 0, 1.3) * work_ms;
    }
}

void
trace_make (Trace           *self,
            const TraceKind *kind,
            GRand           *random)
{
  double work_ms = 0;

  *self = (Trace) {
    .n_keys = any (random, kind->keys),
    .n_jobs = any (random, kind->jobs),
    .capacity = any (random, kind->capacity),
    .patience_ms = kind->impatient ? PATIENCE_MS : DAY_MS,
  };

  self->n_residents = (guint) g_rand_int_range (random, 0,
                                                (gint32) MIN (self->capacity, self->n_keys) + 1);
  for (guint i = 0; i < self->n_keys; i++)
    self->load_ms[i] = JOB_MS * kind->load_part * exp (g_rand_double_range (random, -1.5, 1.5));
  for (guint i = 0; i < self->n_jobs; i++)
    {
      make_job (&self->jobs[i], self, kind, random);
      work_ms += work_of (&self->jobs[i]);
    }

  spread_jobs (self, kind, work_ms, random);
  give_deadlines (self, kind, work_ms, random);
}

void
trace_draw_again (Trace  *self,
                  double  after_ms,
                  GRand  *random)
{
  for (guint i = 0; i < self->n_jobs; i++)
    {
      TraceJob *job = &self->jobs[i];
      double load_ms = self->load_ms[job->key];

      if (job->submitted_ms <= after_ms)
        continue;
      job->key = (guint) g_rand_int_range (random, 0, (gint32) self->n_keys);
      job->deadline_ms += self->load_ms[job->key] - load_ms;
    }
}

void
trace_cut (Trace  *self,
           double  after_ms)
{
  while (self->n_jobs > 0 && self->jobs[self->n_jobs - 1].submitted_ms > after_ms)
    self->n_jobs--;
}
