/* batch-run-bar.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "shell/batch-queue-progress.h"
#include "shell/batch-when-done.h"

G_BEGIN_DECLS

#define BATCH_TYPE_RUN_BAR (batch_run_bar_get_type ())

G_DECLARE_FINAL_TYPE (BatchRunBar, batch_run_bar, BATCH, RUN_BAR, AdwBin)

/* Shows how far the work is, and is there as long as some is left. Once. */
void batch_run_bar_set_work      (BatchRunBar        *self,
                                  BatchQueueProgress *work,
                                  BatchEngine        *engine);
/* Shows what happens then. Once. */
void batch_run_bar_set_when_done (BatchRunBar        *self,
                                  BatchWhenDone      *when_done);
/* Leaves more room for how far the work is. @low: of the height, too, there is little. */
void batch_run_bar_set_narrow    (BatchRunBar        *self,
                                  gboolean            narrow,
                                  gboolean            low);

G_END_DECLS
