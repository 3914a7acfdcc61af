/* test-model-access.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-model-access-private.h"

#include <string.h>

/* What happens one after another, to the keys a and b: a capital is let in, a small letter is
 * refused, with others of its key waiting after a plus, and a star tells that its key was let in
 * earlier; and what the last refusal is of. */
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

  /* The first that are sent may be refused for what they say. */
  { "+a", BATCH_REFUSAL_OPEN },
  { "+a+a", BATCH_REFUSAL_OPEN },
  { "+a+a+a", BATCH_REFUSAL_OF_KEY },
  { "+aa", BATCH_REFUSAL_OF_KEY },
  { "+a+a+b", BATCH_REFUSAL_OPEN },
  { "+aA+a", BATCH_REFUSAL_OF_ITEM },
  { "+aB+a", BATCH_REFUSAL_OF_ITEM },
  { "A+a", BATCH_REFUSAL_OF_ITEM },

  { "*a", BATCH_REFUSAL_OF_ITEM },
  { "*a*a*a*a*a*a*a", BATCH_REFUSAL_OF_ITEM },
  { "*a*a*a*a*a*a*a*a", BATCH_REFUSAL_OF_ALL },
  { "A*b*b*b*b*b*b*b*b*b*b", BATCH_REFUSAL_OF_ITEM },
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
      BatchModelAccess access;

      g_test_message ("%s", cases[i].story);
      batch_model_access_init (&access);
      for (const char *at = cases[i].story; *at != '\0'; at++)
        if (*at == '*')
          batch_model_access_recall (&access, key_of (at[1]));
        else if (g_ascii_isupper (*at))
          batch_model_access_grant (&access, key_of (*at));
        else if (*at != '+')
          last = batch_model_access_refuse (&access, key_of (*at),
                                            at > cases[i].story && at[-1] == '+');

      g_assert_cmpint (last, ==, cases[i].last);
      batch_model_access_clear (&access);
    }
}

static void
test_turned_away (void)
{
  BatchModelAccess access;

  batch_model_access_init (&access);
  g_assert_false (batch_model_access_is_denied (&access, "a"));
  g_assert_false (batch_model_access_reset (&access));

  batch_model_access_refuse (&access, "a", FALSE);
  g_assert_true (batch_model_access_is_denied (&access, "a"));
  g_assert_false (batch_model_access_is_denied (&access, "b"));
  g_assert_true (batch_model_access_reset (&access));
  g_assert_false (batch_model_access_is_denied (&access, "a"));

  batch_model_access_refuse (&access, "a", FALSE);
  batch_model_access_grant (&access, "b");
  g_assert_false (batch_model_access_is_denied (&access, "a"));

  /* Also one that was let in, until there is nobody else. */
  batch_model_access_deny (&access, "b");
  g_assert_true (batch_model_access_is_denied (&access, "b"));
  g_assert_true (batch_model_access_reset (&access));
  g_assert_false (batch_model_access_is_denied (&access, "b"));
  batch_model_access_clear (&access);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/lanes/model-access/cases", test_cases);
  g_test_add_func ("/batch/lanes/model-access/turned-away", test_turned_away);

  return g_test_run ();
}
