/* batch-window-when-done.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

#include <glib/gi18n.h>

#include "results/batch-usual-folder.h"
#include "shell/batch-when-done-actions.h"
#include "widgets/batch-question.h"

/* A person chooses what happens when all work is done, and hears what came of it. */

/* --- Export --- */

static void
folder_response_cb (GtkNativeDialog *dialog,
                    int              response,
                    gpointer         user_data)
{
  g_autoptr(BatchWindow) self = user_data;
  g_autoptr(GtkNativeDialog) owned = dialog;
  g_autoptr(GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;

  if (response != GTK_RESPONSE_ACCEPT || self->when_done == NULL)
    return;

  if (path == NULL)
    {
      batch_window_show_toast (self, _("Results can only be saved on this computer"));
      return;
    }

  batch_usual_folder_keep (path);
  batch_when_done_set_export (self->when_done, path);
}

static void
ask_for_folder (BatchWindow *self)
{
  g_autofree char *usual = batch_usual_folder_get ();
  g_autoptr(GFile) folder = usual != NULL ? g_file_new_for_path (usual) : NULL;
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_("Export When Done"), GTK_WINDOW (self),
                                 GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Export Here"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  /* Otherwise it begins in what was used last, which is not a folder. */
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
  g_signal_connect (dialog, "response", G_CALLBACK (folder_response_cb), g_object_ref (self));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- Run a command --- */

static GtkEditable *
get_entry (GtkWidget *question)
{
  return g_object_get_data (G_OBJECT (question), "entry");
}

/* What cannot be run is said while it is typed. */
static void
command_changed_cb (GtkWidget *question)
{
  const char *command = gtk_editable_get_text (get_entry (question));
  GtkLabel *reason = g_object_get_data (G_OBJECT (question), "reason");
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) words = batch_command_parse (command, &error);

  gtk_label_set_text (reason, words == NULL && command[0] != '\0' ? error->message : "");
  batch_question_set_answer_enabled (question, "run", words != NULL);
}

static void
command_response_cb (BatchWindow *self,
                     const char  *response,
                     GtkWidget   *question)
{
  if (g_str_equal (response, "run") && self->when_done != NULL)
    batch_when_done_set_command (self->when_done, gtk_editable_get_text (get_entry (question)));
}

static GtkWidget *
make_command_entry (GtkWidget *question)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *reason = gtk_label_new (NULL);

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Command"), -1);
  gtk_label_set_wrap (GTK_LABEL (reason), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (reason), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (reason), 0);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), reason);
  g_object_set_data (G_OBJECT (question), "entry", entry);
  g_object_set_data (G_OBJECT (question), "reason", reason);

  return box;
}

static void
ask_for_command (BatchWindow *self)
{
  const char *command = batch_when_done_get_command (self->when_done);
  GtkWidget *question = batch_question_new (_("Run a Command When Done"),
                                            _("A program and its arguments, without a shell."));

  batch_question_set_extra_child (question, make_command_entry (question));
  batch_question_add_answer (question, "cancel", _("_Cancel"), ADW_RESPONSE_DEFAULT);
  batch_question_add_answer (question, "run", _("_Run When Done"), ADW_RESPONSE_SUGGESTED);
  g_object_set (question, "default-response", "run", NULL);
  g_signal_connect_object (get_entry (question), "changed", G_CALLBACK (command_changed_cb),
                           question, G_CONNECT_SWAPPED);
  gtk_editable_set_text (get_entry (question), command != NULL ? command : "");
  command_changed_cb (question);
  g_signal_connect_object (question, "response", G_CALLBACK (command_response_cb), self,
                           G_CONNECT_SWAPPED);
  batch_question_present (question, GTK_WIDGET (self));
}

/* --- Actions --- */

static const char *
get_nick (BatchWhenDoneKind kind)
{
  g_autoptr(GEnumClass) kinds = g_type_class_ref (BATCH_TYPE_WHEN_DONE_KIND);

  return g_enum_get_value (kinds, kind)->value_nick;
}

static void
choose (BatchWindow       *self,
        BatchWhenDoneKind  kind)
{
  switch (kind)
    {
    case BATCH_WHEN_DONE_EXPORT:
      ask_for_folder (self);
      break;

    case BATCH_WHEN_DONE_RUN_COMMAND:
      ask_for_command (self);
      break;

    case BATCH_WHEN_DONE_NOTHING:
    case BATCH_WHEN_DONE_NOTIFY:
    case BATCH_WHEN_DONE_FREE_MODELS:
      batch_when_done_set_kind (self->when_done, kind);
      break;
    }
}

/* The state follows what is chosen in the end: of some kinds more has to be said first. */
static void
choose_cb (GSimpleAction *action,
           GVariant      *value,
           gpointer       user_data)
{
  BatchWindow *self = user_data;
  g_autoptr(GEnumClass) kinds = g_type_class_ref (BATCH_TYPE_WHEN_DONE_KIND);
  const GEnumValue *kind = g_enum_get_value_by_nick (kinds, g_variant_get_string (value, NULL));

  if (kind != NULL)
    choose (self, kind->value);
}

static void
kind_cb (BatchWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "when-done");
  const char *nick = get_nick (batch_when_done_get_kind (self->when_done));

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (nick));
}

static void
cancel_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  batch_when_done_cancel (BATCH_WINDOW (user_data)->when_done);
}

static void
told_cb (BatchWindow *self,
         const char  *title,
         const char  *sentence)
{
  batch_window_show_toast (self, sentence);
}

void
batch_window_start_when_done (BatchWindow *self)
{
  static const GActionEntry actions[] = {
    { .name = "when-done", .parameter_type = "s", .state = "'nothing'",
      .change_state = choose_cb },
    { .name = "cancel-when-done", .activate = cancel_cb },
  };

  self->when_done = batch_when_done_new (self->queue);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  batch_run_bar_set_when_done (self->run_bar, self->when_done);
  g_signal_connect_object (self->when_done, "notify::kind", G_CALLBACK (kind_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->when_done, "notify::seconds-left",
                           G_CALLBACK (batch_window_update_notice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->when_done, "told", G_CALLBACK (told_cb), self,
                           G_CONNECT_SWAPPED);
}
