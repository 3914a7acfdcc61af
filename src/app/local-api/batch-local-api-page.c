/* batch-local-api-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "local-api/batch-local-api-page.h"

#include <glib/gi18n.h>

#include "widgets/batch-settings.h"

/* The page of the preferences with the switch of the local Batch API, what programs need to use it,
 * and which ones do. */

struct _BatchLocalApiPage
{
  AdwPreferencesPage  parent_instance;

  GtkSwitch          *enabled;
  AdwActionRow       *address_row;
  AdwActionRow       *key_row;
  AdwActionRow       *problem_row;
  GtkSpinButton      *port;
  GtkWidget          *clients_group;
  GtkListBox         *clients;

  BatchLocalApi      *api;             /* (nullable) */
  GSignalGroup       *signals;
};

G_DEFINE_FINAL_TYPE (BatchLocalApiPage, batch_local_api_page, ADW_TYPE_PREFERENCES_PAGE)

/* --- Copying --- */

static void
copy (BatchLocalApiPage *self,
      const char        *text,
      const char        *words)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (text == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  if (ADW_IS_PREFERENCES_WINDOW (root))
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (root), adw_toast_new (words));
}

static void
copy_address_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  BatchLocalApiPage *self = BATCH_LOCAL_API_PAGE (widget);

  if (self->api != NULL)
    copy (self, batch_local_api_get_address (self->api), _("Address copied"));
}

static void
copy_key_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  BatchLocalApiPage *self = BATCH_LOCAL_API_PAGE (widget);

  if (self->api != NULL)
    copy (self, batch_local_api_get_token (self->api), _("Key copied"));
}

static void
try_again_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  BatchLocalApiPage *self = BATCH_LOCAL_API_PAGE (widget);

  if (self->api != NULL)
    batch_local_api_try_again (self->api);
}

/* --- Who has asked --- */

static char *
describe_time (BatchApiClient *client)
{
  g_autoptr(GDateTime) seen = batch_api_client_get_last_seen (client);
  g_autoptr(GDateTime) local = g_date_time_to_local (seen);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  gboolean today = g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now)
                   && g_date_time_get_year (local) == g_date_time_get_year (now);

  return g_date_time_format (local, today ? "%X" : "%x %X");
}

static char *
describe_client (BatchApiClient *client)
{
  guint64 n_requests = batch_api_client_get_n_requests (client);
  const char *key = batch_api_client_get_key_name (client);
  g_autofree char *time = describe_time (client);
  g_autofree char *asked =
    /* Translators: how often a program has asked, and when it did so last */
    g_strdup_printf (ngettext ("%'d time, last at %s", "%'d times, last at %s",
                               (gulong) n_requests), (int) n_requests, time);

  /* Translators: the name of a key, and when a program has used it */
  return key != NULL ? g_strdup_printf (_("Key “%s” · %s"), key, asked)
                     : g_steal_pointer (&asked);
}

static GtkWidget *
create_client_row (gpointer item,
                   gpointer user_data)
{
  BatchApiClient *client = item;
  const char *agent = batch_api_client_get_agent (client);
  g_autofree char *text = describe_client (client);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 *agent != '\0' ? agent : _("A Program"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  return row;
}

/* --- What is shown --- */

static void
show_row (AdwActionRow *row,
          const char   *text)
{
  adw_action_row_set_subtitle (row, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL);
}

/* Enough of it to tell it from another one; whoever looks over a shoulder has not seen it. */
static char *
mask (const char *token)
{
  g_autofree char *start = token != NULL ? g_utf8_substring (token, 0, MIN (7, strlen (token)))
                                         : NULL;

  return start != NULL ? g_strconcat (start, "…", NULL) : NULL;
}

static void
update (BatchLocalApiPage *self)
{
  const char *address = self->api != NULL ? batch_local_api_get_address (self->api) : NULL;
  g_autofree char *key = address != NULL ? mask (batch_local_api_get_token (self->api)) : NULL;

  show_row (self->address_row, address);
  show_row (self->key_row, key);
  show_row (self->problem_row, self->api != NULL ? batch_local_api_get_problem (self->api) : NULL);
  gtk_widget_set_visible (self->clients_group, address != NULL);
}

static void
address_cb (BatchLocalApiPage *self)
{
  update (self);
  gtk_list_box_bind_model (self->clients,
                           self->api != NULL ? batch_local_api_get_clients (self->api) : NULL,
                           create_client_row, NULL, NULL);
}

/* --- The page --- */

static void
batch_local_api_page_dispose (GObject *object)
{
  BatchLocalApiPage *self = BATCH_LOCAL_API_PAGE (object);

  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->signals);
  g_clear_object (&self->api);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_LOCAL_API_PAGE);

  G_OBJECT_CLASS (batch_local_api_page_parent_class)->dispose (object);
}

static void
batch_local_api_page_class_init (BatchLocalApiPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_local_api_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-local-api-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchLocalApiPage, enabled);
  gtk_widget_class_bind_template_child (widget_class, BatchLocalApiPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, BatchLocalApiPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, BatchLocalApiPage, problem_row);
  gtk_widget_class_bind_template_child (widget_class, BatchLocalApiPage, port);
  gtk_widget_class_bind_template_child (widget_class, BatchLocalApiPage, clients_group);
  gtk_widget_class_bind_template_child (widget_class, BatchLocalApiPage, clients);
  gtk_widget_class_install_action (widget_class, "api.copy-address", NULL, copy_address_action);
  gtk_widget_class_install_action (widget_class, "api.copy-key", NULL, copy_key_action);
  gtk_widget_class_install_action (widget_class, "api.try-again", NULL, try_again_action);
}

static void
batch_local_api_page_init (BatchLocalApiPage *self)
{
  GSettings *settings = batch_settings_get ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (BATCH_TYPE_LOCAL_API);
  g_signal_group_connect_swapped (self->signals, "notify::address", G_CALLBACK (address_cb), self);
  g_signal_group_connect_swapped (self->signals, "notify::problem", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::token", G_CALLBACK (update), self);
  g_settings_bind (settings, "local-api", self->enabled, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "local-api-port", gtk_spin_button_get_adjustment (self->port),
                   "value", G_SETTINGS_BIND_DEFAULT);
  update (self);
}

void
batch_local_api_page_set_api (BatchLocalApiPage *self,
                              BatchLocalApi     *api)
{
  g_return_if_fail (BATCH_IS_LOCAL_API_PAGE (self));
  g_return_if_fail (api == NULL || BATCH_IS_LOCAL_API (api));

  g_set_object (&self->api, api);
  g_signal_group_set_target (self->signals, api);
  gtk_widget_set_sensitive (GTK_WIDGET (self->enabled), api != NULL);
  address_cb (self);
}
