/* batch-webhook-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-webhook-record.h"
#include "reports/batch-webhook.h"

G_BEGIN_DECLS

/* @record: (transfer full) */
BatchWebhook *batch_webhook_new (BatchWebhookRecord *record);

G_END_DECLS
