/* batch-endpoint-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ENDPOINT (batch_endpoint_get_type ())

/* Where a request goes. The nick of each is its path, as in the `url` of a line. */
typedef enum
{
  BATCH_ENDPOINT_NONE,
  BATCH_ENDPOINT_CHAT_COMPLETIONS,
  BATCH_ENDPOINT_COMPLETIONS,
  BATCH_ENDPOINT_EMBEDDINGS,
  BATCH_ENDPOINT_RESPONSES,
  BATCH_ENDPOINT_MESSAGES,
  BATCH_ENDPOINT_MODERATIONS,
} BatchEndpoint;

#define BATCH_N_ENDPOINTS (BATCH_ENDPOINT_MODERATIONS + 1)

GType          batch_endpoint_get_type  (void);

/* NULL for none. */
const char    *batch_endpoint_get_path  (BatchEndpoint  endpoint);

/* None when @path is not one of them. */
BatchEndpoint  batch_endpoint_from_path (const char    *path);

/* Which one is meant by @url, which is none of them: a whole address perhaps, as other services
 * write it, or one that begins or ends otherwise. */
BatchEndpoint  batch_endpoint_guess     (const char    *url);

G_END_DECLS
