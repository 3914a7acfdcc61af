/* bench-eta-recorded.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* How well estimates hold on runs that were recorded (record-eta.py), played again in
 * virtual time. The constants of the estimator were chosen by looking at every other
 * pair of runs; the table shows the pairs that were not looked at, and the last rows
 * both halves.
 *
 * The aim: 75 to 90 % held, at a median width of at most 40 %.
 *
 * Usage: bench-eta-recorded DIRECTORY [looked-at] */

#include "config.h"

#include "bench-verdict.h"
#include "eta-score.h"
#include "recorded-runs.h"

static const char * const marks[] = { "25 %", "50 %", NULL };

static void
init (RecordedScore *halves)
{
  for (guint i = 0; i < RECORDED_N_HALVES; i++)
    recorded_score_init (&halves[i]);
}

static void
clear (RecordedScore *halves)
{
  for (guint i = 0; i < RECORDED_N_HALVES; i++)
    recorded_score_clear (&halves[i]);
}

/* Prints a row of @shown half, and adds both to @all. */
static void
score_file (const char    *directory,
            const char    *name,
            guint          shown,
            RecordedScore *all)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  RecordedScore own[RECORDED_N_HALVES];

  init (own);
  recorded_runs_score (path, own);
  recorded_runs_score (path, all);
  eta_score_print (own[shown].marks, RECORDED_N_MARKS, name);
  clear (own);
}

/* What is asked is asked of the half that was not looked at. */
static void
judge (RecordedScore *unseen)
{
  for (guint i = 0; i < RECORDED_N_MARKS; i++)
    {
      EtaScore *score = &unseen->marks[i];
      g_autofree char *held = g_strdup_printf ("recorded runs, range holds the truth at %s",
                                               marks[i]);
      g_autofree char *width = g_strdup_printf ("recorded runs, median width at %s", marks[i]);
      double percent = eta_score_held (score);

      bench_verdict (held, "75 to 90 %", percent >= 75 && percent <= 90,
                     "%.1f %% of %u", percent, score->widths->len);
      if (i == 0)
        bench_verdict ("recorded runs, expected time off at 25 %", "15 %",
                       eta_score_median (score->offs) < 15, "%.1f %% (a plain mean: %.1f %%)",
                       eta_score_median (score->offs), eta_score_median (score->plain_offs));
      bench_verdict (width, "40 %", eta_score_median (score->widths) <= 40,
                     "%.1f %%, off by %.1f %% (a plain mean: %.1f %%)",
                     eta_score_median (score->widths), eta_score_median (score->offs),
                     eta_score_median (score->plain_offs));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_auto(GStrv) names = NULL;
  RecordedScore all[RECORDED_N_HALVES];
  guint shown = argc > 2 ? RECORDED_LOOKED_AT : RECORDED_UNSEEN;

  g_return_val_if_fail (argc > 1, 1);
  init (all);
  names = recorded_runs_list (argv[1]);
  g_print ("Two runs of each of three shapes, %%; mean: by how much a plain mean is off\n");
  eta_score_print_head ("recording", marks);
  for (guint i = 0; names[i] != NULL; i++)
    score_file (argv[1], names[i], shown, all);

  eta_score_print (all[RECORDED_UNSEEN].marks, RECORDED_N_MARKS, "all, not looked at");
  eta_score_print (all[RECORDED_LOOKED_AT].marks, RECORDED_N_MARKS, "all, looked at");
  g_print ("From one item to the next the expected end moves by %.1f %% of what is left "
           "(median), in one of a hundred by more than %.1f %%\n",
           eta_score_median (all[RECORDED_UNSEEN].jumps),
           eta_score_quantile (all[RECORDED_UNSEEN].jumps, 0.99));
  judge (&all[RECORDED_UNSEEN]);
  clear (all);
  return 0;
}
