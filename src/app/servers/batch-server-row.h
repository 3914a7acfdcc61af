/* batch-server-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_SERVER_ROW (batch_server_row_get_type ())

G_DECLARE_FINAL_TYPE (BatchServerRow, batch_server_row, BATCH, SERVER_ROW, AdwExpanderRow)

/* A model server and its settings, which are saved as they are changed. The row tests the server
 * when it is made; it activates “servers.use” and “servers.remove” with the name of the server. */
GtkWidget    *batch_server_row_new         (BatchEngine    *engine,
                                            BatchBackend   *backend);
BatchBackend *batch_server_row_get_backend (BatchServerRow *self);
void          batch_server_row_set_default (BatchServerRow *self,
                                            gboolean        is_default);

G_END_DECLS
