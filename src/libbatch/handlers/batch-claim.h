/* batch-claim.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

/**
 * BATCH_WORKERS:
 *
 * The handler of jobs whose items workers outside claim.
 */
#define BATCH_WORKERS "workers"

#define BATCH_TYPE_CLAIM (batch_claim_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchClaim, batch_claim, BATCH, CLAIM, GObject)

BATCH_AVAILABLE_IN_ALL
const char *batch_claim_get_id           (BatchClaim *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_claim_get_job_id       (BatchClaim *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_claim_get_item_id      (BatchClaim *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_claim_get_custom_id    (BatchClaim *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_claim_get_resource_key (BatchClaim *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_claim_get_operation    (BatchClaim *self);
BATCH_AVAILABLE_IN_ALL
const char *batch_claim_get_payload      (BatchClaim *self);
BATCH_AVAILABLE_IN_ALL
guint       batch_claim_get_number       (BatchClaim *self);
BATCH_AVAILABLE_IN_ALL
GDateTime  *batch_claim_get_expires_at   (BatchClaim *self);

G_END_DECLS
