/* test-line-issues.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-line-issues-private.h"

#include <string.h>

#define CODE BATCH_LINE_ERROR_INVALID_JSON

static const BatchLineIssue *
issue_at (BatchLineIssues *issues,
          guint            index)
{
  g_assert_cmpuint (index, <, batch_line_issues_get_all (issues)->len);
  return g_ptr_array_index (batch_line_issues_get_all (issues), index);
}

static void
test_sentences (void)
{
  BatchLineIssues *issues = batch_line_issues_new (0);

  batch_line_issues_add (issues, 0, NULL, CODE, "The file is empty");
  batch_line_issues_add (issues, 1, "body", CODE, "“%s” is %d%%", "x%s", 5);
  batch_line_issues_add (issues, G_MAXUINT32, NULL, CODE, "%s", "");
  g_assert_cmpstr (issue_at (issues, 0)->message, ==, "The file is empty");
  g_assert_cmpuint (issue_at (issues, 0)->line, ==, 0);
  g_assert_null (issue_at (issues, 0)->field);
  g_assert_cmpstr (issue_at (issues, 1)->message, ==, "Line 1: “x%s” is 5%");
  g_assert_cmpstr (issue_at (issues, 1)->field, ==, "body");
  g_assert_cmpint (issue_at (issues, 1)->code, ==, CODE);
  g_assert_cmpstr (issue_at (issues, 2)->message, ==, "Line 4294967295: ");
  batch_line_issues_free (issues);
}

static void
test_room (void)
{
  BatchLineIssues *issues = batch_line_issues_new (3);

  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (batch_line_issues_is_full (issues));
      g_assert_cmpuint (batch_line_issues_get_room (issues), ==, 3 - i);
      batch_line_issues_add (issues, 9 - i, NULL, CODE, "x");
    }
  g_assert_true (batch_line_issues_is_full (issues));
  g_assert_cmpuint (batch_line_issues_get_room (issues), ==, 0);

  /* The first ones are kept, whatever their lines. */
  batch_line_issues_add (issues, 1, NULL, CODE, "y");
  g_assert_cmpuint (batch_line_issues_get_all (issues)->len, ==, 3);
  batch_line_issues_sort (issues);
  g_assert_cmpuint (issue_at (issues, 0)->line, ==, 7);
  batch_line_issues_free (issues);
}

static void
test_any_number (void)
{
  BatchLineIssues *issues = batch_line_issues_new (0);

  for (guint i = 0; i < 5000; i++)
    {
      g_assert_false (batch_line_issues_is_full (issues));
      g_assert_cmpuint (batch_line_issues_get_room (issues), ==, 0);
      batch_line_issues_add (issues, 5000 - i, NULL, CODE, "x");
    }
  batch_line_issues_sort (issues);
  for (guint i = 0; i < 5000; i++)
    g_assert_cmpuint (issue_at (issues, i)->line, ==, i + 1);
  batch_line_issues_free (issues);
}

/* What is wrong with one line stays in the order in which it was found. */
static void
test_sort_keeps_order (void)
{
  BatchLineIssues *issues = batch_line_issues_new (0);
  guint last[10] = { 0 };

  batch_line_issues_sort (issues);
  for (guint i = 1; i <= 1000; i++)
    batch_line_issues_add (issues, g_test_rand_int_range (0, 10), NULL, CODE, "%u", i);
  batch_line_issues_sort (issues);
  for (guint i = 0; i < 1000; i++)
    {
      const BatchLineIssue *issue = issue_at (issues, i);
      const char *number = issue->line > 0 ? issue->message + strlen ("Line 1: ") : issue->message;
      guint found = (guint) g_ascii_strtoull (number, NULL, 10);

      g_assert_cmpuint (found, >, last[issue->line]);
      g_assert_true (i == 0 || issue_at (issues, i - 1)->line <= issue->line);
      last[issue->line] = found;
    }
  batch_line_issues_free (issues);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/line-issues/sentences", test_sentences);
  g_test_add_func ("/batch/format/line-issues/room", test_room);
  g_test_add_func ("/batch/format/line-issues/any-number", test_any_number);
  g_test_add_func ("/batch/format/line-issues/sort-keeps-order", test_sort_keeps_order);
  return g_test_run ();
}
