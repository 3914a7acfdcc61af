/* batch-inner-name.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-inner-name.h"

/* What has the focus in a GtkDropDown is the button in it, and in a GtkColumnView the list in it.
 * GTK leaves both without a name: gives the widget and these the same one. */

static void
set_name (GtkWidget  *widget,
          const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
batch_inner_name_set (GtkWidget  *widget,
                      const char *name)
{
  set_name (widget, name);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_TOGGLE_BUTTON (child) || GTK_IS_LIST_VIEW (child))
        set_name (child, name);
    }
}
