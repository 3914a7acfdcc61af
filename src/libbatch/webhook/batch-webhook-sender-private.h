/* webhook/batch-webhook-sender-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-webhook-record.h"
#include "webhook/batch-webhook-retry-private.h"

G_BEGIN_DECLS

/* Sends a delivery once, on the thread-default context of the caller. Redirects and proxies
 * are not followed, and unless @allow_private, nothing but a public address is connected to.
 * @secret: (nullable): NULL: it goes unsigned */
void     batch_webhook_send_async  (const BatchDeliveryRecord *delivery,
                                    const char                *secret,
                                    gboolean                   allow_private,
                                    GCancellable              *cancellable,
                                    GAsyncReadyCallback        callback,
                                    gpointer                   user_data);
/* @outcome: is set whatever happens. FALSE when it was not acknowledged; @error says why. */
gboolean batch_webhook_send_finish (GAsyncResult              *result,
                                    BatchWebhookOutcome       *outcome,
                                    GError                   **error);

G_END_DECLS
