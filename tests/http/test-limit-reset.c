/* test-limit-reset.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-limit-reset-private.h"
#include "http/batch-retry-after-private.h"

#define NOW_US (G_GINT64_CONSTANT (1763719200) * G_USEC_PER_SEC) /* 21 Nov 2025 10:00:00 UTC */
#define MAX_MS BATCH_RETRY_AFTER_MAX_MS

static void
test_values (void)
{
  static const struct
  {
    const char *value;
    gint64      ms;
  } cases[] = {
    { "1s", 1000 },
    { "20ms", 20 },
    { "6m0s", 360000 },
    { "1m26.4s", 86400 },
    { "0s", 0 },
    { "1h2m3s", MAX_MS },
    { "1d", MAX_MS },
    { "0", 0 },
    { "12", 12000 },
    { "0.25", 250 },
    { "86400", MAX_MS },
    { "1763719230", 30000 },
    { "1763719230500", 30500 },
    { "1763719100", 0 },
    { "1763719100000", 0 },
    { "1e300", MAX_MS },

    { "", -1 },
    { "soon", -1 },
    { "-5", -1 },
    { "s", -1 },
    { "5 s", -1 },
    { "5x", -1 },
    { "1m5", -1 },
    { "inf", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].value);
      g_assert_cmpint (batch_limit_reset_parse (cases[i].value, NOW_US), ==, cases[i].ms);
    }
}

/* What a server says in one answer: names and values of headers, one after the other. */
static void
test_headers (void)
{
  static const struct
  {
    const char *headers[9];
    gint64      ms;
  } cases[] = {
    { { NULL }, 0 },
    { { "X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset",
        "1763719260000" }, 60000 },
    { { "x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests", "8.6s",
        "x-ratelimit-remaining-tokens", "4000", "x-ratelimit-reset-tokens", "6m0s" }, 8600 },
    { { "x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests", "8s",
        "x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "6m0s" }, 360000 },
    { { "RateLimit-Remaining", "0", "RateLimit-Reset", "30" }, 30000 },
    { { "x-ratelimit-remaining-tokens", "-12", "x-ratelimit-reset-tokens", "2s" }, 2000 },
    { { "x-ratelimit-reset", "30" }, 0 },                /* nobody knows of what it is */
    { { "x-ratelimit-remaining", "1", "x-ratelimit-reset", "30" }, 0 },
    { { "x-ratelimit-remaining", "no", "x-ratelimit-reset", "30" }, 0 },
    { { "x-ratelimit-remaining", "0" }, 0 },
    { { "x-ratelimit-remaining", "0", "x-ratelimit-reset", "soon" }, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

      for (guint j = 0; cases[i].headers[j] != NULL; j += 2)
        soup_message_headers_append (headers, cases[i].headers[j], cases[i].headers[j + 1]);
      g_test_message ("row %u", i);
      g_assert_cmpint (batch_limit_reset_find (headers, NOW_US), ==, cases[i].ms);
      soup_message_headers_unref (headers);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/http/limit-reset/values", test_values);
  g_test_add_func ("/batch/http/limit-reset/headers", test_headers);
  return g_test_run ();
}
