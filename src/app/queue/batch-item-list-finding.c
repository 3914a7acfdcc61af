/* batch-item-list-finding.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-list-private.h"

/* Some of the items: those of a state, and those that say something. */

static void
show_all_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  BatchItemList *self = BATCH_ITEM_LIST (widget);

  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_drop_down_set_selected (self->filter, 0);
  batch_item_list_show_items (self);
  gtk_widget_child_focus (GTK_WIDGET (self->views), GTK_DIR_TAB_FORWARD);
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BatchItemList *self = BATCH_ITEM_LIST (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
batch_item_list_set_filter (BatchItemList *self,
                            guint          filter)
{
  g_return_if_fail (BATCH_IS_ITEM_LIST (self));

  gtk_drop_down_set_selected (self->filter, filter);
}

void
batch_item_list_set_search (BatchItemList *self,
                            const char    *search)
{
  g_return_if_fail (BATCH_IS_ITEM_LIST (self));

  /* The entry is emptied before it is filled. */
  g_signal_handlers_block_by_func (self->search_entry, batch_item_list_show_items, self);
  gtk_search_bar_set_search_mode (self->search_bar, *search != '\0');
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), search);
  g_signal_handlers_unblock_by_func (self->search_entry, batch_item_list_show_items, self);
  batch_item_list_show_items (self);
}

void
batch_item_list_install_finding (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "items.show-all", NULL, show_all_action);
  gtk_widget_class_install_action (widget_class, "items.search", NULL, search_action);
}
