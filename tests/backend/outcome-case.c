/* outcome-case.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "outcome-case.h"

#include <string.h>

void
outcome_from_text (BatchOutcome *outcome,
                   int           status,
                   const char   *retry_after,
                   const char   *location,
                   const char   *body)
{
  BatchResponse response = {
    .status = status,
    .retry_after = (char *) retry_after,
    .location = (char *) location,
    .body = g_bytes_new_static (body, strlen (body)),
  };

  batch_outcome_from_response (outcome, &response, BATCH_ENDPOINT_CHAT_COMPLETIONS, NULL, 0);
  g_bytes_unref (response.body);
}

void
log_case (const char *body)
{
  g_autofree char *escaped = g_strescape (body, NULL);

  g_test_message ("%s", escaped);
}

void
check_verdicts (const StatusCase *cases,
                gsize             n_cases,
                BatchVerdict      verdict)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      outcome_from_text (&outcome, cases[i].status, NULL, NULL, cases[i].body);
      g_assert_cmpstr (batch_enum_to_nick (BATCH_TYPE_VERDICT, outcome.verdict), ==,
                       batch_enum_to_nick (BATCH_TYPE_VERDICT, verdict));
    }
}

void
assert_fate (BatchOutcome     *outcome,
             BatchFailureKind  kind,
             Fate              fate)
{
  g_assert_cmpstr (batch_enum_to_nick (BATCH_TYPE_FAILURE_KIND, outcome->kind), ==,
                   batch_enum_to_nick (BATCH_TYPE_FAILURE_KIND, kind));
  g_assert_cmpint (outcome->kind == BATCH_FAILURE_KIND_NONE, ==, fate == DONE);
  g_assert_cmpint (outcome->retriable, ==, fate == WAIT || fate == AGAIN);
  g_assert_cmpint (outcome->costs_attempt, ==, fate != WAIT);
}

void
assert_sentence (const char *message)
{
  g_assert_nonnull (message);
  g_assert_true (g_utf8_validate (message, -1, NULL));
  g_assert_true (g_ascii_isupper (*message) || g_str_has_prefix (message, "http"));
  g_assert_false (g_str_has_suffix (message, "."));
  g_assert_null (strpbrk (message, "\r\n\t"));
  g_assert_cmpuint (g_utf8_strlen (message, -1), <, 450);
}

void
check_status_cases (const StatusCase *cases,
                    gsize             n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_auto(BatchOutcome) outcome = { 0 };

      log_case (cases[i].body);
      outcome_from_text (&outcome, cases[i].status, NULL, NULL, cases[i].body);
      assert_fate (&outcome, cases[i].kind, cases[i].fate);
      g_assert_cmpint (outcome.status_code, ==, cases[i].status);
      g_assert_false (outcome.server_down);
      g_assert_cmpint (outcome.retry_after_ms, ==, -1);
      assert_sentence (outcome.message);
      g_assert_cmpstr (outcome.message, ==, cases[i].message);
    }
}
