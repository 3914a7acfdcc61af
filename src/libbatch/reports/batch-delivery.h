/* batch-delivery.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_DELIVERY (batch_delivery_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchDelivery, batch_delivery, BATCH, DELIVERY, GObject)

BATCH_AVAILABLE_IN_ALL
const char *batch_delivery_get_event_id    (BatchDelivery *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_delivery_get_kind        (BatchDelivery *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_delivery_get_job_id      (BatchDelivery *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_delivery_get_url         (BatchDelivery *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_delivery_get_state       (BatchDelivery *self);
BATCH_AVAILABLE_IN_ALL
guint       batch_delivery_get_attempts    (BatchDelivery *self);
BATCH_AVAILABLE_IN_ALL
guint       batch_delivery_get_status_code (BatchDelivery *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_delivery_get_error       (BatchDelivery *self);
BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_delivery_get_created_at  (BatchDelivery *self);
BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_delivery_get_due_at      (BatchDelivery *self);
BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_delivery_get_ended_at    (BatchDelivery *self);

G_END_DECLS
