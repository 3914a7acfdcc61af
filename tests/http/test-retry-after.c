/* test-retry-after.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-retry-after-private.h"

#define NOW_US (G_GINT64_CONSTANT (1763719200) * G_USEC_PER_SEC) /* 21 Nov 2025 10:00:00 UTC */

static void
test_values (void)
{
  static const struct
  {
    const char *value;
    gint64      ms;
  } cases[] = {
    { "0", 0 },
    { "1", 1000 },
    { " 12 ", 12000 },
    { "1.5", 1500 },
    { "0.25", 250 },
    { "-5", 0 },
    { "86400", BATCH_RETRY_AFTER_MAX_MS },
    { "99999999999999999999999999", BATCH_RETRY_AFTER_MAX_MS },
    { "1e300", BATCH_RETRY_AFTER_MAX_MS },
    { "Fri, 21 Nov 2025 10:00:30 GMT", 30000 },
    { "Friday, 21-Nov-25 10:00:30 GMT", 30000 },
    { "Fri Nov 21 10:00:30 2025", 30000 },
    { "Fri, 21 Nov 2025 09:59:00 GMT", 0 },
    { "Fri, 21 Nov 2027 10:00:00 GMT", BATCH_RETRY_AFTER_MAX_MS },

    { NULL, -1 },
    { "", -1 },
    { "  ", -1 },
    { "soon", -1 },
    { "10 s", -1 },
    { "-", -1 },
    { "nan", -1 },
    { "inf", -1 },
    { "Fri, 99 Nov 2025 10:00:30 GMT", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].value);
      g_assert_cmpint (batch_retry_after_parse (cases[i].value, NOW_US, BATCH_RETRY_AFTER_MAX_MS),
                       ==, cases[i].ms);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/http/retry-after/values", test_values);
  return g_test_run ();
}
