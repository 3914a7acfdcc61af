/* schedule-run.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A model server with one stream of work, in virtual time: before each item a policy says
 * which job is next; when its model is not resident it is loaded, and another one makes
 * room. Who does not plan leaves that to the server, which gives up what was used least
 * recently. */

#include "config.h"

#include "schedule-run.h"

#include "planning/batch-scheduler-private.h"

#include <math.h>
#include <string.h>

#define START      (1700000000 * G_GINT64_CONSTANT (1000000))
#define STICKY_CAP 3

typedef struct
{
  guint  left;
  double started_ms;       /* -1: not yet */
  gint64 overtaken_us;     /* kept by batch_schedule_account () */
  gint64 last_served;
} JobState;

typedef struct
{
  const Trace *trace;
  JobState     jobs[TRACE_MAX_JOBS];
  guint        residents[TRACE_MAX_KEYS];      /* the least recently used first */
  double       overtaken_ms[TRACE_MAX_KEYS];   /* since it was served, */
  double       used_ms[TRACE_MAX_KEYS];        /* which was then */
  guint        n_residents;
  guint        n_left;
  double       clock_ms;
  double       planned_ms;
  double       since_ms;           /* the current key has the lane since then */
  int          key;                /* -1: none yet */
  int          job;                /* -1: none yet */
  guint        in_a_row;           /* jobs of the current key */
  int          evict;              /* key that the policy gives up; -1: it does not say */
  RunResult    result;
} Run;

static gboolean
is_waiting (const Run *run,
            guint      job)
{
  return run->jobs[job].left > 0 && run->trace->jobs[job].submitted_ms <= run->clock_ms;
}

/* Who does not plan obeys priorities as well: the highest ones only. */
static gboolean
is_next_in_rank (const Run *run,
                 guint      job)
{
  if (!is_waiting (run, job))
    return FALSE;

  for (guint i = 0; i < run->trace->n_jobs; i++)
    if (is_waiting (run, i) && run->trace->jobs[i].priority > run->trace->jobs[job].priority)
      return FALSE;

  return TRUE;
}

/* --- Policies; -1: nothing waits --- */

static int
first_come (const Run *run)
{
  for (guint i = 0; i < run->trace->n_jobs; i++)
    if (is_next_in_rank (run, i))
      return (int) i;

  return -1;
}

static gboolean
goes_on (const Run *run)
{
  return run->job >= 0 && is_next_in_rank (run, (guint) run->job);
}

static int
first_name (const Run *run)
{
  int first = -1;

  if (goes_on (run))
    return run->job;

  for (guint i = 0; i < run->trace->n_jobs; i++)
    if (is_next_in_rank (run, i) &&
        (first < 0 || strcmp (trace_key_name (run->trace->jobs[i].key),
                              trace_key_name (run->trace->jobs[first].key)) < 0))
      first = (int) i;

  return first;
}

static int
stick (Run *run)
{
  int first = first_come (run);

  if (goes_on (run))
    return run->job;

  for (guint i = 0; i < run->trace->n_jobs && run->in_a_row < STICKY_CAP; i++)
    if (is_next_in_rank (run, i) && (int) run->trace->jobs[i].key == run->key)
      {
        run->in_a_row++;
        return (int) i;
      }

  run->in_a_row = 1;
  return first;
}

static int
next_in_turn (const Run *run)
{
  guint n = run->trace->n_jobs;

  for (guint i = 1; i <= n; i++)
    {
      guint job = ((guint) (run->job + (int) n) + i) % n;

      if (is_next_in_rank (run, job))
        return (int) job;
    }

  return -1;
}

/* --- The plan --- */

static gint64
to_us (double ms)
{
  return START + (gint64) round (1000 * ms);
}

static BatchScheduleGroup
describe (const Run *run,
          guint      index)
{
  const TraceJob *job = &run->trace->jobs[index];
  const JobState *state = &run->jobs[index];

  return (BatchScheduleGroup) {
    .key = trace_key_name (job->key),
    .rank = index,
    .submitted_at = to_us (job->submitted_ms),
    .waiting = state->left,
    .in_flight = (int) job->key == run->key,
    .deadline = job->deadline_ms < INFINITY ? to_us (job->deadline_ms) : 0,
    .priority = job->priority,
    .overtaken_us = state->overtaken_us,
    .last_served = state->last_served,
    .item_ms = job->item_ms,
    .load_ms = run->trace->load_ms[job->key],
  };
}

static guint
describe_all (Run                *run,
              BatchScheduleGroup *groups,
              guint              *jobs)
{
  guint n = 0;

  for (guint i = 0; i < run->trace->n_jobs; i++)
    if (is_waiting (run, i))
      {
        jobs[n] = i;
        groups[n++] = describe (run, i);
      }

  batch_schedule_account (groups, n, run->key >= 0 ? trace_key_name ((guint) run->key) : NULL,
                          to_us (run->clock_ms) - to_us (run->planned_ms), to_us (run->clock_ms));
  run->planned_ms = run->clock_ms;
  for (guint i = 0; i < n; i++)
    {
      run->jobs[jobs[i]].overtaken_us = groups[i].overtaken_us;
      run->jobs[jobs[i]].last_served = groups[i].last_served;
    }

  return n;
}

static int
find_key (const char *name)
{
  for (guint i = 0; name != NULL && i < TRACE_MAX_KEYS; i++)
    if (g_str_equal (trace_key_name (i), name))
      return (int) i;

  return -1;
}

static int
follow_plan (Run *run)
{
  BatchScheduleGroup groups[TRACE_MAX_JOBS];
  BatchScheduleResident residents[TRACE_MAX_KEYS];
  guint jobs[TRACE_MAX_JOBS];
  g_autoptr(BatchSchedule) plan = NULL;
  BatchScheduleInput input = {
    .groups = groups,
    .n_groups = describe_all (run, groups, jobs),
    .residents = residents,
    .n_residents = run->n_residents,
    .current_key = run->key >= 0 ? trace_key_name ((guint) run->key) : NULL,
    .current_since = to_us (run->since_ms),
    .capacity = run->trace->capacity,
    .now = to_us (run->clock_ms),
    .patience_us = (gint64) (1000 * run->trace->patience_ms),
    .limit = 1,
  };

  for (guint i = 0; i < run->n_residents; i++)
    residents[i] = (BatchScheduleResident) {
      trace_key_name (run->residents[i]), TRUE, run->trace->load_ms[run->residents[i]],
      to_us (run->used_ms[run->residents[i]]),
    };

  plan = batch_scheduler_plan (&input);
  if (plan->n_places == 0)
    return -1;

  run->evict = find_key (plan->places[0].evicts);
  return (int) jobs[plan->places[0].groups[0]];
}

static int
choose (Run       *run,
        RunPolicy  policy)
{
  run->evict = -1;
  switch (policy)
    {
    case RUN_PLANNED:
      return follow_plan (run);
    case RUN_ARRIVAL:
      return goes_on (run) ? run->job : first_come (run);
    case RUN_ALPHABETICAL:
      return first_name (run);
    case RUN_STICKY:
      return stick (run);
    case RUN_UNPLANNED:
      return next_in_turn (run);
    }

  g_assert_not_reached ();
}

/* --- The server --- */

static void
forget (Run  *run,
        guint place)
{
  memmove (&run->residents[place], &run->residents[place + 1],
           (run->n_residents - place - 1) * sizeof *run->residents);
  run->n_residents--;
}

static void
make_resident (Run  *run,
               guint key)
{
  for (guint i = 0; i < run->n_residents; i++)
    if (run->residents[i] == key)
      {
        forget (run, i);
        run->residents[run->n_residents++] = key;
        return;
      }

  if (run->n_residents == run->trace->capacity)
    {
      guint victim = 0;

      for (guint i = 0; i < run->n_residents; i++)
        if ((int) run->residents[i] == run->evict)
          victim = i;
      forget (run, victim);
    }

  run->residents[run->n_residents++] = key;
  run->clock_ms += run->trace->load_ms[key];
  run->result.load_ms += run->trace->load_ms[key];
  run->result.loads++;
}

/* Models whose oldest job came before @served, and wait while it is served. */
static void
count_overtaking (Run    *run,
                  guint   served,
                  double  began_ms)
{
  const TraceJob *job = &run->trace->jobs[served];
  gboolean is_looked_at[TRACE_MAX_KEYS] = { FALSE, };

  run->overtaken_ms[job->key] = 0;
  is_looked_at[job->key] = TRUE;
  for (guint i = 0; i < served; i++)
    {
      const TraceJob *other = &run->trace->jobs[i];

      if (is_looked_at[other->key] || run->jobs[i].left == 0 || other->submitted_ms > began_ms)
        continue;

      is_looked_at[other->key] = TRUE;
      if (other->priority < job->priority || job->deadline_ms < INFINITY ||
          !batch_schedule_was_before (to_us (other->submitted_ms), to_us (job->submitted_ms)))
        continue;
      run->overtaken_ms[other->key] += run->clock_ms - began_ms;
      run->result.worst_overtaken_ms = MAX (run->result.worst_overtaken_ms,
                                            run->overtaken_ms[other->key]);
    }
}

static void
serve_one (Run   *run,
           guint  index)
{
  const TraceJob *job = &run->trace->jobs[index];
  JobState *state = &run->jobs[index];
  double began_ms = run->clock_ms;
  gboolean is_in_time;

  if ((int) job->key != run->key)
    run->since_ms = run->clock_ms;
  run->key = (int) job->key;
  run->job = (int) index;

  make_resident (run, job->key);
  if (state->started_ms < 0)
    {
      state->started_ms = run->clock_ms;
      run->result.worst_wait_ms = MAX (run->result.worst_wait_ms,
                                       run->clock_ms - MAX (job->submitted_ms, 0));
    }

  run->clock_ms += job->item_ms;
  run->used_ms[job->key] = run->clock_ms;
  count_overtaking (run, index, began_ms);
  /* What is computed in another order differs in the last digits. */
  is_in_time = job->deadline_ms < INFINITY && run->clock_ms <= job->deadline_ms + 0.01;
  run->result.n_items_met += is_in_time;
  if (--state->left > 0)
    return;

  run->n_left--;
  run->result.n_met += is_in_time;
}

static void
wait_for_next (Run *run)
{
  double next_ms = INFINITY;

  for (guint i = 0; i < run->trace->n_jobs; i++)
    if (run->jobs[i].left > 0)
      next_ms = MIN (next_ms, run->trace->jobs[i].submitted_ms);

  g_assert_true (next_ms > run->clock_ms);
  run->clock_ms = next_ms;
}

static Run
run_of (const Trace *trace)
{
  Run run = {
    .trace = trace, .n_left = trace->n_jobs, .key = -1, .job = -1,
    .n_residents = trace->n_residents,
  };

  for (guint i = 0; i < trace->n_residents; i++)
    run.residents[i] = i;
  for (guint i = 0; i < trace->n_jobs; i++)
    {
      run.jobs[i] = (JobState) { .left = trace->jobs[i].n_items, .started_ms = -1 };
      run.result.n_deadlines += trace->jobs[i].deadline_ms < INFINITY;
    }

  return run;
}

static void
step (Run       *run,
      RunPolicy  policy)
{
  int job = choose (run, policy);

  if (job >= 0)
    serve_one (run, (guint) job);
  else
    wait_for_next (run);
}

RunResult
run_trace (const Trace *trace,
           RunPolicy    policy)
{
  Run run = run_of (trace);

  while (run.n_left > 0)
    step (&run, policy);

  run.result.makespan_ms = run.clock_ms;
  return run.result;
}

static guint
resident_keys (const Run *run)
{
  guint keys = 0;

  for (guint i = 0; i < run->n_residents; i++)
    keys |= 1u << run->residents[i];

  return keys;
}

double
run_first_difference (const Trace *trace,
                      RunPolicy    one,
                      RunPolicy    other)
{
  Run first = run_of (trace);
  Run second = run_of (trace);
  double same_until_ms = 0;

  while (first.n_left > 0 && first.job == second.job &&
         resident_keys (&first) == resident_keys (&second))
    {
      same_until_ms = first.clock_ms;
      step (&first, one);
      step (&second, other);
    }

  return same_until_ms;
}

const char *
run_policy_name (RunPolicy policy)
{
  static const char * const names[RUN_N_POLICIES] = {
    "planned", "arrival order", "alphabetical", "sticky, cap 3", "LRU server, no plan",
  };

  return names[policy];
}
