/* test-url.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-url-private.h"

#include <string.h>

#include "batch-types.h"

static void
test_canonical (void)
{
  static const struct
  {
    const char *url;
    const char *canonical;
  } cases[] = {
    { "http://127.0.0.1:8080/v1", "http://127.0.0.1:8080" },
    { "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
    { "http://127.0.0.1:8080/", "http://127.0.0.1:8080" },
    { "http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080" },
    { "HTTP://LocalHost:8080/v1", "http://localhost:8080" },
    { "http://example.com:80/v1", "http://example.com" },
    { "https://example.com:443/v1", "https://example.com" },
    { "https://example.com:80", "https://example.com:80" },
    { "http://example.com:443", "http://example.com:443" },
    { "https://openrouter.ai/api/v1", "https://openrouter.ai/api" },
    { "https://example.com//v1//", "https://example.com" },
    { "https://example.com/V1", "https://example.com" },
    { "https://example.com/V1/chat/completions", "https://example.com" },
    { "https://example.com/V12", "https://example.com/V12" },
    { "https://example.com/api/paas/v4/chat/completions", "https://example.com/api/paas/v4" },
    { "https://example.com/v3/models/", "https://example.com/v3" },
    { "https://example.com/v4/chat/completions/v1", "https://example.com/v4" },
    { "https://example.com/v1beta/openai/chat/completions", "https://example.com/v1beta/openai" },
    { "https://example.com/v1/openai", "https://example.com/v1/openai" },
    { "https://example.com/v1/openai/chat/completions", "https://example.com/v1/openai" },
    { "https://example.com/openai/v1/chat/completions", "https://example.com/openai" },
    { "https://example.com/chat/completions/", "https://example.com/chat/completions" },
    { "https://example.com/api/chat/completions", "https://example.com/api/chat/completions" },
    { "https://example.com/openai/chat/completions",
      "https://example.com/openai/chat/completions" },
    { "https://example.com/models", "https://example.com/models" },
    { "https://v2/chat/completions", "https://v2/chat/completions" },
    { "https://example.com/v1/v1", "https://example.com" },
    { "https://example.com/v1/v1/v1/", "https://example.com" },
    { "https://example.com/api/v1//v1", "https://example.com/api" },
    { "https://example.com/v1/v1/chat/completions", "https://example.com" },
    { "https://example.com/v1/models/v1/embeddings", "https://example.com" },
    { "https://example.com/v1/v3", "https://example.com/v1/v3" },
    { "https://example.com/notv1", "https://example.com/notv1" },
    { "http://127.0.0.1:8080/v1/chat/completions", "http://127.0.0.1:8080" },
    { "https://example.com/api/v1/embeddings/", "https://example.com/api" },
    { "https://example.com/v1/models", "https://example.com" },
    { "https://example.com/v1/files", "https://example.com/v1/files" },
    { "https://example.com/v3/", "https://example.com/v3" },
    { "http://[::1]:8080/v1", "http://[::1]:8080" },
    { "http://[FE80::1]", "http://[fe80::1]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *canonical = batch_url_normalize (cases[i].url, &error);
      g_autofree char *again = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (canonical, ==, cases[i].canonical);
      again = batch_url_normalize (canonical, &error);
      g_assert_cmpstr (again, ==, canonical);
    }
}

static void
test_join (void)
{
  static const struct
  {
    const char *url;
    const char *path;
    const char *joined;
  } cases[] = {
    { "http://h:1", "/v1/chat/completions", "http://h:1/v1/chat/completions" },
    { "http://h/api", "/v1/models", "http://h/api/v1/models" },
    { "http://h/v3", "/v1/chat/completions", "http://h/v3/chat/completions" },
    { "http://h/api/paas/v4", "/v1/models", "http://h/api/paas/v4/models" },
    { "http://h/v1beta/openai", "/v1/models", "http://h/v1beta/openai/models" },
    { "http://h/v1/openai", "/v1/models", "http://h/v1/openai/models" },
    { "http://h/v3", "/version", "http://h/v3/version" },
    { "http://h/v1", "/v1/models", "http://h/v1/v1/models" },
    { "http://h/openai", "/v1/models", "http://h/openai/v1/models" },
    { "http://h/vllm", "/v1/models", "http://h/vllm/v1/models" },
    { "http://v2", "/v1/models", "http://v2/v1/models" },
    { "http://v2/openai", "/v1/models", "http://v2/openai/v1/models" },
    { "http://h/chat/completions", "/v1/chat/completions", "http://h/chat/completions" },
    { "http://h/api/chat/completions", "/v1/models", "http://h/api/models" },
    { "http://h/chat/completions", "/api/tags", "http://h/api/tags" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *joined = batch_url_join (cases[i].url, cases[i].path);

      g_assert_cmpstr (joined, ==, cases[i].joined);
    }
}

static void
test_refused (void)
{
  static const char *urls[] = {
    "",
    "localhost",
    "localhost:8080",
    "127.0.0.1:8080/v1",
    "/v1",
    "http://",
    "http:///v1",
    "http://:8080",
    "http://host:0",
    "http://host:99999",
    "http://host:port",
    "http://ho st",
    "http://host/a b",
    "http://host/\r\nX: y",
    "http://host/v1?key=1",
    "http://host/v1#here",
    "ftp://host/v1",
    "file:///etc/passwd",
    "unix:/run/socket",
  };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (batch_url_normalize (urls[i], &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
      g_assert_nonnull (strstr (error->message, "model server"));
    }
}

/* A password would be stored and shown. */
static void
test_password_refused (void)
{
  static const char *urls[] = { "http://me:hunter2@h/v1", "http://hunter2@h", "x://:hunter2@" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (batch_url_normalize (urls[i], &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
      g_assert_null (strstr (error->message, "hunter2"));
    }
}

static void
test_loopback (void)
{
  g_assert_true (batch_url_is_loopback ("http://127.0.0.1:8080"));
  g_assert_true (batch_url_is_loopback ("http://127.1.2.3"));
  g_assert_true (batch_url_is_loopback ("https://localhost"));
  g_assert_true (batch_url_is_loopback ("http://ollama.localhost"));
  g_assert_true (batch_url_is_loopback ("http://[::1]:1"));
  g_assert_false (batch_url_is_loopback ("http://192.168.1.2"));
  g_assert_false (batch_url_is_loopback ("http://127.0.0.1.example.com"));
  g_assert_false (batch_url_is_loopback ("http://localhost.example.com"));
}

static void
test_server_key (void)
{
  static const struct {
    const char *url;
    const char *key;
  } cases[] = {
    { "http://localhost:8080", "http://127.0.0.1:8080" },
    { "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
    /* Another server may listen there. */
    { "http://[::1]:8080", "http://[::1]:8080" },
    { "http://[0:0:0:0:0:0:0:1]:8080", "http://[::1]:8080" },
    { "http://ip6-localhost:8080", "http://[::1]:8080" },
    { "http://ip6-loopback:8080/api", "http://[::1]:8080/api" },
    { "http://localhost.:8080", "http://127.0.0.1:8080" },
    /* What servers say that they listen on. */
    { "http://0.0.0.0:11434", "http://127.0.0.1:11434" },
    { "http://[::]:11434", "http://[::1]:11434" },
    { "http://[::ffff:127.0.0.1]:8080", "http://127.0.0.1:8080" },
    { "http://localhost", "http://127.0.0.1" },
    { "http://localhost/api", "http://127.0.0.1/api" },
    { "http://localhost:8080/openai/v3", "http://127.0.0.1:8080/openai/v3" },
    { "https://localhost:8443", "https://127.0.0.1:8443" },
    { "http://127.0.0.2:8080", "http://127.0.0.2:8080" },
    { "http://[::2]:8080", "http://[::2]:8080" },
    { "http://[::ffff:127.0.0.2]:8080", "http://[::ffff:127.0.0.2]:8080" },
    { "http://ollama.localhost:8080", "http://ollama.localhost:8080" },
    { "http://localhost.example.com:8080", "http://localhost.example.com:8080" },
    { "http://127.0.0.1.example.com", "http://127.0.0.1.example.com" },
    { "http://192.168.1.2:8080", "http://192.168.1.2:8080" },
    { "https://openrouter.ai/api", "https://openrouter.ai/api" },
    { "no address", "no address" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = batch_url_server_key (cases[i].url);
      g_autofree char *again = batch_url_server_key (key);

      g_assert_cmpstr (key, ==, cases[i].key);
      g_assert_cmpstr (again, ==, key);
    }
}

/* Of two ways to write where one server is, the one that reaches it if any does. */
static void
test_prefers (void)
{
  static const struct {
    const char *url;
    const char *other;
    gboolean    first;
  } cases[] = {
    { "http://localhost:8080", "http://127.0.0.1:8080", TRUE },
    { "http://localhost:8080", "http://0.0.0.0:8080", TRUE },
    { "http://127.0.0.1:8080", "http://0.0.0.0:8080", TRUE },
    { "http://127.0.0.1:8080", "http://[::ffff:127.0.0.1]:8080", TRUE },
    { "http://[::1]:8080", "http://[::]:8080", TRUE },
    { "http://[::1]:8080", "http://[0:0:0:0:0:0:0:1]:8080", TRUE },
    { "http://127.0.0.1:8080", "http://127.0.0.1:8080", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (batch_url_prefers (cases[i].url, cases[i].other), ==, cases[i].first);
      g_assert_false (batch_url_prefers (cases[i].other, cases[i].url));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/http/url/canonical", test_canonical);
  g_test_add_func ("/batch/http/url/join", test_join);
  g_test_add_func ("/batch/http/url/refused", test_refused);
  g_test_add_func ("/batch/http/url/password-refused", test_password_refused);
  g_test_add_func ("/batch/http/url/loopback", test_loopback);
  g_test_add_func ("/batch/http/url/server-key", test_server_key);
  g_test_add_func ("/batch/http/url/prefers", test_prefers);
  return g_test_run ();
}
