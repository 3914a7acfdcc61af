/* batch-window-export.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

#include <glib/gi18n.h>

#include "results/batch-export-dialog.h"

/* What was exported can be looked at from the toast that tells of it. */

static void
exported_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);
  g_autofree char *file = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *text = NULL;
  const char *path;
  AdwToast *toast;

  g_variant_get (parameter, "(&s&s)", NULL, &path);
  file = g_path_get_basename (path);
  escaped = g_markup_escape_text (file, -1);
  text = g_strdup_printf (_("“%s” Was Exported"), escaped);
  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, _("_Show in Files"));
  adw_toast_set_action_name (toast, "win.show-file");
  adw_toast_set_action_target (toast, "s", path);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* The folder that it is in, or the folder that it is. */
static void
show_file_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  const char *path = g_variant_get_string (parameter, NULL);
  g_autofree char *folder = g_file_test (path, G_FILE_TEST_IS_DIR) ? g_strdup (path)
                                                                   : g_path_get_dirname (path);
  g_autofree char *uri = g_filename_to_uri (folder, NULL, NULL);

  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (widget), uri, GDK_CURRENT_TIME);
}

/* --- Where they belong --- */

typedef struct
{
  BatchWindow *window;
  char        *job_id;
  char        *path;
} Writing;

static void
writing_free (Writing *writing)
{
  g_object_unref (writing->window);
  g_free (writing->job_id);
  g_free (writing->path);
  g_free (writing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Writing, writing_free)

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Writing) writing = user_data;
  g_autoptr(GError) error = NULL;

  if (batch_engine_write_results_finish (BATCH_ENGINE (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (writing->window), "win.exported", "(ss)",
                                writing->job_id, writing->path);
  else
    batch_window_show_toast (writing->window, error->message);
  batch_window_update_actions (writing->window);
}

/* A file that is there may be that of a batch that came later. */
static void
write_results_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  BatchWindow *self = BATCH_WINDOW (widget);
  BatchJob *job = batch_window_get_job (self);
  Writing *writing = g_new0 (Writing, 1);

  writing->window = g_object_ref (self);
  writing->job_id = g_strdup (batch_job_get_id (job));
  writing->path = g_strdup (batch_job_get_output_path (job));
  gtk_widget_action_set_enabled (widget, name, FALSE);
  batch_engine_write_results_async (self->engine, writing->job_id, writing->path,
                                    batch_job_get_error_path (job), FALSE, NULL, written_cb,
                                    writing);
}

void
batch_window_install_export (GtkWidgetClass *widget_class)
{
  batch_export_dialog_install_action (widget_class);
  gtk_widget_class_install_action (widget_class, "win.exported", "(ss)", exported_action);
  gtk_widget_class_install_action (widget_class, "win.show-file", "s", show_file_action);
  gtk_widget_class_install_action (widget_class, "win.write-results", NULL, write_results_action);
}
