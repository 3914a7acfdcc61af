/* bench-eta-tokens.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What it brings to know how large requests are: made-up runs on a model that reads and writes
 * tokens, estimated by that and by size buckets alone.
 *
 * Usage: bench-eta-tokens [RUNS [SEED]] */

#include "config.h"

#include <stdlib.h>

#include "bench-verdict.h"
#include "token-runs.h"

typedef struct
{
  EtaScore marks[TOKEN_N_MARKS];
} Scores;

static void
scores_init (Scores *self)
{
  for (guint i = 0; i < TOKEN_N_MARKS; i++)
    eta_score_init (&self->marks[i]);
}

static void
scores_clear (Scores *self)
{
  for (guint i = 0; i < TOKEN_N_MARKS; i++)
    eta_score_clear (&self->marks[i]);
}

static void
print (const char *name,
       const char *how,
       Scores     *scores)
{
  g_print ("%-35s %-14s", name, how);
  for (guint i = 0; i < TOKEN_N_MARKS; i++)
    if (scores->marks[i].offs->len > 0)
      g_print (" | %5.1f %5.1f %5.1f", eta_score_held (&scores->marks[i]),
               eta_score_median (scores->marks[i].widths),
               eta_score_median (scores->marks[i].offs));
    else
      g_print (" | %17s", "");
  g_print ("\n");
}

static void
judge (Scores *sized,
       Scores *plain)
{
  EtaScore *early = &sized->marks[1];

  bench_verdict ("sizes and limits that change: range holds the truth at 25 %", "75 to 90 %",
                 eta_score_held (early) >= 75 && eta_score_held (early) <= 90, "%.1f %% of %u",
                 eta_score_held (early), early->offs->len);
  bench_verdict ("the same: expected time off at 25 %", "15 %",
                 eta_score_median (early->offs) < 15, "%.1f %% (by size buckets alone: %.1f %%)",
                 eta_score_median (early->offs), eta_score_median (plain->marks[1].offs));
}

int
main (int   argc,
      char *argv[])
{
  guint n_runs = argc > 1 ? (guint) atoi (argv[1]) : 100;
  guint seed = argc > 2 ? (guint) atoi (argv[2]) : 1;
  Scores all_sized;
  Scores all_plain;

  scores_init (&all_sized);
  scores_init (&all_plain);
  g_print ("%u runs of each kind; held, width and off by, %%, at the beginning, 25 %% and 50 %%\n",
           n_runs);
  for (guint i = 0; token_kinds[i].name != NULL; i++)
    for (guint j = 0; j <= TOKEN_N_TELLS; j++)
      {
        gboolean sized = j > 0;
        TokenTells tells = sized ? j - 1 : TOKEN_TELLS_NOTHING;
        Scores scores;

        scores_init (&scores);
        token_runs_play (&token_kinds[i], tells, sized, n_runs, seed, scores.marks);
        token_runs_play (&token_kinds[i], tells, sized, n_runs, seed,
                         sized ? all_sized.marks : all_plain.marks);
        print (token_kinds[i].name, sized ? token_tells_name (tells) : "by buckets", &scores);
        scores_clear (&scores);
      }

  judge (&all_sized, &all_plain);
  scores_clear (&all_sized);
  scores_clear (&all_plain);
  return 0;
}
