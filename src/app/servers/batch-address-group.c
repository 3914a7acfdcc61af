/* batch-address-group.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-address-group.h"

#include <glib/gi18n.h>

#include "servers/batch-server.h"
#include "widgets/batch-server-url.h"

/* Servers that only an address is known of: nothing of them is kept, and so nothing can be set. */

struct _BatchAddressGroup
{
  AdwPreferencesGroup  parent_instance;

  GPtrArray           *rows;       /* of GtkWidget, unowned */
};

G_DEFINE_FINAL_TYPE (BatchAddressGroup, batch_address_group, ADW_TYPE_PREFERENCES_GROUP)

/* --- Which ones --- */

static gboolean
is_listed (GListModel *backends,
           const char *url)
{
  g_autoptr(BatchBackend) backend = batch_backend_new ("server", url, NULL, NULL, NULL);

  return backend != NULL && batch_server_is_there (backends, batch_backend_get_url,
                                                   batch_backend_get_url (backend));
}

/* Of unfinished ones, each once. */
static GPtrArray *
collect_urls (GListModel *jobs,
              GListModel *backends)
{
  GPtrArray *urls = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);
      const char *url = batch_job_get_backend (job);

      if (url != NULL && batch_server_url_is (url) && !batch_job_is_terminal (job)
          && !is_listed (backends, url)
          && !g_ptr_array_find_with_equal_func (urls, url, g_str_equal, NULL))
        g_ptr_array_add (urls, g_strdup (url));
    }

  return urls;
}

/* --- Rows --- */

static GtkWidget *
make_button (const char *url)
{
  GtkWidget *button = gtk_button_new_with_label (_("Add"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Gives it a name, a key and settings"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "servers.add");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", url);
  return button;
}

static void
add_row (BatchAddressGroup *self,
         const char        *url,
         const char        *words,
         gboolean           can_add)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  g_object_set (row, "use-markup", FALSE, "title", url, "subtitle", words, "title-lines", 0,
                "subtitle-lines", 0, NULL);
  if (can_add)
    adw_action_row_add_suffix (row, make_button (url));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (row));
  g_ptr_array_add (self->rows, row);
}

static void
remove_rows (BatchAddressGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

void
batch_address_group_show (BatchAddressGroup *self,
                          GListModel        *jobs,
                          GListModel        *backends,
                          const char        *default_backend)
{
  g_autoptr(GPtrArray) urls = collect_urls (jobs, backends);

  remove_rows (self);
  if (default_backend != NULL && batch_server_url_is (default_backend))
    add_row (self, default_backend,
             _("New batches go here, as BATCHQ_BACKEND says, with the key in BATCHQ_API_KEY"),
             !is_listed (backends, default_backend));
  for (guint i = 0; i < urls->len; i++)
    if (g_strcmp0 (urls->pdata[i], default_backend) != 0)
      add_row (self, urls->pdata[i], _("Batches that are not finished go here"), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

gboolean
batch_address_group_is_empty (BatchAddressGroup *self)
{
  return self->rows->len == 0;
}

/* --- The group --- */

static void
batch_address_group_finalize (GObject *object)
{
  g_ptr_array_unref (BATCH_ADDRESS_GROUP (object)->rows);

  G_OBJECT_CLASS (batch_address_group_parent_class)->finalize (object);
}

static void
batch_address_group_class_init (BatchAddressGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = batch_address_group_finalize;
}

static void
batch_address_group_init (BatchAddressGroup *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Used by Address"));
}
