/* test-csv.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-csv-private.h"

#include <string.h>

#include "batch-types.h"

static gboolean
write_down (const char *const *fields,
            guint              line,
            gpointer           user_data)
{
  GString *log = user_data;

  g_string_append_printf (log, "%u:", line);
  for (guint i = 0; fields[i] != NULL; i++)
    g_string_append_printf (log, "%s%s", i > 0 ? "|" : "", fields[i]);
  g_string_append_c (log, ';');

  return fields[0][0] != '!';
}

/* Columns and records, and then what went wrong. */
static char *
read_in_pieces (const char *text,
                gsize       length,
                gsize       piece,
                char        delimiter)
{
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(BatchCsvReader) reader = batch_csv_reader_new (delimiter, write_down, log);
  g_autoptr(GError) error = NULL;
  g_autofree char *columns = NULL;
  gboolean going = TRUE;

  for (gsize i = 0; i < length && going; i += piece)
    {
      g_autofree guint8 *copy = g_memdup2 (text + i, MIN (piece, length - i));

      going = batch_csv_reader_feed (reader, copy, MIN (piece, length - i), &error);
    }
  if (going)
    batch_csv_reader_end (reader, &error);
  else
    g_assert_false (batch_csv_reader_end (reader, NULL));

  if (batch_csv_reader_get_columns (reader) != NULL)
    columns = g_strjoinv ("|", (char **) batch_csv_reader_get_columns (reader));
  if (error != NULL)
    g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE);

  return g_strdup_printf ("%s;%s%s%s", columns != NULL ? columns : "(none)", log->str,
                          error != NULL ? "! " : "", error != NULL ? error->message : "");
}

static void
assert_table (const char *text,
              gsize       length,
              const char *expected)
{
  for (gsize piece = 1; piece < 40; piece++)
    {
      g_autofree char *log = read_in_pieces (text, length, piece, 0);

      g_assert_cmpstr (log, ==, expected);
    }
}

static void
test_tables (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "a,b\n1,2\n3,4\n", "a|b;2:1|2;3:3|4;" },
    { "a,b\r\n1,2\r\n3,4", "a|b;2:1|2;3:3|4;" },
    { "a,b\r1,2\r3,4\r", "a|b;2:1|2;3:3|4;" },
    { "a\n\n1\n\n\r\n2\n\n", "a;3:1;6:2;" },
    { "\n\na,b\n1,2\n", "a|b;4:1|2;" },
    { "\xEF\xBB\xBF" "a,b\n1,2\n", "a|b;2:1|2;" },
    { "\xEF\xBB\xBF\"a\",b\n1,2\n", "a|b;2:1|2;" },
    { "sep=;\r\na,b;c\r\n1;2\r\n", "a,b|c;3:1|2;" },
    { "\xEF\xBB\xBF\"SEP=\t\"\na\tb\n1\t2\n", "a|b;3:1|2;" },
    { "sep=;a\n1\n", "sep=|a;! Line 2: the number of fields is 1, that of columns 2" },
    { "a;b;c,d\n1;2;3,4\n", "a|b|c,d;2:1|2|3,4;" },
    { "a\tb\n1,5\t2\n", "a|b;2:1,5|2;" },
    { "a|b\n1|2\n", "a|b;2:1|2;" },
    { "\"a;;;;\",b\n1,2\n", "a;;;;|b;2:1|2;" },
    { "a,b\n,\n", "a|b;2:|;" },
    { "a,b\n1,\n", "a|b;2:1|;" },
    { "a\n\"\"\n", "a;2:;" },
    { "a,b\n\"x,y\",\"p\"\"q\"\n", "a|b;2:x,y|p\"q;" },
    { "a,b\n\"x\r\n\r\ny\",2\n3,4\n", "a|b;2:x\r\n\r\ny|2;5:3|4;" },
    { "a,b\n\"\"\"\",\"\n\"", "a|b;2:\"|\n;" },
    { "a,b\n5\" disk,x\"y\"\n", "a|b;2:5\" disk|x\"y\";" },
    { "a, b \n 1 , 2 \n", "a|b;2: 1 | 2 ;" },
    { "größe,名\nä,😀\n", "größe|名;2:ä|😀;" },
    { "a,,\n1,2,3\n", "a||;2:1|2|3;" },
    { "a\n!stop\n2\n", "a;2:!stop;" },
    { "a,b", "a|b;" },
    { "", "(none);! The table is empty" },
    { "\n\n", "(none);! The table is empty" },
    { "a,b\n1\n", "a|b;! Line 2: the number of fields is 1, that of columns 2" },
    { "a,b\n1,2\n1,2,3\n",
      "a|b;2:1|2;! Line 3: the number of fields is 3, that of columns 2; put a field that has a "
      "delimiter in it in double quotes" },
    { "a\nx, y\n",
      "a;! Line 2: the number of fields is 2, that of columns 1; put a field that has a delimiter "
      "in it in double quotes" },
    { "a,a\n1,2\n", "(none);! Line 1: two columns are called “a”; rename one of them" },
    { "a\n\"x\n", "a;! Line 2: a quote is opened and never closed" },
    { "a\n1\n\"x\"y\n",
      "a;2:1;! Line 3: text follows a closing quote; double the quotes inside a field" },
    { "a\n\xFF\n", "a;! Line 2: this is not UTF-8; save the file as UTF-8" },
    { "\xFF\xFE" "a", "(none);! Line 1: the file is UTF-16; save it as UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_table (cases[i].text, strlen (cases[i].text), cases[i].expected);

  assert_table ("a\nx\0y\n", 6,
                "a;! Line 2: there is a NUL byte, which no text has; remove it");
  assert_table ("a,b\n1,2\n3,\0\n", 12,
                "a|b;2:1|2;! Line 3: there is a NUL byte, which no text has; remove it");
}

static void
test_given_delimiter (void)
{
  g_autofree char *log = read_in_pieces ("a,b;c\n1,2;3\n", 12, 100, ';');

  g_assert_cmpstr (log, ==, "a,b|c;2:1,2|3;");
  g_assert_cmpint (batch_csv_delimiter_for_name ("x.tsv"), ==, '\t');
  g_assert_cmpint (batch_csv_delimiter_for_name ("X.TAB"), ==, '\t');
  g_assert_cmpint (batch_csv_delimiter_for_name ("x.csv"), ==, 0);
}

static gboolean
count (const char *const *fields,
       guint              line,
       gpointer           user_data)
{
  guint *n_records = user_data;

  (*n_records)++;
  return TRUE;
}

static void
test_without_end (void)
{
  guint n_records = 0;
  g_autoptr(BatchCsvReader) quoted = batch_csv_reader_new (0, count, &n_records);
  g_autoptr(BatchCsvReader) wide = batch_csv_reader_new (',', count, &n_records);
  g_autofree char *commas = g_strnfill (1 << 20, ',');
  g_autoptr(GError) error = NULL;
  guint n_pieces = 0;

  g_assert_true (batch_csv_reader_feed (quoted, (const guint8 *) "a\n\"", 3, &error));
  while (batch_csv_reader_feed (quoted, (const guint8 *) commas, 1 << 20, &error))
    n_pieces++;
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE);
  g_assert_cmpuint (n_pieces, <=, 32);
  g_clear_error (&error);

  g_assert_false (batch_csv_reader_feed (wide, (const guint8 *) commas, 1 << 20, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE);
  g_assert_cmpuint (n_records, ==, 0);
}

static void
test_many_records (void)
{
  guint n_records = 0;
  g_autoptr(BatchCsvReader) reader = batch_csv_reader_new (0, count, &n_records);
  g_autoptr(GError) error = NULL;

  g_assert_true (batch_csv_reader_feed (reader, (const guint8 *) "a,b\n", 4, &error));
  for (guint i = 0; i < 100000; i++)
    g_assert_true (batch_csv_reader_feed (reader, (const guint8 *) "1,\"2\"\n", 6, &error));
  g_assert_true (batch_csv_reader_end (reader, &error));
  g_assert_cmpuint (n_records, ==, 100000);
}

/* What is wrong with records is told of all of them, and the others are read. */
static void
test_issues (void)
{
  static const char table[] = "a,b\n1\n2,3\n\xFF,4\n5,6,7\n8,9\n";
  BatchLineIssues *issues = batch_line_issues_new (10);
  guint n_records = 0;
  g_autoptr(BatchCsvReader) reader = batch_csv_reader_new (0, count, &n_records);
  g_autoptr(GError) error = NULL;
  GPtrArray *all;

  batch_csv_reader_set_issues (reader, issues);
  g_assert_true (batch_csv_reader_feed (reader, (const guint8 *) table, strlen (table), &error));
  g_assert_true (batch_csv_reader_end (reader, &error));
  g_assert_cmpuint (n_records, ==, 2);

  all = batch_line_issues_get_all (issues);
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpstr (((BatchLineIssue *) all->pdata[0])->message, ==,
                   "Line 2: the number of fields is 1, that of columns 2");
  g_assert_cmpstr (((BatchLineIssue *) all->pdata[1])->message, ==,
                   "Line 4: this is not UTF-8; save the file as UTF-8");
  g_assert_cmpuint (((BatchLineIssue *) all->pdata[2])->line, ==, 5);
  batch_line_issues_free (issues);
}

static gboolean
check_quoted (const char *const *fields,
              guint              line,
              gpointer           user_data)
{
  g_assert_cmpstr (fields[0], ==, "it's, \"so\"");
  g_assert_cmpstr (fields[1], ==, "2");
  return count (fields, line, user_data);
}

static void
test_quote (void)
{
  static const char table[] = "a,b\n'it''s, \"so\"',2\n";
  guint n_records = 0;
  g_autoptr(BatchCsvReader) reader = batch_csv_reader_new (',', check_quoted, &n_records);
  g_autoptr(GError) error = NULL;

  batch_csv_reader_set_quote (reader, '\'');
  g_assert_true (batch_csv_reader_feed (reader, (const guint8 *) table, strlen (table), &error));
  g_assert_true (batch_csv_reader_end (reader, &error));
  g_assert_cmpuint (n_records, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/csv/tables", test_tables);
  g_test_add_func ("/batch/format/csv/given-delimiter", test_given_delimiter);
  g_test_add_func ("/batch/format/csv/without-end", test_without_end);
  g_test_add_func ("/batch/format/csv/issues", test_issues);
  g_test_add_func ("/batch/format/csv/quote", test_quote);
  g_test_add_func ("/batch/format/csv/many-records", test_many_records);
  return g_test_run ();
}
