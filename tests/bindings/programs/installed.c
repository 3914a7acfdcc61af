/* installed.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What somebody writes who has the installed library and nothing else: a handler, and a queue
 * that is given a job. Prints what became of it. */

#include <batch.h>

#define SHOUTING_TYPE_HANDLER (shouting_handler_get_type ())

G_DECLARE_FINAL_TYPE (ShoutingHandler, shouting_handler, SHOUTING, HANDLER, BatchSyncHandler)

struct _ShoutingHandler
{
  BatchSyncHandler parent_instance;
};

G_DEFINE_TYPE (ShoutingHandler, shouting_handler, BATCH_TYPE_SYNC_HANDLER)

static char *
shouting_handler_process (BatchSyncHandler  *handler,
                          BatchAttempt      *attempt,
                          GCancellable      *cancellable,
                          GError           **error)
{
  (void) handler;
  (void) cancellable;

  if (batch_attempt_get_position (attempt) == 2)
    {
      g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_FAILED, "too quiet");
      return NULL;
    }

  return g_ascii_strup (batch_attempt_get_payload (attempt), -1);
}

static void
shouting_handler_class_init (ShoutingHandlerClass *klass)
{
  BATCH_SYNC_HANDLER_CLASS (klass)->process = shouting_handler_process;
}

static void
shouting_handler_init (ShoutingHandler *self)
{
  (void) self;
}

static void
item_progress_cb (BatchQueue *queue,
                  BatchJob   *job,
                  BatchItem  *item,
                  gpointer    user_data)
{
  (void) queue;
  (void) job;
  (void) user_data;

  if (batch_item_get_status (item) == BATCH_ITEM_STATUS_FAILED)
    g_print ("%s: %s\n", batch_item_get_id (item), batch_item_get_last_error (item));
}

static void
job_completed_cb (BatchQueue   *queue,
                  BatchJob     *job,
                  BatchSummary *summary,
                  GMainLoop    *loop)
{
  (void) queue;

  g_print ("%s: %d succeeded, %d failed\n", batch_job_get_title (job),
           (int) batch_summary_get_succeeded (summary), (int) batch_summary_get_failed (summary));
  g_main_loop_quit (loop);
}

int
main (void)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchItemHandler) handler = g_object_new (SHOUTING_TYPE_HANDLER, NULL);
  g_autoptr(BatchJob) job = batch_job_new ("model", "shout", BATCH_OVERWRITE_POLICY_OVERWRITE);

  batch_queue_set_handler (queue, handler);
  g_signal_connect (queue, "item-progress", G_CALLBACK (item_progress_cb), NULL);
  g_signal_connect (queue, "job-completed", G_CALLBACK (job_completed_cb), loop);

  batch_job_set_title (job, "Installed");
  for (guint i = 0; i < 3; i++)
    batch_job_add_item (job, NULL, "soap", BATCH_SIZE_BUCKET_SMALL);
  batch_queue_enqueue_async (queue, job, NULL, NULL, NULL);
  g_main_loop_run (loop);

  return 0;
}
