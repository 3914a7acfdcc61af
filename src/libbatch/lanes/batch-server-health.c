/* batch-server-health.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-server-health-private.h"

/* The rule for an attempt that has ended, first match first:
 *
 *   succeeded                             → the server is well
 *   failed for what may be the request's
 *   doing alone, or waits at no cost      → says nothing of the server
 *   first attempt                         → one more in a row
 *   another attempt                       → says nothing: at the end of a batch only those come
 *                                           back that are at fault themselves
 *
 * After so many in a row the server is failing, until something succeeds. What fails with it
 * meanwhile has nothing to answer for, and comes from anywhere in the queue: requests that stand
 * together may all be at fault themselves, and would keep the others from showing it. Those who
 * have failed before that are tried again, as ever, and so nothing ends because of a server that
 * breaks. */

static gboolean
may_be_the_server (const BatchEnding *ending)
{
  return ending->status == BATCH_ITEM_STATUS_FAILED && ending->verdict == BATCH_VERDICT_TRY_AGAIN
         && ending->costs_attempt;
}

gboolean
batch_server_health_note (BatchServerHealth *self,
                          const BatchEnding *ending,
                          gboolean           first)
{
  if (ending->status == BATCH_ITEM_STATUS_SUCCEEDED)
    self->n_failures = 0;
  if (!may_be_the_server (ending))
    return FALSE;

  if (first && !batch_server_health_is_bad (self))
    self->n_failures++;
  return batch_server_health_is_bad (self);
}

gboolean
batch_server_health_is_bad (const BatchServerHealth *self)
{
  return self->max_failures > 0 && self->n_failures >= self->max_failures;
}
