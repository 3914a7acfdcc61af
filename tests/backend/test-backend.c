/* test-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-private.h"

#include <string.h>

#include "support/raw-server.h"
#include "support/test-support.h"

static void
test_properties (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchBackend) backend = batch_backend_new ("local", "HTTP://Localhost:8080/v1/", NULL,
                                                       "env:KEY", &error);
  g_autofree char *name = NULL;
  g_autofree char *url = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *key_name = NULL;
  guint parallel;

  g_assert_no_error (error);
  g_object_get (backend, "name", &name, "url", &url, "kind", &kind, "key-name", &key_name,
                "parallel", &parallel, NULL);
  g_assert_cmpstr (name, ==, "local");
  g_assert_cmpstr (url, ==, "http://localhost:8080");
  g_assert_cmpstr (kind, ==, "openai-compatible");
  g_assert_cmpstr (key_name, ==, "env:KEY");
  g_assert_cmpuint (parallel, ==, 0);
  g_assert_finalize_object (g_steal_pointer (&backend));
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_parallel (void)
{
  g_autoptr(BatchBackend) backend = batch_backend_new ("a", "http://a", NULL, NULL, NULL);
  guint n_notified = 0;

  g_signal_connect_swapped (backend, "notify::parallel", G_CALLBACK (count_cb), &n_notified);
  batch_backend_set_parallel (backend, 0);
  g_assert_cmpuint (n_notified, ==, 0);
  g_object_set (backend, "parallel", 8, NULL);
  batch_backend_set_parallel (backend, 8);
  g_assert_cmpuint (batch_backend_get_parallel (backend), ==, 8);
  g_assert_cmpuint (n_notified, ==, 1);
}

/* What can be edited: told once, and not at all when it is no change or not possible. */
static void
test_editing (void)
{
  g_autoptr(BatchBackend) backend = batch_backend_new ("a", "http://a", NULL, NULL, NULL);
  g_autoptr(GError) url_error = NULL;
  g_autoptr(GError) kind_error = NULL;
  guint n_notified = 0;

  g_signal_connect_swapped (backend, "notify", G_CALLBACK (count_cb), &n_notified);
  g_assert_true (batch_backend_set_url (backend, "http://A/v1", NULL));
  g_assert_true (batch_backend_set_kind (backend, "openai-compatible", NULL));
  batch_backend_set_key_name (backend, NULL);
  g_assert_false (batch_backend_set_url (backend, "nowhere", &url_error));
  g_assert_error (url_error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_assert_false (batch_backend_set_kind (backend, "toaster", &kind_error));
  g_assert_error (kind_error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (kind_error->message, "ollama"));
  g_assert_cmpuint (n_notified, ==, 0);

  g_assert_true (batch_backend_set_url (backend, "http://b/v1", NULL));
  g_assert_cmpuint (n_notified, ==, 1);
  g_object_set (backend, "key-name", "k", NULL);
  g_assert_cmpuint (n_notified, ==, 2);
  g_assert_true (batch_backend_set_kind (backend, "ollama", NULL));
  g_assert_cmpuint (n_notified, ==, 4);
  g_assert_cmpstr (batch_backend_get_url (backend), ==, "http://b");
  g_assert_cmpstr (batch_backend_get_key_name (backend), ==, "k");
  g_assert_true (batch_backend_get_flags (backend) & BATCH_BACKEND_FLAGS_CAN_UNLOAD);
}

static void
test_kinds (void)
{
  g_auto(GStrv) kinds = batch_backend_list_kinds ();

  g_assert_cmpuint (g_strv_length (kinds), ==, 11);
  for (guint i = 0; kinds[i] != NULL; i++)
    {
      g_autoptr(BatchBackend) backend = batch_backend_new ("a", "http://a", kinds[i], NULL, NULL);

      g_assert_cmpstr (batch_backend_get_kind (backend), ==, kinds[i]);
      g_assert_nonnull (batch_backend_kind_get_title (kinds[i]));
    }
  g_assert_null (batch_backend_kind_get_title ("toaster"));
  g_assert_cmpstr (batch_backend_kind_get_start_command ("ollama"), ==, "ollama serve");
  g_assert_null (batch_backend_kind_get_start_command ("openai"));
}

/* A provider is known by its address; whatever kind is said counts. */
static void
test_providers (void)
{
  static const struct { const char *url; const char *kind; const char *expected; } cases[] = {
    { "https://api.openai.com/v1", NULL, "openai" },
    { "https://api.anthropic.com", NULL, "anthropic" },
    { "https://one.openai.azure.com/openai/v1", NULL, "azure-openai" },
    { "https://api.openai.com/v1", "ollama", "ollama" },
    { "http://127.0.0.1:8080", "openai", "openai" },
    { "http://127.0.0.1:8080", NULL, "openai-compatible" },
    { "https://api.openai.com.example/v1", NULL, "openai-compatible" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchBackend) backend = batch_backend_new ("a", cases[i].url, cases[i].kind, NULL,
                                                           NULL);
      BatchBackendFlags flags = batch_backend_get_flags (backend);
      gboolean never_loads = (flags & BATCH_BACKEND_FLAGS_NEVER_LOADS) != 0;

      g_assert_cmpstr (batch_backend_get_kind (backend), ==, cases[i].expected);
      g_assert_cmpint (never_loads, ==, g_str_has_suffix (cases[i].expected, "openai")
                                        || g_str_equal (cases[i].expected, "anthropic"));
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *name;
    const char *url;
    const char *kind;
    int         code;
  } cases[] = {
    { "", "http://a", NULL, BATCH_ERROR_INVALID_REQUEST },
    { "-n", "http://a", NULL, BATCH_ERROR_INVALID_REQUEST },
    { "a/b", "http://a", NULL, BATCH_ERROR_INVALID_REQUEST },
    { "http://a", "http://a", NULL, BATCH_ERROR_INVALID_REQUEST },
    { "a\nb", "http://a", NULL, BATCH_ERROR_INVALID_REQUEST },
    { "\xff", "http://a", NULL, BATCH_ERROR_INVALID_REQUEST },
    { "12345678901234567890123456789012345678901234567890123456789012345", "http://a", NULL,
      BATCH_ERROR_INVALID_REQUEST },
    { "a", "nowhere", NULL, BATCH_ERROR_INVALID_REQUEST },
    { "a", "http://a", "telepathy", BATCH_ERROR_UNSUPPORTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (batch_backend_new (cases[i].name, cases[i].url, cases[i].kind, NULL, &error));
      g_assert_error (error, BATCH_ERROR, cases[i].code);
    }
}

static void
test_record (void)
{
  BatchBackendRecord record = {
    .name = (char *) "Büro",
    .url = (char *) "https://example.com",
    .kind = (char *) "openai-compatible",
    .key_name = (char *) "office",
    .parallel = 4,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchBackend) backend = batch_backend_new_for_record (&record, &error);
  g_autoptr(BatchBackendRecord) copy = NULL;

  g_assert_no_error (error);
  copy = batch_backend_to_record (backend);
  g_assert_cmpstr (copy->name, ==, record.name);
  g_assert_cmpstr (copy->url, ==, record.url);
  g_assert_cmpstr (copy->kind, ==, record.kind);
  g_assert_cmpstr (copy->key_name, ==, record.key_name);
  g_assert_cmpuint (copy->parallel, ==, record.parallel);
}

/* Models */

static void
answer_with_text (RawConnection *connection,
                  gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_say (connection, user_data);
}

static char **
list_models (const char  *url,
             GError     **error)
{
  g_autoptr(BatchBackend) backend = batch_backend_new ("test", url, NULL, NULL, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  batch_backend_list_models_async (backend, NULL, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_backend_list_models_finish (backend, result, error);
}

static void
test_models (void)
{
#define HEAD "HTTP/1.0 200 OK\r\n\r\n"
  static const struct
  {
    const char *text;
    const char *models; /* with a space after each; NULL: the error below */
    int         code;
  } cases[] = {
    { HEAD "{\"object\":\"list\",\"data\":[{\"id\":\"a:1b\",\"object\":\"model\"},"
      "{\"id\":\"b\"}]}", "a:1b b " },
    { HEAD "{\"data\":[{\"id\":\"caf\\u00e9\"},{\"name\":\"none\"},{\"id\":7},\"x\"]}", "café " },
    { HEAD "{\"data\":[]}", "" },
    { HEAD "{\"data\":null}", NULL, BATCH_ERROR_BACKEND },
    { HEAD "{\"models\":[]}", NULL, BATCH_ERROR_BACKEND },
    { HEAD "{\"data\":[{\"id\":\"a\"}", NULL, BATCH_ERROR_BACKEND },
    { HEAD "<html></html>", NULL, BATCH_ERROR_BACKEND },
    { "HTTP/1.0 401 No\r\n\r\n", NULL, BATCH_ERROR_AUTH },
    { "HTTP/1.0 429 No\r\n\r\n", NULL, BATCH_ERROR_RATE_LIMITED },
    { "HTTP/1.0 404 No\r\n\r\n", NULL, BATCH_ERROR_BACKEND },
    { "", NULL, BATCH_ERROR_BACKEND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (answer_with_text, (gpointer) cases[i].text);
      g_autoptr(GError) error = NULL;
      g_auto(GStrv) models = list_models (raw_server_get_url (server), &error);
      g_autoptr(GString) joined = g_string_new (NULL);

      g_test_message ("%s", cases[i].text);
      if (cases[i].models == NULL)
        {
          g_assert_error (error, BATCH_ERROR, cases[i].code);
          g_assert_null (models);
          continue;
        }

      g_assert_no_error (error);
      for (guint j = 0; models[j] != NULL; j++)
        g_string_append_printf (joined, "%s ", models[j]);
      g_assert_cmpstr (joined->str, ==, cases[i].models);
    }
}

static void
test_models_unreachable (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (list_models ("http://127.0.0.1:1", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_BACKEND);
  g_assert_nonnull (strstr (error->message, "is the model server running?"));
}

static void
test_models_cancelled (void)
{
  g_autoptr(BatchBackend) backend = batch_backend_new ("test", "http://127.0.0.1:1", NULL, NULL,
                                                       NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  batch_backend_list_models_async (backend, NULL, cancellable, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_null (batch_backend_list_models_finish (backend, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_one_server (void)
{
  const struct
  {
    const char *url;
    const char *other;
    gboolean    one;
  } cases[] = {
    { "http://localhost:8080", "http://127.0.0.1:8080/v1", TRUE },
    { "HTTP://127.0.0.1:8080/", "http://127.0.0.1:8080", TRUE },
    { "http://localhost:8080", "http://localhost:8081", FALSE },
    { "http://localhost:8080", "https://localhost:8080", FALSE },
    { "http://localhost.example.com", "http://127.0.0.1", FALSE },
    { "http://[::1]:8080", "http://127.0.0.1:8080", FALSE },
    { "home", "home", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s, %s", cases[i].url, cases[i].other);
      g_assert_cmpint (batch_backend_is_one_server (cases[i].url, cases[i].other), ==,
                       cases[i].one);
      g_assert_cmpint (batch_backend_is_one_server (cases[i].other, cases[i].url), ==,
                       cases[i].one);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/backend/properties", test_properties);
  g_test_add_func ("/batch/backend/backend/parallel", test_parallel);
  g_test_add_func ("/batch/backend/backend/editing", test_editing);
  g_test_add_func ("/batch/backend/backend/kinds", test_kinds);
  g_test_add_func ("/batch/backend/backend/providers", test_providers);
  g_test_add_func ("/batch/backend/backend/refused", test_refused);
  g_test_add_func ("/batch/backend/backend/one-server", test_one_server);
  g_test_add_func ("/batch/backend/backend/record", test_record);
  g_test_add_func ("/batch/backend/backend/models", test_models);
  g_test_add_func ("/batch/backend/backend/models-unreachable", test_models_unreachable);
  g_test_add_func ("/batch/backend/backend/models-cancelled", test_models_cancelled);
  return g_test_run ();
}
