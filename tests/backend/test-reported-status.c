/* test-reported-status.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-outcome-private.h"

#include <string.h>

/* A failure that comes with 200, as a gateway words what the server behind it says, and whoever
 * has begun an answer. */

static void
outcome_from_text (BatchOutcome *outcome,
                   const char   *body)
{
  BatchResponse response = { .status = 200, .body = g_bytes_new_static (body, strlen (body)) };

  batch_outcome_from_response (outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
  g_bytes_unref (response.body);
}

/* What may pass is what it would be with the status that it names, wherever it is named. */
static void
test_reported_status (void)
{
#define SAY(error) "{\"error\":" error "}"
#define SLOW "The model server is busy: Slow down"
#define GONE "The gateway cannot reach the model server: Gone"
  static const struct
  {
    const char       *body;
    int               status;
    BatchFailureKind  kind;
    const char       *message;
  } cases[] = {
    { SAY ("{\"message\":\"Slow down\",\"code\":429}"), 429,
      BATCH_FAILURE_KIND_WAIT_BUSY, SLOW },
    { SAY ("{\"message\":\"Slow down\",\"code\":\"429\"}"), 429,
      BATCH_FAILURE_KIND_WAIT_BUSY, SLOW },
    { "{\"error\":\"Slow down\",\"code\":429}", 429,
      BATCH_FAILURE_KIND_WAIT_BUSY, SLOW },
    { SAY ("{\"code\":429}"), 429, BATCH_FAILURE_KIND_WAIT_BUSY,
      "The model server is busy: {\"error\":{\"code\":429}}" },
    { SAY ("{\"message\":\"Slow down\",\"code\":529}"), 529,
      BATCH_FAILURE_KIND_WAIT_BUSY, SLOW },
    { "{\"type\":\"error\","
      "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Slow down\"}}", 529,
      BATCH_FAILURE_KIND_WAIT_BUSY, SLOW },
    { "{\"type\":\"error\","
      "\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Slow down\"}}", 429,
      BATCH_FAILURE_KIND_WAIT_BUSY, SLOW },
    { SAY ("{\"message\":\"Slow down\",\"code\":\"rate_limit_exceeded\"}"), 429,
      BATCH_FAILURE_KIND_WAIT_BUSY, SLOW },
    { SAY ("{\"message\":\"Gone\",\"code\":502},"
           "\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]"), 502,
      BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, GONE },
    { "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"error\","
      "\"error\":{\"code\":502,\"message\":\"Gone\"}}]}", 502,
      BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, GONE },
    { SAY ("{\"message\":\"Gone\",\"code\":503}"), 503,
      BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, "The model server is not available: Gone" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      outcome_from_text (&outcome, cases[i].body);
      g_assert_cmpint (outcome.kind, ==, cases[i].kind);
      g_assert_true (outcome.retriable);
      g_assert_cmpint (outcome.costs_attempt, ==, cases[i].kind != BATCH_FAILURE_KIND_WAIT_BUSY);
      g_assert_cmpint (outcome.status_code, ==, cases[i].status);
      g_assert_cmpint (outcome.by_gateway, ==, cases[i].status == 502 || cases[i].status == 503);
      g_assert_false (outcome.foreign);
      g_assert_cmpstr (outcome.message, ==, cases[i].message);
    }
}

/* An answer is one, whatever else stands there. */
static void
test_error_beside_an_answer (void)
{
  g_auto(BatchOutcome) outcome = { 0 };

  outcome_from_text (&outcome, "{\"choices\":[{\"message\":{\"content\":\"hi\"},"
                               "\"finish_reason\":\"stop\"}],"
                               "\"error\":{\"code\":429}}");
  g_assert_cmpint (outcome.kind, ==, BATCH_FAILURE_KIND_NONE);
  g_assert_cmpint (outcome.status_code, ==, 200);
}

/* So is one of a model that has nothing to say, though a gateway has. */
static void
test_message_beside_an_answer (void)
{
  g_auto(BatchOutcome) outcome = { 0 };

  outcome_from_text (&outcome, "{\"code\":200,\"message\":\"success\",\"choices\":[{"
                               "\"message\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}");
  g_assert_cmpint (outcome.kind, ==, BATCH_FAILURE_KIND_NONE);
  g_assert_cmpint (outcome.review_reason, ==, BATCH_REVIEW_REASON_EMPTY);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/reported-status/named", test_reported_status);
  g_test_add_func ("/batch/backend/reported-status/beside-an-answer", test_error_beside_an_answer);
  g_test_add_func ("/batch/backend/reported-status/message-beside-an-answer",
                   test_message_beside_an_answer);
  return g_test_run ();
}
