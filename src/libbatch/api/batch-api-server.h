/* api/batch-api-server.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_API_SERVER (batch_api_server_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchApiServer, batch_api_server, BATCH, API_SERVER, GObject)

BATCH_AVAILABLE_IN_ALL
BatchApiServer *batch_api_server_new             (BatchEngine         *engine);

BATCH_AVAILABLE_IN_ALL
const char     *batch_api_server_get_address     (BatchApiServer      *self);
BATCH_AVAILABLE_IN_ALL
void            batch_api_server_set_address     (BatchApiServer      *self,
                                                  const char          *address);
BATCH_AVAILABLE_IN_ALL
const char *const *batch_api_server_get_hosts    (BatchApiServer      *self);
BATCH_AVAILABLE_IN_ALL
void            batch_api_server_set_hosts       (BatchApiServer      *self,
                                                  const char *const   *hosts);
BATCH_AVAILABLE_IN_ALL
guint           batch_api_server_get_port        (BatchApiServer      *self);
BATCH_AVAILABLE_IN_ALL
void            batch_api_server_set_port        (BatchApiServer      *self,
                                                  guint                port);
BATCH_AVAILABLE_IN_ALL
gboolean        batch_api_server_get_needs_key   (BatchApiServer      *self);
BATCH_AVAILABLE_IN_ALL
void            batch_api_server_set_needs_key   (BatchApiServer      *self,
                                                  gboolean             needs_key);
BATCH_AVAILABLE_IN_ALL
const char     *batch_api_server_get_backend     (BatchApiServer      *self);
BATCH_AVAILABLE_IN_ALL
void            batch_api_server_set_backend     (BatchApiServer      *self,
                                                  const char          *backend);
BATCH_AVAILABLE_IN_ALL
guint           batch_api_server_get_patience    (BatchApiServer      *self);
BATCH_AVAILABLE_IN_ALL
void            batch_api_server_set_patience    (BatchApiServer      *self,
                                                  guint                patience);
BATCH_AVAILABLE_IN_ALL
const char     *batch_api_server_get_uri         (BatchApiServer      *self);
BATCH_AVAILABLE_IN_ALL
GListModel     *batch_api_server_get_clients     (BatchApiServer      *self);

BATCH_AVAILABLE_IN_ALL
void            batch_api_server_start_async     (BatchApiServer      *self,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
gboolean        batch_api_server_start_finish    (BatchApiServer      *self,
                                                  GAsyncResult        *result,
                                                  GError             **error);
BATCH_AVAILABLE_IN_ALL
void            batch_api_server_stop_async      (BatchApiServer      *self,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
gboolean        batch_api_server_stop_finish     (BatchApiServer      *self,
                                                  GAsyncResult        *result,
                                                  GError             **error);

G_END_DECLS
