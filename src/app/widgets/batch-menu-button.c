/* batch-menu-button.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-menu-button.h"

/* What has the focus, and is read out, is the button inside. */
void
batch_name_menu_button (GtkMenuButton *button,
                        const char    *name,
                        const char    *description)
{
  GtkAccessible *inner = GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (button)));

  gtk_accessible_update_property (inner, GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (description != NULL)
    gtk_accessible_update_property (inner, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}
