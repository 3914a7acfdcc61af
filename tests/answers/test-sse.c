/* test-sse.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-sse-private.h"

#include <string.h>

/* Events are written down one after the other, each in brackets. */
static gboolean
note_event (const char *data,
            gsize       length,
            gpointer    user_data)
{
  GString *events = user_data;

  g_string_append_c (events, '[');
  g_string_append_len (events, data, length);
  g_string_append_c (events, ']');
  return length != strlen ("STOP") || memcmp (data, "STOP", length) != 0;
}

/* In pieces of so many bytes, each a block of its own so that a read past it is seen. */
static BatchSseState
read_in_pieces (const char *input,
                gsize       length,
                gsize       piece,
                gsize       limit,
                GString    *events)
{
  g_autoptr(BatchSse) sse = batch_sse_new (limit, note_event, events);

  for (gsize at = 0; at < length; at += piece)
    {
      gsize n = MIN (piece, length - at);
      g_autofree guint8 *copy = g_memdup2 (input + at, n);

      batch_sse_feed (sse, copy, n);
    }

  return batch_sse_end (sse);
}

static void
test_events (void)
{
  static const struct
  {
    const char    *input;
    const char    *events;
    BatchSseState  state;
  } cases[] = {
    { "", "", BATCH_SSE_GOES_ON },
    { "data: a\n\n", "[a]", BATCH_SSE_GOES_ON },
    { "data:a\n\n", "[a]", BATCH_SSE_GOES_ON },
    { "data:  a\n\n", "[ a]", BATCH_SSE_GOES_ON },
    { "data: a\n\ndata: b\n\n", "[a][b]", BATCH_SSE_GOES_ON },
    { "data: a\r\n\r\ndata: b\r\n\r\n", "[a][b]", BATCH_SSE_GOES_ON },
    { "data: a\r\rdata: b\r\r", "[a][b]", BATCH_SSE_GOES_ON },
    { "data: a\r\n\ndata: b\n\r\n", "[a][b]", BATCH_SSE_GOES_ON },
    { "data: a\ndata: b\n\n", "[a\nb]", BATCH_SSE_GOES_ON },
    { "data\n\n", "[]", BATCH_SSE_GOES_ON },
    { "data:\n\n", "[]", BATCH_SSE_GOES_ON },
    { "data\ndata\n\n", "[\n]", BATCH_SSE_GOES_ON },
    { "\n\n\n", "", BATCH_SSE_GOES_ON },
    { ": ping\n\ndata: a\n: ping\n\n", "[a]", BATCH_SSE_GOES_ON },
    { "event: x\nid: 1\nretry: 5\ndata: a\n\n", "[a]", BATCH_SSE_GOES_ON },
    { "event: x\n\n", "", BATCH_SSE_GOES_ON },
    { "database: a\n\ndat: b\n\n Data: c\n\n", "", BATCH_SSE_GOES_ON },
    { "\xef\xbb\xbf" "data: a\n\n", "[a]", BATCH_SSE_GOES_ON },
    { "\n\xef\xbb\xbf" "data: a\n\n", "", BATCH_SSE_GOES_ON },
    { "data: a\n\ndata: b\n", "[a][b]", BATCH_SSE_GOES_ON },
    { "data: a\n\ndata: b", "[a][b]", BATCH_SSE_GOES_ON },
    { "data: a:b\n\n", "[a:b]", BATCH_SSE_GOES_ON },
    { "data: STOP\n\ndata: a\n\n", "[STOP]", BATCH_SSE_STOPPED },
    { "{\"error\":\"no stream\"}", "", BATCH_SSE_GOES_ON },
    { "data: 0123456789012345678901234567890\n\n", "", BATCH_SSE_TOO_LONG },
    { "data: 01234567890123\ndata: 01234567890123\ndata: 0\n\n", "", BATCH_SSE_TOO_LONG },
    { "data: a\n\n: 0123456789012345678901234567890\n\n", "[a]", BATCH_SSE_TOO_LONG },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize piece = 1; piece <= 64; piece = piece < 8 ? piece + 1 : piece * 2)
      {
        g_autoptr(GString) events = g_string_new (NULL);
        BatchSseState state = read_in_pieces (cases[i].input, strlen (cases[i].input), piece, 30,
                                              events);

        g_assert_cmpstr (events->str, ==, cases[i].events);
        g_assert_cmpint (state, ==, cases[i].state);
      }
}

/* A NUL is data like any other. */
static void
test_nul (void)
{
  static const char input[] = "data: a\0b\n\n";
  g_autoptr(GString) events = g_string_new (NULL);

  read_in_pieces (input, sizeof input - 1, 3, 30, events);
  g_assert_cmpmem (events->str, events->len, "[a\0b]", 5);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/answers/sse/events", test_events);
  g_test_add_func ("/batch/answers/sse/nul", test_nul);

  return g_test_run ();
}
