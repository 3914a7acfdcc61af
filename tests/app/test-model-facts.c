/* test-model-facts.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-job-facts.h"

#include "app-driver.h"
#include "backend/batch-server-limits-private.h"
#include "reports/batch-load-private.h"
#include "reports/batch-plan-private.h"
#include "servers/batch-server-text.h"
#include "widgets/batch-load-text.h"

/* What is known of models and their servers, in words. */

static void
test_tokens (void)
{
  static const struct
  {
    gint64      n_read;
    gint64      n_known;
    gint64      n_written;
    const char *words;
  } cases[] = {
    { -1, -1, -1, "" },
    { 0, 0, 0, "" },
    { 1200, -1, 80, "1200 tokens read, 80 written" },
    { 1200, 0, 80, "1200 tokens read, 80 written" },
    { 1200, 900, 80, "1200 tokens read, 900 of them known already (75 %); 80 written" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = batch_job_facts_tokens (cases[i].n_read, cases[i].n_known,
                                                       cases[i].n_written);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

/* Takes no time: what is measured is not part of the words. */
static void
test_load (void)
{
  static const struct
  {
    gint64      expected_ms;
    gint64      size;
    double      fraction;
    const char *words;
  } cases[] = {
    { 0, 0, -1, "Loading a, 8 s" },
    { 40000, 0, -1, "Loading a, 8 s of about 40 s" },
    { 40000, 0, 0.25, "Loading a, 25 %" },
    { 40000, 8100000000, 0.25, "Loading a (8.1\302\240GB), 25 %" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchLoadRecord record = {
        .key = (char *) "a", .backend = (char *) "x", .began_at = 1, .ended_at = 8000001,
        .expected_ms = cases[i].expected_ms, .size = cases[i].size,
      };
      g_autoptr(BatchLoad) load = batch_load_new (&record);
      g_autofree char *words = NULL;

      batch_load_set_fraction (load, cases[i].fraction);
      words = batch_load_text (load);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static BatchPlanGroupValues *
group_values_new (const char       *key,
                  const char       *job_ids,
                  guint             parallel,
                  BatchLimitSource  source)
{
  BatchPlanGroupValues *values = g_new0 (BatchPlanGroupValues, 1);

  values->resource_key = g_strdup (key);
  values->backend = g_strdup ("x");
  values->job_ids = g_strsplit (job_ids, " ", -1);
  values->parallel = parallel;
  values->parallel_source = source;
  return values;
}

/* Only the models of the batch are told, and those of which the same is true in one line. */
static void
test_parallel (void)
{
  g_autoptr(BatchPlan) plan = batch_plan_new ();
  BatchPlanValues *values = batch_plan_values_new ();
  g_autofree char *of_one = NULL;
  g_autofree char *of_two = NULL;
  g_autofree char *of_many = NULL;
  g_autofree char *of_nobody = NULL;

  g_ptr_array_add (values->groups,
                   group_values_new ("a", "one", 1, BATCH_LIMIT_SOURCE_USER));
  g_ptr_array_add (values->groups,
                   group_values_new ("b", "one two", 6, BATCH_LIMIT_SOURCE_LEARNED));
  g_ptr_array_add (values->groups,
                   group_values_new ("c", "one", 1, BATCH_LIMIT_SOURCE_USER));
  for (const char *name = "defgh"; *name != '\0'; name++)
    {
      g_autofree char *key = g_strndup (name, 1);

      g_ptr_array_add (values->groups,
                       group_values_new (key, "many", 2, BATCH_LIMIT_SOURCE_USER));
    }
  batch_plan_take_values (plan, values);

  of_one = batch_job_facts_parallel (G_LIST_MODEL (plan), "one", 0);
  of_two = batch_job_facts_parallel (G_LIST_MODEL (plan), "two", 0);
  of_many = batch_job_facts_parallel (G_LIST_MODEL (plan), "many", 0);
  of_nobody = batch_job_facts_parallel (NULL, "one", 0);
  g_assert_cmpstr (of_one, ==,
                   "a, c: 1 request at a time, set by you\n"
                   "b: 6 requests at a time, found to be best");
  g_assert_cmpstr (of_two, ==, "b: 6 requests at a time, found to be best");
  g_assert_cmpstr (of_many, ==, "d, e, f, g, …: 2 requests at a time, set by you");
  g_assert_cmpstr (of_nobody, ==, "");
}

/* How many are tried is known only to who tries, and more than it began with. */
static void
test_outrun (void)
{
  static const struct
  {
    BatchLimitSource source;
    guint other;
    gint64 n_running;
    const char *words;
  } cases[] = {
    { BATCH_LIMIT_SOURCE_DEFAULT, 1, 0, "a, b: 1 request at a time, to begin with" },
    { BATCH_LIMIT_SOURCE_DEFAULT, 1, 1, "a, b: 1 request at a time, to begin with" },
    { BATCH_LIMIT_SOURCE_DEFAULT, 1, 2,
      "a, b: how many requests at a time are best is being tried" },
    { BATCH_LIMIT_SOURCE_DEFAULT, 8, 8, "a: 1 request at a time, to begin with\n"
                                        "b: 8 requests at a time, to begin with" },
    { BATCH_LIMIT_SOURCE_LEARNED, 1, 2, "a: 1 request at a time, found to be best\n"
                                        "b: how many requests at a time are best is being tried" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchPlan) plan = batch_plan_new ();
      BatchPlanValues *values = batch_plan_values_new ();
      g_autofree char *words = NULL;

      g_ptr_array_add (values->groups, group_values_new ("a", "one", 1, cases[i].source));
      g_ptr_array_add (values->groups, group_values_new ("b", "one", cases[i].other,
                                                         BATCH_LIMIT_SOURCE_DEFAULT));
      batch_plan_take_values (plan, values);
      words = batch_job_facts_parallel (G_LIST_MODEL (plan), "one", cases[i].n_running);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_limits (void)
{
  g_autoptr(BatchServerLimits) limits = batch_server_limits_new ();
  g_autofree char *nothing = batch_server_describe_limits (NULL);
  g_autofree char *unknown = batch_server_describe_limits (limits);
  g_autofree char *known = NULL;

  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (unknown, ==, "");
  batch_server_limits_note (limits, BATCH_LIMIT_SLOTS, 4, BATCH_LIMIT_SOURCE_SERVER);
  batch_server_limits_note (limits, BATCH_LIMIT_CONTEXT, 8192, BATCH_LIMIT_SOURCE_USER);
  batch_server_limits_note (limits, BATCH_LIMIT_RESIDENT, 1, BATCH_LIMIT_SOURCE_LEARNED);
  known = batch_server_describe_limits (limits);
  g_assert_cmpstr (known, ==, "4 requests at a time, says the server\n"
                              "8192 tokens for each, set by you\n"
                              "1 model in memory, seen in earlier runs");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/app/model-facts/tokens", test_tokens);
  g_test_add_func ("/batch/app/model-facts/load", test_load);
  g_test_add_func ("/batch/app/model-facts/outrun", test_outrun);
  g_test_add_func ("/batch/app/model-facts/parallel", test_parallel);
  g_test_add_func ("/batch/app/model-facts/limits", test_limits);
  return g_test_run ();
}
