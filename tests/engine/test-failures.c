/* test-failures.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "queue-driver.h"

#include "test-support.h"

static GListModel *
list (BatchQueue  *queue,
      const char  *job_id,
      GError     **error)
{
  BatchEngine *engine = batch_queue_get_engine (queue);
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_list_failures_async (engine, job_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_list_failures_finish (engine, result, error);
}

static void
test_none (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "a", 2);
  g_autoptr(GListModel) failures = NULL;
  g_autoptr(GError) error = NULL;

  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 10);
  failures = list (queue, batch_job_get_id (job), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (failures), ==, 0);
}

/* What succeeded, was skipped or was cancelled did not fail; what they say in the same words is
 * counted together. Cases with several reasons are in test-server-failures.py. */
static void
test_counted (void)
{
  static const BatchItemStatus ends[] = {
    BATCH_ITEM_STATUS_SUCCEEDED, BATCH_ITEM_STATUS_FAILED, BATCH_ITEM_STATUS_SKIPPED,
    BATCH_ITEM_STATUS_FAILED,
  };
  static const char *const messages[] = { NULL, "It broke", "Not now", "It broke" };
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "a", G_N_ELEMENTS (ends) + 1);
  g_autoptr(GListModel) failures = NULL;
  g_autoptr(BatchFailureCount) failure = NULL;
  g_autoptr(GError) error = NULL;

  driver_run (queue, job);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *id = g_strdup_printf ("item-%u", i);

      driver_update (queue, job, id, ends[i], messages[i], 10);
    }
  failures = list (queue, batch_job_get_id (job), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (failures), ==, 1);
  failure = g_list_model_get_item (failures, 0);
  g_assert_cmpint (batch_failure_count_get_kind (failure), ==, BATCH_FAILURE_KIND_HANDLER_ERROR);
  g_assert_cmpuint (batch_failure_count_get_status_code (failure), ==, 0);
  g_assert_cmpint (batch_failure_count_get_count (failure), ==, 2);
  g_assert_cmpstr (batch_failure_count_get_example (failure), ==, "It broke");
  g_assert_false (batch_failure_count_get_varied (failure));
}

static void
test_nobody (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(GError) error = NULL;

  driver_put (queue, "a", 1);
  g_assert_null (list (queue, "nobody", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/failures/none", test_none);
  g_test_add_func ("/batch/engine/failures/counted", test_counted);
  g_test_add_func ("/batch/engine/failures/nobody", test_nobody);
  return g_test_run ();
}
