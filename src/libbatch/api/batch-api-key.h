/* api/batch-api-key.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_API_KEY (batch_api_key_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchApiKey, batch_api_key, BATCH, API_KEY, GObject)

BATCH_AVAILABLE_IN_ALL
const char  *batch_api_key_get_id         (BatchApiKey          *self);
BATCH_AVAILABLE_IN_ALL
const char  *batch_api_key_get_name       (BatchApiKey          *self);
BATCH_AVAILABLE_IN_ALL
const char  *batch_api_key_get_token      (BatchApiKey          *self);
BATCH_AVAILABLE_IN_ALL
GDateTime   *batch_api_key_get_created_at (BatchApiKey          *self);
BATCH_AVAILABLE_IN_ALL
GDateTime   *batch_api_key_get_revoked_at (BatchApiKey          *self);

BATCH_AVAILABLE_IN_ALL
void         batch_api_key_create_async   (BatchEngine          *engine,
                                           const char           *name,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchApiKey *batch_api_key_create_finish  (GAsyncResult         *result,
                                           GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_api_key_list_async     (BatchEngine          *engine,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_api_key_list_finish    (GAsyncResult         *result,
                                           GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_api_key_revoke_async   (BatchEngine          *engine,
                                           const char           *key_id,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_api_key_revoke_finish  (GAsyncResult         *result,
                                           GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_api_key_ensure_async   (BatchEngine          *engine,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchApiKey *batch_api_key_ensure_finish  (GAsyncResult         *result,
                                           GError              **error);
BATCH_AVAILABLE_IN_ALL
char        *batch_api_key_get_path       (BatchEngine          *engine);

G_END_DECLS
