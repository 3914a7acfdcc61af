/* batch-webhook-secret-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* Of the settings of the store: by what name the secret of the webhooks is kept. */
#define BATCH_WEBHOOK_SECRET_SETTING "webhook-secret"

void  batch_webhook_secret_lookup_async  (BatchStore           *store,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/* Returns: (transfer full) (nullable): NULL without an error: nothing is signed */
char *batch_webhook_secret_lookup_finish (GAsyncResult         *result,
                                          GError              **error);
/* @secret: (nullable) */
void  batch_webhook_secret_free          (char                 *secret);

G_END_DECLS
