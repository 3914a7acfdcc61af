/* test-byte-count.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-byte-count-private.h"

#define KIB G_GUINT64_CONSTANT (1024)

static void
test_text (void)
{
  static const struct
  {
    guint64     n_bytes;
    const char *text;
  } cases[] = {
    { 0, "0 bytes" },
    { 1, "1 byte" },
    { 2, "2 bytes" },
    { 1023, "1023 bytes" },
    { KIB, "1 KiB" },
    { KIB + 1, "1025 bytes" },
    { 1000000, "1000000 bytes" },
    { 32 * KIB * KIB, "32 MiB" },
    { 200 * KIB * KIB, "200 MiB" },
    { 1536 * KIB, "1536 KiB" },
    { 4 * KIB * KIB * KIB, "4 GiB" },
    /* There is nothing above. */
    { 2048 * KIB * KIB * KIB, "2048 GiB" },
    { G_MAXUINT64, "18446744073709551615 bytes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = batch_byte_count_to_text (cases[i].n_bytes);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/byte-count/text", test_text);
  return g_test_run ();
}
