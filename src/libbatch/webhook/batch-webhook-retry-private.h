/* webhook/batch-webhook-retry-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-webhook-record.h"

G_BEGIN_DECLS

/* For how long an event is told to who does not answer. */
#define BATCH_WEBHOOK_PATIENCE_US (24 * G_TIME_SPAN_HOUR)

/* What an attempt at a delivery has shown. */
typedef struct
{
  guint     status_code;           /* 0: there was no answer */
  gint64    retry_after_ms;        /* -1: nothing was said */
  gboolean  forbidden;             /* it may not be sent there */
} BatchWebhookOutcome;

/* @attempts: with this one; @random01: in [0, 1). @ending: its state, due_at and gone are
 * set. */
void batch_webhook_decide (const BatchWebhookOutcome *outcome,
                           guint                      attempts,
                           gint64                     created_at,
                           gint64                     now,
                           double                     random01,
                           BatchDeliveryEnding       *ending);

G_END_DECLS
