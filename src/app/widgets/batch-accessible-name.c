/* batch-accessible-name.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-accessible-name.h"

/* What has the focus in a GtkDropDown is the button in it, and in a GtkColumnView the list in it.
 * GTK leaves both without a name: gives the widget and these the same one. */

static void
set_name (GtkWidget  *widget,
          const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
batch_accessible_name_set (GtkWidget  *widget,
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

/* The title stands in a row of its own, which is the first. */
static GtkWidget *
find_title_row (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = ADW_IS_ACTION_ROW (child) ? child : find_title_row (child);

  return found;
}

void
batch_accessible_name_set_opening (AdwExpanderRow *row,
                                   const char     *name)
{
  GtkWidget *title_row = find_title_row (GTK_WIDGET (row));

  set_name (GTK_WIDGET (row), name);
  if (title_row == NULL)
    return;

  /* Newer libadwaita names it by its title, which would go before any name. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (title_row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  set_name (title_row, name);
}

/* It is another one while the text is shown. */
static void
tooltip_changed_cb (GtkWidget *button)
{
  const char *tooltip = gtk_widget_get_tooltip_text (button);

  if (tooltip != NULL)
    set_name (button, tooltip);
}

void
batch_accessible_name_set_buttons (GtkWidget *entry)
{
  for (GtkWidget *child = gtk_widget_get_first_child (entry); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!GTK_IS_BUTTON (child))
        {
          batch_accessible_name_set_buttons (child);
          continue;
        }

      g_signal_connect (child, "notify::tooltip-text", G_CALLBACK (tooltip_changed_cb), NULL);
      tooltip_changed_cb (child);
    }
}
