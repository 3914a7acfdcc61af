/* batch-servers-dialog-adding.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-servers-dialog-private.h"

#include <glib/gi18n.h>

#include "servers/batch-server-text.h"
#include "servers/batch-server.h"

/* That none was found is not true for longer than until one is there. */
static void
take_back (BatchServersDialog *self)
{
  if (self->told != NULL)
    adw_toast_dismiss (self->told);
}

static void
add (BatchServersDialog *self,
     BatchBackend       *backend)
{
  take_back (self);
  g_list_store_append (G_LIST_STORE (self->backends), backend);
  if (batch_engine_get_default_backend (self->engine) == NULL)
    batch_servers_dialog_use (self, batch_backend_get_name (backend));
  batch_servers_dialog_put (self, backend);
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
    batch_servers_dialog_show_problem (self, error->message);
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
      batch_servers_dialog_show_problem (self, error->message);
      return;
    }

  clear_address (self);
  add_server (self, info, address->url);
}

static void
add_address (BatchServersDialog *self,
             const char         *text)
{
  Address *address = g_new (Address, 1);

  address->dialog = g_object_ref (self);
  address->url = batch_server_complete_url (text);
  show_looking (self, TRUE);
  batch_identify_server_async (address->url, NULL, self->cancellable, identified_cb, address);
}

static void
address_applied_cb (BatchServersDialog *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->address));

  if (*text != '\0')
    add_address (self, text);
}

/* Of a server that batches go to by its address. */
static void
add_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  add_address (BATCH_SERVERS_DIALOG (widget), g_variant_get_string (parameter, NULL));
}

static void
address_changed_cb (BatchServersDialog *self)
{
  batch_servers_dialog_show_problem (self, "");
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
  batch_servers_dialog_tell (self, text);
}

/* What looks is greyed meanwhile, and has lost it. */
static void
give_focus_back (BatchServersDialog *self)
{
  if (self->looked_from != NULL && gtk_window_get_focus (GTK_WINDOW (self)) == NULL)
    gtk_widget_grab_focus (self->looked_from);
  g_clear_weak_pointer (&self->looked_from);
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
  give_focus_back (self);
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

  g_set_weak_pointer (&self->looked_from, gtk_window_get_focus (GTK_WINDOW (self)));
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

void
batch_servers_dialog_install_adding (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, address_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_install_action (widget_class, "servers.add", "s", add_action);
  gtk_widget_class_install_action (widget_class, "servers.look", NULL, look_action);
  gtk_widget_class_install_action (widget_class, "servers.show-list", NULL, show_list_action);
}
