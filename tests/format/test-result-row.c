/* test-result-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-result-row-private.h"

#include "test-support.h"

static const BatchResultRow rows[] = {
  {
    .custom_id = "r1", .status = "succeeded", .model = "small", .prompt = "Praise soap.",
    .answer = "It cleans, and it smells.", .finish_reason = "stop",
    .prompt_tokens = 3, .output_tokens = 7, .duration_ms = 120,
  },
  {
    .custom_id = "r2, \"quoted\"", .status = "succeeded", .review = "cut_off", .model = "small",
    .prompt = "Two\nlines\n\nand one", .answer = "=1+1", .finish_reason = "length",
    .error = "The answer was cut off at the limit of tokens",
    .prompt_tokens = -1, .output_tokens = -1, .duration_ms = 0,
  },
  {
    .custom_id = "# *r3*", .status = "failed", .prompt = " @SUM(A1)\r\n",
    .error = "-not found-", .prompt_tokens = -1, .output_tokens = -1, .duration_ms = -1,
  },
  {
    .custom_id = "r4", .status = "pending", .model = "a\tb", .answer = "\t-2",
    .prompt_tokens = -1, .output_tokens = -1, .duration_ms = -1,
  },
};

static void
check_table (const char *golden,
             char        separator,
             gboolean    guard)
{
  g_autoptr(GString) out = g_string_new (NULL);

  batch_result_row_append_header (out, separator);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    batch_result_row_append_cells (&rows[i], out, separator, guard);
  batch_test_assert_golden (golden, out->str);
}

static void
test_tables (void)
{
  check_table ("result-row/guarded.csv", ',', TRUE);
  check_table ("result-row/plain.csv", ',', FALSE);
  check_table ("result-row/guarded.tsv", '\t', TRUE);
}

/* What a spreadsheet would compute stands as a text; numbers are left alone. */
static void
test_guard (void)
{
  static const char *const cells[] = {
    "-7", "-0.5", "-1e-05", "-2E+3", "12", "",
    "+49151", "-", "-1-2", "-e5", "-1 ", " -1", "-2+cmd", "-A1", "=-1", "@1", "--1",
  };
  g_autoptr(GString) out = g_string_new (NULL);

  batch_result_row_append_line (cells, G_N_ELEMENTS (cells), out, ';', TRUE);
  g_assert_cmpstr (out->str, ==,
                   "-7;-0.5;-1e-05;-2E+3;12;;"
                   "\"'+49151\";\"'-\";\"'-1-2\";\"'-e5\";\"'-1 \";\"' -1\";\"'-2+cmd\";"
                   "\"'-A1\";\"'=-1\";\"'@1\";\"'--1\"\n");
}

/* No name stands twice, and that of the answer is always ours. */
static void
test_leading_names (void)
{
  static const char *const names[] = {
    "name", "answer", "row_answer", "Answer", "custom_id", "duration_ms", "", NULL,
  };
  static const char *const models[] = { "name", "row_name", "Answer", NULL };
  g_auto(GStrv) leading = batch_result_row_dup_leading_names (names, NULL);
  g_auto(GStrv) others = batch_result_row_dup_leading_names (names, models);
  g_autofree char *joined = g_strjoinv ("|", leading);
  g_autofree char *joined_others = g_strjoinv ("|", others);

  g_assert_cmpstr (joined, ==,
                   "name|row_row_answer|row_answer|Answer|row_custom_id|row_duration_ms|");
  g_assert_cmpstr (joined_others, ==,
                   "row_row_name|answer|row_answer|row_Answer|custom_id|duration_ms|");
}

static void
test_markdown (void)
{
  g_autoptr(GString) out = g_string_new (NULL);

  batch_result_row_append_title (out, "Goods [1]");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    batch_result_row_append_markdown (&rows[i], out);
  batch_test_assert_golden ("result-row/report.md", out->str);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/format/result-row/tables", test_tables);
  g_test_add_func ("/batch/format/result-row/guard", test_guard);
  g_test_add_func ("/batch/format/result-row/leading-names", test_leading_names);
  g_test_add_func ("/batch/format/result-row/markdown", test_markdown);

  return g_test_run ();
}
