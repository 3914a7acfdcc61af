/* batch-server-dialog.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-server-dialog.h"

#include "servers/batch-server.h"

struct _BatchServerDialog
{
  AdwWindow             parent_instance;

  GtkEditable          *server;
  GtkLabel             *problem;
  AdwPreferencesGroup  *names;

  BatchEngine          *engine;
  GCancellable         *cancellable;
};

G_DEFINE_FINAL_TYPE (BatchServerDialog, batch_server_dialog, ADW_TYPE_WINDOW)

static void
show_problem (BatchServerDialog *self,
              const char        *text)
{
  gtk_label_set_text (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), *text != '\0');
}

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchServerDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *server = NULL;

  if (!batch_server_choose_finish (BATCH_ENGINE (source), result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_problem (self, error->message);
      return;
    }

  server = g_strstrip (g_strdup (gtk_editable_get_text (self->server)));
  batch_server_save (server);
  gtk_window_close (GTK_WINDOW (self));
}

static void
use_cb (BatchServerDialog *self)
{
  g_autofree char *server = g_strstrip (g_strdup (gtk_editable_get_text (self->server)));

  batch_server_choose_async (self->engine, server, self->cancellable, chosen_cb,
                             g_object_ref (self));
}

static void
use_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  use_cb (BATCH_SERVER_DIALOG (widget));
}

static void
changed_cb (BatchServerDialog *self)
{
  g_autofree char *server = g_strstrip (g_strdup (gtk_editable_get_text (self->server)));

  show_problem (self, "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.use", *server != '\0');
}

static void
name_activated_cb (BatchServerDialog *self,
                   AdwActionRow      *row)
{
  gtk_editable_set_text (self->server, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  use_cb (self);
}

static void
add_name (BatchServerDialog *self,
          BatchBackend      *backend)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), batch_backend_get_name (backend));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), batch_backend_get_url (backend));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (name_activated_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->names, row);
}

static void
backends_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(BatchServerDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) backends =
    batch_engine_list_backends_finish (BATCH_ENGINE (source), result, &error);

  if (backends == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_problem (self, error->message);
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr(BatchBackend) backend = g_list_model_get_item (backends, i);

      add_name (self, backend);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->names), g_list_model_get_n_items (backends) > 0);
}

static void
batch_server_dialog_dispose (GObject *object)
{
  BatchServerDialog *self = BATCH_SERVER_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_SERVER_DIALOG);

  G_OBJECT_CLASS (batch_server_dialog_parent_class)->dispose (object);
}

static void
batch_server_dialog_class_init (BatchServerDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_server_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-server-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchServerDialog, server);
  gtk_widget_class_bind_template_child (widget_class, BatchServerDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, BatchServerDialog, names);
  gtk_widget_class_bind_template_callback (widget_class, use_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_install_action (widget_class, "dialog.use", NULL, use_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
batch_server_dialog_init (BatchServerDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

BatchServerDialog *
batch_server_dialog_new (GtkWindow   *parent,
                         BatchEngine *engine)
{
  g_autofree char *server = batch_server_load ();
  BatchServerDialog *self = g_object_new (BATCH_TYPE_SERVER_DIALOG, "transient-for", parent, NULL);

  self->engine = g_object_ref (engine);
  if (batch_engine_get_default_backend (engine) != NULL)
    gtk_editable_set_text (self->server, batch_engine_get_default_backend (engine));
  else if (server != NULL)
    gtk_editable_set_text (self->server, server);
  changed_cb (self);
  batch_engine_list_backends_async (engine, self->cancellable, backends_listed_cb,
                                    g_object_ref (self));
  return self;
}
