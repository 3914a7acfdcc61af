/* batch-delivery-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-webhook-record.h"
#include "reports/batch-delivery.h"

G_BEGIN_DECLS

/* @record: (transfer full) */
BatchDelivery *batch_delivery_new (BatchDeliveryRecord *record);

G_END_DECLS
