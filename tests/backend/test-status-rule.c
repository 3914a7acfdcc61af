/* test-status-rule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-status-rule-private.h"

#include <string.h>

/* What a status means by itself, and what makes it mean something else. How the sentences of
 * servers are read is in test-outcome. */

static BatchStatusMeaning
judge (int         status,
       const char *body,
       gboolean    has_retry_after)
{
  g_autoptr(BatchAnswer) answer = batch_answer_new ((const guint8 *) body, strlen (body));

  return batch_status_judge (status, answer, has_retry_after);
}

/* In which way a status that says nothing more is judged. */
static BatchVerdict
expect_verdict (int status)
{
  switch (status)
    {
    case 401:
    case 402:
    case 403:
    case 407:
      return BATCH_VERDICT_AUTH;

    case 429:
    case 529:
      return BATCH_VERDICT_WAIT_BUSY;

    case 408:
    case 409:
    case 424:
    case 425:
    case 499:
      return BATCH_VERDICT_TRY_AGAIN;

    case 501:
      return BATCH_VERDICT_PERMANENT_REQUEST;

    default:
      return status >= 500 ? BATCH_VERDICT_TRY_AGAIN : BATCH_VERDICT_PERMANENT_REQUEST;
    }
}

/* Whatever a server may send, there is one meaning of it, and one sentence. */
static void
test_every_status (void)
{
  for (int status = 300; status < 600; status++)
    {
      BatchStatusMeaning meaning = judge (status, "{}", FALSE);
      const BatchConsequence *consequence = batch_verdict_get_consequence (meaning.verdict);

      g_test_message ("%d: %s", status, meaning.sentence);
      g_assert_cmpint (meaning.verdict, ==, expect_verdict (status));
      g_assert_cmpint (meaning.kind, !=, BATCH_FAILURE_KIND_NONE);
      g_assert_nonnull (meaning.sentence);
      g_assert_false (g_str_has_suffix (meaning.sentence, "."));
      /* What is told as final is not tried again, and the other way round. */
      g_assert_cmpint (meaning.kind == BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, ==,
                       !consequence->retriable && meaning.verdict != BATCH_VERDICT_AUTH);
    }
}

/* What stands before a server may say that it cannot reach it, in any words. */
static void
test_by_gateway (void)
{
  static const struct
  {
    int         status;
    const char *body;
    gboolean    expected;
  } cases[] = {
    { 502, "", TRUE },
    { 502, "<html><head><title>502 Bad Gateway</title></head><body></body></html>", TRUE },
    { 502, "{\"error\":{\"message\":\"Loading model\"}}", TRUE },
    { 502, "{\"error\":\"out of memory\"}", FALSE },
    { 503, "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this "
           "request.\n</body></html>\n", TRUE },
    { 503, "no healthy upstream", TRUE },
    { 503, "no available server\n", TRUE },
    { 503, "upstream connect error or disconnect/reset before headers", TRUE },
    { 503, "<html><head><title>503 Service Temporarily Unavailable</title></head></html>", TRUE },
    { 503, "", TRUE },
    { 503, "{\"error\":{\"message\":\"Loading model\"}}", FALSE },
    { 500, "{\"error\":\"broken\"}", FALSE },
    { 500, "Internal Server Error", TRUE },
    { 504, "", TRUE },
    { 519, "", FALSE },
    { 521, "", TRUE },
    { 524, "", TRUE },
    { 530, "", TRUE },
    { 503, "{\"error\":\"server busy\"}", FALSE },
    { 501, "no healthy upstream", FALSE },
    { 404, "no available server", FALSE },
  };

  for (int status = 300; status < 600; status++)
    g_assert_cmpint (judge (status, "{}", FALSE).by_gateway, ==,
                     (status >= 502 && status <= 504) || (status >= 520 && status <= 527)
                     || status == 530);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (judge (cases[i].status, cases[i].body, FALSE).by_gateway, ==,
                     cases[i].expected);
}

/* A server that says when to come again is busy, and has not failed. */
static void
test_retry_after (void)
{
  static const struct
  {
    int          status;
    BatchVerdict with;
    BatchVerdict without;
  } cases[] = {
    { 429, BATCH_VERDICT_WAIT_BUSY, BATCH_VERDICT_WAIT_BUSY },
    { 503, BATCH_VERDICT_WAIT_BUSY, BATCH_VERDICT_TRY_AGAIN },
    { 500, BATCH_VERDICT_TRY_AGAIN, BATCH_VERDICT_TRY_AGAIN },
    { 404, BATCH_VERDICT_PERMANENT_REQUEST, BATCH_VERDICT_PERMANENT_REQUEST },
    { 401, BATCH_VERDICT_AUTH, BATCH_VERDICT_AUTH },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%d", cases[i].status);
      g_assert_cmpint (judge (cases[i].status, "{}", TRUE).verdict, ==, cases[i].with);
      g_assert_cmpint (judge (cases[i].status, "{}", FALSE).verdict, ==, cases[i].without);
    }
}

#define NO_CREDIT "The account at the model server has no credit left", BATCH_ERROR_RATE_LIMITED
#define NO_KEY    "The model server does not accept the key", BATCH_ERROR_AUTH
#define FORBIDS   "The model server does not allow this", BATCH_ERROR_AUTH
#define A_PROXY   "The proxy on the way to the model server wants a password", \
                  BATCH_ERROR_UNSUPPORTED
#define A_PAGE    "What is in front of the model server lets nobody through, and shows a page", \
                  BATCH_ERROR_BACKEND

/* Why nobody may come in. */
static void
test_shut_out (void)
{
  static const struct
  {
    int         status;
    const char *body;
    const char *sentence; /* NULL: it is about the request, or passes */
    BatchError  error;
  } cases[] = {
    { 402, "", NO_CREDIT },
    { 429, "{\"error\":{\"type\":\"insufficient_quota\"}}", NO_CREDIT },
    { 429, "{\"error\":{\"message\":\"Budget\",\"type\":\"budget_exceeded\"}}", NO_CREDIT },
    { 400, "{\"error\":{\"message\":\"Budget has been exceeded! Current cost: 10.1, Max budget: "
           "10.0\",\"type\":\"budget_exceeded\",\"param\":null,\"code\":\"400\"}}", NO_CREDIT },
    { 400, "{\"error\":{\"message\":\"Why\",\"code\":\"billing_not_active\"}}", NO_CREDIT },
    { 400, "{\"error\":{\"message\":\"Why\",\"code\":\"invalid_api_key\"}}", NO_KEY },
    { 401, "{\"error\":{\"message\":\"Why\"}}", NO_KEY },
    { 401, "<html><head><title>401 Authorization Required</title></head></html>", NO_KEY },
    { 403, "{\"error\":{\"message\":\"Why\"}}", FORBIDS },
    { 403, "", FORBIDS },
    { 403, "<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>", A_PAGE },
    { 407, "", A_PROXY },
    { 400, "{\"error\":{\"message\":\"Not JSON: budget_exceeded\"}}", NULL },
    { 429, "{\"error\":{\"message\":\"Budget of tokens for this minute\"}}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchStatusMeaning meaning = judge (cases[i].status, cases[i].body, FALSE);

      g_test_message ("%d %s", cases[i].status, cases[i].body);
      g_assert_cmpint (meaning.verdict == BATCH_VERDICT_AUTH, ==, cases[i].sentence != NULL);
      if (cases[i].sentence != NULL)
        g_assert_cmpstr (meaning.sentence, ==, cases[i].sentence);
      g_assert_cmpint (meaning.error, ==, cases[i].error);
    }
}

/* OpenRouter has 404 for what is of a model, of an account, or of a request. */
static void
test_no_provider (void)
{
  static const struct
  {
    const char  *body;
    BatchVerdict expected;
    const char  *sentence;
  } cases[] = {
    { "{\"error\":{\"message\":\"No endpoints found matching your data policy (Free model "
      "publication). Configure: https://openrouter.ai/settings/privacy\",\"code\":404}}",
      BATCH_VERDICT_NO_SUCH_MODEL, "The model server does not let this key use the model" },
    { "{\"error\":{\"message\":\"No allowed providers are available for the selected model.\","
      "\"code\":404}}",
      BATCH_VERDICT_NO_SUCH_MODEL, "The model server does not let this key use the model" },
    { "{\"error\":{\"message\":\"No endpoints found for a/b.\",\"code\":404}}",
      BATCH_VERDICT_NO_SUCH_MODEL, "The model server does not have this model" },
    { "{\"error\":{\"message\":\"No endpoints found that support tool use.\",\"code\":404}}",
      BATCH_VERDICT_PERMANENT_REQUEST, "The model server does not know this endpoint" },
    { "{\"error\":{\"message\":\"Not Found\",\"code\":404}}",
      BATCH_VERDICT_PERMANENT_REQUEST, "The model server does not know this endpoint" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchStatusMeaning meaning = judge (404, cases[i].body, FALSE);

      g_test_message ("%s", cases[i].body);
      g_assert_cmpint (meaning.verdict, ==, cases[i].expected);
      g_assert_cmpstr (meaning.sentence, ==, cases[i].sentence);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/status-rule/every-status", test_every_status);
  g_test_add_func ("/batch/backend/status-rule/by-gateway", test_by_gateway);
  g_test_add_func ("/batch/backend/status-rule/retry-after", test_retry_after);
  g_test_add_func ("/batch/backend/status-rule/shut-out", test_shut_out);
  g_test_add_func ("/batch/backend/status-rule/no-provider", test_no_provider);
  return g_test_run ();
}
