/* test-range.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-range-private.h"

#define TAG "\"abc\""

static void
test_ranges (void)
{
  static const struct
  {
    const char        *range;
    const char        *if_range;
    gint64             size;
    BatchApiRangeKind  kind;
    gint64             first;
    gint64             length;
  } cases[] = {
    { NULL, NULL, 10, BATCH_API_RANGE_ALL, 0, 10 },
    { "bytes=0-", NULL, 10, BATCH_API_RANGE_PART, 0, 10 },
    { "bytes=4-", NULL, 10, BATCH_API_RANGE_PART, 4, 6 },
    { "Bytes=4-6", NULL, 10, BATCH_API_RANGE_PART, 4, 3 },
    { "bytes=9-99999999999999999999", NULL, 10, BATCH_API_RANGE_PART, 9, 1 },
    { "bytes=-3", NULL, 10, BATCH_API_RANGE_PART, 7, 3 },
    { "bytes=-30", NULL, 10, BATCH_API_RANGE_PART, 0, 10 },
    { "bytes=4-", TAG, 10, BATCH_API_RANGE_PART, 4, 6 },
    /* Behind the end. */
    { "bytes=10-", NULL, 10, BATCH_API_RANGE_NONE, 0, 0 },
    { "bytes=99999999999999999999-", NULL, 10, BATCH_API_RANGE_NONE, 0, 0 },
    { "bytes=-0", NULL, 10, BATCH_API_RANGE_NONE, 0, 0 },
    { "bytes=0-", NULL, 0, BATCH_API_RANGE_NONE, 0, 0 },
    { "bytes=-1", NULL, 0, BATCH_API_RANGE_NONE, 0, 0 },
    /* Of another file. */
    { "bytes=4-", "\"abd\"", 10, BATCH_API_RANGE_ALL, 0, 10 },
    { "bytes=4-", "Thu, 26 Nov 2026 08:00:00 GMT", 10, BATCH_API_RANGE_ALL, 0, 10 },
    /* None, or several. */
    { "bytes=6-4", NULL, 10, BATCH_API_RANGE_ALL, 0, 10 },
    { "bytes=0-1,4-5", NULL, 10, BATCH_API_RANGE_ALL, 0, 10 },
    { "bytes=", NULL, 10, BATCH_API_RANGE_ALL, 0, 10 },
    { "bytes=-", NULL, 10, BATCH_API_RANGE_ALL, 0, 10 },
    { "bytes=+4-", NULL, 10, BATCH_API_RANGE_ALL, 0, 10 },
    { "bytes=4", NULL, 10, BATCH_API_RANGE_ALL, 0, 10 },
    { "bytes=4-x", NULL, 10, BATCH_API_RANGE_ALL, 0, 10 },
    { "lines=4-", NULL, 10, BATCH_API_RANGE_ALL, 0, 10 },
    { "", NULL, 10, BATCH_API_RANGE_ALL, 0, 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchApiRange range = batch_api_range_read (cases[i].range, cases[i].if_range, TAG,
                                                  cases[i].size);

      g_test_message ("case %u", i);
      g_assert_cmpint (range.kind, ==, cases[i].kind);
      g_assert_cmpint (range.first, ==, cases[i].first);
      g_assert_cmpint (range.length, ==, cases[i].length);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/api/range/ranges", test_ranges);
  return g_test_run ();
}
