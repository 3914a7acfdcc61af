/* batch-item-handler-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"
#include "handlers/batch-attempt-private.h"
#include "handlers/batch-item-handler.h"

G_BEGIN_DECLS

#define BATCH_SKIP_REASON "Skipped: already has a result"

/* Asks whether to skip, where the policy says so, and else lets the handler do
 * its work. Runs in the owner's context. */
void batch_item_handler_run (BatchItemHandler     *self,
                             BatchAttempt         *attempt,
                             BatchOverwritePolicy  policy);

/* What would become of an item, for a preview: skipped, failed with a @message, or pending,
 * as it would be worked on. Runs in the owner's context. */
BatchItemStatus batch_item_handler_foresee (BatchItemHandler        *self,
                                            const BatchAttemptInfo  *info,
                                            char                   **message);

G_END_DECLS
