/* batch-load-watch.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_LOAD_WATCH (batch_load_watch_get_type ())

G_DECLARE_FINAL_TYPE (BatchLoadWatch, batch_load_watch, BATCH, LOAD_WATCH, GObject)

/* The models that an engine waits for. "changed" says that one of them is elsewhere than it was:
 * once a second while there are any, as time is part of it. */
BatchLoadWatch *batch_load_watch_new  (BatchEngine    *engine);
/* Returns: (nullable) (transfer full): the one of @key at @backend; of both NULL: the oldest */
BatchLoad      *batch_load_watch_find (BatchLoadWatch *self,
                                       const char     *backend,
                                       const char     *key);

G_END_DECLS
