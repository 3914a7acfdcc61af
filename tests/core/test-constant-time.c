/* test-constant-time.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-constant-time-private.h"

static void
test_values (void)
{
  static const struct
  {
    const char *one;
    const char *other;
    gboolean    equal;
  } cases[] = {
    { "", "", TRUE },
    { "abc", "abc", TRUE },
    { "\xff\x80", "\xff\x80", TRUE },
    { "abc", "abd", FALSE },
    { "abc", "Abc", FALSE },
    { "abc", "cba", FALSE },
    { "abc", "ab", FALSE },
    { "ab", "abc", FALSE },
    { "", "a", FALSE },
    { "\x7f", "\xff", FALSE },
    /* Differences that would cancel each other. */
    { "ab", "ba", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("“%s” and “%s”", cases[i].one, cases[i].other);
      g_assert_cmpint (batch_constant_time_equal (cases[i].one, cases[i].other), ==,
                       cases[i].equal);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/constant-time/values", test_values);
  return g_test_run ();
}
