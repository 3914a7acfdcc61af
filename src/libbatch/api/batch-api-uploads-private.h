/* api/batch-api-uploads-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-service-private.h"

G_BEGIN_DECLS

/* What the answers to requests for /v1/uploads have in common. */

gint64            batch_api_uploads_now  (BatchApiExchange       *exchange);
/* The one that is asked for. NULL: who asks was told that there is none. */
BatchApiAssembly *batch_api_uploads_find (BatchApiExchange       *exchange);
void              batch_api_uploads_show (BatchApiExchange       *exchange,
                                          const BatchApiAssembly *assembly);

G_END_DECLS
