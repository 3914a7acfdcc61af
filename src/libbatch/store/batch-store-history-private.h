/* store/batch-store-history-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* What was done: sums of it by time, loads, and what came of estimates. As for threads, the same
 * holds as in batch-store-private.h. */

/* @records: of BatchHistoryRecord, never changed any more */
void             batch_store_add_history_async    (BatchStore            *self,
                                                   GPtrArray             *records,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
gboolean         batch_store_add_history_finish   (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
void             batch_store_fold_history_async   (BatchStore            *self,
                                                   gint64                 before,
                                                   guint                  span,
                                                   guint                  limit,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
gboolean         batch_store_fold_history_finish  (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   guint                 *n_folded,
                                                   GError               **error);
void             batch_store_put_load_async       (BatchStore            *self,
                                                   const BatchLoadRecord *load,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
gboolean         batch_store_put_load_finish      (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* @forecasts: of BatchForecastRecord, never changed any more */
void             batch_store_add_forecasts_async  (BatchStore            *self,
                                                   GPtrArray             *forecasts,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
gboolean         batch_store_add_forecasts_finish (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): BatchHistoryRecord */
void             batch_store_list_history_async   (BatchStore            *self,
                                                   const char            *job_id,
                                                   gint64                 from,
                                                   gint64                 to,
                                                   guint                  resolution,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GPtrArray       *batch_store_list_history_finish  (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): BatchLoadRecord */
void             batch_store_list_loads_async     (BatchStore            *self,
                                                   const char            *job_id,
                                                   gint64                 from,
                                                   gint64                 to,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GPtrArray       *batch_store_list_loads_finish    (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): BatchForecastRecord */
void             batch_store_list_forecasts_async (BatchStore            *self,
                                                   guint                  limit,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GPtrArray       *batch_store_list_forecasts_finish (BatchStore           *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);

G_END_DECLS
