/* batch-row-survey-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "files/batch-blob-source-private.h"
#include "output/batch-row-table-private.h"
#include "store/batch-store-private.h"
#include "store/batch-waiter-private.h"

G_BEGIN_DECLS

/* Of so many items it is looked at what they ask, as each takes room while one looks. */
#define BATCH_ROW_SURVEY_MAX_ITEMS 200000

/* Finds out, in a worker thread, which items of a job are to be compared. @input: (nullable)
 *
 * Returns: (nullable): the rows, or NULL without an error when there are none */
BatchRowTable *batch_row_survey_run (BatchStore            *store,
                                     const BatchJobRecord  *job,
                                     BatchBlobSource       *input,
                                     BatchWaiter           *waiter,
                                     GCancellable          *cancellable,
                                     GError               **error);

G_END_DECLS
