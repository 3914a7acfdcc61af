/* batch-job-ending-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* How a job ends, by what became of its items. Pure. */

/* Nothing waits, nothing is under way. */
gboolean      batch_job_has_ended   (const BatchJobRecord *record);
/* The state that such a job is to have:
 *
 *   cancelled by somebody, or every one of its items was  → cancelled
 *   an item was still open when the deadline passed       → expired
 *   an item failed                                        → completed_with_errors
 *   else, without items too                               → completed */
BatchJobState batch_job_final_state (const BatchJobRecord *record);

G_END_DECLS
