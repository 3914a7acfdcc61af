/* test-crash-rule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-crash-rule.h"

static void
test_cases (void)
{
  static const struct {
    gint64   crashes[3];
    gsize    n_crashes;
    gint64   now;
    gboolean may_resume;
  } cases[] = {
    { { 0 }, 0, 1000, TRUE },
    { { 990 }, 1, 1000, TRUE },
    { { 900, 990 }, 2, 1000, FALSE },
    { { 600, 990 }, 2, 1000, TRUE },
    { { 700, 990 }, 2, 1000, TRUE },
    { { 701, 990 }, 2, 1000, FALSE },
    { { 1, 2, 990 }, 3, 1000, TRUE },
    { { 701, 702, 703 }, 3, 1000, FALSE },
    /* The clock was set back. */
    { { 5000, 5010 }, 2, 1000, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (batch_crash_rule_may_resume (cases[i].crashes, cases[i].n_crashes,
                                                    cases[i].now), ==, cases[i].may_resume);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batch/app/crash-rule/cases", test_cases);

  return g_test_run ();
}
