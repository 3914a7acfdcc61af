/* batch-export-dialog.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-export-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "results/batch-usual-folder.h"
#include "widgets/batch-closures.h"

/* Asks what of a batch is to be written, as what, and where. Folder and name are asked apart,
 * so that the rule for what is there already is this dialog's and not a file chooser's. */

struct _BatchExportDialog
{
  AdwWindow       parent_instance;

  GtkWidget      *settings;
  AdwComboRow    *format;
  AdwComboRow    *which;
  AdwComboRow    *conflict;
  AdwEntryRow    *name;
  AdwActionRow   *folder;
  GtkWidget      *guard_row;
  GtkSwitch      *guard;
  GtkWidget      *mark_row;
  GtkSwitch      *mark;
  AdwEntryRow    *name_template;
  GtkLabel       *problem;
  GtkProgressBar *progress;

  BatchEngine    *engine;
  BatchJob       *job;
  BatchExport    *export;          /* (nullable) that runs */
  GCancellable   *cancellable;
  GArray         *positions;       /* (nullable) of guint */
  char           *path;            /* (nullable) of the folder */
};

G_DEFINE_FINAL_TYPE (BatchExportDialog, batch_export_dialog, ADW_TYPE_WINDOW)

/* In the order of the list; a selection comes before all of them. */
static const char *const filters[] = {
  NULL,
  "succeeded",
  "needs-review",
  "failed,expired,cancelled",
};

static const char *const extensions[] = { ".jsonl", ".csv", ".tsv", ".md", "", ".csv", ".jsonl" };

/* --- What is chosen --- */

static char *
get_path (BatchExportDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));

  return g_build_filename (self->path, name, NULL);
}

static gboolean
is_name (const char *name)
{
  return *name != '\0' && strchr (name, G_DIR_SEPARATOR) == NULL && strcmp (name, ".") != 0
         && strcmp (name, "..") != 0;
}

static void
show_problem (BatchExportDialog *self,
              const char        *problem)
{
  g_autofree char *words = batch_localize (problem);

  gtk_label_set_label (self->problem, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static void
update_run (BatchExportDialog *self)
{
  const char *problem = NULL;

  if (!is_name (gtk_editable_get_text (GTK_EDITABLE (self->name))))
    problem = _("Give it a name, without slashes");
  else if (self->path == NULL)
    problem = _("Choose the folder that it goes to");

  show_problem (self, problem);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.run",
                                 problem == NULL && self->export == NULL);
}

static char *
dup_stem (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (extensions); i++)
    if (*extensions[i] != '\0' && g_str_has_suffix (name, extensions[i]))
      return g_strndup (name, strlen (name) - strlen (extensions[i]));

  return g_strdup (name);
}

/* What only some formats have. */
static void
show_settings (BatchExportDialog *self)
{
  BatchExportFormat format = adw_combo_row_get_selected (self->format);
  gboolean is_comparison = format == BATCH_EXPORT_FORMAT_COMPARE;
  gboolean is_table = format == BATCH_EXPORT_FORMAT_CSV || format == BATCH_EXPORT_FORMAT_TSV
                      || is_comparison;

  gtk_widget_set_visible (GTK_WIDGET (self->which),
                          !is_comparison && format != BATCH_EXPORT_FORMAT_PREFERENCES);
  gtk_widget_set_visible (self->guard_row, is_table);
  gtk_widget_set_visible (self->mark_row, is_table);
  gtk_widget_set_visible (GTK_WIDGET (self->name_template), format == BATCH_EXPORT_FORMAT_FILES);
}

/* A window keeps the height that it has, although there is more or less in it. */
static void
fit (BatchExportDialog *self)
{
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, -1);
}

static void
format_changed_cb (BatchExportDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  g_autofree char *stem = dup_stem (name);
  g_autofree char *other = g_strconcat (stem, extensions[adw_combo_row_get_selected (self->format)],
                                        NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->name), other);
  show_settings (self);
  fit (self);
}

void
batch_export_dialog_set_folder (BatchExportDialog *self,
                                const char        *path)
{
  g_free (self->path);
  self->path = g_strdup (path);
  adw_action_row_set_subtitle (self->folder, path != NULL ? path : _("Not chosen yet"));
  update_run (self);
}

static void
folder_chosen_cb (GtkNativeDialog *chooser,
                  int              response,
                  gpointer         user_data)
{
  g_autoptr(GtkNativeDialog) owned = chooser;
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;

  if (response != GTK_RESPONSE_ACCEPT || path == NULL)
    return;

  batch_usual_folder_keep (path);
  batch_export_dialog_set_folder (user_data, path);
}

static void
choose_folder_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  BatchExportDialog *self = BATCH_EXPORT_DIALOG (widget);
  GtkFileChooserNative *chooser;
  g_autoptr(GFile) folder = self->path != NULL ? g_file_new_for_path (self->path) : NULL;

  chooser = gtk_file_chooser_native_new (_("Export To"), GTK_WINDOW (self),
                                         GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Choose"),
                                         NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  g_signal_connect_object (chooser, "response", G_CALLBACK (folder_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static BatchExport *
make_export (BatchExportDialog *self)
{
  g_autofree char *path = get_path (self);
  guint which = adw_combo_row_get_selected (self->which);
  BatchExport *export = batch_export_new (adw_combo_row_get_selected (self->format), path);

  /* A comparison is of everything that can be compared. */
  if (!gtk_widget_get_visible (GTK_WIDGET (self->which)))
    batch_export_set_filter (export, NULL);
  else if (self->positions != NULL && which == 0)
    batch_export_set_positions (export, (const guint *) self->positions->data,
                                self->positions->len);
  else
    batch_export_set_filter (export, filters[which - (self->positions != NULL)]);
  batch_export_set_conflict (export, adw_combo_row_get_selected (self->conflict));
  batch_export_set_formula_guard (export, gtk_switch_get_active (self->guard));
  batch_export_set_byte_order_mark (export, gtk_switch_get_active (self->mark));
  if (*gtk_editable_get_text (GTK_EDITABLE (self->name_template)) != '\0')
    batch_export_set_name_template (export,
                                    gtk_editable_get_text (GTK_EDITABLE (self->name_template)));
  return export;
}

/* --- Writing it --- */

static void
tell_done (BatchExportDialog *self,
           BatchExport       *export)
{
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.exported", "(ss)",
                                batch_job_get_id (self->job), batch_export_get_path (export));
}

static void
set_running (BatchExportDialog *self,
             BatchExport       *export)
{
  g_set_object (&self->export, export);
  gtk_widget_set_sensitive (self->settings, export == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), export != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.run", export == NULL);
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchExport *export = BATCH_EXPORT (source);
  g_autoptr(BatchExportDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean done = batch_export_run_finish (export, result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  set_running (self, NULL);
  if (!done)
    {
      show_problem (self, error->message);
      return;
    }

  tell_done (self, export);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
progress_cb (BatchExportDialog *self)
{
  gint64 n_written = batch_export_get_n_written (self->export);
  gint64 total = MAX (batch_job_get_total (self->job), 1);
  g_autofree char *text = g_strdup_printf (ngettext ("%'d item", "%'d items", (gulong) n_written),
                                           (int) n_written);

  gtk_progress_bar_set_fraction (self->progress, MIN (1, (double) n_written / total));
  gtk_progress_bar_set_text (self->progress, text);
}

static void
run_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  BatchExportDialog *self = BATCH_EXPORT_DIALOG (widget);
  g_autoptr(BatchExport) export = make_export (self);

  show_problem (self, NULL);
  set_running (self, export);
  g_signal_connect_object (export, "notify::n-written", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
  batch_export_run_async (export, self->engine, batch_job_get_id (self->job), self->cancellable,
                          exported_cb, g_object_ref (self));
}

static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static gboolean
batch_export_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (BATCH_EXPORT_DIALOG (window)->cancellable);

  return GTK_WINDOW_CLASS (batch_export_dialog_parent_class)->close_request (window);
}

/* --- The dialog --- */

static void
batch_export_dialog_dispose (GObject *object)
{
  BatchExportDialog *self = BATCH_EXPORT_DIALOG (object);

  g_clear_object (&self->export);
  g_clear_object (&self->engine);
  g_clear_object (&self->job);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_EXPORT_DIALOG);

  G_OBJECT_CLASS (batch_export_dialog_parent_class)->dispose (object);
}

static void
batch_export_dialog_finalize (GObject *object)
{
  BatchExportDialog *self = BATCH_EXPORT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->positions, g_array_unref);
  g_free (self->path);

  G_OBJECT_CLASS (batch_export_dialog_parent_class)->finalize (object);
}

static void
batch_export_dialog_class_init (BatchExportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_export_dialog_dispose;
  object_class->finalize = batch_export_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = batch_export_dialog_close_request;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, settings);
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, format);
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, which);
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, conflict);
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, name);
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, folder);
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, guard_row);
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, guard);
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, mark_row);
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, mark);
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, name_template);
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, BatchExportDialog, progress);
  gtk_widget_class_bind_template_callback (widget_class, format_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_run);

  gtk_widget_class_install_action (widget_class, "export.run", NULL, run_action);
  gtk_widget_class_install_action (widget_class, "export.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "export.choose-folder", NULL,
                                   choose_folder_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "export.cancel", NULL);
}

static void
batch_export_dialog_init (BatchExportDialog *self)
{
  g_autofree char *folder = batch_usual_folder_get ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  batch_export_dialog_set_folder (self, folder);
}

/* The comparison and its votes are the last ones, and only for what asks several models. */
static void
offer_formats (BatchExportDialog *self)
{
  GtkStringList *formats = GTK_STRING_LIST (adw_combo_row_get_model (self->format));
  g_auto(GStrv) models = batch_job_get_resource_keys (self->job);

  if (g_strv_length (models) < 2)
    return;

  gtk_string_list_append (formats, _("Comparison of Models (CSV)"));
  gtk_string_list_append (formats, _("Preferences from Votes (JSONL)"));
}

static void
offer_items (BatchExportDialog *self)
{
  const char *names[] = {
    _("Selected Items"), _("All Items"), _("Answered"), _("Needs Review"), _("Failed"), NULL,
  };
  g_autoptr(GtkStringList) list = NULL;

  list = gtk_string_list_new (self->positions != NULL ? names : names + 1);
  adw_combo_row_set_model (self->which, G_LIST_MODEL (list));
}

static void
suggest_name (BatchExportDialog *self)
{
  g_autofree char *title = batch_job_get_display_name (self->job);
  g_autofree char *stem = dup_stem (g_strdelimit (title, G_DIR_SEPARATOR_S, '-'));
  g_autofree char *name = g_strconcat (stem, " results", extensions[0], NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
}

BatchExportDialog *
batch_export_dialog_new (BatchEngine *engine,
                         BatchJob    *job)
{
  BatchExportDialog *self = g_object_new (BATCH_TYPE_EXPORT_DIALOG, NULL);

  self->engine = g_object_ref (engine);
  self->job = g_object_ref (job);
  suggest_name (self);
  offer_formats (self);
  offer_items (self);
  return self;
}

void
batch_export_dialog_set_positions (BatchExportDialog *self,
                                   GArray            *positions)
{
  g_clear_pointer (&self->positions, g_array_unref);
  self->positions = g_array_ref (positions);
  offer_items (self);
}

/* --- From anywhere in the window --- */

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_autoptr(BatchQueue) queue = NULL;
  g_autoptr(BatchJob) job = NULL;
  BatchExportDialog *dialog;

  g_object_get (widget, "queue", &queue, "job", &job, NULL);
  if (queue == NULL || job == NULL)
    return;

  dialog = batch_export_dialog_new (batch_queue_get_engine (queue), job);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (widget));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
batch_export_dialog_install_action (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.export", NULL, export_action);
}
