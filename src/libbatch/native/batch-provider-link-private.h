/* batch-provider-link-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend-private.h"
#include "http/batch-client-private.h"

G_BEGIN_DECLS

/* How a provider is spoken to: its key and its kind are found out, in the context of the
 * caller. */
typedef struct
{
  BatchClient            *client;
  const BatchBackendKind *kind;
  char                   *url;
} BatchProviderLink;

void               batch_provider_link_free        (BatchProviderLink    *self);

/* @api_key: (nullable): of a server whose key has no name */
void               batch_provider_link_make_async  (BatchBackend         *backend,
                                                    const char           *api_key,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
/* BATCH_ERROR_UNSUPPORTED: it has no batch API; BATCH_ERROR_AUTH: its key cannot be read. */
BatchProviderLink *batch_provider_link_make_finish (GAsyncResult         *result,
                                                    GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchProviderLink, batch_provider_link_free)

G_END_DECLS
