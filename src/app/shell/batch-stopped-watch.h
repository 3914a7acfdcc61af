/* batch-stopped-watch.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_STOPPED_WATCH (batch_stopped_watch_get_type ())

G_DECLARE_FINAL_TYPE (BatchStoppedWatch, batch_stopped_watch, BATCH, STOPPED_WATCH, GObject)

/* Looks now and then whether another process that works on the queue is stopped, as by Ctrl+Z;
 * “changed” tells of it. It begins switched off. */
BatchStoppedWatch *batch_stopped_watch_new         (BatchEngine       *engine);
void               batch_stopped_watch_set_on      (BatchStoppedWatch *self,
                                                    gboolean           on);
/* The first of them; 0: none. */
int                batch_stopped_watch_get_process (BatchStoppedWatch *self);
/* Has that process go on. */
void               batch_stopped_watch_let_go_on   (BatchStoppedWatch *self);

G_END_DECLS
