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
    BatchStreamFacts facts; /* wanted, waited for, has streamed, lacks usage;
                             * attempts, quick ones, and what the last one took */
    gboolean         streams;
  } cases[] = {
    { { 0, 0, 0, 0, 0, 0, 0 }, FALSE },
    { { 0, 0, 1, 0, 1, 0, 0 }, FALSE },
    { { 0, 1, 0, 0, 0, 0, 0 }, TRUE },
    { { 0, 1, 0, 0, 0, 64, 0 }, TRUE },

    /* Nobody knows yet, or it takes its time. */
    { { 1, 0, 0, 0, 0, 0, 0 }, TRUE },
    { { 1, 0, 0, 0, 0, 63, 0 }, TRUE },
    /* They come at once. */
    { { 1, 0, 0, 0, 0, 64, 0 }, FALSE },
    { { 1, 0, 1, 0, 0, G_MAXUINT, 0 }, FALSE },
    /* But this one did not. */
    { { 1, 0, 1, 0, 1, 64, 0 }, TRUE },
    { { 1, 0, 1, 0, 2, 64, 0 }, TRUE },
    { { 1, 1, 0, 0, 0, 64, 0 }, TRUE },
    /* Maybe as the server has no streams. */
    { { 1, 0, 0, 0, 1, 0, 0 }, FALSE },
    { { 1, 0, 0, 0, 2, 0, 0 }, TRUE },
    { { 1, 0, 0, 0, 3, 64, 0 }, FALSE },
    { { 1, 1, 0, 0, 1, 0, 0 }, TRUE },
    /* Its tokens are not known. */
    { { 1, 0, 1, 1, 0, 0, 119999 }, FALSE },
    { { 1, 0, 1, 1, 0, 0, 0 }, FALSE },
    { { 1, 0, 1, 1, 0, 0, 120000 }, TRUE },
    { { 1, 0, 1, 1, 1, 0, 0 }, TRUE },
    { { 1, 1, 1, 1, 0, 0, 0 }, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (batch_stream_rule_judge (&cases[i].facts), ==, cases[i].streams);
    }
}

static void
test_refusals (void)
{
  static const struct
  {
    BatchStreaming     had;
    BatchStreamRefusal refusal; /* status; names streams, their options; has streamed */
    BatchStreaming     then;
  } cases[] = {
    { BATCH_STREAMING_FULL, { 400, 1, 1, 0 }, BATCH_STREAMING_PLAIN },
    { BATCH_STREAMING_FULL, { 422, 1, 1, 1 }, BATCH_STREAMING_PLAIN },
    { BATCH_STREAMING_PLAIN, { 400, 1, 1, 0 }, BATCH_STREAMING_OFF },
    { BATCH_STREAMING_FULL, { 501, 1, 0, 1 }, BATCH_STREAMING_OFF },
    /* It does not say why. */
    { BATCH_STREAMING_FULL, { 405, 0, 0, 0 }, BATCH_STREAMING_OFF },
    { BATCH_STREAMING_FULL, { 406, 0, 0, 0 }, BATCH_STREAMING_OFF },
    { BATCH_STREAMING_FULL, { 415, 0, 0, 0 }, BATCH_STREAMING_OFF },
    { BATCH_STREAMING_PLAIN, { 501, 0, 0, 0 }, BATCH_STREAMING_OFF },
    { BATCH_STREAMING_FULL, { 501, 0, 0, 1 }, BATCH_STREAMING_FULL },
    /* It is about something else. */
    { BATCH_STREAMING_FULL, { 400, 0, 0, 0 }, BATCH_STREAMING_FULL },
    { BATCH_STREAMING_FULL, { 422, 0, 0, 0 }, BATCH_STREAMING_FULL },
    { BATCH_STREAMING_FULL, { 401, 1, 0, 0 }, BATCH_STREAMING_FULL },
    { BATCH_STREAMING_FULL, { 404, 0, 0, 0 }, BATCH_STREAMING_FULL },
    { BATCH_STREAMING_FULL, { 500, 1, 1, 0 }, BATCH_STREAMING_FULL },
    { BATCH_STREAMING_OFF, { 400, 1, 1, 0 }, BATCH_STREAMING_OFF },
    { BATCH_STREAMING_NEVER, { 400, 1, 1, 0 }, BATCH_STREAMING_NEVER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (batch_stream_rule_lower (cases[i].had, &cases[i].refusal), ==,
                       cases[i].then);
    }
  g_assert_false (batch_stream_rule_ends (2));
  g_assert_true (batch_stream_rule_ends (3));
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
  g_test_add_func ("/batch/workers/stream-rule/refusals", test_refusals);
  g_test_add_func ("/batch/workers/stream-rule/counts", test_counts);
  g_test_add_func ("/batch/workers/stream-rule/waits", test_waits);

  return g_test_run ();
}
