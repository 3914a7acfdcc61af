/* send-http.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Sends requests to a model server and writes its answers: send-http URL OUTPUT */

#include <stdlib.h>

#include <batch.h>

#define N_REQUESTS 10

static const char *const models[] = { "llava:13b", "gemma:7b" };

typedef struct
{
  GMainLoop   *loop;
  BatchEngine *engine;   /* (owned) (nullable) */
  BatchQueue  *queue;    /* (owned) (nullable) */
  const char  *url;
  const char  *output;
  int          status;   /* of the program */
} Send;

static void
give_up (Send       *self,
         const char *message)
{
  g_printerr ("%s\n", message);
  self->status = EXIT_FAILURE;
  g_main_loop_quit (self->loop);
}

static GInputStream *
create_input (void)
{
  GString *lines = g_string_new (NULL);
  g_autoptr(GBytes) bytes = NULL;

  for (guint i = 0; i < N_REQUESTS; i++)
    g_string_append_printf (lines,
                            "{\"custom_id\": \"request-%u\", \"method\": \"POST\", "
                            "\"url\": \"/v1/chat/completions\", \"body\": {\"model\": \"%s\", "
                            "\"messages\": [{\"role\": \"user\", \"content\": \"Hello %u\"}]}}\n",
                            i, models[i % G_N_ELEMENTS (models)], i);

  bytes = g_string_free_to_bytes (lines);
  return g_memory_input_stream_new_from_bytes (bytes);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Send *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_engine_close_finish (BATCH_ENGINE (source), result, &error))
    give_up (self, error->message);
  else
    g_main_loop_quit (self->loop);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Send *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_engine_write_results_finish (BATCH_ENGINE (source), result, &error))
    {
      give_up (self, error->message);
      return;
    }

  g_print ("The answers are written\n");
  batch_engine_close_async (self->engine, NULL, closed_cb, self);
}

static void
job_completed_cb (BatchQueue   *queue,
                  BatchJob     *job,
                  BatchSummary *summary,
                  Send         *self)
{
  g_autofree char *errors = g_strconcat (self->output, ".errors", NULL);

  g_print ("%" G_GINT64_FORMAT " succeeded, %" G_GINT64_FORMAT " failed\n",
           batch_summary_get_succeeded (summary), batch_summary_get_failed (summary));
  batch_engine_write_results_async (self->engine, batch_job_get_id (job), self->output, errors,
                                    TRUE, NULL, written_cb, self);
}

static void
load_started_cb (BatchQueue *queue,
                 const char *model,
                 Send       *self)
{
  g_print ("Loading %s\n", model);
}

static void
enqueued_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Send *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = batch_queue_enqueue_finish (BATCH_QUEUE (source), result, &error);

  if (job == NULL)
    give_up (self, error->message);
  else
    batch_engine_set_active (self->engine, TRUE);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Send *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) input = create_input ();
  g_autoptr(BatchJob) job = batch_job_new_for_stream (input, "greetings");
  g_autofree char *backend = NULL;

  self->engine = batch_engine_open_finish (result, &error);
  if (self->engine == NULL)
    {
      give_up (self, error->message);
      return;
    }

  backend = batch_engine_use_url (self->engine, self->url, NULL);
  if (backend == NULL)
    {
      give_up (self, "That is not the URL of a model server");
      return;
    }

  self->queue = batch_queue_new_for_engine (self->engine);
  g_signal_connect (self->queue, "load-started", G_CALLBACK (load_started_cb), self);
  g_signal_connect (self->queue, "job-completed", G_CALLBACK (job_completed_cb), self);
  batch_job_set_backend (job, backend);
  batch_queue_enqueue_async (self->queue, job, NULL, enqueued_cb, self);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Send self = { .loop = loop, .status = EXIT_SUCCESS };

  if (argc != 3)
    {
      g_printerr ("Usage: send-http URL OUTPUT\n");
      return EXIT_FAILURE;
    }

  self.url = argv[1];
  self.output = argv[2];
  batch_engine_open_async ("sqlite::memory:", NULL, opened_cb, &self);
  g_main_loop_run (loop);

  g_clear_object (&self.queue);
  g_clear_object (&self.engine);
  return self.status;
}
