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

/* It follows the wall clock forward, as after a sleep, and does not go back with it. */
static void
test_steady (void)
{
  g_autoptr(BatchClock) clock = batch_clock_new_manual (WALL);

  g_assert_cmpint (batch_clock_steady (clock), ==, WALL);
  batch_clock_set_wall (clock, WALL - HOUR);
  g_assert_cmpint (batch_clock_steady (clock), ==, WALL);
  batch_clock_advance (clock, 5);
  g_assert_cmpint (batch_clock_now (clock), ==, WALL - HOUR + 5);
  g_assert_cmpint (batch_clock_steady (clock), ==, WALL + 5);
  g_assert_cmpint (batch_clock_get_ahead (clock), ==, HOUR);
  batch_clock_set_wall (clock, WALL + HOUR);
  g_assert_cmpint (batch_clock_steady (clock), ==, WALL + HOUR);
  batch_clock_advance (clock, 7);
  g_assert_cmpint (batch_clock_steady (clock), ==, WALL + HOUR + 7);
  g_assert_cmpint (batch_clock_get_ahead (clock), ==, 0);
}

static gboolean
ring_cb (gpointer user_data)
{
  g_string_append_c (user_data, '!');
  return G_SOURCE_CONTINUE;
}

static void
run_what_is_ready (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_timer (void)
{
  g_autoptr(BatchClock) clock = batch_clock_new_manual (WALL);
  g_autoptr(GString) rung = g_string_new (NULL);
  g_autoptr(GSource) timer = batch_clock_add_timer (clock, 1000, ring_cb, rung);
  g_autoptr(GSource) dropped = batch_clock_add_timer (clock, 1000, ring_cb, rung);

  g_source_destroy (dropped);
  batch_clock_set_wall (clock, WALL + HOUR);
  batch_clock_advance (clock, G_USEC_PER_SEC - 1);
  run_what_is_ready ();
  g_assert_cmpstr (rung->str, ==, "");

  batch_clock_advance (clock, 1);
  run_what_is_ready ();
  batch_clock_advance (clock, HOUR);
  run_what_is_ready ();
  g_assert_cmpstr (rung->str, ==, "!");
  g_assert_true (g_source_is_destroyed (timer));
}

/* Nothing to wait for: it rings although the clock stands still. */
static void
test_timer_at_once (void)
{
  g_autoptr(BatchClock) clock = batch_clock_new_manual (WALL);
  g_autoptr(BatchClock) system = batch_clock_get_system ();
  g_autoptr(GString) rung = g_string_new (NULL);
  g_autoptr(GSource) manual = batch_clock_add_timer (clock, -5, ring_cb, rung);
  g_autoptr(GSource) real = batch_clock_add_timer (system, 0, ring_cb, rung);

  g_clear_pointer (&clock, batch_clock_unref);
  while (rung->len < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_source_is_destroyed (manual));
  g_source_destroy (real);
}

typedef struct
{
  BatchClock *clock;
  int         n_threads;           /* atomic: that are not done */
} Waiting;

static gpointer
wait_for_timers (gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr(GMainContext) context = g_main_context_new ();

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr(GString) rung = g_string_new (NULL);
      g_autoptr(GSource) timer = batch_clock_timer_new (waiting->clock, 1);

      g_source_set_callback (timer, ring_cb, rung, NULL);
      g_source_attach (timer, context);
      while (i % 2 == 0 && rung->len == 0)
        g_main_context_iteration (context, TRUE);
      g_source_destroy (timer);
    }

  g_atomic_int_add (&waiting->n_threads, -1);
  return NULL;
}

/* Time passes in one thread, while timers of others come and go. */
static void
test_timer_threads (void)
{
  g_autoptr(BatchClock) clock = batch_clock_new_manual (WALL);
  Waiting waiting = { clock, 2 };
  GThread *one = g_thread_new ("one", wait_for_timers, &waiting);
  GThread *two = g_thread_new ("two", wait_for_timers, &waiting);

  while (g_atomic_int_get (&waiting.n_threads) > 0)
    batch_clock_advance (clock, 1000);
  g_thread_join (one);
  g_thread_join (two);
}

static void
test_thread_default (void)
{
  g_autoptr(BatchClock) manual = batch_clock_new_manual (WALL);
  g_autoptr(BatchClock) system = batch_clock_get_system ();
  g_autoptr(BatchClock) before = batch_clock_ref_thread_default ();
  g_autoptr(BatchClock) set = NULL;
  g_autoptr(BatchClock) after = NULL;

  batch_clock_set_thread_default (manual);
  set = batch_clock_ref_thread_default ();
  batch_clock_set_thread_default (NULL);
  after = batch_clock_ref_thread_default ();
  g_assert_true (before == system && set == manual && after == system);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/clock/system", test_system);
  g_test_add_func ("/batch/core/clock/manual", test_manual);
  g_test_add_func ("/batch/core/clock/jumps", test_jumps_do_not_touch_waits);
  g_test_add_func ("/batch/core/clock/steady", test_steady);
  g_test_add_func ("/batch/core/clock/timer", test_timer);
  g_test_add_func ("/batch/core/clock/timer-at-once", test_timer_at_once);
  g_test_add_func ("/batch/core/clock/timer-threads", test_timer_threads);
  g_test_add_func ("/batch/core/clock/thread-default", test_thread_default);
  return g_test_run ();
}
