/* test-source-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#include "output/batch-source-row-private.h"
#include "test-support.h"

static char *
join (char **texts)
{
  return texts != NULL ? g_strjoinv ("|", texts) : g_strdup ("none");
}

/* What stands behind a body, the columns, and the values of those and of another one. */
static void
test_cases (void)
{
  static const struct
  {
    const char *rest;
    const char *columns;
    const char *values;       /* of b, a and c */
  } cases[] = {
    { ",\"row\":{\"a\":\"1\",\"b\":\"2\"}}", "a|b", "2|1|" },
    { " , \"row\" : { \"b\" : \"2\" } , \"x\" : [1] }\r", "b", "2||" },
    { ",\"row\":{\"a\":\"x\\ny \\u00e9\"}}", "a", "|x\ny \xC3\xA9|" },
    { ",\"row\":{\"a\":1.50,\"b\":null,\"c\":{\"d\":[]}}}", "a|b|c", "|1.50|{\"d\":[]}" },
    { ",\"row\":{\"a\":\"1\",\"a\":\"2\"}}", "a|a", "|2|" },
    { ",\"row\":{\"a\":\"\\u0000\"}}", "a", "||" },
    { ",\"row\":{}}", "", "||" },
    { "}", "none", "||" },
    { ",\"row\":\"a\"}", "none", "||" },
    { ",\"row\":{\"a\":\"1\"}", "none", "||" },
    { ",\"row\":{\"a\":\"1\"}} more", "none", "||" },
    { "", "none", "||" },
  };
  static const char *const wanted[] = { "b", "a", "c", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) rest = g_bytes_new_static (cases[i].rest, strlen (cases[i].rest));
      g_auto(GStrv) columns = batch_source_row_dup_columns (rest);
      g_auto(GStrv) values = batch_source_row_dup_values (rest, wanted);
      g_autofree char *joined_columns = join (columns);
      g_autofree char *joined_values = join (values);

      g_test_message ("%s", cases[i].rest);
      g_assert_cmpstr (joined_columns, ==, cases[i].columns);
      g_assert_cmpstr (joined_values, ==, cases[i].values);
    }
}

/* The line ends where it does, or with the file, however long it is. */
static void
test_read (void)
{
  static const gsize lengths[] = { 0, 1, 1023, 1024, 1025, 2048, 5000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    for (guint is_last = 0; is_last < 2; is_last++)
      {
        g_autofree char *dir = batch_test_make_dir ();
        g_autofree char *path = g_build_filename (dir, "input", NULL);
        g_autofree char *rest = g_strnfill (lengths[i], 'r');
        g_autofree char *text =
          g_strdup_printf ("{\"body\":{}%s%s", rest, is_last ? "" : "\nnext\n");
        g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
        g_autoptr(BatchBlobSource) input = NULL;
        g_autoptr(GBytes) read = NULL;
        g_autoptr(GBytes) beyond = NULL;
        g_autoptr(GError) error = NULL;

        g_assert_true (g_file_set_contents (path, text, -1, NULL));
        input = batch_blob_source_new (digest, g_open (path, O_RDONLY | O_CLOEXEC, 0), &error);
        g_assert_no_error (error);
        read = batch_source_row_read (input, 8, 2, &error);
        g_assert_no_error (error);
        g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), rest, lengths[i]);

        beyond = batch_source_row_read (input, 8000, 2, &error);
        g_assert_null (beyond);
        g_assert_nonnull (error);
        batch_test_remove_dir (dir);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/output/source-row/cases", test_cases);
  g_test_add_func ("/batch/output/source-row/read", test_read);
  return g_test_run ();
}
