/* test-outcome-limits.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-outcome-private.h"

/* Where the server does not say when to come again, but when its limit begins anew. */
static void
test_limit_reset (void)
{
  static const struct
  {
    int         status;
    const char *retry_after;
    gint64      limit_reset_ms;
    gint64      ms;
    gint64      ahead_s;           /* the clock of the server */
  } cases[] = {
    { 429, NULL, 5000, 5000 },
    { 429, "soon", 5000, 5000 },
    { 429, "2", 5000, 2000 },
    { 429, "0", 5000, 0 },
    { 429, NULL, 0, -1 },
    { 503, NULL, 5000, -1 },
    { 400, NULL, 5000, -1 },
    { 429, "Thu, 01 Jan 1970 00:01:00 GMT", 5000, 60000 },
    { 429, "Thu, 01 Jan 1970 00:01:00 GMT", 5000, 20000, 40 },
    { 429, "Thu, 01 Jan 1970 00:01:00 GMT", 5000, 100000, -40 },
    { 429, "2", 5000, 2000, 40 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };
      g_autoptr(GBytes) body = g_bytes_new_static ("", 0);
      BatchResponse response = {
        .status = cases[i].status,
        .retry_after = (char *) cases[i].retry_after,
        .limit_reset_ms = cases[i].limit_reset_ms,
        .clock_ahead_us = cases[i].ahead_s * G_USEC_PER_SEC,
        .body = body,
      };

      batch_outcome_from_response (&outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
      g_assert_cmpint (outcome.retry_after_ms, ==, cases[i].ms);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/outcome-limits/limit-reset", test_limit_reset);
  return g_test_run ();
}
