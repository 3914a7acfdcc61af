/* batch-window.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

#include <glib/gi18n.h>

#include "widgets/batch-closures.h"
#include "widgets/batch-row.h"
#include "servers/batch-server.h"

/* The queue on the left, the selected job on the right. In a narrow window one of them. */

G_DEFINE_FINAL_TYPE (BatchWindow, batch_window, ADW_TYPE_APPLICATION_WINDOW)

void
batch_window_show_toast (BatchWindow *self,
                         const char  *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* --- The selected job --- */

BatchJob *
batch_window_get_job (BatchWindow *self)
{
  return batch_job_page_get_job (self->job_page);
}

static void
show_job (BatchWindow *self,
          BatchJob    *job)
{
  g_autofree char *title = NULL;

  if (job != NULL)
    title = batch_closure_job_title (NULL, batch_job_get_title (job),
                                     batch_job_get_input_name (job), batch_job_get_id (job));

  adw_window_title_set_title (self->job_title, title != NULL ? title : "");
  g_signal_group_set_target (self->job_signals, job);
  batch_job_page_set_job (self->job_page, job);
  batch_window_update_actions (self);
}

static void
selected_cb (BatchWindow *self)
{
  BatchJob *job = gtk_single_selection_get_selected_item (self->selection);

  /* A job that is moved in the list is away for a moment, and still shown. */
  if (job != NULL)
    show_job (self, job);
}

void
batch_window_select_job (BatchWindow *self,
                         const char  *job_id)
{
  GListModel *jobs = G_LIST_MODEL (self->queue);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (g_str_equal (batch_job_get_id (job), job_id))
        {
          gtk_single_selection_set_selected (self->selection, i);
          return;
        }
    }
}

/* One is always selected while there are any: the one that was, or who is in its place. */
static void
keep_selection (BatchWindow *self,
                guint        position)
{
  guint n_jobs = g_list_model_get_n_items (G_LIST_MODEL (self->queue));
  BatchJob *shown = batch_window_get_job (self);

  if (gtk_single_selection_get_selected (self->selection) != GTK_INVALID_LIST_POSITION)
    return;

  if (shown != NULL && batch_queue_get_job (self->queue, batch_job_get_id (shown)) != NULL)
    batch_window_select_job (self, batch_job_get_id (shown));
  else if (n_jobs > 0)
    gtk_single_selection_set_selected (self->selection, MIN (position, n_jobs - 1));
  else
    show_job (self, NULL);
}

static void
update_stack (BatchWindow *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->queue)) == 0;

  gtk_stack_set_visible_child_name (self->start, "empty");
  gtk_stack_set_visible_child_name (self->stack, empty ? "start" : "queue");
  if (empty)
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
jobs_changed_cb (BatchWindow *self,
                 guint        position,
                 guint        n_removed,
                 guint        n_added)
{
  keep_selection (self, position);
  update_stack (self);
  batch_window_update_notice (self);
}

static void
row_activated_cb (BatchWindow *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  adw_leaflet_navigate (BATCH_WINDOW (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

/* --- The model server --- */

static void
server_changed_cb (BatchWindow *self)
{
  const char *backend = batch_engine_get_default_backend (self->engine);
  g_autofree char *server = batch_format_server (backend);

  adw_window_title_set_subtitle (self->start_title, server);
  adw_window_title_set_subtitle (self->jobs_title, server);
  batch_window_update_notice (self);
}

static void
server_chosen_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_server_choose_finish (BATCH_ENGINE (source), result, &error))
    batch_window_show_toast (self, error->message);
  batch_window_begin (self);
}

/* --- The window --- */

void
batch_window_show_failure (BatchWindow *self,
                           const char  *message)
{
  g_autofree char *escaped = g_markup_escape_text (message, -1);

  g_return_if_fail (BATCH_IS_WINDOW (self));

  adw_status_page_set_description (self->failure, escaped);
  gtk_stack_set_visible_child_name (self->start, "failure");
}

void
batch_window_set_engine (BatchWindow *self,
                         BatchEngine *engine)
{
  g_autofree char *server = batch_server_load ();

  g_return_if_fail (BATCH_IS_WINDOW (self));
  g_return_if_fail (BATCH_IS_ENGINE (engine));
  g_return_if_fail (self->engine == NULL);

  self->engine = g_object_ref (engine);
  self->queue = batch_queue_new_for_engine (engine);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->queue)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_list_view_set_model (self->jobs_view, GTK_SELECTION_MODEL (self->selection));

  g_signal_connect_object (self->queue, "items-changed", G_CALLBACK (jobs_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "job-completed",
                           G_CALLBACK (batch_window_update_notice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::in-trouble",
                           G_CALLBACK (batch_window_update_notice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::default-backend", G_CALLBACK (server_changed_cb),
                           self, G_CONNECT_SWAPPED);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.server", TRUE);
  server_changed_cb (self);
  update_stack (self);

  batch_server_choose_async (engine, server, NULL, server_chosen_cb, g_object_ref (self));
}

BatchQueue *
batch_window_get_queue (BatchWindow *self)
{
  g_return_val_if_fail (BATCH_IS_WINDOW (self), NULL);

  return self->queue;
}

static void
batch_window_dispose (GObject *object)
{
  BatchWindow *self = BATCH_WINDOW (object);

  batch_window_stop_reading (self);
  g_clear_handle_id (&self->notice_idle, g_source_remove);
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
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_window_dispose;

  g_type_ensure (BATCH_TYPE_JOB_PAGE);
  g_type_ensure (BATCH_TYPE_NOTICE_BAR);
  g_type_ensure (BATCH_TYPE_ROW);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, start);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, start_title);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, jobs_title);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, jobs_view);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, job_title);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, job_page);
  gtk_widget_class_bind_template_child (widget_class, BatchWindow, notice);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);

  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  batch_window_install_actions (widget_class);
  batch_window_install_files (widget_class);
  batch_window_install_notice (widget_class);
}

static void
batch_window_init (BatchWindow *self)
{
  g_queue_init (&self->incoming);
  gtk_widget_init_template (GTK_WIDGET (self));
  batch_window_accept_drops (self);

  self->job_signals = g_signal_group_new (BATCH_TYPE_JOB);
  g_signal_group_connect_object (self->job_signals, "notify",
                                 G_CALLBACK (batch_window_update_actions), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->job_signals, "notify::paused",
                                 G_CALLBACK (batch_window_update_notice), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->job_signals, "notify::state",
                                 G_CALLBACK (batch_window_update_notice), self,
                                 G_CONNECT_SWAPPED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.server", FALSE);
  batch_window_update_actions (self);
}

BatchWindow *
batch_window_new (GtkApplication *application)
{
  return g_object_new (BATCH_TYPE_WINDOW, "application", application, NULL);
}
