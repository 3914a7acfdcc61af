/* api/batch-api-wire-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the other end of a connection sends. libsoup 3.2 keeps a connection for ever that ends, or
 * fails, before it has begun to read a request; one that ends in the middle of a request it
 * closes. So an end between two requests is told as that: a byte comes first. */
#define BATCH_TYPE_API_WIRE (batch_api_wire_get_type ())
G_DECLARE_FINAL_TYPE (BatchApiWire, batch_api_wire, BATCH, API_WIRE, GFilterInputStream)

/* @connection is closed with it. */
BatchApiWire    *batch_api_wire_new         (GSocketConnection  *connection);
/* Both directions: for the server to speak with. */
GIOStream       *batch_api_wire_open        (BatchApiWire       *self);
/* Whether the last request is answered, and the next one not begun. */
void             batch_api_wire_set_between (BatchApiWire       *self,
                                             gboolean            between);

G_END_DECLS
