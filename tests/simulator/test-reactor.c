/* test-reactor.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "simulator/batch-simulator-reactor.h"

#define N_TIMERS 500

typedef struct
{
  BatchSimulatorClock    clock;
  BatchSimulatorReactor *reactor;
  GMainContext          *context;
  GArray                *fired;         /* of guint */
} Fixture;

typedef struct
{
  BatchSimulatorTimer  timer;
  Fixture             *fixture;
  guint                number;
  guint                again;           /* how often it sets itself once more */
} Alarm;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  batch_simulator_clock_init (&fixture->clock, 1);
  fixture->context = g_main_context_new ();
  fixture->reactor = batch_simulator_reactor_new (fixture->context, &fixture->clock);
  fixture->fired = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  batch_simulator_reactor_free (fixture->reactor);
  g_main_context_unref (fixture->context);
  g_array_unref (fixture->fired);
}

static void
alarm_cb (gpointer user_data)
{
  Alarm *alarm = user_data;

  g_array_append_val (alarm->fixture->fired, alarm->number);
  if (alarm->again > 0)
    {
      alarm->again--;
      batch_simulator_timer_set (&alarm->timer, alarm->fixture->reactor, 0, alarm_cb, alarm);
    }
}

static void
set_alarm (Fixture *fixture,
           Alarm   *alarm,
           guint    number,
           gint64   due)
{
  alarm->fixture = fixture;
  alarm->number = number;
  batch_simulator_timer_set (&alarm->timer, fixture->reactor, due, alarm_cb, alarm);
}

static guint
number_at (Fixture *fixture,
           guint    index)
{
  return g_array_index (fixture->fired, guint, index);
}

/* By time, equal ones in the order they were set, and none that was cleared. */
static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree Alarm *alarms = g_new0 (Alarm, N_TIMERS);
  gint64 now = g_get_monotonic_time ();
  guint n_set = 0;

  for (guint i = 0; i < N_TIMERS; i++)
    set_alarm (fixture, &alarms[i], i, now + g_test_rand_int_range (0, 50) * 100);
  for (guint i = 0; i < N_TIMERS; i += 3)
    batch_simulator_timer_clear (&alarms[i].timer);
  for (guint i = 0; i < N_TIMERS; i += 7)
    set_alarm (fixture, &alarms[i], i, now + g_test_rand_int_range (0, 50) * 100);
  for (guint i = 0; i < N_TIMERS; i++)
    n_set += alarms[i].timer.position > 0;

  while (fixture->fired->len < n_set)
    g_main_context_iteration (fixture->context, TRUE);
  for (guint i = 1; i < n_set; i++)
    {
      BatchSimulatorTimer *before = &alarms[number_at (fixture, i - 1)].timer;
      BatchSimulatorTimer *after = &alarms[number_at (fixture, i)].timer;

      g_assert_true (before->due < after->due ||
                     (before->due == after->due && before->order < after->order));
    }
  g_assert_false (g_main_context_iteration (fixture->context, FALSE));
}

/* A timer that sets itself for now leaves the others their turn. */
static void
test_set_while_firing (Fixture       *fixture,
                       gconstpointer  data)
{
  Alarm eager = { .again = 3 };
  Alarm calm = { 0 };

  set_alarm (fixture, &eager, 1, 0);
  set_alarm (fixture, &calm, 2, 1);
  while (fixture->fired->len < 5)
    g_main_context_iteration (fixture->context, TRUE);
  g_assert_cmpuint (number_at (fixture, 0), ==, 1);
  g_assert_cmpuint (eager.again, ==, 0);
  g_assert_cmpuint (calm.timer.position, ==, 0);
}

typedef struct
{
  BatchSimulatorWatch  watch;
  BatchSimulatorWatch *other;
  guint                n_calls;
} Ear;

static void
stop_other_cb (guint32  events,
               gpointer user_data)
{
  Ear *ear = user_data;

  ear->n_calls++;
  batch_simulator_watch_stop (&ear->watch);
  batch_simulator_watch_stop (ear->other);
}

/* Both are ready in the same turn; the first one to be told stops the other, which is not told. */
static void
test_stop_while_pending (Fixture       *fixture,
                         gconstpointer  data)
{
  Ear ears[2] = { { .n_calls = 0 }, { .n_calls = 0 } };
  int pairs[2][2];

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, pairs[i]), ==, 0);
      ears[i].other = &ears[1 - i].watch;
      batch_simulator_watch_start (&ears[i].watch, fixture->reactor, pairs[i][0], EPOLLIN,
                                   stop_other_cb, &ears[i]);
      g_assert_cmpint (write (pairs[i][1], "x", 1), ==, 1);
    }
  g_main_context_iteration (fixture->context, TRUE);
  g_assert_false (g_main_context_iteration (fixture->context, FALSE));
  g_assert_cmpuint (ears[0].n_calls + ears[1].n_calls, ==, 1);
  for (guint i = 0; i < 4; i++)
    close (pairs[i / 2][i % 2]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/batch/simulator/reactor/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/batch/simulator/reactor/set-while-firing", Fixture, NULL, set_up,
              test_set_while_firing, tear_down);
  g_test_add ("/batch/simulator/reactor/stop-while-pending", Fixture, NULL, set_up,
              test_stop_while_pending, tear_down);
  return g_test_run ();
}
