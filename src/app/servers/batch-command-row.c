/* batch-command-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-command-row.h"

#include <batch.h>
#include <glib/gi18n.h>

struct _BatchCommandRow
{
  AdwActionRow parent_instance;
};

G_DEFINE_FINAL_TYPE (BatchCommandRow, batch_command_row, ADW_TYPE_ACTION_ROW)

static void
copy_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          adw_action_row_get_subtitle (ADW_ACTION_ROW (widget)));
  gtk_widget_activate_action (widget, "servers.tell", "s", _("The command is copied"));
}

static void
batch_command_row_class_init (BatchCommandRowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "command.copy", NULL, copy_action);
}

static void
batch_command_row_init (BatchCommandRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

static GtkWidget *
make_button (const char *command)
{
  g_autofree char *label = g_strdup_printf (_("Copy “%s”"), command);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Copy the Command"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "command.copy");
  return button;
}

GtkWidget *
batch_command_row_new (const char *kind)
{
  const char *command = batch_backend_kind_get_start_command (kind);
  GtkWidget *self = g_object_new (BATCH_TYPE_COMMAND_ROW, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), batch_backend_kind_get_title (kind));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), command);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), make_button (command));
  return self;
}
