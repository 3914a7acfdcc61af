/* store/batch-store-handovers-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* The asynchronous front for what was handed to the batch APIs of providers. */

/* @after: (out) (nullable) (transfer full)
 * Returns: (transfer full): the job */
void batch_store_gather_handover_async (BatchStore                *self,
                                        const char                *engine_id,
                                        const BatchHandoverRecord *request,
                                        const BatchHandoverLimits *limits,
                                        guint                      chunk,
                                        gint64                     now,
                                        GCancellable              *cancellable,
                                        GAsyncReadyCallback        callback,
                                        gpointer                   user_data);
BatchJobRecord *batch_store_gather_handover_finish (BatchStore           *self,
                                                    GAsyncResult         *result,
                                                    BatchHandoverRecord **after,
                                                    GError              **error);
/* Returns: (transfer full): BatchHandoverRecord; so does the list */
void batch_store_claim_handovers_async (BatchStore          *self,
                                        const char          *engine_id,
                                        const char          *job_id,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
GPtrArray *batch_store_claim_handovers_finish (BatchStore    *self,
                                               GAsyncResult  *result,
                                               GError       **error);
void batch_store_put_handover_async (BatchStore                *self,
                                     const char                *engine_id,
                                     const BatchHandoverRecord *handover,
                                     GCancellable              *cancellable,
                                     GAsyncReadyCallback        callback,
                                     gpointer                   user_data);
gboolean batch_store_put_handover_finish (BatchStore    *self,
                                          GAsyncResult  *result,
                                          GError       **error);
/* @finishes: (transfer full): BatchFinish, with a free function
 * @taken: (out) (transfer full): gboolean
 * Returns: (transfer full): the job; so does the next one */
void batch_store_take_answers_async (BatchStore                *self,
                                     const char                *engine_id,
                                     const BatchHandoverRecord *handover,
                                     GPtrArray                 *finishes,
                                     gint64                     now,
                                     GCancellable              *cancellable,
                                     GAsyncReadyCallback        callback,
                                     gpointer                   user_data);
BatchJobRecord *batch_store_take_answers_finish (BatchStore    *self,
                                                 GAsyncResult  *result,
                                                 GArray       **taken,
                                                 GError       **error);
void batch_store_settle_handover_async (BatchStore                *self,
                                        const char                *engine_id,
                                        const BatchHandoverRecord *handover,
                                        const BatchFinish         *rest,
                                        guint                      limit,
                                        gint64                     now,
                                        GCancellable              *cancellable,
                                        GAsyncReadyCallback        callback,
                                        gpointer                   user_data);
BatchJobRecord *batch_store_settle_handover_finish (BatchStore    *self,
                                                    GAsyncResult  *result,
                                                    guint         *n_settled,
                                                    GError       **error);
void batch_store_resolve_handover_async (BatchStore          *self,
                                         const char          *id,
                                         const char          *upstream_id,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean batch_store_resolve_handover_finish (BatchStore    *self,
                                              GAsyncResult  *result,
                                              GError       **error);
void batch_store_list_handovers_async (BatchStore          *self,
                                       const char          *job_id,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
GPtrArray *batch_store_list_handovers_finish (BatchStore    *self,
                                              GAsyncResult  *result,
                                              GError       **error);
/* Returns: (transfer full): BatchItemRecord */
void batch_store_list_handover_items_async (BatchStore                *self,
                                            const BatchHandoverRecord *handover,
                                            gint64                     after_position,
                                            guint                      limit,
                                            GCancellable              *cancellable,
                                            GAsyncReadyCallback        callback,
                                            gpointer                   user_data);
GPtrArray *batch_store_list_handover_items_finish (BatchStore    *self,
                                                   GAsyncResult  *result,
                                                   GError       **error);

G_END_DECLS
