/* test-told-load.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-told-load-private.h"

#define LONGEST (10 * G_TIME_SPAN_MINUTE)

/* Seconds at which it says so, 0 when it says something else; and which of them is too late. */
static void
test_cases (void)
{
  static const struct
  {
    guint  at[16];
    guint  n;
    int    too_long;            /* index; -1: none */
    gint64 retry_after_s;       /* that it asks for; 0: nothing */
  } cases[] = {
    { { 100 }, 1, -1 },
    { { 100, 160, 220, 280, 340, 400, 460, 520, 580, 640, 699 }, 11, -1 },
    { { 100, 160, 220, 280, 340, 400, 460, 520, 580, 640, 700 }, 11, 10 },
    /* It has answered in between. */
    { { 100, 160, 220, 280, 340, 0, 460, 520, 580, 640, 700, 760 }, 12, -1 },
    /* Nobody has asked for a while. */
    { { 100, 160, 1000, 1060 }, 4, -1 },
    { { 100, 220, 341, 401, 521, 641, 700 }, 7, -1 },
    /* The next one has its time again. */
    { { 100, 220, 340, 460, 580, 700, 701, 760, 820 }, 9, 5 },
    /* It has asked not to be asked for a while. */
    { { 100, 250, 401, 552, 703, 854 }, 6, 4, 150 },
    { { 100, 370, 640, 910 }, 4, 3, 150 },
    { { 100, 371, 642, 913 }, 4, -1, 150 },
    /* Of what it asks for, an hour counts. */
    { { 100, 3820 }, 2, 1, 3600 },
    { { 100, 3820 }, 2, 1, G_MAXINT64 / 1000 },
    { { 100, 3821 }, 2, -1, G_MAXINT64 / 1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchToldLoad told = { 0 };
      gint64 retry_after_ms = cases[i].retry_after_s > 0 ? cases[i].retry_after_s * 1000 : -1;
      int too_long = -1;

      for (guint j = 0; j < cases[i].n; j++)
        if (cases[i].at[j] == 0)
          batch_told_load_end (&told);
        else if (batch_told_load_note (&told, cases[i].at[j] * G_TIME_SPAN_SECOND,
                                       retry_after_ms, LONGEST))
          {
            g_assert_cmpint (too_long, ==, -1);
            too_long = (int) j;
          }

      g_test_message ("case %u", i);
      g_assert_cmpint (too_long, ==, cases[i].too_long);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/lanes/told-load/cases", test_cases);
  return g_test_run ();
}
