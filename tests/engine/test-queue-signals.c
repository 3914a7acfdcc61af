/* test-queue-signals.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "echo-handler.h"
#include "queue-driver.h"

/* What a queue tells of a job from its beginning to its end: each thing once, and in its order. */

#define N_ITEMS 12

typedef struct
{
  GHashTable   *started;        /* ids of items */
  GHashTable   *ended;
  BatchSummary *summary;
  guint         n_enqueued;
  guint         n_jobs_started;
} Told;

static void
enqueued_cb (BatchQueue *queue,
             BatchJob   *job,
             Told       *told)
{
  g_assert_cmpuint (told->n_jobs_started, ==, 0);
  told->n_enqueued++;
}

static void
job_started_cb (BatchQueue *queue,
                BatchJob   *job,
                Told       *told)
{
  g_assert_cmpuint (told->n_enqueued, ==, 1);
  g_assert_cmpuint (g_hash_table_size (told->ended), ==, 0);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_RUNNING);
  g_assert_cmpint (batch_job_get_total (job), ==, N_ITEMS);
  told->n_jobs_started++;
}

static void
item_started_cb (BatchQueue *queue,
                 BatchJob   *job,
                 BatchItem  *item,
                 Told       *told)
{
  g_assert_cmpuint (told->n_jobs_started, ==, 1);
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_RUNNING);
  g_assert_true (g_hash_table_add (told->started, g_strdup (batch_item_get_id (item))));
}

/* With all that goes with it: status, error, duration, how far the job is, and what is left. */
static void
item_progress_cb (BatchQueue *queue,
                  BatchJob   *job,
                  BatchItem  *item,
                  Told       *told)
{
  g_assert_true (g_hash_table_contains (told->started, batch_item_get_id (item)));
  g_assert_true (g_hash_table_add (told->ended, g_strdup (batch_item_get_id (item))));
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_null (batch_item_get_last_error (item));
  g_assert_cmpint (batch_item_get_duration_ms (item), >=, 0);
  g_assert_cmpint (batch_job_get_total (job), ==, N_ITEMS);
  g_assert_cmpint (batch_job_get_ended (job), >=, g_hash_table_size (told->ended));
  /* The first item may have loaded a model, so nothing is said of the others by it. */
  if (g_hash_table_size (told->ended) > 1)
    g_assert_cmpint (batch_queue_estimate_remaining_ms (queue, batch_job_get_id (job)), >=, 0);
}

static void
completed_cb (BatchQueue   *queue,
              BatchJob     *job,
              BatchSummary *summary,
              Told         *told)
{
  g_assert_null (told->summary);
  g_assert_true (batch_job_is_terminal (job));
  g_assert_cmpstr (batch_summary_get_job_id (summary), ==, batch_job_get_id (job));
  told->summary = g_object_ref (summary);
}

static void
listen (BatchQueue *queue,
        Told       *told)
{
  told->started = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  told->ended = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect (queue, "job-enqueued", G_CALLBACK (enqueued_cb), told);
  g_signal_connect (queue, "job-started", G_CALLBACK (job_started_cb), told);
  g_signal_connect (queue, "item-started", G_CALLBACK (item_started_cb), told);
  g_signal_connect (queue, "item-progress", G_CALLBACK (item_progress_cb), told);
  g_signal_connect (queue, "job-completed", G_CALLBACK (completed_cb), told);
}

static void
clear (Told *told)
{
  g_hash_table_unref (told->started);
  g_hash_table_unref (told->ended);
  g_object_unref (told->summary);
}

static void
test_from_beginning_to_end (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchItemHandler) handler = echo_handler_new (1);
  Told told = { NULL };

  listen (queue, &told);
  batch_queue_set_handler (queue, handler);
  driver_put (queue, "model", N_ITEMS);
  while (told.summary == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (told.n_enqueued, ==, 1);
  g_assert_cmpuint (told.n_jobs_started, ==, 1);
  g_assert_cmpuint (g_hash_table_size (told.started), ==, N_ITEMS);
  g_assert_cmpuint (g_hash_table_size (told.ended), ==, N_ITEMS);
  g_assert_cmpint (batch_summary_get_state (told.summary), ==, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_summary_get_succeeded (told.summary), ==, N_ITEMS);
  clear (&told);
}

/* What never began is completed, and not started; nobody takes its model for the one that is
 * there. */
static void
test_cancelled_before (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(GError) error = NULL;
  Told told = { NULL };
  BatchJob *job;
  BatchJob *next;

  listen (queue, &told);
  job = driver_put (queue, "model", N_ITEMS);
  g_assert_true (driver_cancel (queue, batch_job_get_id (job), &error));
  g_assert_no_error (error);
  while (told.summary == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (told.n_jobs_started, ==, 0);
  g_assert_cmpuint (g_hash_table_size (told.started), ==, 0);
  g_assert_cmpint (batch_summary_get_state (told.summary), ==, BATCH_JOB_STATE_CANCELLED);
  g_assert_cmpint (batch_summary_get_cancelled (told.summary), ==, N_ITEMS);
  g_assert_cmpint (batch_summary_get_skipped (told.summary), ==, 0);

  g_signal_handlers_disconnect_by_data (queue, &told);
  next = driver_put (queue, "another", 1);
  driver_put (queue, "model", 1);
  g_assert_true (batch_queue_next_queued (queue) == next);
  clear (&told);
}

static BatchItemStatus
status_of_first (GListModel *items)
{
  g_autoptr(BatchItem) item = g_list_model_get_item (items, 0);

  return batch_item_get_status (item);
}

/* Nobody listens to the queue, and news of a job that nobody looks at come in between. */
static void
test_looked_at (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "a", 2);
  BatchJob *other = driver_put (queue, "b", 2);
  GListModel *items = batch_job_get_items (job);

  g_assert_cmpint (status_of_first (items), ==, BATCH_ITEM_STATUS_PENDING);
  driver_run (queue, job);
  driver_run (queue, other);
  driver_update (queue, other, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 10);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_RUNNING, NULL, 0);
  while (status_of_first (items) != BATCH_ITEM_STATUS_RUNNING)
    g_main_context_iteration (NULL, TRUE);
  driver_update (queue, other, "item-1", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 10);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 10);
  while (status_of_first (items) != BATCH_ITEM_STATUS_SUCCEEDED)
    g_main_context_iteration (NULL, TRUE);
}

/* "item-0 running", "item-0 succeeded": what was told of items, in its order. */
static void
note_item_cb (BatchQueue *queue,
              BatchJob   *job,
              BatchItem  *item,
              GPtrArray  *notes)
{
  const char *status = batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS,
                                           (int) batch_item_get_status (item));

  g_ptr_array_add (notes, g_strdup_printf ("%s %s", batch_item_get_custom_id (item), status));
}

static void
assert_told (GPtrArray  *notes,
             guint       index,
             const char *expected)
{
  while (notes->len <= index)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (g_ptr_array_index (notes, index), ==, expected);
}

/* An item that a person cancels ends, too, whether it was under way or not. */
static void
test_cancelled_items (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  BatchJob *job = driver_put (queue, "model", 3);
  const char *id = batch_job_get_id (job);

  g_signal_connect (queue, "item-progress", G_CALLBACK (note_item_cb), notes);
  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_RUNNING, NULL, -1);
  g_assert_true (driver_cancel_item (queue, id, "item-0", &error));
  g_assert_no_error (error);
  assert_told (notes, 0, "item-0 cancelled");
  g_assert_cmpint (batch_job_get_cancelled (job), ==, 1);

  g_assert_true (driver_cancel_item (queue, id, "item-1", &error));
  g_assert_no_error (error);
  assert_told (notes, 1, "item-1 cancelled");

  /* Who has ended is not told of again. */
  g_assert_false (driver_cancel_item (queue, id, "item-1", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  driver_update (queue, job, "item-2", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 10);
  assert_told (notes, 2, "item-2 succeeded");
  g_assert_cmpuint (notes->len, ==, 3);
}

#define RELUCTANT_TYPE_HANDLER (reluctant_handler_get_type ())

G_DECLARE_FINAL_TYPE (ReluctantHandler, reluctant_handler, RELUCTANT, HANDLER, BatchItemHandler)

/* Answers when it is asked again. */
struct _ReluctantHandler
{
  BatchItemHandler parent_instance;
};

G_DEFINE_FINAL_TYPE (ReluctantHandler, reluctant_handler, BATCH_TYPE_ITEM_HANDLER)

static gboolean
reluctant_handler_handle (BatchItemHandler  *handler,
                          BatchAttempt      *attempt,
                          GError           **error)
{
  if (batch_attempt_get_number (attempt) == 1)
    return batch_attempt_fail_temporarily (attempt, "Not yet", 1);
  return batch_attempt_complete (attempt, "Now");
}

static void
reluctant_handler_class_init (ReluctantHandlerClass *klass)
{
  BATCH_ITEM_HANDLER_CLASS (klass)->handle = reluctant_handler_handle;
}

static void
reluctant_handler_init (ReluctantHandler *self)
{
}

/* One that is tried again has started twice, and not a third time between. */
static void
test_tried_again (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchItemHandler) handler = g_object_new (RELUCTANT_TYPE_HANDLER, NULL);
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);

  g_signal_connect (queue, "item-started", G_CALLBACK (note_item_cb), notes);
  g_signal_connect (queue, "item-progress", G_CALLBACK (note_item_cb), notes);
  batch_queue_set_handler (queue, handler);
  driver_put (queue, "model", 1);
  assert_told (notes, 0, "item-0 running");
  assert_told (notes, 1, "item-0 running");
  assert_told (notes, 2, "item-0 succeeded");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/queue-signals/from-beginning-to-end",
                   test_from_beginning_to_end);
  g_test_add_func ("/batch/engine/queue-signals/cancelled-before", test_cancelled_before);
  g_test_add_func ("/batch/engine/queue-signals/looked-at", test_looked_at);
  g_test_add_func ("/batch/engine/queue-signals/cancelled-items", test_cancelled_items);
  g_test_add_func ("/batch/engine/queue-signals/tried-again", test_tried_again);
  return g_test_run ();
}
