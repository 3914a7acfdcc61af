/* batch-import-queue-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Imports of one file store that become queued in the order in which they joined.
 *
 * One that goes by itself gets its place in the store when it begins, and any number of
 * them are under way at the same time. A group gets the places of its jobs only when it
 * is queued, so whoever joined behind it begins after that. A group that has not begun
 * may still be added to: while one is written, the next one gathers. */
typedef struct _BatchImportQueue BatchImportQueue;
typedef struct _BatchImportPlace BatchImportPlace;

typedef struct
{
  void     (*begin) (gpointer import);
  void     (*enqueue) (gpointer import); /* is called when it is ready, and its turn */
  gboolean   is_group;
} BatchImportSteps;

BatchImportQueue *batch_import_queue_new     (void);
/* Nobody who stands in it may go on. */
void              batch_import_queue_free    (BatchImportQueue       *self);
/* The last one that joined, if it has these steps and has not begun. */
gpointer          batch_import_queue_get_open (BatchImportQueue       *self,
                                               const BatchImportSteps *steps);

/* @queue: (nullable): a queue of its own. It may begin at once. */
BatchImportPlace *batch_import_place_new     (BatchImportQueue       *queue,
                                              const BatchImportSteps *steps,
                                              gpointer                import);
void              batch_import_place_start   (BatchImportPlace       *self);
void              batch_import_place_ready   (BatchImportPlace       *self);
/* All that makes it queued was handed to the store, which keeps the order of its calls:
 * the next one may come. */
void              batch_import_place_queued  (BatchImportPlace       *self);
/* Leaves the queue: it has ended, or failed on the way. */
void              batch_import_place_free    (BatchImportPlace       *self);

G_END_DECLS
