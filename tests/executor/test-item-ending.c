/* test-item-ending.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-item-ending-private.h"

#define S         G_GINT64_CONSTANT (1000000)
#define NOW       (1700000000 * S)
#define RETRIABLE TRUE
#define FINAL     FALSE
#define COSTS     TRUE
#define FREE      FALSE
#define ANSWERS   0
#define DOWN      1
#define SHUT      2
#define BEHIND    3
#define PASSING   4
#define OPEN      5
#define LATER     6
#define UNSURE    7

#define REST_MS   2500
#define LATER_MS  (60 * 60 * 1000)

#define ERRORS    BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS
#define REFUSES   BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS
#define LOADING   BATCH_FAILURE_KIND_WAIT_LOADING
#define BUSY      BATCH_FAILURE_KIND_WAIT_BUSY
#define AUTH      BATCH_FAILURE_KIND_AUTH
#define NETWORK   BATCH_FAILURE_KIND_NETWORK_ERROR

#define RUNNING   BATCH_JOB_STATE_RUNNING
#define STOPPING  BATCH_JOB_STATE_CANCELLING
#define GONE      -1

#define PENDING   BATCH_ITEM_STATUS_PENDING
#define SUCCEEDED BATCH_ITEM_STATUS_SUCCEEDED
#define FAILED    BATCH_ITEM_STATUS_FAILED
#define SKIPPED   BATCH_ITEM_STATUS_SKIPPED
#define CANCELLED BATCH_ITEM_STATUS_CANCELLED
#define EXPIRED   BATCH_ITEM_STATUS_EXPIRED

typedef struct
{
  BatchItemStatus    ending;
  BatchFailureKind   kind;
  gboolean           retriable;
  gboolean           costs;
  int                server;           /* ANSWERS, DOWN, SHUT; BEHIND: down, and others go first;
                                           OPEN: likewise, but nobody knows;
                                           PASSING: busy, and others are let in; LATER: it asks
                                           for an hour; UNSURE: likewise, and many wait behind */
  int                job_state;        /* GONE: there is no job any more */
  guint              max_attempts;     /* of the job; 0: as usual */
  gint64             deadline_s;       /* from now; 0: none */
  guint              attempts;         /* that lie behind the item */
  guint              waits;

  BatchItemStatus    status;
  gboolean           costs_attempt;
  gint64             wait_us;          /* until not_before, with a jitter of one half; 0: none */
  BatchSampleOutcome outcome;
} Case;

static const Case cases[] = {
  /* 1. An answer is what it is, whatever has become of the job. */
  { SUCCEEDED, 0, FINAL, COSTS, ANSWERS, RUNNING, 0, 0, 0, 0,
    SUCCEEDED, COSTS, 0, BATCH_SAMPLE_SUCCEEDED },
  { SUCCEEDED, 0, FINAL, COSTS, ANSWERS, STOPPING, 0, 0, 0, 0,
    SUCCEEDED, COSTS, 0, BATCH_SAMPLE_SUCCEEDED },
  { SUCCEEDED, 0, FINAL, COSTS, ANSWERS, GONE, 0, 0, 0, 0,
    SUCCEEDED, COSTS, 0, BATCH_SAMPLE_SUCCEEDED },
  { SKIPPED, 0, FINAL, COSTS, ANSWERS, RUNNING, 0, 0, 0, 0,
    SKIPPED, COSTS, 0, BATCH_SAMPLE_SKIPPED },

  /* 2. Stopped: the end of the job, or back. */
  { CANCELLED, 0, FINAL, FREE, ANSWERS, STOPPING, 0, 0, 0, 0,
    CANCELLED, FREE, 0, BATCH_SAMPLE_RETRIED },
  { CANCELLED, 0, FINAL, FREE, ANSWERS, RUNNING, 0, -1, 0, 0,
    EXPIRED, FREE, 0, BATCH_SAMPLE_RETRIED },
  { CANCELLED, 0, FINAL, FREE, ANSWERS, STOPPING, 0, -1, 0, 0,
    CANCELLED, FREE, 0, BATCH_SAMPLE_RETRIED },
  { CANCELLED, 0, FINAL, FREE, ANSWERS, RUNNING, 0, 1, 0, 0,
    PENDING, FREE, 0, BATCH_SAMPLE_RETRIED },
  { CANCELLED, 0, FINAL, FREE, ANSWERS, RUNNING, 0, 0, 0, 0,
    PENDING, FREE, 0, BATCH_SAMPLE_RETRIED },
  { CANCELLED, 0, FINAL, COSTS, ANSWERS, RUNNING, 0, 0, 2, 0,
    PENDING, FREE, 0, BATCH_SAMPLE_RETRIED },
  { CANCELLED, 0, FINAL, FREE, ANSWERS, GONE, 0, 0, 0, 0,
    PENDING, FREE, 0, BATCH_SAMPLE_RETRIED },

  /* 3. The lane rests: back at no cost, also the last attempt. */
  { FAILED, NETWORK, RETRIABLE, FREE, DOWN, RUNNING, 0, 0, 0, 9,
    PENDING, FREE, 0, BATCH_SAMPLE_RETRIED },
  { FAILED, NETWORK, RETRIABLE, COSTS, DOWN, RUNNING, 1, 0, 0, 0,
    PENDING, FREE, 0, BATCH_SAMPLE_RETRIED },
  { FAILED, ERRORS, RETRIABLE, FREE, BEHIND, RUNNING, 1, 0, 9, 9,
    PENDING, FREE, REST_MS * 1000, BATCH_SAMPLE_RETRIED },
  { FAILED, REFUSES, FINAL, FREE, OPEN, RUNNING, 1, 0, 9, 9,
    PENDING, FREE, REST_MS * 1000, BATCH_SAMPLE_RETRIED },
  { FAILED, AUTH, FINAL, COSTS, SHUT, RUNNING, 1, 0, 0, 0,
    PENDING, FREE, 0, BATCH_SAMPLE_RETRIED },
  { FAILED, AUTH, FINAL, COSTS, ANSWERS, RUNNING, 0, 0, 0, 0,
    FAILED, COSTS, 0, BATCH_SAMPLE_FAILED },

  /* 4. The retry rule, by attempts or by waits in a row. */
  { FAILED, REFUSES, FINAL, COSTS, ANSWERS, RUNNING, 0, 0, 0, 0,
    FAILED, COSTS, 0, BATCH_SAMPLE_FAILED },
  { FAILED, ERRORS, RETRIABLE, COSTS, ANSWERS, RUNNING, 0, 0, 0, 0,
    PENDING, COSTS, S / 2, BATCH_SAMPLE_RETRIED },
  { FAILED, ERRORS, RETRIABLE, COSTS, ANSWERS, RUNNING, 0, 0, 2, 0,
    PENDING, COSTS, 2 * S, BATCH_SAMPLE_RETRIED },
  { FAILED, ERRORS, RETRIABLE, COSTS, ANSWERS, RUNNING, 0, 0, 4, 0,
    FAILED, COSTS, 0, BATCH_SAMPLE_FAILED },
  { FAILED, ERRORS, RETRIABLE, COSTS, ANSWERS, RUNNING, 1, 0, 0, 0,
    FAILED, COSTS, 0, BATCH_SAMPLE_FAILED },
  { FAILED, ERRORS, RETRIABLE, COSTS, ANSWERS, RUNNING, 9, 0, 4, 0,
    PENDING, COSTS, 8 * S, BATCH_SAMPLE_RETRIED },
  { FAILED, ERRORS, RETRIABLE, COSTS, ANSWERS, RUNNING, 0, 2, 2, 0,
    FAILED, COSTS, 0, BATCH_SAMPLE_FAILED },
  { FAILED, LOADING, RETRIABLE, FREE, ANSWERS, RUNNING, 1, 0, 4, 3,
    PENDING, FREE, 3 * S, BATCH_SAMPLE_RETRIED },
  { FAILED, BUSY, RETRIABLE, FREE, ANSWERS, RUNNING, 1, 0, 4, 9,
    PENDING, FREE, 22.5 * S, BATCH_SAMPLE_RETRIED },
  { FAILED, BUSY, RETRIABLE, FREE, PASSING, RUNNING, 1, 0, 4, 9,
    PENDING, FREE, 3 * S, BATCH_SAMPLE_RETRIED },
  { FAILED, BUSY, RETRIABLE, FREE, PASSING, RUNNING, 1, 0, 4, 1,
    PENDING, FREE, S * 3 / 4, BATCH_SAMPLE_RETRIED },
  { FAILED, BUSY, RETRIABLE, FREE, LATER, RUNNING, 1, 0, 4, 1,
    PENDING, FREE, 3600.5 * S, BATCH_SAMPLE_RETRIED },
  { FAILED, BUSY, RETRIABLE, FREE, UNSURE, RUNNING, 1, 0, 4, 1,
    PENDING, FREE, 60.5 * S, BATCH_SAMPLE_RETRIED },
  { FAILED, BUSY, RETRIABLE, FREE, UNSURE, RUNNING, 1, 0, 4, 2,
    PENDING, FREE, 480.5 * S, BATCH_SAMPLE_RETRIED },
  { FAILED, BUSY, RETRIABLE, FREE, UNSURE, RUNNING, 1, 0, 4, 3,
    PENDING, FREE, 3600.5 * S, BATCH_SAMPLE_RETRIED },
  { FAILED, ERRORS, RETRIABLE, COSTS, UNSURE, RUNNING, 0, 0, 0, 0,
    PENDING, COSTS, 3600.5 * S, BATCH_SAMPLE_RETRIED },

  /* 5. Nothing is known of a job that is gone. */
  { FAILED, ERRORS, RETRIABLE, COSTS, ANSWERS, GONE, 0, 0, 0, 0,
    FAILED, COSTS, 0, BATCH_SAMPLE_FAILED },
};

static BatchItemRecord *
item_new (void)
{
  BatchItemRecord *item = batch_item_record_new ();

  item->job_id = g_strdup ("batch_1");
  item->position = 7;
  item->generation = 3;
  item->status = BATCH_ITEM_STATUS_RUNNING;
  return item;
}

static BatchJobRecord *
job_for (const Case *c)
{
  BatchJobRecord *job;

  if (c->job_state == GONE)
    return NULL;

  job = batch_job_record_new ();
  job->state = (BatchJobState) c->job_state;
  job->max_attempts = c->max_attempts;
  job->expires_at = c->deadline_s != 0 ? NOW + c->deadline_s * S : 0;
  return job;
}

/* @ahead: what the steady clock is ahead of the wall clock, which has been set back */
static void
check (const Case *c,
       gint64      ahead)
{
  g_autoptr(BatchItemRecord) item = item_new ();
  g_autoptr(BatchEnding) ending = batch_ending_new (c->ending);
  g_autoptr(BatchFinish) finish = NULL;
  BatchItemMoment moment = { NOW + ahead, NOW, c->waits, 0.5 };
  BatchJobRecord *job = job_for (c);

  item->attempts = c->attempts;
  ending->failure_kind = c->kind;
  ending->retriable = c->retriable;
  ending->costs_attempt = c->costs;
  ending->server_down = c->server == DOWN || c->server == BEHIND;
  ending->others_first = c->server == BEHIND;
  ending->open = c->server == OPEN;
  ending->retry_after_ms = c->server == BEHIND || ending->open ? REST_MS
                           : c->server >= LATER ? LATER_MS : -1;
  ending->shut_out = c->server == SHUT;
  ending->passing = c->server == PASSING;
  ending->many_behind = c->server == UNSURE;
  if (c->kind == BUSY)
    ending->verdict = BATCH_VERDICT_WAIT_BUSY;
  moment.waits = MIN (moment.waits, batch_item_most_waits (ending));
  finish = batch_item_end (job, item, ending, 250, &moment);
  g_clear_pointer (&job, batch_job_record_unref);

  g_assert_cmpint (finish->status, ==, c->status);
  g_assert_cmpint (finish->costs_attempt, ==, c->costs_attempt);
  g_assert_cmpint (finish->not_before, ==, c->wait_us > 0 ? NOW + ahead + c->wait_us : 0);
  g_assert_cmpint (finish->duration_ms, ==, c->ending == CANCELLED ? -1 : 250);
  g_assert_cmpint (finish->failure_kind, ==, c->kind);
  g_assert_cmpint (batch_item_outcome (finish), ==, c->outcome);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      check (&cases[i], 0);
      check (&cases[i], 3600 * S);
    }
}

/* All that came with an answer is written down, under the lease of the attempt. */
static void
test_keeps_answer (void)
{
  g_autoptr(BatchItemRecord) item = item_new ();
  g_autoptr(BatchEnding) ending = batch_ending_new (SUCCEEDED);
  g_autoptr(BatchFinish) finish = NULL;
  BatchItemMoment moment = { NOW, NOW, 0, 0.5 };

  ending->body = g_bytes_new_static ("{}", 2);
  ending->request_id = g_strdup ("req_1");
  ending->message = g_strdup ("The answer was cut off");
  ending->status_code = 200;
  ending->review_reason = BATCH_REVIEW_REASON_CUT_OFF;
  finish = batch_item_end (NULL, item, ending, 250, &moment);

  g_assert_cmpstr (finish->job_id, ==, "batch_1");
  g_assert_cmpuint (finish->position, ==, 7);
  g_assert_cmpint (finish->generation, ==, 3);
  g_assert_true (g_bytes_equal (finish->body, ending->body));
  g_assert_cmpstr (finish->request_id, ==, "req_1");
  g_assert_cmpstr (finish->error, ==, "The answer was cut off");
  g_assert_cmpint (finish->status_code, ==, 200);
  g_assert_cmpint (finish->review_reason, ==, BATCH_REVIEW_REASON_CUT_OFF);
}

/* One that does not say that it came to an end is asked for once more, while the job goes on. */
static void
test_unfinished (void)
{
  static const struct
  {
    BatchVerdict    verdict;
    int             job_state;
    guint           max_attempts;
    guint           attempts;
    gint64          deadline_s;
    BatchItemStatus status;
  } unfinished[] = {
    { BATCH_VERDICT_TRUNCATED_SILENT, RUNNING, 0, 0, 0, PENDING },
    { BATCH_VERDICT_TRUNCATED_SILENT, RUNNING, 2, 0, 9, PENDING },
    { BATCH_VERDICT_TRUNCATED_SILENT, RUNNING, 0, 1, 0, SUCCEEDED },
    { BATCH_VERDICT_TRUNCATED_SILENT, RUNNING, 1, 0, 0, SUCCEEDED },
    { BATCH_VERDICT_TRUNCATED_SILENT, RUNNING, 0, 0, -1, SUCCEEDED },
    { BATCH_VERDICT_TRUNCATED_SILENT, STOPPING, 0, 0, 0, SUCCEEDED },
    { BATCH_VERDICT_TRUNCATED_SILENT, GONE, 0, 0, 0, SUCCEEDED },
    { BATCH_VERDICT_TRUNCATED_LENGTH, RUNNING, 0, 0, 0, SUCCEEDED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (unfinished); i++)
    {
      const Case c = { .job_state = unfinished[i].job_state,
                       .max_attempts = unfinished[i].max_attempts,
                       .deadline_s = unfinished[i].deadline_s };
      g_autoptr(BatchItemRecord) item = item_new ();
      g_autoptr(BatchEnding) ending = batch_ending_new (SUCCEEDED);
      g_autoptr(BatchFinish) finish = NULL;
      BatchItemMoment moment = { NOW, NOW, 0, 0.5 };
      BatchJobRecord *job = job_for (&c);
      gboolean again = unfinished[i].status == PENDING;

      item->attempts = unfinished[i].attempts;
      ending->verdict = unfinished[i].verdict;
      ending->review_reason = BATCH_REVIEW_REASON_UNFINISHED;
      ending->costs_attempt = TRUE;
      finish = batch_item_end (job, item, ending, 250, &moment);
      g_clear_pointer (&job, batch_job_record_unref);

      g_test_message ("case %u", i);
      g_assert_cmpint (finish->status, ==, unfinished[i].status);
      g_assert_true (finish->costs_attempt);
      g_assert_cmpint (finish->review_reason, ==, again ? BATCH_REVIEW_REASON_NONE
                                                        : BATCH_REVIEW_REASON_UNFINISHED);
      g_assert_cmpint (finish->failure_kind, ==, again ? BATCH_FAILURE_KIND_INVALID_RESPONSE
                                                       : BATCH_FAILURE_KIND_NONE);
    }
}

static void
test_record_after (void)
{
  g_autoptr(BatchItemRecord) item = item_new ();
  g_autoptr(BatchItemRecord) ended = NULL;
  g_autoptr(BatchItemRecord) waiting = NULL;
  g_autoptr(BatchFinish) finish = batch_finish_new ();

  item->attempts = 1;
  item->body = g_bytes_new_static ("before", 6);
  item->last_error = g_strdup ("before");
  finish->status = SUCCEEDED;
  finish->body = g_bytes_new_static ("{}", 2);
  finish->costs_attempt = TRUE;
  ended = batch_item_after (item, finish, NOW);
  g_assert_cmpint (ended->status, ==, SUCCEEDED);
  g_assert_cmpuint (ended->attempts, ==, 2);
  g_assert_true (g_bytes_equal (ended->body, finish->body));
  g_assert_null (ended->last_error);
  g_assert_cmpint (ended->completed_at, ==, NOW);

  finish->status = PENDING;
  finish->not_before = NOW + S;
  finish->costs_attempt = FALSE;
  waiting = batch_item_after (item, finish, NOW);
  g_assert_cmpuint (waiting->attempts, ==, 1);
  g_assert_cmpint (waiting->not_before, ==, NOW + S);
  g_assert_cmpint (waiting->completed_at, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/executor/item-ending/cases", test_cases);
  g_test_add_func ("/batch/executor/item-ending/keeps-answer", test_keeps_answer);
  g_test_add_func ("/batch/executor/item-ending/unfinished", test_unfinished);
  g_test_add_func ("/batch/executor/item-ending/record-after", test_record_after);

  return g_test_run ();
}
