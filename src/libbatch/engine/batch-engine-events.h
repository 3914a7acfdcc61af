/* batch-engine-events.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_events_async        (BatchEngine          *self,
                                                    const char           *job_id,
                                                    gint64                after,
                                                    guint                 limit,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_events_finish       (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_webhooks_async (BatchEngine         *self,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_webhooks_finish (BatchEngine   *self,
                                                GAsyncResult  *result,
                                                GError       **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_add_webhook_async (BatchEngine         *self,
                                             const char          *url,
                                             gboolean             allow_private,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_add_webhook_finish (BatchEngine   *self,
                                              GAsyncResult  *result,
                                              GError       **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_remove_webhook_async (BatchEngine         *self,
                                                const char          *url,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_remove_webhook_finish (BatchEngine   *self,
                                                 GAsyncResult  *result,
                                                 GError       **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_deliveries_async (BatchEngine         *self,
                                                 const char          *job_id,
                                                 guint                limit,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_deliveries_finish (BatchEngine   *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_test_webhook_async (BatchEngine         *self,
                                              const char          *url,
                                              gboolean             allow_private,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_test_webhook_finish (BatchEngine   *self,
                                               GAsyncResult  *result,
                                               GError       **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_webhook_secret_async (BatchEngine         *self,
                                                    const char          *name,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_set_webhook_secret_finish (BatchEngine   *self,
                                                     GAsyncResult  *result,
                                                     GError       **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_make_webhook_secret_async (BatchEngine         *self,
                                                     GCancellable        *cancellable,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
char        *batch_engine_make_webhook_secret_finish (BatchEngine   *self,
                                                      GAsyncResult  *result,
                                                      GError       **error);

G_END_DECLS
