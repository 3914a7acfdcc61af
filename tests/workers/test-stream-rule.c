/* test-stream-rule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-stream-rule-private.h"

#define HOUR_MS (60 * 60 * 1000)

static void
test_streams (void)
{
  static const struct
  {
    BatchStreamFacts facts; /* wanted, waited for; attempts, quick ones */
    gboolean         streams;
  } cases[] = {
    { { 0, 0, 0, 0 }, FALSE },
    { { 0, 0, 1, 0 }, FALSE },
    { { 0, 1, 0, 0 }, TRUE },
    { { 0, 1, 0, 64 }, TRUE },

    /* Nobody knows yet, or it takes its time. */
    { { 1, 0, 0, 0 }, TRUE },
    { { 1, 0, 0, 63 }, TRUE },
    /* They come at once. */
    { { 1, 0, 0, 64 }, FALSE },
    { { 1, 0, 0, G_MAXUINT }, FALSE },
    /* But this one did not. */
    { { 1, 0, 1, 64 }, TRUE },
    { { 1, 1, 0, 64 }, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (batch_stream_rule_judge (&cases[i].facts), ==, cases[i].streams);
    }
}

static void
test_counts (void)
{
  static const struct
  {
    guint  n_quick;
    gint64 took_ms;
    guint  then;
  } cases[] = {
    { 0, 0, 1 },
    { 0, 999, 1 },
    { 0, 1000, 0 },
    { 63, 10, 64 },
    /* It is a row, and not all that ever were. */
    { 64, 10, 64 },
    { 64, 25 * 60 * 1000, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpuint (batch_stream_rule_count (cases[i].n_quick, cases[i].took_ms), ==,
                        cases[i].then);
    }
}

static void
test_waits (void)
{
  static const struct
  {
    gint64   had_ms;
    gboolean streams;
    gint64   then_ms;
  } cases[] = {
    { 600000, FALSE, 1200000 },
    { 600000, TRUE, 600000 },
    { 2 * HOUR_MS, FALSE, 3 * HOUR_MS },
    { 3 * HOUR_MS, FALSE, 3 * HOUR_MS },
    /* It is nothing to make less. */
    { 5 * HOUR_MS, FALSE, 5 * HOUR_MS },
    { 0, FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (batch_stream_rule_wait (cases[i].had_ms, cases[i].streams), ==,
                       cases[i].then_ms);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/workers/stream-rule/streams", test_streams);
  g_test_add_func ("/batch/workers/stream-rule/counts", test_counts);
  g_test_add_func ("/batch/workers/stream-rule/waits", test_waits);

  return g_test_run ();
}
