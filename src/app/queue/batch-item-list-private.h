/* batch-item-list-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "queue/batch-item-list.h"

#include "queue/batch-item-header.h"
#include "widgets/batch-list-selection.h"

G_BEGIN_DECLS

/* The list is in four files: -finding is which items are shown, -opening how one is looked at, and
 * -actions what is done to those that are selected. */

struct _BatchItemList
{
  AdwBin              parent_instance;

  GtkDropDown        *filter;
  GtkSpinner         *spinner;
  GtkSearchBar       *search_bar;
  GtkSearchEntry     *search_entry;
  GtkStack           *views;
  GtkListView        *list_view;
  GtkColumnView      *table_view;
  AdwStatusPage      *nothing;
  GMenuModel         *item_menu;
  GtkWidget          *popover;         /* (nullable) made when it is asked for */

  BatchQueue         *queue;           /* (nullable) */
  BatchJob           *job;             /* (nullable) */
  BatchItem          *item;            /* (nullable) */
  GListModel         *items;           /* (nullable) what is shown */
  BatchListSelection *selection;
  BatchItemHeader    *header;          /* (nullable) of the table, once it is shown */
  char               *sort;
  char               *asked;           /* (nullable) the last query of this job */
  gboolean            backwards;
  gboolean            table;
};

/* Neither filtered nor searched. */
gboolean batch_item_list_shows_all       (BatchItemList  *self);
/* Those that are asked for now. */
void     batch_item_list_show_items      (BatchItemList  *self);

/* Makes it the one that is looked at. */
void     batch_item_list_show_item       (BatchItemList  *self,
                                          BatchItem      *item);

/* -finding */
void     batch_item_list_install_finding (GtkWidgetClass *widget_class);

/* -opening */
void     batch_item_list_install_opening (GtkWidgetClass *widget_class);
void     batch_item_list_add_open_key    (BatchItemList  *self);

/* -actions */
void     batch_item_list_install_actions (GtkWidgetClass *widget_class);
void     batch_item_list_add_menu        (BatchItemList  *self);

G_END_DECLS
