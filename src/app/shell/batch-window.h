/* batch-window.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

#include "local-api/batch-local-api.h"
#include "shell/batch-queue-progress.h"
#include "shell/batch-when-done.h"

G_BEGIN_DECLS

#define BATCH_TYPE_WINDOW (batch_window_get_type ())

G_DECLARE_FINAL_TYPE (BatchWindow, batch_window, BATCH, WINDOW, AdwApplicationWindow)

BatchWindow        *batch_window_new           (GtkApplication *application);
/* Once. */
void                batch_window_set_engine    (BatchWindow    *self,
                                                BatchEngine    *engine);
/* Then. */
void                batch_window_set_local_api (BatchWindow    *self,
                                                BatchLocalApi  *local_api);
/* NULL without an engine. */
BatchQueue         *batch_window_get_queue     (BatchWindow    *self);
/* What of it is left; NULL without an engine. */
BatchQueueProgress *batch_window_get_work      (BatchWindow    *self);
/* And what happens then; NULL without an engine. */
BatchWhenDone      *batch_window_get_when_done (BatchWindow    *self);
/* Shows one that is in the queue. */
void                batch_window_show_job      (BatchWindow    *self,
                                                const char     *job_id);
/* Whether it is known what was left unfinished; then it can be told to do things. */
gboolean            batch_window_get_ready     (BatchWindow    *self);
/* Shows one that is in the queue, or will be as soon as it is read, and does @action with it, which
 * is NULL for nothing and otherwise stays. When it is ready. */
void                batch_window_do_with_job   (BatchWindow    *self,
                                                const char     *job_id,
                                                const char     *action);
/* Puts a batch file into the queue, after those that came before it. */
/* Of any kind; @files: (element-type GFile) */
void                batch_window_open_files    (BatchWindow    *self,
                                                GPtrArray      *files);
void                batch_window_open_file     (BatchWindow    *self,
                                                GFile          *file);
/* There is no queue: says why, for good. */
void                batch_window_show_failure  (BatchWindow    *self,
                                                const char     *message);

G_END_DECLS
