/* client-fixture.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/client-fixture.h"

#include <string.h>

#include "support/test-support.h"

void
client_init (int    *argc,
             char ***argv)
{
  /* The desktop's resolver wants schemas that isolated directories do not have. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);

  g_test_init (argc, argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
}

BatchClient *
make_client (RawServer                 *server,
             const BatchClientSettings *settings)
{
  g_autoptr(GError) error = NULL;
  BatchClient *client = batch_client_new (raw_server_get_url (server), NULL, settings, &error);

  g_assert_no_error (error);
  return client;
}

BatchResponse *
send_text (BatchClient   *client,
           const char    *text,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr(GAsyncResult) result = NULL;

  batch_client_send_async (client, ENDPOINT, body, NULL, cancellable, batch_test_store_result,
                           &result);
  batch_test_wait (&result);
  return batch_client_send_finish (client, result, error);
}

void
assert_body (BatchResponse *response,
             const char    *expected)
{
  g_assert_nonnull (response);
  g_assert_cmpmem (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body),
                   expected, strlen (expected));
}

void
assert_answers (BatchClient *client,
                const char  *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = send_text (client, "{}", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (response->status, ==, 200);
  assert_body (response, expected);
}

void
assert_fails (BatchClient         *client,
              BatchTransportError  code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = send_text (client, "{}", NULL, &error);

  g_assert_error (error, BATCH_TRANSPORT_ERROR, (int) code);
  g_assert_null (response);
  g_assert_false (g_str_has_suffix (error->message, "."));
}

void
echo (RawConnection *connection,
      gpointer       user_data)
{
  while (raw_connection_read_request (connection))
    raw_connection_answer (connection, connection->request->str + connection->body);
}
