/* batch-row-survey-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/batch-engine.h"
#include "engine/batch-row-table-private.h"
#include "files/batch-blob-source-private.h"
#include "store/batch-store-private.h"
#include "store/batch-waiter-private.h"

G_BEGIN_DECLS

/* Of so many items it is looked at what they ask, as each takes room while one looks. */
#define BATCH_ROW_SURVEY_MAX_ITEMS 200000

/* Finds out which items of a job are to be compared.
 *
 * Returns: (nullable): the rows, or NULL without an error when there are none */
void           batch_row_survey_async  (BatchEngine           *engine,
                                        const char            *job_id,
                                        GCancellable          *cancellable,
                                        GAsyncReadyCallback    callback,
                                        gpointer               user_data);
BatchRowTable *batch_row_survey_finish (BatchEngine           *engine,
                                        GAsyncResult          *result,
                                        GError               **error);

/* The same in a worker thread. @input: (nullable) */
BatchRowTable *batch_row_survey_run    (BatchStore            *store,
                                        const BatchJobRecord  *job,
                                        BatchBlobSource       *input,
                                        BatchWaiter           *waiter,
                                        GCancellable          *cancellable,
                                        GError               **error);

G_END_DECLS
