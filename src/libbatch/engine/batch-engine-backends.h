/* batch-engine-backends.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

BATCH_AVAILABLE_IN_ALL
void         batch_engine_get_limits_async         (BatchEngine          *self,
                                                    BatchBackend         *backend,
                                                    const char           *model,
                                                    const char           *api_key,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchServerLimits *batch_engine_get_limits_finish  (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_get_models_async         (BatchEngine          *self,
                                                    BatchBackend         *backend,
                                                    const char           *api_key,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_get_models_finish        (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_parallels_async     (BatchEngine          *self,
                                                    const char           *url,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GHashTable  *batch_engine_list_parallels_finish    (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_backends_async      (BatchEngine          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_backends_finish     (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_add_backend_async        (BatchEngine          *self,
                                                    BatchBackend         *backend,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_add_backend_finish       (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_remove_backend_async     (BatchEngine          *self,
                                                    const char           *name,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_remove_backend_finish    (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_store_key_async          (BatchEngine          *self,
                                                    const char           *backend,
                                                    const char           *key,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_store_key_finish         (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    gboolean             *in_keyring,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_forget_key_async         (BatchEngine          *self,
                                                    const char           *backend,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_forget_key_finish        (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_lookup_key_async         (BatchEngine          *self,
                                                    BatchBackend         *backend,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
char        *batch_engine_lookup_key_finish        (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_test_backend_async       (BatchEngine          *self,
                                                    BatchBackend         *backend,
                                                    gboolean              ask,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchServerReport *
             batch_engine_test_backend_finish      (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
