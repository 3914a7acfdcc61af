/* batch-queue-progress.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_QUEUE_PROGRESS (batch_queue_progress_get_type ())

G_DECLARE_FINAL_TYPE (BatchQueueProgress, batch_queue_progress, BATCH, QUEUE_PROGRESS, GObject)

/* The work of a queue that is not finished, in numbers. They are taken a few times a second while
 * something runs, and not at all while nothing does; "changed" is emitted when they differ. */
BatchQueueProgress *batch_queue_progress_new            (BatchQueue         *queue);

guint               batch_queue_progress_get_n_jobs     (BatchQueueProgress *self);
gint64              batch_queue_progress_get_n_items    (BatchQueueProgress *self);
gint64              batch_queue_progress_get_n_ended    (BatchQueueProgress *self);
/* How far it is, for people: “45 of 4,060 items · 1 failed”. */
char               *batch_queue_progress_describe       (BatchQueueProgress *self);
/* Items whose requests are on their way. */
gint64              batch_queue_progress_get_n_running  (BatchQueueProgress *self);
/* Of these, those that are sent one by one. The others are with a provider, who has them as a
 * whole and needs nobody here, often for hours. */
gint64              batch_queue_progress_get_n_sent     (BatchQueueProgress *self);
/* Batches of which something was tried. */
guint               batch_queue_progress_get_n_begun    (BatchQueueProgress *self);
/* NULL without an estimate. */
BatchEta           *batch_queue_progress_get_eta        (BatchQueueProgress *self);
/* Why one of them does not move, and until when, for people; NULL: they all do. */
const char         *batch_queue_progress_get_standstill (BatchQueueProgress *self);

G_END_DECLS
