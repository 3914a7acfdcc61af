/* test-transport-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-transport-error-private.h"

#include <libsoup/soup.h>

#define SERVER "http://127.0.0.1:8080"

/* How far the request had come decides, then the error. */
static void
test_from_io (void)
{
  const struct
  {
    BatchPhase  phase;
    GQuark      domain;
    int         code;
    int         expected;
    const char *message;
  } cases[] = {
    { BATCH_PHASE_CONNECT, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED,
      BATCH_TRANSPORT_ERROR_UNREACHABLE,
      "Nothing answers at " SERVER ": is the model server running?" },
    { BATCH_PHASE_CONNECT, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND,
      BATCH_TRANSPORT_ERROR_UNREACHABLE,
      "The host of " SERVER " cannot be found: is its name right?" },
    { BATCH_PHASE_CONNECT, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE,
      BATCH_TRANSPORT_ERROR_UNREACHABLE,
      "The host of " SERVER " cannot be found: is its name right?" },
    { BATCH_PHASE_CONNECT, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE,
      BATCH_TRANSPORT_ERROR_UNREACHABLE,
      "Cannot connect to " SERVER ": Said so" },
    { BATCH_PHASE_CONNECT, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
      BATCH_TRANSPORT_ERROR_UNREACHABLE,
      "Cannot connect to " SERVER ": Said so" },
    { BATCH_PHASE_CONNECT, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE,
      BATCH_TRANSPORT_ERROR_UNTRUSTED,
      "No secure connection to " SERVER ": Said so; its certificate has to be for this name, "
      "and one that this computer trusts; SSL_CERT_FILE names a file of others" },
    { BATCH_PHASE_CONNECT, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS,
      BATCH_TRANSPORT_ERROR_UNREACHABLE,
      "No secure connection to " SERVER ": Said so; if it does not speak TLS, its address begins "
      "with http://" },
    { BATCH_PHASE_CONNECT, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED,
      BATCH_TRANSPORT_ERROR_UNTRUSTED,
      SERVER " asks for a certificate of its clients, which are not supported: a proxy that has "
      "one can stand in between" },
    { BATCH_PHASE_CONNECT, G_TLS_ERROR, G_TLS_ERROR_EOF,
      BATCH_TRANSPORT_ERROR_UNREACHABLE,
      "No secure connection to " SERVER ": Said so; if it does not speak TLS, its address begins "
      "with http://" },
    { BATCH_PHASE_CONNECT, G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE,
      BATCH_TRANSPORT_ERROR_UNREACHABLE,
      "No secure connection to " SERVER ": Said so; if it does not speak TLS, its address begins "
      "with http://" },
    { BATCH_PHASE_WAIT, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
      BATCH_TRANSPORT_ERROR_LOST,
      SERVER " closed the connection without an answer" },
    { BATCH_PHASE_WAIT, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
      BATCH_TRANSPORT_ERROR_LOST,
      SERVER " closed the connection without an answer" },
    { BATCH_PHASE_WAIT, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING,
      BATCH_TRANSPORT_ERROR_NOT_HTTP,
      "What " SERVER " answers is not HTTP: is it a model server?" },
    { BATCH_PHASE_BODY, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
      BATCH_TRANSPORT_ERROR_CUT,
      SERVER " closed the connection in the middle of its answer" },
    { BATCH_PHASE_BODY, G_TLS_ERROR, G_TLS_ERROR_EOF,
      BATCH_TRANSPORT_ERROR_CUT,
      SERVER " closed the connection in the middle of its answer" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) io = g_error_new_literal (cases[i].domain, cases[i].code, "Said so. \n");
      g_autoptr(GError) error = batch_transport_error_from_io (cases[i].phase, io, SERVER);

      g_assert_error (error, BATCH_TRANSPORT_ERROR, cases[i].expected);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_cancelled_stays (void)
{
  for (int phase = BATCH_PHASE_CONNECT; phase <= BATCH_PHASE_BODY; phase++)
    {
      g_autoptr(GError) io = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
      g_autoptr(GError) error = batch_transport_error_from_io (phase, io, SERVER);

      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_timeouts (void)
{
  static const struct
  {
    BatchTransportError  which;
    gint64               ms;
    const char          *message;
  } cases[] = {
    { BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT, 5000,
      SERVER " did not accept a connection within 5 s" },
    { BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT, 600000,
      SERVER " did not begin to answer within 600 s" },
    { BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT, 1500,
      SERVER " stopped in the middle of its answer and sent nothing more within 1.5 s" },
    { BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT, 10,
      SERVER " did not finish its answer within 0.01 s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = batch_transport_error_timeout (cases[i].which, cases[i].ms, SERVER);

      g_assert_error (error, BATCH_TRANSPORT_ERROR, (int) cases[i].which);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/http/transport-error/from-io", test_from_io);
  g_test_add_func ("/batch/http/transport-error/cancelled-stays", test_cancelled_stays);
  g_test_add_func ("/batch/http/transport-error/timeouts", test_timeouts);
  return g_test_run ();
}
