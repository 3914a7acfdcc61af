/* test-fault.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "api/batch-api-fault-private.h"
#include "batch-types.h"

/* Why a request is refused, in the words of either API. */

static char *
write_fault (const BatchApiFault *fault,
             BatchApi             api)
{
  return g_string_free (batch_api_fault_write (fault, api, "req_1"), FALSE);
}

static void
test_names (void)
{
  g_assert_cmpstr (batch_api_get_name (BATCH_API_OPENAI), ==, "openai");
  g_assert_cmpstr (batch_api_get_name (BATCH_API_ANTHROPIC), ==, "anthropic");
}

/* Those that stand for nothing by themselves are of the kind of their hundred. */
static const struct
{
  guint       status;
  const char *openai;
  const char *anthropic;
} types[] = {
  { 400, "invalid_request_error", "invalid_request_error" },
  { 401, "invalid_request_error", "authentication_error" },
  { 403, "invalid_request_error", "permission_error" },
  { 404, "invalid_request_error", "not_found_error" },
  { 413, "invalid_request_error", "request_too_large" },
  { 418, "invalid_request_error", "invalid_request_error" },
  { 429, "rate_limit_error", "rate_limit_error" },
  { 499, "invalid_request_error", "invalid_request_error" },
  { 500, "server_error", "api_error" },
  { 501, "server_error", "api_error" },
  { 502, "server_error", "api_error" },
  { 503, "server_error", "overloaded_error" },
  { 504, "server_error", "timeout_error" },
  { 529, "server_error", "overloaded_error" },
  { 599, "server_error", "api_error" },
};

static void
test_types (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr(BatchApiFault) fault = batch_api_fault_new (types[i].status, NULL, NULL, "No");
      g_autofree char *openai = write_fault (fault, BATCH_API_OPENAI);
      g_autofree char *anthropic = write_fault (fault, BATCH_API_ANTHROPIC);
      g_autofree char *as_openai =
        g_strdup_printf ("{\"error\":{\"type\":\"%s\",\"message\":\"No\",\"param\":null,"
                         "\"code\":null}}", types[i].openai);
      g_autofree char *as_anthropic =
        g_strdup_printf ("{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"No\"},"
                         "\"request_id\":\"req_1\"}", types[i].anthropic);

      g_assert_cmpstr (openai, ==, as_openai);
      g_assert_cmpstr (anthropic, ==, as_anthropic);
    }
}

/* What came from outside stays within its quotes. */
static void
test_texts (void)
{
  g_autoptr(BatchApiFault) fault = batch_api_fault_new (400, "a_code", "a.\"b\"", "%s and %d%%",
                                                        "\"\n\\", 7);
  g_autofree char *openai = write_fault (fault, BATCH_API_OPENAI);
  g_autofree char *anthropic = write_fault (fault, BATCH_API_ANTHROPIC);

  g_assert_cmpstr (fault->message, ==, "\"\n\\ and 7%");
  g_assert_cmpstr (openai, ==, "{\"error\":{\"type\":\"invalid_request_error\","
                   "\"message\":\"\\\"\\n\\\\ and 7%\",\"param\":\"a.\\\"b\\\"\","
                   "\"code\":\"a_code\"}}");
  /* It knows neither of the two. */
  g_assert_null (strstr (anthropic, "a_code"));
  g_assert_null (strstr (anthropic, "param"));
  g_assert_null (fault->allow);
  g_assert_cmpint (fault->retry_after_s, ==, 0);
}

static void
test_errors (void)
{
  const struct
  {
    GQuark      domain;
    int         code;
    guint       status;
    const char *word;              /* its code */
  } cases[] = {
    { BATCH_ERROR, BATCH_ERROR_NOT_FOUND, 404, "not_found" },
    { BATCH_ERROR, BATCH_ERROR_INVALID_STATE, 409, NULL },
    { BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST, 400, NULL },
    { BATCH_ERROR, BATCH_ERROR_INVALID_FILE, 400, NULL },
    { BATCH_ERROR, BATCH_ERROR_STORE, 500, NULL },
    { G_IO_ERROR, G_IO_ERROR_NO_SPACE, 503, NULL },
    /* A file of ours that is not there is not for the client to mend. */
    { G_IO_ERROR, G_IO_ERROR_NOT_FOUND, 500, NULL },
    { G_IO_ERROR, G_IO_ERROR_CANCELLED, 500, NULL },
    { G_FILE_ERROR, BATCH_ERROR_NOT_FOUND, 500, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (cases[i].domain, cases[i].code, "100 %s");
      g_autoptr(BatchApiFault) fault = batch_api_fault_from_error (error);

      g_assert_cmpuint (fault->status, ==, cases[i].status);
      g_assert_cmpstr (fault->code, ==, cases[i].word);
      g_assert_cmpstr (fault->message, ==, "100 %s");
      g_assert_null (fault->parameter);
    }
}

/* --- Errors of others --- */

static const struct
{
  const char *body;
  const char *expected;            /* NULL: as it is */
} bodies[] = {
  { "{\"type\":\"error\"}", "{\"type\":\"error\",\"request_id\":\"req_\\\"1\"}" },
  { "{}", "{\"request_id\":\"req_\\\"1\"}" },
  { "{\"error\":{\"request_id\":\"inner\"}}",
    "{\"error\":{\"request_id\":\"inner\"},\"request_id\":\"req_\\\"1\"}" },
  /* It names one. */
  { "{\"request_id\":\"theirs\"}", NULL },
  { "{\"request_id\":\"\"}", NULL },
  { " {\"a\":1, \"request_id\" : \"theirs\" }\n", NULL },
  { "{\"request\\u005fid\":\"theirs\"}", NULL },
  /* Nothing that a name could be put in. */
  { "", NULL },
  { "[]", NULL },
  { "\"request_id\"", NULL },
  { "{\"a\":", NULL },
};

static void
test_signed (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      gsize length = strlen (bodies[i].body);
      g_autoptr(GBytes) body = g_bytes_new (bodies[i].body, length);
      g_autoptr(GBytes) signed_body = batch_api_fault_sign (body, "req_\"1");
      const char *expected = bodies[i].expected != NULL ? bodies[i].expected : bodies[i].body;

      g_test_message ("%s", bodies[i].body);
      g_assert_cmpmem (g_bytes_get_data (signed_body, NULL), g_bytes_get_size (signed_body),
                       expected, strlen (expected));
    }
}

/* Once it has a name, it keeps it. */
static void
test_signed_twice (void)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"type\":\"error\"}", 16);
  g_autoptr(GBytes) once = batch_api_fault_sign (body, "req_1");
  g_autoptr(GBytes) twice = batch_api_fault_sign (once, "req_2");

  g_assert_false (g_bytes_equal (body, once));
  g_assert_true (g_bytes_equal (once, twice));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/api/fault/names", test_names);
  g_test_add_func ("/batch/api/fault/types", test_types);
  g_test_add_func ("/batch/api/fault/texts", test_texts);
  g_test_add_func ("/batch/api/fault/errors", test_errors);
  g_test_add_func ("/batch/api/fault/signed", test_signed);
  g_test_add_func ("/batch/api/fault/signed-twice", test_signed_twice);

  return g_test_run ();
}
