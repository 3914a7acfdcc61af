/* test-easing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-easing-private.h"

#define MS G_GINT64_CONSTANT (1000)

/* In ms: when it is done, and how long it rests then. */
static const struct
{
  gint64 at;
  gint64 rest;
} cases[] = {
  { 1000000, 250 },
  { 1000250, 500 },
  { 1000750, 1000 },
  { 1002500, 2000 },
  { 1005000, 4000 },
  { 1009000, 5000 },
  { 1014000, 5000 },
  { 1023999, 5000 },
  { 1033999, 250 },
  { 1034249, 500 },
  { 1035248, 1000 },
  { 1037248, 250 },                /* answers that come together, and then no more for a while */
  { 1037498, 500 },
  { 1043498, 250 },
};

static void
test_cases (void)
{
  BatchEasing easing = { 0 };

  g_assert_cmpint (batch_easing_wait (&easing, 0), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%u", i);
      g_assert_cmpint (batch_easing_wait (&easing, cases[i].at * MS), ==, 0);
      batch_easing_done (&easing, cases[i].at * MS);
      g_assert_cmpint (batch_easing_wait (&easing, cases[i].at * MS), ==, cases[i].rest * MS);
      g_assert_cmpint (batch_easing_wait (&easing, (cases[i].at + 100) * MS), ==,
                       (cases[i].rest - 100) * MS);
      g_assert_cmpint (batch_easing_wait (&easing, (cases[i].at + cases[i].rest) * MS), ==, 0);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/executor/easing/cases", test_cases);
  return g_test_run ();
}
