/* batch-job-page.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "queue/batch-item-list.h"

G_BEGIN_DECLS

#define BATCH_TYPE_JOB_PAGE (batch_job_page_get_type ())

G_DECLARE_FINAL_TYPE (BatchJobPage, batch_job_page, BATCH, JOB_PAGE, AdwBin)

BatchJob      *batch_job_page_get_job        (BatchJobPage *self);
void           batch_job_page_set_job        (BatchJobPage *self,
                                              BatchJob     *job);
/* The one that is selected, or was the last. */
BatchItem     *batch_job_page_get_item       (BatchJobPage *self);
BatchItemList *batch_job_page_get_item_list  (BatchJobPage *self);
/* The list, for what scrolls it. */
GtkWidget     *batch_job_page_get_items_view (BatchJobPage *self);

G_END_DECLS
