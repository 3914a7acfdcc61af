/* batch-servers.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* “win.servers”, for a window whose property “queue” is a BatchQueue: shows the servers of its
 * engine. */
void batch_servers_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
