/* batch-plot-card.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-plot-card.h"

#include <glib/gi18n.h>

#include "insights/batch-plot-table.h"
#include "widgets/batch-tab-stop.h"

/* A plot with what is around it: a title, what it says in one sentence, what the cursor is at,
 * and its numbers as a table. */

struct _BatchPlotCard
{
  AdwBin           parent_instance;

  GtkLabel        *title_label;
  GtkLabel        *summary_label;
  GtkLabel        *reading_label;
  GtkStack        *stack;
  AdwBin          *place;
  GtkColumnView   *table;
  GtkToggleButton *table_button;

  char            *title;
  BatchPlot       *plot;           /* (nullable) */
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_PLOT,
  PROP_AS_TABLE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchPlotCard, batch_plot_card, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

/* --- The plot --- */

static void
update_page (BatchPlotCard *self)
{
  gboolean as_table = gtk_toggle_button_get_active (self->table_button);
  GListModel *rows = batch_plot_get_rows (self->plot);
  gboolean empty = g_list_model_get_n_items (rows) == 0;

  gtk_stack_set_visible_child_name (self->stack,
                                    empty ? "empty" : as_table ? "table" : "plot");
  gtk_widget_set_sensitive (GTK_WIDGET (self->table_button), !empty);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "card.save-image", !empty && !as_table);
  /* A table that nobody sees follows nothing. */
  if (!as_table || empty)
    batch_plot_table_set_rows (self->table, NULL);
  else if (gtk_column_view_get_model (self->table) == NULL)
    batch_plot_table_set_rows (self->table, rows);
}

static void
reading_cb (BatchPlotCard *self)
{
  const char *reading = batch_plot_get_reading (self->plot);

  gtk_label_set_label (self->reading_label, reading != NULL ? reading : "");
}

static void
summary_cb (BatchPlotCard *self)
{
  gtk_label_set_label (self->summary_label, batch_plot_get_summary (self->plot));
  update_page (self);
}

static void
take_plot (BatchPlotCard *self,
           BatchPlot     *plot)
{
  self->plot = plot;
  adw_bin_set_child (self->place, GTK_WIDGET (plot));
  gtk_accessible_update_property (GTK_ACCESSIBLE (plot), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->title, -1);
  batch_plot_table_set_titles (self->table, self->title, batch_plot_get_titles (plot));
  g_signal_connect_object (plot, "notify::reading", G_CALLBACK (reading_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (plot, "notify::summary", G_CALLBACK (summary_cb), self,
                           G_CONNECT_SWAPPED);
  summary_cb (self);
}

static void
table_toggled_cb (BatchPlotCard *self)
{
  if (self->plot != NULL)
    update_page (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AS_TABLE]);
}

/* --- As a file --- */

static void
save_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  gpointer         user_data)
{
  BatchPlotCard *self = user_data;
  g_autoptr(GtkNativeDialog) owned = dialog;
  g_autoptr(GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;

  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  path = g_file_get_path (file);
  if (path != NULL && !batch_plot_save (self->plot, path, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
save_image_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  BatchPlotCard *self = BATCH_PLOT_CARD (widget);
  g_autofree char *file_name = g_strdup_printf ("%s.png", self->title);
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_("Save Image"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                 GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file_name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- The card --- */

static void
batch_plot_card_dispose (GObject *object)
{
  BatchPlotCard *self = BATCH_PLOT_CARD (object);

  self->plot = NULL;
  g_clear_pointer (&self->title, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_PLOT_CARD);

  G_OBJECT_CLASS (batch_plot_card_parent_class)->dispose (object);
}

static void
batch_plot_card_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BatchPlotCard *self = BATCH_PLOT_CARD (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    case PROP_PLOT:
      g_value_set_object (value, self->plot);
      break;

    case PROP_AS_TABLE:
      g_value_set_boolean (value, batch_plot_card_get_as_table (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_plot_card_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  BatchPlotCard *self = BATCH_PLOT_CARD (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      self->title = g_value_dup_string (value);
      gtk_label_set_label (self->title_label, self->title);
      break;

    case PROP_PLOT:
      if (g_value_get_object (value) != NULL)
        take_plot (self, g_value_get_object (value));
      break;

    case PROP_AS_TABLE:
      batch_plot_card_set_as_table (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_plot_card_class_init (BatchPlotCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_plot_card_dispose;
  object_class->get_property = batch_plot_card_get_property;
  object_class->set_property = batch_plot_card_set_property;

  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  properties[PROP_PLOT] =
    g_param_spec_object ("plot", NULL, NULL, BATCH_TYPE_PLOT,
                         (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  properties[PROP_AS_TABLE] =
    g_param_spec_boolean ("as-table", NULL, NULL, FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (BATCH_TYPE_TAB_STOP);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-plot-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchPlotCard, title_label);
  gtk_widget_class_bind_template_child (widget_class, BatchPlotCard, summary_label);
  gtk_widget_class_bind_template_child (widget_class, BatchPlotCard, reading_label);
  gtk_widget_class_bind_template_child (widget_class, BatchPlotCard, stack);
  gtk_widget_class_bind_template_child (widget_class, BatchPlotCard, place);
  gtk_widget_class_bind_template_child (widget_class, BatchPlotCard, table);
  gtk_widget_class_bind_template_child (widget_class, BatchPlotCard, table_button);
  gtk_widget_class_bind_template_callback (widget_class, table_toggled_cb);
  gtk_widget_class_install_action (widget_class, "card.save-image", NULL, save_image_action);
}

static void
batch_plot_card_init (BatchPlotCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

gboolean
batch_plot_card_get_as_table (BatchPlotCard *self)
{
  return gtk_toggle_button_get_active (self->table_button);
}

void
batch_plot_card_set_as_table (BatchPlotCard *self,
                              gboolean       as_table)
{
  gtk_toggle_button_set_active (self->table_button, as_table);
}
