/* batch-webhook-check-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-webhook-record.h"
#include "store/batch-store.h"

G_BEGIN_DECLS

/* Whether @url is on the server of one of @webhooks (of BatchWebhookRecord) that may be on a
 * private address. */
gboolean  batch_webhook_may_be_private (GPtrArray           *webhooks,
                                        const char          *url);

/* Whether a job may name @url. An address that only this network can reach has to be on the
 * server of a webhook that was allowed to be there. */
void      batch_webhook_check_async    (BatchStore          *store,
                                        const char          *url,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean  batch_webhook_check_finish   (GAsyncResult        *result,
                                        GError             **error);

G_END_DECLS
