/* batch-servers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-servers.h"

#include "servers/batch-servers-dialog.h"

static void
servers_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  g_autoptr(BatchQueue) queue = NULL;

  g_object_get (widget, "queue", &queue, NULL);
  if (queue != NULL)
    gtk_window_present (GTK_WINDOW (batch_servers_dialog_new (GTK_WINDOW (widget),
                                                              batch_queue_get_engine (queue))));
}

void
batch_servers_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.servers", NULL, servers_action);
}
