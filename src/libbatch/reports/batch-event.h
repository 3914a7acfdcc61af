/* batch-event.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_EVENT (batch_event_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchEvent, batch_event, BATCH, EVENT, GObject)

BATCH_AVAILABLE_IN_ALL
gint64      batch_event_get_sequence (BatchEvent *self);
BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_event_get_at       (BatchEvent *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_event_get_kind     (BatchEvent *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_event_get_detail   (BatchEvent *self);
BATCH_AVAILABLE_IN_ALL
gint64      batch_event_get_position (BatchEvent *self);

G_END_DECLS
