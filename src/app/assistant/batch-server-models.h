/* batch-server-models.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* The models of @server, which is asked with the key that is kept for it. NULL is none that could
 * be asked. */
void        batch_server_models_async  (BatchEngine          *engine,
                                        const char           *server,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
/* Returns: (transfer full) (nullable): of BatchModel */
GListModel *batch_server_models_finish (GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
