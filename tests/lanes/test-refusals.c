/* test-refusals.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-refusals-private.h"

#define SLOTS 8
#define SOME  24

/* How requests ended, each as soon as it might begin:
 *
 *   S succeeded     p was refused for good     n could not be sent     f failed
 *   c was cancelled
 *   B so many were turned away in a row that one more is too much
 *   b was turned away     5 the same, and is to come again in 5 s     9 … in an hour     x … never
 *   l was turned away while a model is loaded     u … as it was unloaded
 *   o was turned away as well, but had begun before the rest
 *
 * And how long nothing may begin after it: - not at all, in tenths of a second otherwise; at the
 * end, how many may be under way at a time. */
static const struct
{
  const char *story;
  const char *rests;
  guint       bound;
} cases[] = {
  { "", "", SLOTS },
  { "S", "-", SLOTS },
  { "B", "-", SLOTS },
  { "BSBSB", "- - - - -", SLOTS },
  { "Bb", "- 1", 1 },
  { "Bfcb", "- - - 1", 1 },
  { "Bbooo", "- 1 1 1 1", 1 },
  { "Bbbbbbbbbbbb", "- 1 2 4 8 16 32 64 128 256 300 300", 1 },
  { "BbbbS", "- 1 2 4 -", SLOTS },
  { "Bbbbp", "- 1 2 4 -", SLOTS },
  { "Bbbbf", "- 1 2 4 -", 1 },
  { "Bbbbnb", "- 1 2 4 - 8", 1 },
  { "BbbbSBb", "- 1 2 4 - - 1", 1 },
  { "5", "-", SLOTS },
  { "B5", "- 50", 1 },
  { "B555", "- 50 50 50", 1 },
  { "Bbb5bb", "- 1 2 50 4 8", 1 },
  { "B9", "- 600", 1 },
  { "Bx", "- 600", 1 },
  { "Bllllll", "- 1 2 4 8 16 20", 1 },
  { "Buluuul", "- 1 2 4 8 16 20", 1 },
};

static BatchEnding *
ending_of (char letter)
{
  BatchEnding *ending = batch_ending_new (letter == 'S' ? BATCH_ITEM_STATUS_SUCCEEDED
                                          : letter == 'c' ? BATCH_ITEM_STATUS_CANCELLED
                                          : BATCH_ITEM_STATUS_FAILED);

  ending->verdict = letter == 'S' ? BATCH_VERDICT_OK
                    : letter == 'p' || letter == 'n' ? BATCH_VERDICT_PERMANENT_REQUEST
                    : letter == 'f' ? BATCH_VERDICT_TRY_AGAIN
                    : letter == 'c' ? BATCH_VERDICT_CANCELLED
                    : letter == 'l' ? BATCH_VERDICT_WAIT_LOADING
                    : letter == 'u' ? BATCH_VERDICT_SWAPPED_AWAY
                    : BATCH_VERDICT_WAIT_BUSY;
  ending->status_code = letter == 'n' ? 0 : letter == 'p' ? 400 : 429;
  if (letter == '5')
    ending->retry_after_ms = 5 * 1000;
  if (letter == 'x')
    ending->retry_after_ms = G_MAXINT64;
  if (letter == '9')
    ending->retry_after_ms = 60 * 60 * 1000;
  return ending;
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) rests = g_strsplit (cases[i].rests, " ", -1);
      BatchRefusals refusals = { 0 };
      gint64 now = G_USEC_PER_SEC;

      g_test_message ("%s", cases[i].story);
      for (guint j = 0; cases[i].story[j] != '\0'; j++)
        {
          char letter = cases[i].story[j];
          g_autoptr(BatchEnding) ending = ending_of (letter);
          gint64 began_at = letter == 'o' ? refusals.rested_at - 1 : MAX (now, refusals.until);
          gint64 rest;

          if (letter != 'o')
            now = began_at + 1;
          for (guint k = 0; k < (letter == 'B' ? SOME : 1); k++)
            batch_refusals_note (&refusals, ending, began_at, now, 0);
          rest = refusals.until - (letter == 'o' ? refusals.rested_at : now);
          if (g_str_equal (rests[j], "-"))
            g_assert_cmpint (refusals.until, <=, now);
          else
            g_assert_cmpint (rest, ==, g_ascii_strtoll (rests[j], NULL, 10) * G_USEC_PER_SEC / 10);
          if (refusals.until > now)
            g_assert_cmpuint (batch_refusals_bound (&refusals, SLOTS, now), ==, 0);
        }

      now = MAX (now, refusals.until);
      g_assert_cmpuint (batch_refusals_bound (&refusals, SLOTS, now), ==, cases[i].bound);
    }
}

/* Not all of those that were turned away together come back together. */
static void
test_spread (void)
{
  BatchRefusals early = { .n_refused = SOME };
  BatchRefusals late = { .n_refused = SOME };
  g_autoptr(BatchEnding) ending = ending_of ('b');

  g_assert_true (batch_refusals_note (&early, ending, 0, 1, 0));
  g_assert_true (batch_refusals_note (&late, ending, 0, 1, 1));
  g_assert_cmpint (late.until - 1, ==, (early.until - 1) * 5 / 4);
}

/* What the server works on says nothing of whether it takes one more. */
static void
test_beside (void)
{
  BatchRefusals refusals = { .n_refused = SOME };
  g_autoptr(BatchEnding) ending = ending_of ('b');

  g_assert_true (batch_refusals_note (&refusals, ending, 0, 1, 0));
  g_assert_cmpuint (batch_refusals_bound (&refusals, SLOTS, 1), ==, 0);
  g_assert_cmpuint (batch_refusals_bound (&refusals, SLOTS, refusals.until), ==, 1);
  batch_refusals_rested (&refusals, 3);
  g_assert_cmpuint (batch_refusals_bound (&refusals, SLOTS, refusals.until), ==, 4);
  batch_refusals_rested (&refusals, SLOTS);
  g_assert_cmpuint (batch_refusals_bound (&refusals, SLOTS, refusals.until), ==, SLOTS);
  batch_refusals_rested (&refusals, 3);
  g_assert_true (batch_refusals_note (&refusals, ending, refusals.until, refusals.until + 1, 0));
  g_assert_cmpuint (batch_refusals_bound (&refusals, SLOTS, refusals.until), ==, 1);
}

/* Slow answers are no reason to send one at a time: who is not turned away is being answered. */
static void
test_let_in (void)
{
  BatchRefusals refusals = { .n_refused = SOME };
  g_autoptr(BatchEnding) refusal = ending_of ('b');
  g_autoptr(BatchEnding) failure = ending_of ('f');

  g_assert_true (batch_refusals_note (&refusals, refusal, 0, 1, 0));
  batch_refusals_rested (&refusals, 0);
  for (guint under_way = 1; under_way < SLOTS; under_way *= 2)
    {
      g_assert_cmpuint (batch_refusals_bound (&refusals, SLOTS, refusals.until), ==, under_way);
      batch_refusals_let_in (&refusals, under_way);
    }
  g_assert_cmpuint (batch_refusals_bound (&refusals, SLOTS, refusals.until), ==, SLOTS);

  g_assert_false (batch_refusals_note (&refusals, failure, refusals.until, refusals.until, 0));
  batch_refusals_let_in (&refusals, 0);
  g_assert_cmpuint (batch_refusals_bound (&refusals, SLOTS, refusals.until), ==, 1);
}

/* Also where requests are turned away in between. */
static void
test_passes (void)
{
  BatchRefusals refusals = { 0 };
  g_autoptr(BatchEnding) refusal = ending_of ('b');
  g_autoptr(BatchEnding) answer = ending_of ('S');

  batch_refusals_note (&refusals, refusal, 0, 1, 0);
  g_assert_false (batch_refusals_passes (&refusals, 1));
  batch_refusals_note (&refusals, answer, 0, 1, 0);
  batch_refusals_note (&refusals, refusal, 1, 1, 0);
  g_assert_true (batch_refusals_passes (&refusals, 5 * G_USEC_PER_SEC));
  g_assert_false (batch_refusals_passes (&refusals, 5 * G_USEC_PER_SEC + 1));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lanes/refusals/cases", test_cases);
  g_test_add_func ("/lanes/refusals/spread", test_spread);
  g_test_add_func ("/lanes/refusals/beside", test_beside);
  g_test_add_func ("/lanes/refusals/let-in", test_let_in);
  g_test_add_func ("/lanes/refusals/passes", test_passes);
  return g_test_run ();
}
