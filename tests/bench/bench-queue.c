/* bench-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <locale.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "batch.h"
#include "bench-verdict.h"
#include "test-engine.h"
#include "test-support.h"

/* bench-queue [BATCHQ [JOBS]]: what a job costs in a queue of very many, through the objects
 * that programs use, on a disk. Jobs of one item, each with a payload of its own, are
 * enqueued without waiting in between, and the engine, which has no server to send them to,
 * takes them in. All the while somebody looks at the plan, as a window does, so that it is made
 * again and again; and once more at the end, of all of them. Afterwards the queue is opened again,
 * and listed by BATCHQ. */

#define N_JOBS   100000
#define N_MODELS 20

typedef struct
{
  gint64 wall_us;
  gint64 processor_us;
} Time;

static gint64
to_us (struct timeval value)
{
  return value.tv_sec * G_USEC_PER_SEC + value.tv_usec;
}

static Time
now (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (Time) { g_get_monotonic_time (), to_us (usage.ru_utime) + to_us (usage.ru_stime) };
}

static void
enqueued_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  guint *n_ended = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = batch_queue_enqueue_finish (BATCH_QUEUE (source), result, &error);

  g_assert_no_error (error);
  (*n_ended)++;
}

static void
enqueue (BatchQueue *queue,
         guint       number,
         guint      *n_ended)
{
  g_autofree char *model = g_strdup_printf ("model-%u", number % N_MODELS);
  g_autofree char *payload = g_strdup_printf ("{\"messages\":[%u]}", number);
  g_autoptr(BatchJob) job = batch_job_new (model, "chat", BATCH_OVERWRITE_POLICY_SKIP);

  batch_job_add_item (job, "item", payload, BATCH_SIZE_BUCKET_SMALL);
  batch_queue_enqueue_async (queue, job, NULL, enqueued_cb, n_ended);
}

/* Until the last one is answered, which it is when it is on the disk and in the list. */
static void
enqueue_all (BatchQueue *queue,
             guint       n_jobs)
{
  guint n_ended = 0;

  for (guint i = 0; i < n_jobs; i++)
    enqueue (queue, i, &n_ended);
  while (n_ended < n_jobs)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, n_jobs);
}

/* It follows as long as somebody holds it. */
static BatchPlan *
get_plan (BatchEngine *engine)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchPlan *plan;

  batch_engine_get_plan_async (engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  plan = batch_engine_get_plan_finish (engine, result, &error);
  g_assert_no_error (error);
  return plan;
}

static void
count_cb (guint *n_plans)
{
  (*n_plans)++;
}

static void
put_in (const char *dir,
        guint       n_jobs)
{
  g_autoptr(BatchEngine) engine = batch_test_open_engine (dir);
  g_autoptr(BatchQueue) queue = batch_queue_new_for_engine (engine);
  g_autoptr(BatchPlan) watched = get_plan (engine);
  g_autoptr(BatchPlan) last = NULL;
  guint n_plans = 0;
  Time begun = now ();
  Time enqueued;
  Time planned;
  double each;

  g_signal_connect_swapped (watched, "notify::waiting", G_CALLBACK (count_cb), &n_plans);
  enqueue_all (queue, n_jobs);
  enqueued = now ();
  last = get_plan (engine);
  planned = now ();
  g_assert_cmpint (batch_plan_get_waiting (last), ==, n_jobs);

  each = (double) (planned.wall_us - begun.wall_us) / n_jobs;
  bench_verdict ("many jobs: enqueue and plan again, for each job", "under 50 µs", each < 50,
                 "%.0f µs with %u jobs, planned %u times meanwhile, and %.1f µs once more at the "
                 "end; %.0f µs of processor time",
                 each, n_jobs, n_plans, (double) (planned.wall_us - enqueued.wall_us) / n_jobs,
                 (double) (planned.processor_us - begun.processor_us) / n_jobs);
  batch_test_close_engine (engine);
}

/* --- What is there already --- */

static void
open_again (const char *dir,
            guint       n_jobs)
{
  Time begun = now ();
  g_autoptr(BatchEngine) engine = batch_test_open_engine (dir);
  g_autoptr(BatchQueue) queue = batch_queue_new_for_engine (engine);
  gint64 opened = g_get_monotonic_time ();

  while (g_list_model_get_n_items (G_LIST_MODEL (queue)) < n_jobs)
    g_main_context_iteration (NULL, TRUE);

  g_print ("Opening a queue of %u jobs: %.2f s, and %.2f s more until the list shows them\n",
           n_jobs, (double) (opened - begun.wall_us) / G_USEC_PER_SEC,
           (double) (g_get_monotonic_time () - opened) / G_USEC_PER_SEC);
  batch_test_close_engine (engine);
}

static void
list (const char *batchq,
      const char *dir)
{
  const char *argv[] = { batchq, "--data-dir", dir, "list", NULL };
  g_autoptr(GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_print ("Listing them with batchq: %.2f s\n",
           (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
}

int
main (int   argc,
      char *argv[])
{
  guint n_jobs = argc > 2 ? strtoul (argv[2], NULL, 10) : N_JOBS;
  g_autofree char *dir = batch_test_make_dir ();

  setlocale (LC_ALL, "C.UTF-8");
  put_in (dir, n_jobs);
  open_again (dir, n_jobs);
  if (argc > 1)
    list (argv[1], dir);

  batch_test_remove_dir (dir);
  return 0;
}
