/* test-chat-slots.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-chat-slots-private.h"

#define S G_USEC_PER_SEC

static const struct
{
  const char    *name;
  BatchChatSlots room;             /* times in s */
  guint          level;
  gint64         now;              /* s */
  guint          wanted;
  gboolean       awaited;
} cases[] = {
  { "nobody chats", { 0, 0, { 9, 1 }, { 9, 1 }, 6 }, 6, 100, 6 },
  { "nobody has for a minute", { 40, 0, { 9, 1 }, { 9, 1 }, 6 }, 6, 100, 6 },
  { "one did within it", { 41, 0, { 9, 1 }, { 9, 1 }, 6 }, 6, 100, 1 },
  { "nothing is known", { 99, 1, { 0, 0 }, { 0, 0 }, 0 }, 4, 100, 4 },
  { "little is known", { 99, 1, { 9, 1 }, { 3, 1 }, 4 }, 4, 100, 4 },
  { "none came alone: find out", { 99, 1, { 0, 0 }, { 4, 1 }, 4 }, 4, 100, 1 },
  { "one did: once more", { 99, 1, { 1, 1 }, { 4, 1 }, 4 }, 4, 100, 1 },
  { "there is no finding out", { 99, 17, { 1, 1 }, { 4, 1 }, 4 }, 4, 100, 4 },
  { "one at a time, with three under way", { 99, 1, { 2, 1 }, { 4, 1 }, 3 }, 3, 100, 1 },
  { "one at a time, nearly", { 99, 1, { 2, 1.3 }, { 4, 1 }, 3 }, 3, 100, 1 },
  { "four, with eight under way", { 99, 1, { 2, 4 }, { 4, 1 }, 8 }, 8, 100, 4 },
  { "four, of as many: it may be more", { 99, 1, { 2, 4 }, { 4, 1 }, 4 }, 4, 100, 4 },
  { "four, of as many, while eight are tried", { 99, 1, { 2, 4 }, { 4, 1 }, 4 }, 8, 100, 8 },
  { "four, with five under way: hardly anything waits", { 99, 1, { 2, 4 }, { 4, 1 }, 5 }, 5, 100,
    5 },
  { "never none", { 99, 1, { 2, 1 }, { 4, 9 }, 4 }, 4, 100, 1 },
  { "never more than without chats", { 99, 1, { 2, 8 }, { 4, 1 }, 16 }, 4, 100, 4 },
  { "nobody chats yet", { 0, 0, { 9, 1 }, { 9, 1 }, 6 }, 6, 100, 1, TRUE },
  { "nobody does any more", { 40, 0, { 9, 1 }, { 9, 1 }, 6 }, 6, 100, 1, TRUE },
  { "nobody chats yet, and nothing is known", { 0, 0, { 0, 0 }, { 0, 0 }, 0 }, 4, 100, 4, TRUE },
  { "nobody chats yet: find out", { 0, 0, { 0, 0 }, { 4, 1 }, 4 }, 4, 100, 1, TRUE },
  { "… and nothing is lost by it", { 0, 0, { 9, 4 }, { 9, 1 }, 8, { 16, 1.2 } }, 8, 100, 4, TRUE },
  { "… and much is lost by it", { 0, 0, { 9, 4 }, { 9, 1 }, 8, { 16, 1.3 } }, 8, 100, 8, TRUE },
  { "… it seems", { 0, 0, { 9, 4 }, { 9, 1 }, 8, { 15, 1.3 } }, 8, 100, 4, TRUE },
  { "much is lost by it, but somebody chats", { 99, 0, { 9, 4 }, { 9, 1 }, 8, { 16, 1.3 } }, 8,
    100, 4, TRUE },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchChatSlots room = cases[i].room;
      guint found;

      room.chat_at *= S;
      room.alone.usec *= S;
      room.crowd.usec *= S;
      room.calm.usec *= S;
      found = batch_chat_slots_get (&room, cases[i].level, cases[i].awaited, cases[i].now * S);
      if (found != cases[i].wanted)
        g_error ("%s: %u", cases[i].name, found);
    }
}

/* --- From what items tell --- */

/* A server that works on @slots at a time, the first that came first, with @in_flight there. */
static void
tell (BatchChatSlots *room,
      guint           slots,
      guint           in_flight,
      guint           level,
      guint           n)
{
  for (guint i = 0; i < n; i++)
    {
      double work = 10 + i % 3;

      batch_chat_slots_note_item (room, in_flight, level,
                                  (gint64) (work * S * MAX (in_flight, slots) / slots), work);
    }
}

static void
test_found (void)
{
  for (guint slots = 1; slots <= 8; slots *= 2)
    {
      BatchChatSlots room = { 0 };
      guint level = 2 * slots + 1;

      tell (&room, slots, level, level, 30);
      g_assert_cmpuint (batch_chat_slots_get (&room, level, FALSE, 5 * S), ==, level);
      batch_chat_slots_note_chat (&room, 5 * S);
      g_assert_cmpuint (batch_chat_slots_get (&room, level, FALSE, 5 * S), ==, 1);
      tell (&room, slots, 1, level, 2);
      g_assert_cmpuint (batch_chat_slots_get (&room, level, FALSE, 5 * S), ==, slots);
      /* What comes back while there are fewer changes nothing. */
      tell (&room, slots, slots, level, 90);
      g_assert_cmpuint (batch_chat_slots_get (&room, level, FALSE, 5 * S), ==, slots);
      /* It does more at a time than it did. */
      tell (&room, 4 * slots, level, level, 90);
      g_assert_cmpuint (batch_chat_slots_get (&room, level, FALSE, 6 * S), ==, level);
    }
}

/* A server that works on all that it gets, each the more slowly the more there are, is given no
 * less than is best for batches, as long as nobody chats: they would lose by it. */
static void
test_shared (void)
{
  BatchChatSlots room = { 0 };
  guint level = 16;
  guint n;

  for (guint i = 0; i < 40; i++)
    batch_chat_slots_note_item (&room, level, level, 4 * S, 10);
  for (guint i = 0; i < 2; i++)
    batch_chat_slots_note_item (&room, 1, level, 2 * S, 10);
  n = batch_chat_slots_get (&room, level, TRUE, 5 * S);
  g_assert_cmpuint (n, <, level);
  for (guint i = 0; i < 40; i++)
    batch_chat_slots_note_item (&room, n, level, 3 * S, 10);
  g_assert_cmpuint (batch_chat_slots_get (&room, level, TRUE, 5 * S), ==, level);
  batch_chat_slots_note_chat (&room, 5 * S);
  g_assert_cmpuint (batch_chat_slots_get (&room, level, TRUE, 5 * S), ==, n);
}

/* Where somebody always chats, batches do not wait for a moment without. */
static void
test_never_alone (void)
{
  BatchChatSlots room = { 0 };

  tell (&room, 4, 4, 4, 30);
  for (guint i = 0; i < 16; i++)
    {
      batch_chat_slots_note_chat (&room, (5 + i) * S);
      g_assert_cmpuint (batch_chat_slots_get (&room, 4, FALSE, (5 + i) * S), ==, 1);
    }
  batch_chat_slots_note_chat (&room, 30 * S);
  g_assert_cmpuint (batch_chat_slots_get (&room, 4, FALSE, 30 * S), ==, 4);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/planning/chat-slots/cases", test_cases);
  g_test_add_func ("/batch/planning/chat-slots/found", test_found);
  g_test_add_func ("/batch/planning/chat-slots/shared", test_shared);
  g_test_add_func ("/batch/planning/chat-slots/never-alone", test_never_alone);

  return g_test_run ();
}
