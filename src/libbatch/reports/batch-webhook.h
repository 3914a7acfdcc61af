/* batch-webhook.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_WEBHOOK (batch_webhook_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchWebhook, batch_webhook, BATCH, WEBHOOK, GObject)

BATCH_AVAILABLE_IN_ALL
const char *batch_webhook_get_url           (BatchWebhook *self);
BATCH_AVAILABLE_IN_ALL
gboolean    batch_webhook_get_allow_private (BatchWebhook *self);
BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_webhook_get_created_at    (BatchWebhook *self);
BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_webhook_get_gone_at       (BatchWebhook *self);

G_END_DECLS
