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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/redirect/told", test_told);
  return g_test_run ();
}
