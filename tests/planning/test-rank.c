/* test-rank.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-rank-private.h"

static void
assert_between (const BatchRank *after,
                const BatchRank *before)
{
  BatchRank rank = batch_rank_between (after, before);

  if (after != NULL)
    g_assert_cmpint (batch_rank_compare (after, &rank), <, 0);
  if (before != NULL)
    g_assert_cmpint (batch_rank_compare (&rank, before), <, 0);
}

static void
test_between (void)
{
  static const BatchRank ranks[] = { { -3, 0 }, { 5, 0 }, { 6, 0 }, { 6, 2 }, { 1000, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (ranks); i++)
    {
      assert_between (NULL, &ranks[i]);
      assert_between (&ranks[i], NULL);
      for (guint j = i + 1; j < G_N_ELEMENTS (ranks); j++)
        assert_between (&ranks[i], &ranks[j]);
    }
}

/* Neighbours whose ranks follow each other take one move after the other. */
static void
test_many_moves (void)
{
  const BatchRank first = { 7, 0 };
  const BatchRank second = { 8, 0 };
  BatchRank last = second;
  BatchRank up = first;

  for (guint i = 0; i < 30; i++)
    {
      BatchRank next = batch_rank_between (&first, &last);

      assert_between (&first, &last);
      last = next;
    }

  for (guint i = 0; i < 100000; i++)
    {
      BatchRank next = batch_rank_between (&up, &second);

      g_assert_cmpint (batch_rank_compare (&up, &next), <, 0);
      up = next;
    }
  g_assert_cmpint (batch_rank_compare (&up, &second), <, 0);
}

static void
test_no_room (void)
{
  const BatchRank one = { 7, 1 };
  const BatchRank two = { 7, 2 };
  BatchRank rank = batch_rank_between (&one, &two);

  g_assert_cmpint (batch_rank_compare (&rank, &one), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/rank/between", test_between);
  g_test_add_func ("/batch/planning/rank/many-moves", test_many_moves);
  g_test_add_func ("/batch/planning/rank/no-room", test_no_room);
  return g_test_run ();
}
