/* test-nested-loops.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "engine/batch-engine-private.h"
#include "store/batch-store-private.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

/* What a script that waits in one loop after the other can count on: what it waits for next
 * has not been told in the loop before. All of it has happened meanwhile, as if the script had
 * been kept from running. */

#define REQUEST                                                                                   \
  "{\"custom_id\":\"one\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"         \
  "{\"model\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}}\n"

typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  char           *backend;
  guint           n_completed;
  GMainLoop      *loop;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  BatchSimulatorConfig config = { .models = "a" };

  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (&config);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->backend = batch_engine_use_url (fixture->engine,
                                           batch_simulator_get_uri (fixture->server), NULL);
  fixture->loop = g_main_loop_new (NULL, FALSE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  batch_test_close_engine (fixture->engine);
  g_assert_finalize_object (fixture->engine);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_main_loop_unref (fixture->loop);
  g_free (fixture->backend);
  g_free (fixture->dir);
}

static BatchJob *
make_draft (Fixture    *fixture,
            const char *prompt)
{
  g_autofree char *line = g_strdup_printf (REQUEST, prompt);
  g_autofree char *path = g_build_filename (fixture->dir, "input.jsonl", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  BatchJob *draft = batch_job_new_for_file (file);

  g_assert_true (g_file_set_contents (path, line, -1, NULL));
  batch_job_set_backend (draft, fixture->backend);
  return draft;
}

static BatchJob *
submit (Fixture    *fixture,
        const char *prompt)
{
  g_autoptr(BatchJob) draft = make_draft (fixture, prompt);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchJob *job;

  batch_engine_submit_async (fixture->engine, draft, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  job = batch_engine_submit_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return job;
}

/* The context of the engine's owner has no turn meanwhile. */
static void
wait_aside (Fixture       *fixture,
            const char    *job_id,
            BatchJobState  state)
{
  g_autoptr(GMainContext) aside = g_main_context_new ();
  BatchJobState found = BATCH_JOB_STATE_VALIDATING;

  g_main_context_push_thread_default (aside);
  while (found != state)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(BatchJobRecord) record = NULL;

      batch_store_get_job_async (batch_engine_get_store (fixture->engine), job_id, NULL,
                                 batch_test_store_result, &result);
      while (result == NULL)
        g_main_context_iteration (aside, TRUE);
      record = batch_store_get_job_finish (batch_engine_get_store (fixture->engine), result, NULL);
      g_assert_nonnull (record);
      found = record->state;
    }
  g_main_context_pop_thread_default (aside);
}

static void
completed_cb (BatchQueue   *queue,
              BatchJob     *job,
              BatchSummary *summary,
              Fixture      *fixture)
{
  fixture->n_completed++;
  g_main_loop_quit (fixture->loop);
}

static BatchQueue *
make_queue (Fixture *fixture)
{
  BatchQueue *queue = batch_queue_new_for_engine (fixture->engine);

  g_signal_connect (queue, "job-completed", G_CALLBACK (completed_cb), fixture);
  return queue;
}

/* --- The answer of a call --- */

static void
retried_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (batch_engine_retry_failed_finish (BATCH_ENGINE (source), result, &error), ==, 1);
  g_assert_no_error (error);
  g_main_loop_quit (fixture->loop);
}

/* Who asks for another try, and then waits for the end of the job, is told of that end. */
static void
test_answer_before_end (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(BatchJob) job = submit (fixture, "[[fail 400:1]]");
  g_autoptr(BatchQueue) queue = make_queue (fixture);

  batch_engine_set_active (fixture->engine, TRUE);
  g_main_loop_run (fixture->loop);
  g_assert_cmpuint (fixture->n_completed, ==, 1);
  g_assert_cmpint (batch_job_get_failed (job), ==, 1);

  batch_engine_retry_failed_async (fixture->engine, batch_job_get_id (job), NULL, retried_cb,
                                   fixture);
  wait_aside (fixture, batch_job_get_id (job), BATCH_JOB_STATE_COMPLETED);
  g_main_loop_run (fixture->loop);
  g_assert_cmpuint (fixture->n_completed, ==, 1);
  g_main_loop_run (fixture->loop);
  g_assert_cmpuint (fixture->n_completed, ==, 2);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 1);
}

/* --- The end of a job --- */

/* Who waits for one job and then for another is told of each in a loop of its own. */
static void
test_end_by_end (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(BatchQueue) queue = make_queue (fixture);
  g_autoptr(BatchJob) one = submit (fixture, "one");
  g_autoptr(BatchJob) other = submit (fixture, "other");

  batch_engine_set_active (fixture->engine, TRUE);
  wait_aside (fixture, batch_job_get_id (one), BATCH_JOB_STATE_COMPLETED);
  wait_aside (fixture, batch_job_get_id (other), BATCH_JOB_STATE_COMPLETED);
  for (guint n = 1; n <= 2; n++)
    {
      g_main_loop_run (fixture->loop);
      g_assert_cmpuint (fixture->n_completed, ==, n);
    }
}

int
main (int   argc,
      char *argv[])
{
  const struct
  {
    const char  *name;
    void       (*func) (Fixture       *fixture,
                        gconstpointer  data);
  } tests[] = {
    { "answer-before-end", test_answer_before_end },
    { "end-by-end", test_end_by_end },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/batch/engine/nested-loops/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }

  return g_test_run ();
}
