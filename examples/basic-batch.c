/* basic-batch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* A batch of pictures: one has its caption already, one is busy at first, one fails. */

#include <batch.h>

#define BUSY_MS 20
#define WORK_MS 10

static const char *const pictures[] = {
  "cat.png", "dog.png", "done.png", "busy.png", "broken.png"
};

/* Writes a caption, which takes a moment; handle () returns at once, and says that the
 * answer comes later. */

#define EXAMPLE_TYPE_CAPTIONS (example_captions_get_type ())

G_DECLARE_FINAL_TYPE (ExampleCaptions, example_captions, EXAMPLE, CAPTIONS, BatchItemHandler)

struct _ExampleCaptions
{
  BatchItemHandler parent_instance;

  gboolean repaired;
};

G_DEFINE_TYPE (ExampleCaptions, example_captions, BATCH_TYPE_ITEM_HANDLER)

typedef struct
{
  ExampleCaptions *captions;   /* (owned) */
  BatchAttempt    *attempt;    /* (owned) */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->captions);
  g_object_unref (work->attempt);
  g_free (work);
}

static gboolean
work_finish_cb (gpointer data)
{
  Work *work = data;
  const char *name = batch_attempt_get_custom_id (work->attempt);
  g_autofree char *caption = g_strdup_printf ("A picture of a %.*s",
                                              (int) (strlen (name) - strlen (".png")), name);

  if (g_str_equal (name, "busy.png") && batch_attempt_get_number (work->attempt) == 1)
    batch_attempt_fail_temporarily (work->attempt, "The model is busy", BUSY_MS);
  else if (g_str_equal (name, "broken.png") && !work->captions->repaired)
    batch_attempt_fail_message (work->attempt, "The picture cannot be read");
  else
    batch_attempt_complete (work->attempt, caption);

  return G_SOURCE_REMOVE;
}

static gboolean
example_captions_should_skip (BatchItemHandler  *handler,
                              BatchAttempt      *attempt,
                              GError           **error)
{
  return g_str_equal (batch_attempt_get_custom_id (attempt), "done.png");
}

static gboolean
example_captions_handle (BatchItemHandler  *handler,
                         BatchAttempt      *attempt,
                         GError           **error)
{
  Work *work = g_new (Work, 1);

  work->captions = EXAMPLE_CAPTIONS (g_object_ref (handler));
  work->attempt = g_object_ref (attempt);
  g_timeout_add_full (G_PRIORITY_DEFAULT, WORK_MS, work_finish_cb, work, work_free);
  return TRUE;
}

static void
example_captions_class_init (ExampleCaptionsClass *klass)
{
  BatchItemHandlerClass *handler_class = BATCH_ITEM_HANDLER_CLASS (klass);

  handler_class->should_skip = example_captions_should_skip;
  handler_class->handle = example_captions_handle;
}

static void
example_captions_init (ExampleCaptions *self)
{
}

/* --- What becomes of it --- */

static void
job_started_cb (BatchQueue *queue,
                BatchJob   *job,
                gpointer    user_data)
{
  g_print ("%s: started\n", batch_job_get_title (job));
}

static void
item_progress_cb (BatchQueue *queue,
                  BatchJob   *job,
                  BatchItem  *item,
                  gpointer    user_data)
{
  const char *error = batch_item_get_last_error (item);

  g_print ("  %s: %s", batch_item_get_id (item),
           batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, batch_item_get_status (item)));
  if (batch_item_get_attempts (item) > 1)
    g_print (" at attempt %u", batch_item_get_attempts (item));
  if (error != NULL)
    g_print (" (%s)", error);
  g_print ("\n");
}

static void
job_completed_cb (BatchQueue   *queue,
                  BatchJob     *job,
                  BatchSummary *summary,
                  GMainLoop    *loop)
{
  g_print ("%s: %d succeeded, %d failed, %d skipped\n", batch_job_get_title (job),
           (int) batch_summary_get_succeeded (summary), (int) batch_summary_get_failed (summary),
           (int) batch_summary_get_skipped (summary));
  if (batch_summary_get_failed (summary) == 0)
    {
      g_main_loop_quit (loop);
      return;
    }

  g_print ("Trying again what failed\n");
  EXAMPLE_CAPTIONS (batch_queue_get_handler (queue))->repaired = TRUE;
  batch_queue_retry_failed_async (queue, batch_job_get_id (job), NULL, NULL, NULL);
}

static void
foreseen_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchQueue *queue = BATCH_QUEUE (source);
  g_autoptr(BatchJob) job = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchDryRun) dry_run = batch_queue_dry_run_finish (queue, result, &error);

  if (dry_run == NULL)
    g_error ("%s", error->message);

  g_print ("Will process %u (%u of %u have a caption already)\n",
           batch_dry_run_get_to_process (dry_run), batch_dry_run_get_to_skip (dry_run),
           batch_dry_run_get_total (dry_run));
  batch_queue_enqueue_async (queue, job, NULL, NULL, NULL);
}

int
main (void)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchItemHandler) captions = g_object_new (EXAMPLE_TYPE_CAPTIONS, NULL);
  g_autoptr(BatchJob) job = batch_job_new ("llava:13b", "caption", BATCH_OVERWRITE_POLICY_SKIP);

  batch_queue_set_handler (queue, captions);
  g_signal_connect (queue, "job-started", G_CALLBACK (job_started_cb), NULL);
  g_signal_connect (queue, "item-progress", G_CALLBACK (item_progress_cb), NULL);
  g_signal_connect (queue, "job-completed", G_CALLBACK (job_completed_cb), loop);

  batch_job_set_title (job, "Holiday pictures");
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    batch_job_add_item (job, pictures[i], "Describe this picture",
                        batch_size_bucket_from_dimensions (640, 480));
  batch_queue_dry_run_async (queue, job, NULL, foreseen_cb, g_object_ref (job));
  g_main_loop_run (loop);

  return 0;
}
