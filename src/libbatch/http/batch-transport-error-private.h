/* http/batch-transport-error-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BATCH_TRANSPORT_ERROR (batch_transport_error_quark ())

/* Why there is no answer. What tells them apart is whether the server may
 * have begun to work on the request.
 */
typedef enum
{
  BATCH_TRANSPORT_ERROR_UNREACHABLE,        /* refused, no route, no such host: surely not sent */
  BATCH_TRANSPORT_ERROR_UNTRUSTED,          /* no TLS with it, now or later: surely not sent */
  BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT,    /* surely not sent */
  BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT,
  BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT,
  BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT,
  BATCH_TRANSPORT_ERROR_LOST,               /* closed or reset before there was an answer */
  BATCH_TRANSPORT_ERROR_CUT,                /* … before it was whole */
  BATCH_TRANSPORT_ERROR_NOT_HTTP,
  BATCH_TRANSPORT_ERROR_LENGTH,             /* its head gives a number of bytes that is none */
  BATCH_TRANSPORT_ERROR_TOO_LARGE,
  BATCH_TRANSPORT_ERROR_GARBLED,            /* a stream that is none of an answer */
} BatchTransportError;

/* How far a request has come. */
typedef enum
{
  BATCH_PHASE_CONNECT,
  BATCH_PHASE_WAIT,     /* sending, or waiting for the headers */
  BATCH_PHASE_BODY,
} BatchPhase;

GQuark  batch_transport_error_quark   (void);
GError *batch_transport_error_from_io (BatchPhase           phase,
                                       const GError        *error,
                                       const char          *server);
/* Of one that keeps a connection, and takes no others. */
GError *batch_transport_error_deserted (const char          *server);
/* Of a head that gives a number of bytes that no answer has. */
GError *batch_transport_error_impossible_length (const char   *server);
GError *batch_transport_error_timeout (BatchTransportError  which,
                                       gint64               after_ms,
                                       const char          *server);

G_END_DECLS
