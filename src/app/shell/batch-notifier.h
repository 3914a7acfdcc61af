/* batch-notifier.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "shell/batch-queue-progress.h"
#include "shell/batch-when-done.h"

G_BEGIN_DECLS

#define BATCH_TYPE_NOTIFIER (batch_notifier_get_type ())

G_DECLARE_FINAL_TYPE (BatchNotifier, batch_notifier, BATCH, NOTIFIER, GObject)

/* Tells who does not look at the window: of ends, of servers that are gone, of work that goes on
 * without a window. A new one takes the place of the old one about the same. */
BatchNotifier *batch_notifier_new               (GtkApplication     *application,
                                                 BatchQueue         *queue,
                                                 BatchQueueProgress *work);
/* And of what happens when all work is done. Once. */
void           batch_notifier_watch_when_done   (BatchNotifier      *self,
                                                 BatchWhenDone      *when_done);
/* The window was closed, and the work goes on; or it is there again. */
void           batch_notifier_set_in_background (BatchNotifier      *self,
                                                 gboolean            in_background);

G_END_DECLS
