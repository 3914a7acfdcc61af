/* test-guard.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-guard-private.h"

static void
test_hosts (void)
{
  static const struct
  {
    const char *host;
    const char *listen;
    gboolean    good;
  } cases[] = {
    { "127.0.0.1:8787", "127.0.0.1", TRUE },
    { "127.0.0.1", "127.0.0.1", TRUE },
    { "localhost:8787", "127.0.0.1", TRUE },
    { "LocalHost", "127.0.0.1", TRUE },
    { "[::1]:8787", "127.0.0.1", TRUE },
    { "127.9.9.9", "127.0.0.1", TRUE },
    { "[::1]", "127.0.0.1", TRUE },
    { "[::1]:", "::1", TRUE },
    { "127.0.0.1:8787", "::1", TRUE },
    { "localhost.:8787", "127.0.0.1", TRUE },
    { "127.0.0.1.", "127.0.0.1", TRUE },
    { "app.localhost:8787", "127.0.0.1", TRUE },
    { "app.LocalHost.", "127.0.0.1", TRUE },
    { "evil", "127.0.0.1", FALSE },
    { "evil.example.", "127.0.0.1", FALSE },
    { "evillocalhost", "127.0.0.1", FALSE },
    { ".localhost", "127.0.0.1", FALSE },
    { "localhost..", "127.0.0.1", FALSE },
    { ".", "127.0.0.1", FALSE },
    { "localhost:evil", "127.0.0.1", FALSE },
    { "localhost:80:80", "127.0.0.1", FALSE },
    { "localhost:80.evil.example", "127.0.0.1", FALSE },
    { "user@localhost", "127.0.0.1", FALSE },
    { "[::1]evil.example", "127.0.0.1", FALSE },
    { "[::1].evil.example:80", "127.0.0.1", FALSE },
    { "[::1]:evil", "127.0.0.1", FALSE },
    { "::1", "127.0.0.1", FALSE },
    { "[::2]", "127.0.0.1", FALSE },
    { "[]", "127.0.0.1", FALSE },
    { "evil.example:8787", "127.0.0.1", FALSE },
    { "localhost.evil.example", "127.0.0.1", FALSE },
    { "127.0.0.1.evil.example", "127.0.0.1", FALSE },
    { "evil.example:127.0.0.1", "127.0.0.1", FALSE },
    { "192.168.1.5", "127.0.0.1", FALSE },
    { "0.0.0.0", "127.0.0.1", FALSE },
    { "[::1", "127.0.0.1", FALSE },
    { "", "127.0.0.1", FALSE },
    { NULL, "127.0.0.1", FALSE },
    { "192.168.1.5:8787", "0.0.0.0", TRUE },
    { "[fe80::1]:8787", "::", TRUE },
    { "evil.example", "0.0.0.0", FALSE },
    { "evil.example", "192.168.1.5", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (batch_api_guard_knows_host (cases[i].host, cases[i].listen, NULL) != cases[i].good)
      g_error ("%s on %s", cases[i].host, cases[i].listen);
}

static void
test_origins (void)
{
  static const struct
  {
    const char *origin;
    gboolean    good;
  } cases[] = {
    { NULL, TRUE },
    { "http://localhost:3000", TRUE },
    { "http://127.0.0.1", TRUE },
    { "https://localhost", TRUE },
    { "http://localhost.:3000", TRUE },
    { "http://app.localhost:3000", TRUE },
    { "http://[::1]:3000", TRUE },
    { "tauri://localhost", TRUE },
    { "https://evil.example", FALSE },
    { "https://localhost.evil.example", FALSE },
    { "https://evillocalhost", FALSE },
    { "http://[::2]", FALSE },
    { "http://[::1", FALSE },
    { "http://localhost@evil.example", FALSE },
    { "localhost", FALSE },
    { "null", FALSE },
    { "file://", FALSE },
    { "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (batch_api_guard_knows_origin (cases[i].origin, "127.0.0.1", NULL) != cases[i].good)
      g_error ("%s", cases[i].origin);
}

static void
test_names (void)
{
  static const char *const hosts[] = { "nas.local", "xn--kln-sna.example", "192.168.1.5", NULL };
  static const struct
  {
    const char *host;
    gboolean    good;
  } cases[] = {
    { "nas.local", TRUE },
    { "NAS.local.:8787", TRUE },
    { "xn--kln-sna.example", TRUE },
    { "192.168.1.5:8787", TRUE },
    { "127.0.0.1", TRUE },
    { "192.168.1.6", FALSE },
    { "evil.nas.local", FALSE },
    { "nas.local.evil.example", FALSE },
    { "nas", FALSE },
    { "local", FALSE },
    { "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *origin = g_strconcat ("http://", cases[i].host, NULL);

      if (batch_api_guard_knows_host (cases[i].host, "127.0.0.1", hosts) != cases[i].good
          || batch_api_guard_knows_origin (origin, "127.0.0.1", hosts) != cases[i].good)
        g_error ("%s", cases[i].host);
    }
}

static void
test_read_host (void)
{
  static const struct { const char *text; const char *host; } cases[] = {
    { "nas.local", "nas.local" },
    { "NAS.", "nas" },
    { "Köln.example", "xn--kln-sna.example" },
    { "under_score", "under_score" },
    { "192.168.1.5", "192.168.1.5" },
    { "fd00::5", "fd00::5" },
    { "", NULL }, { ".", NULL }, { "*", NULL }, { "*.example", NULL }, { ".example", NULL },
    { "nas:8787", NULL }, { "http://nas", NULL }, { "nas/v1", NULL }, { "a b", NULL },
    { "a,b", NULL }, { "[fd00::5]", NULL }, { "-x", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = batch_api_guard_read_host (cases[i].text);

      g_assert_cmpstr (host, ==, cases[i].host);
    }
}

static void
test_pages (void)
{
  static const struct
  {
    const char *origin;
    const char *fetch_site;
    gboolean    page;
  } cases[] = {
    { NULL, NULL, FALSE },
    { NULL, "none", FALSE },
    { NULL, "same-origin", FALSE },
    { "http://127.0.0.1:8787", NULL, FALSE },
    { "HTTP://127.0.0.1:8787", "same-origin", FALSE },
    { NULL, "same-site", TRUE },
    { NULL, "cross-site", TRUE },
    { NULL, "Cross-Site", TRUE },
    { NULL, "what comes later", TRUE },
    { NULL, "", TRUE },
    { "http://127.0.0.1:8787", "cross-site", TRUE },
    { "http://127.0.0.1:3000", NULL, TRUE },
    { "http://127.0.0.1:3000", "none", TRUE },
    { "http://127.0.0.1", NULL, TRUE },
    { "http://127.0.0.1:87870", NULL, TRUE },
    { "https://127.0.0.1:8787", NULL, TRUE },
    { "http://localhost:8787", NULL, TRUE },
    { "tauri://localhost", NULL, TRUE },
    { "null", NULL, TRUE },
    { "", NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (batch_api_guard_is_page (cases[i].origin, cases[i].fetch_site, "127.0.0.1:8787")
        != cases[i].page)
      g_error ("%s, %s", cases[i].origin, cases[i].fetch_site);

  g_assert_false (batch_api_guard_is_page (NULL, NULL, NULL));
  g_assert_true (batch_api_guard_is_page ("http://127.0.0.1:8787", NULL, NULL));
}

static void
test_tokens (void)
{
  static const struct
  {
    const char *authorization;
    const char *x_api_key;
    const char *token;
  } cases[] = {
    { "Bearer abc", NULL, "abc" },
    { "bearer  abc ", NULL, "abc" },
    { "Bearer abc", "def", "abc" },
    { "Basic abc", "def", "def" },
    { "Basic abc", NULL, NULL },
    { NULL, " def", "def" },
    { "Bearer", NULL, NULL },
    { NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *token = batch_api_guard_dup_token (cases[i].authorization,
                                                          cases[i].x_api_key);

      g_assert_cmpstr (token, ==, cases[i].token);
    }
}

static BatchApiKeyRecord *
make_record (const char *id,
             const char *token,
             gint64      revoked_at)
{
  BatchApiKeyRecord *record = g_new0 (BatchApiKeyRecord, 1);

  record->id = g_strdup (id);
  record->digest = batch_api_guard_digest (token);
  record->revoked_at = revoked_at;
  return record;
}

static void
test_keys (void)
{
  g_autoptr(GPtrArray) keys =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_api_key_record_free);
  g_autoptr(GError) error = NULL;
  g_autofree char *one = batch_api_guard_make_token (&error);
  g_autofree char *other = batch_api_guard_make_token (&error);

  g_assert_no_error (error);
  g_assert_cmpstr (one, !=, other);
  g_assert_null (batch_api_guard_find_key (keys, one));

  g_ptr_array_add (keys, make_record ("one", one, 0));
  g_ptr_array_add (keys, make_record ("other", other, 5));
  g_assert_cmpstr (batch_api_guard_find_key (keys, one)->id, ==, "one");
  g_assert_null (batch_api_guard_find_key (keys, other));
  g_assert_null (batch_api_guard_find_key (keys, ""));
  /* What is kept is no key. */
  g_assert_null (batch_api_guard_find_key (keys, ((BatchApiKeyRecord *) keys->pdata[0])->digest));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/api/guard/hosts", test_hosts);
  g_test_add_func ("/batch/api/guard/origins", test_origins);
  g_test_add_func ("/batch/api/guard/names", test_names);
  g_test_add_func ("/batch/api/guard/read-host", test_read_host);
  g_test_add_func ("/batch/api/guard/pages", test_pages);
  g_test_add_func ("/batch/api/guard/tokens", test_tokens);
  g_test_add_func ("/batch/api/guard/keys", test_keys);

  return g_test_run ();
}
