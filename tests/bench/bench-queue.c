/* bench-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <locale.h>
#include <stdlib.h>

#include "batch.h"
#include "bench-verdict.h"
#include "test-engine.h"
#include "test-support.h"

/* bench-queue [JOBS]: what a job costs in a queue of very many, through the objects that
 * programs use. Jobs of one item are enqueued, some at a time, and the engine, which has no
 * server to send them to, takes each in; then the plan is asked for. Each job has a payload
 * of its own, so that each is a file to be synced. */

#define N_JOBS    20000
#define N_MODELS  20
#define IN_FLIGHT 256

typedef struct
{
  BatchQueue *queue;
  guint       n_jobs;
  guint       n_begun;
  guint       n_ended;
} Enqueuing;

static void enqueue_next (Enqueuing *self);

static void
enqueued_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Enqueuing *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = batch_queue_enqueue_finish (self->queue, result, &error);

  g_assert_no_error (error);
  self->n_ended++;
  enqueue_next (self);
}

static void
enqueue_next (Enqueuing *self)
{
  g_autofree char *model = NULL;
  g_autofree char *payload = NULL;
  g_autoptr(BatchJob) job = NULL;

  if (self->n_begun == self->n_jobs)
    return;

  model = g_strdup_printf ("model-%u", self->n_begun % N_MODELS);
  job = batch_job_new (model, "chat", BATCH_OVERWRITE_POLICY_SKIP);
  payload = g_strdup_printf ("{\"messages\":[%u]}", self->n_begun);
  batch_job_add_item (job, "item", payload, BATCH_SIZE_BUCKET_SMALL);
  self->n_begun++;
  batch_queue_enqueue_async (self->queue, job, NULL, enqueued_cb, self);
}

static double
enqueue_all (BatchQueue *queue,
             guint       n_jobs)
{
  Enqueuing enqueuing = { .queue = queue, .n_jobs = n_jobs };
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < IN_FLIGHT; i++)
    enqueue_next (&enqueuing);
  while (enqueuing.n_ended < n_jobs)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, n_jobs);
  return (double) (g_get_monotonic_time () - start) / n_jobs;
}

static double
plan (BatchEngine *engine,
      guint        n_jobs)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  batch_engine_get_plan_async (engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_object_unref (batch_engine_get_plan_finish (engine, result, &error));
  g_assert_no_error (error);
  return (double) (g_get_monotonic_time () - start) / n_jobs;
}

int
main (int   argc,
      char *argv[])
{
  guint n_jobs = argc > 1 ? strtoul (argv[1], NULL, 10) : N_JOBS;
  g_autofree char *dir = batch_test_make_dir ();
  BatchEngine *engine = batch_test_open_engine (dir);
  BatchQueue *queue = batch_queue_new_for_engine (engine);
  double enqueued;
  double planned;

  setlocale (LC_ALL, "C.UTF-8");
  enqueued = enqueue_all (queue, n_jobs);
  planned = plan (engine, n_jobs);
  g_print ("%u jobs of %u models, %.1f µs each to enqueue, %.1f µs to plan\n", n_jobs, N_MODELS,
           enqueued, planned);
  bench_verdict ("many jobs: enqueue and plan, for each job", "under 50 µs",
                 enqueued + planned < 50, "%.0f µs with %u jobs, of which planning %.1f µs",
                 enqueued + planned, n_jobs, planned);

  batch_test_close_engine (engine);
  g_object_unref (queue);
  g_object_unref (engine);
  batch_test_remove_dir (dir);
  return 0;
}
