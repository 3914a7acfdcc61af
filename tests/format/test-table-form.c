/* test-table-form.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-table-form-private.h"

#include <string.h>

static const struct
{
  const char *data;
  char        delimiter;
  char        quote;
} cases[] = {
  { "", ',', '"' },
  { "one\n", ',', '"' },
  { "a,b", ',', '"' },
  { "a;b\n1;2\n", ';', '"' },
  { "a\tb\r\n1\t2\r\n", '\t', '"' },
  { "a|b\n1|2\n", '|', '"' },
  /* Most records as the first one. */
  { "name;text\nA;one, two\nB;three\n", ';', '"' },
  { "a;b;c\n1,5;2,5;3\n4,5;5,5;6\n", ';', '"' },
  { "one, two;three\na;b\nc;d\n", ';', '"' },
  /* What is quoted does not count. */
  { "\"a;x;y\",b\n\"1\n2\",3\n", ',', '"' },
  /* What is cut at the end does not count, unless it is all. */
  { "a,b,c\n1,2,3\n1;2;3;4;5;6", ',', '"' },
  /* What a spreadsheet says counts, with a mark before it and within quotes, too. */
  { "sep=;\r\na,b;c\r\n1,2;3\r\n", ';', '"' },
  { "SEP=,\na;b\n1;2\n", ',', '"' },
  { "\xEF\xBB\xBF\"sep=\t\"\na\tb\n", '\t', '"' },
  { "sep=|\n'a'|'b;c'\n", '|', '\'' },
  { "sep=\na;b\n", ',', '"' },
  { "sep=;x\na,b\n1,2\n", ';', '"' },
  { "sep=;", ';', '"' },
  /* Apostrophes are quotes when all of a field is within them. */
  { "'a','b'\n'1;2','it''s'\n", ',', '\'' },
  { "a,b\n'tis,x\n", ',', '"' },
  { "a,b\n'x',\"y\"\n", ',', '"' },
};

static void
test_sniff (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchTableForm form;

      g_test_message ("case %u", i);
      batch_table_form_sniff (cases[i].data, strlen (cases[i].data), &form);
      g_assert_cmpint (form.delimiter, ==, cases[i].delimiter);
      g_assert_cmpint (form.quote, ==, cases[i].quote);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/table-form/sniff", test_sniff);
  return g_test_run ();
}
