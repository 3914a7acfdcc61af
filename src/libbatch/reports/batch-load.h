/* batch-load.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_LOAD (batch_load_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchLoad, batch_load, BATCH, LOAD, GObject)

BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_load_get_began_at     (BatchLoad *self);
BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_load_get_ended_at     (BatchLoad *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_load_get_duration_ms  (BatchLoad *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_load_get_resource_key (BatchLoad *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_load_get_backend      (BatchLoad *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_load_get_evicted_key  (BatchLoad *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_load_get_job_id       (BatchLoad *self);
BATCH_AVAILABLE_IN_ALL
gboolean    batch_load_get_swapped      (BatchLoad *self);
BATCH_AVAILABLE_IN_ALL
double      batch_load_get_fraction     (BatchLoad *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_load_get_expected_ms  (BatchLoad *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_load_get_elapsed_ms   (BatchLoad *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_load_get_size         (BatchLoad *self);

G_END_DECLS
