/* batch-handover-rule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rules.
 *
 * What is next:
 * 1. What was not yet to be created at the provider ends here when nobody wants it.
 * 2. That it is going to be created is durable before it is. An intent that we have not
 *    just written ourselves is open, and is never created again: where batches carry a mark it
 *    is looked for, ever more seldom, until it would have to be there; then, and elsewhere at
 *    once, a person decides.
 * 3. What the provider has is asked for until it is over, and cancelled once when nobody
 *    wants it any more. What it has answered by then is taken all the same.
 *
 * What becomes of items without an answer:
 * 1. What was never at the provider goes back, or ends with its job.
 * 2. A batch that was refused fails as a whole, with the words of the provider; one that was
 *    refused before it had items takes them for that.
 * 3. What expired there has expired. What was cancelled there by us ends as its job does; by
 *    somebody else, it has failed.
 * 4. What the provider says that it has done, and gives no line for, has failed. */

#include "config.h"

#include "native/batch-handover-rule-private.h"

/* What was asked for may take a moment until it is in the list. */
#define FIRST_SEARCH_MS   1000
#define LONGEST_SEARCH_MS 120000

static BatchStep
before_it_is_sent (const BatchHandoverMoment *moment)
{
  if (moment->api->has_files && !moment->has_file)
    return moment->has_input ? BATCH_STEP_UPLOAD : BATCH_STEP_WRITE;
  if (moment->api->has_files)
    return moment->file_ready ? BATCH_STEP_INTEND : BATCH_STEP_CHECK_FILE;
  return moment->has_input ? BATCH_STEP_INTEND : BATCH_STEP_WRITE;
}

static BatchStep
open_intent (const BatchHandoverMoment *moment)
{
  if (moment->intent_is_fresh)
    return BATCH_STEP_CREATE;
  if (!moment->api->has_marks)
    return BATCH_STEP_HOLD;
  if (moment->wanted)
    return moment->searched_late ? BATCH_STEP_HOLD : BATCH_STEP_SEARCH;
  return moment->searched_late || moment->n_searches >= BATCH_HANDOVER_LAST_SEARCHES
         ? BATCH_STEP_SETTLE : BATCH_STEP_SEARCH;
}

static BatchStep
at_the_provider (const BatchHandoverMoment *moment)
{
  if (moment->is_over)
    return BATCH_STEP_COLLECT;
  return !moment->wanted && !moment->cancel_sent ? BATCH_STEP_CANCEL : BATCH_STEP_POLL;
}

BatchStep
batch_handover_next (const BatchHandoverMoment *moment)
{
  gboolean unsent = moment->state <= BATCH_HANDOVER_STATE_UPLOADING ||
                    moment->state == BATCH_HANDOVER_STATE_HELD;

  if (moment->state == BATCH_HANDOVER_STATE_ENDED)
    return BATCH_STEP_NONE;
  if (moment->refused && moment->wanted && moment->state == BATCH_HANDOVER_STATE_GATHERING)
    return moment->may_begin ? BATCH_STEP_GATHER : BATCH_STEP_WAIT;
  if (moment->refused || (unsent && !moment->wanted))
    return BATCH_STEP_SETTLE;
  if (moment->state == BATCH_HANDOVER_STATE_HELD)
    return BATCH_STEP_WAIT;
  if (moment->api == NULL)
    return BATCH_STEP_LINK;

  switch (moment->state)
    {
    case BATCH_HANDOVER_STATE_GATHERING:
      return moment->may_begin ? BATCH_STEP_GATHER : BATCH_STEP_WAIT;
    case BATCH_HANDOVER_STATE_UPLOADING:
      return moment->may_begin ? before_it_is_sent (moment) : BATCH_STEP_WAIT;
    case BATCH_HANDOVER_STATE_CREATING:
      return open_intent (moment);
    case BATCH_HANDOVER_STATE_WORKING:
      return at_the_provider (moment);
    case BATCH_HANDOVER_STATE_COLLECTING:
      return !moment->is_over ? BATCH_STEP_POLL
             : moment->fetched ? BATCH_STEP_SETTLE : BATCH_STEP_FETCH;
    case BATCH_HANDOVER_STATE_HELD:
    case BATCH_HANDOVER_STATE_ENDED:
      break;
    }

  g_return_val_if_reached (BATCH_STEP_NONE);
}

/* --- How long it is looked for --- */

gboolean
batch_handover_is_late (gint64 age_us)
{
  return age_us >= BATCH_HANDOVER_SEARCH_MIN * G_TIME_SPAN_MINUTE;
}

gint64
batch_handover_search_wait (guint  n_searches,
                            gint64 age_us)
{
  gint64 left_ms = (BATCH_HANDOVER_SEARCH_MIN * G_TIME_SPAN_MINUTE - age_us)
                   / G_TIME_SPAN_MILLISECOND + 1;
  gint64 wait_ms = FIRST_SEARCH_MS;

  for (guint i = 1; i < n_searches && wait_ms < LONGEST_SEARCH_MS; i++)
    wait_ms *= 2;

  return MAX (MIN (MIN (wait_ms, LONGEST_SEARCH_MS), left_ms), FIRST_SEARCH_MS);
}

/* --- What is left --- */

static gboolean
is_past (const BatchJobRecord *job,
         gint64                now)
{
  return job->expires_at > 0 && job->expires_at <= now;
}

static void
fail (BatchFinish *rest,
      const char  *format,
      const char  *what)
{
  rest->status = BATCH_ITEM_STATUS_FAILED;
  rest->failure_kind = BATCH_FAILURE_KIND_TASK_TERMINATED;
  rest->error = what != NULL ? g_strconcat (format, ": ", what, NULL) : g_strdup (format);
  rest->costs_attempt = TRUE;
}

/* As the job ends, or back to where they were. */
static void
follow_job (BatchFinish          *rest,
            const BatchJobRecord *job,
            gint64                now)
{
  if (job->state == BATCH_JOB_STATE_CANCELLING || job->removed_at > 0)
    rest->status = BATCH_ITEM_STATUS_CANCELLED;
  else if (is_past (job, now))
    rest->status = BATCH_ITEM_STATUS_EXPIRED;
  else
    rest->status = BATCH_ITEM_STATUS_PENDING;
}

static void
follow_upstream (BatchFinish          *rest,
                 const BatchJobRecord *job,
                 const BatchUpstream  *upstream,
                 gint64                now)
{
  switch (upstream->state)
    {
    case BATCH_UPSTREAM_EXPIRED:
      rest->status = BATCH_ITEM_STATUS_EXPIRED;
      break;

    case BATCH_UPSTREAM_FAILED:
      fail (rest, "The provider has refused the batch", upstream->message);
      break;

    case BATCH_UPSTREAM_CANCELLED:
      follow_job (rest, job, now);
      if (rest->status == BATCH_ITEM_STATUS_PENDING)
        fail (rest, "The batch was cancelled at the provider", NULL);
      break;

    case BATCH_UPSTREAM_COMPLETED:
    case BATCH_UPSTREAM_UNKNOWN:
    case BATCH_UPSTREAM_WORKING:
    case BATCH_UPSTREAM_CANCELLING:
      fail (rest, "The provider has no line for it in what it gave back", NULL);
      break;
    }
}

BatchFinish *
batch_handover_rest (const BatchHandoverRecord *handover,
                     const BatchJobRecord      *job,
                     const BatchUpstream       *upstream,
                     const char                *refusal,
                     gint64                     now)
{
  BatchFinish *rest = batch_finish_new ();

  rest->job_id = g_strdup (job->id);
  rest->duration_ms = -1;
  rest->prompt_tokens = -1;
  rest->output_tokens = -1;
  if (refusal != NULL)
    fail (rest, "The batch could not be handed to the provider", refusal);
  else if (upstream != NULL && handover->state >= BATCH_HANDOVER_STATE_WORKING)
    follow_upstream (rest, job, upstream, now);
  else
    follow_job (rest, job, now);

  return rest;
}
