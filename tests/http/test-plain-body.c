/* test-plain-body.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-plain-body-private.h"

#include <gio/gio.h>
#include <string.h>

#define LIMIT 1000
#define MARK  "\xef\xbb\xbf"

static GBytes *
pack_as (GZlibCompressorFormat  format,
         const char            *text)
{
  g_autoptr(GZlibCompressor) packer = g_zlib_compressor_new (format, -1);
  char packed[4096];
  gsize read;
  gsize written;

  g_assert_cmpint (g_converter_convert (G_CONVERTER (packer), text, strlen (text), packed,
                                        sizeof packed, G_CONVERTER_INPUT_AT_END, &read, &written,
                                        NULL), ==, G_CONVERTER_FINISHED);
  return g_bytes_new (packed, written);
}

static GBytes *
pack (const char *text)
{
  return pack_as (G_ZLIB_COMPRESSOR_FORMAT_GZIP, text);
}

static void
assert_becomes (GBytes     *body,
                const char *encoding,
                const char *charset,
                const char *expected)
{
  g_autoptr(GBytes) plain = batch_plain_body (body, encoding, charset, LIMIT);
  gsize length;
  const char *data = g_bytes_get_data (plain, &length);

  g_assert_cmpmem (data, length, expected, strlen (expected));
}

static void
assert_plain (GBytes     *body,
              const char *expected)
{
  assert_becomes (body, NULL, NULL, expected);
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
test_deflate (void)
{
  static const GZlibCompressorFormat formats[] = {
    G_ZLIB_COMPRESSOR_FORMAT_ZLIB, G_ZLIB_COMPRESSOR_FORMAT_RAW, G_ZLIB_COMPRESSOR_FORMAT_GZIP,
  };
  g_autoptr(GBytes) plain = g_bytes_new_static ("{}", 2);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr(GBytes) body = pack_as (formats[i], "{\"a\": [1, 1, 1, 1, 1, 1]}");

      assert_becomes (body, "deflate", NULL, "{\"a\": [1, 1, 1, 1, 1, 1]}");
      assert_becomes (body, "Deflate", NULL, "{\"a\": [1, 1, 1, 1, 1, 1]}");
    }

  /* What only says so. */
  assert_becomes (plain, "deflate", NULL, "{}");
  assert_becomes (plain, "gzip", NULL, "{}");
  assert_becomes (plain, "br", NULL, "{}");
}

static void
test_charset (void)
{
  static const struct
  {
    const char *body;
    gsize       length;
    const char *charset;
    const char *plain;
  } cases[] = {
    { "Gr\xfc\xdf", 4, "ISO-8859-1", "Grüß" },
    { "Gr\xfc\xdf", 4, "windows-1252", "Grüß" },
    { "\xff\xfeG\0\xfc\0", 6, "utf-16", "Gü" },
    /* What is UTF-8 stays so, whatever the head says, and what is nothing stays as it is. */
    { "Grüß", 6, "ISO-8859-1", "Grüß" },
    { "Gr\xfc\xdf", 4, NULL, "Gr\xfc\xdf" },
    { "Gr\xfc\xdf", 4, "utf-8", "Gr\xfc\xdf" },
    { "Gr\xfc\xdf", 4, "no such thing", "Gr\xfc\xdf" },
    { "", 0, "ISO-8859-1", "" },
  };
  g_autofree char *umlauts = g_strnfill (LIMIT, (char) 0xfc);
  g_autoptr(GBytes) larger = g_bytes_new (umlauts, LIMIT);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new_static (cases[i].body, cases[i].length);

      assert_becomes (body, NULL, cases[i].charset, cases[i].plain);
    }

  g_assert_null (batch_plain_body (larger, NULL, "ISO-8859-1", LIMIT));
}

/* As servers in Python write what is not finite. */
static void
test_no_numbers (void)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"a\":-Infinity}", strlen ("{\"a\":-Infinity}"));
  g_autoptr(GBytes) packed = pack (MARK "{\"a\":[NaN]}");

  assert_plain (body, "{\"a\":null}");
  assert_plain (packed, "{\"a\":[null]}");
}

static void
test_too_large (void)
{
  g_autofree char *text = g_strnfill (LIMIT + 1, 'x');
  g_autoptr(GBytes) body = pack (text);

  g_assert_null (batch_plain_body (body, NULL, NULL, LIMIT));
}

static void
test_damaged (void)
{
  g_autoptr(GBytes) body = pack ("{\"a\": \"something\"}");
  g_autoptr(GBytes) cut = g_bytes_new_from_bytes (body, 0, g_bytes_get_size (body) - 9);
  g_autoptr(GBytes) plain = batch_plain_body (cut, NULL, NULL, LIMIT);

  g_assert_true (g_bytes_equal (plain, cut));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/http/plain-body/as-it-came", test_as_it_came);
  g_test_add_func ("/batch/http/plain-body/mark", test_mark);
  g_test_add_func ("/batch/http/plain-body/gzip", test_gzip);
  g_test_add_func ("/batch/http/plain-body/deflate", test_deflate);
  g_test_add_func ("/batch/http/plain-body/charset", test_charset);
  g_test_add_func ("/batch/http/plain-body/no-numbers", test_no_numbers);
  g_test_add_func ("/batch/http/plain-body/too-large", test_too_large);
  g_test_add_func ("/batch/http/plain-body/damaged", test_damaged);

  return g_test_run ();
}
