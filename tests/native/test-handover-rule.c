/* test-handover-rule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "native/batch-handover-rule-private.h"

#define FILES &batch_openai_provider
#define BODY  &batch_anthropic_provider
#define STATE(word) BATCH_HANDOVER_STATE_##word
#define STEP(word)  BATCH_STEP_##word
#define NOW G_GINT64_CONSTANT (1000000)

/* In the order of the rules. */
static void
test_next (void)
{
  static const struct { BatchHandoverMoment moment; BatchStep step; } cases[] = {
    /* Who speaks to whom. */
    { { STATE (GATHERING), NULL, .wanted = 1, .may_begin = 1 }, STEP (LINK) },
    { { STATE (WORKING), NULL, .wanted = 1 }, STEP (LINK) },
    { { STATE (GATHERING), FILES, .wanted = 1, .may_begin = 1 }, STEP (GATHER) },
    { { STATE (GATHERING), FILES, .wanted = 1 }, STEP (WAIT) },
    { { STATE (GATHERING), FILES, .may_begin = 1 }, STEP (SETTLE) },
    { { STATE (GATHERING), NULL, .wanted = 1, .may_begin = 1, .refused = 1 }, STEP (GATHER) },
    { { STATE (GATHERING), NULL, .wanted = 1, .refused = 1 }, STEP (WAIT) },
    { { STATE (GATHERING), NULL, .may_begin = 1, .refused = 1 }, STEP (SETTLE) },
    { { STATE (UPLOADING), NULL, .wanted = 1, .may_begin = 1, .refused = 1 }, STEP (SETTLE) },

    /* The input. */
    { { STATE (UPLOADING), FILES, .wanted = 1 }, STEP (WAIT) },
    { { STATE (UPLOADING), FILES, .wanted = 1, .may_begin = 1 }, STEP (WRITE) },
    { { STATE (UPLOADING), FILES, .wanted = 1, .may_begin = 1, .has_input = 1 }, STEP (UPLOAD) },
    { { STATE (UPLOADING), FILES, .wanted = 1, .may_begin = 1, .has_file = 1 },
      STEP (CHECK_FILE) },
    { { STATE (UPLOADING), FILES, .wanted = 1, .may_begin = 1, .has_file = 1, .file_ready = 1 },
      STEP (INTEND) },
    { { STATE (UPLOADING), BODY, .wanted = 1, .may_begin = 1 }, STEP (WRITE) },
    { { STATE (UPLOADING), BODY, .wanted = 1, .may_begin = 1, .has_input = 1 }, STEP (INTEND) },
    { { STATE (UPLOADING), FILES, .may_begin = 1, .has_file = 1 }, STEP (SETTLE) },
    { { STATE (UPLOADING), NULL }, STEP (SETTLE) },

    /* The intent. */
    { { STATE (CREATING), FILES, .wanted = 1, .intent_is_fresh = 1 }, STEP (CREATE) },
    { { STATE (CREATING), FILES, .wanted = 1 }, STEP (SEARCH) },
    { { STATE (CREATING), FILES, 3, .wanted = 1 }, STEP (SEARCH) },
    { { STATE (CREATING), FILES, 99, .wanted = 1 }, STEP (SEARCH) },
    { { STATE (CREATING), FILES, 1, .wanted = 1, .searched_late = 1 }, STEP (HOLD) },
    { { STATE (CREATING), FILES, 99, .wanted = 1, .searched_late = 1 }, STEP (HOLD) },
    { { STATE (CREATING), FILES }, STEP (SEARCH) },
    { { STATE (CREATING), FILES, 2 }, STEP (SEARCH) },
    { { STATE (CREATING), FILES, 3 }, STEP (SETTLE) },
    { { STATE (CREATING), FILES, 1, .searched_late = 1 }, STEP (SETTLE) },
    { { STATE (CREATING), BODY, .wanted = 1, .intent_is_fresh = 1 }, STEP (CREATE) },
    { { STATE (CREATING), BODY, .wanted = 1 }, STEP (HOLD) },
    { { STATE (CREATING), BODY, 9, .wanted = 1 }, STEP (HOLD) },
    { { STATE (CREATING), FILES, .wanted = 1, .refused = 1 }, STEP (SETTLE) },
    { { STATE (HELD), NULL, .wanted = 1 }, STEP (WAIT) },
    { { STATE (HELD), BODY }, STEP (SETTLE) },

    /* There. */
    { { STATE (WORKING), FILES, .wanted = 1 }, STEP (POLL) },
    { { STATE (WORKING), FILES }, STEP (CANCEL) },
    { { STATE (WORKING), FILES, .cancel_sent = 1 }, STEP (POLL) },
    { { STATE (WORKING), FILES, .wanted = 1, .is_over = 1 }, STEP (COLLECT) },
    { { STATE (WORKING), FILES, .is_over = 1 }, STEP (COLLECT) },
    { { STATE (COLLECTING), FILES, .wanted = 1 }, STEP (POLL) },
    { { STATE (COLLECTING), FILES, .is_over = 1 }, STEP (FETCH) },
    { { STATE (COLLECTING), FILES, .is_over = 1, .fetched = 1 }, STEP (SETTLE) },
    { { STATE (WORKING), FILES, .wanted = 1, .refused = 1 }, STEP (SETTLE) },
    { { STATE (ENDED), FILES, .refused = 1 }, STEP (NONE) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (batch_handover_next (&cases[i].moment), ==, cases[i].step);
    }
}

/* Those that find nothing, from one to the next until it is late. */
static void
test_search_wait (void)
{
  const gint64 minute = G_TIME_SPAN_MINUTE;
  const struct { guint n_searches; gint64 age; gint64 wait; } cases[] = {
    { 1, 0, 1000 },
    { 2, 1000, 2000 },
    { 3, 3000, 4000 },
    { 7, 0, 64000 },
    { 8, 0, 120000 },
    { 99, 0, 120000 },
    { G_MAXUINT, 0, 120000 },

    /* After a restart it is looked for often again, but for no longer. */
    { 1, 14 * minute, 1000 },
    { 99, 14 * minute, 60001 },
    { 99, 15 * minute - 1, 1000 },
    { 99, 99 * minute, 1000 },

    /* The clock was set back. */
    { 99, -99 * minute, 120000 },
  };
  gint64 age = 0;
  guint n_searches = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (batch_handover_search_wait (cases[i].n_searches, cases[i].age), ==,
                       cases[i].wait);
    }

  g_assert_false (batch_handover_is_late (-minute));
  g_assert_false (batch_handover_is_late (15 * minute - 1));
  g_assert_true (batch_handover_is_late (15 * minute));

  /* The last one comes in time, and there are few of them. */
  while (!batch_handover_is_late (age))
    age += batch_handover_search_wait (++n_searches, age) * G_TIME_SPAN_MILLISECOND;
  g_assert_cmpint (age, <, 15 * minute + 2 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (n_searches, ==, 14);
}

static void
test_rest (void)
{
  static const struct
    {
      BatchHandoverState  state;
      BatchJobState       job;
      gint64              expires_at;
      int                 upstream;        /* -1: nothing is known */
      const char         *refusal;
      BatchItemStatus     status;
      const char         *error;
    } cases[] = {
    /* Never there. */
    { STATE (UPLOADING), BATCH_JOB_STATE_RUNNING, 0, -1, NULL, BATCH_ITEM_STATUS_PENDING },
    { STATE (UPLOADING), BATCH_JOB_STATE_CANCELLING, 0, -1, NULL, BATCH_ITEM_STATUS_CANCELLED },
    { STATE (UPLOADING), BATCH_JOB_STATE_RUNNING, NOW, -1, NULL, BATCH_ITEM_STATUS_EXPIRED },
    { STATE (UPLOADING), BATCH_JOB_STATE_RUNNING, NOW + 1, -1, NULL, BATCH_ITEM_STATUS_PENDING },
    { STATE (HELD), BATCH_JOB_STATE_CANCELLING, 0, -1, NULL, BATCH_ITEM_STATUS_CANCELLED },

    /* Not wanted there. */
    { STATE (CREATING), BATCH_JOB_STATE_RUNNING, 0, -1, "no such model", BATCH_ITEM_STATUS_FAILED,
      "The batch could not be handed to the provider: no such model" },
    { STATE (COLLECTING), BATCH_JOB_STATE_RUNNING, 0, BATCH_UPSTREAM_FAILED, NULL,
      BATCH_ITEM_STATUS_FAILED, "The provider has refused the batch: line 3" },

    /* Not answered there. */
    { STATE (COLLECTING), BATCH_JOB_STATE_RUNNING, 0, BATCH_UPSTREAM_EXPIRED, NULL,
      BATCH_ITEM_STATUS_EXPIRED },
    { STATE (COLLECTING), BATCH_JOB_STATE_CANCELLING, 0, BATCH_UPSTREAM_CANCELLED, NULL,
      BATCH_ITEM_STATUS_CANCELLED },
    { STATE (COLLECTING), BATCH_JOB_STATE_RUNNING, NOW - 1, BATCH_UPSTREAM_CANCELLED, NULL,
      BATCH_ITEM_STATUS_EXPIRED },
    { STATE (COLLECTING), BATCH_JOB_STATE_RUNNING, 0, BATCH_UPSTREAM_CANCELLED, NULL,
      BATCH_ITEM_STATUS_FAILED, "The batch was cancelled at the provider" },

    /* Said to be done. */
    { STATE (COLLECTING), BATCH_JOB_STATE_RUNNING, 0, BATCH_UPSTREAM_COMPLETED, NULL,
      BATCH_ITEM_STATUS_FAILED, "The provider has no line for it in what it gave back" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const BatchHandoverRecord handover = { .state = cases[i].state };
      const BatchUpstream upstream = { .state = (BatchUpstreamState) MAX (cases[i].upstream, 0),
                                       .message = (char *) "line 3" };
      g_autoptr(BatchJobRecord) job = batch_job_record_new ();
      g_autoptr(BatchFinish) rest = NULL;

      job->id = g_strdup ("batch_one");
      job->state = cases[i].job;
      job->expires_at = cases[i].expires_at;
      rest = batch_handover_rest (&handover, job, cases[i].upstream >= 0 ? &upstream : NULL,
                                  cases[i].refusal, NOW);
      g_test_message ("case %u", i);
      g_assert_cmpint (rest->status, ==, cases[i].status);
      g_assert_cmpstr (rest->error, ==, cases[i].error);
      g_assert_cmpint (rest->costs_attempt, ==, cases[i].status == BATCH_ITEM_STATUS_FAILED);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/native/handover-rule/next", test_next);
  g_test_add_func ("/batch/native/handover-rule/search-wait", test_search_wait);
  g_test_add_func ("/batch/native/handover-rule/rest", test_rest);

  return g_test_run ();
}
