/* test-etag.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-etag-private.h"

#define TAG "\"abc\""

static void
test_lists (void)
{
  static const struct
  {
    const char *list;
    gboolean    has;
  } cases[] = {
    { TAG, TRUE },
    { "W/" TAG, TRUE },
    { "*", TRUE },
    { " * ", FALSE },
    { "\"x\", " TAG, TRUE },
    { "\"x\"," TAG ",\"y\"", TRUE },
    { "W/\"x\" , W/" TAG, TRUE },
    { "\"a, b\", " TAG, TRUE },
    /* Others, or none. */
    { NULL, FALSE },
    { "", FALSE },
    { ",,", FALSE },
    { "\"ab\"", FALSE },
    { "\"abcd\"", FALSE },
    { "\"ABC\"", FALSE },
    { "abc", FALSE },
    { "\"abc", FALSE },
    { "w/" TAG, FALSE },
    { "x, " TAG, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (batch_api_etag_is_in (cases[i].list, TAG), ==, cases[i].has);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/api/etag/lists", test_lists);

  return g_test_run ();
}
