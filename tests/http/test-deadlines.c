/* test-deadlines.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "http/batch-deadlines-private.h"

typedef struct
{
  BatchDeadlines *deadlines;
  GString        *expired;   /* the owners, which are letters here */
  BatchDeadline  *stop;      /* (nullable) by whatever expires first */
  BatchDeadline  *again;     /* (nullable) started over once it expires */
  BatchDeadline  *last;      /* (nullable) with it all are given up */
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
  if (deadline == log->last)
    g_clear_pointer (&log->deadlines, batch_deadlines_free);
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
  g_clear_pointer (&log->deadlines, batch_deadlines_free);
  g_string_free (log->expired, TRUE);
}

/* However slow the machine is: that none is early is seen when it expires. */
static void
run_until (Log        *log,
           const char *expired)
{
  while (log->expired->len < strlen (expired))
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpstr (log->expired->str, ==, expired);
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

  run_until (&log, "abc");
  g_assert_true (d.running);

  batch_deadlines_stop (log.deadlines, &d);
  batch_deadlines_stop (log.deadlines, &d);
  log_clear (&log);
}

/* The loop may have been busy: of all that are due the one that was due first comes first. */
static void
test_late (void)
{
  BatchDeadline a = { .owner = (gpointer) "a" };
  BatchDeadline b = { .owner = (gpointer) "b" };
  BatchDeadline c = { .owner = (gpointer) "c" };
  gint64 now = g_get_monotonic_time ();
  Log log;

  log_init (&log, 2);
  batch_deadlines_start (log.deadlines, &c, 0, now - 1000);
  batch_deadlines_start (log.deadlines, &a, 0, now - 3000);
  batch_deadlines_start (log.deadlines, &b, 1, now - 2000);
  run_until (&log, "abc");

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
  run_until (&log, "a");
  g_assert_false (a.running);

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
  run_until (&log, "aa");

  log_clear (&log);
}

/* What was stopped does not keep the loop awake. */
static void
test_idle (void)
{
  BatchDeadline a = { .owner = (gpointer) "a" };
  gint64 due = g_get_monotonic_time () + 5000;
  Log log;

  log_init (&log, 1);
  batch_deadlines_start (log.deadlines, &a, 0, due);
  batch_deadlines_stop (log.deadlines, &a);
  while (g_get_monotonic_time () <= due)
    g_main_context_iteration (NULL, FALSE);
  g_main_context_iteration (NULL, FALSE);

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
  while (log.expired->len < 5000)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (log.expired->len, ==, 5000);

  log_clear (&log);
}

/* The last request of a client ends because of its deadline, and the client with it: what is left
 * never expires. */
static void
test_freed_while_expiring (void)
{
  BatchDeadline a = { .owner = (gpointer) "a" };
  BatchDeadline b = { .owner = (gpointer) "b" };
  gint64 now = g_get_monotonic_time ();
  Log log;

  log_init (&log, 1);
  log.last = &a;
  batch_deadlines_start (log.deadlines, &a, 0, now);
  batch_deadlines_start (log.deadlines, &b, 0, now);
  run_until (&log, "a");
  g_assert_null (log.deadlines);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (log.expired->str, ==, "a");
  log_clear (&log);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/http/deadlines/order", test_order);
  g_test_add_func ("/batch/http/deadlines/late", test_late);
  g_test_add_func ("/batch/http/deadlines/started-over", test_started_over);
  g_test_add_func ("/batch/http/deadlines/changed-while-expiring", test_changed_while_expiring);
  g_test_add_func ("/batch/http/deadlines/freed-while-expiring", test_freed_while_expiring);
  g_test_add_func ("/batch/http/deadlines/idle", test_idle);
  g_test_add_func ("/batch/http/deadlines/thousands", test_thousands);
  return g_test_run ();
}
