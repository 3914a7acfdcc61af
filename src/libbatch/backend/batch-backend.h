/* backend/batch-backend.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend-kind.h"

G_BEGIN_DECLS

#define BATCH_TYPE_BACKEND (batch_backend_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchBackend, batch_backend, BATCH, BACKEND, GObject)

BATCH_AVAILABLE_IN_ALL
BatchBackend       *batch_backend_new                 (const char           *name,
                                                       const char           *url,
                                                       const char           *kind,
                                                       const char           *key_name,
                                                       GError              **error);
BATCH_AVAILABLE_IN_ALL
const char         *batch_backend_get_name            (BatchBackend         *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_backend_get_url             (BatchBackend         *self);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_backend_set_url             (BatchBackend         *self,
                                                       const char           *url,
                                                       GError              **error);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_backend_is_one_server       (const char           *url,
                                                       const char           *other);
BATCH_AVAILABLE_IN_ALL
const char         *batch_backend_get_kind            (BatchBackend         *self);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_backend_set_kind            (BatchBackend         *self,
                                                       const char           *kind,
                                                       GError              **error);
BATCH_AVAILABLE_IN_ALL
BatchBackendFlags   batch_backend_get_flags           (BatchBackend         *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_backend_get_key_name        (BatchBackend         *self);
BATCH_AVAILABLE_IN_ALL
void                batch_backend_set_key_name        (BatchBackend         *self,
                                                       const char           *key_name);
BATCH_AVAILABLE_IN_ALL
const char         *batch_backend_get_gpu             (BatchBackend         *self);
BATCH_AVAILABLE_IN_ALL
void                batch_backend_set_gpu             (BatchBackend         *self,
                                                       const char           *gpu);
BATCH_AVAILABLE_IN_ALL
guint               batch_backend_get_parallel        (BatchBackend         *self);
BATCH_AVAILABLE_IN_ALL
void                batch_backend_set_parallel        (BatchBackend         *self,
                                                       guint                 parallel);
BATCH_AVAILABLE_IN_ALL
void                batch_backend_list_models_async   (BatchBackend         *self,
                                                       const char           *api_key,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
char              **batch_backend_list_models_finish  (BatchBackend         *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
BATCH_AVAILABLE_IN_ALL
void                batch_backend_get_models_async    (BatchBackend         *self,
                                                       const char           *api_key,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel         *batch_backend_get_models_finish   (BatchBackend         *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
BATCH_AVAILABLE_IN_ALL
void                batch_backend_get_limits_async    (BatchBackend         *self,
                                                       const char           *model,
                                                       const char           *api_key,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchServerLimits  *batch_backend_get_limits_finish   (BatchBackend         *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
BATCH_AVAILABLE_IN_ALL
void                batch_backend_unload_model_async  (BatchBackend         *self,
                                                       const char           *model,
                                                       const char           *api_key,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_backend_unload_model_finish (BatchBackend         *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
BATCH_AVAILABLE_IN_ALL
void                batch_backend_unload_idle_model_async  (BatchBackend        *self,
                                                            const char          *model,
                                                            const char          *api_key,
                                                            GCancellable        *cancellable,
                                                            GAsyncReadyCallback  callback,
                                                            gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_backend_unload_idle_model_finish (BatchBackend        *self,
                                                            GAsyncResult        *result,
                                                            GError             **error);
BATCH_AVAILABLE_IN_ALL
void                batch_backend_test_async          (BatchBackend         *self,
                                                       const char           *api_key,
                                                       gboolean              ask,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchServerReport  *batch_backend_test_finish         (BatchBackend         *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
