/* test-estimator-tokens.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "token-runs.h"

/* A short run of bench-eta-tokens, the same on every machine: to know how large requests are
 * brings much where that changes, and spoils nothing where it does not. */

#define N_RUNS 200
#define SEED   5
#define EARLY  1

static void
scores_init (EtaScore *marks)
{
  for (guint i = 0; i < TOKEN_N_MARKS; i++)
    eta_score_init (&marks[i]);
}

static void
scores_clear (EtaScore *marks)
{
  for (guint i = 0; i < TOKEN_N_MARKS; i++)
    eta_score_clear (&marks[i]);
}

/* Answers are to be longer than any was so far. */
static gboolean
comes_as_a_surprise (const TokenKind *kind)
{
  return kind->order == TOKEN_SHORT_FIRST && kind->limits[0] > 0;
}

static void
test_beside_buckets (void)
{
  EtaScore all[TOKEN_N_MARKS];

  scores_init (all);
  for (guint i = 0; token_kinds[i].name != NULL; i++)
    for (TokenTells tells = 0; tells < TOKEN_N_TELLS; tells++)
      {
        EtaScore sized[TOKEN_N_MARKS];
        EtaScore plain[TOKEN_N_MARKS];

        scores_init (sized);
        scores_init (plain);
        token_runs_play (&token_kinds[i], tells, TRUE, N_RUNS, SEED, sized);
        token_runs_play (&token_kinds[i], tells, TRUE, N_RUNS, SEED, all);
        token_runs_play (&token_kinds[i], tells, FALSE, N_RUNS, SEED, plain);
        g_test_message ("%s, %s: off by %.1f %%, by buckets alone by %.1f %%", token_kinds[i].name,
                        token_tells_name (tells), eta_score_median (sized[EARLY].offs),
                        eta_score_median (plain[EARLY].offs));
        g_assert_cmpfloat (eta_score_median (sized[EARLY].offs), <=,
                           eta_score_median (plain[EARLY].offs) + 1);
        if (comes_as_a_surprise (&token_kinds[i]))
          g_assert_cmpfloat (eta_score_median (sized[EARLY].offs), <,
                             0.85 * eta_score_median (plain[EARLY].offs));
        else if (tells > TOKEN_TELLS_NOTHING)
          g_assert_cmpfloat (eta_score_median (sized[EARLY].offs), <, 15);
        /* What there was to write is seen by the answers. */
        if (tells == TOKEN_TELLS_NOTHING)
          g_assert_cmpfloat (eta_score_median (sized[EARLY].offs), <, 20);
        scores_clear (sized);
        scores_clear (plain);
      }

  g_test_message ("held %.1f %%", eta_score_held (&all[EARLY]));
  g_assert_cmpfloat (eta_score_held (&all[EARLY]), >=, 75);
  g_assert_cmpfloat (eta_score_held (&all[EARLY]), <=, 90);
  scores_clear (all);
}

/* A new job on a model that had quite other ones. */
static void
test_new_job (void)
{
  for (guint i = 0; token_kinds[i].name != NULL; i++)
    {
      EtaScore marks[TOKEN_N_MARKS];

      if (!(token_kinds[i].before > 0))
        continue;

      scores_init (marks);
      token_runs_play (&token_kinds[i], TOKEN_TELLS_TIMES, TRUE, N_RUNS, SEED, marks);
      g_test_message ("%s: off by %.1f %% at the beginning", token_kinds[i].name,
                      eta_score_median (marks[0].offs));
      g_assert_cmpfloat (eta_score_median (marks[0].offs), <, 20);
      scores_clear (marks);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/estimator-tokens/beside-buckets", test_beside_buckets);
  g_test_add_func ("/batch/planning/estimator-tokens/new-job", test_new_job);
  return g_test_run ();
}
