/* test-engine-standstill.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "queue-driver.h"
#include "test-engine.h"
#include "test-support.h"

/* An engine that works, and a job that it cannot begin with. */

#define NOWHERE "http://127.0.0.1:9/v1"

/* Answers at once. */
typedef struct
{
  BatchItemHandler parent_instance;
} TestHandler;

typedef BatchItemHandlerClass TestHandlerClass;

static GType test_handler_get_type (void);

G_DEFINE_TYPE (TestHandler, test_handler, BATCH_TYPE_ITEM_HANDLER)

static gboolean
test_handler_handle (BatchItemHandler  *handler,
                     BatchAttempt      *attempt,
                     GError           **error)
{
  batch_attempt_complete (attempt, "done");
  return TRUE;
}

static void
test_handler_class_init (TestHandlerClass *klass)
{
  klass->handle = test_handler_handle;
}

static void
test_handler_init (TestHandler *self)
{
}

typedef struct
{
  char        *dir;
  BatchEngine *engine;
  BatchQueue  *queue;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->dir = batch_test_make_dir ();
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  batch_engine_set_active (fixture->engine, TRUE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static BatchJob *
put_for (Fixture    *fixture,
         const char *handler,
         const char *backend)
{
  g_autoptr(BatchJob) draft = batch_job_new ("a", "chat", BATCH_OVERWRITE_POLICY_SKIP);
  g_autoptr(BatchJob) job = NULL;

  batch_job_add_item_with_model (draft, "r0", "a", "{\"messages\":[]}", BATCH_SIZE_BUCKET_SMALL);
  if (handler != NULL)
    batch_job_set_handler (draft, handler);
  batch_job_set_backend (draft, backend);
  job = driver_enqueue (fixture->queue, draft);
  return batch_queue_get_job (fixture->queue, batch_job_get_id (job));
}

static BatchJob *
put (Fixture    *fixture,
     const char *backend)
{
  return put_for (fixture, "http", backend);
}

static void
wait_for_reason (BatchJob   *job,
                 const char *reason)
{
  while (g_strcmp0 (batch_job_get_standstill (job), reason) != 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
add_backend (Fixture    *fixture,
             const char *name,
             const char *url)
{
  g_autoptr(BatchBackend) backend = batch_backend_new (name, url, NULL, NULL, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_add_backend_async (fixture->engine, backend, NULL, batch_test_store_result,
                                  &result);
  batch_test_wait (&result);
  batch_engine_add_backend_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
}

/* Another engine may have been told of it; this one has to be, too. Then it asks there, and says
 * what comes of that. */
static void
test_address (Fixture       *fixture,
              gconstpointer  user_data)
{
  BatchJob *job = put (fixture, NOWHERE);
  g_autoptr(GDateTime) created = batch_job_get_created_at (job);
  g_autoptr(GDateTime) since = NULL;

  wait_for_reason (job, "This program was not told to use " NOWHERE);
  since = batch_job_get_standstill_since (job);
  g_assert_true (g_date_time_equal (since, created));
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_QUEUED);

  g_free (batch_engine_use_url (fixture->engine, NOWHERE, NULL));
  while (batch_engine_get_trouble (fixture->engine) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (batch_job_get_standstill (job), !=,
                   "This program was not told to use " NOWHERE);
}

static void
test_name (Fixture       *fixture,
           gconstpointer  user_data)
{
  BatchJob *job = put (fixture, "box");

  wait_for_reason (job, "There is no model server of the name “box”");
  add_backend (fixture, "box", NOWHERE);
  while (batch_engine_get_trouble (fixture->engine) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_none (Fixture       *fixture,
           gconstpointer  user_data)
{
  BatchJob *job = put (fixture, NULL);

  wait_for_reason (job, "There is no model server yet");
}

static void
test_several (Fixture       *fixture,
              gconstpointer  user_data)
{
  BatchJob *job;

  add_backend (fixture, "box", NOWHERE);
  add_backend (fixture, "tower", "http://127.0.0.1:10/v1");
  job = put (fixture, NULL);
  wait_for_reason (job, "There are several model servers, and the job names none");
}

static void
test_handler (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr(BatchItemHandler) handler = g_object_new (test_handler_get_type (), NULL);
  BatchJob *job = put_for (fixture, "captions", NULL);

  wait_for_reason (job, "This program has no handler “captions”, which is to work on “chat”");
  batch_engine_register_handler (fixture->engine, "captions", handler);
  while (!batch_job_is_terminal (job))
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (batch_job_get_standstill (job));
}

static void
test_by_hand (Fixture       *fixture,
              gconstpointer  user_data)
{
  BatchJob *job = put_for (fixture, NULL, NULL);

  wait_for_reason (job, "No handler was named for “chat”, so that it waits to be driven by hand");
}

/* One that only looks says nothing: somebody else may be at work. */
static void
test_looking (Fixture       *fixture,
              gconstpointer  user_data)
{
  BatchJob *job = put (fixture, NULL);

  wait_for_reason (job, "There is no model server yet");
  batch_engine_set_active (fixture->engine, FALSE);
  wait_for_reason (job, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, test) \
  g_test_add ("/batch/engine/standstill/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("address", test_address);
  ADD ("name", test_name);
  ADD ("none", test_none);
  ADD ("several", test_several);
  ADD ("handler", test_handler);
  ADD ("by-hand", test_by_hand);
  ADD ("looking", test_looking);
#undef ADD
  return g_test_run ();
}
