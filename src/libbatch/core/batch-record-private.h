/* batch-record-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* A copy that has the groups of @record, as they are: there may be thousands, and what changes
 * is one. */
BatchJobRecord   *batch_job_record_copy_lightly (const BatchJobRecord *record);
/* A group of a record that was copied so, which is of its own from now on. */
BatchGroupRecord *batch_job_record_own_group    (BatchJobRecord       *record,
                                                 guint                 place);
/* So many requests that fare alike, and nobody better, show what holds for all. */
#define BATCH_ALL_ALIKE 3
/* Whether what was answered of it, perhaps before we began, speaks for its server: there are too
 * few items left to show that it is another one by now. */
gboolean          batch_job_record_vouches       (const BatchJobRecord *record);

G_END_DECLS
