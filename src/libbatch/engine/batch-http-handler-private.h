/* batch-http-handler-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/batch-worker-private.h"

G_BEGIN_DECLS

/* Sends the items of a lane to a model server. It runs on the engine thread and
 * never touches the owner context.
 *
 * @key_name: (nullable) of a secret, looked up before the first request
 * @api_key: (nullable) the key itself */
BatchWorker *batch_http_handler_new (const char  *url,
                                     const char  *key_name,
                                     const char  *api_key,
                                     GError     **error);

G_END_DECLS
