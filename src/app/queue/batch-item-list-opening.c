/* batch-item-list-opening.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-list-private.h"

#include "widgets/batch-tab-stop.h"

/* An item is opened by a double click, by Return or by Space: then its details are there. */

static void
opened_cb (BatchItemList *self,
           guint          place)
{
  g_autoptr(BatchItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), place);
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);

  if (item == NULL)
    return;

  /* One of several that are selected is looked at, and they stay so. */
  if (!gtk_selection_model_is_selected (selection, place))
    gtk_selection_model_select_item (selection, place, TRUE);
  batch_item_list_show_item (self, item);
  gtk_widget_activate_action (GTK_WIDGET (self), "queue.show-detail", NULL);
}

/* Not on the title of a column. */
static gboolean
space_cb (GtkWidget *views,
          GVariant  *arguments,
          gpointer   user_data)
{
  GtkWidget *row = batch_tab_stop_find_row (views);

  return row != NULL && gtk_widget_activate (row);
}

/* It comes before the row, which would take it to select itself, and is so already. */
void
batch_item_list_add_open_key (BatchItemList *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_space, 0),
                                            gtk_callback_action_new (space_cb, NULL, NULL));

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
  gtk_widget_add_controller (GTK_WIDGET (self->views), controller);
}

void
batch_item_list_install_opening (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
}
