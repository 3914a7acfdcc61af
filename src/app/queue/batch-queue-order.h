/* batch-queue-order.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "queue/batch-queue-page.h"

G_BEGIN_DECLS

/* The actions of the page that put batches in order, with their keys. */
void batch_queue_order_install_actions (GtkWidgetClass *widget_class);
/* Those that make sense for its job. */
void batch_queue_order_update_actions  (BatchQueuePage *page);

G_END_DECLS
