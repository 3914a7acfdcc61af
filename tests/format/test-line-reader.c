/* test-line-reader.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-line-reader-private.h"

#include <string.h>

/* Writes down what it is told: number, offset and text of every line. */
static gboolean
write_down (const BatchLine *line,
            gpointer         user_data)
{
  GString *log = user_data;

  g_string_append_printf (log, "%u@%" G_GINT64_FORMAT ":", line->number, line->offset);
  if (line->data != NULL)
    g_string_append_len (log, (const char *) line->data, line->length);
  else
    g_string_append (log, "(too long)");
  g_string_append_c (log, ';');

  return line->length == 0 || line->data == NULL || line->data[0] != '!';
}

static char *
read_in_pieces (const char *text,
                gsize       piece,
                gsize       max_line)
{
  GString *log = g_string_new (NULL);
  g_autoptr(BatchLineReader) reader = batch_line_reader_new (max_line, write_down, log);
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i += piece)
    {
      g_autofree guint8 *copy = g_memdup2 (text + i, MIN (piece, length - i));

      if (!batch_line_reader_feed (reader, copy, MIN (piece, length - i)))
        break;
    }
  batch_line_reader_end (reader);

  return g_string_free (log, FALSE);
}

static void
test_pieces (void)
{
  static const struct
  {
    const char *text;
    const char *log;
  } cases[] = {
    { "", "" },
    { "a", "1@0:a;" },
    { "a\n", "1@0:a;" },
    { "\n", "1@0:;" },
    { "a\nbc\n\nd", "1@0:a;2@2:bc;3@5:;4@6:d;" },
    { "a\r\nb\rc\r\n\r\n", "1@0:a;2@3:b\rc;3@8:;" },
    { "a\r", "1@0:a;" },
    { "12345678\n12345678\r\nx\n", "1@0:12345678;2@9:12345678;3@19:x;" },
    { "123456789\nx\n", "1@0:(too long);2@10:x;" },
    { "123456789\r\nx", "1@0:(too long);2@11:x;" },
    { "a\n1234567890123456789012345678901234567890\nb\n", "1@0:a;2@2:(too long);3@43:b;" },
    { "a\n1234567890", "1@0:a;2@2:(too long);" },
    { "a\n123456789", "1@0:a;2@2:(too long);" },
    { "a\n!\nb\nc", "1@0:a;2@2:!;" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize piece = 1; piece < 50; piece++)
      {
        g_autofree char *log = read_in_pieces (cases[i].text, piece, 8);

        g_assert_cmpstr (log, ==, cases[i].log);
      }
}

static void
test_reset (void)
{
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(BatchLineReader) reader = batch_line_reader_new (0, write_down, log);

  g_assert_true (batch_line_reader_feed (reader, (const guint8 *) "a\nb", 3));
  batch_line_reader_reset (reader);
  g_assert_false (batch_line_reader_feed (reader, (const guint8 *) "!c\nd", 4));
  g_assert_false (batch_line_reader_feed (reader, (const guint8 *) "e\n", 2));
  batch_line_reader_end (reader);
  g_assert_cmpstr (log->str, ==, "1@0:a;1@0:!c;");
}

static gboolean
expect_address (const BatchLine *line,
                gpointer         user_data)
{
  const guint8 **expected = user_data;

  g_assert_true (line->data == *expected);
  *expected = NULL;
  return TRUE;
}

static void
test_whole_line_is_not_copied (void)
{
  static const guint8 text[] = "12345\n";
  const guint8 *expected = text;
  g_autoptr(BatchLineReader) reader = batch_line_reader_new (0, expect_address, &expected);

  batch_line_reader_feed (reader, text, sizeof text - 1);
  g_assert_null (expected);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/line-reader/pieces", test_pieces);
  g_test_add_func ("/batch/format/line-reader/reset", test_reset);
  g_test_add_func ("/batch/format/line-reader/whole-line-is-not-copied",
                   test_whole_line_is_not_copied);
  return g_test_run ();
}
