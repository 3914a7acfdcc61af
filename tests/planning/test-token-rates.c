/* test-token-rates.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-token-rates-private.h"

/* 4 bytes and 1 ms to a token that is read, 20 ms to one that is written. */
static void
add (BatchTokenRates *rates,
     double           bytes,
     double           limit,
     double           written,
     gboolean         usage,
     gboolean         times)
{
  BatchRequestSize size = { bytes, limit };
  BatchRequestCost cost = { .duration_ms = 10 + bytes / 4 + 20 * written };

  if (usage)
    {
      cost.prompt_tokens = bytes / 4;
      cost.output_tokens = written;
    }
  if (times)
    {
      cost.prompt_ms = bytes / 4;
      cost.output_ms = 20 * written;
    }
  batch_token_rates_add (rates, &size, &cost);
}

static double
ratio (const BatchTokenRates *rates,
       double                 one,
       double                 one_limit,
       double                 other,
       double                 other_limit)
{
  return batch_token_rates_ratio (rates, &(BatchRequestSize) { one, one_limit },
                                  &(BatchRequestSize) { other, other_limit }, FALSE, NULL);
}

static void
test_nothing_known (void)
{
  BatchTokenRates rates = { 0 };

  g_assert_cmpfloat (ratio (&rates, 1000, 0, 10, 0), ==, 1);
  add (&rates, 1000, 0, 10, TRUE, TRUE);
  add (&rates, 1000, 0, 10, TRUE, TRUE);
  g_assert_cmpfloat (ratio (&rates, 1000, 0, 10, 0), ==, 1);
  add (&rates, 1000, 0, 10, TRUE, TRUE);
  g_assert_cmpfloat (ratio (&rates, 1000, 0, 10, 0), >, 1);

  /* Of whom no size is known nothing is said. */
  g_assert_cmpfloat (ratio (&rates, 0, 0, 10, 0), ==, 1);
  g_assert_cmpfloat (ratio (&rates, 10, 0, 0, 0), ==, 1);
}

/* From requests that are all alike: prompts of 1000 tokens, answers of 50. */
static void
test_told_times (void)
{
  BatchTokenRates rates = { 0 };

  for (guint i = 0; i < 50; i++)
    add (&rates, 4000, 0, 50, TRUE, TRUE);

  g_assert_cmpfloat_with_epsilon (ratio (&rates, 40000, 0, 4000, 0), 11010.0 / 2010, 0.05);
  g_assert_cmpfloat_with_epsilon (ratio (&rates, 400, 0, 4000, 0), 1110.0 / 2010, 0.05);
  g_assert_cmpfloat (ratio (&rates, 4000, 0, 4000, 0), ==, 1);
}

/* The answers differ, and so it is seen what a token takes. */
static void
test_usage_alone (void)
{
  BatchTokenRates rates = { 0 };

  for (guint i = 0; i < 100; i++)
    add (&rates, 2000 + 40 * (i * 37 % 100), 0, 20 + i * 13 % 60, TRUE, FALSE);

  g_assert_cmpfloat_with_epsilon (ratio (&rates, 16000, 0, 4000, 0), 5000.0 / 2000, 0.4);
}

/* Who says nothing is believed by what is seen, where much is. */
static void
test_durations_alone (void)
{
  BatchTokenRates rates = { 0 };

  for (guint i = 0; i < 100; i++)
    add (&rates, 1000 + 200 * (i * 37 % 100), 0, 1, FALSE, FALSE);
  g_assert_cmpfloat_with_epsilon (ratio (&rates, 20000, 0, 1000, 0), 5030.0 / 280, 6);

  /* Where little is, there is no slope. */
  rates = (BatchTokenRates) { 0 };
  add (&rates, 1000, 0, 50, FALSE, FALSE);
  add (&rates, 1010, 0, 90, FALSE, FALSE);
  add (&rates, 1020, 0, 60, FALSE, FALSE);
  g_assert_cmpfloat_with_epsilon (ratio (&rates, 2000, 0, 1000, 0), 1, 0.05);
}

/* Answers without usage tell by their bytes how much there was to write; with it, these count for
 * nothing. */
static void
test_bytes_of_answers (void)
{
  BatchTokenRates told = { 0 };
  BatchTokenRates told_both = { 0 };
  BatchTokenRates guessed = { 0 };

  for (guint i = 0; i < 100; i++)
    {
      double written = 20 + i * 13 % 60;
      BatchRequestSize size = { 2000 + 40 * (i * 37 % 100), i % 2 == 0 ? 0 : 64 };
      BatchRequestCost cost = { .duration_ms = 10 + size.bytes / 4 + 20 * written };

      cost.output_bytes = 4 * written;
      batch_token_rates_add (&guessed, &size, &cost);
      cost.prompt_tokens = size.bytes / 4;
      cost.output_tokens = written;
      cost.output_bytes = 0;
      batch_token_rates_add (&told, &size, &cost);
      cost.output_bytes = 123456;
      batch_token_rates_add (&told_both, &size, &cost);
    }

  g_assert_true (batch_token_rates_count (&guessed));
  g_assert_cmpfloat_with_epsilon (ratio (&told, 16000, 0, 4000, 0),
                                  ratio (&guessed, 16000, 0, 4000, 0), 0.1);
  g_assert_cmpfloat_with_epsilon (ratio (&told, 4000, 512, 4000, 16),
                                  ratio (&guessed, 4000, 512, 4000, 16), 0.1);
  g_assert_cmpmem (&told, sizeof told, &told_both, sizeof told_both);
}

static void
test_output (void)
{
  BatchTokenRates rates = { 0 };

  /* Nothing is known: but no more than may be. */
  g_assert_cmpfloat (batch_token_rates_output (&rates, 16), <=, 16);
  g_assert_cmpfloat (batch_token_rates_output (&rates, 16), >=, 13);
  g_assert_cmpfloat (batch_token_rates_output (&rates, 4096), <, 800);

  /* All are cut off at 16, and what they would have had, nobody knows. */
  for (guint i = 0; i < 50; i++)
    add (&rates, 4000, 16, 16, TRUE, FALSE);
  g_assert_cmpfloat_with_epsilon (batch_token_rates_output (&rates, 16), 16, 0.5);
  g_assert_cmpfloat (batch_token_rates_output (&rates, 512), >, 50);
  g_assert_cmpfloat (batch_token_rates_output (&rates, 512), <, 350);

  /* They end by themselves, after 100. */
  for (guint i = 0; i < 50; i++)
    add (&rates, 4000, 0, 100, TRUE, FALSE);
  g_assert_cmpfloat_with_epsilon (batch_token_rates_output (&rates, 16), 16, 0.5);
  g_assert_cmpfloat (batch_token_rates_output (&rates, 512), >, 60);
  g_assert_cmpfloat (batch_token_rates_output (&rates, 512), <, 140);
  g_assert_cmpfloat (batch_token_rates_output (&rates, 0), <, 140);
}

/* What was never seen is doubted. */
static void
test_doubt (void)
{
  const BatchRequestSize seen = { 4000, 16 };
  const BatchRequestSize unseen = { 4000, 512 };
  BatchTokenRates rates = { 0 };
  double doubt;

  for (guint i = 0; i < 50; i++)
    add (&rates, 4000, 16, 16, TRUE, TRUE);

  batch_token_rates_ratio (&rates, &seen, &seen, FALSE, &doubt);
  g_assert_cmpfloat (doubt, <, 0.05);
  g_assert_cmpfloat (batch_token_rates_ratio (&rates, &unseen, &seen, FALSE, &doubt), >, 1.3);
  g_assert_cmpfloat (doubt, >, 0.2);
}

/* Whatever was recorded, a ratio is a number, and it is the other way round the other way. */
static void
test_any (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < 300; i++)
    {
      BatchTokenRates rates = { 0 };

      for (int j = g_rand_int_range (random, 0, 400); j > 0; j--)
        add (&rates, g_rand_int_range (random, 0, 100000), g_rand_int_range (random, 0, 3) * 100,
             g_rand_int_range (random, 0, 300), g_rand_boolean (random), g_rand_boolean (random));
      g_assert_true (batch_token_rates_are_sane (&rates));
      for (guint j = 0; j < 20; j++)
        {
          double one = g_rand_int_range (random, 0, 1000000);
          double other = g_rand_int_range (random, 0, 1000000);
          double there = ratio (&rates, one, 0, other, j * 10);
          double back = ratio (&rates, other, j * 10, one, 0);

          g_assert_cmpfloat (there, >=, 0.02);
          g_assert_cmpfloat (there, <=, 50);
          g_assert_cmpfloat_with_epsilon (there * back, 1, 0.001);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/token-rates/nothing-known", test_nothing_known);
  g_test_add_func ("/batch/planning/token-rates/told-times", test_told_times);
  g_test_add_func ("/batch/planning/token-rates/usage-alone", test_usage_alone);
  g_test_add_func ("/batch/planning/token-rates/durations-alone", test_durations_alone);
  g_test_add_func ("/batch/planning/token-rates/bytes-of-answers", test_bytes_of_answers);
  g_test_add_func ("/batch/planning/token-rates/output", test_output);
  g_test_add_func ("/batch/planning/token-rates/doubt", test_doubt);
  g_test_add_func ("/batch/planning/token-rates/any", test_any);
  return g_test_run ();
}
