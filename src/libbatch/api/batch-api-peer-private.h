/* api/batch-api-peer-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-place-private.h"
#include "api/batch-api-service-private.h"

G_BEGIN_DECLS

/* One connection and the client at its other end: what it has said, what is said to it, and that
 * it does neither for ever. This is for the connections, which know all of them; what is said by
 * way of a message is in batch-api-service-private.h. */

/* Has the server of @service speak with whoever is at the other end of @connection.
 * (transfer full) */
BatchApiPeer    *batch_api_peer_new         (BatchApiService    *service,
                                             GSocketConnection  *connection);
/* Whoever still has it finds it closed. (transfer full) */
void             batch_api_peer_close       (BatchApiPeer       *peer);
/* Nothing was said before it went. */
gboolean         batch_api_peer_was_silent  (const BatchApiPeer *peer);

/* In order; batch_api_peer_reset () is without. */
void             batch_api_peer_hang_up     (BatchApiPeer       *peer);

/* Looks as well whether it goes on, if there was time enough to. @now: monotonic, in µs */
BatchApiPlace    batch_api_peer_get_place   (BatchApiPeer       *peer,
                                             gint64              now);
/* Another one gets its place. */
void             batch_api_peer_replace     (BatchApiPeer       *peer);

G_END_DECLS
