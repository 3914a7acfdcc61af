/* batch-event-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "reports/batch-event.h"

G_BEGIN_DECLS

/* Takes @record. */
BatchEvent *batch_event_new (BatchEventRecord *record);

G_END_DECLS
