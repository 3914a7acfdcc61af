/* test-api-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-api-error-private.h"

/* An error in the words of both APIs: by its status; or, in the middle of an answer, where the
 * status was a good one, by what it was called. */

static const struct
{
  guint       status;
  const char *type;
  const char *chat;
  const char *message;
} cases[] = {
  { 400, NULL, "invalid_request_error", "invalid_request_error" },
  { 401, NULL, "authentication_error", "authentication_error" },
  { 402, NULL, "insufficient_quota", "billing_error" },
  { 403, NULL, "permission_error", "permission_error" },
  { 404, NULL, "not_found_error", "not_found_error" },
  { 408, NULL, "timeout_error", "timeout_error" },
  { 413, NULL, "invalid_request_error", "request_too_large" },
  { 422, NULL, "invalid_request_error", "invalid_request_error" },
  { 429, NULL, "rate_limit_error", "rate_limit_error" },
  { 499, NULL, "invalid_request_error", "invalid_request_error" },
  { 500, NULL, "server_error", "api_error" },
  { 502, NULL, "server_error", "api_error" },
  { 503, NULL, "server_error", "overloaded_error" },
  { 504, NULL, "timeout_error", "timeout_error" },
  { 529, NULL, "server_error", "overloaded_error" },
  { 599, NULL, "server_error", "api_error" },
  /* The status knows better than the name. */
  { 429, "overloaded_error", "rate_limit_error", "rate_limit_error" },
  /* Without one, the name says it. */
  { 0, "rate_limit_error", "rate_limit_error", "rate_limit_error" },
  { 0, "overloaded_error", "server_error", "overloaded_error" },
  { 0, "billing_error", "insufficient_quota", "billing_error" },
  { 200, "not_found_error", "not_found_error", "not_found_error" },
  { 0, "nobody_knows", "server_error", "api_error" },
  { 0, NULL, "server_error", "api_error" },
};

static void
test_types (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const BatchApiError error = { cases[i].status, cases[i].type, NULL, "It “failed”" };
      const BatchJsonValue whole = { 0 };
      g_autoptr(GString) chat = g_string_new (NULL);
      g_autoptr(GString) message = g_string_new (NULL);
      g_autofree char *chat_expected =
        g_strdup_printf ("{\"error\":{\"message\":\"It “failed”\",\"type\":\"%s\",\"param\":null,"
                         "\"code\":null}}", cases[i].chat);
      g_autofree char *message_expected =
        g_strdup_printf ("{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":"
                         "\"It “failed”\"},\"request_id\":null}", cases[i].message);

      batch_api_error_append (&error, &whole, BATCH_ENDPOINT_CHAT_COMPLETIONS, chat);
      batch_api_error_append (&error, &whole, BATCH_ENDPOINT_MESSAGES, message);
      g_assert_cmpstr (chat->str, ==, chat_expected);
      g_assert_cmpstr (message->str, ==, message_expected);
    }
}

/* Only chats have a place for it, and nothing in a text ends the JSON. */
static void
test_code (void)
{
  const BatchApiError error = { 404, NULL, "a \"code\"", "no\nmodel \\" };
  const BatchJsonValue whole = { 0 };
  g_autoptr(GString) chat = g_string_new (NULL);
  g_autoptr(GString) message = g_string_new (NULL);

  batch_api_error_append (&error, &whole, BATCH_ENDPOINT_CHAT_COMPLETIONS, chat);
  batch_api_error_append (&error, &whole, BATCH_ENDPOINT_MESSAGES, message);
  g_assert_cmpstr (chat->str, ==, "{\"error\":{\"message\":\"no\\nmodel \\\\\",\"type\":"
                                  "\"not_found_error\",\"param\":null,"
                                  "\"code\":\"a \\\"code\\\"\"}}");
  g_assert_cmpstr (message->str, ==, "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\","
                                     "\"message\":\"no\\nmodel \\\\\"},\"request_id\":null}");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/translation/api-error/types", test_types);
  g_test_add_func ("/batch/translation/api-error/code", test_code);
  return g_test_run ();
}
