/* batch-refusal-dialog.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-refusal-dialog.h"

#include <glib/gi18n.h>

#include "widgets/batch-settings.h"

/* Each is a row; whoever has corrected so many checks the file again. */
#define MAX_SHOWN 100

/* Says of batch files that were not taken what is wrong with each, line by line. A file is
 * refused for its first mistake; it is read once more to tell them all. */

struct _BatchRefusalDialog
{
  AdwWindow           parent_instance;

  AdwPreferencesPage *page;

  GCancellable       *cancellable;
};

typedef struct
{
  BatchRefusalDialog *dialog;
  GFile              *file;
  char               *message;     /* of the first mistake */
} Refusal;

G_DEFINE_FINAL_TYPE (BatchRefusalDialog, batch_refusal_dialog, ADW_TYPE_WINDOW)

static void
refusal_free (Refusal *refusal)
{
  g_object_unref (refusal->dialog);
  g_object_unref (refusal->file);
  g_free (refusal->message);
  g_free (refusal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Refusal, refusal_free)

/* @remedy: (nullable) */
static void
add_text (AdwPreferencesGroup *group,
          const char          *text,
          const char          *remedy)
{
  g_autofree char *words = batch_localize (text);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  if (remedy != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), remedy);
  adw_preferences_group_add (group, row);
}

static AdwPreferencesGroup *
add_group (Refusal    *refusal,
           const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *name = g_file_get_basename (refusal->file);
  g_autofree char *display_name = g_filename_display_name (name);
  g_autofree char *title = g_markup_escape_text (display_name, -1);

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  adw_preferences_page_add (refusal->dialog->page, group);
  return group;
}

static char *
describe (guint n_issues)
{
  return g_strdup_printf (ngettext ("Nothing of this file was added. %u problem was found.",
                                    "Nothing of this file was added. %u problems were found.",
                                    n_issues), n_issues);
}

/* (nullable): where the limit is set that the file is beyond; that of bytes is none here */
static const char *
find_remedy (BatchValidationIssue *issue)
{
  return batch_validation_issue_get_code (issue) == BATCH_LINE_ERROR_TOO_MANY_LINES
         ? _("The limit is set in the preferences, as “Lines in a File”.") : NULL;
}

static void
show_issues (Refusal    *refusal,
             GListModel *issues)
{
  guint n_issues = g_list_model_get_n_items (issues);
  g_autofree char *description = describe (n_issues);
  AdwPreferencesGroup *group = add_group (refusal, description);

  for (guint i = 0; i < MIN (n_issues, MAX_SHOWN); i++)
    {
      g_autoptr(BatchValidationIssue) issue = g_list_model_get_item (issues, i);

      add_text (group, batch_validation_issue_get_message (issue), find_remedy (issue));
    }
}

static void
show_message (Refusal *refusal)
{
  add_text (add_group (refusal, _("Nothing of this file was added.")), refusal->message, NULL);
}

static void
validated_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Refusal) refusal = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchValidation) validation = batch_validate_jsonl_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (validation != NULL && !batch_validation_get_valid (validation))
    show_issues (refusal, batch_validation_get_errors (validation));
  else
    show_message (refusal);
}

static void
batch_refusal_dialog_dispose (GObject *object)
{
  BatchRefusalDialog *self = BATCH_REFUSAL_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_REFUSAL_DIALOG);

  G_OBJECT_CLASS (batch_refusal_dialog_parent_class)->dispose (object);
}

static void
batch_refusal_dialog_class_init (BatchRefusalDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_refusal_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-refusal-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchRefusalDialog, page);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
batch_refusal_dialog_init (BatchRefusalDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

BatchRefusalDialog *
batch_refusal_dialog_new (GtkWindow *parent)
{
  return g_object_new (BATCH_TYPE_REFUSAL_DIALOG, "transient-for", parent, NULL);
}

/* What becomes of files is said as the rest is, without their place on the disk. */
static char *
describe_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_strdup (_("There is no such file"));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_strdup (_("This file may not be read"));

  return g_strdup (error->message);
}

void
batch_refusal_dialog_add_file (BatchRefusalDialog *self,
                               GFile              *file,
                               const GError       *error)
{
  g_autoptr(Refusal) refusal = NULL;

  g_return_if_fail (BATCH_IS_REFUSAL_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (error != NULL);

  refusal = g_new0 (Refusal, 1);
  refusal->dialog = g_object_ref (self);
  refusal->file = g_object_ref (file);
  refusal->message = describe_error (error);

  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE))
    batch_validate_jsonl_full_async (file, g_settings_get_uint (batch_settings_get (), "max-lines"),
                                     0, self->cancellable, validated_cb,
                                     g_steal_pointer (&refusal));
  else
    show_message (refusal);
}
