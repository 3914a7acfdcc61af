/* batch-servers-dialog.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-servers-dialog-private.h"

#include <glib/gi18n.h>

#include "servers/batch-command-row.h"
#include "servers/batch-server-row.h"
#include "servers/batch-server.h"
#include "widgets/batch-accessible-name.h"
#include "widgets/batch-row.h"

#define UNDO_SECONDS 10

G_DEFINE_FINAL_TYPE (BatchServersDialog, batch_servers_dialog, ADW_TYPE_WINDOW)

static void reload (BatchServersDialog *self);

void
batch_servers_dialog_tell (BatchServersDialog *self,
                           const char         *text)
{
  g_autofree char *words = batch_localize (text);
  g_autofree char *escaped = g_markup_escape_text (words, -1);
  AdwToast *toast = adw_toast_new (escaped);

  g_set_weak_pointer (&self->told, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
batch_servers_dialog_show_problem (BatchServersDialog *self,
                                   const char         *text)
{
  g_autofree char *words = batch_localize (text);

  gtk_label_set_text (self->problem, words);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), *text != '\0');
}

/* --- The list --- */

static BatchServerRow *
find_row (BatchServersDialog *self,
          const char         *name)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      BatchServerRow *row = g_ptr_array_index (self->rows, i);

      if (g_str_equal (batch_backend_get_name (batch_server_row_get_backend (row)), name))
        return row;
    }

  return NULL;
}

static void
mark_default (BatchServersDialog *self)
{
  const char *server = batch_engine_get_default_backend (self->engine);

  for (guint i = 0; i < self->rows->len; i++)
    {
      BatchServerRow *row = g_ptr_array_index (self->rows, i);
      BatchBackend *backend = batch_server_row_get_backend (row);

      batch_server_row_set_default (row,
                                    g_strcmp0 (server, batch_backend_get_name (backend)) == 0);
    }
}

static void
show_default (BatchServersDialog *self)
{
  mark_default (self);
  batch_address_group_show (self->addresses, self->jobs, self->backends,
                            batch_engine_get_default_backend (self->engine));
}

/* Rows stay as long as their servers do: a person may be writing in one. */
static void
drop_rows (BatchServersDialog *self)
{
  for (guint i = self->rows->len; i > 0; i--)
    {
      BatchServerRow *row = g_ptr_array_index (self->rows, i - 1);

      if (batch_server_is_there (self->backends, batch_backend_get_name,
                                 batch_backend_get_name (batch_server_row_get_backend (row))))
        continue;
      g_ptr_array_remove_index (self->rows, i - 1);
      adw_preferences_group_remove (self->servers, GTK_WIDGET (row));
    }
}

static void
add_rows (BatchServersDialog *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->backends); i++)
    {
      g_autoptr(BatchBackend) backend = g_list_model_get_item (self->backends, i);
      GtkWidget *row;

      if (find_row (self, batch_backend_get_name (backend)) != NULL)
        continue;
      row = batch_server_row_new (self->engine, backend);
      g_ptr_array_add (self->rows, row);
      adw_preferences_group_add (self->servers, row);
    }
}

static void
show_list (BatchServersDialog *self)
{
  drop_rows (self);
  add_rows (self);
  show_default (self);
  gtk_widget_set_visible (GTK_WIDGET (self->servers), self->rows->len > 0);
  if (self->rows->len > 0 || !batch_address_group_is_empty (self->addresses))
    gtk_stack_set_visible_child_name (self->stack, "list");
}

/* The one that they went to may have been removed, and still be on a list from before. */
static void
take_only (BatchServersDialog *self)
{
  g_autoptr(BatchBackend) first = g_list_model_get_item (self->backends, 0);

  if (batch_engine_get_default_backend (self->engine) == NULL && first != NULL
      && !batch_removed_servers_has (self->removed, batch_backend_get_name (first))
      && batch_server_choose_only (self->engine, self->backends))
    batch_server_save (batch_engine_get_default_backend (self->engine));
}

/* Servers are shown as well without them. */
static void
jobs_listed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(BatchServersDialog) self = user_data;
  g_autoptr(GListModel) jobs = batch_engine_list_jobs_finish (BATCH_ENGINE (source), result, NULL);

  if (self->cancellable == NULL)
    return;

  if (jobs != NULL)
    g_set_object (&self->jobs, jobs);
  show_list (self);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchServersDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) backends =
    batch_engine_list_backends_finish (BATCH_ENGINE (source), result, &error);

  if (backends == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        batch_servers_dialog_show_problem (self, error->message);
      return;
    }

  g_set_object (&self->backends, backends);
  take_only (self);
  batch_engine_list_jobs_async (self->engine, NULL, NULL, 0, self->cancellable, jobs_listed_cb,
                                g_object_ref (self));
}

static void
reload (BatchServersDialog *self)
{
  batch_engine_list_backends_async (self->engine, self->cancellable, listed_cb,
                                    g_object_ref (self));
}

/* --- The one that new batches go to --- */

void
batch_servers_dialog_use (BatchServersDialog *self,
                          const char         *name)
{
  batch_engine_set_default_backend (self->engine, name);
  batch_server_save (name);
  show_default (self);
}

static void
use_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  batch_servers_dialog_use (BATCH_SERVERS_DIALOG (widget), g_variant_get_string (parameter, NULL));
}

/* --- What is in the store --- */

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchServersDialog) self = user_data;
  g_autoptr(GError) error = NULL;

  gboolean added = batch_engine_add_backend_finish (BATCH_ENGINE (source), result, &error);

  if (self->cancellable == NULL)
    return;

  if (added)
    reload (self);
  else
    batch_servers_dialog_show_problem (self, error->message);
}

void
batch_servers_dialog_put (BatchServersDialog *self,
                          BatchBackend       *backend)
{
  batch_engine_add_backend_async (self->engine, backend, NULL, added_cb, g_object_ref (self));
}

/* --- Removing, which can be undone --- */

static void
toast_dismissed_cb (AdwToast           *toast,
                    BatchServersDialog *self)
{
  /* With the dialog all of them are forgotten, before its toasts go. */
  if (self->removed != NULL)
    batch_removed_servers_forget (self->removed, g_object_get_data (G_OBJECT (toast), "server"));
}

static void
offer_undo (BatchServersDialog *self,
            const char         *name)
{
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  /* In a narrow window the end of the name is cut off, not what has become of it. */
  g_autofree char *text = g_strdup_printf (_("Removed “%s”"), escaped);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "servers.restore");
  adw_toast_set_action_target (toast, "s", name);
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_object_set_data_full (G_OBJECT (toast), "server", g_strdup (name), g_free);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* New batches would be refused. It is at once as it will be, so that undoing it comes later. */
static void
stop_using (BatchServersDialog *self,
            const char         *name)
{
  if (g_strcmp0 (batch_engine_get_default_backend (self->engine), name) != 0)
    return;

  g_free (self->replaced);
  self->replaced = g_strdup (name);
  batch_servers_dialog_use (self, NULL);
}

static void
use_again (BatchServersDialog *self,
           const char         *name)
{
  if (g_strcmp0 (self->replaced, name) != 0)
    return;

  batch_servers_dialog_use (self, name);
  g_clear_pointer (&self->replaced, g_free);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BatchServersDialog) self = user_data;
  g_autoptr(GError) error = NULL;

  gboolean removed = batch_engine_remove_backend_finish (BATCH_ENGINE (source), result, &error);

  if (self->cancellable == NULL)
    return;

  if (!removed)
    batch_servers_dialog_tell (self, error->message);
  reload (self);
}

static void
remove_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  BatchServersDialog *self = BATCH_SERVERS_DIALOG (widget);
  const char *name = g_variant_get_string (parameter, NULL);
  BatchServerRow *row = find_row (self, name);

  if (row == NULL)
    return;

  batch_removed_servers_add (self->removed, batch_server_row_get_backend (row));
  stop_using (self, name);
  batch_engine_remove_backend_async (self->engine, name, NULL, removed_cb, g_object_ref (self));
  offer_undo (self, name);
}

static void
restore_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  BatchServersDialog *self = BATCH_SERVERS_DIALOG (widget);
  const char *name = g_variant_get_string (parameter, NULL);
  g_autoptr(BatchBackend) backend = batch_removed_servers_take (self->removed, name);

  if (backend == NULL)
    return;

  batch_servers_dialog_put (self, backend);
  use_again (self, name);
}

static void
tell_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  batch_servers_dialog_tell (BATCH_SERVERS_DIALOG (widget), g_variant_get_string (parameter, NULL));
}

/* --- The dialog --- */

static void
batch_servers_dialog_dispose (GObject *object)
{
  BatchServersDialog *self = BATCH_SERVERS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->told);
  g_clear_weak_pointer (&self->looked_from);
  g_clear_object (&self->backends);
  g_clear_object (&self->jobs);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_SERVERS_DIALOG);
  g_clear_pointer (&self->removed, batch_removed_servers_free);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (batch_servers_dialog_parent_class)->dispose (object);
}

static void
batch_servers_dialog_finalize (GObject *object)
{
  BatchServersDialog *self = BATCH_SERVERS_DIALOG (object);

  g_ptr_array_unref (self->rows);
  g_free (self->replaced);

  G_OBJECT_CLASS (batch_servers_dialog_parent_class)->finalize (object);
}

static void
batch_servers_dialog_class_init (BatchServersDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_servers_dialog_dispose;
  object_class->finalize = batch_servers_dialog_finalize;

  g_type_ensure (BATCH_TYPE_ADDRESS_GROUP);
  g_type_ensure (BATCH_TYPE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-servers-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, none);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, look_label);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, commands);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, servers);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, addresses);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, address);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, problem);
  batch_servers_dialog_install_adding (widget_class);
  gtk_widget_class_install_action (widget_class, "servers.use", "s", use_action);
  gtk_widget_class_install_action (widget_class, "servers.remove", "s", remove_action);
  gtk_widget_class_install_action (widget_class, "servers.restore", "s", restore_action);
  gtk_widget_class_install_action (widget_class, "servers.tell", "s", tell_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
batch_servers_dialog_init (BatchServersDialog *self)
{
  static const char *const kinds[] = { "ollama", "llama-server", "lm-studio", "vllm" };

  self->cancellable = g_cancellable_new ();
  self->backends = G_LIST_MODEL (g_list_store_new (BATCH_TYPE_BACKEND));
  self->jobs = G_LIST_MODEL (g_list_store_new (BATCH_TYPE_JOB));
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  batch_accessible_name_set_buttons (GTK_WIDGET (self->address));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    adw_preferences_group_add (self->commands, batch_command_row_new (kinds[i]));
}

BatchServersDialog *
batch_servers_dialog_new (GtkWindow   *parent,
                          BatchEngine *engine)
{
  BatchServersDialog *self = g_object_new (BATCH_TYPE_SERVERS_DIALOG, "transient-for", parent,
                                           NULL);

  self->engine = g_object_ref (engine);
  self->removed = batch_removed_servers_new (engine);
  reload (self);
  return self;
}
