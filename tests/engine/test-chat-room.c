/* test-chat-room.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "chat-driver.h"

/* Servers that do not say how many requests they work on at a time: no more items are there than
 * leave room for chats. */

/* Of the request that came last. */
static guint
last_in_flight (ChatsFixture *fixture)
{
  for (guint64 seq = batch_simulator_get_length (fixture->server); seq > 0; seq--)
    {
      BatchSimulatorRecord record;

      if (batch_simulator_get_record (fixture->server, seq - 1, &record)
          && record.event == BATCH_SIMULATOR_EVENT_REQUEST)
        return record.in_flight;
    }

  return 0;
}

/* The server works on one at a time and does not say so: never many more are sent to find that
 * out, and once somebody has chatted with it, no more items are there than that one, before
 * which no chat can come. */
static void
test_finds_room (void)
{
  BatchSimulatorConfig config = { .models = "a:0", .slots = 1, .delay_ms = 600 };
  g_autoptr(BatchJob) job = NULL;
  guint worst = 0;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  job = chats_put_job (&fixture, 20000, "a");
  chats_wait_requests (&fixture, 12);
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("chat %u", i);
      g_autoptr(ChatsAsk) ask = chats_put (&fixture, "a", prompt, i % 2 == 1);
      guint in_flight;

      chats_wait_over (ask);
      g_assert_cmpuint (ask->status, ==, 200);
      chats_count_before (&fixture, 0, prompt, &in_flight);
      if (i > 0)
        worst = MAX (worst, in_flight);
      chats_wait_requests (&fixture, chats_counters (&fixture).requests + 1);
    }

  g_test_message ("%u in flight with a chat, of up to %u", worst,
                  (guint) chats_counters (&fixture).max_in_flight);
  g_assert_cmpuint (worst, <=, 2);
  g_assert_cmpuint (chats_counters (&fixture).max_in_flight, <=, 4);
  chats_tear_down (&fixture);
}

/* A server that does not say how many it works on at a time. Where chats may come, already the
 * first one waits for no longer than one item takes: no more are there than it works on. */
static void
check_first_chat (guint slots)
{
  BatchSimulatorConfig config = { .models = "a:0", .slots = slots, .delay_ms = 300 };
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(ChatsAsk) ask = NULL;
  guint in_flight;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  batch_executor_await_chats (fixture.inbox, TRUE);
  job = chats_put_job (&fixture, 20000, "a");
  chats_wait_requests (&fixture, 14 + 10 * slots);
  ask = chats_put (&fixture, "a", "the first", FALSE);
  chats_wait_answer (ask, "a", "the first");
  chats_count_before (&fixture, 0, "the first", &in_flight);

  g_test_message ("%u in flight with the first chat, of up to %u", in_flight,
                  (guint) chats_counters (&fixture).max_in_flight);
  g_assert_cmpuint (in_flight, <=, slots + 1);
  g_assert_cmpuint (chats_counters (&fixture).max_in_flight, >, slots);
  chats_tear_down (&fixture);
}

static void
test_first_has_room (void)
{
  check_first_chat (1);
  check_first_chat (4);
}

/* So it is where chats may come to another engine, which has them sent beside what this one is at
 * work on; and when that one ends, there are as many again as are best for batches. */
static void
test_others_have_room (void)
{
  BatchSimulatorConfig config = { .models = "a:0", .slots = 1, .delay_ms = 300 };
  g_autoptr(BatchJob) job = NULL;
  BatchEngine *other;
  BatchMailbox *inbox;
  guint64 before;
  ChatsFixture fixture;

  chats_set_up (&fixture, &config);
  job = chats_put_job (&fixture, 20000, "a");
  chats_wait_requests (&fixture, 12);
  other = batch_test_open_engine (fixture.dir);
  inbox = batch_executor_ref_inbox (batch_engine_get_executor (other));
  batch_executor_await_chats (inbox, TRUE);
  chats_wait_requests (&fixture, chats_counters (&fixture).requests + 16);
  g_assert_cmpuint (last_in_flight (&fixture), ==, 1);

  batch_mailbox_unref (inbox);
  batch_test_close_engine (other);
  g_object_unref (other);
  before = chats_counters (&fixture).requests;
  do
    chats_wait_requests (&fixture, chats_counters (&fixture).requests + 1);
  while (last_in_flight (&fixture) < 2 && chats_counters (&fixture).requests < before + 60);
  g_assert_cmpuint (last_in_flight (&fixture), >=, 2);
  chats_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/engine/chat-room/found", test_finds_room);
  g_test_add_func ("/batch/engine/chat-room/for-the-first", test_first_has_room);
  g_test_add_func ("/batch/engine/chat-room/for-others", test_others_have_room);

  return g_test_run ();
}
