/* batch-webhook-record.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-webhook-record.h"

BatchWebhookRecord *
batch_webhook_record_copy (const BatchWebhookRecord *webhook)
{
  BatchWebhookRecord *copy = g_memdup2 (webhook, sizeof *webhook);

  copy->url = g_strdup (webhook->url);
  return copy;
}

void
batch_webhook_record_free (BatchWebhookRecord *webhook)
{
  g_free (webhook->url);
  g_free (webhook);
}

void
batch_delivery_record_free (BatchDeliveryRecord *delivery)
{
  g_free (delivery->event_id);
  g_free (delivery->kind);
  g_free (delivery->job_id);
  g_free (delivery->batch_id);
  g_free (delivery->url);
  g_free (delivery->error);
  g_free (delivery);
}

BatchDeliveryEnding *
batch_delivery_ending_copy (const BatchDeliveryEnding *ending)
{
  BatchDeliveryEnding *copy = g_memdup2 (ending, sizeof *ending);

  copy->error = g_strdup (ending->error);
  return copy;
}

void
batch_delivery_ending_free (BatchDeliveryEnding *ending)
{
  g_free (ending->error);
  g_free (ending);
}

const char *
batch_webhook_event (BatchJobState state)
{
  switch (state)
    {
    case BATCH_JOB_STATE_QUEUED:
      return "batch.queued";
    case BATCH_JOB_STATE_RUNNING:
      return "batch.started";
    case BATCH_JOB_STATE_COMPLETED:
    case BATCH_JOB_STATE_COMPLETED_WITH_ERRORS:
      return "batch.completed";
    case BATCH_JOB_STATE_FAILED:
      return "batch.failed";
    case BATCH_JOB_STATE_EXPIRED:
      return "batch.expired";
    case BATCH_JOB_STATE_CANCELLED:
      return "batch.cancelled";
    case BATCH_JOB_STATE_VALIDATING:
    case BATCH_JOB_STATE_FINALIZING:
    case BATCH_JOB_STATE_CANCELLING:
      break;
    }

  return NULL;
}

const char *
batch_delivery_state_word (BatchDeliveryState state)
{
  static const char *const words[] = {
    [BATCH_DELIVERY_WAITING] = "waiting",
    [BATCH_DELIVERY_DELIVERED] = "delivered",
    [BATCH_DELIVERY_GIVEN_UP] = "given_up",
  };

  return words[state];
}
