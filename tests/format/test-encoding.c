/* test-encoding.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-encoding-private.h"

#define BYTES(text) text, sizeof text - 1

static const struct
{
  const char *data;
  gsize       length;
  gboolean    is_all;
  const char *expected;
} cases[] = {
  { BYTES (""), TRUE, "UTF-8" },
  { BYTES ("plain"), TRUE, "UTF-8" },
  { BYTES ("\xEF\xBB\xBFmarked"), TRUE, "UTF-8" },
  { BYTES ("gr\xC3\xBC\xC3\x9F"), TRUE, "UTF-8" },
  { BYTES ("zero\0in text"), TRUE, "UTF-8" },
  { BYTES ("\xFF\xFE" "a\0"), TRUE, "UTF-16LE" },
  { BYTES ("\xFE\xFF" "\0a"), TRUE, "UTF-16BE" },
  { BYTES ("\xFF\xFE\0\0a\0\0\0"), TRUE, "UTF-32LE" },
  { BYTES ("a\0,\0b\0\n\0"), TRUE, "UTF-16LE" },
  { BYTES ("\0a\0,\0b\0\n"), TRUE, "UTF-16BE" },
  { BYTES ("gr\xFC\xDF"), TRUE, "WINDOWS-1252" },
  { BYTES ("\x93quoted\x94"), TRUE, "WINDOWS-1252" },
  { BYTES ("\x81"), TRUE, "ISO-8859-1" },
  /* A character that is cut is one only where more follows. */
  { BYTES ("caf\xC3"), FALSE, "UTF-8" },
  { BYTES ("caf\xC3"), TRUE, "WINDOWS-1252" },
  { BYTES ("caf\xE9s"), FALSE, "WINDOWS-1252" },
};

static void
test_sniff (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpstr (batch_encoding_sniff ((const guint8 *) cases[i].data, cases[i].length,
                                             cases[i].is_all), ==, cases[i].expected);
    }
}

static void
test_binary (void)
{
  g_assert_true (batch_encoding_is_binary ((const guint8 *) BYTES ("a\0b")));
  g_assert_false (batch_encoding_is_binary ((const guint8 *) BYTES ("ab")));
  g_assert_false (batch_encoding_is_binary (NULL, 0));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/encoding/sniff", test_sniff);
  g_test_add_func ("/batch/format/encoding/binary", test_binary);
  return g_test_run ();
}
