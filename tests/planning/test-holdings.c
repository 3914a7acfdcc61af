/* test-holdings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-holdings-private.h"

/* What happens, word by word: "a" answers for a, "=ab" a look shows a and b and nothing else,
 * "-a" it was unloaded, "!2" one more failed beside two, "3" the server says that it has room
 * for three, "*3" it had three another time. */
static const struct
{
  const char *name;
  const char *story;
  const char *held;
  guint       room;      /* 0: not known */
  guint       least;
} cases[] = {
  { "nothing is known", "", "", 0, 1 },
  { "what answers is there", "a", "a", 0, 1 },
  { "and nothing else, as far as is known", "a b", "b", 0, 1 },
  { "unless it is seen", "a b =ab", "ab", 0, 2 },
  { "what fits once fits again", "a b =ab c", "bc", 0, 2 },
  { "and perhaps more", "a b =ab c =abc", "abc", 0, 3 },
  { "one that is seen to go was in the way", "a b =b", "b", 1, 1 },
  { "so it is with two", "a b =ab c =bc", "bc", 2, 2 },
  { "one that goes later was not", "a b =ab =b", "b", 0, 2 },
  { "nor one that was unloaded", "a -a b =b", "b", 0, 1 },
  { "one more that failed did not fit", "a b =ab !2 c", "bc", 2, 2 },
  { "a server that says it is believed", "3 a b c", "abc", 3, 3 },
  { "until less fits", "3 a b =b", "b", 1, 1 },
  { "and more again", "3 a b =b c =bc", "bc", 3, 3 },
  { "the one that was used last stays", "2 a b a c", "ac", 2, 2 },
  { "what fitted another time fits", "*3 a b c", "abc", 0, 3 },
  { "unless it is seen not to", "*3 a b =b", "b", 1, 1 },
  { "and no more than what the server says", "*3 2 a b c", "bc", 2, 2 },
};

static void
look (BatchHoldings *self,
      const char    *there)
{
  for (char key = 'a'; key <= 'c'; key++)
    {
      const char name[] = { key, '\0' };

      batch_holdings_see (self, name, strchr (there, key) != NULL);
    }

  batch_holdings_looked (self);
}

static void
go_through (BatchHoldings *self,
            const char    *story)
{
  g_auto(GStrv) words = g_strsplit (story, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] == '*')
      batch_holdings_remember (self, (guint) (words[i][1] - '0'));
    else if (words[i][0] == '=')
      look (self, words[i] + 1);
    else if (words[i][0] == '-')
      batch_holdings_drop (self, words[i] + 1);
    else if (words[i][0] == '!')
      batch_holdings_fill (self, (guint) g_ascii_digit_value (words[i][1]));
    else if (g_ascii_isdigit (words[i][0]))
      batch_holdings_tell_room (self, (guint) g_ascii_digit_value (words[i][0]));
    else if (words[i][0] != '\0')
      batch_holdings_use (self, words[i], i + 1);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchHoldings) holdings = batch_holdings_new ();
      g_autoptr(GArray) list = NULL;

      g_test_message ("%s", cases[i].name);
      go_through (holdings, cases[i].story);
      g_assert_cmpuint (batch_holdings_get_room (holdings), ==, cases[i].room);
      g_assert_cmpuint (batch_holdings_get_least (holdings), ==, cases[i].least);
      for (char key = 'a'; key <= 'c'; key++)
        {
          const char name[] = { key, '\0' };

          g_assert_cmpint (batch_holdings_has (holdings, name), ==,
                           strchr (cases[i].held, key) != NULL);
        }

      list = batch_holdings_list (holdings);
      g_assert_cmpuint (list->len, ==, strlen (cases[i].held));
    }
}

static void
test_doubt (void)
{
  g_autoptr(BatchHoldings) holdings = batch_holdings_new ();
  g_autoptr(GArray) seen = NULL;
  g_autoptr(GArray) doubted = NULL;

  go_through (holdings, "a =a");
  seen = batch_holdings_list (holdings);
  g_assert_true (g_array_index (seen, BatchScheduleResident, 0).certain);
  g_assert_cmpint (g_array_index (seen, BatchScheduleResident, 0).last_used, ==, 1);

  batch_holdings_doubt (holdings);
  doubted = batch_holdings_list (holdings);
  g_assert_false (g_array_index (doubted, BatchScheduleResident, 0).certain);

  batch_holdings_clear (holdings);
  g_assert_false (batch_holdings_has (holdings, "a"));
}

/* What there is when one was asked for and has not answered. */
static void
test_suppose (void)
{
  static const struct { const char *story; const char *key; const char *expected; } stories[] = {
    { "", "a", "a" },
    { "a", "a", "a" },
    { "a", "b", "b" },
    { "a =a", "b", "b" },
    { "a b =ab a", "c", "ac" },
    { "2 a b", "c", "bc" },
    { "3 a b", "c", "abc" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_autoptr(BatchHoldings) holdings = batch_holdings_new ();
      g_autoptr(GString) found = g_string_new (NULL);
      g_autoptr(GArray) list = NULL;
      guint n_before;

      go_through (holdings, stories[i].story);
      n_before = batch_holdings_get_least (holdings);
      list = batch_holdings_suppose (holdings, stories[i].key);
      for (guint j = 0; j < list->len; j++)
        g_string_append (found, g_array_index (list, BatchScheduleResident, j).key);

      g_assert_cmpstr (found->str, ==, stories[i].expected);
      g_assert_cmpuint (batch_holdings_get_least (holdings), ==, n_before);
    }
}

/* With how many it is planned where such servers have room for two. */
static void
test_expect (void)
{
  static const struct { const char *story; guint expected; } stories[] = {
    { "", 2 },
    { "a", 2 },
    { "a b =ab c =abc", 3 },
    { "a b =b", 1 },
    { "*1", 1 },
    { "*3", 3 },
    { "1", 1 },
    { "3", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_autoptr(BatchHoldings) holdings = batch_holdings_new ();

      g_test_message ("“%s”", stories[i].story);
      go_through (holdings, stories[i].story);
      g_assert_cmpuint (batch_holdings_expect (holdings, 2), ==, stories[i].expected);
      g_assert_cmpuint (batch_holdings_expect (holdings, 0), ==,
                        batch_holdings_get_least (holdings));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/holdings/cases", test_cases);
  g_test_add_func ("/batch/planning/holdings/doubt", test_doubt);
  g_test_add_func ("/batch/planning/holdings/suppose", test_suppose);
  g_test_add_func ("/batch/planning/holdings/expect", test_expect);
  return g_test_run ();
}
