/* test-server-clock.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-server-clock-private.h"

#define NOW_US (G_GINT64_CONSTANT (1763719200) * G_USEC_PER_SEC)    /* 21 Nov 2025, 10:00:00 */

static const struct
{
  const char *date;
  gint64      ahead_s;
} cases[] = {
  { NULL, 0 },
  { "", 0 },
  { "today", 0 },
  { "Fri, 21 Nov 2025 10:00:00 GMT", 0 },
  { "Fri, 21 Nov 2025 09:59:58 GMT", 0 },               /* it was on its way */
  { "Fri, 21 Nov 2025 09:59:57 GMT", -3 },
  { "Fri, 21 Nov 2025 10:00:03 GMT", 3 },
  { "Fri, 21 Nov 2025 10:05:00 GMT", 300 },
  { "Friday, 21-Nov-25 09:00:00 GMT", -3600 },
  { "Thu, 01 Jan 1970 00:00:00 GMT", -1763719200 },     /* it has no clock */
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("row %u", i);
      g_assert_cmpint (batch_server_clock_ahead (cases[i].date, NOW_US), ==,
                       cases[i].ahead_s * G_USEC_PER_SEC);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/http/server-clock/cases", test_cases);
  return g_test_run ();
}
