/* batch-server-models.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* The models of the server that new batches go to. */
void   batch_server_models_async  (BatchEngine          *engine,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
char **batch_server_models_finish (GAsyncResult         *result,
                                   GError              **error);

G_END_DECLS
