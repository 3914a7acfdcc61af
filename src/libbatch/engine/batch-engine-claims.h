/* batch-engine-claims.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

BATCH_AVAILABLE_IN_ALL
void         batch_engine_claim_async              (BatchEngine          *self,
                                                    const char * const   *keys,
                                                    guint                 limit,
                                                    gint64                lease_ms,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_claim_finish             (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_renew_async              (BatchEngine          *self,
                                                    const char           *claim_id,
                                                    gint64                lease_ms,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_renew_finish             (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_complete_async           (BatchEngine          *self,
                                                    const char           *claim_id,
                                                    const char           *output,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_complete_finish          (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_fail_async               (BatchEngine          *self,
                                                    const char           *claim_id,
                                                    const char           *message,
                                                    gint64                retry_after_ms,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_fail_finish              (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
