/* client-fixture.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "http/batch-client-private.h"
#include "support/raw-server.h"

G_BEGIN_DECLS

#define ENDPOINT "/v1/chat/completions"

void           client_init    (int                       *argc,
                               char                    ***argv);
BatchClient   *make_client    (RawServer                 *server,
                               const BatchClientSettings *settings);
BatchResponse *send_text     (BatchClient               *client,
                               const char                *text,
                               GCancellable              *cancellable,
                               GError                   **error);
void           assert_body    (BatchResponse             *response,
                               const char                *expected);
void           assert_answers (BatchClient               *client,
                               const char                *expected);
void           assert_fails   (BatchClient               *client,
                               BatchTransportError        code);

/* For a server that answers with the body of the request. */
void           echo           (RawConnection             *connection,
                               gpointer                   user_data);

G_END_DECLS
