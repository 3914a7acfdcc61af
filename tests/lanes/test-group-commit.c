/* test-group-commit.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-group-commit-private.h"

#define UNTIL_WRITTEN BATCH_GROUP_COMMIT_UNTIL_WRITTEN

static void
test_wait (void)
{
  static const struct
  {
    BatchGroupCommit commit;
    gint64    wait_usec;
  } cases[] = {
    /* slots, ended, out, writing, an answer, the disk, waited */

    /* Nothing is known yet. */
    { { 32, 1, 31, 0, 0, 0, 0 }, 0 },
    { { 32, 1, 31, 0, 50000, 0, 0 }, 0 },

    /* Nothing to write down: what is to be started need not wait. */
    { { 32, 0, 20, 0, 800, 500, 0 }, 0 },
    { { 32, 0, 20, 1, 800, 5000, 0 }, 0 },

    /* Answers that take much longer. */
    { { 32, 1, 31, 0, 50000, 3000, 0 }, 0 },
    { { 32, 1, 31, 1, 50000, 3000, 0 }, 0 },

    /* Quick answers go in halves. */
    { { 32, 15, 17, 0, 800, 500, 0 }, 500 },
    { { 32, 15, 1, 1, 800, 500, 200 }, 300 },
    { { 32, 16, 16, 0, 800, 500, 0 }, 0 },
    { { 32, 16, 0, 1, 800, 500, 0 }, 0 },
    { { 1, 1, 0, 0, 800, 500, 0 }, 0 },
    { { 3, 1, 2, 0, 800, 500, 0 }, 500 },
    { { 3, 2, 1, 0, 800, 500, 0 }, 0 },

    /* Answers quicker than the disk go together. */
    { { 32, 16, 16, 0, 800, 3000, 0 }, 3000 },
    { { 32, 31, 1, 0, 800, 3000, 1000 }, 2000 },
    { { 32, 32, 0, 0, 800, 3000, 0 }, 0 },
    { { 32, 16, 0, 1, 800, 3000, 0 }, UNTIL_WRITTEN },
    { { 32, 16, 0, 1, 800, 3000, 9000 }, UNTIL_WRITTEN },

    /* Nobody else will come. */
    { { 32, 1, 0, 0, 800, 500, 0 }, 0 },
    { { 32, 1, 0, 0, 800, 3000, 0 }, 0 },

    /* Patience has an end. */
    { { 32, 1, 31, 0, 800, 500, 500 }, 0 },
    { { 32, 1, 31, 0, 800, 3000, 3500 }, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (batch_group_commit_wait (&cases[i].commit), ==, cases[i].wait_usec);
    }
}

static void
test_average (void)
{
  gint64 average = batch_group_commit_average (0, 800);

  g_assert_cmpint (average, ==, 800);
  g_assert_cmpint (batch_group_commit_average (average, 1600), ==, 900);

  for (guint i = 0; i < 100; i++)
    average = batch_group_commit_average (average, 5000);
  g_assert_cmpint (average, >, 4900);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/lanes/group-commit/wait", test_wait);
  g_test_add_func ("/batch/lanes/group-commit/average", test_average);

  return g_test_run ();
}
