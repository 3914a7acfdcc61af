/* test-http-parser.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "simulator/batch-simulator-http.h"

#define GOOD_END "\r\n\r\n"

static int
parse (BatchSimulatorHead *head,
       const char         *text)
{
  gsize scanned = 0;

  return batch_simulator_head_parse (head, text, strlen (text), &scanned);
}

static void
assert_slice (const char                *text,
              const BatchSimulatorSlice *slice,
              const char                *expected)
{
  g_autofree char *found = g_strndup (text + slice->start, slice->length);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_heads (void)
{
  static const struct
  {
    const char           *text;
    BatchSimulatorMethod  method;
    const char           *path;
    const char           *query;
    guint64               length;
    gboolean              chunked;
    gboolean              keep_alive;
    const char           *token;
  } cases[] = {
    { "GET / HTTP/1.1\r\n\r\n", BATCH_SIMULATOR_METHOD_GET, "/", "", 0, FALSE, TRUE, "" },
    { "\r\n\r\nGET / HTTP/1.1\r\n\r\n", BATCH_SIMULATOR_METHOD_GET, "/", "", 0, FALSE, TRUE, "" },
    { "HEAD /a?b=c&d HTTP/1.0\r\n\r\n", BATCH_SIMULATOR_METHOD_HEAD, "/a", "b=c&d", 0,
      FALSE, FALSE, "" },
    { "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", BATCH_SIMULATOR_METHOD_GET, "/", "", 0,
      FALSE, TRUE, "" },
    { "POST /x HTTP/1.1\r\nCONTENT-length:  12 \r\nConnection: close\r\n\r\n",
      BATCH_SIMULATOR_METHOD_POST, "/x", "", 12, FALSE, FALSE, "" },
    { "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
      BATCH_SIMULATOR_METHOD_POST, "/x", "", 0, TRUE, TRUE, "" },
    { "POST /x HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
      BATCH_SIMULATOR_METHOD_POST, "/x", "", 5, FALSE, TRUE, "" },
    { "PATCH * HTTP/1.1\r\nAuthorization: Bearer k-1\r\n\r\n",
      BATCH_SIMULATOR_METHOD_OTHER, "*", "", 0, FALSE, TRUE, "k-1" },
    { "GET / HTTP/1.1\r\nx-api-key:k2\r\n\r\n", BATCH_SIMULATOR_METHOD_GET, "/", "", 0, FALSE, TRUE,
      "k2" },
    { "GET / HTTP/1.1\r\nAuthorization: Basic abc\r\n\r\n", BATCH_SIMULATOR_METHOD_GET, "/", "", 0,
      FALSE, TRUE, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorHead head;

      g_assert_cmpint (parse (&head, cases[i].text), ==, strlen (cases[i].text));
      g_assert_cmpint (head.method, ==, cases[i].method);
      assert_slice (cases[i].text, &head.path, cases[i].path);
      assert_slice (cases[i].text, &head.query, cases[i].query);
      assert_slice (cases[i].text, &head.token, cases[i].token);
      g_assert_cmpuint (head.content_length, ==, cases[i].length);
      g_assert_cmpint (head.chunked, ==, cases[i].chunked);
      g_assert_cmpint (head.keep_alive, ==, cases[i].keep_alive);
    }
}

static void
test_bad_heads (void)
{
  static const struct
  {
    const char *text;
    int         status;
  } cases[] = {
    { "GET\r\n\r\n", 400 },
    { "GET /\r\n\r\n", 400 },
    { "GET  HTTP/1.1\r\n\r\n", 400 },
    { " / HTTP/1.1\r\n\r\n", 400 },
    { "GET x HTTP/1.1\r\n\r\n", 400 },
    { "GET http://x/ HTTP/1.1\r\n\r\n", 400 },
    { "GET /a\tb HTTP/1.1\r\n\r\n", 400 },
    { "GET /a b HTTP/1.1\r\n\r\n", 400 },
    { "G\x01T / HTTP/1.1\r\n\r\n", 400 },
    { "GET / HTTP/2.0\r\n\r\n", 505 },
    { "GET / HTTX/1.1\r\n\r\n", 400 },
    { "\x16\x03\x01\x02\r\n\r\n", 400 },                            /* TLS */
    { "GARBAGE\n", 400 },                                           /* no end to wait for */
    { "GET / HTTP/1.1\nHost: x\n\n", 400 },
    { "GET / HTTP/1.1\r\nno colon\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nspaced : x\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n folded: x\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n: x\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\nContent-Length:\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\nContent-Length: 9999999999999999999\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501 },
    { "POST / HTTP/1.1\r\nExpect: a miracle\r\n\r\n", 417 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorHead head;

      g_test_message ("case %u", i);
      g_assert_cmpint (parse (&head, cases[i].text), ==, -cases[i].status);
    }
}

static void
test_nul_in_header (void)
{
  static const char text[] = "GET / HTTP/1.1\r\na: b\0c\r\n\r\n";
  BatchSimulatorHead head;
  gsize scanned = 0;

  g_assert_cmpint (batch_simulator_head_parse (&head, text, sizeof text - 1, &scanned), ==, -400);
}

static void
test_byte_by_byte (void)
{
  static const char text[] = "POST /x?y HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
  BatchSimulatorHead head;
  gsize scanned = 0;

  for (gsize i = 1; i < sizeof text - 1; i++)
    g_assert_cmpint (batch_simulator_head_parse (&head, text, i, &scanned), ==, 0);
  g_assert_cmpint (batch_simulator_head_parse (&head, text, sizeof text - 1, &scanned), ==,
                   sizeof text - 1);
  g_assert_cmpuint (head.content_length, ==, 3);
}

static void
test_limits (void)
{
  g_autofree char *filler = g_strnfill (BATCH_SIMULATOR_MAX_HEAD, 'x');
  g_autofree char *long_target = g_strconcat ("GET /", filler, NULL);
  g_autofree char *long_headers = g_strconcat ("GET / HTTP/1.1\r\na: ", filler, NULL);
  g_autofree char *long_whole = g_strconcat (long_headers, GOOD_END, NULL);
  BatchSimulatorHead head;

  g_assert_cmpint (parse (&head, long_target), ==, -414);
  g_assert_cmpint (parse (&head, long_headers), ==, -431);
  g_assert_cmpint (parse (&head, long_whole), ==, -431);
}

/* Returns the body, or NULL when the chunks are wrong; "…" after it when they are not complete. */
static char *
dechunk (const char *text,
         gsize       portion)
{
  g_autoptr(GByteArray) body = g_byte_array_new ();
  BatchSimulatorDechunker dechunker = { 0 };
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i += portion)
    {
      gsize given = MIN (portion, length - i);
      gssize taken;

      taken = batch_simulator_dechunker_feed (&dechunker, (const guint8 *) text + i, given, body);
      if (taken < 0)
        return NULL;
      if (batch_simulator_dechunker_ended (&dechunker))
        return g_strdup_printf ("%.*s", (int) body->len, (const char *) body->data);
      g_assert_cmpint (taken, ==, given);
    }
  return g_strdup_printf ("%.*s…", (int) body->len, (const char *) body->data);
}

static void
test_chunks (void)
{
  static const struct
  {
    const char *text;
    const char *body;
  } cases[] = {
    { "0\r\n\r\n", "" },
    { "5\r\nhello\r\n0\r\n\r\n", "hello" },
    { "5\r\nhello\r\nA;name=value\r\n0123456789\r\n000\r\n\r\n", "hello0123456789" },
    { "3\r\n\r\na\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n", "\r\na" },
    { "5\r\nhel", "hel…" },
    { "5\r\nhello\r\n0\r\n", "hello…" },
    { "\r\n", NULL },
    { "x\r\n", NULL },
    { "-1\r\n", NULL },
    { ";a\r\n", NULL },
    { "5\nhello", NULL },
    { "3\r\nhello\r\n", NULL },
    { "5\r\nhello\r\n0\r\n\r\r", NULL },
    { "FFFFFFFFFFFFFFFFF\r\n", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize portion = 1; portion < 20; portion += 6)
      {
        g_autofree char *body = dechunk (cases[i].text, portion);

        g_assert_cmpstr (body, ==, cases[i].body);
      }
}

static void
test_chunk_overhead (void)
{
  g_autofree char *filler = g_strnfill (32 * 1024, 'x');
  g_autofree char *extension = g_strconcat ("5;", filler, NULL);
  g_autofree char *trailer = g_strconcat ("0\r\n", filler, NULL);
  g_autofree char *zeros = g_strnfill (32 * 1024, '0');

  g_assert_null (dechunk (extension, 1000));
  g_assert_null (dechunk (trailer, 1000));
  g_assert_null (dechunk (zeros, 1000));
}

static void
test_dates (void)
{
  g_autoptr(GDateTime) time = g_date_time_new_utc (1994, 11, 6, 8, 49, 37);
  g_autofree char *text = batch_simulator_http_date (time);

  g_assert_cmpstr (text, ==, "Sun, 06 Nov 1994 08:49:37 GMT");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/simulator/http-parser/heads", test_heads);
  g_test_add_func ("/batch/simulator/http-parser/bad-heads", test_bad_heads);
  g_test_add_func ("/batch/simulator/http-parser/nul-in-header", test_nul_in_header);
  g_test_add_func ("/batch/simulator/http-parser/byte-by-byte", test_byte_by_byte);
  g_test_add_func ("/batch/simulator/http-parser/limits", test_limits);
  g_test_add_func ("/batch/simulator/http-parser/chunks", test_chunks);
  g_test_add_func ("/batch/simulator/http-parser/chunk-overhead", test_chunk_overhead);
  g_test_add_func ("/batch/simulator/http-parser/dates", test_dates);
  return g_test_run ();
}
