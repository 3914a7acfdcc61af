/* test-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "queue-driver.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

/* The order that a person makes. Two engines share a store: one works, on the simulated
 * server whose log is the witness, and one looks on, as another process would. */

typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchQueue     *queue;
  BatchEngine    *onlooker;
  BatchQueue     *view;
  char           *backend;
} Fixture;

static void
open_engines (Fixture *fixture)
{
  const char *uri = batch_simulator_get_uri (fixture->server);

  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  fixture->onlooker = batch_test_open_engine (fixture->dir);
  fixture->view = batch_queue_new_for_engine (fixture->onlooker);
  fixture->backend = batch_engine_use_url (fixture->engine, uri, NULL);
}

static void
close_engines (Fixture *fixture)
{
  batch_test_close_engine (fixture->onlooker);
  batch_test_close_engine (fixture->engine);
  g_clear_object (&fixture->view);
  g_clear_object (&fixture->queue);
  g_assert_finalize_object (fixture->onlooker);
  g_assert_finalize_object (fixture->engine);
  g_clear_pointer (&fixture->backend, g_free);
}

static void
set_up (Fixture *fixture,
        guint    delay_ms)
{
  BatchSimulatorConfig config = {
    .models = "a:20,b:20,c:20", .capacity = 1, .delay_ms = delay_ms,
  };

  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (&config);
  open_engines (fixture);
}

static void
tear_down (Fixture *fixture)
{
  close_engines (fixture);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

/* A job of @n items for each model of @models in turn, one request at a time. */
static char *
put (Fixture    *fixture,
     const char *title,
     const char *models,
     guint       n)
{
  g_auto(GStrv) names = g_strsplit (models, " ", -1);
  g_autoptr(BatchJob) draft = batch_job_new (names[0], "chat", BATCH_OVERWRITE_POLICY_SKIP);
  g_autoptr(BatchJob) job = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("r%u", i);

      batch_job_add_item_with_model (draft, id, names[i % g_strv_length (names)],
                                     "{\"messages\":[{\"role\":\"user\",\"content\":\"hm\"}]}",
                                     BATCH_SIZE_BUCKET_SMALL);
    }
  batch_job_set_title (draft, title);
  batch_job_set_handler (draft, "http");
  batch_job_set_backend (draft, fixture->backend);
  batch_job_set_parallel (draft, 1);
  job = driver_enqueue (fixture->queue, draft);
  return g_strdup (batch_job_get_id (job));
}

static char *
titles (BatchQueue *queue)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (queue)); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (G_LIST_MODEL (queue), i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", batch_job_get_title (job));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
wait_titles (BatchQueue *queue,
             const char *expected)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  g_autofree char *text = titles (queue);

  while (g_strcmp0 (text, expected) != 0 && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
      g_free (text);
      text = titles (queue);
    }
  g_assert_cmpstr (text, ==, expected);
}

static void
move (BatchQueue *queue,
      const char *job_id,
      guint       position)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_queue_move_async (queue, job_id, position, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_queue_move_finish (queue, result, &error);
  g_assert_no_error (error);
}

static gboolean
try_move_job (BatchEngine  *engine,
              const char   *job_id,
              BatchMove     where,
              const char   *other_id,
              GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_move_job_async (engine, job_id, where, other_id, NULL, batch_test_store_result,
                               &result);
  batch_test_wait (&result);
  return batch_engine_move_job_finish (engine, result, error);
}

static void
move_job (BatchEngine *engine,
          const char  *job_id,
          BatchMove    where)
{
  g_autoptr(GError) error = NULL;

  try_move_job (engine, job_id, where, NULL, &error);
  g_assert_no_error (error);
}

static void
run_next (BatchEngine *engine,
          const char  *job_id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_run_next_async (engine, job_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_run_next_finish (engine, result, &error);
  g_assert_no_error (error);
}

static gboolean
try_move_group (Fixture      *fixture,
                BatchEngine  *engine,
                const char   *key,
                const char   *before,
                GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_move_group_async (engine, fixture->backend, key, before, NULL,
                                 batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_move_group_finish (engine, result, error);
}

static void
move_group (Fixture     *fixture,
            BatchEngine *engine,
            const char  *key,
            const char  *before)
{
  g_autoptr(GError) error = NULL;

  try_move_group (fixture, engine, key, before, &error);
  g_assert_no_error (error);
}

/* "a b c": what the plan says, and the reasons. */
static char *
plan_of (BatchEngine *engine,
         const char  *key,
         char       **reason)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchPlan) plan = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  batch_engine_get_plan_async (engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  plan = batch_engine_get_plan_finish (engine, result, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (G_LIST_MODEL (plan), i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                              batch_plan_group_get_resource_key (group));
      if (g_strcmp0 (key, batch_plan_group_get_resource_key (group)) == 0)
        *reason = g_strdup (batch_plan_group_get_reason (group));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_plan (BatchEngine *engine,
             const char  *expected)
{
  g_autofree char *text = plan_of (engine, NULL, NULL);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_reason (BatchEngine *engine,
               const char  *key,
               const char  *expected)
{
  g_autofree char *reason = NULL;
  g_autofree char *text = plan_of (engine, key, &reason);

  g_assert_cmpstr (reason, ==, expected);
}

/* The models in the order in which the server was asked for them: "a b a". */
static char *
asked_for (Fixture *fixture)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *last = NULL;

  for (guint64 i = 0; i < batch_simulator_get_length (fixture->server); i++)
    {
      BatchSimulatorRecord record;

      if (!batch_simulator_get_record (fixture->server, i, &record)
          || record.event != BATCH_SIMULATOR_EVENT_REQUEST || g_strcmp0 (record.model, last) == 0)
        continue;
      g_string_append_printf (text, "%s%s", last != NULL ? " " : "", record.model);
      g_free (last);
      last = g_strdup (record.model);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
wait_all_ended (BatchQueue *queue)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (queue)); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (G_LIST_MODEL (queue), i);

      driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
    }
}

static void
run_all (Fixture    *fixture,
         const char *expected)
{
  g_autofree char *models = NULL;

  batch_engine_set_active (fixture->engine, TRUE);
  wait_all_ended (fixture->queue);
  models = asked_for (fixture);
  g_assert_cmpstr (models, ==, expected);
}

/* Moved by one, seen by the other, found again after both are gone. */
static void
test_list (void)
{
  Fixture fixture;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *three = NULL;
  g_autofree char *four = NULL;

  set_up (&fixture, 0);
  one = put (&fixture, "one", "a", 1);
  two = put (&fixture, "two", "a", 1);
  three = put (&fixture, "three", "b", 1);
  four = put (&fixture, "four", "c", 1);
  wait_titles (fixture.view, "one two three four");

  move (fixture.queue, four, 0);
  wait_titles (fixture.queue, "four one two three");
  wait_titles (fixture.view, "four one two three");
  move (fixture.view, one, 2);
  wait_titles (fixture.view, "four two one three");
  wait_titles (fixture.queue, "four two one three");
  move (fixture.queue, four, 99);
  wait_titles (fixture.view, "two one three four");

  move_job (fixture.onlooker, four, BATCH_MOVE_UP);
  wait_titles (fixture.queue, "two one four three");
  move_job (fixture.onlooker, two, BATCH_MOVE_DOWN);
  wait_titles (fixture.queue, "one two four three");
  move_job (fixture.engine, three, BATCH_MOVE_FIRST);
  wait_titles (fixture.view, "three one two four");
  move_job (fixture.engine, one, BATCH_MOVE_LAST);
  wait_titles (fixture.view, "three two four one");
  move_job (fixture.engine, three, BATCH_MOVE_UP);
  wait_titles (fixture.queue, "three two four one");

  close_engines (&fixture);
  open_engines (&fixture);
  wait_titles (fixture.queue, "three two four one");

  /* What comes in then finds its place as ever. */
  g_free (put (&fixture, "five", "b", 1));
  wait_titles (fixture.queue, "three five two four one");
  tear_down (&fixture);
}

static void
test_what_cannot_be_moved (void)
{
  Fixture fixture;
  g_autofree char *one = NULL;
  g_autoptr(GError) error = NULL;

  set_up (&fixture, 0);
  one = put (&fixture, "one", "a", 1);
  run_all (&fixture, "a");
  g_assert_false (try_move_job (fixture.engine, one, BATCH_MOVE_FIRST, NULL, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_error (&error);
  g_assert_false (try_move_group (&fixture, fixture.engine, "a", NULL, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  tear_down (&fixture);
}

/* Inside a model, and when nothing is loaded, the list counts. */
static void
test_list_is_worked_on (void)
{
  Fixture fixture;
  g_autofree char *three = NULL;

  set_up (&fixture, 0);
  g_free (put (&fixture, "one", "a", 2));
  g_free (put (&fixture, "two", "b", 2));
  three = put (&fixture, "three", "c", 2);
  assert_plan (fixture.engine, "a b c");
  move (fixture.queue, three, 0);
  assert_plan (fixture.engine, "c a b");
  assert_reason (fixture.engine, "c", "is next in the list");
  run_all (&fixture, "c a b");
  tear_down (&fixture);
}

static void
wait_running (BatchQueue *queue,
              const char *job_id)
{
  BatchJob *job = batch_queue_get_job (queue, job_id);

  while (batch_job_get_succeeded (job) == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* In the middle of another model, after what is under way; then that goes on. */
static void
test_run_next (void)
{
  Fixture fixture;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  set_up (&fixture, 20);
  one = put (&fixture, "one", "a", 60);
  g_free (put (&fixture, "other", "b", 2));
  two = put (&fixture, "two", "c", 3);
  batch_engine_set_active (fixture.engine, TRUE);
  wait_running (fixture.queue, one);

  run_next (fixture.onlooker, two);
  assert_reason (fixture.onlooker, "c", "you moved it to the front");
  run_all (&fixture, "a c a b");
  g_assert_cmpuint (batch_simulator_count_model (fixture.server, "a"), ==, 60);
  tear_down (&fixture);
}

/* A job of higher priority, and a pause of its own, are not in its way. */
static void
test_run_next_of_paused (void)
{
  Fixture fixture;
  g_autofree char *two = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  set_up (&fixture, 0);
  g_free (put (&fixture, "one", "a", 2));
  two = put (&fixture, "two", "b", 2);
  batch_engine_set_job_paused_async (fixture.engine, two, TRUE, NULL, batch_test_store_result,
                                     &result);
  batch_test_wait (&result);
  g_assert_true (batch_engine_set_job_paused_finish (fixture.engine, result, NULL));
  g_clear_object (&result);

  run_next (fixture.engine, two);
  wait_titles (fixture.queue, "two one");
  g_assert_false (batch_job_get_paused (batch_queue_get_job (fixture.queue, two)));
  run_all (&fixture, "b a");
  tear_down (&fixture);
}

/* One file of three models: the plan is moved by one engine, kept, and worked on by
 * the other. */
static void
test_groups (void)
{
  Fixture fixture;

  set_up (&fixture, 0);
  g_free (put (&fixture, "one", "a b c", 30));
  assert_plan (fixture.engine, "a b c");
  wait_titles (fixture.view, "one");

  move_group (&fixture, fixture.onlooker, "c", "a");
  assert_plan (fixture.onlooker, "c a b");
  assert_reason (fixture.onlooker, "c", "you moved it to the front");
  move_group (&fixture, fixture.onlooker, "a", NULL);
  assert_plan (fixture.onlooker, "c b a");
  assert_reason (fixture.onlooker, "b", "you left it before what you moved");
  assert_reason (fixture.onlooker, "a", "you moved it here");

  close_engines (&fixture);
  open_engines (&fixture);
  assert_plan (fixture.engine, "c b a");
  run_all (&fixture, "c b a");
  g_assert_cmpuint (batch_engine_get_loads_done (fixture.engine), ==, 3);
  tear_down (&fixture);
}

/* Changed by one engine while the other works; kept; and each does what it says. */
static void
test_policies (void)
{
  g_autofree char *three = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, 0);
  batch_engine_set_policy (fixture.onlooker, BATCH_POLICY_EXACT_ORDER);
  while (batch_engine_get_policy (fixture.engine) != BATCH_POLICY_EXACT_ORDER)
    g_main_context_iteration (NULL, TRUE);
  close_engines (&fixture);
  open_engines (&fixture);
  while (batch_engine_get_policy (fixture.onlooker) != BATCH_POLICY_EXACT_ORDER)
    g_main_context_iteration (NULL, TRUE);

  g_free (put (&fixture, "one", "a", 2));
  g_free (put (&fixture, "two", "b", 2));
  three = put (&fixture, "three", "a", 2);
  move_job (fixture.engine, three, BATCH_MOVE_LAST);
  assert_plan (fixture.engine, "a b a");
  g_assert_false (try_move_group (&fixture, fixture.engine, "b", "a", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  run_all (&fixture, "a b a");
  tear_down (&fixture);
}

static void
test_policy_while_it_runs (void)
{
  Fixture fixture;
  g_autofree char *one = NULL;
  g_autofree char *three = NULL;

  set_up (&fixture, 20);
  batch_engine_set_policy (fixture.engine, BATCH_POLICY_EXACT_ORDER);
  one = put (&fixture, "one", "a", 40);
  g_free (put (&fixture, "two", "b", 2));
  three = put (&fixture, "three", "a", 2);
  move_job (fixture.engine, three, BATCH_MOVE_LAST);
  batch_engine_set_active (fixture.engine, TRUE);
  wait_running (fixture.queue, one);
  batch_engine_set_policy (fixture.engine, BATCH_POLICY_FEWEST_SWAPS);
  g_assert_cmpint (batch_engine_get_policy (fixture.engine), ==, BATCH_POLICY_FEWEST_SWAPS);
  run_all (&fixture, "a b");
  g_assert_cmpint (batch_engine_get_policy (fixture.onlooker), ==, BATCH_POLICY_FEWEST_SWAPS);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/order/list", test_list);
  g_test_add_func ("/batch/engine/order/what-cannot-be-moved", test_what_cannot_be_moved);
  g_test_add_func ("/batch/engine/order/list-is-worked-on", test_list_is_worked_on);
  g_test_add_func ("/batch/engine/order/run-next", test_run_next);
  g_test_add_func ("/batch/engine/order/run-next-of-paused", test_run_next_of_paused);
  g_test_add_func ("/batch/engine/order/groups", test_groups);
  g_test_add_func ("/batch/engine/order/policies", test_policies);
  g_test_add_func ("/batch/engine/order/policy-while-it-runs", test_policy_while_it_runs);
  return g_test_run ();
}
