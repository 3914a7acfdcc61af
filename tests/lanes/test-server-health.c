/* test-server-health.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-server-health-private.h"

/* How requests ended one after another:
 *
 *   S succeeded     f the server failed, at the first attempt     r at another one
 *   b is refused    l its model could not be loaded               w has to wait
 *   c was cancelled */
static const struct
{
  guint       max_failures;
  const char *story;
  const char *blamed;              /* for each, whether it is the server that fails */
} cases[] = {
  { 3, "ff", "--" },
  { 3, "fff", "--x" },
  { 3, "ffffrf", "--xxxx" },
  { 3, "ffSff", "-----" },
  { 3, "ffrrrrr", "-------" },
  { 3, "SrrrrrrrrS", "----------" },
  { 3, "bbbbbbbb", "--------" },
  { 3, "wwwwwwww", "--------" },
  { 3, "llllllll", "--------" },
  { 3, "fbfbfb", "----x-" },
  { 3, "fwfcflf", "----x-x" },
  { 3, "fffbwlcf", "--x----x" },
  { 3, "fffSffrf", "--x----x" },
  { 1, "fSrf", "x--x" },
  { 0, "ffffffff", "--------" },
};

static BatchEnding *
ending_of (char letter)
{
  BatchEnding *ending = batch_ending_new (letter == 'S' ? BATCH_ITEM_STATUS_SUCCEEDED
                                          : letter == 'c' ? BATCH_ITEM_STATUS_CANCELLED
                                          : BATCH_ITEM_STATUS_FAILED);

  ending->costs_attempt = letter != 'w' && letter != 'c';
  ending->verdict = letter == 'S' ? BATCH_VERDICT_OK
                    : letter == 'b' ? BATCH_VERDICT_PERMANENT_REQUEST
                    : letter == 'l' ? BATCH_VERDICT_LOAD_FAILED
                    : letter == 'w' ? BATCH_VERDICT_WAIT_BUSY
                    : letter == 'c' ? BATCH_VERDICT_CANCELLED
                    : BATCH_VERDICT_TRY_AGAIN;
  return ending;
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchServerHealth health = { .max_failures = cases[i].max_failures };
      g_autoptr(GString) blamed = g_string_new (NULL);

      for (const char *at = cases[i].story; *at != '\0'; at++)
        {
          BatchEnding *ending = ending_of (*at);
          gboolean is_blamed = batch_server_health_note (&health, ending, *at != 'r');

          g_assert_true (!is_blamed || batch_server_health_is_bad (&health));
          g_string_append_c (blamed, is_blamed ? 'x' : '-');
          batch_ending_free (ending);
        }
      g_test_message ("%u %s", cases[i].max_failures, cases[i].story);
      g_assert_cmpstr (blamed->str, ==, cases[i].blamed);
    }
}

/* A limit that is below what there was already counts at once, and none ends it. */
static void
test_other_limit (void)
{
  BatchServerHealth health = { .max_failures = 100 };
  BatchEnding *failure = ending_of ('f');

  for (guint i = 0; i < 10; i++)
    g_assert_false (batch_server_health_note (&health, failure, TRUE));

  health.max_failures = 4;
  g_assert_true (batch_server_health_note (&health, failure, FALSE));
  health.max_failures = 0;
  g_assert_false (batch_server_health_is_bad (&health));
  g_assert_false (batch_server_health_note (&health, failure, TRUE));
  batch_ending_free (failure);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/lanes/server-health/cases", test_cases);
  g_test_add_func ("/batch/lanes/server-health/other-limit", test_other_limit);

  return g_test_run ();
}
