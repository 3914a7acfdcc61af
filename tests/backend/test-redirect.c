/* test-redirect.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-outcome-private.h"

#include <string.h>

/* Where a server points to is told as an address that can be given in place of the old one. */
static void
test_told (void)
{
  static const struct
  {
    const char *location;
    const char *told;
  } cases[] = {
    { "https://elsewhere.example/", ": https://elsewhere.example" },
    { "https://elsewhere.example/v1", ": https://elsewhere.example" },
    { "https://elsewhere.example/llm/v1/models", ": https://elsewhere.example/llm" },
    { "https://elsewhere.example/v1/chat/completions", ": https://elsewhere.example" },
    { "http://h:8080/login?next=/v1", ": http://h:8080/login?next=/v1" },
    { "/v1/models", ": /v1/models" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };
      g_autoptr(GBytes) body = g_bytes_new_static ("<html>moved</html>", 18);
      BatchResponse response = {
        .status = 307, .location = (char *) cases[i].location, .body = body,
      };

      batch_outcome_from_response (&outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
      g_assert_cmpint (outcome.kind, ==, BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS);
      g_assert_false (outcome.retriable);
      g_assert_true (g_str_has_prefix (outcome.message, "The model server points to another "));
      g_assert_true (g_str_has_suffix (outcome.message, cases[i].told));
    }
}

/* To give that one in place of itself would change nothing. */
static void
test_points_back (void)
{
  static const struct
  {
    const char *from;
    const char *location;
    gboolean    back;
  } cases[] = {
    { "http://h:80/v1/models", "http://h:80/v1/models", TRUE },
    { "http://h/v1/models", "http://H:80/v1/models", TRUE },
    { "http://h:8080/v1/models", "http://h:8080/v1/models/", TRUE },
    { "http://h:8080/v1/chat/completions", "http://h:8080/", TRUE },
    { "http://h:8080/llm/v1/models", "http://h:8080/llm/v1/models", TRUE },
    { "http://h:8080/llm/v1/models", "http://h:8080/v1/models", FALSE },
    { "http://h:8080/v1/models", "https://h:8080/v1/models", FALSE },
    { "http://h:8080/v1/models", "http://h:8081/v1/models", FALSE },
    { "http://h:8080/v1/models", "http://h:8080/login", FALSE },
    { "http://h:8080/v1/models", "http://[", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };
      g_autoptr(GBytes) body = g_bytes_new_static ("", 0);
      g_autofree char *told = g_strconcat (": ", cases[i].location, NULL);
      BatchResponse response = {
        .status = 301, .location = (char *) cases[i].location, .body = body,
        .points_from = (char *) cases[i].from,
      };

      batch_outcome_from_response (&outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
      g_assert_cmpint (outcome.kind, ==, BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS);
      g_assert_cmpint (strstr (outcome.message, "points back to the address") != NULL, ==,
                       cases[i].back);
      g_assert_cmpint (strstr (outcome.message, "points to another address") != NULL, !=,
                       cases[i].back);
      if (cases[i].back)
        g_assert_true (g_str_has_suffix (outcome.message, told));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/redirect/told", test_told);
  g_test_add_func ("/batch/backend/redirect/points-back", test_points_back);
  return g_test_run ();
}
