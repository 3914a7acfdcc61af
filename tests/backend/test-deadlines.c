/* test-deadlines.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-deadlines-private.h"

typedef struct
{
  BatchDeadlines *deadlines;
  GString        *expired;   /* the owners, which are letters here */
  BatchDeadline  *stop;      /* (nullable) by whatever expires first */
  BatchDeadline  *again;     /* (nullable) started over once it expires */
} Log;

static void
expired_cb (BatchDeadline *deadline,
            gpointer       user_data)
{
  Log *log = user_data;

  g_assert_false (deadline->running);
  g_assert_cmpint (g_get_monotonic_time (), >=, deadline->due);
  g_string_append (log->expired, deadline->owner);

  if (log->stop != NULL)
    batch_deadlines_stop (log->deadlines, g_steal_pointer (&log->stop));
  if (deadline == log->again)
    batch_deadlines_start (log->deadlines, g_steal_pointer (&log->again), 0, deadline->due + 10000);
}

static void
log_init (Log   *log,
          guint  n_kinds)
{
  *log = (Log) { .expired = g_string_new (NULL) };
  log->deadlines = batch_deadlines_new (n_kinds, expired_cb, log);
}

static void
log_clear (Log *log)
{
  batch_deadlines_free (log->deadlines);
  g_string_free (log->expired, TRUE);
}

static void
run_for_ms (guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < until)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

static void
test_order (void)
{
  BatchDeadline a = { .owner = (gpointer) "a" };
  BatchDeadline b = { .owner = (gpointer) "b" };
  BatchDeadline c = { .owner = (gpointer) "c" };
  BatchDeadline d = { .owner = (gpointer) "d" };
  gint64 now = g_get_monotonic_time ();
  Log log;

  log_init (&log, 2);
  batch_deadlines_start (log.deadlines, &c, 0, now + 60000);
  batch_deadlines_start (log.deadlines, &a, 0, now + 20000);
  batch_deadlines_start (log.deadlines, &b, 1, now + 40000);
  batch_deadlines_start (log.deadlines, &d, 1, now + 10 * G_USEC_PER_SEC);

  run_for_ms (10);
  g_assert_cmpstr (log.expired->str, ==, "");
  run_for_ms (90);
  g_assert_cmpstr (log.expired->str, ==, "abc");
  g_assert_true (d.running);

  batch_deadlines_stop (log.deadlines, &d);
  batch_deadlines_stop (log.deadlines, &d);
  log_clear (&log);
}

static void
test_started_over (void)
{
  BatchDeadline a = { .owner = (gpointer) "a" };
  gint64 now = g_get_monotonic_time ();
  Log log;

  log_init (&log, 2);
  batch_deadlines_start (log.deadlines, &a, 0, now + 10000);
  batch_deadlines_start (log.deadlines, &a, 1, now + 50000);
  run_for_ms (30);
  g_assert_cmpstr (log.expired->str, ==, "");
  run_for_ms (50);
  g_assert_cmpstr (log.expired->str, ==, "a");

  log_clear (&log);
}

static void
test_changed_while_expiring (void)
{
  BatchDeadline a = { .owner = (gpointer) "a" };
  BatchDeadline b = { .owner = (gpointer) "b" };
  gint64 now = g_get_monotonic_time ();
  Log log;

  log_init (&log, 1);
  log.stop = &b;
  log.again = &a;
  batch_deadlines_start (log.deadlines, &a, 0, now);
  batch_deadlines_start (log.deadlines, &b, 0, now);
  run_for_ms (50);
  g_assert_cmpstr (log.expired->str, ==, "aa");

  log_clear (&log);
}

/* What was stopped does not keep the loop awake. */
static void
test_idle (void)
{
  BatchDeadline a = { .owner = (gpointer) "a" };
  Log log;

  log_init (&log, 1);
  batch_deadlines_start (log.deadlines, &a, 0, g_get_monotonic_time () + 5000);
  batch_deadlines_stop (log.deadlines, &a);
  run_for_ms (20);

  g_assert_cmpstr (log.expired->str, ==, "");
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  log_clear (&log);
}

static void
test_thousands (void)
{
  g_autofree BatchDeadline *many = g_new0 (BatchDeadline, 10000);
  gint64 now = g_get_monotonic_time ();
  Log log;

  log_init (&log, 1);
  for (guint i = 0; i < 10000; i++)
    {
      many[i].owner = (gpointer) "x";
      batch_deadlines_start (log.deadlines, &many[i], 0, now + i);
    }
  for (guint i = 0; i < 10000; i += 2)
    batch_deadlines_stop (log.deadlines, &many[i]);
  run_for_ms (30);
  g_assert_cmpuint (log.expired->len, ==, 5000);

  log_clear (&log);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/deadlines/order", test_order);
  g_test_add_func ("/batch/backend/deadlines/started-over", test_started_over);
  g_test_add_func ("/batch/backend/deadlines/changed-while-expiring", test_changed_while_expiring);
  g_test_add_func ("/batch/backend/deadlines/idle", test_idle);
  g_test_add_func ("/batch/backend/deadlines/thousands", test_thousands);
  return g_test_run ();
}
