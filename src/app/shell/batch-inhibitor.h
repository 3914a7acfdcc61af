/* batch-inhibitor.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "shell/batch-queue-progress.h"

G_BEGIN_DECLS

#define BATCH_TYPE_INHIBITOR (batch_inhibitor_get_type ())

G_DECLARE_FINAL_TYPE (BatchInhibitor, batch_inhibitor, BATCH, INHIBITOR, GObject)

/* Keeps the computer from going to sleep by itself, but only while requests are on their way. */
BatchInhibitor *batch_inhibitor_new (GtkApplication     *application,
                                     BatchQueueProgress *work);

G_END_DECLS
