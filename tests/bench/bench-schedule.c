/* bench-schedule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* How good plans are: traces that are made up, played in virtual time by what the scheduler
 * says before every item, and by those who do not plan; and, where there are few jobs that
 * are all there, beside the best of all orders. The numbers are the same on every machine.
 *
 * The others obey priorities as well, as nothing can be compared otherwise; and beside them
 * counts who meets as many deadlines and lets nobody be overtaken for longer.
 *
 * Usage: bench-schedule [TRACES [SEED]]; TRACES: of each kind */

#include "config.h"

#include <stdlib.h>

#include "bench-verdict.h"
#include "schedule-score.h"

#define MUCH 0.02

typedef struct
{
  guint  n_traces;         /* that the others are compared in */
  guint  n_worse;
  double worst_worse;
  double worst_all_there;
  guint  n_much_worse;
  double sum_in_mean;
  double worst_in_mean;
  double worst_of_known;
  guint  n_small;
  guint  n_searched;
  guint  n_more_loads;
  guint  n_dear_loads;
  guint  n_slower;         /* by more than two percent */
  double worst_slower;
  guint  n_lost;
  guint  n_lost_all;
  double worst_overtaken_ms;
} Sum;

static void
print_head (void)
{
  g_print ("%-26s", "");
  for (guint i = 0; i < RUN_N_POLICIES; i++)
    g_print (" | %-25s", run_policy_name (i));
  g_print (" | %-17s | %s\n%-26s", "best order", "planned to", "kind of trace");
  for (guint i = 0; i < RUN_N_POLICIES; i++)
    g_print (" | %5s %7s %6s %4s", "loads", "min", "wait", "met");
  g_print (" | %5s %7s %3s | %s\n", "loads", "min", "of", "others, best");
}

static void
print_score (const ScheduleScore *score)
{
  double n = score->n_traces;

  g_print ("%-26s", score->kind->name);
  for (guint i = 0; i < RUN_N_POLICIES; i++)
    {
      g_print (" | %5.1f %7.1f %6.0f", score->loads[i] / n, score->makespan_ms[i] / n / 60e3,
               score->worst_wait_ms[i] / 60e3);
      if (score->n_deadlines > 0)
        g_print (" %3.0f%%", 100.0 * score->n_met[i] / score->n_deadlines);
      else
        g_print (" %4s", "");
    }

  if (score->n_searched > 0)
    g_print (" | %5.1f %7.1f %2.0f%%", score->best_loads / score->n_searched,
             score->best_ms / score->n_searched / 60e3, 100 * score->n_searched / n);
  else
    g_print (" | %-17s", "");
  g_print (" | %.1f%% worse, by up to %.2f%%; %.1f%%, by up to %.2f%%\n",
           100 * score->n_worse / n, 100 * score->worst_worse,
           100.0 * score->n_slower / MAX (score->n_searched, 1), 100 * score->worst_slower);
}

static void
add_up (Sum                 *sum,
        const ScheduleScore *score)
{
  sum->n_traces += score->n_traces;
  sum->n_worse += score->n_worse;
  sum->worst_worse = MAX (sum->worst_worse, score->worst_worse);
  sum->worst_all_there = MAX (sum->worst_all_there, score->worst_all_there);
  sum->n_much_worse += score->n_much_worse;
  sum->sum_in_mean += score->sum_in_mean;
  sum->worst_in_mean = MAX (sum->worst_in_mean, score->worst_in_mean);
  sum->worst_of_known = MAX (sum->worst_of_known, score->worst_of_known);
  sum->n_lost += score->n_lost;
  sum->n_lost_all += score->n_lost_all;
  sum->n_dear_loads += score->n_dear_loads;
  sum->n_small += trace_kind_is_small (score->kind) ? score->n_traces : 0;
  sum->n_searched += score->n_searched;
  /* Who has no patience pays for that with loads. */
  sum->n_more_loads += score->kind->impatient ? 0 : score->n_more_loads;
  sum->worst_slower = MAX (sum->worst_slower, score->worst_slower);
  if (score->kind->impatient)
    sum->worst_overtaken_ms = MAX (sum->worst_overtaken_ms, score->worst_overtaken_ms);
}

/* What comes later cannot be known; what would have been the best if something else had
 * come can be seen. */
static void
judge_futures (const Sum *sum)
{
  if (sum->n_much_worse == 0)
    return;

  bench_verdict ("plan: the same ones, had nothing more come in", "not slower",
                 sum->worst_of_known <= 0.0001, "by at most %.2f %%", 100 * sum->worst_of_known);
  bench_verdict ("plan: the same ones, whatever could have come then", "not slower",
                 sum->sum_in_mean <= 0, "by %.2f %% in the mean, %.2f %% in the worst of them",
                 100 * sum->sum_in_mean / sum->n_much_worse, 100 * sum->worst_in_mean);
}

static void
judge (const Sum *sum)
{
  bench_verdict ("plan, all there: more loads than the best order", "in no trace",
                 sum->n_more_loads == 0, "in %u of %u; in %u fewer would take over 2 %% longer",
                 sum->n_more_loads, sum->n_searched, sum->n_dear_loads);
  bench_verdict ("plan, all there: time, to the best order", "within 2 %",
                 sum->worst_slower <= 0.02, "at most %.2f %% more in %u traces",
                 100 * sum->worst_slower, sum->n_searched);
  bench_verdict ("plan, all there: fewer deadlines met than can be met", "in no trace",
                 sum->n_lost == 0, "in %u of %u; in %u where all can be met", sum->n_lost,
                 sum->n_small, sum->n_lost_all);
  bench_verdict ("plan: slower than the best of four others", "in 1 %",
                 sum->n_worse * 100 <= sum->n_traces, "in %.2f %% of %u",
                 100.0 * sum->n_worse / sum->n_traces, sum->n_traces);
  bench_verdict ("plan, all there: by how much", "2 %", sum->worst_all_there <= MUCH,
                 "by up to %.2f %%", 100 * sum->worst_all_there);
  bench_verdict ("plan, more comes in: by how much, looking back", "2 %", sum->worst_worse <= MUCH,
                 "by up to %.2f %%, by more than 2 %% in %u of %u", 100 * sum->worst_worse,
                 sum->n_much_worse, sum->n_traces);
  judge_futures (sum);
  bench_verdict ("plan: longest that anybody is overtaken, patience 30 min", "2 h",
                 sum->worst_overtaken_ms <= 7200e3, "%.0f min",
                 sum->worst_overtaken_ms / 60e3);
}

int
main (int   argc,
      char *argv[])
{
  guint n_traces = argc > 1 ? (guint) atoi (argv[1]) : 200;
  g_autoptr(GRand) random = g_rand_new_with_seed (argc > 2 ? (guint32) atoi (argv[2]) : 1);
  Sum sum = { .worst_in_mean = -1, .worst_of_known = -1 };

  g_print ("%u traces of each kind; means of loads and of minutes, longest wait for a first "
           "item, deadlines met\n", n_traces);
  print_head ();
  for (guint i = 0; trace_kinds[i].name != NULL; i++)
    {
      ScheduleScore score;

      schedule_score_init (&score, &trace_kinds[i]);
      for (guint j = 0; j < n_traces; j++)
        schedule_score_play (&score, random);
      print_score (&score);
      add_up (&sum, &score);
    }

  judge (&sum);
  return 0;
}
