/* batch-standstill-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* An attempt of @record's has ended as @finish, and its item is @status now. */
void        batch_standstill_note         (BatchJobRecord       *record,
                                           const BatchFinish    *finish,
                                           BatchItemStatus       status,
                                           gint64                now);
/* What came before counts no more. */
void        batch_standstill_forget       (BatchJobRecord       *record);

/* Why nothing of it moves; NULL: it does, or is not meant to. */
const char *batch_standstill_get_reason   (const BatchJobRecord *record);
/* Since then; 0 without a reason. */
gint64      batch_standstill_get_since    (const BatchJobRecord *record);
/* When the first of what waits may be tried again; 0: at any moment, or without a reason. */
gint64      batch_standstill_get_next_try (const BatchJobRecord *record);

G_END_DECLS
