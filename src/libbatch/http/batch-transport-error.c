/* http/batch-transport-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-transport-error-private.h"

#include <libsoup/soup.h>
#include <string.h>

/* The rule: before the request was on its way, any failure means that the
 * server cannot be reached, and nothing was sent. Afterwards nobody can know
 * whether the server did the work, so a failure is a lost connection.
 */

/* As in core/batch-error.c, from any thread. */
GQuark
batch_transport_error_quark (void)
{
  return g_quark_from_static_string ("batch-transport-error-quark");
}

/* Other libraries end their sentences with a full stop; it would stand in ours. */
static char *
dup_reason (const GError *error)
{
  char *reason = g_strchomp (g_strdup (error->message));
  gsize length = strlen (reason);

  while (length > 0 && reason[length - 1] == '.')
    reason[--length] = '\0';
  return reason;
}

static GError *
unreachable (const GError *error,
             const char   *server)
{
  g_autofree char *reason = dup_reason (error);

  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNTRUSTED,
                        "No secure connection to %s: %s; its certificate has to be for this name, "
                        "and one that this computer trusts; SSL_CERT_FILE names a file of others",
                        server, reason);
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
    return g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNTRUSTED,
                        "%s asks for a certificate of its clients, which are not supported: a "
                        "proxy that has one can stand in between", server);
  /* Whatever ends a handshake is called so, and may pass: a proxy whose server is away hangs up. */
  if (error->domain == G_TLS_ERROR)
    return g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNREACHABLE,
                        "No secure connection to %s: %s; if it does not speak TLS, its address "
                        "begins with http://", server, reason);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNREACHABLE,
                        "Nothing answers at %s: is the model server running?", server);
  if (error->domain == G_RESOLVER_ERROR)
    return g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNREACHABLE,
                        "The host of %s cannot be found: is its name right?", server);

  return g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNREACHABLE,
                      "Cannot connect to %s: %s", server, reason);
}

/* libsoup has no code of its own for it; what it says is in the language of the user. */
static gboolean
is_of_headers (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)
         && g_str_equal (error->message, g_dgettext ("libsoup-3.0", "Header too big"));
}

GError *
batch_transport_error_from_io (BatchPhase    phase,
                               const GError *error,
                               const char   *server)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (phase == BATCH_PHASE_CONNECT)
    return unreachable (error, server);
  if (g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING))
    return g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_NOT_HTTP,
                        "What %s answers is not HTTP: is it a model server?", server);
  if (is_of_headers (error))
    return g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_TOO_LARGE,
                        "What %s answers begins with too many headers: look at what is in front of "
                        "the model server, such as a proxy", server);
  if (phase == BATCH_PHASE_WAIT)
    return g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LOST,
                        "%s closed the connection without an answer", server);

  return g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_CUT,
                      "%s closed the connection in the middle of its answer", server);
}

GError *
batch_transport_error_deserted (const char *server)
{
  return g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LOST,
                      "%s takes no connections any more, and has not answered", server);
}

GError *
batch_transport_error_impossible_length (const char *server)
{
  return g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LENGTH,
                      "The Content-Length of what %s answers is no number of bytes: look at what "
                      "is in front of the model server, such as a proxy", server);
}

static char *
describe_timeout (BatchTransportError  which,
                  double               after_s,
                  const char          *server)
{
  switch (which)
    {
    case BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT:
      return g_strdup_printf ("%s did not accept a connection within %g s", server, after_s);
    case BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT:
      return g_strdup_printf ("%s did not begin to answer within %g s", server, after_s);
    case BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT:
      return g_strdup_printf ("%s stopped in the middle of its answer and sent nothing more "
                              "within %g s", server, after_s);
    case BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT:
      return g_strdup_printf ("%s did not finish its answer within %g s", server, after_s);
    case BATCH_TRANSPORT_ERROR_UNREACHABLE:
    case BATCH_TRANSPORT_ERROR_UNTRUSTED:
    case BATCH_TRANSPORT_ERROR_LOST:
    case BATCH_TRANSPORT_ERROR_CUT:
    case BATCH_TRANSPORT_ERROR_NOT_HTTP:
    case BATCH_TRANSPORT_ERROR_LENGTH:
    case BATCH_TRANSPORT_ERROR_TOO_LARGE:
    case BATCH_TRANSPORT_ERROR_GARBLED:
      break;
    }

  g_return_val_if_reached (g_strdup ("No answer"));
}

GError *
batch_transport_error_timeout (BatchTransportError which,
                               gint64              after_ms,
                               const char         *server)
{
  g_autofree char *message = describe_timeout (which, after_ms / 1000.0, server);

  return g_error_new_literal (BATCH_TRANSPORT_ERROR, which, message);
}
