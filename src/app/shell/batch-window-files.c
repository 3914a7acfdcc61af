/* batch-window-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

#include <glib/gi18n.h>

#include "assistant/batch-assistant-actions.h"
#include "widgets/batch-counted-input.h"
#include "widgets/batch-server-url.h"
#include "widgets/batch-settings.h"

/* Batch files come in one after the other, so that the queue has the order of whoever opened
 * them. A file that is in the queue already and not finished is not put in twice: opening it
 * again says that it is to go on, if it was begun. */

#define SLOW_MS 400
#define TELL_MS 200

static void read_next (BatchWindow *self);

static void
forget_input (BatchWindow *self)
{
  g_clear_handle_id (&self->reading_timer, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->reading_input);
}

void
batch_window_stop_reading (BatchWindow *self)
{
  forget_input (self);
  g_queue_clear_full (&self->incoming, batch_opening_free);
  g_queue_clear_full (&self->asked, batch_opening_free);
}

static gboolean
tell_cb (gpointer user_data)
{
  batch_window_update_notice (user_data);
  return G_SOURCE_CONTINUE;
}

static void
slow_cb (gpointer user_data)
{
  BatchWindow *self = user_data;

  self->reading_is_slow = TRUE;
  self->reading_timer = g_timeout_add (TELL_MS, tell_cb, self);
  batch_window_update_notice (self);
}

static void
start_timer (BatchWindow *self)
{
  if (self->reading_timer == 0)
    self->reading_timer = g_timeout_add_once (SLOW_MS, slow_cb, self);
}

static const BatchOpening *
get_opening (BatchWindow *self)
{
  return g_queue_peek_head (&self->incoming);
}

static void
go_to_next (BatchWindow *self)
{
  g_clear_object (&self->reading_input);
  if (!g_queue_is_empty (&self->incoming))
    {
      read_next (self);
      return;
    }

  forget_input (self);
  self->reading_is_slow = FALSE;
  batch_window_update_notice (self);
}

static void
end_reading (BatchWindow *self)
{
  batch_opening_free (g_queue_pop_head (&self->incoming));
  go_to_next (self);
}

static void
refuse (BatchWindow  *self,
        const GError *error)
{
  /* Whatever is said of a file by then is not what a person wants to know. */
  if (g_cancellable_is_cancelled (self->reading)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (self->refusals == NULL)
    {
      self->refusals = batch_refusal_dialog_new (GTK_WINDOW (self));
      g_object_add_weak_pointer (G_OBJECT (self->refusals), (gpointer *) &self->refusals);
    }

  batch_refusal_dialog_add_file (self->refusals, get_opening (self)->file, error);
  gtk_window_present (GTK_WINDOW (self->refusals));
}

static void
enqueued_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = batch_queue_enqueue_finish (BATCH_QUEUE (source), result, &error);

  /* The window is gone, or going. */
  if (self->engine == NULL)
    return;

  if (job != NULL)
    batch_window_select_job (self, batch_job_get_id (job));
  else
    refuse (self, error);
  end_reading (self);
}

static void
enqueue (BatchWindow *self)
{
  const BatchOpening *opening = get_opening (self);
  g_autofree char *name = g_file_get_basename (opening->file);
  g_autofree char *display_name = g_filename_display_name (name);
  g_autoptr(BatchJob) job =
    batch_job_new_for_stream (G_INPUT_STREAM (self->reading_input), display_name);

  batch_job_set_backend (job, batch_engine_get_default_backend (self->engine));
  batch_job_set_max_lines (job, g_settings_get_uint (batch_settings_get (), "max-lines"));
  batch_job_set_max_bytes (job, 0);
  batch_job_set_reuse (job, opening->reuse);
  batch_window_hold (self);
  batch_queue_enqueue_async (self->queue, job, self->reading, enqueued_cb, g_object_ref (self));
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchCountedInput) input = batch_counted_input_open_finish (result, &error);

  if (self->engine == NULL)
    return;

  if (input != NULL)
    {
      self->reading_input = g_steal_pointer (&input);
      enqueue (self);
      return;
    }

  refuse (self, error);
  end_reading (self);
}

static void
open_input (BatchWindow *self)
{
  batch_counted_input_open_async (get_opening (self)->file, self->reading, opened_cb,
                                  g_object_ref (self));
}

static void
answers_found_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  gint64 n_answered = batch_engine_find_answers_finish (BATCH_ENGINE (source), result, NULL);

  if (self->engine == NULL)
    return;

  /* What is wrong with the file is told when it is put in, also that it is not wanted any more. */
  if (n_answered <= 0 || g_cancellable_is_cancelled (self->reading))
    {
      open_input (self);
      return;
    }

  ((BatchOpening *) g_queue_peek_head (&self->incoming))->n_answered = n_answered;
  batch_window_ask_about (self, g_queue_pop_head (&self->incoming));
  go_to_next (self);
}

static void
take_in (BatchWindow *self)
{
  const BatchOpening *opening = get_opening (self);

  if (opening->n_answered >= 0)
    open_input (self);
  else if (batch_window_asks_about (self, opening->file))
    end_reading (self);
  else
    batch_engine_find_answers_async (self->engine, opening->file,
                                     batch_engine_get_default_backend (self->engine),
                                     self->reading, answers_found_cb, g_object_ref (self));
}

static void
go_on (BatchWindow *self,
       BatchJob    *job)
{
  batch_window_select_job (self, batch_job_get_id (job));
  batch_server_url_adopt (self->engine, job);
  if (!self->is_held)
    batch_window_resume (self);
  batch_window_show_toast (self, _("This Batch Is in the Queue Already"));
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(BatchJob) job = NULL;

  if (self->engine == NULL)
    return;

  /* What is wrong with the file is told when it is put in. */
  job = batch_engine_find_unfinished_finish (BATCH_ENGINE (source), result, NULL);
  if (job == NULL || batch_job_is_terminal (job))
    {
      take_in (self);
      return;
    }

  go_on (self, job);
  end_reading (self);
}

static void
read_next (BatchWindow *self)
{
  start_timer (self);
  if (self->reading == NULL || g_cancellable_is_cancelled (self->reading))
    {
      g_clear_object (&self->reading);
      self->reading = g_cancellable_new ();
    }
  if (self->reading_is_slow)
    batch_window_update_notice (self);
  batch_engine_find_unfinished_async (self->engine, get_opening (self)->file,
                                      batch_engine_get_default_backend (self->engine),
                                      self->reading, found_cb, g_object_ref (self));
}

void
batch_window_start_reading (BatchWindow *self)
{
  if (!g_queue_is_empty (&self->incoming))
    read_next (self);
}

void
batch_window_read (BatchWindow  *self,
                   BatchOpening *opening)
{
  g_queue_push_tail (&self->incoming, opening);
  if (self->is_ready && g_queue_get_length (&self->incoming) == 1)
    read_next (self);
}

void
batch_window_open_file (BatchWindow *self,
                        GFile       *file)
{
  BatchOpening *opening;

  g_return_if_fail (BATCH_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  if (self->engine == NULL)
    return;

  opening = g_new0 (BatchOpening, 1);
  opening->file = g_object_ref (file);
  opening->n_answered = -1;
  batch_window_read (self, opening);
}

/* What is in the queue by now stays there; what is being read, and what would come after it, is
 * not wanted. */
static void
cancel_reading_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);

  while (g_queue_get_length (&self->incoming) > 1)
    batch_opening_free (g_queue_pop_tail (&self->incoming));
  g_cancellable_cancel (self->reading);
  batch_window_update_notice (self);
}

/* --- Opening --- */

static void
open_batch (GtkWidget *window,
            GFile     *file)
{
  batch_window_open_file (BATCH_WINDOW (window), file);
}

void
batch_window_open_files (BatchWindow *self,
                         GPtrArray   *files)
{
  g_return_if_fail (BATCH_IS_WINDOW (self));
  g_return_if_fail (files != NULL);

  batch_assistant_open_files (GTK_WIDGET (self), files, open_batch);
}

static void
open_all (BatchWindow *self,
          GListModel  *files)
{
  g_autoptr(GPtrArray) array = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    g_ptr_array_add (array, g_list_model_get_item (files, i));

  batch_window_open_files (self, array);
}

static void
open_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  gpointer         user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GtkNativeDialog) owned = dialog;
  g_autoptr(GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT)
    open_all (self, files);
}

static void
add_filter (GtkFileChooser *chooser,
            const char     *name,
            const char     *pattern)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Open Batch Files"),
                                                              GTK_WINDOW (widget),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN,
                                                              _("_Open"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  add_filter (GTK_FILE_CHOOSER (dialog), _("Batch Files"), "*.jsonl");
  add_filter (GTK_FILE_CHOOSER (dialog), _("All Files"), "*");
  g_signal_connect (dialog, "response", G_CALLBACK (open_response_cb), g_object_ref (widget));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static GdkDragAction
enter_cb (BatchWindow *self)
{
  gtk_widget_set_visible (self->drop_hint, self->engine != NULL);
  return GDK_ACTION_COPY;
}

static void
leave_cb (BatchWindow *self)
{
  gtk_widget_set_visible (self->drop_hint, FALSE);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         gpointer       user_data)
{
  BatchWindow *self = user_data;
  g_autoptr(GPtrArray) array = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GSList) files = NULL;

  leave_cb (self);
  if (self->engine == NULL)
    return FALSE;
  if (G_VALUE_HOLDS_STRING (value))
    {
      batch_assistant_take_text_for (GTK_WIDGET (self), g_value_get_string (value));
      return TRUE;
    }

  files = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *link = files; link != NULL; link = link->next)
    g_ptr_array_add (array, g_object_ref (link->data));

  batch_window_open_files (self, array);
  return TRUE;
}

static void
show_job_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  batch_window_show_job (BATCH_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

void
batch_window_accept_drops (BatchWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  g_signal_connect_swapped (target, "enter", G_CALLBACK (enter_cb), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

void
batch_window_install_files (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.show-job", "s", show_job_action);
  gtk_widget_class_install_action (widget_class, "win.cancel-reading", NULL,
                                   cancel_reading_action);
  batch_assistant_install_actions (widget_class);
  batch_window_install_answers (widget_class);
}
