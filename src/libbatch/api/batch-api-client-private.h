/* api/batch-api-client-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-client.h"
#include "api/batch-api-client-log-private.h"

G_BEGIN_DECLS

/* @entry: (transfer full) */
BatchApiClient *batch_api_client_new (BatchApiClientEntry *entry);

G_END_DECLS
