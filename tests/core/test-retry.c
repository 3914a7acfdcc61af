/* test-retry.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-retry-private.h"

#define S        G_GINT64_CONSTANT (1000000)
#define NOW      (1700000000 * S)
#define COSTS    TRUE
#define FREE     FALSE
#define HTTP     BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS
#define LOADING  BATCH_FAILURE_KIND_WAIT_LOADING
#define BUSY     BATCH_FAILURE_KIND_WAIT_BUSY
#define REFUSED  BATCH_FAILURE_KIND_NETWORK_ERROR
#define DIED     BATCH_FAILURE_KIND_TASK_TERMINATED

typedef struct
{
  guint             tries_done;
  gboolean          costs;
  BatchFailureKind  kind;
  gboolean          retriable;
  gint64            retry_after_ms;   /* -1: none */
  gint64            deadline_s;       /* from now; 0: none */
  double            random01;
  BatchRetryVerdict verdict;
  gint64            delay_us;
} Case;

static const Case cases[] = {
  /* 1. What may be tried again, and how often. */
  { 1, COSTS, BATCH_FAILURE_KIND_AUTH, FALSE, -1, 0, 0.5, BATCH_RETRY_NOT_RETRIABLE, 0 },
  { 1, FREE, LOADING, FALSE, -1, 0, 0.5, BATCH_RETRY_NOT_RETRIABLE, 0 },
  { 4, COSTS, HTTP, TRUE, -1, 0, 0.5, BATCH_RETRY_AGAIN, 4 * S },
  { 5, COSTS, HTTP, TRUE, -1, 0, 0.5, BATCH_RETRY_NO_ATTEMPT_LEFT, 0 },
  { 6, COSTS, HTTP, TRUE, -1, 0, 0.5, BATCH_RETRY_NO_ATTEMPT_LEFT, 0 },
  { 5, FREE, LOADING, TRUE, -1, 0, 0, BATCH_RETRY_AGAIN, 8 * S },
  { 1000000, FREE, BUSY, TRUE, -1, 0, 0, BATCH_RETRY_AGAIN, 15 * S },

  /* 2. Full jitter over 1, 2, 4 … 60 s; waits from half of 1, 2, 4 … 30 s on. */
  { 1, COSTS, HTTP, TRUE, -1, 0, 0, BATCH_RETRY_AGAIN, 0 },
  { 1, COSTS, HTTP, TRUE, -1, 0, 0.5, BATCH_RETRY_AGAIN, S / 2 },
  { 2, COSTS, HTTP, TRUE, -1, 0, 0.5, BATCH_RETRY_AGAIN, S },
  { 3, COSTS, HTTP, TRUE, -1, 0, 0.75, BATCH_RETRY_AGAIN, 3 * S },
  { 0, COSTS, HTTP, TRUE, -1, 0, 0.5, BATCH_RETRY_AGAIN, S / 2 },
  { 1, FREE, REFUSED, TRUE, -1, 0, 0, BATCH_RETRY_AGAIN, S / 2 },
  { 1, FREE, LOADING, TRUE, -1, 0, 0.5, BATCH_RETRY_AGAIN, 3 * S / 4 },
  { 5, FREE, LOADING, TRUE, -1, 0, 0.5, BATCH_RETRY_AGAIN, 12 * S },
  { 6, FREE, LOADING, TRUE, -1, 0, 0, BATCH_RETRY_AGAIN, 15 * S },
  { 1, FREE, DIED, TRUE, -1, 0, 0.9, BATCH_RETRY_AGAIN, 0 },
  { 1, COSTS, DIED, TRUE, -1, 0, 0.5, BATCH_RETRY_AGAIN, S / 2 },

  /* 3. Retry-After is a minimum, within reason. */
  { 1, COSTS, HTTP, TRUE, 7000, 0, 0, BATCH_RETRY_AGAIN, 7 * S },
  { 1, COSTS, HTTP, TRUE, 7000, 0, 0.5, BATCH_RETRY_AGAIN, 7 * S + S / 2 },
  { 4, COSTS, HTTP, TRUE, 1000, 0, 0.5, BATCH_RETRY_AGAIN, 4 * S },
  { 1, FREE, BUSY, TRUE, 90000, 0, 0, BATCH_RETRY_AGAIN, 90 * S },
  { 1, COSTS, HTTP, TRUE, 0, 0, 0.5, BATCH_RETRY_AGAIN, S / 2 },
  { 1, COSTS, HTTP, TRUE, -5000, 0, 0.5, BATCH_RETRY_AGAIN, S / 2 },
  { 1, COSTS, HTTP, TRUE, 86400 * 1000, 0, 0, BATCH_RETRY_AGAIN, 3600 * S },
  { 1, COSTS, HTTP, TRUE, G_MAXINT64, 0, 0, BATCH_RETRY_AGAIN, 3600 * S },

  /* 4. Never at or past the deadline. */
  { 3, COSTS, HTTP, TRUE, -1, 3, 0.5, BATCH_RETRY_AGAIN, 2 * S },
  { 3, COSTS, HTTP, TRUE, -1, 2, 0.5, BATCH_RETRY_PAST_DEADLINE, 0 },
  { 3, COSTS, HTTP, TRUE, -1, 1, 0.5, BATCH_RETRY_PAST_DEADLINE, 0 },
  { 1, COSTS, HTTP, TRUE, 7000, 7, 0, BATCH_RETRY_PAST_DEADLINE, 0 },
  { 6, FREE, LOADING, TRUE, -1, 15, 0, BATCH_RETRY_PAST_DEADLINE, 0 },
  { 1, COSTS, HTTP, TRUE, -1, -1, 0, BATCH_RETRY_PAST_DEADLINE, 0 },
};

static void
test_cases (void)
{
  BatchRetryPolicy policy;

  batch_retry_policy_init (&policy);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      gint64 deadline = c->deadline_s != 0 ? NOW + c->deadline_s * S : 0;
      BatchRetryDecision decision;

      g_test_message ("case %u", i);
      decision = batch_retry_decide (&policy, c->tries_done, c->costs, c->kind, c->retriable,
                                     c->retry_after_ms, NOW, deadline, c->random01);
      g_assert_cmpint (decision.verdict, ==, c->verdict);
      g_assert_cmpint (decision.retry, ==, c->verdict == BATCH_RETRY_AGAIN);
      g_assert_cmpint (decision.delay_us, ==, c->delay_us);
      g_assert_cmpint (decision.not_before_us, ==, decision.retry ? NOW + c->delay_us : 0);
    }
}

/* Whatever comes, the rule's bounds hold. */
static void
test_bounds (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (4711);
  BatchRetryPolicy policy;

  batch_retry_policy_init (&policy);
  for (guint i = 0; i < 100000; i++)
    {
      guint tries = (guint) g_rand_int_range (random, 0, 200);
      gboolean costs = g_rand_boolean (random);
      gboolean retriable = g_rand_int_range (random, 0, 10) > 0;
      gint64 after = g_rand_boolean (random) ? -1 : g_rand_int_range (random, 0, 100000);
      gint64 deadline = g_rand_boolean (random) ? 0 : NOW + g_rand_int_range (random, -10, 200) * S;
      gint64 longest = costs ? policy.max_ms : policy.wait_max_ms;
      BatchFailureKind kind = costs ? HTTP : LOADING;
      BatchRetryDecision decision =
        batch_retry_decide (&policy, tries, costs, kind, retriable, after, NOW, deadline,
                            g_rand_double (random));

      if (!decision.retry)
        {
          g_assert_true (!retriable || (costs && tries >= policy.max_attempts) || deadline != 0);
          continue;
        }

      g_assert_true (retriable);
      g_assert_true (!costs || tries < policy.max_attempts);
      g_assert_cmpint (decision.not_before_us, ==, NOW + decision.delay_us);
      g_assert_cmpint (decision.delay_us, >=, after * 1000);
      g_assert_cmpint (decision.delay_us, <=, 1000 * (MAX (after, longest) + policy.base_ms));
      if (deadline != 0)
        g_assert_cmpint (decision.not_before_us, <, deadline);
    }
}

/* Full jitter: evenly spread, so its mean is half of the back-off. */
static void
test_spread (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (12);
  BatchRetryPolicy policy;
  double sum = 0;

  batch_retry_policy_init (&policy);
  for (guint i = 0; i < 10000; i++)
    sum += (double) batch_retry_decide (&policy, 3, COSTS, HTTP, TRUE, -1, NOW, 0,
                                        g_rand_double (random)).delay_us;

  g_assert_cmpfloat_with_epsilon (sum / 10000 / S, 2.0, 0.05);
}

/* A clock that was set back makes nobody wait for years. */
static void
test_wait_left (void)
{
  BatchRetryPolicy policy;

  batch_retry_policy_init (&policy);
  g_assert_cmpint (batch_retry_wait_left (&policy, 0, NOW), ==, 0);
  g_assert_cmpint (batch_retry_wait_left (&policy, NOW - S, NOW), ==, 0);
  g_assert_cmpint (batch_retry_wait_left (&policy, NOW + 20 * S, NOW), ==, 20 * S);
  g_assert_cmpint (batch_retry_wait_left (&policy, NOW + 3600 * S, NOW), ==, 3600 * S);
  g_assert_cmpint (batch_retry_wait_left (&policy, NOW + 86400 * 365 * S, NOW), <=, 3601 * S);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/retry/cases", test_cases);
  g_test_add_func ("/batch/core/retry/bounds", test_bounds);
  g_test_add_func ("/batch/core/retry/spread", test_spread);
  g_test_add_func ("/batch/core/retry/wait-left", test_wait_left);
  return g_test_run ();
}
