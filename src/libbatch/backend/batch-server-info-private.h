/* backend/batch-server-info-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend-kind-private.h"
#include "backend/batch-server-info.h"

G_BEGIN_DECLS

/* NULL: what has answered is no model server. */
BatchServerInfo        *batch_server_info_new          (const BatchProbes    *probes);
const BatchBackendKind *batch_server_info_get_private  (BatchServerInfo      *self);
void                    batch_server_info_set_private  (BatchServerInfo      *self,
                                                        const BatchBackendKind *kind);
/* “Ollama 0.6.2” */
char                   *batch_server_info_describe     (BatchServerInfo      *self);

/* Like batch_identify_server_async (), ended by batch_identify_server_finish (). */
void                    batch_identify_within_async    (const char           *url,
                                                        const char           *api_key,
                                                        gint64                within_ms,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);

G_END_DECLS
