/* batch-stopped-watch.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "engine/batch-engine.h"
#include "engine/batch-stopped-process.h"

G_BEGIN_DECLS

#define BATCH_TYPE_STOPPED_WATCH (batch_stopped_watch_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchStoppedWatch, batch_stopped_watch, BATCH, STOPPED_WATCH, GObject)

BATCH_AVAILABLE_IN_ALL
BatchStoppedWatch   *batch_stopped_watch_new         (BatchEngine        *engine);
BATCH_AVAILABLE_IN_ALL
BatchEngine         *batch_stopped_watch_get_engine  (BatchStoppedWatch  *self);
BATCH_AVAILABLE_IN_ALL
gboolean             batch_stopped_watch_get_active  (BatchStoppedWatch  *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_stopped_watch_set_active  (BatchStoppedWatch  *self,
                                                      gboolean            active);
BATCH_AVAILABLE_IN_ALL
BatchStoppedProcess *batch_stopped_watch_get_process (BatchStoppedWatch  *self);
BATCH_AVAILABLE_IN_ALL
gboolean             batch_stopped_watch_resume      (BatchStoppedWatch  *self,
                                                      GError            **error);

G_END_DECLS
