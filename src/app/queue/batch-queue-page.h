/* batch-queue-page.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_QUEUE_PAGE (batch_queue_page_get_type ())

G_DECLARE_FINAL_TYPE (BatchQueuePage, batch_queue_page, BATCH, QUEUE_PAGE, AdwBin)

/* NULL until there is one. */
BatchQueue *batch_queue_page_get_queue (BatchQueuePage *self);
void        batch_queue_page_set_queue (BatchQueuePage *self,
                                        BatchQueue     *queue);
/* The one that is selected; NULL without any. */
BatchJob   *batch_queue_page_get_job   (BatchQueuePage *self);
void        batch_queue_page_set_job   (BatchQueuePage *self,
                                        BatchJob       *job);
/* Of the batches. */
GtkWidget  *batch_queue_page_get_list  (BatchQueuePage *self);

G_END_DECLS
