/* test-json-nonfinite.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-nonfinite-private.h"

#include <string.h>

static void
test_cases (void)
{
  static const struct
  {
    const char *text;
    const char *without;           /* NULL: nothing is done */
  } cases[] = {
    { "{\"a\":NaN}", "{\"a\":null}" },
    { "{\"a\":Infinity,\"b\":-Infinity}", "{\"a\":null,\"b\":null}" },
    { "[NaN, NaN ,-Infinity]", "[null, null ,null]" },
    { "NaN", "null" },
    { "{\"NaN\":NaN,\"b\":\"-Infinity\"}", "{\"NaN\":null,\"b\":\"-Infinity\"}" },
    { "{\"a\":\"\\\"NaN\\\\\",\"b\":NaN}", "{\"a\":\"\\\"NaN\\\\\",\"b\":null}" },
    { "{\"a\":-1,\"b\":NaN}", "{\"a\":-1,\"b\":null}" },
    { "{\"No\":\"N\",\"In\":\"INaN\",\"b\":NaN}", "{\"No\":\"N\",\"In\":\"INaN\",\"b\":null}" },
    { "[\"IInfinity\",Infinity]", "[\"IInfinity\",null]" },
    { "", NULL },
    { "N", NULL },
    { "[1]NaI", NULL },
    { "{}", NULL },
    { "{\"a\":\"NaN\"}", NULL },
    { "{\"a\":\"Infinity\"}", NULL },
    /* What is no JSON without them, either. */
    { "{\"a\":NaN", NULL },
    { "{\"a\":NaNs}", NULL },
    { "{\"a\":--Infinity}", NULL },
    { "{\"a\":-NaN}", NULL },
    { "{\"a\":nan,\"b\":NaN}", NULL },
    { "{\"a\":NaN,\"b\":\"", NULL },
    { "{\"a\":NaN,\"b\":\"\\", NULL },
    { "NaN NaN", NULL },
    { "<html>NaN</html>", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize size = strlen (cases[i].text);
      /* Of just that size, so that a sanitizer sees what is read behind it. */
      g_autofree guint8 *copy = g_memdup2 (cases[i].text, size);
      g_autoptr(GBytes) without = batch_json_without_nonfinite (copy, size);
      gsize length = 0;
      const char *data = without != NULL ? g_bytes_get_data (without, &length) : NULL;

      g_test_message ("%s", cases[i].text);
      if (cases[i].without == NULL)
        g_assert_null (without);
      else
        g_assert_cmpmem (data, length, cases[i].without, strlen (cases[i].without));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/json/nonfinite/cases", test_cases);
  return g_test_run ();
}
