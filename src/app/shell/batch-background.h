/* batch-background.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "shell/batch-queue-progress.h"

G_BEGIN_DECLS

#define BATCH_TYPE_BACKGROUND (batch_background_get_type ())

G_DECLARE_FINAL_TYPE (BatchBackground, batch_background, BATCH, BACKGROUND, GObject)

/* Asks the desktop to let the program run without a window, while this lives, and tells it how the
 * work stands. A desktop that has no word for that lets it run anyway. */
BatchBackground *batch_background_new (GDBusConnection    *connection,
                                       BatchQueueProgress *work);

G_END_DECLS
