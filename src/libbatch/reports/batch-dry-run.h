/* batch-dry-run.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_DRY_RUN (batch_dry_run_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchDryRun, batch_dry_run, BATCH, DRY_RUN, GObject)

BATCH_AVAILABLE_IN_ALL
guint               batch_dry_run_get_total       (BatchDryRun *self);
BATCH_AVAILABLE_IN_ALL
guint               batch_dry_run_get_to_process  (BatchDryRun *self);
BATCH_AVAILABLE_IN_ALL
guint               batch_dry_run_get_to_skip     (BatchDryRun *self);
BATCH_AVAILABLE_IN_ALL
guint               batch_dry_run_get_to_fail     (BatchDryRun *self);
BATCH_AVAILABLE_IN_ALL
const char * const *batch_dry_run_get_skipped_ids (BatchDryRun *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_dry_run_get_failure     (BatchDryRun *self);

G_END_DECLS
