/* batch-servers-dialog.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-servers-dialog.h"

#include <glib/gi18n.h>

#include "servers/batch-command-row.h"
#include "servers/batch-removed-servers.h"
#include "servers/batch-server-row.h"
#include "servers/batch-server-text.h"
#include "servers/batch-server.h"
#include "widgets/batch-accessible-name.h"
#include "widgets/batch-row.h"

#define UNDO_SECONDS 10

struct _BatchServersDialog
{
  AdwWindow             parent_instance;

  AdwToastOverlay      *toasts;
  GtkStack             *stack;
  AdwStatusPage        *none;
  GtkLabel             *look_label;
  AdwPreferencesGroup  *commands;
  AdwPreferencesGroup  *servers;
  AdwPreferencesGroup  *given_group;
  AdwActionRow         *given;
  AdwEntryRow          *address;
  GtkSpinner           *spinner;
  GtkLabel             *problem;

  BatchEngine          *engine;
  GListModel           *backends;     /* (owned) as they are in the store */
  GPtrArray            *rows;         /* of BatchServerRow, unowned */
  BatchRemovedServers  *removed;
  GCancellable         *cancellable;
};

G_DEFINE_FINAL_TYPE (BatchServersDialog, batch_servers_dialog, ADW_TYPE_WINDOW)

static void reload (BatchServersDialog *self);

static void
tell (BatchServersDialog *self,
      const char         *text)
{
  g_autofree char *words = batch_localize (text);
  g_autofree char *escaped = g_markup_escape_text (words, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

static void
show_problem (BatchServersDialog *self,
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

/* An address has no place in the store, and so nothing of it can be changed here. */
static void
show_given (BatchServersDialog *self)
{
  const char *server = batch_engine_get_default_backend (self->engine);
  gboolean is_given = server != NULL && batch_server_is_url (server);

  gtk_widget_set_visible (GTK_WIDGET (self->given_group), is_given);
  if (is_given)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->given), server);
}

static void
show_default (BatchServersDialog *self)
{
  mark_default (self);
  show_given (self);
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
        show_problem (self, error->message);
      return;
    }

  g_set_object (&self->backends, backends);
  drop_rows (self);
  add_rows (self);
  show_default (self);
  gtk_widget_set_visible (GTK_WIDGET (self->servers), self->rows->len > 0);
  if (self->rows->len > 0 || gtk_widget_get_visible (GTK_WIDGET (self->given_group)))
    gtk_stack_set_visible_child_name (self->stack, "list");
}

static void
reload (BatchServersDialog *self)
{
  batch_engine_list_backends_async (self->engine, self->cancellable, listed_cb,
                                    g_object_ref (self));
}

/* --- The one that new batches go to --- */

static void
use (BatchServersDialog *self,
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
  use (BATCH_SERVERS_DIALOG (widget), g_variant_get_string (parameter, NULL));
}

/* --- Adding --- */

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
    show_problem (self, error->message);
}

static void
add (BatchServersDialog *self,
     BatchBackend       *backend)
{
  g_list_store_append (G_LIST_STORE (self->backends), backend);
  if (batch_engine_get_default_backend (self->engine) == NULL)
    use (self, batch_backend_get_name (backend));
  batch_engine_add_backend_async (self->engine, backend, NULL, added_cb, g_object_ref (self));
}

static void
add_server (BatchServersDialog *self,
            BatchServerInfo    *info,
            const char         *url)
{
  g_autofree char *name = batch_server_choose_name (info, url, self->backends);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchBackend) backend =
    batch_backend_new (name, url, info != NULL ? batch_server_info_get_kind (info) : NULL, NULL,
                       &error);

  if (backend != NULL)
    add (self, backend);
  else
    show_problem (self, error->message);
}

static void
show_looking (BatchServersDialog *self,
              gboolean            looking)
{
  gtk_spinner_set_spinning (self->spinner, looking);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "servers.look", !looking);
}

typedef struct
{
  BatchServersDialog *dialog;
  char               *url;
} Address;

static void
address_free (Address *address)
{
  g_object_unref (address->dialog);
  g_free (address->url);
  g_free (address);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Address, address_free)

/* The button that applies it is for what was typed, and goes with that. */
static void
clear_address (BatchServersDialog *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->address), "");
  adw_entry_row_set_show_apply_button (self->address, FALSE);
  adw_entry_row_set_show_apply_button (self->address, TRUE);
}

/* Who does not answer now is added all the same: the row says what is wrong. */
static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Address) address = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchServerInfo) info = batch_identify_server_finish (result, &error);
  BatchServersDialog *self = address->dialog;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  show_looking (self, FALSE);
  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST))
    {
      show_problem (self, error->message);
      return;
    }

  clear_address (self);
  add_server (self, info, address->url);
}

static void
address_applied_cb (BatchServersDialog *self)
{
  Address *address;

  if (*gtk_editable_get_text (GTK_EDITABLE (self->address)) == '\0')
    return;

  address = g_new (Address, 1);
  address->dialog = g_object_ref (self);
  address->url = batch_server_complete_url (gtk_editable_get_text (GTK_EDITABLE (self->address)));
  show_looking (self, TRUE);
  batch_identify_server_async (address->url, NULL, self->cancellable, identified_cb, address);
}

static void
address_changed_cb (BatchServersDialog *self)
{
  show_problem (self, "");
}

/* --- Looking for servers, only when asked to --- */

static void
tell_found (BatchServersDialog *self,
            guint               n_found,
            guint               n_new)
{
  g_autofree char *text = NULL;

  adw_status_page_set_title (self->none, _("No Model Server Found"));
  gtk_label_set_label (self->look_label, _("_Check Again"));
  if (n_new > 0)
    text = g_strdup_printf (ngettext ("%u server was added", "%u servers were added", n_new),
                            n_new);
  else if (n_found > 0)
    text = g_strdup (_("No other server was found"));
  else
    text = g_strdup (_("No server was found on this computer"));
  tell (self, text);
}

static void
discovered_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(BatchServersDialog) self = user_data;
  g_autoptr(GListModel) found = batch_discover_servers_finish (result, NULL);
  guint n_new = 0;

  if (found == NULL)
    return;

  show_looking (self, FALSE);
  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr(BatchServerInfo) info = g_list_model_get_item (found, i);
      const char *url = batch_server_info_get_url (info);

      if (batch_server_is_there (self->backends, batch_backend_get_url, url))
        continue;
      add_server (self, info, url);
      n_new++;
    }
  tell_found (self, g_list_model_get_n_items (found), n_new);
}

static void
look_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchServersDialog *self = BATCH_SERVERS_DIALOG (widget);

  show_looking (self, TRUE);
  batch_discover_servers_async (NULL, 0, self->cancellable, discovered_cb, g_object_ref (self));
}

static void
show_list_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  BatchServersDialog *self = BATCH_SERVERS_DIALOG (widget);

  gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_widget_grab_focus (GTK_WIDGET (self->address));
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
  g_autofree char *text = g_strdup_printf (_("“%s” Was Removed"), escaped);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "servers.restore");
  adw_toast_set_action_target (toast, "s", name);
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_object_set_data_full (G_OBJECT (toast), "server", g_strdup (name), g_free);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
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

  if (removed)
    reload (self);
  else
    tell (self, error->message);
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
  batch_engine_remove_backend_async (self->engine, name, NULL, removed_cb, g_object_ref (self));
  offer_undo (self, name);
}

static void
restore_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  BatchServersDialog *self = BATCH_SERVERS_DIALOG (widget);
  g_autoptr(BatchBackend) backend =
    batch_removed_servers_take (self->removed, g_variant_get_string (parameter, NULL));

  if (backend != NULL)
    batch_engine_add_backend_async (self->engine, backend, NULL, added_cb, g_object_ref (self));
}

static void
tell_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  tell (BATCH_SERVERS_DIALOG (widget), g_variant_get_string (parameter, NULL));
}

/* --- The dialog --- */

static void
batch_servers_dialog_dispose (GObject *object)
{
  BatchServersDialog *self = BATCH_SERVERS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->backends);
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

  G_OBJECT_CLASS (batch_servers_dialog_parent_class)->finalize (object);
}

static void
batch_servers_dialog_class_init (BatchServersDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_servers_dialog_dispose;
  object_class->finalize = batch_servers_dialog_finalize;

  g_type_ensure (BATCH_TYPE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-servers-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, none);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, look_label);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, commands);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, servers);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, given_group);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, given);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, address);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, BatchServersDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, address_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_install_action (widget_class, "servers.use", "s", use_action);
  gtk_widget_class_install_action (widget_class, "servers.look", NULL, look_action);
  gtk_widget_class_install_action (widget_class, "servers.show-list", NULL, show_list_action);
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
