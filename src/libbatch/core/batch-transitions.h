/* batch-transitions.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

/* Whether a job or item may go from one state to another. The error is
 * BATCH_ERROR_INVALID_STATE, names both states and says what to do instead. */
BATCH_AVAILABLE_IN_ALL
gboolean batch_transition_job         (BatchJobState     from,
                                       BatchJobState     to,
                                       GError          **error);
BATCH_AVAILABLE_IN_ALL
gboolean batch_transition_item        (BatchItemStatus   from,
                                       BatchItemStatus   to,
                                       GError          **error);

/* A retry is the only way back from an end: the job is queued again, those of
 * its items for which this is TRUE become pending again. */
BATCH_AVAILABLE_IN_ALL
gboolean batch_transition_reopen      (BatchJobState     from,
                                       GError          **error);
BATCH_AVAILABLE_IN_ALL
gboolean batch_transition_reopen_item (BatchItemStatus   from,
                                       GError          **error);
/* A person may also ask for another answer: the one that is there stays until then. */
BATCH_AVAILABLE_IN_ALL
gboolean batch_transition_ask_again   (BatchItemStatus   from,
                                       GError          **error);

G_END_DECLS
