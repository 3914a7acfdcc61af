/* test-plan.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-plan-private.h"

#include <string.h>

#include "reports/batch-eta-private.h"
#include "reports/batch-plan-group.h"
#include "test-properties.h"

static BatchPlanGroupValues *
group_values (char key,
              char backend)
{
  static const char *const job_ids[] = { "batch_1", "batch_2", NULL };
  BatchPlanGroupValues *values = g_new0 (BatchPlanGroupValues, 1);

  values->resource_key = g_strdup_printf ("model-%c", key);
  values->backend = g_strdup_printf ("server-%c", backend);
  values->job_ids = g_strdupv ((char **) job_ids);
  values->load_ms = -1;
  values->starts_in_ms = -1;
  return values;
}

/* Letters: each is a model of a server of the same letter. */
static BatchPlanValues *
plan_values (const char *groups)
{
  BatchPlanValues *values = batch_plan_values_new ();

  for (guint i = 0; groups[i] != '\0'; i++)
    g_ptr_array_add (values->groups, group_values (groups[i], groups[i]));

  return values;
}

/* --- What somebody sees who only listens --- */

typedef struct
{
  BatchPlan *plan;
  GPtrArray *groups;               /* of BatchPlanGroup, as they were told of */
  guint      n_times;
  guint      n_removed;
  guint      n_added;
} Mirror;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  Mirror *mirror = user_data;

  g_assert_cmpuint (position + removed, <=, mirror->groups->len);
  mirror->n_times++;
  mirror->n_removed += removed;
  mirror->n_added += added;
  if (removed > 0)
    g_ptr_array_remove_range (mirror->groups, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror->groups, (int) (position + i),
                        g_list_model_get_item (model, position + i));
}

static void
mirror_init (Mirror *mirror)
{
  *mirror = (Mirror) {
    .plan = batch_plan_new (),
    .groups = g_ptr_array_new_with_free_func (g_object_unref),
  };
  g_signal_connect (mirror->plan, "items-changed", G_CALLBACK (items_changed_cb), mirror);
}

static void
mirror_clear (Mirror *mirror)
{
  g_ptr_array_unref (mirror->groups);
  g_assert_finalize_object (mirror->plan);
}

/* The list, and what was told of it, are @groups. */
static void
mirror_check (Mirror     *mirror,
              const char *groups)
{
  GListModel *list = G_LIST_MODEL (mirror->plan);
  guint n = (guint) strlen (groups);

  g_assert_cmpuint (g_list_model_get_n_items (list), ==, n);
  g_assert_cmpuint (mirror->groups->len, ==, n);
  g_assert_null (g_list_model_get_item (list, n));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (list, i);
      g_autofree char *key = g_strdup_printf ("model-%c", groups[i]);

      g_assert_true (group == g_ptr_array_index (mirror->groups, i));
      g_assert_cmpstr (batch_plan_group_get_resource_key (group), ==, key);
    }
}

static void
mirror_take (Mirror     *mirror,
             const char *groups)
{
  mirror->n_times = mirror->n_removed = mirror->n_added = 0;
  batch_plan_take_values (mirror->plan, plan_values (groups));
  mirror_check (mirror, groups);
}

/* --- Which groups stay --- */

static void
test_changes (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    guint       n_removed;
    guint       n_added;
  } cases[] = {
    { "", "", 0, 0 },
    { "", "abc", 0, 3 },
    { "abc", "", 3, 0 },
    { "abc", "abc", 0, 0 },
    { "abc", "bc", 1, 0 },
    { "abc", "ab", 1, 0 },
    { "abc", "ac", 1, 0 },
    { "ac", "abc", 0, 1 },
    { "abc", "xabc", 0, 1 },
    { "abc", "abcx", 0, 1 },
    { "abc", "axc", 1, 1 },
    { "abc", "cba", 3, 3 },
    { "abcd", "acbd", 2, 2 },
    /* The same model may be in the plan more than once. */
    { "aa", "aaa", 0, 1 },
    { "aaa", "a", 2, 0 },
    { "aba", "a", 2, 0 },
    { "a", "aba", 0, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Mirror mirror;

      g_test_message ("“%s” “%s”", cases[i].before, cases[i].after);
      mirror_init (&mirror);
      mirror_take (&mirror, cases[i].before);
      mirror_take (&mirror, cases[i].after);
      g_assert_cmpuint (mirror.n_removed, ==, cases[i].n_removed);
      g_assert_cmpuint (mirror.n_added, ==, cases[i].n_added);
      g_assert_cmpuint (mirror.n_times, ==, cases[i].n_removed + cases[i].n_added > 0);
      mirror_clear (&mirror);
    }
}

static void
test_random_changes (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (20266);
  Mirror mirror;

  mirror_init (&mirror);
  for (guint round = 0; round < 2000; round++)
    {
      char groups[8] = "";
      guint n = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (groups));

      for (guint i = 0; i < n; i++)
        groups[i] = (char) g_rand_int_range (random, 'a', 'e');
      mirror_take (&mirror, groups);
    }
  mirror_clear (&mirror);
}

/* A model on two servers is two groups. */
static void
test_identity (void)
{
  g_autoptr(BatchPlanGroup) group = batch_plan_group_new (group_values ('a', 'x'));
  g_autoptr(BatchPlanGroupValues) same = group_values ('a', 'x');
  g_autoptr(BatchPlanGroupValues) elsewhere = group_values ('a', 'y');
  g_autoptr(BatchPlanGroupValues) other = group_values ('b', 'x');

  same->waiting = 7;
  g_assert_true (batch_plan_group_is (group, same));
  g_assert_false (batch_plan_group_is (group, elsewhere));
  g_assert_false (batch_plan_group_is (group, other));
}

/* --- What is told of a group --- */

static void
test_group (void)
{
  static const BatchEtaValues eta_values = { 1, 2, 3, 4, BATCH_ETA_BASIS_EXACT,
                                             BATCH_ETA_CONFIDENCE_HIGH };
  BatchPlanGroupValues *values = group_values ('a', 'x');
  g_autoptr(BatchPlanGroup) group = NULL;

  values->reason = g_strdup ("It is in memory");
  values->eta = batch_eta_new (&eta_values);
  values->waiting = 5;
  values->load_ms = 6;
  values->starts_in_ms = 7;
  values->n_jobs = 8;
  values->parallel = 9;
  values->parallel_source = BATCH_LIMIT_SOURCE_USER;
  values->needs_load = TRUE;
  group = batch_plan_group_new (values);

  batch_test_check_properties (group);
  g_assert_cmpstr (batch_plan_group_get_backend (group), ==, "server-x");
  g_assert_cmpuint (g_strv_length ((GStrv) batch_plan_group_get_job_ids (group)), ==, 2);
  g_assert_cmpstr (batch_plan_group_get_reason (group), ==, "It is in memory");
  g_assert_cmpint (batch_eta_get_high (batch_plan_group_get_eta (group)), ==, 3);
  g_assert_cmpint (batch_plan_group_get_waiting (group), ==, 5);
  g_assert_cmpint (batch_plan_group_get_load_ms (group), ==, 6);
  g_assert_cmpint (batch_plan_group_get_starts_in_ms (group), ==, 7);
  g_assert_cmpuint (batch_plan_group_get_n_jobs (group), ==, 8);
  g_assert_cmpuint (batch_plan_group_get_parallel (group), ==, 9);
  g_assert_cmpint (batch_plan_group_get_parallel_source (group), ==, BATCH_LIMIT_SOURCE_USER);
  g_assert_true (batch_plan_group_get_needs_load (group));
}

static void
set_value (BatchPlanGroupValues *values,
           guint                 which)
{
  switch (which)
    {
    case 0:
      values->waiting = 1;
      break;
    case 1:
      values->n_jobs = 1;
      break;
    case 2:
      g_free (values->job_ids[1]);
      values->job_ids[1] = NULL;
      break;
    case 3:
      values->reason = g_strdup ("");
      break;
    case 4:
      values->needs_load = TRUE;
      break;
    case 5:
      values->load_ms = 0;
      break;
    case 6:
      values->starts_in_ms = 0;
      break;
    case 7:
      values->parallel = 1;
      break;
    case 8:
      values->parallel_source = BATCH_LIMIT_SOURCE_USER;
      break;
    default:
      break;
    }
}

/* An estimate is another one each time; anything else only when it differs. */
static void
test_group_notes (void)
{
  static const char *const notes[] = {
    "eta waiting", "eta n-jobs", "eta job-ids", "eta reason", "eta needs-load", "eta load-ms",
    "eta starts-in-ms", "eta parallel", "eta parallel-source", "eta",
  };

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      g_autoptr(BatchPlanGroup) group = batch_plan_group_new (group_values ('a', 'x'));
      g_autoptr(BatchTestNotes) heard = batch_test_notes_new (group);
      BatchPlanGroupValues *values = group_values ('a', 'x');

      set_value (values, i);
      batch_plan_group_take_values (group, values);
      batch_test_assert_notes (heard, notes[i]);

      values = group_values ('a', 'x');
      set_value (values, i);
      batch_plan_group_take_values (group, values);
      batch_test_assert_notes (heard, "eta");
    }
}

/* --- What is told of the whole --- */

static void
test_plan_notes (void)
{
  static const BatchEtaValues eta_values = { 0, 0, 0, 1, BATCH_ETA_BASIS_EXACT,
                                             BATCH_ETA_CONFIDENCE_LOW };
  g_autoptr(BatchPlan) plan = batch_plan_new ();
  g_autoptr(BatchTestNotes) heard = batch_test_notes_new (plan);
  BatchPlanValues *values = batch_plan_values_new ();

  g_assert_null (batch_plan_get_eta (plan));
  batch_test_check_properties (plan);
  g_free (batch_test_notes_take (heard));

  values->waiting = 10;
  values->loads = 3;
  values->arrival_loads = 4;
  values->least_loads = 2;
  values->eta = batch_eta_new (&eta_values);
  batch_plan_take_values (plan, values);
  batch_test_assert_notes (heard, "arrival-loads eta least-loads loads waiting");
  g_assert_cmpint (batch_plan_get_waiting (plan), ==, 10);
  g_assert_cmpuint (batch_plan_get_loads (plan), ==, 3);
  g_assert_cmpuint (batch_plan_get_arrival_loads (plan), ==, 4);
  g_assert_cmpuint (batch_plan_get_least_loads (plan), ==, 2);
  g_assert_cmpint (batch_eta_get_expected (batch_plan_get_eta (plan)), ==, 0);

  values = batch_plan_values_new ();
  values->waiting = 10;
  values->loads = 3;
  values->arrival_loads = 4;
  values->least_loads = 3;
  batch_plan_take_values (plan, values);
  batch_test_assert_notes (heard, "eta least-loads");
  g_assert_null (batch_plan_get_eta (plan));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/reports/plan/changes", test_changes);
  g_test_add_func ("/batch/reports/plan/random-changes", test_random_changes);
  g_test_add_func ("/batch/reports/plan/identity", test_identity);
  g_test_add_func ("/batch/reports/plan/group", test_group);
  g_test_add_func ("/batch/reports/plan/group-notes", test_group_notes);
  g_test_add_func ("/batch/reports/plan/plan-notes", test_plan_notes);

  return g_test_run ();
}
