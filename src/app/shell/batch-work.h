/* batch-work.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_WORK (batch_work_get_type ())

G_DECLARE_FINAL_TYPE (BatchWork, batch_work, BATCH, WORK, GObject)

/* The work of a queue that is not finished, in numbers. They are taken a few times a second while
 * something runs, and not at all while nothing does; "changed" is emitted when they differ. */
BatchWork *batch_work_new           (BatchQueue *queue);

guint      batch_work_get_n_jobs    (BatchWork  *self);
gint64     batch_work_get_n_items   (BatchWork  *self);
gint64     batch_work_get_n_ended   (BatchWork  *self);
/* Items whose requests are on their way. */
gint64     batch_work_get_n_running (BatchWork  *self);
/* Batches of which something was tried. */
guint      batch_work_get_n_begun   (BatchWork  *self);
/* NULL without an estimate. */
BatchEta  *batch_work_get_eta       (BatchWork  *self);
/* Why one of them does not move; NULL: they all do. */
const char *batch_work_get_standstill (BatchWork *self);

G_END_DECLS
