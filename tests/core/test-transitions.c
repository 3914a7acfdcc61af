/* test-transitions.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-transitions.h"

#include <string.h>

#include "core/batch-enum-private.h"

/* The whole matrix, a row per state that is left, a column per state that is
 * entered, both in the order of the enumeration: x is a legal move. */
static const char * const job_matrix[BATCH_N_JOB_STATES] = {
  /*                        validating
   *                        |queued
   *                        ||running
   *                        |||finalizing
   *                        ||||completed
   *                        |||||completed_with_errors
   *                        ||||||failed
   *                        |||||||expired
   *                        ||||||||cancelling
   *                        |||||||||cancelled */
  /* validating */            ".x....xxx.",
  /* queued */                "..xx..xxx.",
  /* running */               "...x..xxx.",
  /* finalizing */            "....xxxx..",
  /* completed */             "..........",
  /* completed_with_errors */ "..........",
  /* failed */                "..........",
  /* expired */               "..........",
  /* cancelling */            ".........x",
  /* cancelled */             "..........",
};

static const char * const item_matrix[BATCH_N_ITEM_STATUSES] = {
  /*              pending
   *              |claimed
   *              ||running
   *              |||succeeded
   *              ||||failed
   *              |||||skipped
   *              ||||||cancelled
   *              |||||||expired */
  /* pending */   ".xx.xxxx",
  /* claimed */   "x.x.xxxx",
  /* running */   "x..xxxxx",
  /* succeeded */ "........",
  /* failed */    "........",
  /* skipped */   "........",
  /* cancelled */ "........",
  /* expired */   "........",
};

static const char job_reopens[] =  "....." "xxx" "." "x";
static const char item_reopens[] = "....x..x";

static void
assert_refusal (GError     *error,
                const char *from,
                const char *to)
{
  const char *remedy;

  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_assert_nonnull (strstr (error->message, from));
  g_assert_nonnull (strstr (error->message, to));
  remedy = strstr (error->message, ": ");
  g_assert_nonnull (remedy);
  g_assert_cmpuint (strlen (remedy), >, 10);
  g_assert_false (g_str_has_suffix (error->message, "."));
}

static void
test_jobs (void)
{
  for (int from = 0; from < BATCH_N_JOB_STATES; from++)
    for (int to = 0; to < BATCH_N_JOB_STATES; to++)
      {
        g_autoptr(GError) error = NULL;
        gboolean legal = batch_transition_job (from, to, &error);

        g_assert_cmpint (legal, ==, job_matrix[from][to] == 'x');
        if (legal)
          g_assert_no_error (error);
        else
          assert_refusal (error,
                          batch_enum_to_nick (BATCH_TYPE_JOB_STATE, from),
                          batch_enum_to_nick (BATCH_TYPE_JOB_STATE, to));
      }
}

static void
test_items (void)
{
  for (int from = 0; from < BATCH_N_ITEM_STATUSES; from++)
    for (int to = 0; to < BATCH_N_ITEM_STATUSES; to++)
      {
        g_autoptr(GError) error = NULL;
        gboolean legal = batch_transition_item (from, to, &error);

        g_assert_cmpint (legal, ==, item_matrix[from][to] == 'x');
        if (legal)
          g_assert_no_error (error);
        else
          assert_refusal (error,
                          batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, from),
                          batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, to));
      }
}

/* Only a retry leaves an end, and never a success. */
static void
test_reopening (void)
{
  for (int from = 0; from < BATCH_N_JOB_STATES; from++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (batch_transition_reopen (from, &error), ==, job_reopens[from] == 'x');
      if (job_reopens[from] != 'x')
        assert_refusal (error, batch_enum_to_nick (BATCH_TYPE_JOB_STATE, from), "queued");
    }

  for (int from = 0; from < BATCH_N_ITEM_STATUSES; from++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (batch_transition_reopen_item (from, &error), ==, item_reopens[from] == 'x');
      if (item_reopens[from] != 'x')
        assert_refusal (error, batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, from), "pending");
    }
}

static void
test_ends_are_ends (void)
{
  for (int from = 0; from < BATCH_N_JOB_STATES; from++)
    g_assert_cmpint (strchr (job_matrix[from], 'x') == NULL, ==,
                     batch_job_state_is_terminal (from));
  for (int from = 0; from < BATCH_N_ITEM_STATUSES; from++)
    g_assert_cmpint (strchr (item_matrix[from], 'x') == NULL, ==,
                     batch_item_status_is_terminal (from));
}

static void
test_error_is_optional (void)
{
  g_assert_false (batch_transition_job (BATCH_JOB_STATE_COMPLETED, BATCH_JOB_STATE_RUNNING, NULL));
  g_assert_false (batch_transition_item (BATCH_ITEM_STATUS_SKIPPED,
                                         BATCH_ITEM_STATUS_RUNNING,
                                         NULL));
  g_assert_false (batch_transition_reopen (BATCH_JOB_STATE_RUNNING, NULL));
  g_assert_false (batch_transition_reopen_item (BATCH_ITEM_STATUS_SUCCEEDED, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/transitions/jobs", test_jobs);
  g_test_add_func ("/batch/core/transitions/items", test_items);
  g_test_add_func ("/batch/core/transitions/reopening", test_reopening);
  g_test_add_func ("/batch/core/transitions/ends", test_ends_are_ends);
  g_test_add_func ("/batch/core/transitions/error-is-optional", test_error_is_optional);
  return g_test_run ();
}
