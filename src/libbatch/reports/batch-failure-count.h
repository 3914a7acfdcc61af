/* batch-failure-count.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

#define BATCH_TYPE_FAILURE_COUNT (batch_failure_count_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchFailureCount, batch_failure_count, BATCH, FAILURE_COUNT, GObject)

BATCH_AVAILABLE_IN_ALL
BatchFailureKind  batch_failure_count_get_kind        (BatchFailureCount *self);
BATCH_AVAILABLE_IN_ALL
guint             batch_failure_count_get_status_code (BatchFailureCount *self);
BATCH_AVAILABLE_IN_ALL
gint64            batch_failure_count_get_count       (BatchFailureCount *self);
BATCH_AVAILABLE_IN_ALL
const char       *batch_failure_count_get_example     (BatchFailureCount *self);
BATCH_AVAILABLE_IN_ALL
gboolean          batch_failure_count_get_varied      (BatchFailureCount *self);

G_END_DECLS
