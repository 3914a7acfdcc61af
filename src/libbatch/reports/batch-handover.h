/* batch-handover.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

#define BATCH_TYPE_HANDOVER (batch_handover_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchHandover, batch_handover, BATCH, HANDOVER, GObject)

BATCH_AVAILABLE_IN_ALL
const char        *batch_handover_get_id          (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_handover_get_job_id      (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_handover_get_server      (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
BatchHandoverState batch_handover_get_state       (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_handover_get_model       (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_handover_get_upstream_id (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
const char        *batch_handover_get_note        (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
gint64             batch_handover_get_total       (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
gint64             batch_handover_get_completed   (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
gint64             batch_handover_get_failed      (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
gint64             batch_handover_get_missing     (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
gint64             batch_handover_get_unknown     (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
GDateTime         *batch_handover_get_created_at  (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
GDateTime         *batch_handover_get_sent_at     (BatchHandover *self);
BATCH_AVAILABLE_IN_ALL
GDateTime         *batch_handover_get_ended_at    (BatchHandover *self);

/* What can be done about them. */

G_END_DECLS
