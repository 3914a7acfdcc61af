/* test-door.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-door-private.h"

#include <string.h>

/* What happens one after another, to the keys a and b: a capital is let in, a small letter is
 * refused; and what the last refusal is of. */
static const struct
{
  const char   *story;
  BatchRefusal  last;
} cases[] = {
  { "a", BATCH_REFUSAL_OF_KEY },
  { "aaaaaaaaaa", BATCH_REFUSAL_OF_KEY },
  { "ab", BATCH_REFUSAL_OF_KEY },
  { "aBa", BATCH_REFUSAL_OF_ITEM },
  { "Baaaaaaaaaaaaaaaaaaaa", BATCH_REFUSAL_OF_ITEM },
  { "Aa", BATCH_REFUSAL_OF_ITEM },
  { "Aaaaaaaa", BATCH_REFUSAL_OF_ITEM },
  { "Aaaaaaaaa", BATCH_REFUSAL_OF_ALL },
  { "AaaaaaaaAa", BATCH_REFUSAL_OF_ITEM },
  { "AaaaaaaaBa", BATCH_REFUSAL_OF_ITEM },
};

static const char *
key_of (char letter)
{
  return g_ascii_tolower (letter) == 'a' ? "a" : "b";
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchRefusal last = BATCH_REFUSAL_OF_ALL;
      BatchDoor door;

      g_test_message ("%s", cases[i].story);
      batch_door_init (&door);
      for (const char *at = cases[i].story; *at != '\0'; at++)
        if (g_ascii_isupper (*at))
          batch_door_let_in (&door, key_of (*at));
        else
          last = batch_door_refuse (&door, key_of (*at));

      g_assert_cmpint (last, ==, cases[i].last);
      batch_door_clear (&door);
    }
}

static void
test_turned_away (void)
{
  BatchDoor door;

  batch_door_init (&door);
  g_assert_false (batch_door_turns_away (&door, "a"));
  g_assert_false (batch_door_forget_refused (&door));

  batch_door_refuse (&door, "a");
  g_assert_true (batch_door_turns_away (&door, "a"));
  g_assert_false (batch_door_turns_away (&door, "b"));
  g_assert_true (batch_door_forget_refused (&door));
  g_assert_false (batch_door_turns_away (&door, "a"));

  batch_door_refuse (&door, "a");
  batch_door_let_in (&door, "b");
  g_assert_false (batch_door_turns_away (&door, "a"));
  batch_door_clear (&door);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/lanes/door/cases", test_cases);
  g_test_add_func ("/batch/lanes/door/turned-away", test_turned_away);

  return g_test_run ();
}
