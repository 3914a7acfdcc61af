/* test-cancelling.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "queue-driver.h"
#include "test-engine.h"
#include "test-support.h"

/* Who cancels a call in the last moment, when what it asks for was done already, is told that it
 * was done. */

typedef struct
{
  char         *dir;
  BatchEngine  *engine;
  BatchQueue   *queue;
  GCancellable *cancellable;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->dir = batch_test_make_dir ();
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_object_unref (fixture->cancellable);
  g_assert_finalize_object (fixture->engine);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

/* What was done is told before the answer is. */
static void
test_submit (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr(BatchJob) draft = driver_make_job ("a", 2);
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_signal_connect_swapped (fixture->queue, "items-changed", G_CALLBACK (g_cancellable_cancel),
                            fixture->cancellable);
  batch_queue_enqueue_async (fixture->queue, draft, fixture->cancellable, batch_test_store_result,
                             &result);
  batch_test_wait (&result);
  job = batch_queue_enqueue_finish (fixture->queue, result, &error);

  g_assert_true (g_cancellable_is_cancelled (fixture->cancellable));
  g_assert_no_error (error);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_QUEUED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)), ==, 1);
}

static void
test_change (Fixture       *fixture,
             gconstpointer  user_data)
{
  BatchJob *job = driver_put (fixture->queue, "a", 2);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_signal_connect_swapped (job, "notify::priority", G_CALLBACK (g_cancellable_cancel),
                            fixture->cancellable);
  batch_engine_set_job_priority_async (fixture->engine, batch_job_get_id (job), 7,
                                       fixture->cancellable, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_set_job_priority_finish (fixture->engine, result, &error);

  g_assert_true (g_cancellable_is_cancelled (fixture->cancellable));
  g_assert_no_error (error);
  g_assert_cmpint (batch_job_get_priority (job), ==, 7);
}

static void
test_cancel_job (Fixture       *fixture,
                 gconstpointer  user_data)
{
  BatchJob *job = driver_put (fixture->queue, "a", 2);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_signal_connect_swapped (job, "notify::state", G_CALLBACK (g_cancellable_cancel),
                            fixture->cancellable);
  batch_queue_cancel_job_async (fixture->queue, batch_job_get_id (job), fixture->cancellable,
                                batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_queue_cancel_job_finish (fixture->queue, result, &error);

  g_assert_true (g_cancellable_is_cancelled (fixture->cancellable));
  g_assert_no_error (error);
}

/* Nobody is told of servers and templates: another engine sees what is in the store, while nothing
 * goes on here. */
typedef struct
{
  GMainContext *context;
  BatchEngine  *engine;
} Other;

static void
open_other (Fixture *fixture,
            Other   *other)
{
  other->context = g_main_context_new ();
  g_main_context_push_thread_default (other->context);
  other->engine = batch_test_open_engine (fixture->dir);
}

static void
close_other (Other *other)
{
  batch_test_close_engine (other->engine);
  g_assert_finalize_object (other->engine);
  g_main_context_pop_thread_default (other->context);
  g_main_context_unref (other->context);
}

static guint
count_backends (Other *other)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) backends = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_list_backends_async (other->engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  backends = batch_engine_list_backends_finish (other->engine, result, &error);
  g_assert_no_error (error);
  return g_list_model_get_n_items (backends);
}

static void
test_backend (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr(BatchBackend) backend = batch_backend_new ("box", "http://127.0.0.1:9/v1", NULL, NULL,
                                                       NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  Other other;

  batch_engine_add_backend_async (fixture->engine, backend, fixture->cancellable,
                                  batch_test_store_result, &result);
  open_other (fixture, &other);
  while (count_backends (&other) == 0)
    g_thread_yield ();
  close_other (&other);
  g_assert_null (result);

  g_cancellable_cancel (fixture->cancellable);
  batch_test_wait (&result);
  batch_engine_add_backend_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
}

/* One that was cancelled before does nothing. */
static void
test_before (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr(BatchJob) draft = driver_make_job ("a", 2);
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (fixture->cancellable);
  batch_queue_enqueue_async (fixture->queue, draft, fixture->cancellable, batch_test_store_result,
                             &result);
  batch_test_wait (&result);
  job = batch_queue_enqueue_finish (fixture->queue, result, &error);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, test) \
  g_test_add ("/batch/engine/cancelling/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("submit", test_submit);
  ADD ("change", test_change);
  ADD ("cancel-job", test_cancel_job);
  ADD ("backend", test_backend);
  ADD ("before", test_before);
#undef ADD
  return g_test_run ();
}
