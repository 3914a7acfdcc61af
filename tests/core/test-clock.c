/* test-clock.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-clock-private.h"

#define WALL G_GINT64_CONSTANT (1700000000000000)
#define HOUR G_GINT64_CONSTANT (3600000000)

static void
test_system (void)
{
  g_autoptr(BatchClock) one = batch_clock_get_system ();
  g_autoptr(BatchClock) two = batch_clock_get_system ();
  gint64 now = g_get_real_time ();
  gint64 monotonic = g_get_monotonic_time ();

  g_assert_true (one == two);
  g_assert_cmpint (batch_clock_now (one), >=, now);
  g_assert_cmpint (batch_clock_now (one), <, now + 60 * G_USEC_PER_SEC);
  g_assert_cmpint (batch_clock_monotonic (one), >=, monotonic);
  g_assert_cmpint (batch_clock_monotonic (one), <, monotonic + 60 * G_USEC_PER_SEC);
}

static void
test_manual (void)
{
  g_autoptr(BatchClock) clock = batch_clock_new_manual (WALL);
  gint64 start = batch_clock_monotonic (clock);

  g_assert_cmpint (batch_clock_now (clock), ==, WALL);
  g_assert_cmpint (batch_clock_now (clock), ==, WALL);

  batch_clock_advance (clock, 5);
  g_assert_cmpint (batch_clock_now (clock), ==, WALL + 5);
  g_assert_cmpint (batch_clock_monotonic (clock), ==, start + 5);
}

/* Somebody sets the wall clock: who waits for five seconds waits for five. */
static void
test_jumps_do_not_touch_waits (void)
{
  static const gint64 jumps[] = { WALL - HOUR, WALL + HOUR, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (jumps); i++)
    {
      g_autoptr(BatchClock) clock = batch_clock_new_manual (WALL);
      gint64 due = batch_clock_monotonic (clock) + 5 * G_USEC_PER_SEC;

      batch_clock_advance (clock, 4 * G_USEC_PER_SEC);
      batch_clock_set_wall (clock, jumps[i]);
      g_assert_cmpint (batch_clock_now (clock), ==, jumps[i]);
      g_assert_cmpint (due - batch_clock_monotonic (clock), ==, G_USEC_PER_SEC);

      batch_clock_advance (clock, G_USEC_PER_SEC);
      g_assert_cmpint (batch_clock_now (clock), ==, jumps[i] + G_USEC_PER_SEC);
      g_assert_cmpint (batch_clock_monotonic (clock), ==, due);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/clock/system", test_system);
  g_test_add_func ("/batch/core/clock/manual", test_manual);
  g_test_add_func ("/batch/core/clock/jumps", test_jumps_do_not_touch_waits);
  return g_test_run ();
}
