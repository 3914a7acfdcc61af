/* test-file-name.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-file-name-private.h"

#include <string.h>

static void
test_safe (void)
{
  static const struct
  {
    const char *name;
    const char *safe;
  } cases[] = {
    { "answer.txt", "answer.txt" },
    { "Größe 1.txt", "Größe 1.txt" },
    { "a/b\\c:d*e?f\"g<h>i|j.txt", "a_b_c_d_e_f_g_h_i_j.txt" },
    { "../../etc/passwd", "_.._.._etc_passwd" },
    { "a\nb\tc.txt", "a_b_c.txt" },
    { ".hidden", "_.hidden" },
    { ".", "_" },
    { "..", "_" },
    { "", "_" },
    { "end. . ", "end" },
    { "con", "_con" },
    { "NUL.txt", "_NUL.txt" },
    { "com1.txt", "_com1.txt" },
    { "console.txt", "console.txt" },
    { "a\xE2\x80\xAE" "b.txt", "a_b.txt" },
    { "\xFF.txt", "\xEF\xBF\xBD.txt" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *safe = batch_file_name_make_safe (cases[i].name);
      g_autofree char *again = batch_file_name_make_safe (safe);

      g_assert_cmpstr (safe, ==, cases[i].safe);
      g_assert_cmpstr (again, ==, safe);
    }
}

static void
test_long (void)
{
  g_autoptr(GString) name = g_string_new (NULL);
  g_autofree char *safe = NULL;

  for (guint i = 0; i < 300; i++)
    g_string_append (name, "ß");
  g_string_append (name, ".txt");

  safe = batch_file_name_make_safe (name->str);
  g_assert_cmpuint (strlen (safe), <=, 200);
  g_assert_true (g_str_has_suffix (safe, "ß.txt"));
  g_assert_true (g_utf8_validate (safe, -1, NULL));
}

static void
test_number (void)
{
  static const struct
  {
    const char *path;
    const char *numbered;
  } cases[] = {
    { "report.csv", "report (2).csv" },
    { "/a.b/report.csv", "/a.b/report (2).csv" },
    { "/a.b/report", "/a.b/report (2)" },
    { ".hidden", ".hidden (2)" },
    { "v1.5 final", "v1.5 final (2)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *numbered = batch_file_name_number (cases[i].path, 2);

      g_assert_cmpstr (numbered, ==, cases[i].numbered);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/format/file-name/safe", test_safe);
  g_test_add_func ("/batch/format/file-name/long", test_long);
  g_test_add_func ("/batch/format/file-name/number", test_number);

  return g_test_run ();
}
