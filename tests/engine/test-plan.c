/* test-plan.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "echo-handler.h"
#include "queue-driver.h"
#include "test-support.h"

#define ITEM_MS 5
#define LONG_MS 600000

static BatchPlan *
get_plan (BatchQueue *queue)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchEngine *engine = batch_queue_get_engine (queue);
  BatchPlan *plan;

  batch_engine_get_plan_async (engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  plan = batch_engine_get_plan_finish (engine, result, &error);
  g_assert_no_error (error);
  return plan;
}

static BatchQueue *
make_queue (gboolean paused)
{
  BatchQueue *queue = batch_queue_new ();
  g_autoptr(BatchItemHandler) handler = echo_handler_new (ITEM_MS);

  batch_queue_set_paused (queue, paused);
  batch_queue_set_handler (queue, handler);
  return queue;
}

/* "key×items(jobs) …" */
static char *
describe (BatchPlan *plan)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (G_LIST_MODEL (plan), i);

      g_string_append_printf (text, "%s%s*%d(%u)", i > 0 ? " " : "",
                              batch_plan_group_get_resource_key (group),
                              (int) batch_plan_group_get_waiting (group),
                              batch_plan_group_get_n_jobs (group));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_plan (BatchPlan  *plan,
             const char *expected)
{
  g_autofree char *text = describe (plan);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_empty (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchPlan) plan = get_plan (queue);

  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (plan)) == BATCH_TYPE_PLAN_GROUP);
  assert_plan (plan, "");
  g_assert_cmpuint (batch_plan_get_loads (plan), ==, 0);
  g_assert_cmpint (batch_plan_get_waiting (plan), ==, 0);
  g_assert_cmpint (batch_eta_get_expected (batch_plan_get_eta (plan)), ==, 0);
}

/* Two loads do for what takes four in order of arrival. */
static void
test_groups (void)
{
  g_autoptr(BatchQueue) queue = make_queue (TRUE);
  BatchJob *first = driver_put (queue, "alpha", 2);
  BatchJob *second = driver_put (queue, "beta", 3);
  BatchJob *third = driver_put (queue, "alpha", 1);
  BatchJob *fourth = driver_put (queue, "beta", 1);
  g_autoptr(BatchPlan) plan = get_plan (queue);
  g_autoptr(BatchPlanGroup) alpha = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_autoptr(BatchPlanGroup) beta = g_list_model_get_item (G_LIST_MODEL (plan), 1);
  const char * const *ids;

  assert_plan (plan, "alpha*3(2) beta*4(2)");
  g_assert_cmpint (batch_plan_get_waiting (plan), ==, 7);
  g_assert_cmpuint (batch_plan_get_loads (plan), ==, 2);
  g_assert_cmpuint (batch_plan_get_least_loads (plan), ==, 2);
  g_assert_cmpuint (batch_plan_get_arrival_loads (plan), ==, 4);

  ids = batch_plan_group_get_job_ids (alpha);
  g_assert_cmpstr (ids[0], ==, batch_job_get_id (first));
  g_assert_cmpstr (ids[1], ==, batch_job_get_id (third));
  g_assert_null (ids[2]);
  ids = batch_plan_group_get_job_ids (beta);
  g_assert_cmpstr (ids[0], ==, batch_job_get_id (second));
  g_assert_cmpstr (ids[1], ==, batch_job_get_id (fourth));

  g_assert_cmpstr (batch_plan_group_get_reason (alpha), ==, "was submitted first");
  g_assert_true (batch_plan_group_get_needs_load (alpha));
  g_assert_cmpint (batch_plan_group_get_load_ms (alpha), ==, -1);
  g_assert_cmpint (batch_plan_group_get_starts_in_ms (alpha), ==, 0);
  g_assert_cmpint (batch_plan_group_get_starts_in_ms (beta), ==, -1);
  g_assert_cmpint (batch_eta_get_expected (batch_plan_group_get_eta (alpha)), ==, -1);
  g_assert_cmpint (batch_eta_get_expected (batch_plan_get_eta (plan)), ==, -1);
}

/* A job that goes to and fro between two models takes a load for each of its items in
 * their order, and two by the plan. */
static void
test_arrival_by_item (void)
{
  g_autoptr(BatchQueue) queue = make_queue (TRUE);
  g_autoptr(BatchJob) draft = driver_make_job ("alpha", 0);
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(BatchPlan) plan = NULL;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *id = g_strdup_printf ("item-%u", i);

      batch_job_add_item_with_model (draft, id, i % 2 == 0 ? "alpha" : "beta", "{}",
                                     BATCH_SIZE_BUCKET_SMALL);
    }
  job = driver_enqueue (queue, draft);
  g_assert_cmpint (batch_job_get_arrival_loads (job), ==, 40);

  plan = get_plan (queue);
  assert_plan (plan, "alpha*20(1) beta*20(1)");
  g_assert_cmpuint (batch_plan_get_loads (plan), ==, 2);
  g_assert_cmpuint (batch_plan_get_arrival_loads (plan), ==, 40);
}

/* What is loaded costs no load, and is said to save one; what was measured has times. */
static void
test_after_work (void)
{
  g_autoptr(BatchQueue) queue = make_queue (FALSE);
  BatchJob *done = driver_put (queue, "alpha", 20);
  g_autoptr(BatchPlan) plan = NULL;
  g_autoptr(BatchPlanGroup) group = NULL;

  driver_wait_state (done, BATCH_JOB_STATE_COMPLETED);
  batch_queue_set_paused (queue, TRUE);
  driver_put (queue, "alpha", 50);
  plan = get_plan (queue);
  group = g_list_model_get_item (G_LIST_MODEL (plan), 0);

  assert_plan (plan, "alpha*50(1)");
  g_assert_false (batch_plan_group_get_needs_load (group));
  g_assert_cmpint (batch_plan_group_get_load_ms (group), ==, 0);
  g_assert_true (g_str_has_prefix (batch_plan_group_get_reason (group), "same model as now"));
  g_assert_cmpuint (batch_plan_get_loads (plan), ==, 0);
  g_assert_cmpint (batch_eta_get_expected (batch_plan_group_get_eta (group)), >=, 50 * ITEM_MS / 2);
  g_assert_cmpint (batch_eta_get_expected (batch_plan_get_eta (plan)), >=, 50 * ITEM_MS / 2);
}

static void
count_change_cb (GListModel *model,
                 guint       position,
                 guint       removed,
                 guint       added,
                 guint      *n_changes)
{
  (*n_changes)++;
}

/* The object that is held follows; its groups stay the same objects. */
static void
test_follows (void)
{
  g_autoptr(BatchQueue) queue = make_queue (TRUE);
  g_autoptr(BatchPlan) plan = NULL;
  g_autoptr(BatchPlan) again = NULL;
  g_autoptr(BatchPlanGroup) alpha = NULL;
  g_autoptr(BatchPlanGroup) same = NULL;
  guint n_changes = 0;

  driver_put (queue, "alpha", 2);
  plan = get_plan (queue);
  alpha = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_signal_connect (plan, "items-changed", G_CALLBACK (count_change_cb), &n_changes);

  driver_put (queue, "beta", 1);
  driver_put (queue, "alpha", 3);
  while (batch_plan_get_waiting (plan) < 6)
    g_main_context_iteration (NULL, TRUE);
  assert_plan (plan, "alpha*5(2) beta*1(1)");
  g_assert_cmpuint (n_changes, ==, 1);
  same = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_assert_true (same == alpha);

  again = get_plan (queue);
  g_assert_true (again == plan);

  batch_queue_set_paused (queue, FALSE);
  while (batch_plan_get_waiting (plan) > 0)
    g_main_context_iteration (NULL, TRUE);
  assert_plan (plan, "");
}

/* What an engine has claimed ahead is not begun: it waits, in the plan as in its job. */
static void
test_claimed (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchItemHandler) handler = echo_handler_new (LONG_MS);
  g_autoptr(BatchPlan) plan = NULL;
  BatchJob *job;

  batch_queue_set_handler (queue, handler);
  job = driver_put (queue, "alpha", 40);
  plan = get_plan (queue);
  while (batch_job_get_running (job) == 0
         || batch_plan_get_waiting (plan) + batch_job_get_running (job) != 40)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (batch_plan_get_waiting (plan), ==, batch_job_get_pending (job));
}

/* An engine that could not run any of it tells of it all the same. */
static void
test_of_others (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchJob) draft = driver_make_job ("alpha", 2);
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(BatchPlan) plan = NULL;
  g_autoptr(BatchPlanGroup) group = NULL;

  batch_job_set_handler (draft, "somebody");
  job = driver_enqueue (queue, draft);
  plan = get_plan (queue);
  assert_plan (plan, "alpha*2(1)");
  group = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_assert_cmpstr (batch_plan_group_get_backend (group), ==, "somebody");
}

static void
assert_parallel (BatchPlan        *plan,
                 guint             place,
                 guint             expected,
                 BatchLimitSource  source)
{
  g_autoptr(BatchPlanGroup) group = g_list_model_get_item (G_LIST_MODEL (plan), place);

  g_assert_cmpuint (batch_plan_group_get_parallel (group), ==, expected);
  g_assert_cmpint (batch_plan_group_get_parallel_source (group), ==, source);
}

static void
put_parallel (BatchQueue *queue,
              const char *model,
              guint       parallel)
{
  g_autoptr(BatchJob) draft = driver_make_job (model, 2);
  g_autoptr(BatchJob) job = NULL;

  batch_job_set_parallel (draft, parallel);
  job = driver_enqueue (queue, draft);
}

/* What a job says counts for its requests, and for no others, whoever works on them. */
static void
test_parallel_of_jobs (gconstpointer has_handler)
{
  g_autoptr(BatchQueue) queue = has_handler != NULL ? make_queue (TRUE) : batch_queue_new ();
  g_autoptr(BatchPlan) plan = NULL;

  batch_queue_set_paused (queue, TRUE);
  put_parallel (queue, "alpha", 7);
  put_parallel (queue, "alpha", 3);
  put_parallel (queue, "beta", 0);
  put_parallel (queue, "gamma", 2);
  plan = get_plan (queue);

  assert_plan (plan, "alpha*4(2) beta*2(1) gamma*2(1)");
  assert_parallel (plan, 0, 7, BATCH_LIMIT_SOURCE_USER);
  assert_parallel (plan, 1, 1, BATCH_LIMIT_SOURCE_DEFAULT);
  assert_parallel (plan, 2, 2, BATCH_LIMIT_SOURCE_USER);
}

static void
test_properties (void)
{
  g_autoptr(BatchQueue) queue = make_queue (TRUE);
  g_autoptr(BatchPlan) plan = NULL;
  g_autoptr(BatchPlanGroup) group = NULL;
  g_autoptr(BatchEta) eta = NULL;
  g_auto(GStrv) ids = NULL;
  g_autofree char *key = NULL;
  gint64 waiting = 0;
  guint loads = 0;

  driver_put (queue, "alpha", 2);
  plan = get_plan (queue);
  g_object_get (plan, "waiting", &waiting, "loads", &loads, "eta", &eta, NULL);
  g_assert_cmpint (waiting, ==, 2);
  g_assert_cmpuint (loads, ==, 1);
  g_assert_nonnull (eta);

  group = g_list_model_get_item (G_LIST_MODEL (plan), 0);
  g_object_get (group, "resource-key", &key, "job-ids", &ids, "waiting", &waiting, NULL);
  g_assert_cmpstr (key, ==, "alpha");
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
  g_assert_cmpint (waiting, ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/plan/empty", test_empty);
  g_test_add_func ("/batch/engine/plan/groups", test_groups);
  g_test_add_func ("/batch/engine/plan/arrival-by-item", test_arrival_by_item);
  g_test_add_func ("/batch/engine/plan/after-work", test_after_work);
  g_test_add_func ("/batch/engine/plan/follows", test_follows);
  g_test_add_func ("/batch/engine/plan/claimed", test_claimed);
  g_test_add_func ("/batch/engine/plan/of-others", test_of_others);
  g_test_add_data_func ("/batch/engine/plan/parallel-of-jobs", "handler", test_parallel_of_jobs);
  g_test_add_data_func ("/batch/engine/plan/parallel-of-jobs-elsewhere", NULL,
                        test_parallel_of_jobs);
  g_test_add_func ("/batch/engine/plan/properties", test_properties);
  return g_test_run ();
}
