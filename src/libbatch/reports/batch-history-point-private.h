/* batch-history-point-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-history.h"
#include "reports/batch-history-point.h"

G_BEGIN_DECLS

/* Copies @record. */
BatchHistoryPoint *batch_history_point_new (const BatchHistoryRecord *record);

G_END_DECLS
