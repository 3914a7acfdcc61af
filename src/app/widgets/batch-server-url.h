/* batch-server-url.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* Whether @server is an address, and not a name. */
gboolean batch_server_url_is    (const char  *server);

/* A person wants @job to run here: if it names an address, that is for who was told of it only. */
void     batch_server_url_adopt (BatchEngine *engine,
                                 BatchJob    *job);

G_END_DECLS
