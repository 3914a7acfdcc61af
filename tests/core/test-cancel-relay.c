/* test-cancel-relay.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-cancel-relay-private.h"

static gboolean
is_ending (gpointer user_data)
{
  guint *n_asked = user_data;

  (*n_asked)++;
  return TRUE;
}

static gboolean
is_not_ending (gpointer user_data)
{
  return FALSE;
}

static void
turn (void)
{
  g_main_context_iteration (NULL, FALSE);
}

/* In the next turn, whoever cancels, and once. */
static void
test_next_turn (void)
{
  g_autoptr(GCancellable) from = g_cancellable_new ();
  BatchCancelRelay relay = { 0 };

  batch_cancel_relay_start (&relay, from, is_not_ending, NULL);
  turn ();
  g_assert_false (g_cancellable_is_cancelled (relay.to));

  g_cancellable_cancel (from);
  batch_cancel_relay_cancel (&relay);
  g_assert_false (g_cancellable_is_cancelled (relay.to));
  turn ();
  g_assert_true (g_cancellable_is_cancelled (relay.to));
  g_assert_false (g_main_context_pending (NULL));
  batch_cancel_relay_stop (&relay);
}

static void
test_by_itself (void)
{
  BatchCancelRelay relay = { 0 };

  batch_cancel_relay_start (&relay, NULL, is_not_ending, NULL);
  batch_cancel_relay_cancel (&relay);
  turn ();
  g_assert_true (g_cancellable_is_cancelled (relay.to));
  batch_cancel_relay_stop (&relay);
}

static gboolean
end_cb (gpointer user_data)
{
  batch_cancel_relay_stop (user_data);
  return G_SOURCE_REMOVE;
}

/* The callback that is already on its way comes first, and then there is nothing to cancel. It
 * makes no difference which of both was first to ask for a turn.
 */
static void
check_ending (gboolean cancelled_first)
{
  g_autoptr(GCancellable) from = g_cancellable_new ();
  g_autoptr(GCancellable) to = NULL;
  BatchCancelRelay relay = { 0 };
  guint n_asked = 0;

  batch_cancel_relay_start (&relay, from, is_ending, &n_asked);
  to = g_object_ref (relay.to);
  if (cancelled_first)
    {
      g_cancellable_cancel (from);
      turn ();
    }
  g_idle_add_full (G_PRIORITY_DEFAULT, end_cb, &relay, NULL);
  g_cancellable_cancel (from);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (g_cancellable_is_cancelled (to));
}

static void
test_ending (void)
{
  check_ending (FALSE);
  check_ending (TRUE);
}

/* It does not come: what looked like an end was none. */
static void
test_not_ending (void)
{
  g_autoptr(GCancellable) from = g_cancellable_new ();
  BatchCancelRelay relay = { 0 };
  guint n_asked = 0;

  batch_cancel_relay_start (&relay, from, is_ending, &n_asked);
  g_cancellable_cancel (from);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (g_cancellable_is_cancelled (relay.to));
  g_assert_cmpuint (n_asked, ==, 2);
  batch_cancel_relay_stop (&relay);
}

static void
test_cancelled_before (void)
{
  g_autoptr(GCancellable) from = g_cancellable_new ();
  BatchCancelRelay relay = { 0 };

  g_cancellable_cancel (from);
  batch_cancel_relay_start (&relay, from, is_not_ending, NULL);
  g_assert_true (g_cancellable_is_cancelled (relay.to));
  batch_cancel_relay_stop (&relay);
}

static gpointer
cancel_thread (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return NULL;
}

/* Whoever cancels at the same time from another thread finds the relay or finds it gone. */
static void
test_from_thread (void)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(GCancellable) from = g_cancellable_new ();
      BatchCancelRelay relay = { 0 };
      GThread *thread;

      batch_cancel_relay_start (&relay, from, is_not_ending, NULL);
      thread = g_thread_new ("cancel", cancel_thread, from);
      batch_cancel_relay_cancel (&relay);
      if (i % 2 == 0)
        turn ();
      batch_cancel_relay_stop (&relay);
      g_thread_join (thread);
      g_assert_false (g_main_context_pending (NULL));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/cancel-relay/next-turn", test_next_turn);
  g_test_add_func ("/batch/core/cancel-relay/by-itself", test_by_itself);
  g_test_add_func ("/batch/core/cancel-relay/ending", test_ending);
  g_test_add_func ("/batch/core/cancel-relay/not-ending", test_not_ending);
  g_test_add_func ("/batch/core/cancel-relay/cancelled-before", test_cancelled_before);
  g_test_add_func ("/batch/core/cancel-relay/from-thread", test_from_thread);
  return g_test_run ();
}
