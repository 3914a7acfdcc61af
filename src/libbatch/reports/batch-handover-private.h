/* batch-handover-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-handover-record.h"
#include "reports/batch-handover.h"

G_BEGIN_DECLS

/* @record: (transfer full) */
BatchHandover *batch_handover_new (BatchHandoverRecord *record);

G_END_DECLS
