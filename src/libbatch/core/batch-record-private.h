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
/* Whether a server has answered items of it, as opposed to earlier jobs that answers were taken
 * from. */
gboolean          batch_job_record_was_answered  (const BatchJobRecord *record);

G_END_DECLS
