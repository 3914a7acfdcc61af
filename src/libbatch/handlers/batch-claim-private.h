/* batch-claim-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "handlers/batch-claim.h"

G_BEGIN_DECLS

/* @expires_at: µs, wall clock */
BatchClaim *batch_claim_new (const BatchJobRecord  *job,
                             const BatchItemRecord *item,
                             GBytes                *payload,
                             gint64                 expires_at);

G_END_DECLS
