/* test-word-diff.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-word-diff.h"

/* What is only in one text stands in brackets. */
static const struct
{
  const char *left;
  const char *right;
  const char *left_marked;
  const char *right_marked;
} cases[] = {
  { "", "", "", "" },
  { "a b", "a b", "a b", "a b" },
  { "a  b", "a\nb", "a  b", "a\nb" },
  { "a", "", "[a]", "" },
  { "", " b ", "", " [b] " },
  { "the red car", "the blue car", "the [red] car", "the [blue] car" },
  { "a b c d", "a x d", "a [b c] d", "a [x] d" },
  { "a b c", "c a b", "a b [c]", "[c] a b" },
  { "one two", "three four", "[one two]", "[three four]" },
  { "a x b y c", "a b c", "a [x] b [y] c", "a b c" },
  { "Grüße an alle", "Grüsse an alle", "[Grüße] an alle", "[Grüsse] an alle" },
  { "a a a", "a a", "a a [a]", "a a" },
};

static char *
mark (const char *text,
      GArray     *spans)
{
  GString *marked = g_string_new (text);

  for (guint i = spans->len; i-- > 0;)
    {
      const BatchWordSpan *span = &g_array_index (spans, BatchWordSpan, i);

      g_string_insert_c (marked, span->end, ']');
      g_string_insert_c (marked, span->start, '[');
    }

  return g_string_free (marked, FALSE);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GArray) left = g_array_new (FALSE, FALSE, sizeof (BatchWordSpan));
      g_autoptr(GArray) right = g_array_new (FALSE, FALSE, sizeof (BatchWordSpan));
      g_autofree char *left_marked = NULL;
      g_autofree char *right_marked = NULL;

      batch_word_diff (cases[i].left, cases[i].right, left, right);
      left_marked = mark (cases[i].left, left);
      right_marked = mark (cases[i].right, right);
      g_assert_cmpstr (left_marked, ==, cases[i].left_marked);
      g_assert_cmpstr (right_marked, ==, cases[i].right_marked);
    }
}

static char *
make_long (const char *word,
           guint       n)
{
  GString *text = g_string_new ("same");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, " %s%u", word, i);
  return g_string_free (text, FALSE);
}

/* Too long for the table: what is between is one difference, and no time is lost. */
static void
test_long (void)
{
  g_autofree char *left_text = make_long ("a", 100000);
  g_autofree char *right_text = make_long ("b", 100000);
  g_autoptr(GArray) left = g_array_new (FALSE, FALSE, sizeof (BatchWordSpan));
  g_autoptr(GArray) right = g_array_new (FALSE, FALSE, sizeof (BatchWordSpan));

  batch_word_diff (left_text, right_text, left, right);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpuint (g_array_index (left, BatchWordSpan, 0).start, ==, 5);
  g_assert_cmpuint (right->len, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/app/word-diff/cases", test_cases);
  g_test_add_func ("/batch/app/word-diff/long", test_long);

  return g_test_run ();
}
