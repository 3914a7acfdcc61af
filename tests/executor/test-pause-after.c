/* test-pause-after.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-private.h"
#include "executor/batch-executor-state-private.h"

/* How long it took before and now, in ms, and how long it is not done again. */
static const struct
{
  gint64 before;
  gint64 took;
  guint  pause;
} cases[] = {
  { 0, 0, 0 },
  { 0, 10, 200 },
  { 10, 10, 200 },
  { 10, 1000, 2000 },              /* once */
  { 0, 5000, 5000 },
  { 1000, 10, 200 },
  { 600, 600, 12000 },             /* it does take that long */
  { 600, 5000, 12000 },
  { 5000, 600, 12000 },
  { 1000, 1000, 20000 },
  { 5000, 5000, 60000 },           /* that is long enough */
  { 90000, 90000, 90000 },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 before_us = cases[i].before * 1000;

      g_test_message ("%u", i);
      g_assert_cmpuint (batch_executor_pause_after (cases[i].took * 1000, &before_us), ==,
                        cases[i].pause);
      g_assert_cmpint (before_us, ==, cases[i].took * 1000);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/executor/pause-after/cases", test_cases);
  return g_test_run ();
}
