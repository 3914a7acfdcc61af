/* batch-dry-run-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"
#include "reports/batch-dry-run.h"

G_BEGIN_DECLS

BatchDryRun *batch_dry_run_new (void);
/* What would become of the next item: it is skipped, fails for @message (nullable), or else is
 * worked on. */
void         batch_dry_run_add (BatchDryRun     *self,
                                const char      *item_id,
                                BatchItemStatus  status,
                                const char      *message);

G_END_DECLS
