/* store/batch-store-webhooks-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* Who is told of jobs, and what is to be told. As for threads, the same holds as in
 * batch-store-private.h. */

void batch_store_put_webhook_async (BatchStore               *self,
                                    const BatchWebhookRecord *webhook,
                                    GCancellable             *cancellable,
                                    GAsyncReadyCallback       callback,
                                    gpointer                  user_data);
gboolean batch_store_put_webhook_finish (BatchStore   *self,
                                         GAsyncResult *result,
                                         GError       **error);
void batch_store_remove_webhook_async (BatchStore          *self,
                                       const char          *url,
                                       gint64               now,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean batch_store_remove_webhook_finish (BatchStore   *self,
                                            GAsyncResult *result,
                                            GError       **error);
/* Returns: (transfer full): BatchWebhookRecord */
void batch_store_list_webhooks_async (BatchStore          *self,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
GPtrArray *batch_store_list_webhooks_finish (BatchStore   *self,
                                             GAsyncResult *result,
                                             GError       **error);
/* Returns: (transfer full): BatchDeliveryRecord */
void batch_store_claim_deliveries_async (BatchStore          *self,
                                         const char          *engine_id,
                                         guint                limit,
                                         gint64               now,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
GPtrArray *batch_store_claim_deliveries_finish (BatchStore   *self,
                                                GAsyncResult *result,
                                                gint64       *next_due,
                                                GError       **error);
void batch_store_finish_delivery_async (BatchStore                *self,
                                        const char                *engine_id,
                                        const BatchDeliveryEnding *ending,
                                        gint64                     now,
                                        GCancellable              *cancellable,
                                        GAsyncReadyCallback        callback,
                                        gpointer                   user_data);
gboolean batch_store_finish_delivery_finish (BatchStore   *self,
                                             GAsyncResult *result,
                                             GError       **error);
void batch_store_prune_deliveries_async (BatchStore          *self,
                                         gint64               before,
                                         guint                limit,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean batch_store_prune_deliveries_finish (BatchStore   *self,
                                              GAsyncResult *result,
                                              GError       **error);
/* Returns: (transfer full): BatchDeliveryRecord */
void batch_store_list_deliveries_async (BatchStore          *self,
                                        const char          *job_id,
                                        gint64               before,
                                        guint                limit,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
GPtrArray *batch_store_list_deliveries_finish (BatchStore   *self,
                                               GAsyncResult *result,
                                               GError       **error);

G_END_DECLS
