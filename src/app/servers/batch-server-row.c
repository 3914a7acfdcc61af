/* batch-server-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-server-row.h"

#include <glib/gi18n.h>

#include "servers/batch-server-live.h"
#include "servers/batch-server-text.h"
#include "servers/batch-server.h"
#include "widgets/batch-accessible-name.h"
#include "widgets/batch-tab-stop.h"

struct _BatchServerRow
{
  AdwExpanderRow  parent_instance;

  GtkImage       *icon;
  GtkSpinner     *spinner;
  GtkWidget      *default_mark;
  GtkEditable    *address;
  GtkEditable    *key;
  GtkSpinButton  *parallel;
  AdwActionRow   *limits_row;
  AdwActionRow   *swapped_row;
  GtkListBoxRow  *models_row;
  GtkListView    *models;

  BatchEngine     *engine;
  BatchBackend    *backend;
  BatchServerLive *live;
  GCancellable    *cancellable;    /* of what is asked now */
  guint            n_loaded;       /* of its models, as the sentence has it */
};

G_DEFINE_FINAL_TYPE (BatchServerRow, batch_server_row, ADW_TYPE_EXPANDER_ROW)

/* --- How it is with it --- */

static void
show_sentence (BatchServerRow *self,
               const char     *icon,
               const char     *sentence)
{
  g_autofree char *words = batch_localize (sentence);
  g_autofree char *escaped = g_markup_escape_text (words, -1);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", batch_backend_get_name (self->backend),
                                             words);

  gtk_image_set_from_icon_name (self->icon, icon);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), escaped);
  batch_accessible_name_set_opening (ADW_EXPANDER_ROW (self), spoken);
}

static void
show_busy (BatchServerRow *self,
           gboolean        busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !busy);
}

/* A row of a list is as low as it can be, which would leave them to be scrolled. */
static void
show_all_if_few (BatchServerRow *self)
{
  AdwBin *stop = ADW_BIN (gtk_list_box_row_get_child (self->models_row));
  GtkScrolledWindow *window = GTK_SCROLLED_WINDOW (adw_bin_get_child (stop));
  int height;

  gtk_widget_measure (GTK_WIDGET (self->models), GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL,
                      NULL);
  gtk_scrolled_window_set_min_content_height (
    window, MIN (height, gtk_scrolled_window_get_max_content_height (window)));
}

static void test (BatchServerRow *self,
                  gboolean        ask);

/* --- What is known of it --- */

static void
show_text (AdwActionRow *row,
           const char   *text)
{
  adw_action_row_set_subtitle (row, text);
  gtk_widget_set_visible (GTK_WIDGET (row), *text != '\0');
}

static char *
describe_swaps (BatchServerRow *self)
{
  guint n_swapped = batch_server_live_get_swapped (self->live);

  if (n_swapped == 0)
    return g_strdup ("");

  return g_strdup_printf (
    ngettext ("Another program took its memory %u time in the last day; the model was loaded again",
              "Other programs took its memory %u times in the last day; the models were loaded "
              "again", n_swapped), n_swapped);
}

static void
show_live (BatchServerRow *self)
{
  GListModel *models = batch_server_live_get_models (self->live);
  g_autofree char *limits =
    batch_server_describe_limits (batch_server_live_get_limits (self->live));
  g_autofree char *swaps = describe_swaps (self);

  show_text (self->limits_row, limits);
  show_text (self->swapped_row, swaps);
  gtk_widget_set_visible (GTK_WIDGET (self->models_row), g_list_model_get_n_items (models) > 0);
  show_all_if_few (self);
}

static guint
count_loaded (GListModel *models)
{
  guint n_loaded = 0;

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      n_loaded += batch_model_get_state (model) == BATCH_MODEL_STATE_LOADED;
    }

  return n_loaded;
}

/* Nobody is asked again and again for what nobody sees. */
static void
watch (BatchServerRow *self)
{
  if (self->live != NULL)
    batch_server_live_set_watched (self->live,
                                   gtk_widget_get_mapped (GTK_WIDGET (self))
                                   && adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)));
}

/* The sentence at the top tells how many models are in memory, too. */
static void
live_changed_cb (BatchServerRow *self)
{
  show_live (self);
  if (count_loaded (batch_server_live_get_models (self->live)) != self->n_loaded)
    test (self, FALSE);
}

static void
follow (BatchServerRow *self)
{
  GListModel *models;
  g_autoptr(GtkSelectionModel) selection = NULL;

  self->live = batch_server_live_new (self->engine, self->backend);
  models = batch_server_live_get_models (self->live);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (models)));
  gtk_list_view_set_model (self->models, selection);
  g_signal_connect_object (self->live, "changed", G_CALLBACK (live_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchServerRow) self = user_data;
  g_autoptr(BatchServerReport) report =
    batch_engine_test_backend_finish (BATCH_ENGINE (source), result, NULL);

  if (report == NULL)
    return;

  show_busy (self, FALSE);
  show_sentence (self, batch_server_state_icon (batch_server_report_get_state (report)),
                 batch_server_report_get_message (report));
  self->n_loaded = count_loaded (batch_server_report_get_models (report));
  batch_server_live_take_models (self->live, batch_server_report_get_models (report));
  show_live (self);
  if (g_list_model_get_n_items (batch_server_report_get_models (report)) > 0)
    batch_server_live_look (self->live);
}

static void
test (BatchServerRow *self,
      gboolean        ask)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();

  show_busy (self, TRUE);
  batch_engine_test_backend_async (self->engine, self->backend, ask, self->cancellable, tested_cb,
                                   g_object_ref (self));
}

/* --- Changing it --- */

static void
tell (BatchServerRow *self,
      const char     *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "servers.tell", "s", text);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchServerRow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_engine_add_backend_finish (BATCH_ENGINE (source), result, &error))
    tell (self, error->message);
}

static void
save (BatchServerRow *self)
{
  batch_engine_add_backend_async (self->engine, self->backend, NULL, saved_cb,
                                  g_object_ref (self));
}

static void
address_applied_cb (BatchServerRow *self)
{
  g_autofree char *url = batch_server_complete_url (gtk_editable_get_text (self->address));
  g_autoptr(GError) error = NULL;
  gboolean taken = batch_backend_set_url (self->backend, url, &error);

  gtk_editable_set_text (self->address, batch_backend_get_url (self->backend));
  if (!taken)
    {
      tell (self, error->message);
      return;
    }

  save (self);
  test (self, FALSE);
}

static void
parallel_changed_cb (BatchServerRow *self)
{
  guint parallel = (guint) gtk_spin_button_get_value_as_int (self->parallel);

  if (self->backend == NULL || parallel == batch_backend_get_parallel (self->backend))
    return;

  batch_backend_set_parallel (self->backend, parallel);
  save (self);
}

/* --- Its key --- */

static void
show_key (BatchServerRow *self)
{
  gboolean stored = batch_backend_get_key_name (self->backend) != NULL;

  gtk_editable_set_text (self->key, "");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->key),
                                 stored ? _("Another API Key") : _("API Key"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.forget-key", stored);
}

/* What the store says of it now. */
static void
take_key_name (BatchServerRow *self,
               GListModel     *backends)
{
  g_autoptr(BatchBackend) known = batch_server_find (backends, batch_backend_get_name,
                                                     batch_backend_get_name (self->backend));

  if (known != NULL)
    batch_backend_set_key_name (self->backend, batch_backend_get_key_name (known));
}

static void
key_known_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(BatchServerRow) self = user_data;
  g_autoptr(GListModel) backends =
    batch_engine_list_backends_finish (BATCH_ENGINE (source), result, NULL);

  if (backends == NULL)
    return;

  take_key_name (self, backends);
  show_key (self);
  test (self, FALSE);
}

static void
key_stored_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(BatchServerRow) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean in_keyring = FALSE;

  if (!batch_engine_store_key_finish (BATCH_ENGINE (source), result, &in_keyring, &error))
    {
      tell (self, error->message);
      return;
    }

  tell (self, in_keyring ? _("The key is in the keyring")
                         : _("There is no keyring: the key is in a file that only you can read"));
  batch_engine_list_backends_async (self->engine, NULL, key_known_cb, g_object_ref (self));
}

static void
key_forgotten_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BatchServerRow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_engine_forget_key_finish (BATCH_ENGINE (source), result, &error))
    {
      tell (self, error->message);
      return;
    }

  tell (self, _("The key was forgotten"));
  batch_engine_list_backends_async (self->engine, NULL, key_known_cb, g_object_ref (self));
}

static void
key_applied_cb (BatchServerRow *self)
{
  g_autofree char *key = g_strstrip (g_strdup (gtk_editable_get_text (self->key)));

  if (*key != '\0')
    batch_engine_store_key_async (self->engine, batch_backend_get_name (self->backend), key, NULL,
                                  key_stored_cb, g_object_ref (self));
}

static void
forget_key_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  BatchServerRow *self = BATCH_SERVER_ROW (widget);

  batch_engine_forget_key_async (self->engine, batch_backend_get_name (self->backend), NULL,
                                 key_forgotten_cb, g_object_ref (self));
}

/* --- The row --- */

static void
test_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  test (BATCH_SERVER_ROW (widget), g_str_equal (name, "row.ask"));
}

static void
name_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchServerRow *self = BATCH_SERVER_ROW (widget);

  gtk_widget_activate_action (widget, g_str_equal (name, "row.use") ? "servers.use"
                                                                    : "servers.remove",
                              "s", batch_backend_get_name (self->backend));
}

BatchBackend *
batch_server_row_get_backend (BatchServerRow *self)
{
  return self->backend;
}

void
batch_server_row_set_default (BatchServerRow *self,
                              gboolean        is_default)
{
  gtk_widget_set_visible (self->default_mark, is_default);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.use", !is_default);
}

static void
batch_server_row_dispose (GObject *object)
{
  BatchServerRow *self = BATCH_SERVER_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->live != NULL)
    g_object_run_dispose (G_OBJECT (self->live));
  g_clear_object (&self->live);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_SERVER_ROW);
  g_clear_object (&self->backend);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (batch_server_row_parent_class)->dispose (object);
}

static void
batch_server_row_class_init (BatchServerRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_server_row_dispose;

  g_type_ensure (BATCH_TYPE_TAB_STOP);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-server-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchServerRow, icon);
  gtk_widget_class_bind_template_child (widget_class, BatchServerRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, BatchServerRow, default_mark);
  gtk_widget_class_bind_template_child (widget_class, BatchServerRow, address);
  gtk_widget_class_bind_template_child (widget_class, BatchServerRow, key);
  gtk_widget_class_bind_template_child (widget_class, BatchServerRow, parallel);
  gtk_widget_class_bind_template_child (widget_class, BatchServerRow, limits_row);
  gtk_widget_class_bind_template_child (widget_class, BatchServerRow, swapped_row);
  gtk_widget_class_bind_template_child (widget_class, BatchServerRow, models_row);
  gtk_widget_class_bind_template_child (widget_class, BatchServerRow, models);
  gtk_widget_class_bind_template_callback (widget_class, address_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, parallel_changed_cb);
  gtk_widget_class_install_action (widget_class, "row.test", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "row.ask", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "row.use", NULL, name_action);
  gtk_widget_class_install_action (widget_class, "row.remove", NULL, name_action);
  gtk_widget_class_install_action (widget_class, "row.forget-key", NULL, forget_key_action);
}

static void
batch_server_row_init (BatchServerRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  batch_accessible_name_set_buttons (GTK_WIDGET (self->address));
  batch_accessible_name_set_buttons (GTK_WIDGET (self->key));
  g_signal_connect (self, "notify::expanded", G_CALLBACK (watch), NULL);
  g_signal_connect_after (self, "map", G_CALLBACK (watch), NULL);
  g_signal_connect_after (self, "unmap", G_CALLBACK (watch), NULL);
}

GtkWidget *
batch_server_row_new (BatchEngine  *engine,
                      BatchBackend *backend)
{
  BatchServerRow *self = g_object_new (BATCH_TYPE_SERVER_ROW, NULL);
  g_autofree char *title = g_markup_escape_text (batch_backend_get_name (backend), -1);

  self->engine = g_object_ref (engine);
  self->backend = g_object_ref (backend);
  follow (self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_editable_set_text (self->address, batch_backend_get_url (backend));
  gtk_spin_button_set_value (self->parallel, batch_backend_get_parallel (backend));
  show_key (self);
  show_sentence (self, "batch-waiting-symbolic", batch_backend_get_url (backend));
  test (self, FALSE);
  return GTK_WIDGET (self);
}
