/* backend/batch-server-info.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend-kind.h"

G_BEGIN_DECLS

#define BATCH_TYPE_SERVER_INFO (batch_server_info_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchServerInfo, batch_server_info, BATCH, SERVER_INFO, GObject)

BATCH_AVAILABLE_IN_ALL
const char        *batch_server_info_get_url       (BatchServerInfo      *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_server_info_get_kind      (BatchServerInfo      *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_server_info_get_title     (BatchServerInfo      *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_server_info_get_version   (BatchServerInfo      *self);
BATCH_AVAILABLE_IN_ALL
BatchBackendFlags  batch_server_info_get_flags     (BatchServerInfo      *self);
BATCH_AVAILABLE_IN_ALL
gboolean           batch_server_info_get_asks_key  (BatchServerInfo      *self);
BATCH_AVAILABLE_IN_ALL
gboolean           batch_server_info_get_loading   (BatchServerInfo      *self);

BATCH_AVAILABLE_IN_ALL
void               batch_identify_server_async     (const char           *url,
                                                    const char           *api_key,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchServerInfo   *batch_identify_server_finish    (GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void               batch_discover_servers_async    (const guint          *ports,
                                                    gsize                 n_ports,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel        *batch_discover_servers_finish   (GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
