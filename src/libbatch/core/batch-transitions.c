/* batch-transitions.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. A job goes validating → queued → running → finalizing and ends
 * completed, completed with errors, failed or expired; until it finalizes it can
 * be cancelled (→ cancelling → cancelled). It may skip running when there is
 * nothing to run, and fail or expire before it could start. Nothing leaves an
 * end but a retry, which is not in the table. That a job is paused is a flag, not
 * a state.
 *
 * An item goes pending → claimed → running and ends succeeded, failed, skipped,
 * cancelled or expired. What was claimed or has run may come back to pending (an
 * engine let it go, or another attempt follows), and what never ran may end as
 * anything but succeeded. */

#include "config.h"

#include "core/batch-transitions.h"

#include "core/batch-enum-private.h"

static const gboolean job_moves[BATCH_N_JOB_STATES][BATCH_N_JOB_STATES] = {
  [BATCH_JOB_STATE_VALIDATING] = {
    [BATCH_JOB_STATE_QUEUED] = TRUE,
    [BATCH_JOB_STATE_FAILED] = TRUE,
    [BATCH_JOB_STATE_EXPIRED] = TRUE,
    [BATCH_JOB_STATE_CANCELLING] = TRUE,
  },
  [BATCH_JOB_STATE_QUEUED] = {
    [BATCH_JOB_STATE_RUNNING] = TRUE,
    [BATCH_JOB_STATE_FINALIZING] = TRUE,
    [BATCH_JOB_STATE_FAILED] = TRUE,
    [BATCH_JOB_STATE_EXPIRED] = TRUE,
    [BATCH_JOB_STATE_CANCELLING] = TRUE,
  },
  [BATCH_JOB_STATE_RUNNING] = {
    [BATCH_JOB_STATE_FINALIZING] = TRUE,
    [BATCH_JOB_STATE_FAILED] = TRUE,
    [BATCH_JOB_STATE_EXPIRED] = TRUE,
    [BATCH_JOB_STATE_CANCELLING] = TRUE,
  },
  [BATCH_JOB_STATE_FINALIZING] = {
    [BATCH_JOB_STATE_COMPLETED] = TRUE,
    [BATCH_JOB_STATE_COMPLETED_WITH_ERRORS] = TRUE,
    [BATCH_JOB_STATE_FAILED] = TRUE,
    [BATCH_JOB_STATE_EXPIRED] = TRUE,
  },
  [BATCH_JOB_STATE_CANCELLING] = {
    [BATCH_JOB_STATE_CANCELLED] = TRUE,
  },
};

static const gboolean item_moves[BATCH_N_ITEM_STATUSES][BATCH_N_ITEM_STATUSES] = {
  [BATCH_ITEM_STATUS_PENDING] = {
    [BATCH_ITEM_STATUS_CLAIMED] = TRUE,
    [BATCH_ITEM_STATUS_RUNNING] = TRUE,
    [BATCH_ITEM_STATUS_FAILED] = TRUE,
    [BATCH_ITEM_STATUS_SKIPPED] = TRUE,
    [BATCH_ITEM_STATUS_CANCELLED] = TRUE,
    [BATCH_ITEM_STATUS_EXPIRED] = TRUE,
  },
  [BATCH_ITEM_STATUS_CLAIMED] = {
    [BATCH_ITEM_STATUS_PENDING] = TRUE,
    [BATCH_ITEM_STATUS_RUNNING] = TRUE,
    [BATCH_ITEM_STATUS_FAILED] = TRUE,
    [BATCH_ITEM_STATUS_SKIPPED] = TRUE,
    [BATCH_ITEM_STATUS_CANCELLED] = TRUE,
    [BATCH_ITEM_STATUS_EXPIRED] = TRUE,
  },
  [BATCH_ITEM_STATUS_RUNNING] = {
    [BATCH_ITEM_STATUS_PENDING] = TRUE,
    [BATCH_ITEM_STATUS_SUCCEEDED] = TRUE,
    [BATCH_ITEM_STATUS_FAILED] = TRUE,
    [BATCH_ITEM_STATUS_SKIPPED] = TRUE,
    [BATCH_ITEM_STATUS_CANCELLED] = TRUE,
    [BATCH_ITEM_STATUS_EXPIRED] = TRUE,
  },
};

static const char *
job_remedy (BatchJobState from,
            BatchJobState to)
{
  if (from == to)
    return "there is nothing to do";

  switch (from)
    {
    case BATCH_JOB_STATE_VALIDATING:
      return "wait until its input is taken in, or cancel it";
    case BATCH_JOB_STATE_QUEUED:
      return "start it first, or cancel it";
    case BATCH_JOB_STATE_RUNNING:
      return "wait until it ends, or cancel it";
    case BATCH_JOB_STATE_FINALIZING:
      return "its items have ended, wait until its results are closed";
    case BATCH_JOB_STATE_CANCELLING:
      return "wait until it is cancelled";
    case BATCH_JOB_STATE_COMPLETED:
      return "submit it again to run it once more";
    case BATCH_JOB_STATE_COMPLETED_WITH_ERRORS:
    case BATCH_JOB_STATE_FAILED:
    case BATCH_JOB_STATE_EXPIRED:
    case BATCH_JOB_STATE_CANCELLED:
      return "retry it first";
    }

  return "submit it again";
}

static const char *
item_remedy (BatchItemStatus from,
             BatchItemStatus to)
{
  if (from == to)
    return "there is nothing to do";

  switch (from)
    {
    case BATCH_ITEM_STATUS_PENDING:
    case BATCH_ITEM_STATUS_CLAIMED:
      return "start it first";
    case BATCH_ITEM_STATUS_RUNNING:
      return "wait until its attempt ends, or cancel it";
    case BATCH_ITEM_STATUS_SUCCEEDED:
    case BATCH_ITEM_STATUS_SKIPPED:
      return "it has its result, which is kept";
    case BATCH_ITEM_STATUS_FAILED:
    case BATCH_ITEM_STATUS_EXPIRED:
      return "retry its job first";
    case BATCH_ITEM_STATUS_CANCELLED:
      return "submit it in another job";
    }

  return "submit it again";
}

static gboolean
refuse (const char  *what,
        const char  *from,
        const char  *to,
        const char  *remedy,
        GError     **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
               "The %s is %s and cannot become %s: %s", what, from, to, remedy);
  return FALSE;
}

static gboolean
refuse_job (BatchJobState   from,
            BatchJobState   to,
            GError        **error)
{
  return refuse ("job",
                 batch_enum_to_nick (BATCH_TYPE_JOB_STATE, from),
                 batch_enum_to_nick (BATCH_TYPE_JOB_STATE, to),
                 job_remedy (from, to), error);
}

static gboolean
refuse_item (BatchItemStatus   from,
             BatchItemStatus   to,
             GError          **error)
{
  return refuse ("item",
                 batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, from),
                 batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, to),
                 item_remedy (from, to), error);
}

gboolean
batch_transition_job (BatchJobState   from,
                      BatchJobState   to,
                      GError        **error)
{
  g_return_val_if_fail ((guint) from < BATCH_N_JOB_STATES, FALSE);
  g_return_val_if_fail ((guint) to < BATCH_N_JOB_STATES, FALSE);

  return job_moves[from][to] || refuse_job (from, to, error);
}

gboolean
batch_transition_item (BatchItemStatus   from,
                       BatchItemStatus   to,
                       GError          **error)
{
  g_return_val_if_fail ((guint) from < BATCH_N_ITEM_STATUSES, FALSE);
  g_return_val_if_fail ((guint) to < BATCH_N_ITEM_STATUSES, FALSE);

  return item_moves[from][to] || refuse_item (from, to, error);
}

gboolean
batch_transition_reopen (BatchJobState   from,
                         GError        **error)
{
  /* A completed job has nothing that failed. */
  if (batch_job_state_is_terminal (from) && from != BATCH_JOB_STATE_COMPLETED)
    return TRUE;

  return refuse_job (from, BATCH_JOB_STATE_QUEUED, error);
}

gboolean
batch_transition_reopen_item (BatchItemStatus   from,
                              GError          **error)
{
  if (from == BATCH_ITEM_STATUS_FAILED || from == BATCH_ITEM_STATUS_EXPIRED)
    return TRUE;

  return refuse_item (from, BATCH_ITEM_STATUS_PENDING, error);
}

gboolean
batch_transition_ask_again (BatchItemStatus   from,
                            GError          **error)
{
  return from == BATCH_ITEM_STATUS_SUCCEEDED || batch_transition_reopen_item (from, error);
}
