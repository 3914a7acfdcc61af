/* batch-preferences.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "preferences/batch-preferences.h"

#include "preferences/batch-preferences-window.h"

static void
preferences_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  g_autoptr(BatchQueue) queue = NULL;
  g_autoptr(BatchLocalApi) local_api = NULL;
  BatchPreferencesWindow *window;

  g_object_get (widget, "queue", &queue, "local-api", &local_api, NULL);
  window = batch_preferences_window_new (GTK_WINDOW (widget),
                                         queue != NULL ? batch_queue_get_engine (queue) : NULL,
                                         local_api);
  gtk_window_present (GTK_WINDOW (window));
}

void
batch_preferences_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, preferences_action);
}
