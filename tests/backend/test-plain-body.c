/* test-plain-body.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-plain-body-private.h"

#include <gio/gio.h>
#include <string.h>

#define LIMIT 1000
#define MARK  "\xef\xbb\xbf"

static GBytes *
pack (const char *text)
{
  g_autoptr(GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1);
  char packed[4096];
  gsize read;
  gsize written;

  g_assert_cmpint (g_converter_convert (G_CONVERTER (gzip), text, strlen (text), packed,
                                        sizeof packed, G_CONVERTER_INPUT_AT_END, &read, &written,
                                        NULL), ==, G_CONVERTER_FINISHED);
  return g_bytes_new (packed, written);
}

static void
assert_plain (GBytes     *body,
              const char *expected)
{
  g_autoptr(GBytes) plain = batch_plain_body (body, LIMIT);
  gsize length;
  const char *data = g_bytes_get_data (plain, &length);

  g_assert_cmpmem (data, length, expected, strlen (expected));
}

static void
test_as_it_came (void)
{
  static const char *const bodies[] = {
    "", "{}", "\xef\xbb", "\x1f\x8b", "\xff\xfe{", "{\"a\":1}\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new_static (bodies[i], strlen (bodies[i]));

      assert_plain (body, bodies[i]);
    }
}

static void
test_mark (void)
{
  g_autoptr(GBytes) body = g_bytes_new_static (MARK "{}", strlen (MARK "{}"));
  g_autoptr(GBytes) both = pack (MARK "{}");

  assert_plain (body, "{}");
  assert_plain (both, "{}");
}

static void
test_gzip (void)
{
  g_autofree char *text = g_strnfill (LIMIT, 'x');
  g_autoptr(GBytes) body = pack (text);

  g_assert_cmpuint (g_bytes_get_size (body), <, LIMIT);
  assert_plain (body, text);
}

static void
test_too_large (void)
{
  g_autofree char *text = g_strnfill (LIMIT + 1, 'x');
  g_autoptr(GBytes) body = pack (text);

  g_assert_null (batch_plain_body (body, LIMIT));
}

static void
test_damaged (void)
{
  g_autoptr(GBytes) body = pack ("{\"a\": \"something\"}");
  g_autoptr(GBytes) cut = g_bytes_new_from_bytes (body, 0, g_bytes_get_size (body) - 9);
  g_autoptr(GBytes) plain = batch_plain_body (cut, LIMIT);

  g_assert_true (g_bytes_equal (plain, cut));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/backend/plain-body/as-it-came", test_as_it_came);
  g_test_add_func ("/batch/backend/plain-body/mark", test_mark);
  g_test_add_func ("/batch/backend/plain-body/gzip", test_gzip);
  g_test_add_func ("/batch/backend/plain-body/too-large", test_too_large);
  g_test_add_func ("/batch/backend/plain-body/damaged", test_damaged);

  return g_test_run ();
}
