/* batch-source-step.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-source-step.h"

#include <glib/gi18n.h>

#include "assistant/batch-incoming-files.h"

struct _BatchSourceStep
{
  BatchStep            parent_instance;

  AdwActionRow        *files_row;
  AdwComboRow         *kind;
  AdwActionRow        *found;
  AdwPreferencesGroup *folder_group;
  GtkSwitch           *recursive;
  AdwEntryRow         *include;
  AdwEntryRow         *exclude;
  AdwPreferencesGroup *issues;
  GtkTextView         *list;

  GPtrArray           *issue_rows;     /* of GtkWidget */
  gboolean             is_taking;      /* what changes was not changed by a person */
};

G_DEFINE_FINAL_TYPE (BatchSourceStep, batch_source_step, BATCH_TYPE_STEP)

static BatchDraft *
get_draft (BatchSourceStep *self)
{
  return batch_step_get_draft (BATCH_STEP (self));
}

/* --- What was found --- */

static char *
describe_files (BatchRowSource *source)
{
  GListModel *files = batch_row_source_get_files (source);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < MIN (g_list_model_get_n_items (files), 5); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);
      g_autofree char *name = g_file_get_basename (file);
      g_autofree char *shown = g_filename_display_name (name);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", shown);
    }
  if (g_list_model_get_n_items (files) > 5)
    g_string_append (names, ", …");

  return g_string_free (names, FALSE);
}

static char *
describe_form (BatchRowReport *report)
{
  g_autofree char *columns = g_strjoinv (", ", (char **) batch_row_report_get_columns (report));
  const char *encoding = batch_row_report_get_encoding (report);
  const char *delimiter = batch_row_report_get_delimiter (report);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _("Fields: %s"), columns);
  if (encoding != NULL)
    g_string_append_printf (text, "\n%s", encoding);
  if (delimiter != NULL && *delimiter == '\t')
    g_string_append_printf (text, " · %s", _("separated by tabs"));
  else if (delimiter != NULL)
    {
      g_autofree char *separated = g_strdup_printf (_("separated by “%s”"), delimiter);

      g_string_append_printf (text, " · %s", separated);
    }

  return g_string_free (text, FALSE);
}

static char *
describe_count (BatchRowReport *report,
                BatchRowKind    kind)
{
  gint64 n_rows = batch_row_report_get_n_rows (report);

  if (kind == BATCH_ROW_KIND_FILES)
    return g_strdup_printf (ngettext ("%'d File", "%'d Files", (gulong) n_rows), (int) n_rows);
  if (batch_row_report_get_exact (report))
    return g_strdup_printf (ngettext ("%'d Row", "%'d Rows", (gulong) n_rows), (int) n_rows);

  return g_strdup_printf (ngettext ("About %'d Row", "About %'d Rows", (gulong) n_rows),
                          (int) n_rows);
}

static void
show_issues (BatchSourceStep    *self,
             const char * const *issues)
{
  for (guint i = 0; i < self->issue_rows->len; i++)
    adw_preferences_group_remove (self->issues, self->issue_rows->pdata[i]);
  g_ptr_array_set_size (self->issue_rows, 0);

  for (guint i = 0; issues != NULL && issues[i] != NULL; i++)
    {
      g_autofree char *words = batch_localize (issues[i]);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
      adw_preferences_group_add (self->issues, row);
      g_ptr_array_add (self->issue_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->issues), self->issue_rows->len > 0);
}

static void
show_found (BatchSourceStep *self,
            const char      *title,
            const char      *subtitle)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->found), title);
  adw_action_row_set_subtitle (self->found, subtitle);
}

static const char *
find_reason (BatchSourceStep *self)
{
  BatchDraft *draft = get_draft (self);
  BatchRowReport *report = batch_draft_get_report (draft);

  if (batch_draft_get_source (draft) == NULL)
    return _("Choose files or a folder, or paste a list.");
  if (batch_draft_get_problem (draft) != NULL)
    return batch_draft_get_problem (draft);
  if (report == NULL)
    return _("Looking into it…");
  if (*batch_row_report_get_issues (report) != NULL)
    return _("Some rows cannot be used. Mend them, and choose the file again.");
  if (batch_row_report_get_n_rows (report) == 0)
    return _("There is nothing in it.");

  return NULL;
}

static void
update (BatchSourceStep *self)
{
  BatchDraft *draft = get_draft (self);
  BatchRowSource *source = batch_draft_get_source (draft);
  BatchRowReport *report = batch_draft_get_report (draft);

  gtk_widget_set_visible (GTK_WIDGET (self->folder_group),
                          source != NULL &&
                          batch_row_source_get_kind (source) == BATCH_ROW_KIND_FILES);
  if (source != NULL)
    {
      g_autofree char *names = describe_files (source);

      adw_action_row_set_subtitle (self->files_row, names);
    }

  if (report != NULL)
    {
      g_autofree char *count = describe_count (report, batch_row_source_get_kind (source));
      g_autofree char *form = describe_form (report);

      show_found (self, count, form);
    }
  else if (batch_draft_get_problem (draft) != NULL)
    show_found (self, _("Cannot Be Read"), batch_draft_get_problem (draft));

  show_issues (self, report != NULL ? batch_row_report_get_issues (report) : NULL);
  batch_step_set_reason (BATCH_STEP (self), find_reason (self));
}

/* --- What is chosen --- */

static char **
split_patterns (AdwEntryRow *row)
{
  g_auto(GStrv) words = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (row)), " ,;", -1);
  GPtrArray *patterns = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (patterns, g_strdup (words[i]));

  g_ptr_array_add (patterns, NULL);
  return (char **) g_ptr_array_free (patterns, FALSE);
}

static void
limit_to_files (BatchSourceStep *self,
                BatchRowSource  *source)
{
  g_auto(GStrv) include = split_patterns (self->include);
  g_auto(GStrv) exclude = split_patterns (self->exclude);

  batch_row_source_set_recursive (source, gtk_switch_get_active (self->recursive));
  batch_row_source_set_include (source, (const char * const *) include);
  batch_row_source_set_exclude (source, (const char * const *) exclude);
}

static void
folder_changed_cb (BatchSourceStep *self)
{
  BatchDraft *draft = get_draft (self);
  BatchRowSource *source = draft != NULL ? batch_draft_get_source (draft) : NULL;

  if (source == NULL)
    return;

  limit_to_files (self, source);
  batch_draft_inspect (draft);
}

static void
kind_changed_cb (BatchSourceStep *self)
{
  BatchDraft *draft = get_draft (self);
  BatchRowSource *source = draft != NULL ? batch_draft_get_source (draft) : NULL;

  if (source == NULL || self->is_taking)
    return;

  batch_row_source_set_kind (source, (BatchRowKind) adw_combo_row_get_selected (self->kind));
  batch_draft_inspect (draft);
}

static void
select_kind (BatchSourceStep *self,
             BatchRowKind     kind)
{
  self->is_taking = TRUE;
  adw_combo_row_set_selected (self->kind, kind);
  self->is_taking = FALSE;
}

void
batch_source_step_take_files (BatchSourceStep *self,
                              GPtrArray       *files,
                              BatchRowKind     kind)
{
  g_autoptr(BatchRowSource) source = NULL;

  g_return_if_fail (BATCH_IS_SOURCE_STEP (self));

  source = batch_row_source_new (kind);
  for (guint i = 0; i < files->len; i++)
    batch_row_source_add_file (source, files->pdata[i]);
  limit_to_files (self, source);

  select_kind (self, kind);
  batch_draft_set_source (get_draft (self), source);
}

static void
list_changed_cb (BatchSourceStep *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->list);
  g_autoptr(BatchRowSource) source = NULL;
  g_autofree char *text = NULL;
  GtkTextIter start;
  GtkTextIter end;
  BatchRowKind kind = (BatchRowKind) adw_combo_row_get_selected (self->kind);

  if (get_draft (self) == NULL)
    return;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  if (kind == BATCH_ROW_KIND_FILES || batch_draft_get_source (get_draft (self)) == NULL)
    kind = BATCH_ROW_KIND_LINES;

  select_kind (self, kind);
  adw_action_row_set_subtitle (self->files_row, NULL);
  if (*text != '\0')
    {
      source = batch_row_source_new (kind);
      batch_row_source_set_text (source, text);
    }
  batch_draft_set_source (get_draft (self), source);
}

void
batch_source_step_take_text (BatchSourceStep *self,
                             const char      *text)
{
  g_return_if_fail (BATCH_IS_SOURCE_STEP (self));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->list), text, -1);
}

static void
sorted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchSourceStep) self = user_data;
  g_autoptr(BatchIncomingFiles) sorting = batch_incoming_files_finish (result, NULL);

  if (sorting == NULL || get_draft (self) == NULL)
    return;

  /* Who chooses here wants to make a batch of it, whatever it is. */
  if (sorting->rows->len > 0)
    batch_source_step_take_files (self, sorting->rows, sorting->kind);
  else if (sorting->batches->len > 0)
    batch_source_step_take_files (self, sorting->batches, BATCH_ROW_KIND_OBJECTS);
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           gpointer         user_data)
{
  g_autoptr(BatchSourceStep) self = user_data;
  g_autoptr(GtkNativeDialog) owned = dialog;
  g_autoptr(GListModel) chosen = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  if (response != GTK_RESPONSE_ACCEPT)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (chosen); i++)
    g_ptr_array_add (files, g_list_model_get_item (chosen, i));
  batch_incoming_files_sort_async (files, sorted_cb, g_object_ref (self));
}

static void
choose_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  gboolean is_folder = g_str_equal (name, "source.folder");
  GtkFileChooserNative *dialog;

  dialog = gtk_file_chooser_native_new (is_folder ? _("Choose a Folder") : _("Choose Files"),
                                        GTK_WINDOW (gtk_widget_get_root (widget)),
                                        is_folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER
                                                  : GTK_FILE_CHOOSER_ACTION_OPEN,
                                        _("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), g_object_ref (widget));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
batch_source_step_begin (BatchStep *step)
{
  BatchSourceStep *self = BATCH_SOURCE_STEP (step);

  g_signal_connect_object (get_draft (self), "notify", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

static void
batch_source_step_dispose (GObject *object)
{
  BatchSourceStep *self = BATCH_SOURCE_STEP (object);

  g_clear_pointer (&self->issue_rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_SOURCE_STEP);

  G_OBJECT_CLASS (batch_source_step_parent_class)->dispose (object);
}

static void
batch_source_step_class_init (BatchSourceStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_source_step_dispose;
  BATCH_STEP_CLASS (klass)->begin = batch_source_step_begin;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-source-step.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchSourceStep, files_row);
  gtk_widget_class_bind_template_child (widget_class, BatchSourceStep, kind);
  gtk_widget_class_bind_template_child (widget_class, BatchSourceStep, found);
  gtk_widget_class_bind_template_child (widget_class, BatchSourceStep, folder_group);
  gtk_widget_class_bind_template_child (widget_class, BatchSourceStep, recursive);
  gtk_widget_class_bind_template_child (widget_class, BatchSourceStep, include);
  gtk_widget_class_bind_template_child (widget_class, BatchSourceStep, exclude);
  gtk_widget_class_bind_template_child (widget_class, BatchSourceStep, issues);
  gtk_widget_class_bind_template_child (widget_class, BatchSourceStep, list);
  gtk_widget_class_bind_template_callback (widget_class, folder_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, kind_changed_cb);
  gtk_widget_class_install_action (widget_class, "source.files", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "source.folder", NULL, choose_action);
}

static void
batch_source_step_init (BatchSourceStep *self)
{
  self->issue_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->list), "changed",
                           G_CALLBACK (list_changed_cb), self, G_CONNECT_SWAPPED);
}
