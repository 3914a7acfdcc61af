/* batch-failure-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-failure-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* The rule, first match first:
 *
 *   its time was over                    → out of time
 *   the server says that it is too long  → too long, whatever the status
 *   402, 404 or 405, 413                 → what this status means
 *   anything else                        → what the kind of the failure means
 *
 * Servers have no common code for a prompt that is too long, and word it freely. */

static const BatchFailureText out_of_time = {
  N_ ("There Was No Time Left"),
  N_ ("The deadline of the batch was over before its turn came. Retry it to have it answered."),
};
static const BatchFailureText too_long = {
  N_ ("The Prompt Is Too Long for This Model"),
  N_ ("Shorten it, or give the model a larger context on its server. You can also retry it with a "
     "model that takes more."),
};
static const BatchFailureText no_credit = {
  N_ ("The Account Has No Credit Left"),
  N_ ("Top up the account with the provider, then retry."),
};
static const BatchFailureText no_endpoint = {
  N_ ("The Server Does Not Know This Kind of Request"),
  N_ ("Check the address of the server, and whether it can do what is asked."),
};
static const BatchFailureText too_large = {
  N_ ("The Request Is Too Large for the Server"),
  N_ ("Send less at once: smaller pictures, or less text."),
};

static const BatchFailureText words[] = {
  [BATCH_FAILURE_KIND_NONE] = {
    N_ ("It Did Not Work"),
    N_ ("Retry it."),
  },
  [BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS] = {
    N_ ("The Server Failed"),
    N_ ("See what the server itself tells of it, then retry."),
  },
  [BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS] = {
    N_ ("The Server Refused the Request"),
    N_ ("Change what it does not accept, and retry with changes."),
  },
  [BATCH_FAILURE_KIND_NETWORK_ERROR] = {
    N_ ("The Server Could Not Be Reached"),
    N_ ("Check that it is running and that its address is right, then retry."),
  },
  [BATCH_FAILURE_KIND_TIMEOUT] = {
    N_ ("The Server Took Too Long"),
    N_ ("Retry when it has less to do, or ask for a shorter answer."),
  },
  [BATCH_FAILURE_KIND_TASK_TERMINATED] = {
    N_ ("The Work Was Interrupted"),
    N_ ("Retry it. If it happens each time, this request may be the reason."),
  },
  [BATCH_FAILURE_KIND_BUILDER_ERROR] = {
    N_ ("The Request Could Not Be Made"),
    N_ ("Correct it in its file, and add the file again."),
  },
  [BATCH_FAILURE_KIND_HANDLER_ERROR] = {
    N_ ("The Program That Does the Work Reported a Failure"),
    N_ ("See what it says, then retry."),
  },
  [BATCH_FAILURE_KIND_INVALID_RESPONSE] = {
    N_ ("The Answer Makes No Sense"),
    N_ ("Check that the address is that of a model server, then retry."),
  },
  [BATCH_FAILURE_KIND_AUTH] = {
    N_ ("The Server Does Not Accept the Key"),
    N_ ("Check the key of this server under Servers in the main menu, then retry."),
  },
  [BATCH_FAILURE_KIND_MODEL_NOT_FOUND] = {
    N_ ("The Server Does Not Have This Model"),
    N_ ("Install it on the server, or retry with another model."),
  },
  [BATCH_FAILURE_KIND_WAIT_LOADING] = {
    N_ ("The Model Was Not Ready in Time"),
    N_ ("Retry when the server has loaded it."),
  },
  [BATCH_FAILURE_KIND_WAIT_BUSY] = {
    N_ ("The Server Was Too Busy"),
    N_ ("Retry later, or allow fewer requests at a time under Servers in the main menu."),
  },
  [BATCH_FAILURE_KIND_LOAD_FAILED] = {
    N_ ("The Model Could Not Be Loaded"),
    N_ ("It may need more memory than the server has. Free some, or retry with a smaller model."),
  },
};

static gboolean
is_too_long (const char *error)
{
  static const char * const hints[] = {
    "context length", "context size", "context window", "context_length", "exceed_context",
    "too many tokens", "prompt is too long", "prompt too long", "maximum number of tokens",
  };
  g_autofree char *lower = error != NULL ? g_utf8_strdown (error, -1) : NULL;

  for (guint i = 0; lower != NULL && i < G_N_ELEMENTS (hints); i++)
    if (strstr (lower, hints[i]) != NULL)
      return TRUE;

  return FALSE;
}

static const BatchFailureText *
find (BatchItemStatus   status,
      BatchFailureKind  kind,
      int               status_code,
      const char       *error)
{
  if (status == BATCH_ITEM_STATUS_EXPIRED)
    return &out_of_time;
  if (is_too_long (error))
    return &too_long;
  if (status_code == 402)
    return &no_credit;
  if ((status_code == 404 || status_code == 405) && kind != BATCH_FAILURE_KIND_MODEL_NOT_FOUND)
    return &no_endpoint;
  if (status_code == 413)
    return &too_large;

  return &words[(guint) kind < G_N_ELEMENTS (words) ? kind : BATCH_FAILURE_KIND_NONE];
}

BatchFailureText
batch_failure_text (BatchItemStatus   status,
                    BatchFailureKind  kind,
                    int               status_code,
                    const char       *error)
{
  const BatchFailureText *found = find (status, kind, status_code, error);

  return (BatchFailureText) { _(found->title), _(found->advice) };
}
