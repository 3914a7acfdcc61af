/* batch-server.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* The model server that batches go to: an address, or the name of one that the store knows; NULL
 * is none. It is kept for the next start; BATCHQ_BACKEND, where it is set, counts for this run. */
char    *batch_server_load          (void);
void     batch_server_save          (const char           *server);

/* Lets @engine send new batches to @server, if there is such a server. NULL, or one that was kept
 * and is gone: to the one that has a name, if it is the only one. */
void     batch_server_choose_async  (BatchEngine          *engine,
                                     const char           *server,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean batch_server_choose_finish (BatchEngine          *engine,
                                     GAsyncResult         *result,
                                     GError              **error);

/* Lets @engine send new batches to the only one of @backends; FALSE when it is not the only one. */
gboolean batch_server_choose_only   (BatchEngine          *engine,
                                     GListModel           *backends);

/* What is looked at: batch_backend_get_name () or another one like that. */
typedef const char *(*BatchBackendText) (BatchBackend *backend);

/* The first of @backends of which that is @text. Returns: (transfer full) (nullable) */
BatchBackend *batch_server_find     (GListModel           *backends,
                                     BatchBackendText      get_text,
                                     const char           *text);
gboolean batch_server_is_there      (GListModel           *backends,
                                     BatchBackendText      get_text,
                                     const char           *text);

G_END_DECLS
