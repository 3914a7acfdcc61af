/* test-discovery.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-server-info.h"

#include "http/client-fixture.h"
#include "support/model-server.h"
#include "support/test-support.h"

static GListModel *
discover (const guint   *ports,
          gsize          n_ports,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_discover_servers_async (ports, n_ports, cancellable, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_discover_servers_finish (result, error);
}

static void
assert_found (GListModel *servers,
              guint       position,
              const char *kind,
              const char *url)
{
  g_autoptr(BatchServerInfo) info = g_list_model_get_item (servers, position);

  g_assert_nonnull (info);
  g_assert_cmpstr (batch_server_info_get_kind (info), ==, kind);
  g_assert_cmpstr (batch_server_info_get_url (info), ==, url);
}

/* Two servers, a web server, one that says nothing, and a port where nobody is. */
static void
test_some (void)
{
  g_autoptr(ModelServer) ollama = model_server_new ("ollama");
  g_autoptr(ModelServer) key = model_server_new ("generic-key");
  g_autoptr(ModelServer) web = model_server_new ("web");
  g_autoptr(ModelServer) login = model_server_new ("web-login");
  g_autoptr(ModelServer) mute = model_server_new ("mute");
  guint ports[] = {
    1, model_server_get_port (mute), model_server_get_port (key), model_server_get_port (web),
    model_server_get_port (login), model_server_get_port (ollama)
  };
  gint64 began = g_get_monotonic_time ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) servers = discover (ports, G_N_ELEMENTS (ports), NULL, &error);
  gint64 took = g_get_monotonic_time () - began;

  g_assert_no_error (error);
  g_test_message ("%" G_GINT64_FORMAT " ms", took / 1000);
  g_assert_cmpint (took, <, 2 * G_USEC_PER_SEC);
  g_assert_cmpuint (g_list_model_get_n_items (servers), ==, 2);
  assert_found (servers, 0, "openai-compatible", model_server_get_url (key));
  assert_found (servers, 1, "ollama", model_server_get_url (ollama));
}

static void
test_none (void)
{
  const guint ports[] = { 1 };
  g_autoptr(GListModel) servers = discover (ports, 1, NULL, NULL);
  g_autoptr(GListModel) nowhere = discover (ports, 0, NULL, NULL);

  g_assert_cmpuint (g_list_model_get_n_items (servers), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (nowhere), ==, 0);
}

static void
test_cancelled (void)
{
  g_autoptr(ModelServer) mute = model_server_new ("mute");
  guint port = model_server_get_port (mute);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_discover_servers_async (&port, 1, cancellable, batch_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  batch_test_wait (&result);
  g_assert_null (batch_discover_servers_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/backend/discovery/some", test_some);
  g_test_add_func ("/batch/backend/discovery/none", test_none);
  g_test_add_func ("/batch/backend/discovery/cancelled", test_cancelled);
  return g_test_run ();
}
