/* test-rows.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-rows-private.h"

#include <string.h>

#include "support/test-support.h"

/* What is read of odd files, row by row. */

#define LONG (20 * 1024 * 1024)

typedef struct
{
  BatchTestDir  dir;
  BatchRowPlan *plan;
  GString      *log;            /* "value|value" of each row, a line each */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  batch_test_dir_set_up (&fixture->dir, NULL);
  fixture->plan = g_new0 (BatchRowPlan, 1);
  fixture->plan->files = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->log = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_string_free (fixture->log, TRUE);
  batch_row_plan_free (fixture->plan);
  batch_test_dir_tear_down (&fixture->dir, NULL);
}

static gboolean
log_row (BatchRows      *rows,
         const BatchRow *row,
         gpointer        user_data)
{
  Fixture *fixture = user_data;

  for (guint i = 0; rows->columns[i] != NULL; i++)
    {
      g_assert_true (g_utf8_validate (row->values[i], -1, NULL));
      g_string_append_printf (fixture->log, "%s%.40s", i > 0 ? "|" : "", row->values[i]);
    }
  g_string_append_c (fixture->log, '\n');
  return TRUE;
}

static void
add_file (Fixture    *fixture,
          const char *name,
          const char *data,
          gsize       length)
{
  g_ptr_array_add (fixture->plan->files,
                   batch_test_write_file (fixture->dir.dir, name, data, (gssize) length));
}

static void
empty (Fixture      *fixture,
       BatchRowKind  kind)
{
  fixture->plan->kind = kind;
  g_ptr_array_set_size (fixture->plan->files, 0);
  g_clear_pointer (&fixture->plan->encoding, g_free);
  g_string_truncate (fixture->log, 0);
}

/* What is wrong with the first row that is, or NULL. */
static char *
read_all (Fixture *fixture)
{
  g_auto(BatchRows) rows = { .plan = fixture->plan, .func = log_row, .user_data = fixture };
  g_autoptr(GError) error = NULL;

  if (batch_rows_run (&rows, &error))
    return NULL;

  g_assert_nonnull (error);
  return g_strdup (error->message);
}

/* The same of all rows, a line each. */
static char *
check_all (Fixture *fixture)
{
  BatchLineIssues *issues = batch_line_issues_new (10);
  g_auto(BatchRows) rows = { .plan = fixture->plan, .func = log_row, .user_data = fixture,
                             .issues = issues };
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) all = g_string_new (NULL);
  GPtrArray *found;

  batch_rows_run (&rows, &error);
  g_assert_no_error (error);
  found = batch_line_issues_get_all (issues);
  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (all, "%s\n", ((BatchLineIssue *) found->pdata[i])->message);
  batch_line_issues_free (issues);
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/* --- One file of each kind --- */

#define BYTES(text) text, sizeof text - 1
#define MARK "\xEF\xBB\xBF"
#define NOT_TEXT "“a” is neither a picture nor text; move it away, or exclude it"

static const struct
{
  BatchRowKind  kind;
  const char   *data;
  gsize         length;
  const char   *encoding;       /* (nullable) that is chosen */
  const char   *rows;
  const char   *problem;        /* (nullable) */
} files[] = {
  /* Lines: a mark of the encoding is none of the text, and counts are those of an editor. */
  { BATCH_ROW_KIND_LINES, BYTES (""), NULL, "", NULL },
  { BATCH_ROW_KIND_LINES, BYTES (MARK), NULL, "", NULL },
  { BATCH_ROW_KIND_LINES, BYTES (MARK "\n\na"), NULL, "a|3\n", NULL },
  { BATCH_ROW_KIND_LINES, BYTES ("\t a b \r\n \t\n\f\nc\r\n"), NULL, "a b|1\nc|4\n", NULL },
  { BATCH_ROW_KIND_LINES, BYTES ("a\n" MARK "b\n"), NULL, "a|1\n" MARK "b|2\n", NULL },
  { BATCH_ROW_KIND_LINES, BYTES ("a\nb\xFF\n"), "UTF-8", "a|1\n",
    "Line 2: this is not UTF-8; save the file as UTF-8" },
  { BATCH_ROW_KIND_LINES, BYTES ("a\nb\0c\n"), "UTF-8", "a|1\n",
    "Line 2: there is a NUL byte, which no text has; remove it" },
  { BATCH_ROW_KIND_LINES, BYTES ("caf\xE9\n"), "ISO-8859-1", "caf\xC3\xA9|1\n", NULL },
  { BATCH_ROW_KIND_LINES, BYTES ("\xFF\xFE" "a\0\n\0"), NULL, "a|1\n", NULL },
  { BATCH_ROW_KIND_LINES, BYTES ("\xFE\xFF" "\0a\0\n"), NULL, "a|1\n", NULL },
  { BATCH_ROW_KIND_LINES, BYTES ("\xFF\xFE" "a\0\n"), NULL, "",
    "This is not UTF-16LE; choose another encoding, or save the file as UTF-8" },
  { BATCH_ROW_KIND_LINES, BYTES ("\xFF\xFE\x3D\xD8" "a\0"), NULL, "",
    "This is not UTF-16LE; choose another encoding, or save the file as UTF-8" },

  /* Paragraphs keep what is inside of them. */
  { BATCH_ROW_KIND_PARAGRAPHS, BYTES ("\n\n a\n  b \n\n\n\nc"), NULL, " a\n  b|3\nc|8\n", NULL },
  { BATCH_ROW_KIND_PARAGRAPHS, BYTES ("a\r\nb\r\n \t\r\nc\r\n"), NULL, "a\nb|1\nc|4\n", NULL },
  { BATCH_ROW_KIND_PARAGRAPHS, BYTES ("\n \n"), NULL, "", NULL },
  { BATCH_ROW_KIND_PARAGRAPHS, BYTES ("a\n\xC3\n\nb\n"), "UTF-8", "",
    "Line 2: this is not UTF-8; save the file as UTF-8" },

  /* Objects: the columns are those of all lines; what one lacks is empty. */
  { BATCH_ROW_KIND_OBJECTS, BYTES ("{\"a\":1,\"b\":\"x\"}\n{\"b\":null,\"c\":[1, 2]}"), NULL,
    "1|x|\n||[1, 2]\n", NULL },
  { BATCH_ROW_KIND_OBJECTS, BYTES (MARK "{\"a\":1}\n{\"b\":2}\n"), NULL, "1|\n|2\n", NULL },
  { BATCH_ROW_KIND_OBJECTS, BYTES (" \t\r\n  {\"a\":true}\n"), NULL, "true\n", NULL },
  { BATCH_ROW_KIND_OBJECTS, BYTES ("{\"\\u0061\":1}\n{\"a\":2}\n"), NULL, "1\n2\n", NULL },
  { BATCH_ROW_KIND_OBJECTS, BYTES ("{\"a\":1}\n{\"a\":\"\\ud83d\"}\n"), NULL, "1\n",
    "Line 2: half a character is in one of its strings" },
  { BATCH_ROW_KIND_OBJECTS, BYTES ("{\"a\":1}\n{\"a\":\"b\\u0000c\"}\n"), NULL, "1\n",
    "Line 2: there is a NUL byte, which no text has; remove it" },
  { BATCH_ROW_KIND_OBJECTS, BYTES ("{\"a\":{\n"), NULL, "",
    "Line 1: this is not a JSON object: it ends in the middle" },

  /* Tables */
  { BATCH_ROW_KIND_TABLE, BYTES (MARK "a,b\n1,2\n"), NULL, "1|2\n", NULL },
  { BATCH_ROW_KIND_TABLE, BYTES ("a,b\r1,2\r3,4"), NULL, "1|2\n3|4\n", NULL },
  { BATCH_ROW_KIND_TABLE, BYTES ("a,b\n\"1\n"), NULL, "",
    "Line 2: a quote is opened and never closed" },

  /* Files: the name, its stem, the content, the number and the path. */
  { BATCH_ROW_KIND_FILES, BYTES (""), NULL, "a|a||1|a\n", NULL },
  { BATCH_ROW_KIND_FILES, BYTES (MARK "x"), NULL, "a|a|x|1|a\n", NULL },
  { BATCH_ROW_KIND_FILES, BYTES ("caf\xC3\xA9\n"), NULL, "a|a|caf\xC3\xA9\n|1|a\n", NULL },
  { BATCH_ROW_KIND_FILES, BYTES ("caf\xE9"), NULL, "a|a|caf\xC3\xA9|1|a\n", NULL },
  { BATCH_ROW_KIND_FILES, BYTES ("\xFF\xFE" "a\0b\0"), NULL, "a|a|ab|1|a\n", NULL },
  { BATCH_ROW_KIND_FILES, BYTES ("\xFE\xFF" "\0a\0b"), NULL, "a|a|ab|1|a\n", NULL },
  { BATCH_ROW_KIND_FILES, BYTES ("a\0b"), NULL, "", NOT_TEXT },
  { BATCH_ROW_KIND_FILES, BYTES (MARK "a\xFF" "b"), NULL, "", NOT_TEXT },
  { BATCH_ROW_KIND_FILES, BYTES (MARK "a\0b"), NULL, "", NOT_TEXT },
  { BATCH_ROW_KIND_FILES, BYTES ("\xFF\xFE" "a\0\0\0b\0"), NULL, "", NOT_TEXT },
  { BATCH_ROW_KIND_FILES, BYTES ("\xFF\xFE" "a\0b"), NULL, "", NOT_TEXT },

  /* Whoever chooses an encoding knows what it is. */
  { BATCH_ROW_KIND_FILES, BYTES ("\xD0\xC9"), "KOI8-R", "a|a|\xD0\xBF\xD0\xB8|1|a\n", NULL },
  { BATCH_ROW_KIND_FILES, BYTES ("a\0b\0"), "UTF-16LE", "a|a|ab|1|a\n", NULL },
  { BATCH_ROW_KIND_FILES, BYTES ("caf\xE9"), "UTF-8", "",
    "“a” is neither a picture nor text in UTF-8; exclude it, or choose another encoding" },
  { BATCH_ROW_KIND_FILES, BYTES ("a"), "NOBODY-1", "",
    "Conversion from character set “NOBODY-1” to “UTF-8” is not supported" },
};

static void
test_files (Fixture       *fixture,
            gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *problem = NULL;

      g_test_message ("case %u: %s", i, files[i].data);
      empty (fixture, files[i].kind);
      fixture->plan->encoding = g_strdup (files[i].encoding);
      add_file (fixture, "a", files[i].data, files[i].length);
      problem = read_all (fixture);
      g_assert_cmpstr (problem, ==, files[i].problem);
      g_assert_cmpstr (fixture->log->str, ==, files[i].rows);
    }
}

/* --- Several files --- */

static const struct
{
  BatchRowKind  kind;
  const char   *first;
  const char   *second;
  const char   *rows;
  const char   *problem;        /* (nullable) */
} pairs[] = {
  { BATCH_ROW_KIND_LINES, "a", MARK "b\n", "a|1\nb|1\n", NULL },
  { BATCH_ROW_KIND_PARAGRAPHS, "a\nb", "c", "a\nb|1\nc|1\n", NULL },
  { BATCH_ROW_KIND_TABLE, "a,b\n1,2\n", "b,a\n3,4\n", "1|2\n4|3\n", NULL },
  { BATCH_ROW_KIND_TABLE, "a,b\n1,2\n", "c;b;a\n5;3;4\n", "1|2\n4|3\n", NULL },
  { BATCH_ROW_KIND_TABLE, "a,b\n1,2\n", "a,c\n3,4\n", "1|2\n",
    "second: There is no column “b”, which the first table has" },
  { BATCH_ROW_KIND_TABLE, "a,b\n1,2\n", "A,b\n3,4\n", "1|2\n",
    "second: There is no column “a”, which the first table has" },
  { BATCH_ROW_KIND_TABLE, "a,b\n1,2\n", "a,c\n", "1|2\n",
    "second: There is no column “b”, which the first table has" },
  { BATCH_ROW_KIND_TABLE, "a,b\n1,2\n", "a,b\n3\n", "1|2\n",
    "second: Line 2: the number of fields is 1, that of columns 2" },
  { BATCH_ROW_KIND_OBJECTS, "{\"a\":1}\n", "{\"b\":2,\"a\":3}\n", "1\n3\n", NULL },
  { BATCH_ROW_KIND_OBJECTS, "{\"a\":1}\n", MARK "{\"a\":2}\n", "1\n2\n", NULL },
  { BATCH_ROW_KIND_OBJECTS, "{\"a\":1}\n", "\n[]\n", "1\n",
    "second: Line 2: this is not a JSON object: an object is missing" },
};

static void
test_pairs (Fixture       *fixture,
            gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *problem = NULL;

      g_test_message ("case %u: %s", i, pairs[i].second);
      empty (fixture, pairs[i].kind);
      add_file (fixture, "first", pairs[i].first, strlen (pairs[i].first));
      add_file (fixture, "second", pairs[i].second, strlen (pairs[i].second));
      problem = read_all (fixture);
      g_assert_cmpstr (problem, ==, pairs[i].problem);
      g_assert_cmpstr (fixture->log->str, ==, pairs[i].rows);
    }
}

/* --- Which rows --- */

static const struct
{
  gint64        limit;
  const char   *rows;           /* (nullable) that are wanted, as "13" */
  const char   *read;
} choices[] = {
  { 0, NULL, "a\nb\nc\nd\n" },
  { 1, NULL, "a\n" },
  { 4, NULL, "a\nb\nc\nd\n" },
  { 9, NULL, "a\nb\nc\nd\n" },
  { 0, "1", "a\n" },
  { 0, "4", "d\n" },
  { 0, "42", "b\nd\n" },
  { 0, "3313", "a\nc\n" },
  { 0, "9", "" },
  { 0, "29", "b\n" },
  { 1, "3", "c\n" },
};

static void
test_choices (Fixture       *fixture,
              gconstpointer  data)
{
  static const BatchRowKind kinds[] = { BATCH_ROW_KIND_TABLE, BATCH_ROW_KIND_OBJECTS };
  static const char *const texts[] = { "x\na\nb\nc\nd\n",
                                       "{\"x\":\"a\"}\n{\"x\":\"b\"}\n{\"x\":\"c\"}\n"
                                       "{\"x\":\"d\"}\n" };

  for (guint i = 0; i < G_N_ELEMENTS (choices) * G_N_ELEMENTS (kinds); i++)
    {
      guint choice = i / G_N_ELEMENTS (kinds);
      const char *wanted = choices[choice].rows;
      g_autofree char *problem = NULL;
      gint64 numbers[4];
      gsize n = 0;

      g_test_message ("case %u", i);
      empty (fixture, kinds[i % G_N_ELEMENTS (kinds)]);
      add_file (fixture, "a", texts[i % G_N_ELEMENTS (kinds)],
                strlen (texts[i % G_N_ELEMENTS (kinds)]));
      for (; wanted != NULL && wanted[n] != '\0'; n++)
        numbers[n] = wanted[n] - '0';
      batch_row_plan_set_rows (fixture->plan, wanted != NULL ? numbers : NULL, n);
      fixture->plan->limit = choices[choice].limit;

      problem = read_all (fixture);
      g_assert_null (problem);
      g_assert_cmpstr (fixture->log->str, ==, choices[choice].read);
    }
}

/* --- What is too long --- */

/* Is told once, and the next one is a row again. */
static void
test_long (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct
  {
    BatchRowKind  kind;
    const char   *behind;       /* the long line */
    const char   *rows;
    const char   *problems;
  } cases[] = {
    { BATCH_ROW_KIND_LINES, "\nb\n", "a|1\nb|4\n", "Line 3: the line is longer than 20 MiB\n" },
    { BATCH_ROW_KIND_PARAGRAPHS, "\n\nb\n", "a|1\nb|5\n",
      "Line 3: the paragraph is longer than 20 MiB\n" },
    { BATCH_ROW_KIND_PARAGRAPHS, "\nof it\ntoo\n\nb\n", "a|1\nb|7\n",
      "Line 3: the paragraph is longer than 20 MiB\n" },
    { BATCH_ROW_KIND_PARAGRAPHS, "\nof it\n", "a|1\n",
      "Line 3: the paragraph is longer than 20 MiB\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* A paragraph is too long by its second line, as a line of its own is never read. */
      gboolean is_line = cases[i].kind == BATCH_ROW_KIND_LINES;
      g_autofree char *filler = g_strnfill (is_line ? LONG + 1 : LONG - 1, 'x');
      g_autofree char *text = g_strconcat ("a\n\n", filler, is_line ? "" : "\nxx",
                                           cases[i].behind, NULL);
      g_autofree char *problem = NULL;
      g_autofree char *problems = NULL;

      g_test_message ("case %u", i);
      empty (fixture, cases[i].kind);
      add_file (fixture, "a", text, strlen (text));
      problem = read_all (fixture);
      g_assert_true (problem != NULL && g_str_has_prefix (cases[i].problems, problem));
      g_assert_cmpstr (fixture->log->str, ==, "a|1\n");

      g_string_truncate (fixture->log, 0);
      problems = check_all (fixture);
      g_assert_cmpstr (problems, ==, cases[i].problems);
    }
}

/* The columns are all there, however long the first object is, and however many there are. */
static void
test_large_object (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *filler = g_strnfill (3 * 1024 * 1024, 'x');
  g_autofree char *text = g_strconcat ("{\"a\":\"", filler, "\",\"b\":1}\n{\"b\":2}\n", NULL);
  g_autoptr(GString) wide = g_string_new ("{");
  g_autoptr(GString) values = g_string_new ("0");
  g_autofree char *problem = NULL;

  empty (fixture, BATCH_ROW_KIND_OBJECTS);
  add_file (fixture, "a", text, strlen (text));
  problem = read_all (fixture);
  g_assert_null (problem);
  g_assert_true (g_str_has_suffix (fixture->log->str, "xxx|1\n|2\n"));

  g_string_append (wide, "\"c0\":0");
  for (guint i = 1; i < 4096; i++)
    {
      g_string_append_printf (wide, ",\"c%u\":%u", i, i);
      g_string_append_printf (values, "|%u", i);
    }
  g_string_append (wide, "}");
  g_string_append (values, "\n");
  empty (fixture, BATCH_ROW_KIND_OBJECTS);
  add_file (fixture, "a", wide->str, wide->len);
  problem = read_all (fixture);
  g_assert_null (problem);
  g_assert_cmpstr (fixture->log->str, ==, values->str);
}

/* A file that no line could hold is not even read. */
static void
test_large_file (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char *const expected = "“a” is larger than 20 MiB";
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFileIOStream) stream = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *problems = NULL;

  empty (fixture, BATCH_ROW_KIND_FILES);
  add_file (fixture, "a", "", 0);
  add_file (fixture, "b", "b", 1);
  file = g_object_ref (fixture->plan->files->pdata[0]);
  stream = g_file_open_readwrite (file, NULL, NULL);
  g_assert_true (g_seekable_truncate (G_SEEKABLE (stream), LONG + 1, NULL, NULL));

  problem = read_all (fixture);
  g_assert_cmpstr (problem, ==, expected);
  g_assert_cmpstr (fixture->log->str, ==, "");

  problems = check_all (fixture);
  g_assert_true (g_str_has_prefix (problems, expected));
  g_assert_cmpstr (fixture->log->str, ==, "b|b|b|1|b\n");
}

/* --- What is no source --- */

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  static const struct
  {
    BatchRowKind  kind;
    const char   *text;         /* (nullable) no file */
    const char   *problem;
  } cases[] = {
    { BATCH_ROW_KIND_LINES, NULL, "There is no file to read; add one" },
    { BATCH_ROW_KIND_FILES, NULL, "There is no file to read; add one" },
    { BATCH_ROW_KIND_REQUESTS, "{}", "This is a batch file already; submit it as it is" },
    { (BatchRowKind) 99, "{}", "There is no such source" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *problem = NULL;

      g_test_message ("case %u", i);
      empty (fixture, cases[i].kind);
      if (cases[i].text != NULL)
        add_file (fixture, "a", cases[i].text, strlen (cases[i].text));
      problem = read_all (fixture);
      g_assert_cmpstr (problem, ==, cases[i].problem);
    }
}

/* A text that was pasted is read as a file is, and in no other encoding. */
static void
test_pasted (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *problem = NULL;

  empty (fixture, BATCH_ROW_KIND_LINES);
  fixture->plan->encoding = g_strdup ("UTF-16LE");
  fixture->plan->text = g_strdup ("caf\xC3\xA9\n\nb");
  problem = read_all (fixture);
  g_assert_null (problem);
  g_assert_cmpstr (fixture->log->str, ==, "caf\xC3\xA9|1\nb|3\n");
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  for (BatchRowKind kind = BATCH_ROW_KIND_TABLE; kind < BATCH_ROW_KIND_REQUESTS; kind++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_auto(BatchRows) rows = { .plan = fixture->plan, .cancellable = cancellable,
                                 .func = log_row, .user_data = fixture };
      g_autoptr(GError) error = NULL;

      empty (fixture, kind);
      add_file (fixture, "a", "a,b\n1,2\n", 8);
      g_cancellable_cancel (cancellable);
      g_assert_false (batch_rows_run (&rows, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpstr (fixture->log->str, ==, "");
    }
}

#define add(name, func) \
  g_test_add ("/batch/maker/rows/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("files", test_files);
  add ("pairs", test_pairs);
  add ("choices", test_choices);
  add ("long", test_long);
  add ("large-file", test_large_file);
  add ("large-object", test_large_object);
  add ("refused", test_refused);
  add ("pasted", test_pasted);
  add ("cancelled", test_cancelled);

  return g_test_run ();
}
