/* batch-window.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "batch-window.h"

#include <glib/gi18n.h>

#include "batch-server-settings.h"

/* The queue on the left, the items of the selected job on the right. */

struct _BatchWindow
{
  AdwApplicationWindow  parent_instance;

  AdwToastOverlay      *toasts;
  AdwLeaflet           *leaflet;
  GtkStack             *stack;
  AdwStatusPage        *failure;
  GtkInfoBar           *trouble_bar;
  GtkLabel             *trouble;
  GtkListView          *jobs_view;
  GtkListView          *items_view;
  GtkWidget            *items_page;
  GtkEditable          *server;
  GtkMenuButton        *server_button;
  AdwWindowTitle       *items_title;

  BatchEngine          *engine;    /* NULL until it is open */
  BatchQueue           *queue;
  GtkSingleSelection   *selection;
  GSignalGroup         *job_signals;
};

G_DEFINE_FINAL_TYPE (BatchWindow, batch_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_toast (BatchWindow *self,
            const char  *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* --- The selected job --- */

static BatchJob *
get_job (BatchWindow *self)
{
  return self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
}

static void
update_actions (BatchWindow *self)
{
  BatchJob *job = get_job (self);
  gboolean lives = job != NULL && !batch_job_is_terminal (job);
  gboolean failed = job != NULL && !lives
                    && batch_job_get_failed (job) + batch_job_get_expired (job) > 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.pause", lives);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.cancel", lives);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.retry", failed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save",
                                 job != NULL && batch_job_get_succeeded (job) > 0);
}

static void
show_job (BatchWindow *self)
{
  BatchJob *job = get_job (self);
  g_autoptr(GtkNoSelection) items = NULL;

  g_signal_group_set_target (self->job_signals, job);
  if (job != NULL)
    {
      GListModel *model = batch_job_get_items (job);

      items = gtk_no_selection_new (g_object_ref (model));
      adw_window_title_set_title (self->items_title, batch_job_get_input_name (job) != NULL
                                                     ? batch_job_get_input_name (job)
                                                     : batch_job_get_id (job));
    }

  gtk_list_view_set_model (self->items_view, GTK_SELECTION_MODEL (items));
  update_actions (self);
}

static void
update_stack (BatchWindow *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->queue)) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "queue");
}

static void
row_activated_cb (BatchWindow *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

/* --- Actions --- */

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  adw_leaflet_navigate (BATCH_WINDOW (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
paused_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_engine_set_job_paused_finish (BATCH_ENGINE (source), result, &error))
    show_toast (self, error->message);
}

static void
pause_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);
  BatchJob *job = get_job (self);

  batch_engine_set_job_paused_async (self->engine, batch_job_get_id (job),
                                     !batch_job_get_paused (job), NULL, paused_cb,
                                     g_object_ref (self));
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_queue_cancel_job_finish (BATCH_QUEUE (source), result, &error))
    show_toast (self, error->message);
}

static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);

  batch_queue_cancel_job_async (self->queue, batch_job_get_id (get_job (self)), NULL,
                                cancelled_cb, g_object_ref (self));
}

static void
retried_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  gint64 n = batch_queue_retry_failed_finish (BATCH_QUEUE (source), result, &error);
  g_autofree char *text = NULL;

  if (n < 0)
    {
      show_toast (self, error->message);
      return;
    }

  text = g_strdup_printf (ngettext ("%" G_GINT64_FORMAT " item is tried again",
                                    "%" G_GINT64_FORMAT " items are tried again", n), n);
  show_toast (self, text);
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);

  batch_queue_retry_failed_async (self->queue, batch_job_get_id (get_job (self)), NULL,
                                  retried_cb, g_object_ref (self));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (batch_engine_write_results_finish (BATCH_ENGINE (source), result, &error))
    show_toast (self, _("The results were saved"));
  else
    show_toast (self, error->message);
}

static void
save_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  gpointer         user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autofree char *errors = NULL;

  if (response == GTK_RESPONSE_ACCEPT
      && (file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))) != NULL
      && (path = g_file_get_path (file)) != NULL && get_job (self) != NULL)
    {
      errors = g_strconcat (path, ".errors.jsonl", NULL);
      /* The chooser has asked whether to replace what is there. */
      batch_engine_write_results_async (self->engine, batch_job_get_id (get_job (self)), path,
                                        errors, TRUE, NULL, saved_cb, g_object_ref (self));
    }

  g_object_unref (dialog);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Save Results"),
                                                              GTK_WINDOW (widget),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE,
                                                              _("_Save"), NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "results.jsonl");
  g_signal_connect (dialog, "response", G_CALLBACK (save_response_cb), g_object_ref (widget));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- Putting files in --- */

static void
enqueued_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = batch_queue_enqueue_finish (BATCH_QUEUE (source), result, &error);

  if (job == NULL)
    show_toast (self, error->message);
}

void
batch_window_open_file (BatchWindow *self,
                        GFile       *file)
{
  g_autoptr(BatchJob) job = NULL;

  g_return_if_fail (BATCH_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  if (self->queue == NULL)
    return;

  job = batch_job_new_for_file (file);
  batch_queue_enqueue_async (self->queue, job, NULL, enqueued_cb, g_object_ref (self));
}

static void
open_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  gpointer         user_data)
{
  g_autoptr(BatchWindow) self = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr(GFile) file = g_list_model_get_item (files, i);

          batch_window_open_file (self, file);
        }
    }

  g_object_unref (dialog);
}

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Open Batch File"),
                                                              GTK_WINDOW (widget),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN,
                                                              _("_Open"), NULL);

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (open_response_cb), g_object_ref (widget));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         gpointer       user_data)
{
  BatchWindow *self = user_data;
  g_autoptr(GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *link = files; link != NULL; link = link->next)
    batch_window_open_file (self, link->data);

  return TRUE;
}

/* --- The model server --- */

static void
use_server (BatchWindow *self,
            const char  *url)
{
  g_autofree char *normal = NULL;

  if (self->engine == NULL || url == NULL || *url == '\0')
    return;

  if (!(normal = batch_engine_use_url (self->engine, url, g_getenv ("BATCHQ_API_KEY"))))
    {
      show_toast (self, _("This is not the address of a model server"));
      return;
    }

  batch_engine_set_default_backend (self->engine, normal);
}

static void
server_applied_cb (BatchWindow *self)
{
  const char *url = gtk_editable_get_text (self->server);

  batch_server_settings_save (url);
  use_server (self, url);
  gtk_menu_button_popdown (self->server_button);
}

static void
trouble_changed_cb (BatchWindow *self)
{
  const GError *trouble = batch_engine_get_trouble (self->engine);

  if (trouble != NULL)
    gtk_label_set_text (self->trouble, trouble->message);
  gtk_info_bar_set_revealed (self->trouble_bar, trouble != NULL);
}

/* --- The window --- */

void
batch_window_show_failure (BatchWindow *self,
                           const char  *message)
{
  g_return_if_fail (BATCH_IS_WINDOW (self));

  adw_status_page_set_description (self->failure, message);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

void
batch_window_set_engine (BatchWindow *self,
                         BatchEngine *engine)
{
  g_autofree char *url = batch_server_settings_load ();

  g_return_if_fail (BATCH_IS_WINDOW (self));
  g_return_if_fail (BATCH_IS_ENGINE (engine));

  self->engine = g_object_ref (engine);
  self->queue = batch_queue_new_for_engine (engine);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->queue)));
  gtk_list_view_set_model (self->jobs_view, GTK_SELECTION_MODEL (self->selection));

  g_signal_connect_object (self->queue, "items-changed", G_CALLBACK (update_stack), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (show_job), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::in-trouble", G_CALLBACK (trouble_changed_cb), self,
                           G_CONNECT_SWAPPED);

  gtk_editable_set_text (self->server, url != NULL ? url : "");
  use_server (self, url);
  batch_engine_set_active (engine, TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open", TRUE);
  update_stack (self);
  show_job (self);
}

static void
batch_window_dispose (GObject *object)
{
  BatchWindow *self = BATCH_WINDOW (object);

  g_clear_object (&self->job_signals);
  g_clear_object (&self->selection);
  g_clear_object (&self->queue);
  g_clear_object (&self->engine);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_WINDOW);

  G_OBJECT_CLASS (batch_window_parent_class)->dispose (object);
}

static void
batch_window_class_init (BatchWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, trouble_bar);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, jobs_view);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, items_view);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, items_page);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, items_title);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, server);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, server_button);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, server_applied_cb);

  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "win.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "win.save", NULL, save_action);
}

static void
batch_window_init (BatchWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));

  self->job_signals = g_signal_group_new (BATCH_TYPE_JOB);
  g_signal_group_connect_object (self->job_signals, "notify", G_CALLBACK (update_actions), self,
                                 G_CONNECT_SWAPPED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open", FALSE);
  update_actions (self);
}

BatchWindow *
batch_window_new (GtkApplication *application)
{
  return g_object_new (BATCH_TYPE_WINDOW, "application", application, NULL);
}
