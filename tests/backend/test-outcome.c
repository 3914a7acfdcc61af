/* test-outcome.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "outcome-case.h"

#include <string.h>

#include "batch-types.h"
#include "http/batch-transport-error-private.h"

#define CHAT(content, finish) \
  "{\"choices\":[{\"message\":{\"content\":" content "},\"finish_reason\":" finish "}]," \
  "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}"

/* With a good status */

static void
test_good (void)
{
  static const struct
  {
    int         status;
    const char *body;
    const char *review;
  } cases[] = {
    { 200, CHAT ("\"hi\"", "\"stop\""), NULL },
    { 201, CHAT ("\"hi\"", "\"stop\""), NULL },
    { 200, " \n" CHAT ("\"hi\"", "\"stop\"") "\n", NULL },
    { 200, CHAT ("\"hi\"", "\"length\""), "The answer was cut off at the limit of tokens" },
    { 200, CHAT ("\"\"", "\"stop\""), "The answer is empty" },
    { 200, CHAT ("null", "\"stop\""), "The answer is empty" },
    { 200, CHAT ("\"hi\"", "null"), "The answer does not say that it came to an end" },
    { 200, "{\"choices\":[{}]}", "The answer does not say that it came to an end" },
    { 200, "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"1\"}]},"
           "\"finish_reason\":\"tool_calls\"}]}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      log_case (cases[i].body);
      outcome_from_text (&outcome, cases[i].status, NULL, NULL, cases[i].body);
      assert_fate (&outcome, BATCH_FAILURE_KIND_NONE, DONE);
      g_assert_null (outcome.message);
      g_assert_cmpint (outcome.review_reason != BATCH_REVIEW_REASON_NONE, ==,
                       cases[i].review != NULL);
      g_assert_cmpstr (outcome.review_message, ==, cases[i].review);
    }
}

static void
test_usage (void)
{
  g_auto(BatchOutcome) with = { 0 };
  g_auto(BatchOutcome) without = { 0 };

  outcome_from_text (&with, 200, NULL, NULL, CHAT ("\"hi\"", "\"stop\""));
  g_assert_cmpint (with.prompt_tokens, ==, 7);
  g_assert_cmpint (with.completion_tokens, ==, 3);
  g_assert_cmpint (with.cached_tokens, ==, -1);

  outcome_from_text (&without, 200, NULL, NULL, "{}");
  g_assert_cmpint (without.prompt_tokens, ==, -1);
  g_assert_cmpint (without.completion_tokens, ==, -1);
}

static void
test_invalid (void)
{
#define INVALID BATCH_FAILURE_KIND_INVALID_RESPONSE, AGAIN
  static const StatusCase cases[] = {
    { 200, "", INVALID, "The answer of the model server is empty" },
    { 204, "", INVALID, "The answer of the model server is empty" },
    { 200, "{}", INVALID, "What the model server sends has no answer in it: {}" },
    { 202, "{\"status\":\"queued\"}", INVALID,
      "What the model server sends has no answer in it: {\"status\":\"queued\"}" },
    { 200, "{\"choices\":null}", INVALID,
      "What the model server sends has no answer in it: {\"choices\":null}" },
    { 200, "{\"choices\":[]}", INVALID,
      "What the model server sends has no answer in it: {\"choices\":[]}" },
    { 200, "{\"choices\":{\"a\":1}}", INVALID,
      "What the model server sends has no answer in it: {\"choices\":{\"a\":1}}" },
    { 200, "null", INVALID, "The answer of the model server is JSON, but not an object" },
    { 200, "[1]", INVALID, "The answer of the model server is JSON, but not an object" },
    { 200, "\"text\"", INVALID, "The answer of the model server is JSON, but not an object" },
    { 200, "<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head></html>", INVALID,
      "The model server answers with a web page: Welcome to nginx!" },
    { 200, "<html><body></body></html>", INVALID, "The model server answers with a web page" },
    { 200, "Ollama is running.", INVALID,
      "The answer of the model server is not JSON: Ollama is running" },
    { 200, "{\"choices\":[{\"mess", INVALID,
      "The answer of the model server is not JSON: {\"choices\":[{\"mess" },
    { 200, "{\"a\":\"\xc3\x28\"}", INVALID,
      "The answer of the model server is not JSON: {\"a\":\"\357\277\275(\"}" },
    { 200, "{} {}", INVALID, "The answer of the model server is not JSON: {} {}" },
    { 200, "{\"choices\":[{\"message\":{\"content\":\"Yes\"},\"logprobs\":[{\"logprob\":NaN}],"
           "\"finish_reason\":\"stop\"}]}", INVALID,
      "The answer of the model server is not JSON: "
      "…,\"logprobs\":[{\"logprob\":NaN}],\"finish_re… (byte 65)" },
    { 200, "{\"choices\":[{\"message\":{\"content\":\"äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüä", INVALID,
      "The answer of the model server is not JSON: …öüäöüäöüäöüä (byte 104)" },
    { 200, "{\"error\":{\"message\":\"No such thing.\",\"code\":404}}", INVALID,
      "The model server reports an error in place of an answer: No such thing" },
    { 200, "{\"error\":{\"message\":\"Why\",\"code\":1302}}", INVALID,
      "The model server reports an error in place of an answer: Why" },
    { 200, "{\"choices\":[{\"message\":{\"content\":\"\"},\"error\":{\"message\":\"Why\"}}]}",
      INVALID, "The model server reports an error in place of an answer: Why" },
    { 200, "{\"error\":\"llama runner process no longer running\"}", INVALID,
      "The model server reports an error in place of an answer: "
      "llama runner process no longer running" },
  };

  check_status_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_not_text (void)
{
  static const char body[] = "{\0\"\0a\0\"";
  BatchResponse response = { .status = 200, .body = g_bytes_new_static (body, sizeof body) };
  g_auto(BatchOutcome) outcome = { 0 };

  batch_outcome_from_response (&outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
  g_assert_cmpstr (outcome.message, ==, "The answer of the model server is not text");
  g_assert_true (outcome.retriable);
  g_bytes_unref (response.body);
}

static void
assert_packed (const char *packer,
               const char *message)
{
  BatchResponse response = {
    .status = 200, .body = g_bytes_new_static ("\x8b\x02\x80", 3),
    .content_encoding = (char *) packer,
  };
  g_auto(BatchOutcome) outcome = { 0 };

  batch_outcome_from_response (&outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
  g_assert_cmpstr (outcome.message, ==, message);
  g_assert_true (outcome.retriable);
  g_bytes_unref (response.body);
}

static void
test_packed (void)
{
  assert_packed ("br",
                 "The answer of the model server is packed by “br”, which nobody has asked for: "
                 "turn that off where it is done, in a proxy perhaps");
  assert_packed ("gzip", "The answer of the model server is packed by “gzip”, and damaged");
  assert_packed ("Deflate", "The answer of the model server is packed by “Deflate”, and damaged");
}

/* It would be as deep again. */
static void
test_too_deep (void)
{
  g_autofree char *brackets = g_strnfill (BATCH_JSON_DEPTH, '[');
  g_autofree char *body = g_strconcat ("{\"choices\":", brackets, NULL);
  g_auto(BatchOutcome) outcome = { 0 };

  outcome_from_text (&outcome, 200, NULL, NULL, body);
  assert_fate (&outcome, BATCH_FAILURE_KIND_INVALID_RESPONSE, NEVER);
  assert_sentence (outcome.message);
  g_assert_nonnull (strstr (outcome.message, "nested more than 200 deep"));
  g_assert_false (outcome.foreign);
}

static void
test_other_model (void)
{
  static const struct
  {
    const char        *asked;
    BatchBackendFlags  flags;
    gboolean           differs;
    gboolean           fails;
  } cases[] = {
    { "small", BATCH_BACKEND_FLAGS_MISTAKES_MODEL, TRUE, TRUE },
    { "small", BATCH_BACKEND_FLAGS_IGNORES_MODEL, TRUE, FALSE },
    { "small", BATCH_BACKEND_FLAGS_NONE, FALSE, FALSE },
    { "large", BATCH_BACKEND_FLAGS_MISTAKES_MODEL, FALSE, FALSE },
    { "LARGE@q4", BATCH_BACKEND_FLAGS_MISTAKES_MODEL, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      outcome_from_text (&outcome, 200, NULL, NULL,
                         "{\"model\":\"org/large:2\",\"choices\":[{\"message\":{\"content\":\"a\"},"
                         "\"finish_reason\":\"stop\"}]}");
      g_assert_cmpint (batch_outcome_check_model (&outcome, cases[i].asked, cases[i].flags), ==,
                       cases[i].differs);
      g_assert_cmpstr (outcome.model, ==, "org/large:2");
      assert_fate (&outcome, cases[i].fails ? BATCH_FAILURE_KIND_INVALID_RESPONSE
                                            : BATCH_FAILURE_KIND_NONE,
                   cases[i].fails ? AGAIN : DONE);
      g_assert_cmpint (outcome.verdict, ==, cases[i].fails ? BATCH_VERDICT_WRONG_MODEL
                                                           : BATCH_VERDICT_OK);
      if (cases[i].fails)
        assert_sentence (outcome.message);
    }
}

static void
test_not_told (void)
{
  static const struct
  {
    BatchObstacle  obstacle;
    int            status;
    const char    *message;        /* NULL: it stays what it was */
  } cases[] = {
    { { (char *) "choices[0].message.audio" }, 200,
      "The answer cannot be told in the API of the request: “choices[0].message.audio”" },
    { { (char *) "content", NULL, TRUE }, 200,
      "The answer cannot be told in the API of the request: “content” is missing" },
    { { (char *) "a.arguments", "which is not a JSON object" }, 200,
      "The answer cannot be told in the API of the request: “a.arguments”, which is not a JSON "
      "object" },
    { { (char *) "a" }, 400, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };
      g_autofree char *message = NULL;

      outcome_from_text (&outcome, cases[i].status, NULL, NULL,
                         "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"a\"},"
                         "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7}}");
      message = g_strdup (outcome.message);
      batch_outcome_refuse (&outcome, &cases[i].obstacle);
      g_assert_cmpstr (outcome.message, ==, cases[i].message != NULL ? cases[i].message : message);
      if (cases[i].message != NULL)
        assert_fate (&outcome, BATCH_FAILURE_KIND_INVALID_RESPONSE, AGAIN);
      g_assert_cmpint (outcome.prompt_tokens, ==, 7);
      g_assert_cmpstr (outcome.model, ==, "m");
    }
}

static void
test_timings (void)
{
  g_auto(BatchOutcome) outcome = { 0 };

  outcome_from_text (&outcome, 200, NULL, NULL, "{\"timings\":{\"prompt_ms\":12.6}}");
  g_assert_cmpint (outcome.timings.prompt_ms, ==, 13);
  g_assert_cmpint (outcome.timings.load_ms, ==, -1);
}

/* Without an answer */

static void
test_errors (void)
{
  const struct
  {
    GQuark            domain;
    int               code;
    BatchFailureKind  kind;
    Fate              fate;
    gboolean          server_down;
  } cases[] = {
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNREACHABLE,
      BATCH_FAILURE_KIND_NETWORK_ERROR, WAIT, TRUE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNTRUSTED,
      BATCH_FAILURE_KIND_NETWORK_ERROR, WAIT, TRUE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT,
      BATCH_FAILURE_KIND_TIMEOUT, WAIT, TRUE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LOST,
      BATCH_FAILURE_KIND_NETWORK_ERROR, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_CUT,
      BATCH_FAILURE_KIND_NETWORK_ERROR, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT,
      BATCH_FAILURE_KIND_TIMEOUT, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT,
      BATCH_FAILURE_KIND_TIMEOUT, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT,
      BATCH_FAILURE_KIND_TIMEOUT, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_NOT_HTTP,
      BATCH_FAILURE_KIND_INVALID_RESPONSE, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LENGTH,
      BATCH_FAILURE_KIND_INVALID_RESPONSE, AGAIN, FALSE },
    { BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_TOO_LARGE,
      BATCH_FAILURE_KIND_INVALID_RESPONSE, NEVER, FALSE },
    { G_IO_ERROR, G_IO_ERROR_CANCELLED,
      BATCH_FAILURE_KIND_TASK_TERMINATED, WAIT, FALSE },
    { BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
      BATCH_FAILURE_KIND_BUILDER_ERROR, NEVER, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (cases[i].domain, cases[i].code, "It is so");
      g_auto(BatchOutcome) outcome = { 0 };

      batch_outcome_from_error (&outcome, error);
      assert_fate (&outcome, cases[i].kind, cases[i].fate);
      g_assert_cmpint (outcome.server_down, ==, cases[i].server_down);
      g_assert_cmpint (outcome.verdict == BATCH_VERDICT_SERVER_GONE, ==, cases[i].server_down);
      g_assert_cmpint (outcome.verdict == BATCH_VERDICT_TRUNCATED_SILENT, ==,
                       cases[i].code == BATCH_TRANSPORT_ERROR_CUT
                       && cases[i].domain == BATCH_TRANSPORT_ERROR);
      g_assert_cmpint (outcome.status_code, ==, 0);
      g_assert_cmpint (outcome.retry_after_ms, ==, -1);
      g_assert_cmpstr (outcome.message, ==, "It is so");
    }
}

/* What may have been said by what is no model server at all. */
static void
test_foreign (void)
{
  static const struct
  {
    int         status;
    const char *body;
    gboolean    foreign;
  } cases[] = {
    { 200, "{\"choices\":[{}]}", FALSE },
    { 200, "{}", TRUE },
    { 202, "{\"status\":\"queued\"}", TRUE },
    { 200, "{\"error\":\"Why\"}", FALSE },
    { 200, "", TRUE },
    { 200, "<html></html>", TRUE },
    { 302, "", TRUE },
    { 400, "{\"detail\":\"Why\"}", FALSE },
    { 400, "<html></html>", TRUE },
    { 401, "<html></html>", FALSE },
    { 404, "", TRUE },
    { 404, "404 page not found", TRUE },
    { 404, "{\"detail\":\"Not Found\"}", TRUE },
    { 404, "{\"error\":{\"message\":\"File Not Found\"}}", TRUE },
    { 404, "{\"message\":\"Not Found\",\"code\":\"not_found\"}", TRUE },
    { 404, "{\"error\":{\"message\":\"The model does not exist\"}}", FALSE },
    { 404, "no router for requested model", FALSE },
    { 405, "{}", TRUE },
    { 413, "<html></html>", FALSE },
    { 413, "{\"error\":\"Too large\"}", FALSE },
    { 414, "", TRUE },
    { 431, "too large", TRUE },
    { 431, "{\"error\":\"Too large\"}", TRUE },
    { 400, "{\"error\":\"Too long\"}", FALSE },
    { 422, "<html></html>", TRUE },
    { 501, "<html></html>", TRUE },
    { 502, "<html></html>", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchResponse response = {
        .status = cases[i].status,
        .body = g_bytes_new_static (cases[i].body, strlen (cases[i].body)),
      };
      g_auto(BatchOutcome) outcome = { 0 };

      g_test_message ("%d %s", cases[i].status, cases[i].body);
      batch_outcome_from_response (&outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
      g_assert_true (outcome.foreign == cases[i].foreign);
      g_bytes_unref (response.body);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/outcome/good", test_good);
  g_test_add_func ("/batch/backend/outcome/usage", test_usage);
  g_test_add_func ("/batch/backend/outcome/invalid", test_invalid);
  g_test_add_func ("/batch/backend/outcome/not-text", test_not_text);
  g_test_add_func ("/batch/backend/outcome/packed", test_packed);
  g_test_add_func ("/batch/backend/outcome/too-deep", test_too_deep);
  g_test_add_func ("/batch/backend/outcome/other-model", test_other_model);
  g_test_add_func ("/batch/backend/outcome/not-told", test_not_told);
  g_test_add_func ("/batch/backend/outcome/timings", test_timings);
  g_test_add_func ("/batch/backend/outcome/errors", test_errors);
  g_test_add_func ("/batch/backend/outcome/foreign", test_foreign);
  return g_test_run ();
}
