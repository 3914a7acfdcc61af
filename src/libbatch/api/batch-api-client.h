/* api/batch-api-client.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_API_CLIENT (batch_api_client_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchApiClient, batch_api_client, BATCH, API_CLIENT, GObject)

BATCH_AVAILABLE_IN_ALL
const char *batch_api_client_get_key_name   (BatchApiClient *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_api_client_get_agent      (BatchApiClient *self);
BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_api_client_get_last_seen  (BatchApiClient *self);
BATCH_AVAILABLE_IN_ALL
guint64     batch_api_client_get_n_requests (BatchApiClient *self);

G_END_DECLS
