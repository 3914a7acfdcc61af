/* store/batch-store-api-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* What the local Batch API keeps: the keys of its clients, and receipts for their batches. As
 * for threads, the same holds as in batch-store-private.h. */

void                 batch_store_put_api_key_async         (BatchStore             *self,
                                                            const BatchApiKeyRecord *key,
                                                            GCancellable           *cancellable,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
gboolean             batch_store_put_api_key_finish        (BatchStore             *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
void                 batch_store_revoke_api_key_async      (BatchStore             *self,
                                                            const char             *key_id,
                                                            gint64                  now,
                                                            GCancellable           *cancellable,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
gboolean             batch_store_revoke_api_key_finish     (BatchStore             *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
void                 batch_store_list_api_keys_async       (BatchStore             *self,
                                                            GCancellable           *cancellable,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
GPtrArray           *batch_store_list_api_keys_finish      (BatchStore             *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
void                 batch_store_put_receipt_async         (BatchStore             *self,
                                                            const BatchReceiptRecord *receipt,
                                                            GCancellable           *cancellable,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
BatchReceiptRecord  *batch_store_put_receipt_finish        (BatchStore             *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
void                 batch_store_change_receipt_async      (BatchStore             *self,
                                                            const BatchReceiptRecord *receipt,
                                                            GCancellable           *cancellable,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
gboolean             batch_store_change_receipt_finish     (BatchStore             *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
void                 batch_store_remove_receipt_async      (BatchStore             *self,
                                                            const char             *id,
                                                            GCancellable           *cancellable,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
gboolean             batch_store_remove_receipt_finish     (BatchStore             *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
void                 batch_store_claim_receipts_async      (BatchStore             *self,
                                                            const char             *engine_id,
                                                            const char             *id,
                                                            GCancellable           *cancellable,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
GPtrArray           *batch_store_claim_receipts_finish     (BatchStore             *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
void                 batch_store_get_receipt_async         (BatchStore             *self,
                                                            const char             *id,
                                                            GCancellable           *cancellable,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
BatchReceiptRecord  *batch_store_get_receipt_finish        (BatchStore             *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);
void                 batch_store_list_receipts_async       (BatchStore             *self,
                                                            const BatchPageQuery   *query,
                                                            GCancellable           *cancellable,
                                                            GAsyncReadyCallback     callback,
                                                            gpointer                user_data);
GPtrArray           *batch_store_list_receipts_finish      (BatchStore             *self,
                                                            GAsyncResult           *result,
                                                            GError                **error);

G_END_DECLS
