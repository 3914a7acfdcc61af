/* batch-item-ending.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule.
 *
 * 1. An answer is what it is: succeeded or skipped, with all that came with it. But one that
 *    does not say that it came to an end is asked for once more, if there is an attempt left:
 *    some servers stop where they should not. What the second one brings is kept, for review.
 * 2. An attempt that somebody stopped is not the item's fault. The end of its job is
 *    the item's, cancelled or expired; else it goes back, at no cost.
 * 3. When nobody answers, or nobody may come in, the lane rests as a whole, and the
 *    item goes back at no cost, behind the others if they may fare better. A refusal of this
 *    item alone is a failure. Where it is open which of the two it is, it goes back likewise.
 * 4. Any other failure goes by the retry rule, with as many attempts as the job
 *    allows. A wait that costs no attempt counts the waits in a row, but only some of them where
 *    the server lets others in all the while: who stays away for long only loses its turn. What
 *    the server asks for may be longer than it turns away: while many others wait, which are
 *    let in as soon as it is open, it is not waited for in full the first times.
 * 5. When the job is gone, a failure stays what it is. */

#include "config.h"

#include "executor/batch-item-ending-private.h"

#include "core/batch-retry-private.h"

#define MAX_PASSING_WAITS 3

/* By the waits in a row; then as long as the server asks for. */
static const gint64 max_asked_ms[] = { 60 * 1000, 8 * 60 * 1000 };

static BatchFinish *
finish_new (const BatchItemRecord *item,
            const BatchEnding     *ending,
            gint64                 duration_ms)
{
  BatchFinish *finish = batch_finish_new ();

  finish->job_id = g_strdup (item->job_id);
  finish->position = item->position;
  finish->generation = item->generation;
  finish->status = ending->status;
  finish->failure_kind = ending->failure_kind;
  finish->error = g_strdup (ending->message);
  finish->body = ending->body != NULL ? g_bytes_ref (ending->body) : NULL;
  finish->request_id = g_strdup (ending->request_id);
  finish->status_code = ending->status_code;
  finish->duration_ms = duration_ms;
  finish->prompt_tokens = ending->prompt_tokens;
  finish->cached_tokens = ending->cached_tokens;
  finish->output_tokens = ending->output_tokens;
  finish->costs_attempt = ending->costs_attempt;
  finish->unloaded = ending->unloaded;
  finish->review_reason = ending->review_reason;
  return finish;
}

static void
end_stopped (BatchFinish           *finish,
             const BatchJobRecord  *job,
             const BatchItemMoment *moment)
{
  finish->status = BATCH_ITEM_STATUS_PENDING;
  finish->costs_attempt = FALSE;
  finish->duration_ms = -1;
  if (job == NULL)
    return;

  if (job->state == BATCH_JOB_STATE_CANCELLING)
    finish->status = BATCH_ITEM_STATUS_CANCELLED;
  else if (job->expires_at > 0 && job->expires_at <= moment->wall_now)
    finish->status = BATCH_ITEM_STATUS_EXPIRED;
}

static guint
max_attempts (const BatchJobRecord *job)
{
  BatchRetryPolicy policy;

  batch_retry_policy_init (&policy);
  return job->max_attempts > 0 ? job->max_attempts : policy.max_attempts;
}

/* What is there is better than nothing, should the job not go on. */
static gboolean
is_worth_another (const BatchJobRecord  *job,
                  const BatchItemRecord *item,
                  const BatchEnding     *ending,
                  const BatchItemMoment *moment)
{
  gboolean goes_on = job->state == BATCH_JOB_STATE_RUNNING && !job->paused
                     && (job->expires_at == 0 || job->expires_at > moment->wall_now);

  return goes_on && batch_verdict_get_consequence (ending->verdict)->retriable
         && item->attempts == 0 && max_attempts (job) > 1;
}

static void
ask_again (BatchFinish *finish)
{
  finish->status = BATCH_ITEM_STATUS_PENDING;
  finish->failure_kind = BATCH_FAILURE_KIND_INVALID_RESPONSE;
  finish->review_reason = BATCH_REVIEW_REASON_NONE;
}

static gint64
asked_ms (const BatchEnding     *ending,
          const BatchItemMoment *moment)
{
  if (!ending->many_behind || ending->costs_attempt || moment->waits > G_N_ELEMENTS (max_asked_ms))
    return ending->retry_after_ms;

  return MIN (ending->retry_after_ms, max_asked_ms[MAX (moment->waits, 1) - 1]);
}

static void
end_failed (BatchFinish           *finish,
            const BatchJobRecord  *job,
            const BatchItemRecord *item,
            const BatchEnding     *ending,
            const BatchItemMoment *moment)
{
  gint64 ahead = moment->now - moment->wall_now;
  gint64 deadline = job->expires_at > 0 ? job->expires_at + ahead : 0;
  BatchRetryPolicy policy;
  BatchRetryDecision decision;

  if (ending->server_down || ending->shut_out || ending->open)
    {
      finish->status = BATCH_ITEM_STATUS_PENDING;
      finish->costs_attempt = FALSE;
      if (ending->others_first || ending->open)
        finish->not_before = moment->now + ending->retry_after_ms * 1000;
      return;
    }

  batch_retry_policy_init (&policy);
  policy.max_attempts = max_attempts (job);
  decision = batch_retry_decide (&policy,
                                 ending->costs_attempt ? item->attempts + 1 : moment->waits,
                                 ending->costs_attempt, ending->failure_kind, ending->retriable,
                                 asked_ms (ending, moment), moment->now, deadline,
                                 moment->random01);
  finish->status = decision.retry ? BATCH_ITEM_STATUS_PENDING : BATCH_ITEM_STATUS_FAILED;
  finish->not_before = decision.retry ? decision.not_before_us : 0;
}

BatchFinish *
batch_item_end (const BatchJobRecord  *job,
                const BatchItemRecord *item,
                const BatchEnding     *ending,
                gint64                 duration_ms,
                const BatchItemMoment *moment)
{
  BatchFinish *finish = finish_new (item, ending, duration_ms);

  if (ending->status == BATCH_ITEM_STATUS_CANCELLED)
    end_stopped (finish, job, moment);
  else if (ending->status == BATCH_ITEM_STATUS_FAILED && job != NULL)
    end_failed (finish, job, item, ending, moment);
  else if (ending->status == BATCH_ITEM_STATUS_SUCCEEDED && job != NULL
           && is_worth_another (job, item, ending, moment))
    ask_again (finish);

  return finish;
}

guint
batch_item_most_waits (const BatchEnding *ending)
{
  gboolean passing = ending->passing && ending->verdict == BATCH_VERDICT_WAIT_BUSY;

  return passing ? MAX_PASSING_WAITS : G_MAXUINT;
}

BatchSampleOutcome
batch_item_outcome (const BatchFinish *finish)
{
  if (finish->status == BATCH_ITEM_STATUS_SUCCEEDED)
    return BATCH_SAMPLE_SUCCEEDED;
  if (finish->status == BATCH_ITEM_STATUS_SKIPPED)
    return BATCH_SAMPLE_SKIPPED;
  return finish->status == BATCH_ITEM_STATUS_FAILED ? BATCH_SAMPLE_FAILED : BATCH_SAMPLE_RETRIED;
}

/* An answer that another one was asked for in place of stands again when that fails. */
static gboolean
is_restored (const BatchItemRecord *item,
             const BatchFinish     *finish)
{
  return item->kept != 0 && finish->status != BATCH_ITEM_STATUS_SUCCEEDED &&
         batch_item_status_is_terminal (finish->status);
}

static BatchItemRecord *
restore (const BatchItemRecord *item)
{
  BatchItemRecord *after = batch_item_record_copy (item);

  after->status = BATCH_ITEM_STATUS_SUCCEEDED;
  after->review_reason = item->kept - 1;
  after->kept = 0;
  return after;
}

BatchItemRecord *
batch_item_after (const BatchItemRecord *item,
                  const BatchFinish     *finish,
                  gint64                 wall_now)
{
  BatchItemRecord *after;

  if (is_restored (item, finish))
    return restore (item);

  after = batch_item_record_copy (item);
  after->status = finish->status;
  after->failure_kind = finish->failure_kind;
  g_free (after->last_error);
  after->last_error = g_strdup (finish->error);
  g_clear_pointer (&after->body, g_bytes_unref);
  after->body = finish->body != NULL ? g_bytes_ref (finish->body) : NULL;
  after->status_code = finish->status_code;
  after->duration_ms = finish->duration_ms;
  after->prompt_tokens = finish->prompt_tokens;
  after->cached_tokens = finish->cached_tokens;
  after->output_tokens = finish->output_tokens;
  after->attempts += finish->costs_attempt;
  after->not_before = finish->not_before;
  after->review_reason = finish->review_reason;
  after->completed_at = batch_item_status_is_terminal (finish->status) ? wall_now : 0;
  return after;
}
