/* webhook/batch-webhook-payload-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-webhook-record.h"

G_BEGIN_DECLS

/* What a delivery says, as JSON: the same bytes at each attempt. */
GBytes *batch_webhook_payload (const BatchDeliveryRecord *delivery);

G_END_DECLS
