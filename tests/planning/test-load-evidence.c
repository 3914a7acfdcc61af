/* test-load-evidence.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-load-evidence-private.h"

#define N_USUAL 4

typedef struct
{
  const char        *name;
  double             usual[N_USUAL];   /* 0: no more of them */
  double             load_ms;
  double             first_ms;
  BatchLoadEvidence  evidence;
} Case;

static const Case cases[] = {
  { "nothing is known", { 0 }, 0, 3000, BATCH_LOAD_EVIDENCE_UNKNOWN },
  { "two are too few", { 20, 20 }, 3000, 3000, BATCH_LOAD_EVIDENCE_UNKNOWN },
  { "two are too few for none, too", { 20, 20 }, 3000, 20, BATCH_LOAD_EVIDENCE_UNKNOWN },
  { "far longer than usual", { 20, 20, 20 }, 0, 3020, BATCH_LOAD_EVIDENCE_LOADED },
  { "as short as usual, and nobody has seen a load", { 20, 20, 20 }, 0, 20,
    BATCH_LOAD_EVIDENCE_UNKNOWN },
  { "as short as usual, and a load takes long", { 20, 20, 20 }, 3000, 22,
    BATCH_LOAD_EVIDENCE_RESIDENT },
  { "shorter than usual", { 20, 22, 24 }, 3000, 5, BATCH_LOAD_EVIDENCE_RESIDENT },
  { "a little longer: runs differ", { 1000, 1000, 1000 }, 3000, 1300,
    BATCH_LOAD_EVIDENCE_RESIDENT },
  { "longer than runs differ", { 1000, 1000, 1000 }, 0, 1500, BATCH_LOAD_EVIDENCE_LOADED },
  { "a load would hide among long answers", { 2000, 20000, 9000 }, 0, 12000,
    BATCH_LOAD_EVIDENCE_UNKNOWN },
  { "one that is known would, too", { 2000, 20000, 9000 }, 5000, 12000,
    BATCH_LOAD_EVIDENCE_UNKNOWN },
  { "over before it could have been loaded", { 2000, 20000, 9000 }, 5000, 2000,
    BATCH_LOAD_EVIDENCE_RESIDENT },
  { "one that takes a minute could not hide", { 2000, 20000, 9000 }, 60000, 20000,
    BATCH_LOAD_EVIDENCE_RESIDENT },
  { "long answers that are alike", { 20000, 20100, 20200 }, 60000, 20000,
    BATCH_LOAD_EVIDENCE_RESIDENT },
  { "a load of no time hides everywhere", { 20, 20, 20 }, 4, 20, BATCH_LOAD_EVIDENCE_UNKNOWN },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      BatchRunningStats usual = { 0 };

      g_test_message ("%s", c->name);
      for (guint j = 0; j < N_USUAL && c->usual[j] > 0; j++)
        batch_running_stats_add (&usual, c->usual[j], 200);
      g_assert_cmpint (batch_load_evidence_judge (c->first_ms, &usual, c->load_ms), ==,
                       c->evidence);
    }
}

static const struct
{
  const char *name;
  double      short_ms;
  double      long_ms;
  gboolean    differ;
} pairs[] = {
  { "two of three seconds", 3000, 3020, FALSE },
  { "two of no time", 20, 21, FALSE },
  { "one of three seconds, one of no time", 20, 3020, TRUE },
  { "a model of a server that swaps fast", 20, 300, FALSE },
  { "from the disk, and from memory again", 4000, 60000, FALSE },
  { "a short answer, and a longer one", 900, 3000, FALSE },
};

static void
test_pairs (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_test_message ("%s", pairs[i].name);
      g_assert_cmpint (batch_load_evidence_differ (pairs[i].short_ms, pairs[i].long_ms), ==,
                       pairs[i].differ);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/load-evidence/cases", test_cases);
  g_test_add_func ("/batch/planning/load-evidence/pairs", test_pairs);
  return g_test_run ();
}
