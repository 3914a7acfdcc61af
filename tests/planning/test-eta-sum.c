/* test-eta-sum.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-eta-sum-private.h"

#define LOW    BATCH_ETA_CONFIDENCE_LOW
#define MEDIUM BATCH_ETA_CONFIDENCE_MEDIUM
#define HIGH   BATCH_ETA_CONFIDENCE_HIGH

static const struct
{
  const char     *name;
  BatchEtaValues  one;
  BatchEtaValues  other;
  BatchEtaValues  sum;
} cases[] = {
  { "nothing and nothing", { 0, 0, 0, 0, 0, HIGH }, { 0, 0, 0, 0, 0, HIGH },
    { 0, 0, 0, 0, 0, HIGH } },
  { "something and nothing", { 80, 100, 130, 9, 1, MEDIUM }, { 0, 0, 0, 0, 0, HIGH },
    { 80, 100, 130, 9, 1, MEDIUM } },
  { "both", { 70, 100, 160, 9, 1, HIGH }, { 160, 200, 280, 5, 2, LOW },
    { 250, 300, 400, 14, 2, LOW } },
  { "what is not known of one", { 80, 100, 130, 9, 1, HIGH }, { -1, -1, -1, 0, 6, LOW },
    { -1, -1, -1, 0, 6, LOW } },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint turned = 0; turned < 2; turned++)
      {
        BatchEtaValues sum = turned ? cases[i].other : cases[i].one;

        g_test_message ("%s", cases[i].name);
        batch_eta_sum_add (&sum, turned ? &cases[i].one : &cases[i].other);
        g_assert_cmpint (sum.low_ms, ==, cases[i].sum.low_ms);
        g_assert_cmpint (sum.expected_ms, ==, cases[i].sum.expected_ms);
        g_assert_cmpint (sum.high_ms, ==, cases[i].sum.high_ms);
        g_assert_cmpuint (sum.samples, ==, cases[i].sum.samples);
        g_assert_cmpint (sum.basis, ==, cases[i].sum.basis);
        g_assert_cmpint (sum.confidence, ==, cases[i].sum.confidence);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/eta-sum/cases", test_cases);
  return g_test_run ();
}
