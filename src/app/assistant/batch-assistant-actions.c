/* batch-assistant-actions.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-assistant-actions.h"

#include <glib/gi18n.h>

#include "assistant/batch-assistant.h"
#include "assistant/batch-incoming-files.h"
#include "assistant/batch-server-models.h"
#include "widgets/batch-sample.h"

#define SAMPLE "/io/github/batchqueue/BatchQueue/sample.txt"

static void
added_cb (GtkWidget  *window,
          const char *job_id)
{
  gtk_widget_activate_action (window, "win.show-job", "s", job_id);
}

/* NULL before there is a queue. */
static BatchAssistant *
open_assistant (GtkWidget *window)
{
  g_autoptr(BatchQueue) queue = NULL;
  BatchAssistant *assistant;

  g_object_get (window, "queue", &queue, NULL);
  if (queue == NULL)
    return NULL;

  assistant = batch_assistant_new (GTK_WINDOW (window), queue);
  g_signal_connect_object (assistant, "added", G_CALLBACK (added_cb), window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (assistant));
  return assistant;
}

static void
new_batch_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  open_assistant (widget);
}

void
batch_assistant_take_text_for (GtkWidget  *window,
                               const char *text)
{
  BatchAssistant *assistant = open_assistant (window);

  if (assistant != NULL)
    batch_assistant_take_text (assistant, text);
}

/* --- Pasting --- */

static void
pasted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GtkWidget) window = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text == NULL || *g_strstrip (text) == '\0')
    gtk_widget_activate_action (window, "win.toast", "s", _("There Is No Text to Paste"));
  else
    batch_assistant_take_text_for (window, text);
}

static void
paste_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, pasted_cb,
                                 g_object_ref (widget));
}

/* --- Files --- */

typedef struct
{
  GtkWidget     *window;
  BatchOpenFunc  open_batch;
} Opening;

static void
sorted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Opening *opening = user_data;
  g_autoptr(GtkWidget) window = opening->window;
  g_autoptr(BatchIncomingFiles) sorting = batch_incoming_files_finish (result, NULL);
  BatchAssistant *assistant;

  for (guint i = 0; i < sorting->batches->len; i++)
    opening->open_batch (window, sorting->batches->pdata[i]);

  if (sorting->rows->len > 0 && (assistant = open_assistant (window)) != NULL)
    batch_assistant_take_files (assistant, sorting->rows, sorting->kind);
}

void
batch_assistant_open_files (GtkWidget     *window,
                            GPtrArray     *files,
                            BatchOpenFunc  open_batch)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->window = g_object_ref (window);
  opening->open_batch = open_batch;
  batch_incoming_files_sort_async (files, sorted_cb, opening);
}

/* --- The sample --- */

typedef struct
{
  GtkWidget     *window;
  BatchQueue    *queue;
  GOutputStream *output;
} Sample;

static void
sample_free (Sample *sample)
{
  g_object_unref (sample->window);
  g_object_unref (sample->queue);
  g_object_unref (sample->output);
  g_free (sample);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sample, sample_free)

static void
show_error (Sample       *sample,
            const GError *error)
{
  gtk_widget_activate_action (sample->window, "win.toast", "s", error->message);
}

static void
sample_added_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Sample) sample = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = batch_queue_enqueue_finish (BATCH_QUEUE (source), result, &error);

  if (job != NULL)
    added_cb (sample->window, batch_job_get_id (job));
  else
    show_error (sample, error);
}

static void
sample_made_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Sample) sample = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) lines = NULL;
  g_autoptr(GInputStream) input = NULL;
  g_autoptr(BatchJob) job = NULL;
  BatchEngine *engine = batch_queue_get_engine (sample->queue);

  if (batch_maker_make_finish (BATCH_MAKER (source), result, &error) < 0)
    {
      show_error (sample, error);
      return;
    }

  g_output_stream_close (sample->output, NULL, NULL);
  lines = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (sample->output));
  input = g_memory_input_stream_new_from_bytes (lines);
  job = batch_job_new_for_stream (input, NULL);
  batch_job_set_title (job, _("Sample"));
  batch_sample_mark (job);
  batch_job_set_backend (job, batch_engine_get_default_backend (engine));
  batch_queue_enqueue_async (sample->queue, job, NULL, sample_added_cb, sample);
  g_steal_pointer (&sample);
}

/* The name says how large a model is, where it does: "qwen3:8b". Those that do not say so
 * come last, in the order of the server. */
static double
guess_size (const char *name)
{
  g_autoptr(GRegex) regex = g_regex_new ("(?<![a-z0-9.])(\\d+(?:\\.\\d+)?)(b|m)(?![a-z0-9])",
                                         G_REGEX_CASELESS, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *number = NULL;
  g_autofree char *unit = NULL;

  if (!g_regex_match (regex, name, 0, &match))
    return G_MAXDOUBLE;

  number = g_match_info_fetch (match, 1);
  unit = g_match_info_fetch (match, 2);
  return g_ascii_strtod (number, NULL) * (g_ascii_tolower (*unit) == 'b' ? 1000 : 1);
}

/* Of those that write text. Returns: (transfer full) (nullable) */
static BatchModel *
find_smallest (GListModel *models)
{
  g_autoptr(BatchModel) smallest = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      if (batch_model_may_chat (model)
          && (smallest == NULL || guess_size (batch_model_get_id (model))
                                  < guess_size (batch_model_get_id (smallest))))
        g_set_object (&smallest, model);
    }

  return g_steal_pointer (&smallest);
}

static void
make_sample (Sample     *sample,
             BatchModel *model)
{
  const char *models[] = { batch_model_get_id (model), NULL };
  g_autoptr(GBytes) text = g_resources_lookup_data (SAMPLE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr(BatchRowSource) rows = batch_row_source_new (BATCH_ROW_KIND_LINES);
  g_autoptr(BatchMaker) maker =
    batch_maker_new (_("Say in one short sentence what this line is about: {{line}}"), models);

  batch_row_source_set_text (rows, g_bytes_get_data (text, NULL));
  batch_maker_set_max_tokens (maker, 60);
  batch_maker_make_async (maker, rows, sample->output, NULL, sample_made_cb, sample);
}

static void
models_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Sample) sample = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) models = batch_server_models_finish (result, &error);
  g_autoptr(BatchModel) model = models != NULL ? find_smallest (models) : NULL;

  if (models == NULL)
    show_error (sample, error);
  else if (model == NULL)
    gtk_widget_activate_action (sample->window, "win.toast", "s",
                                _("The Sample Needs a Model That Writes Text"));
  else
    make_sample (g_steal_pointer (&sample), model);
}

static void
sample_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_autoptr(BatchQueue) queue = NULL;
  BatchEngine *engine;
  Sample *sample;

  g_object_get (widget, "queue", &queue, NULL);
  if (queue == NULL)
    return;
  if (batch_engine_get_default_backend (batch_queue_get_engine (queue)) == NULL)
    {
      gtk_widget_activate_action (widget, "win.servers", NULL);
      gtk_widget_activate_action (widget, "win.toast", "s",
                                  _("The Sample Needs a Model Server First"));
      return;
    }

  sample = g_new0 (Sample, 1);
  sample->window = g_object_ref (widget);
  sample->queue = g_steal_pointer (&queue);
  sample->output = g_memory_output_stream_new_resizable ();
  engine = batch_queue_get_engine (sample->queue);
  batch_server_models_async (engine, batch_engine_get_default_backend (engine), NULL,
                             models_listed_cb, sample);
}

void
batch_assistant_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-batch", NULL, new_batch_action);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "win.sample", NULL, sample_action);
  /* Not a key of the application: in an entry, it is the entry's. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste",
                                       NULL);
}
